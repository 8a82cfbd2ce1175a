package node

import "backchat/sim"

// LoadOptions are the options of those policies that look at what is under way.
type LoadOptions struct {
	Counts  string   `json:"counts" enum:"all,requests" default:"all" doc:"leastConnections, twoChoices, peakEWMA: what is under way: all: whatever is not answered to its end, an open subscription among it (nginx: active connections; HAProxy: connections; Envoy: active requests); requests: all but subscriptions. A poll that is held is a request not yet answered, and counts"`
	Refresh sim.Time `json:"refresh" default:"0s" min:"0s" doc:"leastConnections, twoChoices, peakEWMA and a bound of consistentHashing: what is under way is seen as it was at the last multiple of this time; 0s: as it is"`
}

// leastConnections is the target with the fewest requests under way; of
// several, any one.
type leastConnections struct{}

func newLeastConnections(*Balancer) func(int) picker {
	return func(int) picker { return leastConnections{} }
}

func (leastConnections) pick(c *choice, _ *Attempt) int {
	best, ties := c.fit[0], 1
	for _, k := range c.fit[1:] {
		switch {
		case c.load[k] < c.load[best]:
			best, ties = k, 1
		case c.load[k] == c.load[best]:
			if ties++; c.draws.IntN(ties) == 0 {
				best = k
			}
		}
	}
	return best
}
