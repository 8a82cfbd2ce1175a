package node

import (
	"math"

	"backchat/sim"
	"backchat/sim/trace"
)

// RedriveOptions are the options of the fault redrive.
type RedriveOptions struct {
	Rate *sim.Rate `json:"rate" min:"1/h" absent:"all at once" doc:"redrive: how many dead letters of each queue are put back a second, the first at once"`
}

// A Redriver is a flow that keeps dead letters at brokers.
type Redriver interface {
	// Redrive puts those at p that are set aside by now back into their queue, one
	// each gap, or all at once.
	Redrive(p trace.Place, gap sim.Time)
}

// redrive has the flows of brokers put their dead letters back.
func (t *Timeline) redrive(a *Act, end bool) {
	if end {
		return
	}
	gap := sim.Time(0)
	if a.Rate != nil {
		gap = sim.Time(math.Ceil(float64(sim.Second) / float64(*a.Rate)))
	}
	for _, p := range a.Places {
		for _, f := range t.w.flows[1:] {
			if f, ok := f.(Redriver); ok {
				f.Redrive(p, gap)
			}
		}
	}
}
