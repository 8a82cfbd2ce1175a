package node

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"backchat/sim/trace"
)

// WeightedOptions are the options of the policy weighted.
type WeightedOptions struct {
	Weights map[string]float64 `json:"weights" ref:"place" min:"0" max:"1000000" doc:"weighted: the weight of a node's replicas or of one replica; 1 where absent"`
}

// weighted is smooth weighted round robin, as nginx has it: every target earns
// its weight, the richest is chosen and pays for all.
type weighted struct {
	weights []float64 // by target
	credit  []float64 // by target
}

func newWeighted(b *Balancer) func(int) picker {
	weights := make([]float64, len(b.targets))
	for k, p := range b.targets {
		weights[k] = b.config.replicaWeight(b.w.Node(p), b.w.Replica(p))
	}
	return func(int) picker { return &weighted{weights, make([]float64, len(weights))} }
}

func (p *weighted) pick(c *choice, _ *Attempt) int {
	best, total := c.fit[0], 0.0
	for _, k := range c.fit {
		p.credit[k] += p.weights[k]
		total += p.weights[k]
		if p.credit[k] > p.credit[best] {
			best = k
		}
	}
	p.credit[best] -= total
	return best
}

// replicaWeight is what the scenario gives a replica, or its node, or 1.
func (o *WeightedOptions) replicaWeight(n *trace.Node, replica int) float64 {
	return o.weight(n.ID+"/"+strconv.Itoa(replica), n.ID, n.ID+"/*")
}

// weight is the first that the scenario gives of these; 1 where there is none.
func (o *WeightedOptions) weight(places ...string) float64 {
	for _, place := range places {
		if x, ok := o.Weights[place]; ok {
			return x
		}
	}
	return 1
}

// checkPlaces finds weights of what is no target.
func (o *WeightedOptions) checkPlaces(targets []string, r Report) {
	for _, place := range slices.Sorted(maps.Keys(o.Weights)) {
		id, sidecar := strings.CutSuffix(place, "+sidecar")
		id, _, _ = strings.Cut(id, "/")
		at := "/weights/" + strings.ReplaceAll(place, "/", "~1")
		switch _, count := r.Around(id); {
		case count == 0:
		case !slices.Contains(targets, id):
			r.Fault(at, "%q is none of those that the balancer sends to", id)
		case sidecar:
			r.Fault(at, "a sidecar has no weight; write that of its replica")
		}
	}
}

// checkWeights finds that no target weighs anything.
func checkWeights(c *BalancerConfig, r Report) {
	for _, id := range c.To {
		if _, n := r.Around(id); n == 0 || !c.weightless(id, n) {
			return
		}
	}
	if len(c.To) > 0 {
		r.Fault("/weights", "all weights are 0; at least one must be above")
	}
}

// weightless tells whether none of the node's n replicas has a weight.
func (o *WeightedOptions) weightless(id string, n int) bool {
	alone := 0
	for _, place := range slices.Sorted(maps.Keys(o.Weights)) {
		node, replica, one := strings.Cut(place, "/")
		if node != id || !one || replica == "*" {
			continue
		}
		if alone++; o.Weights[place] > 0 {
			return false
		}
	}
	return alone == n || o.weight(id, id+"/*") == 0
}
