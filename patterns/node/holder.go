package node

import (
	"backchat/sim"
	"backchat/sim/network"
)

// A holder has an operation in hand. One that delegates it stays above the one
// it delegates to, so that the holders of an operation are a chain:
//
//	call ◄── attempt's job ◄── its server's call    the last speaks for the operation
//
// Only the last of them speaks: records of what is done on its behalf name the
// operation, and tell what it spends its time on. Late work, done for one who
// has given up or been replaced, is on behalf of a holder that is no more, and
// is recorded without. So the causes of an operation's time add up, whatever is
// retried, hedged or handed over again.
//
// A holder lives while it is in the chain, and nowhere else: those below one
// that gets the operation back go with the call, and all go with the operation.
type holder struct {
	above uint32 // who has delegated to it; 0: it was the first
}

// Assign gives an operation to a new holder, who alone speaks for it from now.
// What has ended, nobody has.
func (w *World) Assign(op sim.Ref) network.Behalf {
	o := w.ops.Get(op)
	if o == nil || o.ended {
		return network.Behalf{Op: op}
	}
	w.unassign(o)
	return w.hold(op, o, 0)
}

// hold puts a new holder below one that is in the chain, or 0.
func (w *World) hold(op sim.Ref, o *Op, above uint32) network.Behalf {
	r, h := w.holders.New()
	h.above, o.speaker = above, r
	return network.Behalf{Op: op, Holder: r}
}

// unassign leaves the operation to nobody: it waits for something that none of
// its holders does.
func (w *World) unassign(o *Op) {
	if o.speaker != (sim.Ref{}) {
		w.cut(o, 0)
	}
}

// cut takes the chain's end off, from below one that is in the chain, who
// speaks now; from its beginning for 0.
func (w *World) cut(o *Op, to uint32) {
	for i := o.speaker.Index; i != to; {
		above := w.holders.At(i).above
		w.holders.Free(i)
		i = above
	}
	o.speaker = sim.Ref{}
	if to != 0 {
		o.speaker = w.holders.Ref(to)
	}
}

// spoken is the operation that b speaks for, or nil where it does not speak.
func (w *World) spoken(b network.Behalf) *Op {
	if o := w.ops.Get(b.Op); o != nil && b.Holder == o.speaker && b.Holder != (sim.Ref{}) {
		return o
	}
	return nil
}

// Speaks tells whether b speaks for its operation, which nobody else has been
// given and which has not ended.
func (w *World) Speaks(b network.Behalf) bool { return w.spoken(b) != nil }

// holding is the operation in whose chain b is, or nil.
func (w *World) holding(b network.Behalf) *Op {
	if w.holders.Get(b.Holder) == nil {
		return nil
	}
	return w.ops.Get(b.Op)
}

// delegate gives the operation on to a new holder, where b speaks for it.
func (w *World) delegate(b network.Behalf) network.Behalf {
	if o := w.spoken(b); o != nil {
		return w.hold(b.Op, o, b.Holder.Index)
	}
	return network.Behalf{Op: b.Op}
}

// revoke gives the operation back to whoever delegated it to b, where b, or
// someone below, has it.
func (w *World) revoke(b network.Behalf) {
	if o := w.holding(b); o != nil {
		w.cut(o, w.holders.At(b.Holder.Index).above)
	}
}

// replace puts a new holder in the place of b, where b, or someone below, has
// the operation; else it is b.
func (w *World) replace(b network.Behalf) network.Behalf {
	o := w.holding(b)
	if o == nil {
		return b
	}
	above := w.holders.At(b.Holder.Index).above
	w.cut(o, above)
	return w.hold(b.Op, o, above)
}
