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
//
// Two attempts side by side each have a chain, of which one is a side's (see
// [sides]): then both speak, each for its side.
type holders struct {
	speaker uint32    // the last in the chain
	made    uint32    // the last there was
	above   []uint32  // the others
	near    [4]uint32 // where that is, unless it is longer
	sides   *sides    // nil: there was none yet
}

// assign makes a new holder the only one.
func (h *holders) assign() uint32 {
	h.clear()
	h.made++
	h.speaker = h.made
	return h.made
}

// add puts a new holder behind the others of the chain, who speaks from now.
func (h *holders) add() uint32 {
	h.made++
	h.append(h.made)
	return h.made
}

// append puts one behind the others.
func (h *holders) append(holder uint32) {
	if h.speaker != 0 {
		if h.above == nil {
			h.above = h.near[:0]
		}
		h.above = append(h.above, h.speaker)
	}
	h.speaker = holder
}

// clear leaves the operation to nobody.
func (h *holders) clear() {
	h.speaker, h.above = 0, h.above[:0]
	if h.sides != nil {
		h.sides.list, h.sides.held = h.sides.list[:0], h.sides.held[:0]
	}
}

// speaks tells whether a holder speaks for the operation, and for which side.
func (h *holders) speaks(holder uint32) (side uint8, _ bool) {
	switch {
	case holder == 0:
		return 0, false
	case holder == h.speaker:
		return 0, true
	}
	return h.speaksBeside(holder)
}

// cut takes the chain's end off, from one that is in it, and what hangs on that. It
// tells whether that is so.
func (h *holders) cut(holder uint32) bool {
	if !h.truncate(holder) {
		return false
	}
	h.prune()
	return true
}

// truncate takes the chain's end off, or that of a side's.
func (h *holders) truncate(holder uint32) bool {
	if holder == 0 {
		return false
	}
	if holder != h.speaker {
		n := slices.Index(h.above, holder)
		if n < 0 {
			return h.truncateBeside(holder)
		}
		h.above = h.above[:n]
	}
	h.speaker = 0
	if n := len(h.above); n > 0 {
		h.speaker, h.above = h.above[n-1], h.above[:n-1]
	}
	return true
}

// recall takes off what is below one that is in the chain, or at a side, and the sides
// that hang on it. It tells whether that one is in it.
func (h *holders) recall(holder uint32) bool {
	if n := slices.Index(h.above, holder); n >= 0 {
		h.speaker, h.above = holder, h.above[:n]
	} else if holder == 0 || holder != h.speaker && !h.recallBeside(holder) {
		return false
	}
	h.alone(holder)
	return true
}

// Assign gives an operation to a new holder, who alone speaks for it from now.
// What has ended, nobody has.
func (w *World) Assign(op sim.Ref) network.Behalf {
	b := network.Behalf{Op: op}
	if o := w.ops.Get(op); o != nil && !o.ended {
		b.Holder = o.holders.assign()
	}
	return b
}

// speaksFor is the operation that b speaks for, and for which side of it; nil where it
// does not speak.
func (w *World) speaksFor(b network.Behalf) (*Op, uint8) {
	if b.Holder == 0 {
		return nil, 0
	}
	if o := w.ops.Get(b.Op); o != nil {
		if side, speaks := o.holders.speaks(b.Holder); speaks {
			return o, side
		}
	}
	return nil, 0
}

// Speaks tells whether b speaks for its operation, which nobody else has been
// given and which has not ended.
func (w *World) Speaks(b network.Behalf) bool {
	o, _ := w.speaksFor(b)
	return o != nil
}

// delegate gives the operation on to a new holder, whom it returns, where that
// one speaks for it; else to nobody.
func (o *Op) delegate(holder uint32) uint32 {
	switch {
	case holder == 0 || o == nil:
		return 0
	case o.holders.speaker == holder:
		return o.holders.add()
	}
	return o.holders.addBeside(holder)
}

// revoke gives the operation back to whoever delegated it to b, where b, or
// someone below, has it.
func (w *World) revoke(b network.Behalf) {
	if o := w.ops.Get(b.Op); o != nil {
		o.holders.cut(b.Holder)
	}
}

// recall gives the operation back to b, where someone below has it. It tells whether b
// speaks for it from now.
func (w *World) recall(b network.Behalf) bool {
	o := w.ops.Get(b.Op)
	return o != nil && o.holders.recall(b.Holder)
}

// replace puts a new holder in the place of b, where b, or someone below, has
// the operation; else it is b.
func (w *World) replace(b network.Behalf) network.Behalf {
	if o := w.ops.Get(b.Op); o != nil {
		b.Holder = o.holders.replace(b.Holder)
	}
	return b
}

// replace puts a new holder in the place of one, and of all below; it is that one
// where it is no more.
func (h *holders) replace(holder uint32) uint32 {
	if h.beside(holder) >= 0 {
		return h.replaceBeside(holder)
	}
	if h.cut(holder) {
		return h.add()
	}
	return holder
}

// regain gives the operation back to those on whose behalf a proxy has made attempt
// a, which has ended without an answer: whoever has the request yet works on it
// late. A proxy's attempt has the holder of its parent's, so all of them up to the
// call get a new one.
func (w *World) regain(a *Attempt) {
	old := a.Holder
	now := w.replace(a.Behalf).Holder
	if now == old {
		return
	}
	r := sim.Ref{}
	for a.proxied() {
		if r, a = a.Parent, w.Attempt(a.Parent); a == nil {
			return
		}
		a.Holder = now
	}
	if _, c := w.callBy(r, a); c != nil && c.more != 0 {
		if x := w.repeated.At(c.more); x.holder == old {
			x.holder = now
		}
	}
}
