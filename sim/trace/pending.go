package trace

import (
	"maps"
	"slices"

	"backchat/sim"
)

// Pending is a fold that keeps what a later instant still depends on: of all
// records up to some instant, those of operations that have not ended, of
// messages under way, waiting, being worked on, parked or kept, of connections
// that are open, of faults that last, and of what was lost a moment ago; and
// who has met whom, so that wires stay where they are. Put before the records
// that follow, they make a trace that begins in the middle of a run and yet
// shows the state of the world as it was.
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
	needs    map[need]int       // the records of what is open
	queuedAt map[Place]sim.Time // when work of a place's own last began to wait
	met      map[[2]Place]bool  // who has opened a connection to whom
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

// Riders are the operations that a record speaks of.
type riders struct {
	op uint32
	n  uint16
}

// A matter is what is open of a topic: for each record that opened it, whose
// operations it speaks of. Only work of a place's own is open several times.
type matter struct {
	last   riders
	others []riders // the oldest first
}

// An entry is a record, the kind of what it has closed, and the operations of
// that.
type entry struct {
	Record
	shut  Kind
	of    riders
	first bool // an Open between places that had not met
}

// leastSwept is the least number of records that make a sweep worth while.
const leastSwept = 1 << 14

// NewPending makes a fold that remembers for so long what was lost.
func NewPending(recent sim.Time) *Pending {
	return &Pending{recent: recent, limit: leastSwept, open: map[topic]matter{}, needs: map[need]int{}, queuedAt: map[Place]sim.Time{}, met: map[[2]Place]bool{}}
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
	shut, of := p.close(r)
	if r.Kind == Block { // it stands with its Send
		of = p.open[topicOf(Send, r)].last
	}
	if opens(r) {
		now := riders{r.Op, r.N}
		if r.Op == 0 { // it goes on with what its operation has given up
			now = of
		}
		p.put(topicOf(r.Kind, r), now)
	}
	return entry{*r, shut, of, r.Kind == Open && p.meet(r.Node, r.Peer)}
}

// mostMet bounds how many pairs of places are remembered to have met.
const mostMet = 1 << 13

// meet remembers that two places have met, and tells whether that is new.
func (p *Pending) meet(a, b Place) bool {
	pair := [2]Place{min(a, b), max(a, b)}
	if p.met[pair] || len(p.met) == mostMet {
		return false
	}
	p.met[pair] = true
	return true
}

// put opens a topic, perhaps once more.
func (p *Pending) put(t topic, now riders) {
	m, open := p.open[t]
	if open {
		m.others = append(m.others, m.last)
	}
	m.last = now
	p.open[t] = m
	p.needs[need{t, now.op}]++
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

// close closes what r closes, if it is open, and says of whom that spoke.
func (p *Pending) close(r *Record) (Kind, riders) {
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
	if kind == NoKind {
		return NoKind, riders{}
	}
	t := topicOf(kind, r)
	m, open := p.open[t]
	switch {
	case !open:
		return NoKind, riders{}
	case len(m.others) == 0:
		delete(p.open, t)
		p.spare(need{t, m.last.op})
		return kind, m.last
	}
	of := m.take(r.Op, p.underWay)
	p.open[t] = m
	p.spare(need{t, of.op})
	return kind, of
}

// spare says that a record is needed once less.
func (p *Pending) spare(n need) {
	if p.needs[n]--; p.needs[n] == 0 {
		delete(p.needs, n)
	}
}

// take closes one of several: that of an operation; or, where its operation
// has been given up, one that is not under way; or the oldest.
func (m *matter) take(op uint32, underWay func(riders) bool) riders {
	all := append(m.others, m.last)
	i := slices.IndexFunc(all, func(o riders) bool { return o.op == op })
	if i < 0 {
		i = max(0, slices.IndexFunc(all, func(o riders) bool { return !underWay(o) }))
	}
	of := all[i]
	all = slices.Delete(all, i, i+1)
	m.last, m.others = all[len(all)-1], all[:len(all)-1]
	return of
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

// A need is for a record that opened a topic, and speaks of an operation.
type need struct {
	topic
	op uint32
}

// sweep drops from the journal what no longer matters. It goes backwards: so
// it knows which records that opened something are still needed.
func (p *Pending) sweep(now sim.Time) {
	needs := maps.Clone(p.needs)
	kept := len(p.journal)
	for i := len(p.journal) - 1; i >= 0; i-- {
		if e := &p.journal[i]; p.matters(e, needs, now) {
			kept--
			p.journal[kept] = *e
		}
	}
	p.journal = p.journal[:copy(p.journal, p.journal[kept:])]
}

// matters tells whether a record does. What is kept needs what it has closed.
func (p *Pending) matters(e *entry, needs map[need]int, now sim.Time) bool {
	switch {
	case e.first:
		return true
	case e.Kind == Block:
		return needs[need{topicOf(Send, &e.Record), e.of.op}] > 0
	case opens(&e.Record):
		n := need{topicOf(e.Kind, &e.Record), e.rides()}
		if needs[n] == 0 {
			return false
		}
		needs[n]--
	case (e.Kind == Lost || e.Kind == Discard || e.Kind == Drop) && e.At+p.recent >= now:
	case !p.underWay(riders{e.Op, e.N}) && !p.underWay(e.of):
		return false
	}
	if e.shut != NoKind && e.shut != e.Kind {
		needs[need{topicOf(e.shut, &e.Record), e.of.op}]++
	}
	return true
}

// rides is the operation under which a topic was opened.
func (e *entry) rides() uint32 {
	if e.Op == 0 {
		return e.of.op
	}
	return e.Op
}

// underWay tells whether any of the operations has not ended.
func (p *Pending) underWay(o riders) bool {
	for i := range uint32(o.n) {
		if p.ops.Get(o.op+i) != nil {
			return true
		}
	}
	return false
}
