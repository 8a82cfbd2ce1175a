package view

import (
	"math"
	"slices"

	"backchat/sim"
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
	mostLines = 16   // rows
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

// sheaves finds room on the wires for what their connections carry: on all between two
// nodes, or else on none, so that none seems to carry nothing.
func (l *Layout) sheaves(p *Tape) {
	l.sheaf = make([]Item, len(p.bundles))
	taken := l.plots()
	for _, pair := range p.wiring.pairs {
		for _, scale := range [...]float32{1, .75} {
			if placed, ok := l.sheavesOf(p, pair, scale, taken); ok {
				taken = placed
				break
			}
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

// sheavesOf finds room on each wire between two nodes, beside what is taken.
func (l *Layout) sheavesOf(p *Tape, pair [2]int, scale float32, taken []Item) (all []Item, ok bool) {
	all = append(all, taken...)
	for e := range p.bundles {
		if p.bundles[e].most == 0 || !p.joins(e, pair) {
			continue
		}
		i, ok := l.roomOn(e, p.bundles[e].room(scale), all)
		if !ok {
			l.dropSheaves(p, pair)
			return taken, false
		}
		l.sheaf[e] = i
		all = append(all, i)
	}
	return all, true
}

func (l *Layout) dropSheaves(p *Tape, pair [2]int) {
	for e := range p.bundles {
		if p.joins(e, pair) {
			l.sheaf[e] = Item{}
		}
	}
}

// joins tells whether a wire is between two nodes.
func (p *Tape) joins(wire int, pair [2]int) bool {
	e := &p.wiring.edges[wire]
	a, b := p.cast.spots[e.a].Node, p.cast.spots[e.b].Node
	return pair == [2]int{min(a, b), max(a, b)}
}

// room is what a bundle takes at most.
func (u *bundle) room(scale float32) Item {
	return Item{W: (rowWide + 2*rim) * scale, H: float32(lines(u.most))*linePitch*scale + rim, Round: scale}
}

// roomOn is the room for something on a wire, where it lies over as few other wires as may
// be, and next to the middle of its own.
func (l *Layout) roomOn(wire int, i Item, taken []Item) (best Item, ok bool) {
	least := len(l.way) + 1
	for _, share := range [...]float32{.5, .42, .58, .34, .66, .26, .74, .18, .82} {
		at := l.way[wire].at(share)
		i.X, i.Y = at.X, at.Y
		within := i.Y-i.H/2 > Head && i.X-i.W/2 > 0 && i.X+i.W/2 < l.W && i.Y+i.H/2 < l.H
		if !within || slices.ContainsFunc(taken, i.over) {
			continue
		}
		if n := l.passing(wire, i); n < least {
			best, ok, least = i, true, n
		}
	}
	return best, ok
}

// mostPassing is of how many wires it is looked up which of them pass through a room.
const mostPassing = 60

// passing is how many other wires pass through a room on one.
func (l *Layout) passing(wire int, room Item) (n int) {
	if len(l.way) > mostPassing {
		return 0
	}
	for e := range l.way {
		for k := 0; e != wire && k <= pieces; k++ {
			at := l.way[e].at(float32(k) / pieces)
			if room.over(Item{X: at.X, Y: at.Y, W: 2, H: 2}) {
				n++
				break
			}
		}
	}
	return n
}

// bundles draws what the connections of wires carry.
func (s *Stage) bundles(f *Frame) {
	for e := range s.layout.sheaf {
		room := s.layout.sheaf[e]
		if room.W == 0 {
			continue
		}
		var rows [mostLines]float32
		if n := s.rows(e, &rows); n > 0 {
			s.sheaf(f, e, room, rows[:n])
		}
	}
}

// rows is how many streams there are in each row of a wire, as they are shown. Those that
// stand for several connections have what these have on average, from the first on.
func (s *Stage) rows(wire int, rows *[mostLines]float32) (n int) {
	u := &s.tape.bundles[wire]
	all, _ := s.tape.carried(wire, s.now)
	for k := range mostConns {
		if s.tape.countAt(u.rows[k].conns, s.now) > 0 {
			rows[n] = s.lately(u.rows[k].streams, s.tape.countAt(u.rows[k].streams, s.now))
			n++
		}
	}
	more, last := lines(all)-n, &u.rows[mostConns]
	if more == 0 {
		return n
	}
	streams := s.lately(last.streams, s.tape.countAt(last.streams, s.now)) * float32(more) / float32(s.tape.countAt(last.conns, s.now))
	each := float32(int(streams) / more)
	for k := range more {
		rows[n] = each + min(max(streams-each*float32(more)-float32(k), 0), 1)
		n++
	}
	return n
}

// carried is how many connections a wire has at t, and streams on them; of one that has
// never several, 0.
func (p *Tape) carried(wire int, at sim.Time) (conns, streams int32) {
	u := &p.bundles[wire]
	for k := range u.rows {
		if c := p.countAt(u.rows[k].conns, at); c > 0 {
			conns += c
			streams += p.countAt(u.rows[k].streams, at)
		}
	}
	return conns, streams
}

// sheaf draws rows. One that is empty says no more than its wire.
func (s *Stage) sheaf(f *Frame, wire int, room Item, rows []float32) {
	scale, hue, alpha := room.Round, s.hue(s.tape.wiring.edges[wire].flow), float32(1)
	if len(rows) == 1 {
		alpha = min(rows[0], 1)
	}
	high := float32(len(rows))*linePitch*scale + rim
	f.add(Item{X: room.X, Y: room.Y, W: room.W, H: high, Round: 4, Shape: Round, Fill: Ground, Edge: Line, Alpha: uint8(255 * alpha)})
	left, top := room.X-rowWide*scale/2, room.Y-float32(len(rows)-1)*linePitch*scale/2
	for k, n := range rows {
		y := top + float32(k)*linePitch*scale
		f.add(Item{X: room.X, Y: y, W: rowWide * scale, H: 1.2, Shape: Bar, Fill: hue, Alpha: uint8(110 * alpha)})
		beads(f, left, y, n, scale, hue)
	}
}

// beads draws so many streams from the left of a row on: one by one, or as a bar.
func beads(f *Frame, left, y, n, scale float32, c Colour) {
	if n > mostMarks {
		more := float32(min(math.Log(float64(n)/mostMarks)/math.Log(longRow/mostMarks), 1))
		wide := (mostMarks*markPitch + more*(rowWide-mostMarks*markPitch)) * scale
		f.add(Item{X: left + wide/2, Y: y, W: wide, H: 3.6 * scale, Shape: Bar, Fill: c, Alpha: 255})
		return
	}
	for k := 0; float32(k) < n; k++ {
		x := left + (float32(k)+.5)*markPitch*scale
		f.add(Item{X: x, Y: y, W: 3.6 * scale, H: 3.6 * scale, Shape: Disc, Fill: c, Alpha: uint8(255 * min(n-float32(k), 1))})
	}
}
