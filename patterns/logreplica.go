package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// LogReplicas describes how the replicas of a broker keep a log together.
type LogReplicas struct {
	Acks      string   `json:"acks" enum:"all,leader" default:"all" doc:"when the leader acknowledges what is published: all: once every replica that is in sync has it; leader: once it has it itself (Kafka: acks=all, acks=1)"`
	MinInSync int      `json:"minInSync" default:"1" min:"1" max:"100" doc:"while fewer replicas are in sync, nothing more can be read, and with acks all what is published is refused (notEnoughReplicas; Kafka: min.insync.replicas)"`
	Delay     sim.Dist `json:"delay" unit:"duration" default:"500us" doc:"from one replica to another, one way: followers fetch what the leader has, and each fetch says what they have"`
	Detect    sim.Time `json:"detect" default:"9s" min:"0s" max:"1h" doc:"a replica that is down for so long, or comes back before, is out of sync, and where it led another one leads (Kafka: broker.session.timeout.ms)"`
}

// replication is how the replicas of the broker keep the log: one leads, for all
// partitions, and the others fetch from it. Groups know of what all in sync have (the
// high watermark): that is what lies on the log's own tapes. What the leader has beyond
// that is pending.
//
// Model card. A follower has one fetch under way, which waits at the leader until there
// is something, brings all that the leader has, and says what the follower has. One
// that has been down is in sync again once it has all that groups know of. A leader
// that is known to be down is followed by that replica in sync which has most; where
// none is up, by the first of those that comes back, never by one that was not in sync
// (Kafka: unclean.leader.election.enable=false). What the next leader does not have is
// cut off: of what was acknowledged that is the end (truncated), anything else its
// source sends again, as its policy says. While too few are in sync, nothing that is
// appended can be read (KIP-966). A replica that is not durable comes back with
// nothing. Sources and readers learn at once who leads, and a replica that does not
// refuses them (failed). Sources: Kafka's documentation, 4.7 Replication; KIP-101
// (truncation by leader epoch), KIP-966. Left out: a leader for each partition,
// spread over the brokers, so that a crash holds up only those of one (a reader would have
// a fetch under way at each leader, and hand a partition over while others are in its
// hands), what a follower's fetches cost in work and bytes, replicas that are in sync no more because
// they are slow (pauses and partitions of a replica hold up nothing between replicas),
// followers' own disks, reading from followers, the replicas of the offsets, which are
// never lost.
type replication struct {
	log      *Log
	c        *LogReplicas
	replicas []replica
	leader   int  // which leads, or did last
	vacant   bool // that is known to be down, and none could follow it yet
	pending  []tape[pended]
	waiting  []promised // in the order in which they came
	delay    sim.Sampler
	id       sim.HandlerID
}

// A replica is one of the broker's.
type replica struct {
	at     trace.Place
	has    []uint32 // by partition: what is before it has
	comes  []uint32 // what is before it has once the answer to its fetch is there
	known  []uint32 // what is before it has, as far as the leader knows
	draws  sim.Stream
	round  uint32 // counts its crashes, and the leaders from which it has fetched
	up     bool
	inSync bool
	bare   bool // a crash has taken what it had
	waits  bool // its fetch waits at the leader
}

// A pended is a message that the leader has, and not yet all that are in sync.
type pended struct {
	op     sim.Ref
	batch  sim.Ref // in which it came; zero: by itself
	stream int32
	size   uint32
	msg    uint32
}

// A promised is a request to publish that is answered once all in sync have what is
// before an offset.
type promised struct {
	attempt   sim.Ref
	op        sim.Ref
	partition int
	end       uint32
}

// Bytes that a run keeps of a pending message, and by replica and partition.
const (
	pendedBytes = 40
	hasBytes    = 12
)

const (
	eventFetch  uint8 = iota // a replica's fetch reaches the leader
	eventCopied              // the answer reaches the replica
	eventDetect
)

