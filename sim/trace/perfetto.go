package trace

import (
	"io"
	"slices"

	"backchat/sim"
)

// Perfetto is a fold that writes records in Chrome's JSON trace event format,
// which ui.perfetto.dev opens:
//
//	a node       a process
//	a place      a thread of it: what happens there, and the work of its first
//	             worker; more threads for more work at a time
//	a message    an asynchronous slice of its sender's node, from send to arrival
//	a packet     one as well; of one that is lost, a mark
//	a flow       a process with an asynchronous track an operation, in which
//	             the causes of its time nest
//
// Times are microseconds with three decimals: exact.
type Perfetto struct {
	out      sink
	topology *Topology
	places   []string // quoted names, by place
	flows    []string // quoted names, by flow
	lanes    [][]lane // by place
	tid      int      // of the last thread
	ops      Table[opTrack]
	msgs     Table[msgTrack]
	packets  uint32 // how many there were
	now      sim.Time
	first    bool
}

// A lane is a worker at a place: a thread, on which slices do not overlap.
type lane struct {
	tid   int
	busy  bool
	op    uint32
	msg   uint32
	since sim.Time
	shape Shape
}

type opTrack struct {
	opCourse
	flow  uint16
	forks int // attempts beside others of which none counts yet
	sides Sides[opCourse]
}

// An opCourse is what an operation spends its time on by one of its attempts: its
// spans are written once it is known that they count.
type opCourse struct {
	Course
	spans []Span
}

type msgTrack struct {
	shape       Shape
	node        Place
	first, last uint32   // operations it carries
	from, to    sim.Time // blocked
	blocked     bool
}

// NewPerfetto makes a fold that writes the records of a run over t to w. The
// JSON is whole once Close has returned.
func NewPerfetto(w io.Writer, t *Topology) *Perfetto {
	p := &Perfetto{topology: t, tid: t.Places.Len(), first: true, places: []string{`"nowhere"`}, flows: []string{`"operations"`}}
	p.out = sink{w: w, size: exportBuffer, buf: append(make([]byte, 0, exportBuffer+4096), `{"displayTimeUnit":"ns","traceEvents":[`+"\n"...)}
	p.lanes = make([][]lane, t.Places.Len()+1)
	for i := range t.Nodes {
		p.title("process_name", i+1, 0, jsonQuote(t.Nodes[i].ID))
	}
	for i := range t.Flows {
		p.flows = append(p.flows, jsonQuote(t.Flows[i].ID))
	}
	for i, name := range p.flows {
		p.title("process_name", p.flowPID(i), 0, name)
	}
	for at := range t.Places.All() {
		p.places = append(p.places, jsonQuote(t.Name(at)))
		p.title("thread_name", p.pid(at), int(at), p.places[at])
	}
	return p
}

// Fold takes the next records. An error of the writer is kept for Close.
func (p *Perfetto) Fold(batch []Record) {
	for i := range batch {
		r := &batch[i]
		p.now = r.At
		p.operation(r)
		p.place(r)
		p.message(r)
		p.out.spill()
	}
}

// Close ends what is under way, writes what is left, and returns the first
// error that the writer had.
func (p *Perfetto) Close() error {
	for op, v := range p.ops.All {
		p.endOp(op, v, Unfinished)
	}
	for msg, m := range p.msgs.All {
		p.put(p.async('e', p.now, p.pid(m.node), "message", msg).word("name", m.shape.String()).end())
	}
	for place, lanes := range p.lanes {
		for i := range lanes {
			if lanes[i].busy {
				p.slice(Place(place), &lanes[i], p.now-lanes[i].since, Unfinished)
			}
		}
	}
	p.out.buf = append(p.out.buf, "\n]}\n"...)
	p.out.flush()
	return p.out.err
}

// operation follows what the operations of r spend their time on.
func (p *Perfetto) operation(r *Record) {
	m := p.msgs.Get(r.Msg)
	first, end := r.Op, uint64(r.Op)+uint64(r.N)
	if r.Kind == Block && r.Op == 0 && m != nil {
		first, end = m.first, uint64(m.last)+1
	}
	for op := uint64(first); op < end && op != 0; op++ {
		p.one(r, uint32(op), m)
	}
}

