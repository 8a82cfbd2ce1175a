package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// Workers: at no place are more at work than there are, and none finishes what
// was not taken up. Where they share all the work, any number is in service.
// A sidecar has no workers of its own to be held to.
type workers struct {
	reporter
	topology *trace.Topology
	busy     sim.Pages[trace.Place, int32]
}

func newWorkers(t *trace.Topology, p reporter) *workers {
	return &workers{reporter: p, topology: t, busy: sim.NewPages[trace.Place, int32](t.Places.Len() + 1)}
}

// most is how many may be at work at a place; 0 for any number.
func (w *workers) most(p trace.Place) int {
	if p == 0 {
		return 0
	}
	s := w.topology.Places.At(p)
	if n := &w.topology.Nodes[s.Node]; !s.Sidecar && !n.Shared {
		return n.Workers
	}
	return 0
}

func (w *workers) see(r *trace.Record) {
	if r.Kind != trace.Serve && r.Kind != trace.Finish || !w.busy.Has(r.Node) {
		return
	}
	busy := w.busy.At(r.Node)
	switch r.Kind {
	case trace.Serve:
		*busy++
		if most := w.most(r.Node); most > 0 && int(*busy) > most {
			w.broken(r, "%d are at work at place %d, which has %d", *busy, r.Node, most)
		}
		if r.Aux < 0 {
			w.broken(r, "it waited for %d ns", r.Aux)
		}
	case trace.Finish:
		*busy--
		if *busy < 0 {
			w.broken(r, "place %d is done with work that it did not take up", r.Node)
			*busy = 0
		}
		if r.Aux < 0 {
			w.broken(r, "it took %d ns of work", r.Aux)
		}
	}
}

func (w *workers) end() {}

// Queues: no more wait at a place than its queue has room for, and as many as
// it says. Which of a node's own work (message 0) waits cannot be told, so
// where there is such, the number is a lower bound.
type queues struct {
	reporter
	topology *trace.Topology
	lines    sim.Pages[trace.Place, line]
	waiting  trace.Table[trace.Place]
}

// A line is what waits at a place.
type line struct {
	length int32 // messages
	own    bool  // work of the place's own as well
}

func newQueues(t *trace.Topology, p reporter) *queues {
	return &queues{reporter: p, topology: t, lines: sim.NewPages[trace.Place, line](t.Places.Len() + 1)}
}

// most is how many may wait at a place; -1 for any number.
func (q *queues) most(p trace.Place) int {
	if p == 0 {
		return -1
	}
	s := q.topology.Places.At(p)
	if s.Sidecar {
		return -1
	}
	return q.topology.Nodes[s.Node].Queue
}

func (q *queues) see(r *trace.Record) {
	if !q.lines.Has(r.Node) {
		return
	}
	switch r.Kind {
	case trace.Queue:
		q.join(r)
	case trace.Serve:
		q.leave(r)
	case trace.Drop:
		q.drop(r)
	}
}

// drop holds it that what is not let in has not waited, and
// what leaves for any other reason has.
func (q *queues) drop(r *trace.Record) {
	waited, turnedAway := q.leave(r), r.Status == trace.Rejected || r.Status == trace.Limited
	switch {
	case r.Msg == 0:
	case turnedAway && waited:
		q.broken(r, "it is turned away from place %d, where it waited already", r.Node)
	case !turnedAway && !waited:
		q.broken(r, "it is dropped from the queue of place %d, where it did not wait", r.Node)
	}
}

func (q *queues) join(r *trace.Record) {
	l := q.lines.At(r.Node)
	if r.Msg == 0 {
		l.own = true
	} else {
		if at := q.waiting.Get(r.Msg); at != nil {
			q.broken(r, "it waits at place %d, and at %d already", r.Node, *at)
			q.lines.At(*at).length--
		}
		*q.waiting.Put(r.Msg) = r.Node
		l.length++
	}
	n, most := l.length, q.most(r.Node)
	if int64(n) > r.Aux || r.Aux != int64(n) && !l.own {
		q.broken(r, "%d wait at place %d, not %d", n, r.Node, r.Aux)
	}
	reads := r.Msg == 0 && r.Shape == trace.Delivery // the reader of a log has its work at hand, and that needs no room
	if most >= 0 && !reads && r.Aux > int64(most) {
		q.broken(r, "%d wait at place %d, which has room for %d", r.Aux, r.Node, most)
	}
}

// leave takes a message off the queue of its place, if it waits there.
func (q *queues) leave(r *trace.Record) bool {
	at := q.waiting.Get(r.Msg)
	if r.Msg == 0 || at == nil || *at != r.Node {
		return false
	}
	q.lines.At(r.Node).length--
	q.waiting.Delete(r.Msg)
	return true
}

func (q *queues) end() {}
