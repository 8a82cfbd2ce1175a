package node

import (
	"slices"

	"backchat/sim/network"
	"backchat/sim/trace"
)

// Sides are the holders of attempts that are made beside another, whose chain goes on
// meanwhile:
//
//	job ◄─┬─ first attempt ◄── its server's call    speaks for the job's side
//	      └─ hedge                                  speaks for a side of its own
//
// Records tell of both, each of its side ([trace.Fork], [trace.Beside]), until one
// counts alone ([trace.Prevail]): then that one takes the place of both in the job's
// chain. What is at a side may have others beside it in turn.
type sides struct {
	list []side
	held []heldBeside // those of one side in their order: the last of them speaks
}

// A side has holders, or is no more.
type side struct {
	number uint8  // from 1
	above  uint32 // who has delegated the operation to both attempts
}

// A heldBeside is a holder at a side.
type heldBeside struct {
	holder uint32
	side   uint8
}

// mostSides is how many sides an operation may have at once.
const mostSides = 255

// beside is which of the holders at sides one is; -1: none.
func (h *holders) beside(holder uint32) int {
	if h.sides == nil {
		return -1
	}
	return slices.IndexFunc(h.sides.held, func(b heldBeside) bool { return b.holder == holder })
}

// lastAt is whether the holder of that index speaks for its side.
func (s *sides) lastAt(i int) bool {
	number := s.held[i].side
	return !slices.ContainsFunc(s.held[i+1:], func(b heldBeside) bool { return b.side == number })
}

// prior is the holder of that index's predecessor at its side; 0: it is the first.
func (s *sides) prior(i int) uint32 {
	for k := i - 1; k >= 0; k-- {
		if s.held[k].side == s.held[i].side {
			return s.held[k].holder
		}
	}
	return 0
}

// at is the side of that number.
func (s *sides) at(number uint8) *side {
	return &s.list[slices.IndexFunc(s.list, func(x side) bool { return x.number == number })]
}

func (h *holders) speaksBeside(holder uint32) (uint8, bool) {
	if i := h.beside(holder); i >= 0 && h.sides.lastAt(i) {
		return h.sides.held[i].side, true
	}
	return 0, false
}

func (h *holders) addBeside(holder uint32) uint32 {
	side, speaks := h.speaksBeside(holder)
	if !speaks {
		return 0
	}
	h.made++
	h.appendTo(side, h.made)
	return h.made
}

func (h *holders) truncateBeside(holder uint32) bool {
	i := h.beside(holder)
	if i < 0 {
		return false
	}
	s := h.sides
	number, kept := s.held[i].side, s.held[:i]
	for _, b := range s.held[i:] {
		if b.side != number {
			kept = append(kept, b)
		}
	}
	s.held = kept
	return true
}

func (h *holders) recallBeside(holder uint32) bool {
	i := h.beside(holder)
	for k := i + 1; i >= 0 && k < len(h.sides.held); {
		if h.sides.held[k].side == h.sides.held[i].side {
			h.sides.held = slices.Delete(h.sides.held, k, k+1)
		} else {
			k++
		}
	}
	return i >= 0
}

// alone ends the sides that hang on one.
func (h *holders) alone(holder uint32) {
	if h.sides == nil {
		return
	}
	for i := range h.sides.list {
		if x := &h.sides.list[i]; x.above == holder {
			x.above = 0
		}
	}
	h.prune()
}

func (h *holders) replaceBeside(holder uint32) uint32 {
	number := h.sides.held[h.beside(holder)].side
	h.truncateBeside(holder)
	h.made++
	h.appendTo(number, h.made)
	h.prune()
	return h.made
}

// appendTo puts one behind the others of a side.
func (h *holders) appendTo(number uint8, holder uint32) {
	if number == 0 {
		h.append(holder)
		return
	}
	h.sides.held = append(h.sides.held, heldBeside{holder, number})
}

// has tells whether one is in the chain or at a side.
func (h *holders) has(holder uint32) bool {
	return holder == h.speaker || slices.Contains(h.above, holder) || h.beside(holder) >= 0
}

