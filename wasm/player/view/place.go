package view

import (
	"slices"
	"unicode/utf8"

	"backchat/sim/trace"
)

// places draws the spots, and what they are doing.
func (s *Stage) places(f *Frame) {
	for i := range s.layout.Plots {
		o, now := &s.layout.Plots[i], &s.state.spots[i]
		switch o.Form {
		case Phone:
			phone(f, o, now)
		case Rhombus:
			s.rhombus(f, i, o, now)
		case Field:
			s.field(f, i, o, now)
		case Chip:
			s.chip(f, i, o, now)
		case Shelf:
			s.box(f, i, o, now)
			if len(s.lanes(i)) == 0 {
				s.keep(f, o, now)
			}
			s.pile(f, o, now)
		default:
			s.box(f, i, o, now)
		}
		if o.Label {
			s.label(f, i, o, now)
		}
	}
	s.signs = s.signs[:0]
	for i := range s.layout.Plots {
		s.mark(f, i)
	}
	for _, t := range s.layout.Title {
		f.text(t.X, t.Y, -1, s.title[t.Node], Ink)
	}
}

// edge is the outline of a place, and how it is drawn: what is not there, starts,
// drains, is down, answers with errors, is paused or slow, writes nothing to its
// disk, or has a clock that is off, is dashed.
func edgeOf(now *spotState, usual Colour) (c Colour, dashed bool, alpha uint8) {
	switch {
	case now.phases[trace.Gone] > 0:
		return Line, true, 150
	case now.down > 0:
		return Bad, true, 255
	case now.phases[trace.Starting] > 0:
		return Soft, true, 200
	case now.phases[trace.Draining] > 0:
		return Warn, true, 255
	case now.errs > 0:
		return Bad, true, 255
	case now.slow > 0, now.stalls > 0, now.skews > 0:
		return Warn, true, 255
	}
	return usual, false, 255
}

// outline draws a place without what is in it, which has round corners; one that is down
// is hollow and crossed out, and whole where it is too small for dashes.
func outline(f *Frame, o *Plot, now *spotState, round float32, usual Colour) (edge Colour, alpha uint8) {
	edge, dashed, alpha := edgeOf(now, usual)
	i := Item{X: o.X, Y: o.Y, W: o.W, H: o.H, Round: round * o.Scale, Shape: Round, Fill: Raised, Edge: edge, Alpha: alpha}
	if o.Form == Rhombus {
		i.Shape, i.Round = Rhomb, 0
	}
	if small := min(o.W, o.H) < leastDashed; dashed && !(small && now.down > 0) {
		i.Shape++
	}
	f.add(i)
	if now.down > 0 {
		f.add(o.cross())
	}
	return edge, alpha
}

// cross is what crosses out a place that is down.
func (o *Plot) cross() Item {
	wide := min(max(.3*min(o.W, o.H), leastCross), mostCross, .8*min(o.W, o.H))
	c := Item{X: o.X, Y: o.Y, W: wide, H: wide, Shape: Cross, Fill: Bad, Alpha: 255}
	switch {
	case o.Form == Shelf: // what it keeps is still there
		c.Y -= 10 * o.Scale
	case o.signed() && o.roomForBoth():
		c.Y -= signHigh / 2
	}
	return c
}

// roomForBoth tells whether a server has room for its sign below its cross; where it has
// not, the sign stands for both.
func (o *Plot) roomForBoth() bool { return o.Form == Box && o.H >= signHigh+mostCross+4 }

// signed tells whether a place has its sign on it, since nothing is written below it.
func (o *Plot) signed() bool { return (o.Form == Box || o.Form == Shelf) && o.Lines < 1 }

// How small a place may be that has a dashed outline, how wide the cross is on one
// that is down, and how high a sign is.
const (
	signHigh    = 19.0
	leastDashed = 22
	leastCross  = 5
	mostCross   = 15
)

func phone(f *Frame, o *Plot, now *spotState) {
	edge, _ := outline(f, o, now, 3, Soft)
	if now.down == 0 && o.Scale >= .6 { // its speaker's slit
		f.add(Item{X: o.X, Y: o.Y - o.H/2 + 3.6*o.Scale, W: 4 * o.Scale, H: 1.1, Shape: Bar, Fill: edge, Alpha: 170})
	}
}

