package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// Dead letters: a message is among them or in its queue, never in both. It comes from
// its queue, at the instant at which it leaves that; and one that is put back is kept
// there at once, so that it is neither lost nor there twice.
type deadLetters struct {
	reporter
	at    trace.Table[trace.Place] // where a message is set aside
	count map[uint16]int64         // by flow
	left  keptAt                   // what has left its queue for them last
	back  trace.Record             // what is put back, and no queue keeps yet; of no kind: nothing
}

// A keptAt is a message at a place at an instant.
type keptAt struct {
	msg  uint32
	node trace.Place
	at   sim.Time
}

func newDeadLetters(p reporter) *deadLetters {
	return &deadLetters{reporter: p, count: map[uint16]int64{}}
}

func (d *deadLetters) see(r *trace.Record) {
	if d.back.Kind != trace.NoKind {
		d.returns(r)
	}
	switch r.Kind {
	case trace.Aside:
		d.aside(r)
	case trace.Unstore:
		if r.Status == trace.DeadLettered {
			d.left = keptAt{r.Msg, r.Node, r.At}
		}
		d.apart(r)
	case trace.Store, trace.Deliver:
		d.apart(r)
	}
}

// apart holds that what a queue has is not among the dead letters.
func (d *deadLetters) apart(r *trace.Record) {
	if d.at.Len() > 0 && d.at.Get(r.Msg) != nil {
		d.broken(r, "it is in its queue, and among the dead letters of place %d", *d.at.Get(r.Msg))
	}
}

// aside follows a message to the dead letters, or from them.
func (d *deadLetters) aside(r *trace.Record) {
	at := d.at.Get(r.Msg)
	switch {
	case r.Status == trace.DeadLettered && at != nil:
		d.broken(r, "it is set aside at place %d, where it is already", *at)
		return
	case r.Status == trace.DeadLettered:
		if d.left != (keptAt{r.Msg, r.Node, r.At}) {
			d.broken(r, "it is set aside at place %d, and has not just left its queue there", r.Node)
		}
		*d.at.Put(r.Msg) = r.Node
		d.count[r.Flow]++
	case at == nil || *at != r.Node:
		d.broken(r, "it leaves the dead letters of place %d, where it is not", r.Node)
		return
	default:
		d.at.Delete(r.Msg)
		d.count[r.Flow]--
		if r.Status == trace.OK {
			d.back = *r
		}
	}
	d.left = keptAt{}
	if r.Aux != d.count[r.Flow] {
		d.broken(r, "%d are said to be set aside, of %d", r.Aux, d.count[r.Flow])
	}
}

// returns holds that what is put back is what is kept next.
func (d *deadLetters) returns(r *trace.Record) {
	if r.Kind != trace.Store || (keptAt{r.Msg, r.Node, r.At}) != (keptAt{d.back.Msg, d.back.Node, d.back.At}) {
		d.end()
	}
	d.back.Kind = trace.NoKind
}

func (d *deadLetters) end() {
	if d.back.Kind != trace.NoKind {
		d.broken(&d.back, "it is put back, and no queue keeps it")
	}
}
