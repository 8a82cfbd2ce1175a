package view

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// shifting is how long a dead letter takes in the picture, from its queue to the pile
// of those that are set aside, or back.
const shifting = 600 * sim.Millisecond

// pile draws what a broker has set aside and keeps: up to some hollow red diamonds
// below its queue. One that has just come to them, or been put back, is on its way
// between there and what is kept.
func (s *Stage) pile(f *Frame, o *Plot, now *spotState) {
	n := min(int(now.dead), mostShelved)
	for k := range n {
		i := Item{Shape: HollowDiamond, Fill: Raised, Edge: Bad, Alpha: 255}
		i.X, i.Y = slot(o, k, pileRow)
		i.W, i.H = 5.6*o.Scale, 5.6*o.Scale
		f.add(i)
	}
	for k, at := range now.looks {
		if at != 0 && !s.Reduced {
			s.shift(f, o, &s.tape.records[at-1], k)
		}
	}
}

// shift draws the dead letter of a record on its way, the kth of the last.
func (s *Stage) shift(f *Frame, o *Plot, r *trace.Record, k int) {
	age := s.now - r.At
	if r.Kind != trace.Aside || r.Status == trace.Crashed || age >= shifting {
		return
	}
	share := float32(age) / float32(shifting)
	i := Item{Shape: HollowDiamond, Fill: Raised, Edge: Bad, Alpha: 255, W: 6.4 * o.Scale, H: 6.4 * o.Scale}
	if r.Status == trace.OK {
		i.Edge, share = Good, 1-share
	}
	i.X, i.Y = slot(o, k, shelfRow+(pileRow-shelfRow)*share)
	f.add(i)
}