func (s *Stage) rhombus(f *Frame, i int, o *Plot, now *spotState) {
	outline(f, o, now, 0, Ink)
	if n := s.atWork(i, now).all(); n > 0 && now.down == 0 {
		f.add(Item{X: o.X, Y: o.Y, W: 8 * o.Scale, H: 8 * o.Scale, Shape: Disc, Fill: s.busiest(i, now), Alpha: uint8(255 * min(n, 1))})
	}
}

func (s *Stage) chip(f *Frame, i int, o *Plot, now *spotState) {
	outline(f, o, now, 4, Ink)
	if now.down > 0 {
		return
	}
	for k, n := 0, s.atWork(i, now).all(); k < 3 && n > float32(k); k++ {
		alpha := uint8(255 * min(n-float32(k), 1))
		f.add(Item{X: o.X, Y: o.Y + float32(k-1)*7*o.Scale, W: 5 * o.Scale, H: 5 * o.Scale, Round: 1, Shape: Square, Fill: s.busiest(i, now), Alpha: alpha})
	}
	s.bucket(f, i, o, now)
}

func (now *spotState) heldAll() int32 { return all(&now.held) }

func all(byHue *[hues + 1]int32) (n int32) {
	for _, k := range byHue {
		n += max(k, 0)
	}
	return n
}

// field draws a crowd: a dot for each seat, at most one for each replica, pale for
// as many as are not there.
func (s *Stage) field(f *Frame, i int, o *Plot, now *spotState) {
	spot := &s.tape.cast.spots[i]
	cols, rows := seats(o, spot.Count)
	edge := Line
	if now.down > 0 {
		edge = Bad
	}
	f.add(Item{X: o.X, Y: o.Y, W: o.W, H: o.H, Round: 10, Shape: Round, Fill: Raised, Edge: edge, Alpha: 255})
	there := spot.Count - int(now.phases[trace.Gone])
	for k := range min(cols*rows, spot.Count) {
		at := seat(o, k, spot.Count)
		alpha := uint8(150)
		if k >= there {
			alpha = 40
		}
		f.add(Item{X: o.X + at.X, Y: o.Y + at.Y, W: 3, H: 3, Shape: Dot, Fill: Faint, Alpha: alpha})
	}
}

// mark writes on a plot that it, or how many of a crowd, is not well, where
// that is not written below it.
func (s *Stage) mark(f *Frame, i int) {
	o, now := &s.layout.Plots[i], &s.state.spots[i]
	if o.Form == Field {
		s.crowded(f, o, int32(s.tape.cast.spots[i].Count), *now)
		return
	}
	word, c := illness(now)
	switch {
	case word == wordNone:
	case !o.signed():
	case now.down > 0 && o.roomForBoth():
		below := *o
		below.Y += (o.H - signHigh) / 2
		s.sign(f, &below, -1, word, c)
	default:
		s.sign(f, o, -1, word, c)
	}
}

// crowded writes on a crowd how many of it are not well, or else how many are there
// where not all of them are.
func (s *Stage) crowded(f *Frame, o *Plot, count int32, now spotState) {
	there := count - now.phases[trace.Gone]
	now.phases[trace.Gone] = 0
	switch word, c := illness(&now); {
	case word != wordNone:
		s.sign(f, o, max(now.down, now.errs, now.slow, now.stalls, now.rebuilds, now.away()), word, c)
	case there < count:
		s.sign(f, o, there, wordThere, Soft)
	}
}

// away counts the replicas that start, or else those that drain.
func (now *spotState) away() int32 {
	for _, p := range [...]trace.Life{trace.Starting, trace.Draining} {
		if n := now.phases[p]; n > 0 {
			return n
		}
	}
	return 0
}