func (p *Perfetto) one(r *Record, op uint32, m *msgTrack) {
	if r.Kind == Begin {
		v := p.ops.Put(op)
		v.Start(r)
		v.flow = r.Flow
		p.beginOp(r, op)
		return
	}
	v := p.ops.Get(op)
	switch {
	case v == nil:
	case r.Kind == End:
		p.endOp(op, v, r.Status)
		p.ops.Delete(op)
		return
	case r.Kind == Block:
		v.Block(r.Msg, sim.Time(r.Aux), r.Until)
	case v.sides.Take(r, &v.opCourse, opCourse.clone):
		v.fork(r)
	case r.Cause != NoCause:
		c := v.sides.At(&v.opCourse, r.Side())
		p.spend(op, v, c)
		c.Take(r)
		if r.Kind != Send && m != nil && m.blocked {
			c.Block(r.Msg, m.from, m.to)
		}
	}
	if v != nil && v.forks == 0 && len(v.spans) > 0 {
		p.counted(op, v)
	}
}

// fork counts the attempts side by side of which none counts yet.
func (v *opTrack) fork(r *Record) {
	if r.Kind == Fork {
		v.forks++
	} else {
		v.forks--
	}
}

func (c opCourse) clone() opCourse {
	c.spans = slices.Clone(c.spans)
	return c
}

// spend takes what was done since a course last changed: it is written at once, unless
// attempts are made side by side.
func (p *Perfetto) spend(op uint32, v *opTrack, c *opCourse) {
	if spans, n := c.Spans(p.now); v.forks == 0 {
		p.spans(op, v, spans[:n])
	} else {
		c.spans = append(c.spans, spans[:n]...)
	}
}

// counted writes what is known to count now.
func (p *Perfetto) counted(op uint32, v *opTrack) {
	p.spans(op, v, v.spans)
	v.spans = nil
}

func (p *Perfetto) beginOp(r *Record, op uint32) {
	e := p.async('b', sim.Time(r.Aux), p.flowPID(int(r.Flow)), "operation", op)
	e = e.quoted("name", p.flowName(int(r.Flow))).with()
	p.put(e.number("operation", int64(op)).quoted("speaker", p.name(r.Node)).end())
}

func (p *Perfetto) endOp(op uint32, v *opTrack, how Status) {
	p.counted(op, v)
	v.forks = 0
	p.spend(op, v, &v.opCourse)
	e := p.async('e', p.now, p.flowPID(int(v.flow)), "operation", op)
	p.put(e.quoted("name", p.flowName(int(v.flow))).with().word("outcome", how.String()).end())
}

// spans writes what an operation has spent its time on.
func (p *Perfetto) spans(op uint32, v *opTrack, spans []Span) {
	for _, s := range spans {
		pid, name := p.flowPID(int(v.flow)), s.Cause.String()
		p.put(p.async('b', s.From, pid, "operation", op).word("name", name).end())
		p.put(p.async('e', s.To, pid, "operation", op).word("name", name).end())
	}
}

// place follows the work at places, and marks what happens there.
func (p *Perfetto) place(r *Record) {
	info := r.Kind.Info()
	switch {
	case r.Kind == Serve:
		p.serve(r)
	case r.Kind == Finish:
		p.finish(r)
	case info.Loses, info.About == World, r.Kind == Reset:
		p.instant(r)
	}
}

func (p *Perfetto) serve(r *Record) {
	if int(r.Node) >= len(p.lanes) {
		return
	}
	lanes := p.lanes[r.Node]
	i := 0
	for i < len(lanes) && lanes[i].busy {
		i++
	}
	if i == len(lanes) {
		lanes = append(lanes, lane{tid: p.thread(r.Node, i)})
		p.lanes[r.Node] = lanes
	}
	lanes[i] = lane{tid: lanes[i].tid, busy: true, op: r.Op, msg: r.Msg, since: r.At, shape: r.Shape}
}

// thread is a new thread for the work of a place.
func (p *Perfetto) thread(place Place, lane int) int {
	if lane == 0 {
		return int(place)
	}
	p.tid++
	p.title("thread_name", p.pid(place), p.tid, jsonQuote(p.topology.Name(place)+" worker "+itoa(lane+1)))
	return p.tid
}

// finish ends the work on the record's message. A place's own work (message
// 0) is that on the same operation which began first.
func (p *Perfetto) finish(r *Record) {
	if int(r.Node) >= len(p.lanes) {
		return
	}
	lanes := p.lanes[r.Node]
	var found *lane
	for i := range lanes {
		l := &lanes[i]
		if l.busy && l.msg == r.Msg && (r.Msg != 0 || l.op == r.Op) && (found == nil || l.since < found.since) {
			found = l
		}
	}
	if found != nil {
		p.slice(r.Node, found, r.At-found.since, r.Status)
		found.busy = false
	}
}

