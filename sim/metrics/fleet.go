package metrics

import "backchat/sim/trace"

// age takes a replica into another phase of its life. What is gone holds nothing.
func (f *Figures) age(r *trace.Record) {
	s := f.spots.own(r.Node)
	from, to := s.phase, trace.Life(r.Aux)
	s.phase = to
	s.replica.varies, s.node.varies = true, true
	for _, at := range [...]*station{s.replica, &s.node.station} {
		at.running.step(r, there(from), there(to))
		at.serving.step(r, serves(from), serves(to))
		at.up.step(r, from == trace.Ready, to == trace.Ready)
	}
	switch {
	case to == trace.Ready:
		s.work.started++
	case to == trace.Gone:
		s.hold(r.At, -s.held)
	}
	if to == trace.Gone && r.Status == trace.Crashed {
		s.work.killed++
		s.work.perished += uint64(r.Payload)
	}
}

func there(p trace.Life) bool  { return p != trace.Gone }
func serves(p trace.Life) bool { return p == trace.Ready || p == trace.Draining }

// step changes the level by one where something comes to be so, or no longer is.
func (l *level) step(r *trace.Record, was, is bool) {
	switch {
	case is && !was:
		l.up(r.At)
	case was && !is:
		if l.down(r.At); r.At == 0 {
			l.max = l.value // it was never otherwise
		}
	}
}

// size takes it that an autoscaler wants so many replicas.
func (f *Figures) size(r *trace.Record) {
	n := f.spots.own(r.Node).node
	if d := r.Aux - n.wanted.value; d != 0 {
		n.wanted.by(r.At, d)
		if n.sized {
			n.resized++
		}
	}
	n.sized = true
}

// ail counts a liveness check that has failed.
func (f *Figures) ail(r *trace.Record) {
	s := f.spots.own(r.Node)
	s.work.ailed++
	s.work.restarted += uint64(r.Header)
}

// lookUp counts a look-up of a name, for both sides of it.
func (f *Figures) lookUp(r *trace.Record) {
	f.spots.own(r.Node).work.lookups++
	f.spots.own(trace.Place(r.Payload)).work.lookups++
}
