package scenario

import (
	"backchat/sim"
	"backchat/sim/metrics"
)

// Measure is the window that figures are about: from its beginning up to, and
// without, its end.
type Measure struct {
	From *sim.Time `json:"from" min:"0s" absent:"the warm-up" doc:"where the measured window begins, in place of the warm-up"`
	To   *sim.Time `json:"to" min:"1ns" absent:"where the drain begins, or else the end of the run" doc:"where the measured window ends"`
}

// Window is what is measured of a run of s.
func (s *Scenario) Window() (from, to sim.Time) {
	from, to = s.Warmup, s.Calm()
	if s.Measure.From != nil {
		from = *s.Measure.From
	}
	if s.Measure.To != nil {
		to = *s.Measure.To
	}
	return from, to
}

// Calm is when flows begin nothing more of their own.
func (s *Scenario) Calm() sim.Time { return s.Duration - s.Drain }

// Measured is what is to be gathered of a run of s: what o says, in the window
// and by the objectives of the flows.
func (s *Scenario) Measured(o metrics.Options) metrics.Options {
	_, o.Until = s.Window()
	o.Objectives = make([]sim.Time, len(s.Flows))
	for i := range s.Flows {
		if objective := s.Flows[i].Objective; objective != nil {
			o.Objectives[i] = *objective
		}
	}
	return o
}

// window checks that something is left to measure.
func (k *checker) window() {
	s := k.s
	from, to := s.Window()
	switch {
	case s.Warmup > 0 && s.Measure.From != nil:
		k.fault("/measure/from", "the window begins at the warm-up, %v, or at %v; leave one of them out", s.Warmup, from)
	case s.Drain > 0 && s.Drain >= s.Duration:
		k.fault("/drain", "the drain, %v, must be shorter than the run, which takes %v", s.Drain, s.Duration)
	case to > s.Duration:
		k.fault("/measure/to", "the window ends at %v, after the run, which takes %v", to, s.Duration)
	case from < to:
	case s.Measure.To != nil:
		k.fault("/measure/to", "the window ends at %v, and must begin before, not at %v", to, from)
	case s.Measure.From != nil:
		k.fault("/measure/from", "the window begins at %v, and must do so before its end, at %v", from, to)
	case s.Drain > 0 && s.Warmup < s.Duration:
		k.fault("/warmup", "the warm-up, %v, must end before the drain, which begins at %v", s.Warmup, to)
	case s.Warmup > 0:
		k.fault("/warmup", "the warm-up, %v, must end before the run, which takes %v", s.Warmup, s.Duration)
	}
}