func (p *Perfetto) slice(place Place, l *lane, span sim.Time, how Status) {
	e := p.event('X', l.since, p.pid(place), l.tid).micros("dur", span).word("name", l.shape.String()).with()
	p.put(e.word("status", how.String()).number("operation", int64(l.op)).number("message", int64(l.msg)).end())
}

func (p *Perfetto) instant(r *Record) {
	e := p.event('i', r.At, p.pid(r.Node), int(r.Node)).word("s", "t").word("name", r.Kind.String()).with()
	p.put(e.word("status", r.Status.String()).quoted("peer", p.name(r.Peer)).number("message", int64(r.Msg)).number("aux", r.Aux).end())
}

// message follows the messages under way.
func (p *Perfetto) message(r *Record) {
	switch r.Kind {
	case Send:
		m := p.msgs.Put(r.Msg)
		*m = msgTrack{shape: r.Shape, node: r.Node, first: r.Op, last: r.Op + uint32(max(r.N, 1)) - 1}
		e := p.async('b', r.At, p.pid(r.Node), "message", r.Msg).word("name", r.Shape.String()).with()
		e = e.quoted("to", p.name(r.Peer)).number("message", int64(r.Msg)).number("parent", int64(r.Parent)).number("connection", int64(r.Conn))
		p.put(e.number("payload", int64(r.Payload)).number("header", int64(r.Header)).end())
	case Block:
		if m := p.msgs.Get(r.Msg); m != nil {
			m.blocked, m.from, m.to = true, sim.Time(r.Aux), r.Until
		}
	case Began:
		if m := p.msgs.Get(r.Msg); m != nil {
			p.put(p.async('n', r.At, p.pid(m.node), "message", r.Msg).word("name", r.Kind.String()).end())
		}
	case Packet, Again, Spurious:
		p.packet(r)
	case Arrive, Lost:
		if m := p.msgs.Get(r.Msg); m != nil {
			p.put(p.async('e', r.At, p.pid(m.node), "message", r.Msg).word("name", m.shape.String()).end())
			p.msgs.Delete(r.Msg)
		}
	}
}

// packet writes the whole way of a packet, which is known when it is sent.
func (p *Perfetto) packet(r *Record) {
	if r.Status != NoStatus {
		p.instant(r)
		return
	}
	p.packets++
	pid, name := p.pid(r.Node), r.Kind.String()
	e := p.async('b', r.At, pid, "packet", p.packets).word("name", name).with()
	e = e.quoted("to", p.name(r.Peer)).number("connection", int64(r.Conn)).number("number", int64(r.Parent))
	e = e.number("payload", int64(r.Payload)).number("header", int64(r.Header)).number("window", int64(r.Window()))
	p.put(e.word("shape", r.Shape.String()).end())
	p.put(p.async('e', r.Until, pid, "packet", p.packets).word("name", name).end())
}

func (p *Perfetto) event(phase byte, at sim.Time, pid, tid int) jsonEvent {
	e := newEvent(p.out.buf, p.first, phase, at, pid, tid)
	p.first = false
	return e
}

func (p *Perfetto) async(phase byte, at sim.Time, pid int, category string, id uint32) jsonEvent {
	return p.event(phase, at, pid, 0).track(category, id)
}

// title names a process or thread.
func (p *Perfetto) title(what string, pid, tid int, quoted string) {
	e := p.event('M', 0, pid, tid).word("name", what).with()
	p.put(e.quoted("name", quoted).end())
}

func (p *Perfetto) put(b []byte) { p.out.buf = b }

// pid is the process of a place: 0 for nowhere.
func (p *Perfetto) pid(place Place) int {
	if place == 0 || int(place) > p.topology.Places.Len() {
		return 0
	}
	return p.topology.Places.At(place).Node + 1
}

func (p *Perfetto) flowPID(flow int) int { return len(p.topology.Nodes) + 1 + flow }

func (p *Perfetto) name(place Place) string {
	if int(place) >= len(p.places) {
		return p.places[0]
	}
	return p.places[place]
}

func (p *Perfetto) flowName(flow int) string {
	if flow >= len(p.flows) {
		return p.flows[0]
	}
	return p.flows[flow]
}
