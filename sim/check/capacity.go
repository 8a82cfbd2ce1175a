package check

import "backchat/sim/trace"

// Workers: at no place are more at work than there are, and none finishes what
// was not taken up. Where they share all the work, any number is in service.
// A sidecar has no workers of its own to be held to.
type workers struct {
	reporter
	most []int // by place; 0 for any number
	busy []int
}

func newWorkers(t *trace.Topology, p reporter) *workers {
	w := &workers{reporter: p, most: make([]int, len(t.Places)+1), busy: make([]int, len(t.Places)+1)}
	for i, s := range t.Places {
		if n := &t.Nodes[s.Node]; !s.Sidecar && !n.Shared {
			w.most[i+1] = n.Workers
		}
	}
	return w
}

func (w *workers) see(r *trace.Record) {
	if int(r.Node) >= len(w.busy) {
		return
	}
	busy := &w.busy[r.Node]
	switch r.Kind {
	case trace.Serve:
		*busy++
		if most := w.most[r.Node]; most > 0 && *busy > most {
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
	most    []int // by place; -1 for any number
	length  []int // messages that wait
	own     []bool
	waiting trace.Table[trace.Place]
}

func newQueues(t *trace.Topology, p reporter) *queues {
	size := len(t.Places) + 1
	q := &queues{reporter: p, most: make([]int, size), length: make([]int, size), own: make([]bool, size)}
	q.most[0] = -1
	for i, s := range t.Places {
		q.most[i+1] = -1
		if !s.Sidecar {
			q.most[i+1] = t.Nodes[s.Node].Queue
		}
	}
	return q
}

func (q *queues) see(r *trace.Record) {
	if int(r.Node) >= len(q.most) {
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

// drop holds it that what is turned away for lack of room has not waited, and
// what leaves for any other reason has.
func (q *queues) drop(r *trace.Record) {
	waited, turnedAway := q.leave(r), r.Status == trace.Rejected
	switch {
	case r.Msg == 0:
	case turnedAway && waited:
		q.broken(r, "it is turned away from place %d, where it waited already", r.Node)
	case !turnedAway && !waited:
		q.broken(r, "it is dropped from the queue of place %d, where it did not wait", r.Node)
	}
}

func (q *queues) join(r *trace.Record) {
	if r.Msg == 0 {
		q.own[r.Node] = true
	} else {
		if at := q.waiting.Get(r.Msg); at != nil {
			q.broken(r, "it waits at place %d, and at %d already", r.Node, *at)
			q.length[*at]--
		}
		*q.waiting.Put(r.Msg) = r.Node
		q.length[r.Node]++
	}
	n, most := q.length[r.Node], q.most[r.Node]
	if int64(n) > r.Aux || r.Aux != int64(n) && !q.own[r.Node] {
		q.broken(r, "%d wait at place %d, not %d", n, r.Node, r.Aux)
	}
	if most >= 0 && r.Aux > int64(most) {
		q.broken(r, "%d wait at place %d, which has room for %d", r.Aux, r.Node, most)
	}
}

// leave takes a message off the queue of its place, if it waits there.
func (q *queues) leave(r *trace.Record) bool {
	at := q.waiting.Get(r.Msg)
	if r.Msg == 0 || at == nil || *at != r.Node {
		return false
	}
	q.length[r.Node]--
	q.waiting.Delete(r.Msg)
	return true
}

func (q *queues) end() {}
