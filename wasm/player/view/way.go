package view

import "math"

// A Way is how a wire goes from one plot to another. It leaves the column of the one by a
// lead, between its neighbours, crosses the space between the columns by a cubic, and comes
// by a lead to the other:
//
//	▯ ─╮ ▯   ▯
//	▯  ╰───────╮      ┌────┐
//	           ╰──────┤    │
//	  a column        └────┘
type Way struct {
	From, FromAside, ToAside, To Point // the cubic, by Bézier
	Leave, Reach                 Lead  // before it, and behind it
}

// A Lead is the part of a way within a column: from the side of a plot, after a bend,
// straight on to the column's edge, or the same backwards.
type Lead struct {
	Side  Point
	Bend  float32 // how long the bend is; 0: it needs none
	Share float32 // of the whole way; 0: there is no lead
}

// ways finds that of each wire.
func (l *Layout) ways(p *Tape) {
	l.way = make([]Way, len(p.wiring.edges))
	for i, e := range p.wiring.edges {
		l.way[i] = l.between(&l.Plots[e.a], &l.Plots[e.b])
	}
}

// How far the points lie aside that have the wires between plots of one column bow out, and
// how many times as far as there is room: the bow itself is three quarters of that.
const (
	bowed = 34
	bows  = 1.2
)

// between is the way from one plot to another: those of one column are joined by a bow on
// its right, or on its left where there is no more room.
func (l *Layout) between(a, b *Plot) Way {
	if a.X > b.X {
		return l.between(b, a).turned()
	}
	switch {
	case a.Form == Chip && a.Y == b.Y && b.X-a.X < b.W: // a sidecar, and its host
		from, to := Point{a.X + reach(a), a.Y}, Point{b.X - reach(b), b.Y}
		middle := (from.X + to.X) / 2
		return Way{From: from, FromAside: Point{middle, from.Y}, ToAside: Point{middle, to.Y}, To: to}
	case a.Column == b.Column:
		side, room := float32(1), min(l.gap, l.W-a.Column[1])
		if left := min(l.gap, a.Column[0]); room*bows < bowed && left > room {
			side, room = -1, left
		}
		return a.exit(b, side).joined(b.exit(a, side), side*min(bowed, room*bows))
	}
	return a.exit(b, 1).joined(b.exit(a, -1), 0)
}

// An exit is where a way leaves a plot, and where its column.
type exit struct {
	lead Lead
	edge Point
}

// The space between a plot and what passes it, where there is as much, the most that those take up that pass it
// beside each other, and how long a bend is.
const (
	passing   = 3
	mostLane  = 10
	mostBend  = 14
	leastBend = 5
)

// exit is the one of a plot on its right, where side is 1, or on its left, towards another.
// Where others of its row stand in between, it goes below them, or above, those that come
// from further within the further away.
func (o *Plot) exit(other *Plot, side float32) exit {
	at, column, others := Point{o.X + side*reach(o), door(o, other)}, o.Column[1], o.Behind
	if side < 0 {
		column, others = o.Column[0], o.Before
	}
	if o.Form == Field { // its strands begin all over it
		return exit{edge: at}
	}
	if others == 0 {
		return exit{Lead{Side: at, Share: 1}, Point{column, at.Y}}
	}
	down := float32(1)
	if o.Form != Phone || other.Y < o.Y { // below others stands what they are called
		down = -1
	}
	bend := min(o.Gap-reach(o)+o.W/2, mostBend)
	if bend < leastBend { // it leaves by the upper or lower end
		at, bend = Point{o.X, o.Y + down*o.H/2}, o.W/2+2
	}
	lane := (float32(others) - .5) / float32(max(o.Before+o.Behind, 1))
	y := o.Y + down*(o.Clear+lane*o.Space)
	return exit{Lead{Side: at, Bend: bend, Share: 1}, Point{column, y}}
}

