package scenario

import (
	"slices"

	"backchat/patterns"
	"backchat/patterns/scenario/source"
	"backchat/sim"
)

// late finds what a workload says of times at which its flow begins nothing any more.
func (k *checker) late(s *patterns.Send, at string) {
	end := k.s.Calm()
	if s.Arrivals == "after" || s.Arrivals == "steps" {
		end = k.s.Duration // what follows from others goes on
	}
	if end <= 0 {
		return
	}
	tell := func(pointer string, t sim.Time) {
		if t >= end {
			k.unused(at+pointer, "%v is late: from %v on the flow begins nothing; make it earlier, let the run be longer (less its drain), or leave it out", t, end)
		}
	}
	tell("/start", s.Start)
	if i := slices.IndexFunc(s.Times, func(t sim.Time) bool { return t >= end }); i >= 0 {
		tell(source.Nth("/times", i), s.Times[i])
	}
	for i, c := range s.Changes {
		tell(source.Nth("/changes", i)+"/at", c.At)
	}
}
