package protocol

import (
	"container/heap"
	"fmt"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A fataler is a test, or one try of a property.
type fataler interface {
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
	Helper()
}

// A pipe carries connections ideally: nothing is lost, streams keep their
// order, and all that is given to it at one end is at the other a delay later.
type pipe struct {
	t      fataler
	now    sim.Time
	delay  sim.Time
	room   int // bytes of content in a packet
	stack  *Stack
	agenda agenda
	seq    int

	pieces [2]int                          // that each end has sent
	sent   [2]map[transport.StreamID]int64 // bytes that each end has sent
	ended  [2]map[transport.StreamID]bool
	over   bool            // the connection was cut
	deaf   bool            // it is pulled by hand
	jitter func() sim.Time // what a piece of an own stream takes longer; nil: nothing
	latest [2]map[transport.StreamID]sim.Time
	after  func() // what is to hold after each step
}

func newPipe(t fataler, config Config, delay sim.Time) *pipe {
	p := &pipe{t: t, delay: delay, room: 1448}
	for end := range p.sent {
		p.sent[end], p.ended[end] = map[transport.StreamID]int64{}, map[transport.StreamID]bool{}
		p.latest[end] = map[transport.StreamID]sim.Time{}
	}
	return p
}

// open begins a connection, as TCP or QUIC would.
func (p *pipe) open(c *transport.Conn, quic bool) {
	p.stack.Open(c)
	client, server := 2*p.delay, 3*p.delay
	if quic {
		server = p.delay
	}
	if quic && p.stack.early() {
		client = 0
	}
	p.at(p.now+client, func() { p.stack.Ready(c, 0, false) })
	p.at(p.now+server, func() { p.stack.Ready(c, 1, false) })
}

func (p *pipe) Now() sim.Time { return p.now }

// Push sends all that there is to send.
func (p *pipe) Push(c *transport.Conn, end int) {
	if p.deaf {
		return
	}
	p.at(p.now, func() {
		for {
			piece, ok := p.stack.Pull(c, end, p.room)
			if !ok {
				return
			}
			p.carry(c, end, piece)
		}
	})
}

func (p *pipe) carry(c *transport.Conn, end int, piece transport.Piece) {
	if piece.From != p.sent[end][piece.Stream] || piece.To < piece.From || piece.To-piece.From > int64(p.room) || p.ended[end][piece.Stream] {
		p.t.Fatalf("end %d sends %+v after %d bytes", end, piece, p.sent[end][piece.Stream])
	}
	p.sent[end][piece.Stream] = piece.To
	p.ended[end][piece.Stream] = piece.Fin
	p.pieces[end]++
	there := p.now + p.delay
	if p.jitter != nil {
		there = max(there+p.jitter(), p.latest[end][piece.Stream])
	}
	p.latest[end][piece.Stream] = there
	p.at(there, func() {
		if piece.From < piece.To {
			p.stack.Arrived(c, 1-end, piece.Stream, piece.To)
		}
		if piece.Fin && !p.over {
			p.stack.Ended(c, 1-end, piece.Stream)
		}
	})
	p.at(there+p.delay, func() { p.stack.Acknowledged(c, end, piece.Stream, piece.To) })
}

func (p *pipe) Finish(c *transport.Conn, end int) { p.Abort(c, end) }

func (p *pipe) Abort(c *transport.Conn, end int) {
	if p.over {
		return
	}
	p.over = true
	p.agenda = nil
	p.at(p.now, func() { p.stack.Closed(c, end, trace.OK) })
	p.at(p.now+p.delay, func() { p.stack.Closed(c, 1-end, trace.Refused) })
}

func (p *pipe) Standing(*transport.Conn, int, transport.StreamID, int64) transport.Standing {
	return transport.UnderWay
}

func (p *pipe) RoundTrip(*transport.Conn, int) sim.Time { return 2 * p.delay }

func (p *pipe) at(when sim.Time, do func()) {
	p.seq++
	heap.Push(&p.agenda, due{when, p.seq, do})
}

// run lets all happen that is to.
func (p *pipe) run() {
	for n := 0; len(p.agenda) > 0; n++ {
		if n > 1_000_000 {
			p.t.Fatal("it does not come to an end")
		}
		d := heap.Pop(&p.agenda).(due)
		p.now = d.at
		d.do()
		if p.after != nil {
			p.after()
		}
	}
}

type due struct {
	at  sim.Time
	seq int
	do  func()
}

// An agenda is what is to happen, soonest first.
type agenda []due

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].seq < a[j].seq
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(due)) }
func (a *agenda) Pop() any {
	old := *a
	x := old[len(old)-1]
	*a = old[:len(old)-1]
	return x
}

// A page is a user who asks for objects and answers each at once.
type page struct {
	p        *pipe
	s        *Stack
	ask      Message
	answer   Message
	objects  int
	conn     transport.Conn
	asked    int
	together bool // all at once; otherwise the next when one is there
	first    sim.Time
	done     sim.Time
	whole    int
	opened   [2]sim.Time
	log      []string
}

// load opens a connection, and asks for the objects of a page.
func load(t testing.TB, config Config, objects int, ask, answer Message, together bool) *page {
	g := newPage(t, config, objects, ask, answer, together)
	g.open()
	return g
}

// open opens a connection for the page, and lets it load.
func (g *page) open() {
	g.p.open(&g.conn, g.s.dialect.quic)
	g.p.run()
}

func newPage(t testing.TB, config Config, objects int, ask, answer Message, together bool) *page {
	p := newPipe(t, config, 50*sim.Millisecond)
	g := &page{p: p, ask: ask, answer: answer, objects: objects, together: together}
	g.s = New(&config, p, p, g)
	p.stack = g.s
	return g
}

func (g *page) Opened(c *transport.Conn, end int) {
	g.opened[end] = g.p.now
	if end == 0 {
		g.next(c)
	}
}

func (g *page) next(c *transport.Conn) {
	for g.asked < g.objects {
		g.asked++
		m := g.ask
		m.ID, m.Target = uint32(g.asked), uint32(g.asked)
		g.s.Ask(c, m)
		if !g.together {
			return
		}
	}
}

func (g *page) Began(_ *transport.Conn, end int, _ sim.Ref, message uint32) {
	if end == 0 && g.first == 0 {
		g.first = g.p.now
	}
	g.log = append(g.log, fmt.Sprintf("%v end %d began %d", g.p.now, end, message))
}

func (g *page) Whole(c *transport.Conn, end int, x sim.Ref, message, _ uint32) {
	g.log = append(g.log, fmt.Sprintf("%v end %d whole %d", g.p.now, end, message))
	if end == 1 {
		m := g.answer
		m.ID = message + 1000
		g.s.Send(c, 1, x, m)
		return
	}
	g.whole++
	g.done = g.p.now
	if !g.together {
		g.next(c)
	}
}

func (g *page) Reset(_ *transport.Conn, end int, _ sim.Ref, _ trace.Status) {
	g.log = append(g.log, fmt.Sprintf("%v end %d reset", g.p.now, end))
}
func (g *page) Ponged(*transport.Conn, int)               {}
func (g *page) Draining(*transport.Conn, int)             {}
func (g *page) Closed(*transport.Conn, int, trace.Status) {}

var (
	get    = Message{Head: Get, Last: true}
	object = Message{Head: Answer, Payload: 10000, Last: true}
)
