package view

import (
	"cmp"
	"math"
	"slices"
)

// What a wire's connections carry is drawn as a sheaf upon it: a row for each connection,
// and in that a mark for each stream.
//
//	╭─────────╮      ╭─────────╮
//	│ ●─────  │      │ ●●●●●── │
//	│ ●─────  │      ╰─────────╯
//	│ ──────  │      one, with five
//	╰─────────╯
//	three, two of them with one
const (
	mostMarks = 8    // so many streams of a connection have a mark each
	longRow   = 1000 // and so many a bar as long as its row
	mostLines = 12   // rows
	linePitch = 5.2  // from one row to the next
	markPitch = 4.4
	rowWide   = mostMarks*markPitch + 14
	rim       = 4 // around the rows
)

// lines is how many rows so many connections have: one each, and beyond those that are
// told apart two for each time that they are twice as many.
func lines(conns int32) int {
	if conns <= mostConns {
		return int(conns)
	}
	return min(mostConns+int(math.Ceil(2*math.Log2(float64(conns)/mostConns))), mostLines)
}

// sheaves finds room on each wire for what its connections carry: beside that of others,
// or else only beside the places. Of what then lies over each other the first is drawn.
func (l *Layout) sheaves(p *Tape) {
	l.sheaf = make([]Item, len(l.way))
	room := Item{W: rowWide + 2*rim, H: mostConns*linePitch + rim}
	plots := l.plots()
	taken := plots
	if len(l.way) > mostSheaves {
		return
	}
	for e, w := range p.wiring.edges {
		if !w.open || p.cast.spots[w.a].Crowd || p.cast.spots[w.b].Crowd {
			continue
		}
		i, ok := l.roomOn(p, e, room, taken)
		if !ok {
			i, ok = l.roomOn(p, e, room, plots)
		}
		if ok {
			l.sheaf[e] = i
			taken = append(taken, i)
		}
	}
}

// plots is where places and their names are.
func (l *Layout) plots() (list []Item) {
	for i := range l.Plots {
		o := &l.Plots[i]
		k := Item{X: o.X, Y: o.Y, W: o.W, H: o.H}
		if o.Label {
			below := lineSpace * float32(o.Lines+1)
			k.Y, k.H = k.Y+below/2, k.H+below
		}
		list = append(list, k)
	}
	for _, t := range l.Title {
		list = append(list, Item{X: t.X, Y: t.Y, W: factWidth, H: lineSpace})
	}
	return list
}

// mostBelow is over how many other wires a sheaf may lie.
const mostBelow = 2

// roomOn is the room for something on a wire, where it lies over as few other wires as may
// be, and next to the middle of its own.
func (l *Layout) roomOn(p *Tape, wire int, i Item, taken []Item) (best Item, ok bool) {
	least := mostBelow + 1
	for _, share := range [...]float32{.5, .42, .58, .34, .66, .26, .74, .18, .82} {
		at := l.way[wire].at(share)
		i.X, i.Y = at.X, at.Y
		within := i.Y-i.H/2 > Head && i.X-i.W/2 > 0 && i.X+i.W/2 < l.W && i.Y+i.H/2 < l.H
		if !within || slices.ContainsFunc(taken, i.over) {
			continue
		}
		if n := l.passing(p, wire, i); n < least {
			best, ok, least = i, true, n
		}
	}
	return best, ok
}

// mostSheaves is of how many wires it is shown what they carry: among more nobody could
// tell whose it is.
const mostSheaves = 60

// passing is how many other wires with connections pass through the middle row of a room on
// one. Of those any part of a run knows; of others only what says something on them.
func (l *Layout) passing(p *Tape, wire int, room Item) (n int) {
	room.H = linePitch
	for e := range l.way {
		for k := 0; e != wire && p.wiring.edges[e].open && k <= pieces; k++ {
			at := l.way[e].at(float32(k) / pieces)
			if room.over(Item{X: at.X, Y: at.Y, W: 2, H: 2}) {
				n++
				break
			}
		}
	}
	return n
}

// bundles draws what the connections of wires carry, where there are several, or several
// streams on one: of one with one its wire tells.
func (s *Stage) bundles(f *Frame) {
	s.sheaf = s.sheaf[:0]
	for e := range s.layout.sheaf {
		i := s.layout.sheaf[e]
		if i.W == 0 {
			continue
		}
		var rows [mostLines]float32
		n := s.rows(e, &rows)
		i.H = float32(n)*pitchOf(n) + rim
		if n > 1 || n == 1 && rows[0] > 1 {
			if !slices.ContainsFunc(s.sheaf, i.over) {
				s.sheaf = append(s.sheaf, i)
				s.draw(f, e, i, rows[:n])
			}
		}
	}
}

// pitchOf is how far so many rows are apart: the more, the closer.
func pitchOf(rows int) float32 { return linePitch * min(mostConns/float32(max(rows, 1)), 1) }

// rows is how many streams there are in each row of a wire, the fullest first. Where rows
// stand for several connections each, they have as many as these on average.
func (s *Stage) rows(wire int, rows *[mostLines]float32) (n int) {
	u := &s.tape.bundles[wire]
	conns, streams := s.tape.carried(wire, s.now)
	if n = lines(conns); n == 0 {
		return 0
	}
	told, left := 0, s.lately(u.streams, streams)
	if conns <= mostConns {
		for k := range u.rows[:len(u.rows)-1] {
			if x := s.lately(u.rows[k], s.tape.countAt(u.rows[k], s.now)); x > 0 && told < n {
				rows[told] = x
				told++
				left -= x
			}
		}
	}
	share(rows[told:n], left*float32(n)/float32(max(int(conns), n)))
	slices.SortFunc(rows[:n], func(x, y float32) int { return cmp.Compare(y, x) })
	return n
}

// share spreads so many streams over rows evenly, whole ones where that can be.
func share(rows []float32, streams float32) {
	if len(rows) == 0 || streams < leastPart {
		return
	}
	each := float32(int(streams) / len(rows))
	for k := range rows {
		rows[k] = each + min(max(streams-each*float32(len(rows))-float32(k), 0), 1)
	}
}

// draw draws a sheaf.
func (s *Stage) draw(f *Frame, wire int, within Item, rows []float32) {
	hue, pitch := s.hue(s.tape.wiring.edges[wire].flow), pitchOf(len(rows))
	within.Round, within.Shape, within.Fill, within.Edge, within.Alpha = 4, Round, Ground, Line, 255
	f.add(within)
	left, top := within.X-rowWide/2, within.Y-float32(len(rows)-1)*pitch/2
	for k, n := range rows {
		y := top + float32(k)*pitch
		f.add(Item{X: within.X, Y: y, W: rowWide, H: 1, Shape: Bar, Fill: hue, Alpha: 110})
		beads(f, left, y, n, min(pitch*.7, 3.6), hue)
	}
}

// beads draws so many streams from the left of a row on, so large: one by one, or as a bar.
func beads(f *Frame, left, y, n, large float32, c Colour) {
	if n > mostMarks {
		more := float32(min(math.Log(float64(n)/mostMarks)/math.Log(longRow/mostMarks), 1))
		wide := mostMarks*markPitch + more*(rowWide-mostMarks*markPitch)
		f.add(Item{X: left + wide/2, Y: y, W: wide, H: large, Shape: Bar, Fill: c, Alpha: 255})
		return
	}
	for k := 0; float32(k) < n; k++ {
		x := left + (float32(k)+.5)*markPitch
		f.add(Item{X: x, Y: y, W: large, H: large, Shape: Disc, Fill: c, Alpha: uint8(255 * min(n-float32(k), 1))})
	}
}
