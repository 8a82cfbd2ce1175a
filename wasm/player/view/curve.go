package view

import (
	"math"

	"backchat/sim/trace"
)

// A curve is the way from one spot to another: a cubic by Bézier.
type curve struct {
	from, fromAside, toAside, to Point
}

// curves draws the way of each wire.
func (l *Layout) curves(p *Tape) {
	l.curve = make([]curve, len(p.wiring.edges))
	for i, e := range p.wiring.edges {
		l.curve[i] = l.between(&l.Plots[e.a], &l.Plots[e.b])
	}
}

// bowed is how far the wires between plots above each other bow out.
const bowed = 34

// between leaves one plot and reaches the other sideways; plots above each
// other are joined by a bow on their right, or on their left where there is no
// more room.
func (l *Layout) between(a, b *Plot) curve {
	left, right := a, b
	if a.X > b.X {
		left, right = b, a
	}
	from, to := Point{left.X + reach(left), door(left, right)}, Point{right.X - reach(right), door(right, left)}
	if to.X-from.X < 4 && left.Form != Chip {
		side := float32(1)
		if max(a.X+reach(a), b.X+reach(b))+bowed > l.W {
			side = -1
		}
		from, to = Point{a.X + side*reach(a), a.Y}, Point{b.X + side*reach(b), b.Y}
		return curve{from, Point{from.X + side*bowed, from.Y}, Point{to.X + side*bowed, to.Y}, to}
	}
	middle := (from.X + to.X) / 2
	c := curve{from, Point{middle, from.Y}, Point{middle, to.Y}, to}
	if left != a {
		c = curve{c.to, c.toAside, c.fromAside, c.from}
	}
	return c
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
func (c *curve) at(f float32) Point {
	g := 1 - f
	a, b, d, e := g*g*g, 3*g*g*f, 3*g*f*f, f*f*f
	return Point{
		a*c.from.X + b*c.fromAside.X + d*c.toAside.X + e*c.to.X,
		a*c.from.Y + b*c.fromAside.Y + d*c.toAside.Y + e*c.to.Y,
	}
}

// moved is the curve with its ends moved.
func (c curve) moved(from, to Point) curve {
	c.from.X, c.from.Y, c.fromAside.Y = c.from.X+from.X, c.from.Y+from.Y, c.fromAside.Y+from.Y
	c.to.X, c.to.Y, c.toAside.Y = c.to.X+to.X, c.to.Y+to.Y, c.toAside.Y+to.Y
	return c
}

// seat is where in the field of a crowd of n a replica has its place, from the
// middle. Seats are in rows that are shifted against each other, neighbours by
// number far apart; where there are more replicas than seats, they are shared.
func seat(o *Plot, replica, n int) Point {
	cols, rows := seats(o, n)
	k := replica % (cols * rows) * scatter % (cols * rows)
	row, col := k/cols, k%cols
	x := (float32(col)+.5+float32(row&1)*.5-.25)/float32(cols) - .5
	y := (float32(row)+.5)/float32(rows) - .5
	return Point{x * (o.W - 14), y * (o.H - 12)}
}

// scatter is a prime above the number of seats of any field, so that it brings
// each replica to another seat.
const scatter = 7919

// pitch is how far apart seats are, at least.
const pitch = 7.5

// seats is how many columns and rows of seats the field of a crowd of n has.
func seats(o *Plot, n int) (cols, rows int) {
	wide, high := o.W-14, o.H-12
	apart := max(pitch, float32(math.Sqrt(float64(wide*high)/float64(max(n, 1)))))
	cols, rows = max(int(wide/apart), 1), max(int(high/apart), 1)
	for cols*rows < n && wide/float32(cols+1) >= pitch {
		cols++
	}
	return cols, rows
}

// offset is how far from the middle of its spot a place is.
func (s *Stage) offset(spot int32, p trace.Place) Point {
	at := &s.tape.cast.spots[spot]
	if !at.Crowd || s.layout.Plots[spot].Form != Field {
		return Point{}
	}
	return seat(&s.layout.Plots[spot], int(p-at.Place), at.Count)
}
