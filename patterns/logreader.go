package patterns

import (
	"iter"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A reader reads partitions of the log for its group: it fetches a batch, works on
// it, and commits.
type reader struct {
	group    int
	fetch    uint32   // which fetch is its latest, from 1
	taken    uint32   // which the broker has taken in last
	last     sim.Time // that something came from it, or went to it
	begun    sim.Time // that it began to work on its batch
	items    []item   // of its batch
	cuts     [2][]cut // where its latest batch lies, and the one before, by the number of the fetch
	left     int      // items that are not done
	turn     int      // the partition from which its next batch begins
	owned    int      // partitions that it reads, and how many more it is to
	quota    int
	in       bool // it is in its group
	watched  bool // its session will be looked at
	fresh    bool // it has forgotten where it was
	arrived  bool // it has asked since all were to stop
	arriving bool // its fetch is being taken in
}

// An item is one message of a batch.
type item struct {
	partition uint32
	offset    uint32
	msg       uint32
	about     uint32
	tries     uint32
	next      int32 // which comes after it; -1: none
	waits     bool  // one comes before it
	skip      bool  // it is for another group
	again     bool  // it is read again, for the state
}

// A cut is the part of a batch that is of one partition.
type cut struct {
	partition, from, to, epoch uint32
}

// cut is where the batch of a fetch lies.
func (r *reader) cut(fetch uint32) *[]cut { return &r.cuts[fetch%2] }

// wants tells that a reader asks on.
func (l *Log) wants(int) bool { return true }

// say fetches.
func (l *Log) say(i int) sim.Ref {
	r := &l.readers[i]
	r.fetch++
	l.asking.expect(i, l.c.Wait+l.c.Timeout)
	return l.W.Call(l.Agent, &node.Call{
		Ask: node.Ask{
			Flow: l.Number, From: l.Speakers[i], Shape: trace.Poll,
			Payload: l.size(&l.request, sim.Ref{}, 0), Header: uint32(l.C.Headers.Publish),
			Priority: int16(l.C.Priority), Tag: network.ForListener(i, r.fetch),
		},
		Ordinal: int32(i),
	})
}

// silent takes it that a fetch is lost.
func (l *Log) silent(i int) {
	l.W.DropCall(l.asking.all[i].call, true)
	l.failed(i)
}

// failed makes a reader ask again after a while.
func (l *Log) failed(i int) {
	wait := l.asking.failed(i)
	l.asking.turn(i, "asks and is refused", "reconnect/backoff")
	l.asking.later(i, wait)
}

// carried are the messages that travel on the answer to the fetch with that tag, and
// on none since, whether or not its reader still waits for it.
func (l *Log) carried(t network.Tag) iter.Seq[*copied] {
	return func(yield func(*copied) bool) {
		i := t.Listener()
		items := l.readers[i].items
		for k := range items {
			if c := l.sent(i, &items[k], t.Number()); c != nil && !yield(c) {
				return
			}
		}
	}
}

// speaks is a group's copy of what a reader has in its batch, where it was sent to
// nobody since.
func (l *Log) speaks(i int, it *item) *copied { return l.sent(i, it, l.readers[i].fetch) }

// sent is a group's copy of a message that was sent to a reader last, by the answer
// to that fetch; nil where it was not.
func (l *Log) sent(i int, it *item, fetch uint32) *copied {
	c := l.copy(l.readers[i].group, int(it.partition), it.offset)
	if c == nil || c.reader != int32(i) || c.fetch != fetch {
		return nil
	}
	return c
}

// Borne notes that messages travel on the answer just sent.
func (l *Log) Borne(t network.Tag, s node.Sent, p trace.Place) {
	for c := range l.carried(t) {
		l.W.Carry(c.op, s, p, s.To)
	}
}

// Paused notes that messages wait at p in the answer that bears them.
func (l *Log) Paused(t network.Tag, p trace.Place, cause trace.Cause) {
	for c := range l.carried(t) {
		l.W.Wait(c.op, cause, p)
	}
}

// PollEntered and PollOver do nothing: what is to be read waits in the log.
func (l *Log) PollEntered(int, sim.Ref, trace.Cause, trace.Place, node.Sent) {}

// PollOver does nothing.
func (l *Log) PollOver(int, sim.Ref) {}

// Returned takes what a fetch has brought.
func (l *Log) Returned(c *node.Call, m *network.Message, status trace.Status) {
	i := int(c.Ordinal)
	l.asking.calm(i)
	switch {
	case m != nil && status == trace.OK:
		l.asking.well(i)
		l.asking.all[i].state = open
		l.begin(i)
	case status == trace.Empty:
		l.asking.well(i)
		l.asking.turn(i, "asks and is told that there is nothing", "wait")
		l.asking.later(i, 0)
	default:
		l.failed(i)
	}
}

// begin has a reader work on the batch that it has.
func (l *Log) begin(i int) {
	r := &l.readers[i]
	r.left = len(r.items)
	l.line(r.items)
	if l.c.Commit == "before" {
		l.commit(i)
	}
	p := l.Speakers[i]
	if l.W.Server(p) == nil {
		for k := range r.items {
			l.done(i, k, l.opOf(i, k), trace.OK)
		}
		l.finished(i)
		return
	}
	for c := range l.carried(network.ForListener(i, r.fetch)) {
		l.W.Wait(c.op, trace.Queued, p)
	}
	r.begun = l.W.Now()
	l.beat(i)
	fetch := r.fetch
	for k := 0; k < len(r.items) && r.fetch == fetch; k++ {
		if !r.items[k].waits {
			l.work(i, k)
		}
	}
}

// beat has a reader say that it is there while it works.
func (l *Log) beat(i int) {
	l.W.Kernel.At(l.W.Now()+max(1, l.c.Session/3), l.id, eventAlive, uint32(i), l.readers[i].fetch)
}

// alive is when it says so.
func (l *Log) alive(i int, fetch uint32) {
	r, at := &l.readers[i], l.Speakers[i]
	if r.fetch != fetch || r.left == 0 || l.W.Now()-r.begun > l.c.Working {
		return
	}
	if !l.W.Server(at).Paused(at) {
		l.tell(i, 0)
	}
	l.beat(i)
}

// line says which message of a batch comes after which.
func (l *Log) line(items []item) {
	if l.c.Order == "none" {
		return
	}
	for k := range items {
		it := &items[k]
		for n := k + 1; n < len(items) && items[n].partition == it.partition; n++ {
			if l.c.Order == "partition" || items[n].about == it.about {
				it.next, items[n].waits = int32(n), true
				break
			}
		}
	}
}

// opOf is the operation of one message in a reader's batch.
func (l *Log) opOf(i, k int) sim.Ref {
	it := &l.readers[i].items[k]
	if c := l.copy(l.readers[i].group, int(it.partition), it.offset); c != nil {
		return c.op
	}
	return sim.Ref{}
}

// work has a reader's server work on one message, and on those behind it that are
// for others.
func (l *Log) work(i, k int) {
	r := &l.readers[i]
	for r.items[k].skip {
		r.left--
		next := r.items[k].next
		if r.left == 0 {
			l.finished(i)
			return
		}
		if next < 0 {
			return
		}
		k = int(next)
	}
	it, at := &r.items[k], l.Speakers[i]
	it.tries++
	op := l.opOf(i, k)
	b := network.Behalf{Op: op}
	if l.speaks(i, it) != nil {
		b = l.W.Assign(op)
	}
	j := &node.Job{
		Place: at, Flow: l.Number, Shape: trace.Delivery, Behalf: b, Priority: int16(l.C.Priority), Once: l.C.Idempotent, Exempt: true,
		Path: node.Path(r.group).Then(it.tries), Item: node.Item{Listener: uint32(i), Working: uint32(k)},
	}
	demand := l.demand
	if j.Rebuilds = it.again; it.again {
		demand = l.apply
	} else if l.poisonous(op, 0) {
		j.Status = trace.Failed
	}
	if !l.W.Server(at).Work(j, demand) {
		l.worked(i, k, trace.Rejected, op)
	}
}

// worked says that a reader has done its work on one message, well or not.
func (l *Log) worked(i, k int, s trace.Status, op sim.Ref) {
	r := &l.readers[i]
	it := &r.items[k]
	if s != trace.OK && int(it.tries) < l.c.Tries {
		l.asking.turn(i, "works on one message and fails", "tries")
		if l.speaks(i, it) != nil {
			l.W.Wait(op, trace.Queued, l.Speakers[i])
		}
		l.work(i, k)
		return
	}
	l.done(i, k, op, s)
	next := it.next
	if r.left == 0 {
		l.finished(i)
		return
	}
	if next >= 0 {
		l.work(i, int(next))
	}
}

// done ends the operation of one message in a reader's batch.
func (l *Log) done(i, k int, op sim.Ref, s trace.Status) {
	r := &l.readers[i]
	r.left--
	at := l.Speakers[i]
	if r.items[k].again {
		l.applied(i, int(r.items[k].partition))
		return
	}
	if s != trace.OK {
		l.W.End(op, trace.DeadLettered)
		return
	}
	if o := l.W.Op(op); o != nil && !(l.C.Idempotent && o.Applied > 0) {
		l.W.Apply(op, at)
		l.processed(op, at)
	}
	l.W.End(op, trace.OK)
}

// finished says that a reader is done with its batch: it commits, and asks on.
func (l *Log) finished(i int) {
	r := &l.readers[i]
	g := &l.groups[r.group]
	for _, c := range *r.cut(r.fetch) {
		if t := &g.tracks[c.partition]; t.epoch == c.epoch {
			t.at = max(t.at, c.to)
		}
	}
	if l.c.Commit == "after" {
		l.commit(i)
	}
	l.asking.later(i, 0)
}

// commit tells the broker how far a reader is.
func (l *Log) commit(i int) { l.tell(i, l.readers[i].fetch) }

// tell tells the broker that a reader has done what a fetch brought; 0: that it is
// there.
func (l *Log) tell(i int, fetch uint32) {
	l.W.Tell(l.Speakers[i], sim.Ref{}, l.broker, node.Told{
		Flow: l.Number, Shape: trace.Ack, Status: trace.OK, Header: uint32(l.C.Headers.Ack), Tag: network.ForListener(i, fetch),
	})
}

// Acked takes a commit. Of a reader that the partition is no longer with, it counts
// for nothing.
func (l *Log) Acked(m *network.Message) {
	i, fetch := m.Tag.Listener(), m.Tag.Number()
	r := &l.readers[i]
	if m.To != l.broker {
		return // it leads no more
	}
	l.heardOf(i)
	if fetch+1 < r.fetch || fetch == 0 {
		return // a later one says more
	}
	g := &l.groups[r.group]
	for _, c := range *r.cut(fetch) {
		t := &g.tracks[c.partition]
		if t.epoch != c.epoch || t.committed >= c.to {
			continue
		}
		t.committed = c.to
		note := l.W.Record(trace.Commit, l.broker, g.hearer, sim.Ref{})
		note.Flow, note.Payload, note.Aux = l.Number, c.partition+1, int64(c.to)
		l.trim(t, int(c.partition), c.to, l.late())
	}
}

// dropBatch forgets what a reader that has crashed had in hand, and where it was.
func (l *Log) dropBatch(i int) {
	r := &l.readers[i]
	if r.left > 0 {
		for c := range l.carried(network.ForListener(i, r.fetch)) {
			l.W.Wait(c.op, trace.Unanswered, l.Speakers[i])
		}
	}
	r.left, r.fresh = 0, true
	l.forgetState(i)
}