// joined is the way from one exit to another, bowed so far to the right.
func (e exit) joined(o exit, bow float32) Way {
	middle := (e.edge.X + o.edge.X) / 2
	w := Way{From: e.edge, FromAside: Point{middle + bow, e.edge.Y}, ToAside: Point{middle + bow, o.edge.Y}, To: o.edge, Leave: e.lead, Reach: o.lead}
	if w.Leave.Share > 0 {
		w.Leave.Share = w.Leave.length(w.From)
	}
	if w.Reach.Share > 0 {
		w.Reach.Share = w.Reach.length(w.To)
	}
	all := w.Leave.Share + w.Reach.Share + w.cubicLength()
	w.Leave.Share, w.Reach.Share = w.Leave.Share/max(all, 1), w.Reach.Share/max(all, 1)
	return w
}

// Bent tells whether a way has bends besides its cubic, and so is to be drawn in more pieces.
func (w *Way) Bent() bool { return w.Leave.Bend > 0 || w.Reach.Bend > 0 }

// turned is the way back.
func (w Way) turned() Way {
	return Way{w.To, w.ToAside, w.FromAside, w.From, w.Reach, w.Leave}
}

// door is how high a plot's wire to another one begins: those of a box are
// spread over its side.
func door(o, other *Plot) float32 {
	if o.Form != Box && o.Form != Shelf {
		return o.Y
	}
	most := o.H * .3
	return o.Y + min(max((other.Y-o.Y)*.14, -most), most)
}

// reach is how far from a plot's centre its wires begin.
func reach(o *Plot) float32 {
	switch o.Form {
	case Phone:
		return o.W/2 + 3
	case Field:
		return 0
	case Chip:
		return o.W / 2
	}
	return o.W/2 + 2
}

// at is the point at a share f of the way; backwards where it is gone from to
// to from.
func (w *Way) at(f float32) Point {
	last := 1 - w.Reach.Share
	switch {
	case f < w.Leave.Share:
		return w.Leave.at(f/w.Leave.Share, w.From)
	case f > last && w.Reach.Share > 0:
		return w.Reach.at((1-f)/w.Reach.Share, w.To)
	}
	return w.cubic((f - w.Leave.Share) / max(last-w.Leave.Share, 1e-6))
}

func (w *Way) cubic(f float32) Point {
	g := 1 - f
	a, b, d, e := g*g*g, 3*g*g*f, 3*g*f*f, f*f*f
	return Point{
		a*w.From.X + b*w.FromAside.X + d*w.ToAside.X + e*w.To.X,
		a*w.From.Y + b*w.FromAside.Y + d*w.ToAside.Y + e*w.To.Y,
	}
}

// cubicLength is about how long the cubic is.
func (w *Way) cubicLength() (long float32) {
	const parts = 8
	last := w.From
	for i := range parts {
		next := w.cubic(float32(i+1) / parts)
		long += distance(last, next)
		last = next
	}
	return long
}

// length is how long a lead is that ends at a point.
func (l *Lead) length(end Point) float32 {
	long := abs(end.X - l.Side.X)
	return long + l.rise(end)
}

// rise is by how much the bend makes a lead longer.
func (l *Lead) rise(end Point) float32 { return abs(end.Y-l.Side.Y) * .6 }

// at is the point at a share of a lead, which ends at a point. The bend takes as much of it
// as it is long.
func (l *Lead) at(f float32, end Point) Point {
	if l.Bend == 0 {
		return Point{l.Side.X + f*(end.X-l.Side.X), l.Side.Y + f*(end.Y-l.Side.Y)}
	}
	all, bent := l.length(end), l.Bend+l.rise(end)
	done := f * all
	if done >= bent {
		done -= l.rise(end)
		return Point{l.Side.X + toward(end.X-l.Side.X, done), end.Y}
	}
	part := done / bent
	return Point{l.Side.X + toward(end.X-l.Side.X, part*l.Bend), l.Side.Y + (end.Y-l.Side.Y)*part*part*(3-2*part)}
}

// toward is a length with the sign of a way.
func toward(way, long float32) float32 {
	if way < 0 {
		return -long
	}
	return long
}

func distance(p, q Point) float32 { return float32(math.Sqrt(float64(square(p, q)))) }

// moved is the way with its ends moved.
func (w Way) moved(from, to Point) Way {
	w.From.X, w.From.Y, w.FromAside.Y = w.From.X+from.X, w.From.Y+from.Y, w.FromAside.Y+from.Y
	w.To.X, w.To.Y, w.ToAside.Y = w.To.X+to.X, w.To.Y+to.Y, w.ToAside.Y+to.Y
	return w
}