// sign writes a number, unless it is below 0, and a word on a plot, unless that would
// lie over a sign that is there, or the cross of another: where many small places are not
// well, their outlines and crosses say so.
func (s *Stage) sign(f *Frame, o *Plot, n, word int32, c Colour) {
	word = wordFor(n, word)
	wide := letterWidth*float32(utf8.RuneCountInString(s.word[word])) + 10
	if n >= 0 {
		wide += 2 * letterWidth
	}
	x := min(max(o.X, wide/2), s.layout.W-wide/2)
	i := Item{X: x, Y: o.Y, W: wide, H: signHigh, Shape: Bar, Fill: Raised, Edge: c, Alpha: 255}
	if slices.ContainsFunc(s.signs, i.over) || s.crossed(i, o) {
		return
	}
	s.signs = append(s.signs, i)
	f.add(i)
	f.text(x, o.Y, int64(n), word, c)
}

// crossed tells whether what lies on one place would lie over the cross of another.
func (s *Stage) crossed(i Item, on *Plot) bool {
	for k := range s.layout.Plots {
		o := &s.layout.Plots[k]
		own := max(abs(o.X-on.X), abs(o.Y-on.Y)) < max(o.W, o.H)/2
		if s.state.spots[k].down > 0 && o.Form != Field && !own && i.over(o.cross()) {
			return true
		}
	}
	return false
}

// box draws a server: its workers, and its queue.
func (s *Stage) box(f *Frame, i int, o *Plot, now *spotState) {
	edge, alpha := outline(f, o, now, 8, Ink)
	if now.phases[trace.Gone] > 0 {
		return
	}
	n := &s.tape.topology.Nodes[s.tape.cast.spots[i].Node]
	if n.Stores { // the lid of a drum
		f.add(Item{X: o.X, Y: o.Y - o.H/2, W: o.W, H: 9 * o.Scale, Shape: Bar, Fill: Raised, Edge: edge, Alpha: alpha})
	}
	if now.down > 0 {
		return
	}
	lanes := s.lanes(i)
	if len(lanes) > 0 {
		s.workers(f, i, now, n.Workers, o, Plot{Point: Point{o.X, o.Y - 22*o.Scale}, H: 8 * o.Scale})
		s.partitions(f, o, lanes)
	} else {
		s.workers(f, i, now, n.Workers, o, Plot{Point: Point{o.X, o.Y - 10*o.Scale}, H: 22 * o.Scale})
	}
	s.pools(f, i, o)
	s.bucket(f, i, o, now)
	s.entries(f, o, now, n.Shelf.Capacity)
	s.lookups(f, o, now)
	if len(lanes) == 0 {
		s.queue(f, o, now, n.Workers, n.Queue)
		s.park(f, o, now)
	}
}

// park draws what is held, until there is news: up to some rings above the
// queue.
func (s *Stage) park(f *Frame, o *Plot, now *spotState) {
	k := 0
	for hue, n := range now.held {
		for ; n > 0 && k < mostShelved; n-- {
			s.shelve(f, o, k, Item{Shape: Ring, Fill: Raised, Edge: s.tint(hue)})
			k++
		}
	}
}

// mostShelved is how many things a box shows one by one.
const mostShelved = 9

// shelve puts thing k into the row between a box's workers and its queue.
func (s *Stage) shelve(f *Frame, o *Plot, k int, i Item) {
	i.X, i.Y = slot(o, k, shelfRow)
	i.W, i.H, i.Alpha = 5.6*o.Scale, 5.6*o.Scale, 255
	f.add(i)
}

// The rows of a box in which things stand one by one: how far below its middle.
const (
	shelfRow = 6.5
	pileRow  = 25
)

// slot is where thing k of a row stands.
func slot(o *Plot, k int, row float32) (x, y float32) {
	return o.X + (float32(k)-float32(mostShelved-1)/2)*7.3*o.Scale, o.Y + row*o.Scale
}

