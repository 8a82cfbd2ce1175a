package node

import (
	"backchat/sim"
	"backchat/sim/network"
)

// TroubleOptions are the options of faults on wires.
type TroubleOptions struct {
	Peer      string `json:"peer" ref:"place" doc:"faults on wires: only on those between target and this node or replica"`
	Direction string `json:"direction" enum:"both,out,in" default:"both" doc:"faults on wires: seen from the target (of a link: from its 'from')"`
}

// LossOptions are the options of the fault loss.
type LossOptions struct {
	Share float64 `json:"share" unit:"share" default:"1" min:"0" max:"1" doc:"loss: share of messages lost on top of the link's own"`
}

// LatencyOptions are the options of the fault latency.
type LatencyOptions struct {
	Latency sim.Time `json:"latency" default:"100ms" min:"0s" doc:"latency: added to each message, one way"`
}

// BandwidthOptions are the options of the fault bandwidth.
type BandwidthOptions struct {
	Bandwidth float64 `json:"bandwidth" default:"0.1" min:"0.000001" max:"1" doc:"bandwidth: what is left, as a factor of the link's own (at least 1bit/s)"`
}

func (t *Timeline) partition(a *Act, end bool) { t.trouble(a, network.Trouble{Cut: true}, end) }

func (t *Timeline) lose(a *Act, end bool) { t.trouble(a, network.Trouble{Loss: a.Share}, end) }

func (t *Timeline) delay(a *Act, end bool) { t.trouble(a, network.Trouble{Delay: a.Latency}, end) }

// narrow takes bandwidth from those of an act's wires that have one.
func (t *Timeline) narrow(a *Act, end bool) {
	for _, pair := range a.Pairs {
		if t.w.Net.Bounded(pair[0], pair[1]) {
			t.w.Net.Afflict(pair[0], pair[1], network.Trouble{Pace: a.Bandwidth}, end)
		}
	}
}

// disconnect breaks the connections of an act's wires, and cuts these.
func (t *Timeline) disconnect(a *Act, end bool) {
	t.trouble(a, network.Trouble{Cut: true}, end)
	if end {
		return
	}
	for _, pair := range a.Pairs {
		t.w.Net.Sever(pair[0], pair[1])
	}
}

// trouble begins or ends what is wrong with the wires of an act.
func (t *Timeline) trouble(a *Act, what network.Trouble, end bool) {
	for _, pair := range a.Pairs {
		t.w.Net.Afflict(pair[0], pair[1], what, end)
	}
}
