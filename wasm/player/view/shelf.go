package view

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// mostLooks is how many of the last look-ups of a place are shown, and looked for
// how long.
const (
	mostLooks = 9
	looked    = lossMemory
)

// shelf takes record i, if it is of what is kept by key: how much that is, or that
// it was looked for; or of a message that is set aside, or put back.
func (s *spotState) shelf(r *trace.Record, i uint32) {
	switch r.Kind {
	case trace.Keep, trace.Forget, trace.Flushed:
		s.entries = int32(r.Aux)
	case trace.Hit, trace.Missed, trace.Aside:
		copy(s.looks[1:], s.looks[:])
		s.looks[0] = i + 1
	}
}

// What is kept by key is shown as marks, in rows.
const (
	markRows = 2
	marksRow = 15
)

// entries draws what a place keeps by key: a mark for each entry; or, of a place
// whose room has an end, as large a part of the marks as is full.
func (s *Stage) entries(f *Frame, o *Plot, now *spotState, room int) {
	most := markRows * marksRow
	full, all := min(int(now.entries), most), min(int(now.entries), most)
	if room > 0 {
		all = min(room, most)
		full = (int(now.entries)*all + room - 1) / room
	}
	for k := range all {
		row, col := k/marksRow, k%marksRow
		i := Item{Shape: Square, Fill: Line, Alpha: 255, W: 3.2 * o.Scale, H: 3.2 * o.Scale, Round: .8 * o.Scale}
		if k < full {
			i.Fill = Soft
		}
		i.X = o.X + (float32(col)-float32(marksRow-1)/2)*4.5*o.Scale
		i.Y = o.Y + (5.5+4.6*float32(row))*o.Scale
		f.add(i)
	}
}

// lookups draws the last look-ups of a place, the latest first: a hit is a green
// disc, one of what is out of date hollow, a miss an amber diamond.
func (s *Stage) lookups(f *Frame, o *Plot, now *spotState) {
	for k, at := range now.looks {
		if at == 0 {
			return
		}
		r := &s.tape.records[at-1]
		age := s.now - r.At
		if age > looked || r.Kind == trace.Aside {
			return
		}
		i := Item{Shape: Disc, Fill: Good, W: 4.6 * o.Scale, H: 4.6 * o.Scale}
		switch {
		case r.Kind == trace.Missed:
			i.Shape, i.Fill, i.W, i.H = Diamond, Warn, 5.6*o.Scale, 5.6*o.Scale
		case r.Status == trace.Expired:
			i.Shape, i.Fill, i.Edge = Ring, Raised, Good
		}
		i.X = o.X + (float32(mostLooks-1)/2-float32(k))*7.2*o.Scale
		i.Y = o.Y + 25*o.Scale
		i.Alpha = uint8(255 - 175*(age/sim.Millisecond)/(looked/sim.Millisecond))
		f.add(i)
	}
}