// queue draws how much of the queue is taken: amber from a half on, red where
// hardly any room is left. A queue without end is long where it keeps all
// workers busy for several rounds.
func (s *Stage) queue(f *Frame, o *Plot, now *spotState, workers, room int) {
	wide, high := 66*o.Scale, max(5*o.Scale, 3)
	y := o.Y + 18*o.Scale
	f.add(Item{X: o.X, Y: y, W: wide, H: high, Shape: Bar, Fill: Line, Alpha: 255})
	if now.waiting <= 0 {
		return
	}
	n := float32(now.waiting)
	full := n / (n + float32(6*max(workers, 1)))
	if room > 0 {
		full = min(n/float32(room), 1)
	}
	c := Good
	if full >= .85 {
		c = Bad
	} else if full >= .5 {
		c = Warn
	}
	part := max(wide*full, high)
	f.add(Item{X: o.X - (wide-part)/2, Y: y, W: part, H: high, Shape: Bar, Fill: c, Alpha: 255})
}

// keep draws what a broker keeps: up to some diamonds above its queue.
func (s *Stage) keep(f *Frame, o *Plot, now *spotState) {
	for k := range min(int(now.kept), mostShelved) {
		s.shelve(f, o, k, Item{Shape: Diamond, Fill: Soft})
	}
}

// label writes the name of a place below it, and below that what is most worth
// knowing of its state.
func (s *Stage) label(f *Frame, i int, o *Plot, now *spotState) {
	y := o.Y + o.H/2 + 12
	f.text(o.X, y, -1, s.name[i], Ink)
	s.facts(f, i, o, y+lineSpace, now)
}

// illness is what is not well at a place; wordNone where all is.
func illness(now *spotState) (word int32, c Colour) {
	switch {
	case now.phases[trace.Gone] > 0:
		return wordGone, Faint
	case now.down > 0:
		return wordDown, Bad
	case now.phases[trace.Starting] > 0:
		return wordStarting, Soft
	case now.phases[trace.Draining] > 0:
		return wordDraining, Warn
	case now.rebuilds > 0:
		return wordRebuilding, Warn
	case now.paused:
		return wordPaused, Warn
	case now.errs > 0:
		return wordErrs, Bad
	case now.stalls > 0:
		return wordStalls, Warn
	case now.slow > 0:
		return wordSlow, Warn
	case now.skews > 0:
		return wordSkewed, Warn
	}
	return wordNone, Soft
}

// facts writes as many lines of state as there is room for, the most telling
// first.
func (s *Stage) facts(f *Frame, spot int, o *Plot, y float32, now *spotState) {
	n := o.Lines
	line := func(number, word int32, c Colour) {
		if n > 0 {
			f.text(o.X, y, int64(number), wordFor(number, word), c)
			y += lineSpace
			n--
		}
	}
	if word, c := illness(now); word != wordNone {
		line(-1, word, c)
	}
	if now.down > 0 || now.phases[trace.Gone] > 0 {
		return
	}
	if now.dead > 0 {
		line(now.dead, wordAside, Bad)
	}
	if n := s.worst(spot); n > 0 {
		line(n, wordBehind, Soft)
	}
	for k, u := range s.state.poolsOf(s.tape, spot) {
		if u.waiting > 0 {
			line(u.waiting, s.unit[s.tape.cast.pools[spot]+k], Warn)
		}
	}
	if n := now.kept + now.entries; n > 0 {
		line(n, wordKept, Soft)
	}
	if now.waiting > 0 {
		line(now.waiting, wordWaiting, Soft)
	}
	if n := now.heldAll(); n > 0 {
		line(n, wordHeld, Soft)
	}
	if now.conns > 0 && o.Wide {
		line(now.conns, wordConnections, Soft)
	}
}

// halo rings what is selected.
func (s *Stage) halo(f *Frame) {
	if spot := s.tape.cast.spot(s.Selected); spot >= 0 {
		o := &s.layout.Plots[spot]
		f.add(Item{X: o.X, Y: o.Y, W: o.W + 9, H: o.H + 9, Round: 11, Shape: Halo, Fill: Ink, Alpha: 255})
	}
	for k := len(f.Items) - 1; s.Message != 0 && k >= 0; k-- {
		if i := f.Items[k]; i.Msg == s.Message {
			f.add(Item{X: i.X, Y: i.Y, W: i.W + 10, H: i.H + 10, Round: i.W/2 + 5, Shape: Halo, Fill: Ink, Alpha: 255})
			return
		}
	}
}
