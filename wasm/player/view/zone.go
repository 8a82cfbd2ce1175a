package view

// A zone's sign stands at the upper left corner of what is in it, and beside a client,
// which is small: its number, on a tag of this size.
const (
	tagWide = 12
	tagHigh = 15
)

// zone is the number of the zone that a spot is in; 0 where it is in none, or stands
// for replicas that may be in several, or for a sidecar, which is where its host is.
func (s *Stage) zone(spot int) int32 {
	o := &s.tape.cast.spots[spot]
	if o.Crowd || o.Side || o.Node >= len(s.Zones) || len(s.Zones[o.Node]) == 0 {
		return 0
	}
	zones := s.Zones[o.Node]
	return zones[s.tape.topology.Places.At(o.Place).Replica%len(zones)]
}

// zones draws the signs of the zones.
func (s *Stage) zones(f *Frame) {
	for i := range s.layout.Plots {
		if n := s.zone(i); n > 0 {
			o := &s.layout.Plots[i]
			x, y := o.X-o.W/2, o.Y-o.H/2
			if o.Form == Phone {
				x, y = x-tagWide/2-2, o.Y
			}
			f.add(Item{X: x, Y: y, W: tagWide, H: tagHigh, Round: 3, Shape: Round, Fill: Ground, Edge: Line, Alpha: 255})
			f.text(x, y, int64(n), -1, Soft)
		}
	}
}
