package metrics

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// gap records the time since something was last asked of the node.
func (n *node) gap(t sim.Time) {
	if n.lastAsked > 0 {
		n.gaps.record(int64(t - n.lastAsked))
	}
	n.lastAsked = t
}

// people brings the population up to date.
func (n *node) people(t sim.Time) { n.population.to(t, n.station.queue.value+n.busy.value) }

// queue takes the length of the queue from the record.
func (f *Figures) queue(r *trace.Record) {
	f.waiting.Queue(r)
	s := f.spots.own(r.Node)
	d := r.Aux - int64(s.waiting)
	s.waiting = int32(r.Aux)
	if d == 1 {
		s.replica.queue.up(r.At)
		s.node.queue.up(r.At)
	} else {
		s.replica.queue.by(r.At, d)
		s.node.queue.by(r.At, d)
	}
	s.node.people(r.At)
}

// leave takes one out of the queue.
func (s *spot) leave(t sim.Time) {
	if s.waiting > 0 {
		s.waiting--
		s.replica.queue.down(t)
		s.node.queue.down(t)
	}
}

// serve begins a piece of work. It may come from the queue, or have found a
// worker at once.
func (f *Figures) serve(r *trace.Record) {
	s := f.spots.own(r.Node)
	if f.waiting.Leaves(r) {
		s.leave(r.At)
	}
	s.engage(r.At)
	if r.Shape != trace.Health {
		s.work.serve(r)
		s.node.wait.record(r.Aux)
	}
	s.node.people(r.At)
}

func (w *work) serve(r *trace.Record) {
	w.serves++
	if r.Aux > 0 {
		w.waited++
	}
}

// engage notes one more in service. Where workers are shared there may be more
// than workers.
func (s *spot) engage(t sim.Time) {
	s.busy++
	s.replica.busy.up(t)
	s.node.busy.up(t)
	if s.busy > s.workers {
		s.replica.beyond.up(t)
		s.node.beyond.up(t)
	}
}

// release notes one fewer.
func (s *spot) release(t sim.Time) {
	s.busy--
	s.replica.busy.down(t)
	s.node.busy.down(t)
	if s.busy >= s.workers {
		s.replica.beyond.down(t)
		s.node.beyond.down(t)
	}
}

// finish ends a piece of work. One that was never taken up is ignored.
func (f *Figures) finish(r *trace.Record) {
	f.waiting.Finish(r)
	s := f.spots.at(r.Node)
	if s.busy == 0 {
		return
	}
	s.release(r.At)
	s.work.finish(r)
	s.node.purposes[r.Shape].add(uint64(r.Aux))
	if (r.Status == trace.OK || r.Status == trace.Failed) && r.Shape != trace.Health {
		s.node.service.record(r.Aux)
	}
	s.node.people(r.At)
}

func (w *work) finish(r *trace.Record) {
	w.cpu.add(uint64(r.Aux))
	if r.Shape == trace.Health {
		return
	}
	switch r.Status {
	case trace.OK:
		w.served++
	case trace.Failed:
		w.failed++
	default:
		w.cut++
	}
}

// drop counts a message that is not served. One that is refused for lack of
// room may never have been in the queue.
func (f *Figures) drop(r *trace.Record) {
	s := f.spots.at(r.Node)
	switch r.Status {
	case trace.Rejected:
		s.work.rejected++
	case trace.Limited:
		s.work.limited++
	default:
		s.work.dropped++
	}
	if f.waiting.Leaves(r) {
		s.leave(r.At)
		s.node.people(r.At)
	}
}

// limits changes how many requests a place may have in hand.
func (f *Figures) limits(r *trace.Record) {
	s := f.spots.own(r.Node)
	more := r.Aux - s.limit
	s.limit = r.Aux
	s.replica.limit.by(r.At, more)
	s.node.limit.by(r.At, more)
}

// hold counts a poll or subscription that is held from now.
func (f *Figures) hold(r *trace.Record) { f.spots.own(r.Node).hold(r.At, 1) }

// free ends one. What a crash has ended already is not ended again.
func (f *Figures) free(r *trace.Record) {
	if s := f.spots.at(r.Node); s.held > 0 {
		s.hold(r.At, -1)
	}
}

// unsubscribe ends a subscription.
func (f *Figures) unsubscribe(r *trace.Record) {
	f.free(r)
	if r.Status == trace.Dropped {
		f.flows[r.Flow].disconnected++
	}
}

func (s *spot) hold(t sim.Time, by int32) {
	s.held += by
	s.replica.held.by(t, int64(by))
	s.node.held.by(t, int64(by))
}

// fall takes a place down, or brings it back. What it is already changes
// nothing. A crash ends all that is held.
func (f *Figures) fall(r *trace.Record) {
	s := f.spots.own(r.Node)
	out := r.Kind == trace.Down
	if !out && r.Aux == 1 {
		s.work.takeovers++
	}
	if s.out == out {
		return
	}
	if out {
		s.crowded(r.Aux)
	}
	was := s.away()
	s.out = out
	if out {
		s.hold(r.At, -s.held)
	}
	s.goes(r.At, was)
}

// crowded takes it that so many connections were too many for the memory of a replica
// that crashes: some of them their openers have yet to learn of.
func (s *spot) crowded(open int64) {
	all := &s.node.connections
	if s.node.told == nil { // there is one replica, or nobody knows what the others have
		all.touch(open)
		return
	}
	its := &s.replica.connections
	all.touch(all.value - its.value + open)
	its.touch(open)
}

// pace pauses a place, or ends that.
func (f *Figures) pace(r *trace.Record) {
	s := f.spots.own(r.Node)
	was := s.away()
	s.paused = r.Aux == 0
	s.goes(r.At, was)
}

// away tells whether nobody is served at the place.
func (s *spot) away() bool { return s.out || s.paused }

// goes takes it that the place, which may have been away until t, is as it is from then.
func (s *spot) goes(t sim.Time, was bool) {
	switch {
	case s.away() && !was:
		s.replica.out.up(t)
		s.node.out.up(t)
	case !s.away() && was:
		s.replica.out.down(t)
		s.node.out.down(t)
	}
}
