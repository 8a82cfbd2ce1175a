package trace

import (
	"cmp"
	"slices"

	"backchat/sim"
)

// Pending is a fold that keeps what a later instant still depends on: of all
// records up to some instant, those of operations that have not ended, of
// messages under way, waiting, being worked on, parked or kept, of packets under
// way, of connections that are open, and of streams on them, of faults that last, and of what was lost a
// moment ago; the last that was said of how much is kept, of what has left a
// partition, and of how far readers are; and who has met whom, as openings of connection 0 with the flow that spoke
// there first, so that wires stay where they are and as they are. Put before the records that follow, they make a trace that begins in
// the middle of a run and yet shows the state of the world as it was.
//
//	journal ─► sweep, whenever it has doubled ─► what still matters
//
// Records about one thing, from the one that opens it to the one that closes
// it ([KindInfo]), are kept together or not at all, so that nothing is counted
// that is over.
type Pending struct {
	journal []entry
	limit   int // of the journal; then it is swept
	recent  sim.Time
	ops     Table[struct{}] // that have not ended
	open    map[topic]*thing
	waiting Waiting
	streams Streams
	asked   Table[*thing]       // by request: that of a stream
	left    map[topic]*thing    // what has left a partition of a log last: which is the oldest there, it says
	met     map[[2]Place]uint16 // who has opened a connection to whom, and the flow that spoke there first; 0: none yet
}

// An entry is a record, and the thing that it is about, or nil.
type entry struct {
	Record
	thing *thing
}

// A thing is what some records are about. What is open is open once, except
// for work of a place's own.
type thing struct {
	open bool
	last bool     // nothing newer says so
	conn uint32   // on which it is a stream, 0: it is none
	gone sim.Time // from when on it does not matter: a message that came to nothing, a packet
	of   []operations
	ends []*thing // streams whose requests may be under way still
	more *thing   // opened before, and under the same topic
}

// operations are some consecutive ones.
type operations struct {
	first uint32
	n     uint16
}

// A topic is what a record that opens something has in common with the one
// that closes it.
type topic struct {
	opener Kind
	flow   uint16
	node   Place
	peer   Place
	msg    uint32
	conn   uint32
	number uint32
}

const (
	leastSwept = 1 << 14 // records that make a sweep worth while
	mostMet    = 1 << 13 // pairs of places that are remembered to have met
)

// NewPending makes a fold that remembers for so long what was lost.
func NewPending(recent sim.Time) *Pending {
	return &Pending{recent: recent, limit: leastSwept, open: map[topic]*thing{}, left: map[topic]*thing{}, met: map[[2]Place]uint16{}}
}

// Fold takes the next records.
func (p *Pending) Fold(batch []Record) {
	for i := range batch {
		p.journal = append(p.journal, entry{batch[i], p.follow(&batch[i])})
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
		r := p.journal[i].Record
		if r.Kind == Open && r.Conn == 0 {
			r.Flow = p.met[pairOf(&r)]
		}
		list[i] = r
	}
	return list
}

// sweep drops from the journal what no longer matters.
func (p *Pending) sweep(now sim.Time) {
	p.journal = slices.DeleteFunc(p.journal, func(e entry) bool { return !p.matters(&e, now) })
}

func (p *Pending) matters(e *entry, now sim.Time) bool {
	if e.thing == nil {
		return p.underWay(operations{e.Op, e.N})
	}
	if e.thing.conn != 0 && p.open[topic{opener: Opened, conn: e.thing.conn}] != nil {
		return true
	}
	return e.thing.open || e.thing.last || now < e.thing.gone || slices.ContainsFunc(e.thing.of, p.underWay) || slices.ContainsFunc(e.thing.ends, stillOpen)
}

func stillOpen(t *thing) bool { return t.open }

// underWay tells whether any of the operations has not ended.
func (p *Pending) underWay(o operations) bool {
	for i := range uint32(o.n) {
		if p.ops.Get(o.first+i) != nil {
			return true
		}
	}
	return false
}

// follow keeps the books on what is open, and finds the thing that a record is
// about.
func (p *Pending) follow(r *Record) *thing {
	info := r.Kind.Info()
	request := p.streamOf(r.Parent)
	begins, ended := p.stream(r)
	var over []operations
	for _, s := range ended {
		over = append(over, s.of...)
	}
	switch {
	case r.Kind == Begin, r.Kind == End:
		p.count(r)
	case r.Kind == Queue:
		p.waiting.Queue(r)
	case r.Kind == Finish:
		p.waiting.Finish(r)
	case r.Kind == Open:
		return p.opening(r)
	case r.Kind == Send:
		p.spoken(r)
	case r.Kind.Packets():
		return p.packet(r)
	case info.With != NoKind:
		return p.open[topicOf(info.With, r)].joined(r)
	}
	t := p.close(r, info)
	if t != nil && r.Kind == Unstore && r.Payload != 0 {
		p.leaves(r, t)
	}
	if r.Opens() {
		if t == nil || info.Closes == r.Kind {
			t = &thing{}
		}
		p.put(topicOf(r.Kind, r), t)
	}
	if info.Loses || info.Shown {
		if t == nil {
			t = &thing{}
		}
		t.gone = r.At + p.recent + 1
	}
	if r.Kind == Send && request != nil { // what ends a stream is kept for as long as what begins it
		over = append(over, request.of...)
	}
	if len(over)+len(ended) > 0 && t == nil {
		t = &thing{}
	}
	if t != nil {
		t.of, t.ends = append(t.of, over...), append(t.ends, ended...)
	}
	if begins {
		t.conn = r.Conn
		*p.asked.Put(r.Msg) = t
	}
	return t.joined(r)
}

