package node

import (
	"slices"

	"backchat/sim/network"
	"backchat/sim/trace"
)

// A side is the holders of an attempt that is made beside another, whose chain
// goes on meanwhile:
//
//	job ◄─┬─ first attempt ◄── its server's call    speaks for the job's side
//	      └─ hedge                                  speaks for a side of its own
//
// Records tell of both, each of its side ([trace.Fork], [trace.Beside]), until one
// counts alone ([trace.Prevail]): then that one takes the place of both in the job's
// chain. A side may have sides of its own.
type side struct {
	number uint8    // from 1
	above  uint32   // who has delegated the operation to both
	chain  []uint32 // the last speaks; never empty
}

// mostSides is how many sides an operation may have at once.
const mostSides = 255

// list is the sides there are.
func (h *holders) list() []side {
	if h.sides == nil {
		return nil
	}
	return *h.sides
}

// beside is the side that one belongs to; nil: none.
func (h *holders) beside(holder uint32) *side {
	if list := h.list(); holder != 0 {
		for i := range list {
			if slices.Contains(list[i].chain, holder) {
				return &list[i]
			}
		}
	}
	return nil
}

// last is who speaks for the side.
func (s *side) last() uint32 { return s.chain[len(s.chain)-1] }

func (h *holders) speaksBeside(holder uint32) (uint8, bool) {
	if s := h.beside(holder); s != nil && s.last() == holder {
		return s.number, true
	}
	return 0, false
}

func (h *holders) addBeside(holder uint32) uint32 {
	s := h.beside(holder)
	if s == nil || s.last() != holder {
		return 0
	}
	h.made++
	s.chain = append(s.chain, h.made)
	return h.made
}

func (h *holders) truncateBeside(holder uint32) bool {
	s := h.beside(holder)
	if s == nil {
		return false
	}
	s.chain = s.chain[:slices.Index(s.chain, holder)]
	return true
}

func (h *holders) replaceBeside(s *side, holder uint32) uint32 {
	h.made++
	s.chain = append(s.chain[:slices.Index(s.chain, holder)], h.made)
	h.prune()
	return h.made
}

// has tells whether one is in the chain or at a side.
func (h *holders) has(holder uint32) bool {
	return holder == h.speaker || slices.Contains(h.above, holder) || h.beside(holder) != nil
}

// prune forgets sides of which nothing is left, or that hang on one who is no more.
func (h *holders) prune() {
	if h.sides == nil {
		return
	}
	for gone := true; gone; {
		n := len(*h.sides)
		*h.sides = slices.DeleteFunc(*h.sides, func(s side) bool { return len(s.chain) == 0 || !h.has(s.above) })
		gone = len(*h.sides) < n
	}
}

// of is the side that one belongs to who is in the chain or at a side, and who is
// above it; 0: nobody.
func (h *holders) of(holder uint32) (number uint8, above uint32) {
	if s := h.beside(holder); s != nil {
		if i := slices.Index(s.chain, holder); i > 0 {
			return s.number, s.chain[i-1]
		}
		return s.number, s.above
	}
	if i := slices.Index(h.above, holder); i >= 0 {
		return 0, before(h.above, i)
	}
	return 0, before(h.above, len(h.above))
}

func before(chain []uint32, i int) uint32 {
	if i == 0 {
		return 0
	}
	return chain[i-1]
}

// fork makes a holder beside one, at a side of its own: 0 where that one is no
// more, or there are too many.
func (h *holders) fork(first uint32) (second uint32, number, from uint8) {
	if first == 0 || !h.has(first) || len(h.list()) == mostSides {
		return 0, 0, 0
	}
	from, above := h.of(first)
	if above == 0 {
		return 0, 0, 0
	}
	if h.sides == nil {
		h.sides = new([]side)
	}
	number = 1
	for slices.ContainsFunc(*h.sides, func(s side) bool { return s.number == number }) {
		number++
	}
	h.made++
	*h.sides = append(*h.sides, side{number: number, above: above, chain: []uint32{h.made}})
	return h.made, number, from
}

// prevail puts the side that begins with second in the place of first, and all
// below, where it is the second that counts; else it ends that side. It tells which
// side that was, and beside which; 0: there is none.
func (h *holders) prevail(first, second uint32, which int64) (number, from uint8) {
	s := h.beside(second)
	if s == nil || s.chain[0] != second {
		return 0, 0
	}
	number, chain := s.number, s.chain
	from, _ = h.of(s.above)
	s.chain = nil
	if which == trace.Second {
		h.truncate(first)
		for _, holder := range chain {
			h.appendTo(from, holder)
		}
	}
	h.prune()
	return number, from
}

// appendTo puts one behind the others of a side.
func (h *holders) appendTo(number uint8, holder uint32) {
	if number == 0 {
		h.append(holder)
		return
	}
	i := slices.IndexFunc(*h.sides, func(s side) bool { return s.number == number })
	(*h.sides)[i].chain = append((*h.sides)[i].chain, holder)
}

// fork makes a second attempt at what b has in hand, which is made beside it, speak
// for a side of its own, and returns on whose behalf it is: b's, where that has
// nothing in hand.
func (w *World) fork(b network.Behalf, p trace.Place) network.Behalf {
	o := w.ops.Get(b.Op)
	if o == nil {
		return b
	}
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
