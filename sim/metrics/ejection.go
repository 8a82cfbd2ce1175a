package metrics

import "backchat/sim/trace"

// eject takes it that a balancer ejects a target, or lets it return, for both of
// them.
func (f *Figures) eject(r *trace.Record) {
	for _, p := range [...]trace.Place{r.Node, r.Peer} {
		s := f.spots.own(p)
		if r.Kind == trace.Eject {
			s.work.ejections++
		}
		for _, at := range [...]*station{s.replica, &s.node.station} {
			if r.Kind == trace.Eject {
				at.ejected.up(r.At)
			} else {
				at.ejected.down(r.At)
			}
		}
	}
}

// panic takes it that a balancer counts on all its targets, or no longer does.
func (f *Figures) panic(r *trace.Record) {
	s := f.spots.own(r.Node)
	was := s.panics
	s.panics = r.Aux > 0
	for _, at := range [...]*station{s.replica, &s.node.station} {
		at.panicking.step(r, was, s.panics)
	}
}
