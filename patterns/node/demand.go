package node

import "backchat/sim"

// A Demand names what a request asks of a server: work, a route, or both. The zero
// Demand is whatever the server's own service is, on no route by name.
type Demand uint32

// A wish is what a Demand names.
type wish struct {
	law   sim.Sampler // of the work, where it is wished
	works bool
	route uint32 // its number in the world; 0: by no name
}

// Beside is the demand of a health check that passes by queues and workers.
const Beside Demand = 1<<32 - 1

// Demand names work that is drawn from law.
func (w *World) Demand(law sim.Sampler) Demand { return w.wish(wish{law: law, works: true}) }

// DemandOn names the route of that name ("": none), and the work that d names, if
// any.
func (w *World) DemandOn(route string, d Demand) Demand {
	if route == "" {
		return d
	}
	var x wish
	if d != 0 {
		x = w.demands[d-1]
	}
	x.route = w.route(route)
	return w.wish(x)
}

func (w *World) wish(x wish) Demand {
	w.demands = append(w.demands, x)
	return Demand(len(w.demands))
}

// route is the number of all routes of a name.
func (w *World) route(name string) uint32 {
	for i, known := range w.routes {
		if known == name {
			return uint32(i + 1)
		}
	}
	w.routes = append(w.routes, name)
	return uint32(len(w.routes))
}

// wished is the work that d names, or nil.
func (w *World) wished(d Demand) *sim.Sampler {
	if d == 0 || !w.demands[d-1].works {
		return nil
	}
	return &w.demands[d-1].law
}
