package view

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// wires draws the ways between spots: those on which a connection is open in
// the colour of their flow, stronger while something is under way there, dotted
// while one is only being opened; those that are cut dashed in red. Beneath a flow a
// wire looks the same all the time.
func (s *Stage) wires(f *Frame) {
	edges := s.tape.wiring.edges
	s.countFlights(len(edges))
	a, b := s.tape.cast.spot(s.From), s.tape.cast.spot(s.To)
	for i := range edges {
		now := s.state.edges[i]
		if s.flow(int32(i)) > 0 {
			now.conns, s.busy[i] = 1, 0
		}
		w := s.wire(&edges[i], &now, s.busy[i], len(edges))
		if a >= 0 && b >= 0 && s.chosen(&edges[i], a, b) {
			w.Width, w.Alpha = 2.6, 255
			if w.Colour == Line {
				w.Colour = Ink
			}
		}
		for _, c := range s.ways(&edges[i], s.layout.way[i]) {
			f.Wires = append(f.Wires, w.along(c))
		}
	}
}

// chosen tells whether a wire is the one between two spots that are selected,
// or of those between their nodes.
func (s *Stage) chosen(e *edge, a, b int32) bool {
	if !s.AllWires {
		return min(a, b) == e.a && max(a, b) == e.b
	}
	spots := s.tape.cast.spots
	m, n := spots[e.a].Node, spots[e.b].Node
	return m == spots[a].Node && n == spots[b].Node || m == spots[b].Node && n == spots[a].Node
}

// countFlights counts what is under way on each wire.
func (s *Stage) countFlights(edges int) {
	s.busy = append(s.busy[:0], make([]int32, edges)...)
	for i := range s.state.flights {
		if m := &s.state.flights[i]; !s.gone(m) {
			s.busy[m.edge]++
		}
	}
}

// wire is how a wire looks with so much under way on it; fainter where there are
// many wires.
func (s *Stage) wire(e *edge, now *edgeState, busy int32, many int) Wire {
	alpha := func(few, lots uint8) uint8 {
		if many > 60 {
			return lots
		}
		return few
	}
	switch {
	case now.cuts > 0:
		return Wire{Width: 1.4, Colour: Bad, Alpha: alpha(220, 130), Dashed: true}
	case s.out(e.a), s.out(e.b):
		return Wire{Width: 1.2, Colour: Bad, Alpha: alpha(170, 70), Dashed: true}
	case now.tripped > 0, now.unfit > 0:
		return Wire{Width: 1.4, Colour: Warn, Alpha: 220, Dashed: true}
	case now.worse > 0:
		return Wire{Width: 1.6, Colour: Warn, Alpha: alpha(200, 120)}
	case now.conns > 0 && busy > 0:
		return Wire{Width: 1.6, Colour: s.hue(e.flow), Alpha: alpha(150, 84)}
	case now.conns > 0:
		return Wire{Width: 1.4, Colour: s.hue(e.flow), Alpha: alpha(84, 56)}
	case now.opening > 0:
		return Wire{Width: 1.4, Colour: s.hue(e.flow), Alpha: alpha(150, 84), Dashed: true, Dotted: true}
	}
	return Wire{Width: 1, Colour: Line, Alpha: alpha(255, 150)}
}

// out tells whether all that a spot stands for is down.
func (s *Stage) out(spot int32) bool {
	return int(s.state.spots[spot].down) >= s.tape.cast.spots[spot].Count
}

func (w Wire) along(way Way) Wire {
	w.Way = way
	return w
}

// mostStrands is how many wires a crowd is drawn with.
const mostStrands = 9

// strands is how many lines a wire is drawn with.
func (s *Stage) strands(wire int32) int {
	if e := &s.tape.wiring.edges[wire]; s.crowd(e.a) || s.crowd(e.b) {
		return mostStrands
	}
	return 1
}

// parted is for how long the end of a connection is shown.
const parted = 400 * sim.Millisecond

// ended draws the last ends of connections, as bars across their wires near whoever
// ended them: grey where that was in good order, red where they broke.
func (s *Stage) ended(f *Frame) {
	for i := range s.state.edges {
		now := &s.state.edges[i]
		if now.ended == 0 {
			continue
		}
		r := &s.tape.records[now.ended-1]
		age := s.now - r.At
		if age >= parted || s.flow(int32(i)) > 0 {
			continue
		}
		at := s.along(r, int32(i), .1)
		bar := Item{X: at.X, Y: at.Y, W: 2.4, H: 11, Shape: Bar, Fill: Soft, Alpha: 255}
		if r.Kind == trace.Reset {
			bar.Fill = Bad
		}
		if !s.Reduced {
			bar.Alpha = uint8(60 + 195*(1-ratio(age, parted)))
		}
		f.add(bar)
	}
}

// ways are the lines of a wire: those of a crowd come from seats all over its field. They
// are good until the next call.
func (s *Stage) ways(e *edge, way Way) []Way {
	s.fans = s.fans[:0]
	a, b := s.crowd(e.a), s.crowd(e.b)
	if !a && !b {
		s.fans = append(s.fans, way)
		return s.fans
	}
	for k := range mostStrands {
		var from, to Point
		if a {
			from = s.strand(e.a, k)
		}
		if b {
			to = s.strand(e.b, k)
		}
		s.fans = append(s.fans, way.moved(from, to))
	}
	return s.fans
}

func (s *Stage) crowd(spot int32) bool { return s.layout.Plots[spot].Form == Field }

// strand is where in a field one of its wires begins.
func (s *Stage) strand(spot int32, k int) Point {
	o := &s.layout.Plots[spot]
	y := (float32(k)+.5)/mostStrands - .5
	x := float32(k*5%mostStrands)/mostStrands - .5
	return Point{x * (o.W - 14), y * (o.H - 12)}
}
