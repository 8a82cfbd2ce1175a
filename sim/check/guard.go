package check

import "backchat/sim/trace"

// A way is from whoever asks to whom it asks.
type way struct{ from, to trace.Place }

// Breakers: a circuit breaker lets trials through, and closes, only after it has
// opened, and closes only after a trial, unless its caller crashes. Several of one
// place may watch one other, and all their records look alike: so what is held is
// that of each kind there are no more than those before allow.
type breakers struct {
	reporter
	all map[way]*barring
}

// A barring is how often the breakers of a way have opened, let a trial through and
// closed.
type barring struct{ trips, probes, restores, tried int }

func newBreakers(p reporter) *breakers { return &breakers{p, map[way]*barring{}} }

func (b *breakers) see(r *trace.Record) {
	if r.Kind != trace.Trip && r.Kind != trace.Probe && r.Kind != trace.Restore {
		return
	}
	x := b.all[way{r.Node, r.Peer}]
	if x == nil {
		x = &barring{}
		b.all[way{r.Node, r.Peer}] = x
	}
	switch {
	case r.Kind == trace.Trip:
		x.trips++
	case x.trips == x.restores:
		b.broken(r, "no circuit breaker of place %d towards %d is open", r.Node, r.Peer)
	case r.Kind == trace.Probe:
		x.probes++
	default:
		x.close(b, r)
	}
}

func (x *barring) close(b *breakers, r *trace.Record) {
	x.restores++
	if r.Status == trace.Crashed {
		return
	}
	if x.tried++; x.tried > x.probes {
		b.broken(r, "the circuit breaker of place %d towards %d closes without a trial", r.Node, r.Peer)
	}
}

func (b *breakers) end() {}
