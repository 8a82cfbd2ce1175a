package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// Parked messages: what is taken up again was parked there, and is parked
// once.
type parked struct {
	reporter
	at trace.Table[trace.Place]
}

func newParked(p reporter) *parked { return &parked{reporter: p} }

func (p *parked) see(r *trace.Record) {
	switch r.Kind {
	case trace.Hold:
		if at := p.at.Get(r.Msg); at != nil {
			p.broken(r, "it is parked at place %d, and at %d already", r.Node, *at)
		}
		*p.at.Put(r.Msg) = r.Node
	case trace.Free:
		if at := p.at.Get(r.Msg); at == nil || *at != r.Node {
			p.broken(r, "it is freed at place %d, where it is not parked", r.Node)
		}
		p.at.Delete(r.Msg)
	}
}

func (p *parked) end() {}

// Messages at rest: of what a place keeps, no more goes than came, message by message
// (several queues of a place may keep one each), and each stays of its rank and is
// handed over once its delay is over. A queue never keeps more than its place does. Who
// is at work on a message still has it, and it is handed over again once nothing was
// heard for as long as was said, or its consumer has failed or gone.
type kept struct {
	reporter
	topology *trace.Topology
	at       sim.Pages[trace.Place, int64]    // how many a place keeps
	failed   sim.Pages[trace.Place, sim.Time] // when a place last failed to do something, or was gone
	messages trace.Table[keeping]
}

type keeping struct {
	node  trace.Place
	times int32
	rank  uint32   // of its priority
	due   sim.Time // when it may be handed over
	with  trace.Place
	since sim.Time // that it was handed to that
	until sim.Time // when it is visible again, as was said
}

func newKept(t *trace.Topology, p reporter) *kept {
	return &kept{reporter: p, topology: t, at: sim.NewPages[trace.Place, int64](t.Places.Len() + 1), failed: sim.NewPages[trace.Place, sim.Time](t.Places.Len() + 1)}
}

func (k *kept) see(r *trace.Record) {
	if !k.at.Has(r.Node) {
		return
	}
	switch r.Kind {
	case trace.Store:
		k.store(r, k.topology.Home(r.Node))
	case trace.Unstore:
		k.unstore(r, k.topology.Home(r.Node))
	case trace.Deliver:
		if r.Aux < 1 {
			k.broken(r, "it is delivery %d of the message", r.Aux)
		}
		k.deliver(r)
	case trace.Extend:
		k.extend(r)
	case trace.Down:
		*k.failed.At(r.Node) = r.At
	case trace.Unsubscribed:
		*k.failed.At(r.Peer) = r.At
	case trace.Arrive:
		if r.Shape == trace.Ack && r.Status != trace.OK && r.Status != trace.NoStatus {
			*k.failed.At(r.Peer) = r.At
		}
	}
}

func (k *kept) store(r *trace.Record, home trace.Place) {
	m := k.messages.Get(r.Msg)
	if m == nil {
		m = k.messages.Put(r.Msg)
		m.node, m.rank, m.due = home, r.Parent, r.Until
	}
	if m.node != home {
		k.broken(r, "it is kept at place %d, and at %d already", r.Node, m.node)
		return
	}
	m.times++
	at := k.at.At(home)
	*at++
	if r.Aux < 1 || r.Aux > *at {
		k.broken(r, "a queue of place %d keeps %d, the place %d", r.Node, r.Aux, *at)
	}
}

// deliver holds what is handed over against what is kept.
func (k *kept) deliver(r *trace.Record) {
	m := k.messages.Get(r.Msg)
	switch {
	case m == nil:
		return
	case m.rank != r.Parent:
		k.broken(r, "it is kept with rank %d, and handed over with %d", m.rank, r.Parent)
	case r.At < m.due:
		k.broken(r, "it is handed over before its delay is over, at %v", m.due)
	case k.early(m, r):
		k.broken(r, "it is handed over while place %d is at work on it, until %v at the least", m.with, m.until)
	}
	m.with, m.since, m.until = r.Peer, r.At, 0
}

// early tells whether a message goes from its consumer before it was to, and that has
// neither failed nor gone.
func (k *kept) early(m *keeping, r *trace.Record) bool {
	return r.At < m.until && k.failed.Value(m.with) < m.since && k.failed.Value(r.Node) < m.since
}

func (k *kept) extend(r *trace.Record) {
	switch m := k.messages.Get(r.Msg); {
	case m == nil || m.node != r.Node || m.with != r.Peer:
		k.broken(r, "place %d is at work on it, to which it was not handed last", r.Peer)
	case r.Until <= r.At:
		k.broken(r, "it is handed over again at %v", r.Until)
	default:
		m.until = r.Until
	}
}

func (k *kept) unstore(r *trace.Record, home trace.Place) {
	m := k.messages.Get(r.Msg)
	if m == nil || m.node != home {
		k.broken(r, "it goes from place %d, which does not keep it", r.Node)
		return
	}
	if r.Status == trace.DeadLettered && k.early(m, r) {
		k.broken(r, "it is set aside while place %d is at work on it, until %v at the least", m.with, m.until)
	}
	at := k.at.At(home)
	*at--
	if r.Aux < 0 || r.Aux > *at {
		k.broken(r, "%d are left in a queue of place %d, which keeps %d", r.Aux, r.Node, *at)
	}
	if m.times--; m.times == 0 {
		k.messages.Delete(r.Msg)
	}
}

func (k *kept) end() {}
