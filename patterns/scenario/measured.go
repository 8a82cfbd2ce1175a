package scenario

import (
	"backchat/sim"
	"backchat/sim/metrics"
)

// Measured is what is to be gathered of a run of s: what o says, by the
// objectives of the flows.
func (s *Scenario) Measured(o metrics.Options) metrics.Options {
	o.Objectives = make([]sim.Time, len(s.Flows))
	for i := range s.Flows {
		if objective := s.Flows[i].Objective; objective != nil {
			o.Objectives[i] = *objective
		}
	}
	return o
}
