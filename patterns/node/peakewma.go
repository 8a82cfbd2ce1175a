package node

import "backchat/sim"

// PeakEWMAOptions are the options of the policy peakEWMA.
type PeakEWMAOptions struct {
	Decay sim.Time `json:"decay" default:"10s" min:"1ms" doc:"peakEWMA: what a target took so long ago counts 1/e of what it takes now (Finagle, Linkerd: 10s)"`
}

// peakEWMA is that of some targets drawn at random which costs least: how long
// its requests take, as a moving average, times what it would have under way
// with one more (Finagle's PeakEwma; Linkerd's "Beyond Round Robin", 2016).
//
// Model card. A request that takes longer than the average is the average from
// then on, so that one slow answer is enough; one that takes less draws it down,
// the more the longer the last one is ago, and so does time alone: in the end a
// slow target is tried again. One that has never answered, and has something
// under way, is asked last. Times are from sending to the end of the answer,
// whatever that says: errors that come fast look well. Subscriptions are not
// timed. Each replica of a balancer knows its own requests alone, and forgets
// them with a crash.
type peakEWMA struct {
	decay   float64
	choices int
	costs   []peakCost // by target
}

// A peakCost is what one request costs at a target, by what is known.
type peakCost struct {
	cost float64 // ns
	at   sim.Time
}

// unknownCost is more than any: that of a target which has not answered yet
// (Finagle: Long.MaxValue >> 16).
const unknownCost = 1 << 47

func newPeakEWMA(b *Balancer) func(int) picker {
	c := b.config
	return func(int) picker {
		return &peakEWMA{float64(c.Decay), c.Choices, make([]peakCost, len(b.targets))}
	}
}

func (p *peakEWMA) pick(c *choice, _ *Attempt) int {
	best, least := -1, 0.0
	for i := range min(p.choices, len(c.fit)) {
		k := c.drawn(i)
		if cost := p.cost(k, c.load[k], c.now); best < 0 || cost < least {
			best, least = k, cost
		}
	}
	return best
}

// cost is what one more request costs at target k, which has so many under way.
func (p *peakEWMA) cost(k, pending int, now sim.Time) float64 {
	cost := p.observe(k, 0, now)
	if cost == 0 && pending > 0 {
		return unknownCost + float64(pending)
	}
	return cost * float64(pending+1)
}

// observe takes a time into target k's average.
func (p *peakEWMA) observe(k int, took float64, now sim.Time) float64 {
	t := &p.costs[k]
	if took > t.cost {
		t.cost = took
	} else {
		w := sim.Exp(-float64(now-t.at) / p.decay)
		t.cost = float64(t.cost*w) + float64(took*(1-w))
	}
	t.at = now
	return t.cost
}

func (p *peakEWMA) heard(k int, since, now sim.Time) {
	p.observe(k, float64(now-since), now)
}
