package scenario

import (
	"fmt"
	"slices"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/patterns/scenario/source"
	"backchat/sim"
)

// Bounds of what one scenario may have.
const (
	mostPlaces   = 2_000_000
	mostVariants = 100
	mostMade     = 250_000   // values of all variants together
	mostPoints   = 2_000_000 // of a ring
)

// tooMany finds more replicas than can be looked at in good time.
func (k *checker) tooMany() {
	places := 0
	for _, n := range k.s.Nodes {
		places += max(n.Places(), 1)
		if n.Sidecar() != nil {
			places += max(n.Places(), 1)
		}
	}
	k.atMost("/nodes", places, mostPlaces, "replicas, sidecars among them")
	for _, n := range k.s.Nodes {
		b, ok := n.Config.(*node.BalancerConfig)
		if !ok || b.Policy != "consistentHashing" {
			continue
		}
		targets := 0
		for _, id := range b.To {
			if to := k.s.NodeNamed(id); to != nil {
				targets += to.Places()
			}
		}
		k.atMost("/nodes/"+n.ID, targets*b.VirtualNodes, mostPoints, `points on its ring, "virtualNodes" of each target`)
	}
}

func (k *checker) atMost(pointer string, n, most int, what string) {
	if n > most {
		k.over(pointer, fmt.Sprintf("there are %d %s; the most is %d", n, what, most))
	}
}

func (k *checker) over(pointer, message string) {
	k.found.Put(source.Finding{At: k.place(pointer), Pointer: pointer, Message: message, Limit: true})
}

// load checks that the operations, and the polls, that are to be expected are
// within the limit of operations.
func (k *checker) load() {
	for i := range k.s.Flows {
		f := &k.s.Flows[i]
		at := source.Under("/flows", f.ID)
		s, part := f.Send, "/send"
		if !asks(f) {
			s, part = nil, "/updates"
			if f.Updates != nil {
				s = &f.Updates.Send
			}
		}
		if s == nil {
			continue
		}
		if s.Arrivals == "gaps" && s.Gap != nil && meanOf(*s.Gap) == 0 {
			k.fault(at+part+"/gap", "the gaps are 0, so that there would be no end of operations at one instant; make them longer")
			continue
		}
		k.expected(at+part, "operations", k.operations(f, s))
	}
}

func (k *checker) expected(pointer, what string, n float64) {
	if most := float64(k.s.Limits.Operations); n > most && most > 0 && !k.structure.Touch(pointer) {
		k.over(pointer, fmt.Sprintf("some %.3g %s are to be expected; the limit is %d", n, what, k.s.Limits.Operations))
	}
}

func (k *checker) crowd(ids []string) int {
	all := 0
	for _, id := range ids {
		if n := k.s.NodeNamed(id); n != nil {
			all += n.Count
		}
	}
	return all
}

// operations is about how many operations a workload begins, where that does
// not depend on how they fare.
func (k *checker) operations(f *NamedFlow, s *patterns.Send) float64 {
	speakers := k.crowd(speakersOf(f))
	if !asks(f) && f.Updates.Audience == "each" {
		speakers = k.crowd(f.From)
	}
	end := k.s.Calm()
	if s.Stop != nil {
		end = min(end, *s.Stop)
	}
	span := (end - min(s.Start, end)).Seconds()
	arrivals := 0.0
	switch s.Arrivals {
	case "poisson", "constant":
		arrivals = ratePerSecond(s, speakers) * factorSeconds(s.Changes, min(s.Start, end), end)
	case "gaps":
		arrivals = float64(speakers) * span * float64(sim.Second) / max(meanOf(*orZero(s.Gap)), 1)
	case "times":
		arrivals = float64(speakers) * float64(len(s.Times))
	}
	if s.Burst != nil {
		arrivals *= float64(s.Burst.Size)
	}
	return arrivals
}

func orZero(d *sim.Dist) *sim.Dist {
	if d == nil {
		return &sim.Dist{Value: float64(sim.MaxHorizon)}
	}
	return d
}

func ratePerSecond(s *patterns.Send, speakers int) float64 {
	switch {
	case s.Rate != nil:
		return float64(*s.Rate) * float64(speakers)
	case s.TotalRate != nil:
		return float64(*s.TotalRate)
	}
	return 0
}

// meanOf is the mean of d in base units, and at least 1 where d is wrong.
func meanOf(d sim.Dist) float64 {
	s, err := d.Sampler()
	if err != nil {
		return 1
	}
	return s.Mean()
}

// factorSeconds is the integral of the rate's factor from start to end, in
// seconds.
func factorSeconds(changes []patterns.Change, start, end sim.Time) float64 {
	if !slices.IsSortedFunc(changes, func(a, b patterns.Change) int { return int(min(max(a.At-b.At, -1), 1)) }) {
		return 0
	}
	total, factor, from := 0.0, 1.0, start
	for _, c := range changes {
		at := min(max(c.At, from), end)
		reached := min(max(c.At+c.Over, at), end)
		total += float64(factor*(at-from).Seconds()) + float64((factor+c.Factor)/2*(reached-at).Seconds())
		factor, from = c.Factor, reached
	}
	return total + float64(factor*(end-from).Seconds())
}
