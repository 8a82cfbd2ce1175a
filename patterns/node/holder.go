package node

import (
	"slices"

	"backchat/sim"
	"backchat/sim/network"
)

// holders are those who have an operation in hand. One who delegates it stays
// above the one to whom, so that they are a chain:
//
//	call ◄── attempt's job ◄── its server's call    the last speaks for the operation
//
// Only the last of them speaks: records of what is done on its behalf name the
// operation, and tell what it spends its time on. Late work, done for one who
// has given up or been replaced, is on behalf of a holder that is no more, and
// is recorded without. So the causes of an operation's time add up, whatever is
// retried, hedged or handed over again.
//
// A holder is in the chain or is no more: those below one that gets the
// operation back go with the call, and all go with the operation. Holders are
// numbered as they come, from 1 for each operation; 0 is nobody.
type holders struct {
	speaker uint32 // the last in the chain
	made    uint32 // the last there was
	chain   []uint32
	near    [6]uint32 // where the chain is, unless it is longer
}

// add puts a new holder behind the others, who speaks from now.
func (h *holders) add() uint32 {
	if h.chain == nil {
		h.chain = h.near[:0]
	}
	h.made++
	h.speaker = h.made
	h.chain = append(h.chain, h.made)
	return h.made
}

// cut takes the chain's end off, all but n: the last of these speaks now.
func (h *holders) cut(n int) {
	h.chain = h.chain[:n]
	h.speaker = 0
	if n > 0 {
		h.speaker = h.chain[n-1]
	}
}

// Assign gives an operation to a new holder, who alone speaks for it from now.
// What has ended, nobody has.
func (w *World) Assign(op sim.Ref) network.Behalf {
	o := w.ops.Get(op)
	if o == nil || o.ended {
		return network.Behalf{Op: op}
	}
	o.holders.cut(0)
	return network.Behalf{Op: op, Holder: o.holders.add()}
}

// spoken is the operation that b speaks for, or nil where it does not speak.
func (w *World) spoken(b network.Behalf) *Op {
	if b.Holder == 0 {
		return nil
	}
	if o := w.ops.Get(b.Op); o != nil && b.Holder == o.holders.speaker {
		return o
	}
	return nil
}

// Speaks tells whether b speaks for its operation, which nobody else has been
// given and which has not ended.
func (w *World) Speaks(b network.Behalf) bool { return w.spoken(b) != nil }

// holding is the operation in whose chain b is, and how many are above b; nil
// where b is in none.
func (w *World) holding(b network.Behalf) (o *Op, above int) {
	if o = w.ops.Get(b.Op); o != nil {
		above = slices.Index(o.holders.chain, b.Holder)
	}
	if above < 0 {
		return nil, 0
	}
	return o, above
}

// delegate gives the operation on to a new holder, where b speaks for it.
func (w *World) delegate(b network.Behalf) network.Behalf {
	if o := w.spoken(b); o != nil {
		return network.Behalf{Op: b.Op, Holder: o.holders.add()}
	}
	return network.Behalf{Op: b.Op}
}

// revoke gives the operation back to whoever delegated it to b, where b, or
// someone below, has it.
func (w *World) revoke(b network.Behalf) {
	if o, above := w.holding(b); o != nil {
		o.holders.cut(above)
	}
}

// replace puts a new holder in the place of b, where b, or someone below, has
// the operation; else it is b.
func (w *World) replace(b network.Behalf) network.Behalf {
	o, above := w.holding(b)
	if o == nil {
		return b
	}
	o.holders.cut(above)
	return network.Behalf{Op: b.Op, Holder: o.holders.add()}
}
