package view

// wires draws the ways between spots: those on which a connection is held in
// the colour of their flow, those that are cut dashed.
func (s *Stage) wires(f *Frame) {
	edges := s.tape.wiring.edges
	a, b := s.tape.cast.of(s.From), s.tape.cast.of(s.To)
	for i := range edges {
		w := s.wire(&edges[i], &s.state.edges[i], len(edges))
		if a >= 0 && b >= 0 && s.chosen(&edges[i], a, b) {
			w.Width, w.Alpha = 2.6, 255
			if w.Colour == Line {
				w.Colour = Ink
			}
		}
		c := s.layout.curve[i]
		if !s.fan(f, w, &edges[i], c) {
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

// wire is how a wire looks; fainter where there are many.
func (s *Stage) wire(e *edge, now *edgeState, many int) Wire {
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
	case now.conns > 0:
		return Wire{Width: 1.4, Colour: s.hue(e.flow), Alpha: alpha(84, 56)}
	}
	return Wire{Width: 1, Colour: Line, Alpha: alpha(255, 150)}
}

// out tells whether all that a spot stands for is down.
func (s *Stage) out(spot int32) bool {
	return int(s.state.spots[spot].down) >= s.tape.cast.spots[spot].Count
}

func (w Wire) along(c curve) Wire {
	w.From, w.FromAside, w.ToAside, w.To = c.from, c.fromAside, c.toAside, c.to
	return w
}

// strands is how many wires a crowd is drawn with.
const strands = 9

// fan draws the wires of a crowd, from seats all over its field.
func (s *Stage) fan(f *Frame, w Wire, e *edge, c curve) bool {
	a, b := s.crowd(e.a), s.crowd(e.b)
	if !a && !b {
		return false
	}
	for k := range strands {
		var from, to Point
		if a {
			from = s.strand(e.a, k)
		}
		if b {
			to = s.strand(e.b, k)
		}
		f.Wires = append(f.Wires, w.along(c.moved(from, to)))
	}
	return true
}

func (s *Stage) crowd(spot int32) bool { return s.layout.Plots[spot].Form == Field }

// strand is where in a field one of its wires begins.
func (s *Stage) strand(spot int32, k int) Point {
	o := &s.layout.Plots[spot]
	y := (float32(k)+.5)/strands - .5
	x := float32(k*5%strands)/strands - .5
	return Point{x * (o.W - 14), y * (o.H - 12)}
}
