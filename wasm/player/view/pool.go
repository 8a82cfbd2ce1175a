package view

import "backchat/sim/trace"

// A poolState is what is taken of a pool of a spot, and who waits for it.
type poolState struct{ taken, waiting int32 }

// poolsOf are those of a spot.
func (s *state) poolsOf(p *Tape, spot int) []poolState {
	return s.pools[p.cast.pools[spot]:p.cast.pools[spot+1]]
}

// pool takes a record of a pool.
func (s *state) pool(p *Tape, r *trace.Record) {
	spot := p.cast.spot(r.Node)
	if spot < 0 {
		return
	}
	list := s.poolsOf(p, int(spot))
	if r.Payload == 0 || int(r.Payload) > len(list) {
		return
	}
	u := &list[r.Payload-1]
	switch r.Kind {
	case trace.Want:
		u.waiting++
	case trace.Take:
		u.taken++
	case trace.Yield:
		u.taken--
	}
	if r.Parent != 0 && (r.Kind == trace.Take || r.Kind == trace.Forgo) {
		u.waiting--
	}
}

// mostUnits is how many units of a pool have a cell each; more share them.
const mostUnits = 20

// pools draws a row of cells for each of the first pools of a box: a unit that is
// taken is full, and all are amber while somebody waits for one.
func (s *Stage) pools(f *Frame, spot int, o *Plot) {
	pools := s.tape.topology.Nodes[s.tape.cast.spots[spot].Node].Pools
	for k, now := range s.state.poolsOf(s.tape, spot) {
		if k == mostRows {
			return
		}
		size := max(pools[k].Size, 1)
		cells := min(size, mostUnits)
		taken := (int(now.taken)*cells + size - 1) / size
		c := Ink
		if now.waiting > 0 {
			c = Warn
		}
		y := o.Y + (7+5.5*float32(k))*o.Scale
		pitch := min(66*o.Scale/float32(cells), 6.6*o.Scale)
		for i := range cells {
			fill := Line
			if i < taken {
				fill = c
			}
			x := o.X - 33*o.Scale + (float32(i)+.5)*pitch
			f.add(Item{X: x, Y: y, W: pitch * .8, H: 4 * o.Scale, Shape: Bar, Fill: fill, Alpha: 255})
		}
	}
}

// mostRows is how many rows there is room for in a box.
const mostRows = 2
