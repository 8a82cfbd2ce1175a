package node

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// balancerOver is a balancer by a policy and its options' defaults, over n
// replicas of a node "api". Those of a node "phone" come after them.
func balancerOver(policy string, seed uint64, n, phones int) *Balancer {
	w := &World{
		Kernel: sim.NewKernel(sim.Second, sim.Limits{Memory: 1 << 30}), Key: sim.NewKey(seed), groups: make([]*group, 1), groupOf: make([]uint32, 1),
		Topology: &trace.Topology{Nodes: []trace.Node{{ID: "api"}, {ID: "phone"}}},
	}
	w.askedAt = indexed(&w.attempts, func(a *Attempt) (trace.Place, bool) { return a.Place, a.Place != 0 })
	for i, count := range []int{n, phones} {
		w.groups = append(w.groups, &group{first: trace.Place(len(w.groupOf))})
		for k := range count {
			w.Topology.Places = w.Topology.Places.And(trace.Spot{Node: i, Replica: k}, 1)
			w.groupOf = append(w.groupOf, uint32(i+1))
		}
	}
	b := &Balancer{w: w, config: &BalancerConfig{Policy: BalancingName(policy)}}
	b.config.Choices, b.config.VirtualNodes, b.config.Decay = 2, 160, 10*sim.Second
	for k := range n {
		b.targets = append(b.targets, trace.Place(k+1))
	}
	return b
}

// pickerOf is the picker of such a balancer, and what it picks from.
func pickerOf(policy string, seed uint64, n, phones int) (picker, *choice) {
	b := balancerOver(policy, seed, n, phones)
	c := newChoice(n, 0, sim.NewStream(7))
	c.refit()
	return b.config.Policy.Row().New(b)(0), &c
}

// asks is a request of a phone that bears no operation.
func asks(api, phone int) *Attempt {
	return &Attempt{Call: Call{Ask: Ask{From: trace.Place(api + phone + 1)}}}
}

func TestWeightedPickKeepsToTheWeightsAndSpreadsThem(t *testing.T) {
	p := &weighted{[]float64{5, 1, 1}, make([]float64, 3)}
	var picks []int
	for range 14 {
		picks = append(picks, p.pick(&choice{fit: []int{0, 1, 2}}, nil))
	}
	if diff := cmp.Diff([]int{0, 0, 1, 0, 2, 0, 0, 0, 0, 1, 0, 2, 0, 0}, picks); diff != "" {
		t.Error(diff)
	}
}

func TestEveryBalancingLeavesOutWhatIsOut(t *testing.T) {
	for i := range Balancings {
		p, c := pickerOf(Balancings[i].Name, 1, 3, 300)
		c.out[1] = unfit
		c.refit()
		seen := [3]int{}
		for phone := range 300 {
			seen[p.pick(c, asks(3, phone))]++
		}
		if seen[1] > 0 || seen[0] == 0 || seen[2] == 0 {
			t.Errorf("%s picks %v where the second is out", Balancings[i].Name, seen)
		}
	}
}

func TestTiesOfLeastConnectionsAreBrokenEvenly(t *testing.T) {
	p, c := pickerOf("leastConnections", 1, 4, 0)
	c.load[0] = 1
	seen := [4]int{}
	for range 3000 {
		seen[p.pick(c, nil)]++
	}
	for k := 1; k < 4; k++ {
		if seen[k] < 900 || seen[k] > 1100 { // some four standard errors
			t.Errorf("of three level ones target %d is picked %d times of 3,000", k, seen[k])
		}
	}
	if seen[0] > 0 {
		t.Error("one with more under way is picked")
	}
}

func TestNameThatNoRowHasPanicsWithThatName(t *testing.T) {
	defer func() {
		if got := recover(); got != "node: no balancing policy is called fastest" {
			t.Errorf("panics with %v", got)
		}
	}()
	BalancingName("fastest").Row()
}
