package node

// random is any target, each as likely as the others.
type random struct{}

func newRandom(*Balancer) func(int) picker {
	return func(int) picker { return random{} }
}

func (random) pick(c *choice, _ *Attempt) int { return c.fit[c.draws.IntN(len(c.fit))] }
