package node

// roundRobin gives each target its turn. The replicas of a balancer begin at
// targets of their own, lest all of them begin at the first.
type roundRobin struct{ turn int }

func newRoundRobin(*Balancer) func(int) picker {
	return func(replica int) picker { return &roundRobin{replica} }
}

func (p *roundRobin) pick(c *choice, _ *Attempt) int {
	p.turn++
	return c.fit[(p.turn-1)%len(c.fit)]
}
