package patterns

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A group is those who share the log: the replicas of a node. Each partition is
// read by one of them.
type group struct {
	readers    []int // those who belong to it, in the group or not
	hearer     trace.Place
	tracks     []track // by partition
	stopping   bool    // nobody reads until all have asked
	since      sim.Time
	moving     int // partitions that are still to move
	rebalances uint32
}

// A track is how far a group is in a partition.
type track struct {
	copies    tape[copied] // of what is not committed
	owner     int32        // who reads it; -1: nobody
	target    int32        // who is to
	committed uint32       // what is before is done, as far as the broker knows
	at        uint32       // what is before is done, as its reader knows
	position  uint32       // what is before was sent to its reader
	epoch     uint32       // counts those who have read it
	base      uint32       // where the group began
	goal      uint32       // what is before is read again; 0: nothing
	rest      uint32       // of it, still to be done
	state     int32        // who has a state of what is before the position; -1: nobody
	begun     bool         // it has been read
	passed    bool         // its reader will find that the offset is kept no more, and begin anew
}

// A copied is a message for a group.
type copied struct {
	op     sim.Ref // zero: it is for another group alone
	reader int32   // to whom it was sent last; -1: to nobody
	fetch  uint32  // by which fetch
	tries  uint32  // how often it was sent
}

// newGroups makes the groups that the speakers form, and a reader of each
// speaker.
func (l *Log) newGroups(groupOf []int, hearers []trace.Place) {
	k := l.W.Kernel
	k.Keeps("readers of logs", readerBytes).Add(len(l.Speakers))
	k.Keeps("offsets", trackBytes).Add(len(hearers) * len(l.parts))
	copies := k.Keeps("messages for groups", copyBytes)
	l.groups, l.readers = make([]group, len(hearers)), make([]reader, len(l.Speakers))
	for g := range l.groups {
		l.groups[g].hearer = hearers[g]
		l.groups[g].tracks = make([]track, len(l.parts))
		for i := range l.groups[g].tracks {
			t := &l.groups[g].tracks[i]
			t.owner, t.target, t.state, t.copies.room = -1, -1, -1, copies
		}
	}
	for i := range l.readers {
		g := groupOf[i]
		l.readers[i] = reader{group: g, fresh: true}
		l.groups[g].readers = append(l.groups[g].readers, i)
	}
}

// trim forgets copies that nobody in the group will read, and that no reader has
// in hand. Those before an offset were read and came to nothing; late is what has
// become of the others that are kept no more.
func (l *Log) trim(t *track, i int, read uint32, late trace.Status) {
	p := &l.parts[i]
	if t.position <= t.at && t.at < p.first {
		l.pass(t, p)
	}
	for t.copies.first != t.copies.next {
		o, why := t.copies.first, trace.LostOutcome
		switch {
		case t.at <= o && o < t.position:
			return // a reader has it
		case read <= o && o < p.first:
			why = late
		case o >= max(t.committed, read):
			return
		}
		c := t.copies.pop()
		l.W.End(c.op, why)
		l.W.Leave(c.op)
	}
}

// late is what has become of messages that are kept no more: they were kept for as
// long as any, or had to make room.
func (l *Log) late() trace.Status {
	if l.c.Retention != nil {
		return trace.Expired
	}
	return trace.Dropped
}

// pass lets a group go on behind messages that are kept no more.
func (l *Log) pass(t *track, p *partition) {
	t.at, t.passed = p.first, l.c.Begin == "latest" && p.first > t.committed
	t.position, t.committed = t.at, max(t.committed, t.at)
	if t.rest = t.goal - min(t.goal, t.at); t.rest == 0 { // what is gone will be in no state
		t.goal = 0
	}
}

// join takes a reader into its group.
func (l *Log) join(i int) {
	if r := &l.readers[i]; !r.in {
		r.in = true
		r.arrived = true
		l.rebalance(r.group)
	}
}

// leave takes a reader out of its group.
func (l *Log) leave(i int, why trace.Status) {
	r := &l.readers[i]
	if !r.in {
		return
	}
	r.in = false
	for p := range l.parts {
		if l.groups[r.group].tracks[p].owner == int32(i) {
			l.revoke(r.group, p, why)
		}
	}
	l.rebalance(r.group)
}

// rebalance says who is to read what, and lets partitions move that may.
func (l *Log) rebalance(g int) {
	x := &l.groups[g]
	if !x.stopping && x.moving == 0 {
		x.since = l.W.Now()
	}
	l.share(x)
	if l.c.Rebalance == "eager" {
		l.stop(g)
		return
	}
	for p := range x.tracks {
		if t := &x.tracks[p]; t.owner >= 0 && t.owner != t.target && l.idle(int(t.owner)) {
			l.revoke(g, p, trace.OK)
		}
	}
	l.assign(g)
}

