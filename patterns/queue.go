package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// Queue: producers hand jobs to a broker, and consumers that compete for them
// do the work.
//
// Model card. One operation is one job, from its intended start until a
// consumer has done it; that the broker has taken it is noted as accepted. The
// broker hands each message to one consumer that may have more, in turn. A
// message is done with once it is acknowledged; one whose consumer has gone,
// failed or been silent for too long is handed over again before what waits,
// so that a job may be done twice, and is set aside after too many deliveries,
// those before a crash of the broker among them. Source: AMQP
// 0-9-1 specification, 2008, section 3.1.8 (work queues). Left out:
// priorities, transactions, delay, partitions.
type Queue struct {
	*post
	load *Workload
}

// NewQueue makes the conversation with its consumers.
func NewQueue(t *Talk, consumers []trace.Place) (*Queue, error) {
	c := &t.C.Queue
	p, err := newPost(t, terms{
		prefetch: value(c.Prefetch), redeliver: value(c.Redeliver), deliveries: value(c.Deliveries),
		capacity: value(c.Capacity), expire: value(c.Expire), ackFirst: c.Ack == "before", full: c.Full,
	}, &c.Reconnect, consumers, func(int) int { return 0 }, 1)
	if err != nil {
		return nil, err
	}
	q := &Queue{post: p}
	q.load, err = NewWorkload(t.W, t.C.Send, t.Key, Names(t.W.Topology, t.Speakers), q.produce)
	q.ended = func(op sim.Ref) {
		if o := t.W.Op(op); o != nil {
			t.over(q.load, t.speaker(o.Speaker))
		}
	}
	return q, err
}

func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

// Start begins the workload, and the consumers subscribe.
func (q *Queue) Start() {
	q.load.Start()
	q.ears.start()
}

// Intend makes one more job, on behalf of the timeline.
func (q *Queue) Intend(p trace.Place) { q.load.Extra(q.speaker(p)) }

// Follows produces on behalf of what has been processed at p.
func (q *Queue) Follows(p trace.Place, key sim.Key) {
	if i, ok := q.speaks(p); ok {
		q.produce(i, q.Key.With(uint64(key)))
	}
}

// produce begins an operation: the producer hands a job to the broker.
func (q *Queue) produce(speaker int, key sim.Key) {
	producer := q.Speakers[speaker]
	op := q.W.Begin(q.Number, producer, key, trace.Transfer, 1, func(int) trace.Place { return 0 })
	if !q.W.Live(producer) {
		q.end(op, trace.LostOutcome)
		return
	}
	q.W.Call(q.Agent, &node.Call{
		Ask: node.Ask{
			Flow: q.Number, Behalf: q.W.Assign(op), From: producer, Shape: trace.Publish,
			Payload: q.size(&q.request, op, 1), Header: uint32(q.C.Headers.Publish),
			Once: true, Mute: !q.C.Queue.Confirm,
		},
		Caller: q, Ordinal: speaker,
	})
}

// Served keeps a job that has come in, and confirms it; the rest is the
// post's.
func (q *Queue) Served(j *node.Job) bool {
	if j.Shape != trace.Publish {
		q.serve(j)
		return false
	}
	status := j.Status
	if status == trace.OK && !q.keep(j) {
		status = trace.Rejected
		if q.C.Queue.Full != "reject" {
			q.end(j.Op, trace.Dropped)
			status = trace.OK
		}
	}
	if status != trace.OK && !q.W.Awaited(j.Attempt) {
		q.orphaned(j.Op)
	}
	if !q.C.Queue.Confirm {
		if status != trace.OK {
			q.end(j.Op, trace.Dropped)
		}
		q.W.Discard(j.Attempt)
		return false
	}
	q.W.Reply(j.Attempt, j.Place, node.Answer{
		Shape: trace.Ack, Status: status, Header: uint32(q.C.Headers.Ack),
	})
	return false
}

// Missed says that a message will not arrive: a job that its producer does
// not wait for is lost.
func (q *Queue) Missed(m *network.Message, why trace.Status) {
	if m.Shape == trace.Publish && !q.W.Awaited(m.Attempt) {
		q.orphaned(m.Op)
	}
	q.post.Missed(m, why)
}

// orphaned ends the operation of a job that is lost and that no producer sends
// again, where nobody has another copy of it.
func (q *Queue) orphaned(op sim.Ref) {
	if o := q.W.Op(op); o != nil && o.Held == 0 && (!q.C.Queue.Confirm || !q.W.Live(o.Speaker)) {
		q.end(op, trace.LostOutcome)
	}
}

// keep keeps a job. One that a producer sends again is kept again: telling
// them apart is left to those who do the work. One that was taken back on its
// way to the disk is not kept.
func (q *Queue) keep(j *node.Job) bool {
	a := q.W.Attempt(j.Attempt)
	if a == nil || q.W.Op(j.Op) == nil {
		return true
	}
	return q.boxes[0].put(j.Op, a.Path, j.Msg, a.Payload, j.Place)
}

// Returned says that the producer knows its job is taken, or cannot get rid
// of it.
func (q *Queue) Returned(c *node.Call, _ *network.Message, status trace.Status) {
	switch o := q.W.Op(c.Op); {
	case status == trace.OK:
		q.W.Accept(c.Op)
	case status == trace.Crashed && q.W.Travels(c):
		// The producer is gone, but its job may still be taken.
	case o != nil && o.Held == 0:
		q.end(c.Op, outcome(status))
	}
}
