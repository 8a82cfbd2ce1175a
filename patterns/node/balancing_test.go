package node

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// pickerOf is the picker of a balancer over n replicas of a node "api", by a
// policy and the options' defaults.
func pickerOf(policy string, n int) (picker, *choice) {
	w := &World{Topology: &trace.Topology{Nodes: []trace.Node{{ID: "api", First: 1, Count: n}}}, spots: make([]spot, n+1)}
	b := &Balancer{w: w, config: &BalancerConfig{Policy: BalancingName(policy)}}
	b.config.Choices = 2
	c := &choice{load: make([]int, n), draws: sim.NewStream(7)}
	for k := range n {
		w.Topology.Places = append(w.Topology.Places, trace.Spot{Replica: k})
		w.spots[k+1].replica = k
		b.targets = append(b.targets, trace.Place(k+1))
		c.fit = append(c.fit, k)
	}
	return b.config.Policy.Row().New(b)(0), c
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
		p, c := pickerOf(Balancings[i].Name, 3)
		c.fit = slices.Delete(c.fit, 1, 2)
		seen := [3]int{}
		for speaker := range trace.Place(300) {
			seen[p.pick(c, &Attempt{Ask: Ask{From: speaker%3 + 1}})]++
		}
		if seen[1] > 0 || seen[0] == 0 || seen[2] == 0 {
			t.Errorf("%s picks %v where the second is out", Balancings[i].Name, seen)
		}
	}
}

func TestTiesOfLeastConnectionsAreBrokenEvenly(t *testing.T) {
	p, c := pickerOf("leastConnections", 4)
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