// replicates has the replicas of the broker keep the log, where they are to.
func (l *Log) replicates(places []trace.Place) error {
	c := l.c.Replicated
	if c == nil {
		return nil
	}
	delay, err := c.Delay.Sampler()
	if err != nil {
		return err
	}
	k := l.W.Kernel
	r := &replication{log: l, c: c, delay: delay, replicas: make([]replica, len(places)), pending: make([]tape[pended], len(l.parts))}
	room := k.Keeps("messages of logs that are not with all replicas", pendedBytes)
	for i := range r.pending {
		r.pending[i].room = room
	}
	k.Keeps("what replicas of logs have", hasBytes).Add(len(places) * len(l.parts))
	for i, p := range places {
		n := len(l.parts)
		r.replicas[i] = replica{
			at: p, up: true, inSync: true, draws: l.W.Draws(p, "replication of "+l.W.Topology.Flows[l.Number-1].ID),
			has: make([]uint32, n), comes: make([]uint32, n), known: make([]uint32, n),
		}
	}
	r.id = k.Register(r)
	l.replicas, l.replicated = nil, r // of the news: what comes up is known where it is appended
	return nil
}

// replicaAt is which of the replicas that keep the log together stands at p; nil where
// none does.
func (l *Log) replicaAt(p trace.Place) (*replication, int) {
	if r := l.replicated; r != nil && r.replicas[0].at <= p && int(p-r.replicas[0].at) < len(r.replicas) {
		return r, int(p - r.replicas[0].at)
	}
	return nil, 0
}

// start has the followers fetch.
func (r *replication) start() {
	for k := range r.replicas {
		r.begin(k)
	}
}

// begin has a follower fetch anew.
func (r *replication) begin(k int) {
	x := &r.replicas[k]
	x.round++
	x.waits = false
	if k != r.leader && x.up {
		r.after(k, eventFetch)
	}
}

// after has something happen to a replica after the way between two.
func (r *replication) after(k int, event uint8) {
	x := &r.replicas[k]
	r.log.W.Kernel.At(r.log.W.Now()+r.delay.Time(&x.draws), r.id, event, uint32(k), x.round)
}

// leads is who leads; nil: nobody that is up.
func (r *replication) leads() *replica {
	if x := &r.replicas[r.leader]; x.up && !r.vacant {
		return x
	}
	return nil
}

// Handle takes in what travels between replicas, and that one is missed.
func (r *replication) Handle(e sim.Event) {
	k := int(e.A)
	x := &r.replicas[k]
	switch {
	case e.B != x.round:
	case e.Kind() == eventDetect:
		r.fence(k)
	case e.Kind() == eventCopied:
		copy(x.has, x.comes)
		x.bare = false
		r.after(k, eventFetch)
	case r.leads() != nil:
		r.fetched(k)
	}
}

// fetched takes in a follower's fetch, which says what it has.
func (r *replication) fetched(k int) {
	x, lead := &r.replicas[k], &r.replicas[r.leader]
	copy(x.known, x.has)
	x.waits = true
	if !x.inSync && !x.bare {
		x.inSync = true
		for i := range x.known {
			x.inSync = x.inSync && x.known[i] >= r.log.parts[i].next
		}
	}
	r.advance()
	for i := range x.has {
		if x.waits && x.has[i] < lead.has[i] {
			r.answer(k)
		}
	}
}

// answer answers a follower's fetch with all that the leader has.
func (r *replication) answer(k int) {
	x := &r.replicas[k]
	x.waits = false
	copy(x.comes, r.replicas[r.leader].has)
	r.after(k, eventCopied)
}

// inSync are how many replicas are.
func (r *replication) inSync() (n int) {
	for k := range r.replicas {
		if r.replicas[k].inSync {
			n++
		}
	}
	return n
}

// admits is what becomes of what is published at a replica, before anything is done
// about it.
func (r *replication) admits(j *node.Job) trace.Status {
	lead := r.leads()
	switch {
	case j.Status != trace.OK:
		return j.Status
	case lead == nil || lead.at != j.Place:
		return trace.Failed
	case r.c.Acks == "all" && r.inSync() < r.c.MinInSync:
		return trace.NotEnough
	}
	return trace.OK
}

