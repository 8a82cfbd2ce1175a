package node

import "backchat/sim"

// A Demand names the work that a request asks of a server. The zero Demand is
// whatever the server's own service is.
type Demand uint32

// Demand names work that is drawn from law.
func (w *World) Demand(law sim.Sampler) Demand {
	w.demands = append(w.demands, law)
	return Demand(len(w.demands))
}

// law is what d, which is not zero, is drawn from.
func (w *World) law(d Demand) *sim.Sampler { return &w.demands[d-1] }
