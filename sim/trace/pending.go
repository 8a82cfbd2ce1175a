package trace

import (
	"maps"

	"backchat/sim"
)

// Pending is a fold that keeps what a later instant still depends on: of all
// records up to some instant, those of operations that have not ended, of
// messages under way, waiting, being worked on, parked or kept, of connections
// that are open, of faults that last, and of what was lost a moment ago. Put
// before the records that follow, they make a trace that begins in the middle
// of a run and yet shows the state of the world as it was.
//
//	journal ─► sweep, whenever it has doubled ─► what still matters
//
// A record that closes something is never kept without the one that opened
// it, nor the other way round, so that nothing is counted that is over.
type Pending struct {
	journal  []entry
	limit    int // of the journal; then it is swept
	recent   sim.Time
	ops      Table[struct{}] // that have not ended
	open     map[topic]matter
	queuedAt map[Place]sim.Time // when work of a place's own last began to wait
}

// A topic is what a record that opens something has in common with the one
// that closes it.
type topic struct {
	about Kind // that opens it
	flow  uint16
	node  Place
	peer  Place
	id    uint32 // message or connection
}

// A matter is how often a topic is open, and the operations that the last
// record that opened it speaks of.
type matter struct {
	times int
	op    uint32
	n     uint16
}

// An entry is a record, the kind of what it has closed, and the operations of
// that.
type entry struct {
	Record
	shut Kind
	op   uint32
	n    uint16
}

// leastSwept is the least number of records that make a sweep worth while.
const leastSwept = 1 << 14

// NewPending makes a fold that remembers for so long what was lost.
func NewPending(recent sim.Time) *Pending {
	return &Pending{recent: recent, limit: leastSwept, open: map[topic]matter{}, queuedAt: map[Place]sim.Time{}}
}

// Fold takes the next records.
func (p *Pending) Fold(batch []Record) {
	for i := range batch {
		p.journal = append(p.journal, p.follow(&batch[i]))
		if len(p.journal) >= p.limit {
			p.sweep(batch[i].At)
			p.limit = max(leastSwept, 2*len(p.journal))
		}
	}
}

// Records are those that matter at an instant, which is not before the last
// record, in their order.
func (p *Pending) Records(now sim.Time) []Record {
	p.sweep(now)
	list := make([]Record, len(p.journal))
	for i := range list {
		list[i] = p.journal[i].Record
	}
	return list
}

// follow keeps the books on what is open.
func (p *Pending) follow(r *Record) entry {
	switch r.Kind {
	case Begin:
		for i := range uint32(r.N) {
			p.ops.Put(r.Op + i)
		}
	case End:
		for i := range uint32(r.N) {
			p.ops.Delete(r.Op + i)
		}
	case Queue:
		if r.Msg == 0 {
			p.queuedAt[r.Node] = r.At
		}
	}
	shut, m := p.close(r)
	if opens(r) {
		t := topicOf(r.Kind, r)
		now := matter{p.open[t].times + 1, r.Op, r.N}
		if r.Op == 0 { // it goes on with what its operation has given up
			now.op, now.n = m.op, m.n
		}
		p.open[t] = now
	}
	return entry{*r, shut, m.op, m.n}
}

// opens tells whether a record opens something.
func opens(r *Record) bool {
	switch r.Kind {
	case Speed:
		return r.Aux != NormalSpeed
	case Degrade:
		return r.Aux > 0 || r.Payload > 0
	case Send, Queue, Serve, Hold, Store, Opened, Down, Cut, Unfit, Trip:
		return true
	}
	return false
}

// closes says which kind of record a kind of record undoes, besides Serve and
// Drop. What can be but once is undone by saying it again.
var closes = [kinds]Kind{
	Arrive: Send, Lost: Send, Finish: Serve, Free: Hold, Unstore: Store, Opened: Opened, Close: Opened, Reset: Opened,
	Up: Down, Mend: Cut, Fit: Unfit, Speed: Speed, Degrade: Degrade, Trip: Trip, Restore: Trip,
}

// close closes what r closes, if it is open.
func (p *Pending) close(r *Record) (Kind, matter) {
	kind := closes[r.Kind]
	switch r.Kind {
	case Serve:
		if r.Msg != 0 || r.Aux > 0 || r.At > 0 && p.queuedAt[r.Node] == r.At {
			kind = Queue
		}
	case Drop:
		if r.Msg != 0 || r.Status != Rejected {
			kind = Queue
		}
	}
	t := topicOf(kind, r)
	m := p.open[t]
	if kind == NoKind || m.times == 0 {
		return NoKind, matter{}
	}
	if m.times == 1 {
		delete(p.open, t)
	} else {
		p.open[t] = matter{m.times - 1, m.op, m.n}
	}
	return kind, m
}

// topicOf is the topic that is opened by a record of that kind, of which r is
// either that record or the one that closes it.
func topicOf(opener Kind, r *Record) topic {
	switch opener {
	case Send:
		return topic{about: Send, id: r.Msg}
	case Queue:
		if r.Msg != 0 { // it waits in one queue at a time
			return topic{about: Queue, id: r.Msg}
		}
		return topic{about: Queue, node: r.Node}
	case Serve, Hold:
		return topic{about: opener, node: r.Node, id: r.Msg, flow: r.Flow}
	case Store:
		return topic{about: Store, node: r.Node, id: r.Msg}
	case Opened:
		return topic{about: Opened, id: r.Conn}
	case Down, Speed:
		return topic{about: opener, node: r.Node}
	}
	return topic{about: opener, node: r.Node, peer: r.Peer}
}

// sweep drops from the journal what no longer matters. It goes backwards: so
// it knows of each topic how many records that opened it are still needed.
func (p *Pending) sweep(now sim.Time) {
	needed := maps.Clone(p.open)
	kept := len(p.journal)
	for i := len(p.journal) - 1; i >= 0; i-- {
		if e := &p.journal[i]; p.matters(e, needed, now) {
			kept--
			p.journal[kept] = *e
		}
	}
	p.journal = p.journal[:copy(p.journal, p.journal[kept:])]
}

// matters tells whether a record does. What is kept needs what it has closed.
func (p *Pending) matters(e *entry, needed map[topic]matter, now sim.Time) bool {
	switch {
	case e.Kind == Block:
		return needed[topicOf(Send, &e.Record)].times > 0
	case opens(&e.Record):
		if !need(needed, topicOf(e.Kind, &e.Record), -1) {
			return false
		}
	case (e.Kind == Lost || e.Kind == Discard || e.Kind == Drop) && e.At+p.recent >= now:
	case !p.underWay(e.Op, e.N) && !p.underWay(e.op, e.n):
		return false
	}
	if e.shut != NoKind && e.shut != e.Kind {
		need(needed, topicOf(e.shut, &e.Record), 1)
	}
	return true
}

// need changes how many openings of a topic are needed, unless that would be
// less than none.
func need(needed map[topic]matter, t topic, by int) bool {
	m := needed[t]
	m.times += by
	if m.times >= 0 {
		needed[t] = m
	}
	return m.times >= 0
}

// underWay tells whether any of n operations has not ended.
func (p *Pending) underWay(op uint32, n uint16) bool {
	for i := range uint32(n) {
		if p.ops.Get(op+i) != nil {
			return true
		}
	}
	return false
}
