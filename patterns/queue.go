package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var queue = Pattern{
	Name: "queue", Title: "message queue",
	Says:      "A broker keeps every message until one of its consumers has done it.",
	Operation: "a job, until one of the consumers has done it",
	Asks:      true, To: node.Keeps, Options: (*QueueConfig)(nil),
	Works: func(options any) []string { return options.(*QueueConfig).Consumers },
	Check: func(options any, chosen bool, r Report) {
		consumers := options.(*QueueConfig).Consumers
		r.Nodes("/consumers", consumers, "a consumer", node.Works)
		if chosen && len(consumers) == 0 {
			r.Fault("/consumers", `a queue needs "consumers": the servers that process its messages`)
		}
		checkPriorities(options.(*QueueConfig).Priorities, r)
		checkExtend(options.(*QueueConfig), r)
		checkDelay(options.(*QueueConfig), r)
		checkDeadLetters(options.(*QueueConfig), r)
	},
	New: newQueue,
}

// QueueConfig are the options of a work queue.
type QueueConfig struct {
	Consumers   []string        `json:"consumers" ref:"node" doc:"the servers whose replicas compete for the messages"`
	Priorities  []PriorityShare `json:"priorities" doc:"messages with another priority than the flow's 'priority', which the rest has: the highest is handed over first, and of equals the first"`
	Ack         string          `json:"ack" enum:"after,before" default:"after" doc:"whether a consumer acknowledges after its work or on receipt"`
	Prefetch    *int            `json:"prefetch" min:"1" max:"1000000" default:"1" doc:"messages a consumer may have unacknowledged; one that is to be delivered again since it took too long counts no more"`
	Redeliver   *sim.Time       `json:"redeliver" min:"1ns" absent:"only when its connection breaks" doc:"a message unacknowledged for this long is delivered again (visibility timeout)"`
	Extend      *sim.Time       `json:"extend" min:"1ns" absent:"never" doc:"redeliver: a consumer that has a message says this often that it is still at work on it, and the visibility timeout begins anew as the broker hears of it; nothing is said while it is paused, or once it has crashed"`
	Deliveries  *int            `json:"deliveries" min:"1" max:"1000000" absent:"as often as it takes" doc:"after this many deliveries without success a message is set aside (dead letter); ack before: one that a consumer has got is done with, so that only deliveries count which never came there"`
	DeadLetters string          `json:"deadLetters" enum:"drop,keep" default:"drop" doc:"deliveries: what becomes of dead letters: drop: the operation ends there (deadLettered); keep: they are kept in a queue of their own, without bounds, and their operations go on, until a redrive on the timeline puts them back; a producer in a closed loop waits for that"`
	Capacity    *int            `json:"capacity" min:"1" max:"100000000" absent:"any number" doc:"messages kept at a time, those that consumers have among them"`
	Full        string          `json:"full" enum:"reject,dropOldest,dropNewest,leastImportant" default:"reject" doc:"where there is no room: reject: tell the producer; dropOldest: of those of the lowest priority lose the oldest that waits, or the one that comes, where all that wait are above it; dropNewest: lose the one that comes; leastImportant: of those that wait lose the one of the lowest priority, and the last of these, where that is lower than the priority of the one that comes; otherwise reject that"`
	Delay       sim.Dist        `json:"delay" unit:"duration" default:"0s" doc:"how long a message is hidden from consumers once the broker has taken it, drawn for each of them; one that is handed over again does not wait again"`
	Expire      *sim.Time       `json:"expire" min:"1ns" absent:"never" doc:"a message that waits this long after it came is thrown away; one that a consumer has is not, unless it comes back"`
	Confirm     bool            `json:"confirm" default:"true" doc:"the broker acknowledges each message, and the producer waits for it as its policy says"`
	Reply       bool            `json:"reply" default:"false" doc:"true: whoever has done a job sends what has come of it ('response') to a queue of the producer's own, and an operation ends when that is there (remote procedure calls over queues)"`
	Reconnect   Reconnect       `json:"reconnect" doc:"how consumers come back after the connection broke"`
}

// checkExtend finds extensions of nothing.
func checkExtend(c *QueueConfig, r Report) {
	switch {
	case c.Extend == nil:
	case c.Redeliver == nil:
		r.Fault("/extend", `there is no visibility timeout to extend; give "redeliver", or leave "extend" out`)
	case c.Ack == "before":
		r.Fault("/extend", `a message that is acknowledged on receipt has nothing to extend; leave "extend" out, or set "ack" to "after"`)
	}
}

