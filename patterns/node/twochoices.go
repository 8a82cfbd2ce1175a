package node

// TwoChoicesOptions are the options of the policies that compare targets which
// they draw.
type TwoChoicesOptions struct {
	Choices     int  `json:"choices" default:"2" min:"1" max:"1000" doc:"twoChoices, peakEWMA: how many it compares"`
	Replacement bool `json:"replacement" default:"false" doc:"twoChoices: true: one target may be drawn more than once, and compared with itself (the theory's draw with replacement); false: distinct ones are drawn, as by nginx, HAProxy and Envoy"`
}

// twoChoices is the least loaded of some targets drawn at random; the first
// drawn where they are level (Mitzenmacher, "The Power of Two Choices in
// Randomized Load Balancing", IEEE TPDS 12(10), 2001, whose draws are with
// replacement).
type twoChoices struct{ options *TwoChoicesOptions }

func newTwoChoices(b *Balancer) func(int) picker {
	return func(int) picker { return twoChoices{&b.config.TwoChoicesOptions} }
}

func (p twoChoices) pick(c *choice, _ *Attempt) int {
	if p.options.Replacement {
		return c.leastReplaced(p.options.Choices)
	}
	return c.leastOf(p.options.Choices)
}

// leastOf is the least loaded of n distinct targets.
func (c *choice) leastOf(n int) int {
	best := -1
	for i := range min(n, len(c.fit)) {
		if k := c.drawn(i); best < 0 || c.load[k] < c.load[best] {
			best = k
		}
	}
	return best
}

// drawn is the i'th of distinct targets that are drawn, by a step of a shuffle:
// the order of those that are fit has no meaning to whoever draws.
func (c *choice) drawn(i int) int {
	k := i + c.draws.IntN(len(c.fit)-i)
	c.fit[i], c.fit[k] = c.fit[k], c.fit[i]
	return c.fit[i]
}

// leastReplaced is the least loaded of n targets that are drawn with
// replacement.
func (c *choice) leastReplaced(n int) int {
	best := c.fit[c.draws.IntN(len(c.fit))]
	for range n - 1 {
		if k := c.fit[c.draws.IntN(len(c.fit))]; c.load[k] < c.load[best] {
			best = k
		}
	}
	return best
}
