package node

import (
	"backchat/sim/network"
	"backchat/sim/trace"
)

// afflict begins or ends what a fault does to wires.
func (t *Timeline) afflict(a *Act, end bool) {
	trouble := network.Trouble{}
	switch a.Fault.Fault {
	case "partition":
		trouble.Cut = true
	case "loss":
		trouble.Loss = a.Fault.Share
	case "latency":
		trouble.Delay = a.Fault.Latency
	}
	for _, pair := range a.Pairs {
		t.w.Net.Afflict(pair[0], pair[1], trouble, end)
	}
}

// Pairs lists from whom to whom a fault on the wires between a and b goes, by
// its direction, seen from a. Between a place and itself there is no wire.
func Pairs(a, b []trace.Place, direction string) [][2]trace.Place {
	var pairs [][2]trace.Place
	for _, x := range a {
		for _, y := range b {
			if x == y {
				continue
			}
			if direction != "in" {
				pairs = append(pairs, [2]trace.Place{x, y})
			}
			if direction != "out" {
				pairs = append(pairs, [2]trace.Place{y, x})
			}
		}
	}
	return pairs
}