// checkDelay finds messages that are thrown away before anybody may have them.
func checkDelay(c *QueueConfig, r Report) {
	if d, err := c.Delay.Sampler(); err == nil && c.Expire != nil && d.IsConstant() && d.Mean() >= float64(*c.Expire) {
		r.Fault("/delay", `every message is thrown away before a consumer may have it, after %v; let it be shorter than "expire", or "expire" longer`, *c.Expire)
	}
}

// checkDeadLetters finds a place for dead letters to which none come.
func checkDeadLetters(c *QueueConfig, r Report) {
	if c.DeadLetters == "keep" && c.Deliveries == nil {
		r.Fault("/deadLetters", `no message is ever set aside; give "deliveries", or leave "deadLetters" out`)
	}
}

// KeepsDeadLetters tells whether dead letters are kept.
func (c *QueueConfig) KeepsDeadLetters() bool { return c.DeadLetters == "keep" }

// Queue: producers hand jobs to a broker, and consumers that compete for them
// do the work.
//
// Model card. One operation is one job, from its intended start until a consumer has
// done it; that the broker has taken it is noted as accepted. The broker hands each
// message to one consumer that may have more, in turn. Where messages have priorities,
// the highest is handed over first, and of equals the first; the broker's own workers
// take them as they come, and where their queue is full and goes by importance it goes by
// what a message has. With dropOldest the oldest of the lowest priority makes room;
// RabbitMQ drops the head of the whole queue, which may be one of the highest. A message is done with once it is acknowledged; one whose
// consumer has gone, failed or been silent for too long is handed over again before
// what waits, so that a job may be done twice, and is set aside after too many
// deliveries, those before a crash of the broker among them. Dead letters that are kept
// wait in one queue of the flow; a redrive puts back those that are there as it begins,
// in their order and each once, behind what waits, with no delivery on their account and
// their time until they expire anew. Until then their operations go on, and who makes
// jobs in a closed loop waits. What finds no room stays, and is tried again where
// there is a rate. A crash of the broker ends a redrive, and loses dead letters where
// that is not durable. An acknowledgement that comes after its message was set aside
// does nothing to that. Where consumers extend it,
// each says of every message that it has, waiting or at work, that it is there still, by
// a message of an acknowledgement's size on the way of acknowledgements; the broker has
// the time of one that the consumer still has begin anew, and an extension that comes too
// late does nothing. With replies, each
// producer has a queue of its own besides, to which the same terms apply, but for
// prefetch, and takes from it what comes. Source: AMQP 0-9-1 specification, 2008,
// section 3.1.8 (work queues); priorities as RabbitMQ's x-max-priority; extensions as
// Amazon SQS' ChangeMessageVisibility, with the same time-out again. A message with
// a delay stands behind those of its priority that wait once that is over; until then
// it takes room, makes none, and may expire. The instant is kept with it: what a
// durable broker keeps of it survives a crash, and is due when it was to be, or as the
// broker comes back. A delay begins when the message is kept, not when it was sent.
// Replies have none. Left out: transactions, partitions.
type Queue struct {
	*post
	options *QueueConfig
	load    *Workload
	replies *node.Agent // by which consumers answer
}

func newQueue(s *Setup) (Flow, error) {
	t, err := newTalk(s)
	if err != nil {
		return nil, err
	}
	c := options[QueueConfig](s)
	consumers, boxOf, boxes := s.Places(c.Consumers), func(int) int { return 0 }, 1
	if c.Reply {
		workers := len(consumers)
		consumers, boxes = append(consumers, t.Speakers...), 1+len(t.Speakers)
		boxOf = func(i int) int { return max(0, i-workers+1) }
	}
	p, err := newPost(t, terms{
		prefetch: value(c.Prefetch), redeliver: value(c.Redeliver), extend: value(c.Extend), deliveries: value(c.Deliveries),
		keepsDead: c.DeadLetters == "keep",
		capacity:  value(c.Capacity), expire: value(c.Expire), ackFirst: c.Ack == "before", full: c.Full,
		priorities: newLadder(s.Config.Priority, c.Priorities),
	}, &c.Reconnect, consumers, boxOf, boxes)
	if err != nil {
		return nil, err
	}
	q := &Queue{post: p, options: c}
	if p.delay, err = c.Delay.Sampler(); err != nil {
		return nil, err
	}
	if c.Reply {
		if q.replies, err = node.NewAgent(t.W, t.C.Policy, t.To, "replies"); err != nil {
			return nil, err
		}
		q.replies.Tell((*answerer)(q))
		p.answer = q.reply
	}
	q.Agent.Tell(q)
	q.load, err = NewWorkload(t.W, t.C.Send, t.Key, len(t.Speakers), t.nameOf(t.Speakers), q.produce)
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
	q.subs.start()
}