// streamOf is the stream that a request is, or nil.
func (p *Pending) streamOf(request uint32) *thing {
	if t := p.asked.Get(request); t != nil {
		return *t
	}
	return nil
}

// stream ends streams, and tells whether one begins, and which end.
func (p *Pending) stream(r *Record) (begins bool, ended []*thing) {
	begins, over := p.streams.Take(r)
	for _, s := range over {
		if t := p.streamOf(s.Msg); t != nil {
			t.conn = 0
			ended = append(ended, t)
			p.asked.Delete(s.Msg)
		}
	}
	return begins, ended
}

// leaves notes what has left a partition of a log last, in place of what did before.
func (p *Pending) leaves(r *Record, t *thing) {
	from := topic{opener: Unstore, flow: r.Flow, node: r.Node, number: r.Payload}
	if before := p.left[from]; before != nil {
		before.last = false
	}
	t.last = true
	p.left[from] = t
}

// packet is a packet, which nothing closes: that it is there, or lost, is known
// when it is sent.
func (p *Pending) packet(r *Record) *thing {
	if r.Status != NoStatus {
		return &thing{gone: sim.Time(r.Aux) + p.recent + 1}
	}
	return &thing{gone: r.Until + 1}
}

// count follows the operations that are under way.
func (p *Pending) count(r *Record) {
	for i := range uint32(r.N) {
		if r.Kind == Begin {
			p.ops.Put(r.Op + i)
		} else {
			p.ops.Delete(r.Op + i)
		}
	}
}

// opening is a connection from its first word on, which its Opened takes the place
// of. That its ends have met is said once more, of no connection, and stays said.
func (p *Pending) opening(r *Record) *thing {
	if p.meet(pairOf(r)) {
		met := *r
		met.Conn, met.Op, met.N = 0, 0, 0
		p.journal = append(p.journal, entry{met, &thing{open: true}})
	}
	t := &thing{}
	p.put(topicOf(Opened, r), t)
	return t.joined(r)
}

// meet remembers that two places have met, and tells whether that is new.
func (p *Pending) meet(pair [2]Place) bool {
	if _, known := p.met[pair]; known || len(p.met) == mostMet {
		return false
	}
	p.met[pair] = 0
	return true
}

// spoken remembers which flow was the first to speak between two that have met.
func (p *Pending) spoken(r *Record) {
	if r.Flow == 0 {
		return
	}
	pair := pairOf(r)
	if first, known := p.met[pair]; known && first == 0 {
		p.met[pair] = r.Flow
	}
}

// pairOf is who a record is between, in either direction.
func pairOf(r *Record) [2]Place { return [2]Place{min(r.Node, r.Peer), max(r.Node, r.Peer)} }

// joined adds the operations of a record to those of the thing.
func (t *thing) joined(r *Record) *thing {
	if o := (operations{r.Op, r.N}); t != nil && r.N != 0 && !slices.Contains(t.of, o) {
		t.of = append(t.of, o)
	}
	return t
}

// put opens a thing under a topic, perhaps beside others.
func (p *Pending) put(topic topic, t *thing) {
	t.open, t.more = true, p.open[topic]
	p.open[topic] = t
}

// close closes what r closes, and is that, or nil where nothing of the kind is
// open.
func (p *Pending) close(r *Record, info *KindInfo) *thing {
	if info.Closes == NoKind || info.Closes == Queue && !p.waiting.Leaves(r) {
		return nil
	}
	topic := topicOf(info.Closes, r)
	top := p.open[topic]
	if top == nil {
		return nil
	}
	t := p.choose(top, r.Op)
	if p.open[topic] = top.without(t); p.open[topic] == nil {
		delete(p.open, topic)
	}
	t.open, t.more = false, nil
	return t
}

// choose is which of several things a record of an operation closes: one of
// that operation; or, where that has been given up, one of which no operation
// is under way; or the oldest.
func (p *Pending) choose(top *thing, op uint32) *thing {
	var same, over, oldest *thing
	for t := top; t != nil; t = t.more {
		oldest = t
		if len(t.of) > 0 && t.of[len(t.of)-1].first == op {
			same = t
		}
		if !slices.ContainsFunc(t.of, p.underWay) {
			over = t
		}
	}
	return cmp.Or(same, over, oldest)
}

// without is the list that begins with t, less one.
func (t *thing) without(gone *thing) *thing {
	for at := &t; *at != nil; at = &(*at).more {
		if *at == gone {
			*at = gone.more
			break
		}
	}
	return t
}

// topicOf is the topic that is opened by a record of that kind, of which r is
// either that record, or one that says more of it or closes it.
func topicOf(opener Kind, r *Record) topic {
	t, by := topic{opener: opener}, opener.Info().Topic
	if by&HasFlow != 0 {
		t.flow = r.Flow
	}
	if by&HasNode != 0 {
		t.node = r.Node
	}
	if by&HasPeer != 0 {
		t.peer = r.Peer
	}
	if by&HasMsg != 0 {
		t.msg = r.Msg
	}
	if by&HasConn != 0 {
		t.conn = r.Conn
	}
	if by&HasNumber != 0 {
		t.number = r.Payload
	}
	return t
}
