package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// Batches: operations that go to a broker together are taken there at one instant, all
// of them or none.
type batches struct {
	reporter
	all     trace.Table[crew]   // by message
	bearers trace.Table[uint32] // by operation: the batch that carries it
}

// A crew are the operations that a batch carries.
type crew struct {
	size  int
	taken bool // some are
	at    sim.Time
}

func newBatches(p reporter) *batches { return &batches{reporter: p} }

func (b *batches) see(r *trace.Record) {
	switch {
	case r.Kind == trace.Send && r.Shape == trace.Batch:
		b.all.Put(r.Msg)
	case r.Kind == trace.Carry && b.all.Get(r.Msg) != nil:
		b.leave(r)
		*b.bearers.Put(r.Op) = r.Msg
		b.all.Get(r.Msg).size++
	case r.Kind == trace.Enter && (r.Cause == trace.Held || r.Cause == trace.NextPoll):
		if x := b.leave(r); x != nil {
			x.taken, x.at = true, r.At
		}
	case r.Kind == trace.End:
		b.leave(r)
	case r.Kind == trace.Arrive || r.Kind == trace.Lost:
		if x := b.all.Get(r.Msg); x != nil && x.size == 0 {
			b.all.Delete(r.Msg)
		}
	}
}

// leave sees that an operation is on its batch no longer, which it returns, as long as
// there are others on it.
func (b *batches) leave(r *trace.Record) *crew {
	msg := b.bearers.Get(r.Op)
	if msg == nil {
		return nil
	}
	x := b.all.Get(*msg)
	if x.taken && x.at != r.At {
		b.broken(r, "others of batch %d were taken at %v, and it was not", *msg, x.at)
	}
	if x.size--; x.size == 0 {
		b.all.Delete(*msg)
		x = nil
	}
	b.bearers.Delete(r.Op)
	return x
}

func (b *batches) end() {}
