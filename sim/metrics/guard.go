package metrics

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A breaker is a circuit breaker of a place towards another, by one of its policies.
type breaker struct {
	at, towards trace.Place
	policy      uint32
}

// trip takes it that a circuit breaker opens, perhaps anew, or closes.
func (f *Figures) trip(r *trace.Record) {
	b := breaker{r.Node, r.Peer, r.Payload}
	was, is := f.tripped[b], r.Kind == trace.Trip
	f.tripped[b] = is
	s := f.spots.at(r.Node)
	s.replica.tripped.step(r, was, is)
	s.node.tripped.step(r, was, is)
}

func (f *Figures) bar(r *trace.Record) { f.spots.at(r.Node).work.barred++ }

// A respite is until when a request waits for its token at a place.
type respite struct {
	until sim.Time
	at    trace.Place
}

// spend takes it that a request has a token, which may not be there yet. A place that
// has lost its buckets has lost those who wait there.
func (f *Figures) spend(r *trace.Record) {
	f.respited(r.At)
	if r.Msg == 0 {
		waits := f.respites[:0]
		for _, x := range f.respites {
			if x.at == r.Node {
				f.waits(r.At, x.at, -1)
			} else {
				waits = append(waits, x)
			}
		}
		f.respites = waits
		return
	}
	at := f.topology.Places.At(r.Node)
	b := f.topology.Nodes[at.Node].Bucket[0]
	if at.Sidecar {
		b = f.topology.Nodes[at.Node].Bucket[1]
	}
	x := respite{sim.Time(r.Aux) - sim.Time(b.Tokens)*b.Gap, r.Node}
	if x.until <= r.At {
		return
	}
	f.waits(r.At, x.at, 1)
	i := len(f.respites)
	f.respites = append(f.respites, x)
	for ; i > 0 && f.respites[i-1].until > x.until; i-- {
		f.respites[i] = f.respites[i-1]
	}
	f.respites[i] = x
}

// respited lets those go on whose tokens are there at t.
func (f *Figures) respited(t sim.Time) {
	for len(f.respites) > 0 && f.respites[0].until <= t {
		f.waits(f.respites[0].until, f.respites[0].at, -1)
		f.respites = f.respites[1:]
	}
}

func (f *Figures) waits(t sim.Time, at trace.Place, by int64) {
	s := f.spots.at(at)
	s.replica.delayed.by(t, by)
	s.node.delayed.by(t, by)
}
