package node

import (
	"backchat/sim/network"
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
