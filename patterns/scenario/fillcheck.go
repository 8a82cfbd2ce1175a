package scenario

import (
	"math"

	"backchat/patterns/node"
	"backchat/sim"
)

// fills finds a breaker by rate that never opens, since fewer calls end within its window,
// or in the whole run, than it asks for. Each caller counts its own; where it watches each
// replica by itself, it counts the fewer of each.
func (k *checker) fills(f *NamedFlow, at string) {
	b := f.Breaker
	if b == nil || b.Rate == nil || f.Pattern != "requestResponse" || f.Send == nil {
		return
	}
	least, span := b.Rate.Calls, k.s.Duration
	if b.Rate.Size != nil {
		least = min(least, *b.Rate.Size)
	} else if lasts, bounded := longest(&f.Policy); bounded {
		span = min(span, b.Rate.Window+lasts)
	}
	if most := k.most(f, span); most < float64(least) {
		k.unused(at+"/breaker/rate", `it never opens: it asks for %d calls, and no caller makes more than %.0f in the time that counts; lower "calls", or lengthen "window"`, least, most)
	}
}

// longest is how long after its asking the last attempt of a request may end, where that
// is bounded.
func longest(p *node.Policy) (sim.Time, bool) {
	if p.Timeout == nil || p.Retry != nil {
		return 0, false
	}
	law, err := p.Timeout.Sampler()
	if err != nil || !law.IsConstant() {
		return 0, false
	}
	timeout, connect, hedge := sim.Time(law.Mean()), sim.Time(law.Mean()), sim.Time(0)
	if p.ConnectTimeout != nil {
		connect = *p.ConnectTimeout
	}
	if p.Hedge != nil {
		hedge = *p.Hedge
	}
	return hedge + connect + timeout, true
}

// most is how many attempts one speaker of a flow makes within a time at the most; of
// what comes at random that is beyond all likelihood.
func (k *checker) most(f *NamedFlow, span sim.Time) float64 {
	s, speakers := f.Send, k.crowd(f.From)
	n := math.Inf(1)
	switch s.Arrivals {
	case "times":
		n = float64(len(s.Times))
	case "poisson", "constant":
		factor := 1.0
		for _, c := range s.Changes {
			factor = max(factor, c.Factor)
		}
		n = 1 + float64(ratePerSecond(s, speakers)/float64(max(speakers, 1))*factor*span.Seconds())
		if s.Arrivals == "poisson" {
			n += 6 + float64(6*math.Sqrt(n)) // six standard deviations
		}
	}
	if s.Burst != nil {
		n *= float64(s.Burst.Size)
	}
	for _, e := range k.s.Timeline {
		if e.Send == f.ID {
			n++
		}
	}
	if f.Retry != nil {
		n *= float64(f.Retry.Attempts)
	}
	if f.Hedge != nil {
		n *= 2
	}
	return math.Floor(n)
}
