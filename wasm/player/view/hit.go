package view

import "backchat/sim/trace"

// A Hit is what stands at a point: at most one of its fields is set.
type Hit struct {
	Msg      uint32
	Place    trace.Place
	From, To trace.Place // the ends of a wire
}

// The distances from which something is hit, in CSS pixels.
const (
	nearMessage = 9
	nearPlace   = 5
	nearWire    = 6
)

// Hit is what stands at a point of the last frame: a message before a place,
// a place before a wire.
func (s *Stage) Hit(at Point) Hit {
	if m := s.hitMessage(at); m != 0 {
		return Hit{Msg: m}
	}
	if p := s.hitPlace(at); p != 0 {
		return Hit{Place: p}
	}
	return s.hitWire(at)
}

func (s *Stage) hitMessage(at Point) (msg uint32) {
	best := float32(nearMessage * nearMessage)
	for i := range s.frame.Items {
		k := &s.frame.Items[i]
		if d := square(Point{k.X, k.Y}, at); k.Msg != 0 && d <= best {
			best, msg = d, k.Msg
		}
	}
	return msg
}

func (s *Stage) hitPlace(at Point) trace.Place {
	for i := range s.layout.Plots {
		o := &s.layout.Plots[i]
		if abs(at.X-o.X) <= o.W/2+nearPlace && abs(at.Y-o.Y) <= o.H/2+nearPlace {
			return s.tape.cast.spots[i].Place + s.seated(i, at)
		}
	}
	return 0
}

// seated is which replica of a crowd sits nearest to a point.
func (s *Stage) seated(spot int, at Point) trace.Place {
	o, c := &s.layout.Plots[spot], &s.tape.cast.spots[spot]
	if o.Form != Field {
		return 0
	}
	cols, rows := seats(o, c.Count)
	best, nearest := 0, float32(1e9)
	for k := range min(cols*rows, c.Count) {
		p := seat(o, k, c.Count)
		if d := square(Point{o.X + p.X, o.Y + p.Y}, at); d < nearest {
			best, nearest = k, d
		}
	}
	return trace.Place(best)
}

func (s *Stage) hitWire(at Point) (h Hit) {
	best := float32(nearWire * nearWire)
	for i := range s.layout.way {
		c, e := &s.layout.way[i], &s.tape.wiring.edges[i]
		last := c.at(0)
		for k := range pieces {
			next := c.at(float32(k+1) / pieces)
			if d := apartFrom(last, next, at); d < best {
				best = d
				h = Hit{From: s.tape.cast.spots[e.a].Place, To: s.tape.cast.spots[e.b].Place}
			}
			last = next
		}
	}
	return h
}

// pieces is how many straight pieces a curve is taken for.
const pieces = 24

// apartFrom is the square of the distance of r from the line between p and q.
func apartFrom(p, q, r Point) float32 {
	long := square(p, q)
	if long == 0 {
		return square(p, r)
	}
	f := min(max(((r.X-p.X)*(q.X-p.X)+(r.Y-p.Y)*(q.Y-p.Y))/long, 0), 1)
	return square(Point{p.X + f*(q.X-p.X), p.Y + f*(q.Y-p.Y)}, r)
}

func square(p, q Point) float32 { return (p.X-q.X)*(p.X-q.X) + (p.Y-q.Y)*(p.Y-q.Y) }

func abs(x float32) float32 { return max(x, -x) }
