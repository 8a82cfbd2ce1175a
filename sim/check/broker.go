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
// handed over once its delay is over. A queue never keeps more than its place does.
type kept struct {
	reporter
	at       sim.Pages[trace.Place, int64] // how many a place keeps
	messages trace.Table[keeping]
}

type keeping struct {
	node  trace.Place
	times int32
	rank  uint32   // of its priority
	due   sim.Time // when it may be handed over
}

func newKept(t *trace.Topology, p reporter) *kept {
	return &kept{reporter: p, at: sim.NewPages[trace.Place, int64](t.Places.Len() + 1)}
}

func (k *kept) see(r *trace.Record) {
	if !k.at.Has(r.Node) {
		return
	}
	switch r.Kind {
	case trace.Store:
		k.store(r)
	case trace.Unstore:
		k.unstore(r)
	case trace.Deliver:
		if r.Aux < 1 {
			k.broken(r, "it is delivery %d of the message", r.Aux)
		}
		k.deliver(r)
	}
}

func (k *kept) store(r *trace.Record) {
	m := k.messages.Get(r.Msg)
	if m == nil {
		m = k.messages.Put(r.Msg)
		m.node, m.rank, m.due = r.Node, r.Parent, r.Until
	}
	if m.node != r.Node {
		k.broken(r, "it is kept at place %d, and at %d already", r.Node, m.node)
		return
	}
	m.times++
	at := k.at.At(r.Node)
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
	case m.rank != r.Parent:
		k.broken(r, "it is kept with rank %d, and handed over with %d", m.rank, r.Parent)
	case r.At < m.due:
		k.broken(r, "it is handed over before its delay is over, at %v", m.due)
	}
}

func (k *kept) unstore(r *trace.Record) {
	m := k.messages.Get(r.Msg)
	if m == nil || m.node != r.Node {
		k.broken(r, "it goes from place %d, which does not keep it", r.Node)
		return
	}
	at := k.at.At(r.Node)
	*at--
	if r.Aux < 0 || r.Aux > *at {
		k.broken(r, "%d are left in a queue of place %d, which keeps %d", r.Aux, r.Node, *at)
	}
	if m.times--; m.times == 0 {
		k.messages.Delete(r.Msg)
	}
}

func (k *kept) end() {}