// Intend makes one more job, on behalf of the timeline.
func (q *Queue) Intend(p trace.Place) { q.load.Extra(q.speaker(p)) }

// Follows produces on behalf of what has been processed at p.
func (q *Queue) Follows(p trace.Place, key sim.Key, about node.Topic) {
	if i, ok := q.speaks(p); ok {
		q.produceFor(i, q.Key.With(uint64(key)), about)
	}
}

// produce begins an operation that has no cause.
func (q *Queue) produce(speaker int, key sim.Key) { q.produceFor(speaker, key, 0) }

// produceFor begins an operation whose cause is about a topic: the producer hands a
// job to the broker.
func (q *Queue) produceFor(speaker int, key sim.Key, cause node.Topic) {
	producer := q.Speakers[speaker]
	op := q.intend(speaker, key, cause)
	if !q.W.Live(producer) {
		q.end(op, trace.LostOutcome)
		return
	}
	q.W.Call(q.Agent, &node.Call{
		Ask: node.Ask{
			Flow: q.Number, Behalf: q.W.Assign(op), From: producer, Shape: trace.Publish,
			Payload: q.size(&q.request, op, 1), Header: uint32(q.C.Headers.Publish),
			Priority: q.priority(op), Once: true, OneWay: !q.options.Confirm,
		},
		Ordinal: int32(speaker),
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
	reply := q.isReply(q.W.Attempt(j.Attempt))
	if status == trace.OK && !q.keep(j) {
		status = trace.Rejected
		if q.options.Full == "dropOldest" || q.options.Full == "dropNewest" {
			q.end(j.Op, trace.Dropped)
			status = trace.OK
		}
	}
	if status != trace.OK && !q.W.Awaited(j.Attempt) {
		q.orphaned(j.Op, reply)
	}
	if !q.options.Confirm && !reply {
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
		q.orphaned(m.Op, m.Tag != (network.Tag{}))
	}
	q.post.Missed(m, why)
}

// orphaned ends the operation of a job, or of the reply to it, that is lost and
// that nobody sends again, where nobody has another copy of it.
func (q *Queue) orphaned(op sim.Ref, reply bool) {
	if o := q.W.Op(op); o != nil && o.Held == 0 && (reply || !q.options.Confirm || !q.W.Live(o.Speaker)) {
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
	return q.boxFor(a).put(j.Op, a.Path, j.Msg, a.Payload, j.Place)
}

// boxFor is the mailbox for what an attempt brings: that of the jobs, or that of
// the producer of one that it is the reply to.
func (q *Queue) boxFor(a *node.Attempt) *mailbox {
	if !q.isReply(a) {
		return q.boxes[0]
	}
	return q.boxes[1+q.speaker(q.W.Op(a.Op).Speaker)]
}

// reply has a consumer send what has come of a job, which it acknowledges once
// that is taken. The broker always confirms it.
func (q *Queue) reply(op, r sim.Ref, c int, acked bool) {
	ordinal := int32(c)
	if acked {
		ordinal = ^ordinal
	}
	q.hold(op, 1)
	q.W.Call(q.replies, &node.Call{
		Ask: node.Ask{
			Flow: q.Number, Behalf: q.W.Assign(op), From: q.subs.places[c], Shape: trace.Publish,
			Payload: q.size(&q.response, op, 2), Header: uint32(q.C.Headers.Publish), Priority: q.priority(op), Once: true, Tag: network.ForKept(r),
		},
		Ordinal: ordinal,
	})
}

// isReply tells whether an attempt brings a reply.
func (q *Queue) isReply(a *node.Attempt) bool { return a != nil && a.Tag != (network.Tag{}) }

// An answerer is a consumer that waits for its reply to be taken.
type answerer Queue

// Returned says that the reply is taken, or cannot be got rid of.
func (a *answerer) Returned(c *node.Call, _ *network.Message, status trace.Status) {
	q := (*Queue)(a)
	q.hold(c.Op, -1)
	switch {
	case status == trace.Crashed && q.W.Travels(c):
		// The consumer is gone, but its reply may still be taken.
	case status != trace.OK:
		q.forgotten(c.Op)
	}
	if !q.W.Live(c.From) {
		return
	}
	if status != trace.OK {
		q.W.Enter(q.W.Behalf(c), trace.Held, q.broker) // until the broker hands the job over again, or hears that it is done
	}
	if c.Ordinal >= 0 {
		q.ack(int(c.Ordinal), c.Tag.Kept(), status)
	}
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
