package metrics

import "backchat/sim/trace"

// want counts one more who waits for a unit of a pool.
func (f *Figures) want(r *trace.Record) {
	s := f.spots.at(r.Node)
	s.replica.wanting.up(r.At)
	s.node.wanting.up(r.At)
}

// take counts one more unit that is taken.
func (f *Figures) take(r *trace.Record) {
	s := f.spots.at(r.Node)
	s.gotten(r)
	s.replica.taken.up(r.At)
	s.node.taken.up(r.At)
	s.work.takes++
	s.work.wantTime.add(uint64(r.Aux))
}

// yield counts one unit less that is taken.
func (f *Figures) yield(r *trace.Record) {
	s := f.spots.at(r.Node)
	s.replica.taken.down(r.At)
	s.node.taken.down(r.At)
}

// forgo ends a wait without a unit, and counts whom the pool has turned away.
func (f *Figures) forgo(r *trace.Record) {
	s := f.spots.at(r.Node)
	s.gotten(r)
	if r.Status == trace.Rejected || r.Status == trace.TimedOut {
		s.work.forgone++
	}
}

// gotten ends a wait for a unit.
func (s *spot) gotten(r *trace.Record) {
	if r.Parent != 0 {
		s.replica.wanting.down(r.At)
		s.node.wanting.down(r.At)
	}
}