// share says who is to read what: as many each, to within one, and as far as that
// goes what they read already.
func (l *Log) share(x *group) {
	var in []int
	for _, i := range x.readers {
		if r := &l.readers[i]; r.in {
			r.owned = 0
			in = append(in, i)
		}
	}
	for p := range x.tracks {
		if t := &x.tracks[p]; t.owner >= 0 {
			l.readers[t.owner].owned++
		}
		x.tracks[p].target = -1
	}
	if len(in) == 0 {
		return
	}
	sim.Sort(in, func(a, b int) int { return l.readers[b].owned - l.readers[a].owned })
	for k, i := range in {
		l.readers[i].quota = (len(x.tracks) + len(in) - 1 - k) / len(in)
	}
	for p := range x.tracks {
		if t := &x.tracks[p]; t.owner >= 0 && l.readers[t.owner].quota > 0 {
			t.target = t.owner
			l.readers[t.owner].quota--
		}
	}
	next := 0
	for p := range x.tracks {
		if t := &x.tracks[p]; t.target < 0 {
			for l.readers[in[next]].quota == 0 {
				next++
			}
			t.target = int32(in[next])
			l.readers[in[next]].quota--
		}
	}
}

// idle tells whether a reader has nothing in hand: its fetch waits at the broker.
func (l *Log) idle(i int) bool { return l.asking.requests[i].kept() }

// stop has all readers of a group ask again before anybody reads on.
func (l *Log) stop(g int) {
	x := &l.groups[g]
	x.stopping = true
	for _, i := range x.readers {
		r := &l.readers[i]
		r.arrived = r.in && r.arriving
		if r.in && l.idle(i) {
			l.partWith(i)
			l.release(i)
		}
	}
	l.goOn(g)
}

// goOn lets the readers of a group read, once all of them have asked.
func (l *Log) goOn(g int) {
	x := &l.groups[g]
	if !x.stopping {
		return
	}
	for _, i := range x.readers {
		if r := &l.readers[i]; r.in && !r.arrived {
			return
		}
	}
	x.stopping = false
	l.assign(g)
}

// partWith takes from a reader that has nothing in hand what is another's; where
// all stop, all of it.
func (l *Log) partWith(i int) {
	g := l.readers[i].group
	x := &l.groups[g]
	for p := range x.tracks {
		if t := &x.tracks[p]; t.owner == int32(i) && (x.stopping || t.target != t.owner) {
			l.revoke(g, p, trace.OK)
		}
	}
}

// revoke takes a partition from who reads it.
func (l *Log) revoke(g, p int, why trace.Status) {
	t := &l.groups[g].tracks[p]
	if t.owner < 0 {
		return
	}
	r := l.W.Record(trace.Revoke, l.broker, l.Speakers[t.owner], sim.Ref{})
	r.Flow, r.Payload, r.Status, r.Aux = l.Number, uint32(p)+1, why, int64(t.committed)
	t.owner = -1
	t.epoch++
	t.halfBuilt()
	l.rewind(t, p, t.committed)
}

// rewind lets a partition be read from an offset on.
func (l *Log) rewind(t *track, p int, to uint32) {
	for o := max(to, t.copies.first); o < min(t.position, t.copies.next); o++ {
		if c := t.copies.at(o); c.reader >= 0 {
			c.reader = -1
			l.W.Wait(c.op, trace.Held, l.broker)
		}
	}
	t.at, t.position = to, to
	l.trim(t, p, 0, l.late())
}

// assign gives partitions that nobody reads to whom they are to go, and says so
// once all are where they are to be.
func (l *Log) assign(g int) {
	x := &l.groups[g]
	x.moving = 0
	for p := range x.tracks {
		t := &x.tracks[p]
		switch {
		case t.owner < 0 && t.target >= 0:
			l.give(g, p)
		case t.owner != t.target:
			x.moving++
		}
	}
	if x.moving == 0 {
		r := l.W.Record(trace.Rebalance, l.broker, x.hearer, sim.Ref{})
		r.Flow, r.Aux = l.Number, int64(l.W.Now()-x.since)
	}
	for _, i := range x.readers {
		if l.readers[i].in {
			l.serve(i)
		}
	}
}

// give gives a partition to the reader that it is to go to.
func (l *Log) give(g, p int) {
	t := &l.groups[g].tracks[p]
	t.owner = t.target
	if !t.begun {
		t.begun, t.passed, t.base = true, l.c.Begin == "latest", t.committed
	}
	l.rewind(t, p, t.committed)
	l.renew(t, p)
	r := l.W.Record(trace.Assign, l.broker, l.Speakers[t.owner], sim.Ref{})
	r.Flow, r.Payload, r.Aux = l.Number, uint32(p)+1, int64(t.committed)
	if !l.readers[t.owner].fresh { // who is away, and has forgotten everything, begins when it asks
		l.resume(t, p)
	}
}

// renew has a group begin behind the newest message, where it has no offset that
// is kept.
func (l *Log) renew(t *track, p int) {
	if t.passed {
		t.committed, t.passed = l.parts[p].next, false
		t.base = t.committed
		l.rewind(t, p, t.committed)
	}
}

// heardOf notes that something has come from a reader, or goes to it now.
func (l *Log) heardOf(i int) {
	r := &l.readers[i]
	r.last = l.W.Now()
	if r.in && !r.watched {
		r.watched = true
		l.W.Kernel.At(r.last+l.c.Session, l.id, eventSilent, uint32(i), 0)
	}
}

// session takes a reader out of its group that has been silent for too long.
func (l *Log) session(i int) {
	r := &l.readers[i]
	r.watched = false
	switch {
	case !r.in || !l.W.Live(l.broker):
	case l.idle(i):
		l.heardOf(i)
	case r.last+l.c.Session <= l.W.Now():
		l.leave(i, trace.Silent)
	default:
		r.watched = true
		l.W.Kernel.At(r.last+l.c.Session, l.id, eventSilent, uint32(i), 0)
	}
}