// taken takes in one message.
func (r *replication) taken(j *node.Job) {
	l := r.log
	status := r.admits(j)
	o, a := l.W.Op(j.Op), l.W.Attempt(j.Attempt)
	if status != trace.OK || o == nil || a == nil || !l.W.Open(j.Op) {
		l.confirm(j, status)
		return
	}
	var i int
	var end uint32
	if o.Taken != node.NotTaken {
		i, end = r.find(j.Op)
	} else {
		i = l.partitionOf(j.Op)
		end = r.append(i, pended{op: j.Op, stream: int32(a.Tag.Listener()), size: a.Payload, msg: j.Msg})
	}
	r.promise(j, i, end)
	r.spread()
}

// takenBatch takes in a batch.
func (r *replication) takenBatch(j *node.Job) {
	l := r.log
	status := r.admits(j)
	a := l.W.Attempt(j.Attempt)
	if status != trace.OK || a == nil {
		l.confirm(j, status)
		return
	}
	of := a.Tag.Kept()
	b := l.producers.batches.Get(of)
	if b == nil {
		l.confirm(j, status)
		return
	}
	i := b.slot % len(l.parts)
	if !b.appended {
		b.appended = true
		b.end = r.replicas[r.leader].has[i]
		for _, x := range b.items {
			if l.W.Open(x.op) {
				b.end = r.append(i, pended{op: x.op, batch: of, stream: x.stream, size: x.size})
			}
		}
	}
	end := b.end
	if l.unconfirmed {
		l.producers.forget(of, b)
	}
	r.promise(j, i, end)
	r.spread()
}

// append appends a message to what the leader has of a partition.
func (r *replication) append(i int, x pended) (end uint32) {
	w := r.log.W
	w.Op(x.op).Taken = node.Taken
	w.Join(x.op)
	w.Wait(x.op, trace.Held, r.replicas[r.leader].at)
	r.pending[i].put(x)
	end = r.pending[i].next
	r.replicas[r.leader].has[i] = end
	return end
}

// find is where a pending message is; end is 0 where it is with all.
func (r *replication) find(op sim.Ref) (i int, end uint32) {
	for i := range r.pending {
		for o := r.pending[i].first; o != r.pending[i].next; o++ {
			if r.pending[i].at(o).op == op {
				return i, o + 1
			}
		}
	}
	return 0, 0
}

// promise acknowledges what is before an offset of a partition: now, or once all in
// sync have it.
func (r *replication) promise(j *node.Job, i int, end uint32) {
	if r.c.Acks == "leader" || r.log.unconfirmed || end <= r.log.parts[i].next {
		r.log.confirm(j, trace.OK)
		return
	}
	r.waiting = append(r.waiting, promised{j.Attempt, j.Op, i, end})
}

// spread has followers hear of what the leader has appended.
func (r *replication) spread() {
	for k := range r.replicas {
		if r.replicas[k].waits {
			r.answer(k)
		}
	}
	r.advance() // where the leader is alone
}

// advance lets groups know of what all that are in sync have, and keeps what was
// promised for then.
func (r *replication) advance() {
	lead := r.leads()
	if lead == nil || r.inSync() < r.c.MinInSync {
		return
	}
	for i := range r.pending {
		end := lead.has[i]
		for k := range r.replicas {
			if x := &r.replicas[k]; x.inSync && k != r.leader {
				end = min(end, x.known[i])
			}
		}
		r.publish(i, end)
	}
	still := r.waiting[:0]
	for k := range r.waiting {
		if x := &r.waiting[k]; x.end <= r.log.parts[x.partition].next {
			r.log.confirm(&node.Job{Attempt: x.attempt, Place: lead.at, Behalf: network.Behalf{Op: x.op}}, trace.OK)
		} else {
			still = append(still, *x)
		}
	}
	r.waiting = still
}

// publish lets groups know of what is before an offset of a partition.
func (r *replication) publish(i int, end uint32) {
	l, p := r.log, &r.pending[i]
	if p.first >= end {
		return
	}
	for p.first < end {
		x := p.pop()
		l.placed, l.brought = i+1, x.msg
		to := l.audience(int(x.stream), l.W.Op(x.op).About)
		l.publish(x.op, &to, l.broker, x.size)
		l.W.Leave(x.op)
	}
	l.placed, l.brought = 0, 0
	l.serveAll(i)
}