// prune forgets sides of which nothing is left, or that hang on one who is no more.
func (h *holders) prune() {
	s := h.sides
	for again := s != nil && len(s.list) > 0; again; {
		n := len(s.list)
		s.list = slices.DeleteFunc(s.list, func(x side) bool { return !h.has(x.above) })
		s.held = slices.DeleteFunc(s.held, func(b heldBeside) bool {
			return !slices.ContainsFunc(s.list, func(x side) bool { return x.number == b.side })
		})
		s.list = slices.DeleteFunc(s.list, func(x side) bool {
			return !slices.ContainsFunc(s.held, func(b heldBeside) bool { return b.side == x.number })
		})
		again = len(s.list) < n
	}
}

// of is the side that one belongs to who is in the chain or at a side, and who is
// above it; 0: nobody.
func (h *holders) of(holder uint32) (number uint8, above uint32) {
	if i := h.beside(holder); i >= 0 {
		number = h.sides.held[i].side
		if above = h.sides.prior(i); above == 0 {
			above = h.sides.at(number).above
		}
		return number, above
	}
	i := slices.Index(h.above, holder)
	if i < 0 {
		i = len(h.above)
	}
	if i == 0 {
		return 0, 0
	}
	return 0, h.above[i-1]
}

// fork makes a holder beside one, at a side of its own: 0 where that one is no
// more, or there are too many. There is room for sides.
func (h *holders) fork(first uint32) (second uint32, number, from uint8) {
	if first == 0 || !h.has(first) || len(h.sides.list) == mostSides {
		return 0, 0, 0
	}
	from, above := h.of(first)
	if above == 0 {
		return 0, 0, 0
	}
	number = 1
	for slices.ContainsFunc(h.sides.list, func(s side) bool { return s.number == number }) {
		number++
	}
	h.made++
	h.sides.list = append(h.sides.list, side{number: number, above: above})
	h.appendTo(number, h.made)
	return h.made, number, from
}

// prevail puts the side that begins with second in the place of first, and all
// below, where it is the second that counts; else it ends that side. It tells which
// side that was, and beside which; 0: there is none.
func (h *holders) prevail(first, second uint32, which int64) (number, from uint8) {
	i := h.beside(second)
	if i < 0 || h.sides.prior(i) != 0 {
		return 0, 0
	}
	number = h.sides.held[i].side
	if from, _ = h.of(h.sides.at(number).above); h.has(first) {
		from, _ = h.of(first)
	}
	if which == trace.Second {
		h.truncate(first)
		h.move(number, from)
	} else {
		h.truncate(second)
	}
	h.prune()
	return number, from
}

// move puts the holders of a side behind those of another.
func (h *holders) move(number, to uint8) {
	s := h.sides
	for i, left := 0, len(s.held); left > 0; left-- {
		if b := s.held[i]; b.side == number {
			s.held = slices.Delete(s.held, i, i+1)
			h.appendTo(to, b.holder)
		} else {
			i++
		}
	}
}

// roomForSides lets the operation have sides.
func (w *World) roomForSides(o *Op) {
	if o.holders.sides != nil {
		return
	}
	w.siding.Add(1)
	if n := len(w.spareSides); n > 0 {
		o.holders.sides, w.spareSides = w.spareSides[n-1], w.spareSides[:n-1]
	} else {
		o.holders.sides = &sides{list: make([]side, 0, 2), held: make([]heldBeside, 0, 8)}
	}
}

// freeSides takes an operation's sides, which has ended, for another's.
func (w *World) freeSides(o *Op) {
	w.siding.Add(-1)
	w.spareSides = append(w.spareSides, o.holders.sides)
	o.holders.sides = nil
}

// fork makes a second attempt at what b has in hand, which is made beside it, speak
// for a side of its own, and returns on whose behalf it is: b's, where that has
// nothing in hand.
func (w *World) fork(b network.Behalf, p trace.Place) network.Behalf {
	o := w.ops.Get(b.Op)
	if o == nil || b.Holder == 0 {
		return b
	}
	w.roomForSides(o)
	if second, number, from := o.holders.fork(b.Holder); second != 0 {
		w.each(o, &trace.Record{Kind: trace.Fork, Node: p, Header: uint32(number), Payload: uint32(from)})
		b.Holder = second
	}
	return b
}

// prevail lets one of two attempts at an operation count alone.
func (w *World) prevail(first, second network.Behalf, which int64, p trace.Place) {
	o := w.ops.Get(first.Op)
	if o == nil {
		return
	}
	if number, from := o.holders.prevail(first.Holder, second.Holder, which); number != 0 {
		w.each(o, &trace.Record{Kind: trace.Prevail, Node: p, Aux: which, Header: uint32(number), Payload: uint32(from)})
	}
}
