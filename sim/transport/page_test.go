package transport

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A page is a session in which end 0 asks for objects, each on a stream of its
// own, all at once, and end 1 sends them in turn, a packet of each.
type page struct {
	w       *world
	objects int
	ask     int64 // bytes of each request
	answer  int64 // and of each object
	asked   int   // requests sent
	part    int64 // and bytes of the next
	sent    []int64
	open    []StreamID // those that end 1 answers, in turn
	turn    int
	arrived [2]map[StreamID]int64
	ended   [2]int
	first   sim.Time
	last    sim.Time
	closed  [2]trace.Status
	hangUp  bool
}

func newPage(objects int, ask, answer int64) *page {
	return &page{objects: objects, ask: ask, answer: answer, sent: make([]int64, objects), arrived: [2]map[StreamID]int64{{}, {}}}
}

func (p *page) Ready(*Conn, int, bool) {}

func (p *page) Pull(_ *Conn, end int, room int) (Piece, bool) {
	if end == 0 {
		if p.asked == p.objects {
			return Piece{}, false
		}
		x := Piece{Stream: StreamID(4 * p.asked), From: p.part, To: min(p.part+int64(room), p.ask)}
		p.part = x.To
		if x.Fin = x.To == p.ask; x.Fin {
			p.asked++
			p.part = 0
		}
		return x, true
	}
	if len(p.open) == 0 {
		return Piece{}, false
	}
	p.turn %= len(p.open)
	s := p.open[p.turn]
	x := Piece{Stream: s, From: p.sent[s/4], To: min(p.sent[s/4]+int64(room), p.answer)}
	p.sent[s/4] = x.To
	if x.Fin = x.To == p.answer; x.Fin {
		p.open = append(p.open[:p.turn], p.open[p.turn+1:]...)
	} else {
		p.turn++
	}
	return x, true
}

func (p *page) Arrived(_ *Conn, end int, s StreamID, upTo int64) {
	if upTo <= p.arrived[end][s] {
		panic("page.Arrived: nothing new")
	}
	p.arrived[end][s] = upTo
	if end == 0 && p.first == 0 {
		p.first = p.w.Now()
	}
}

func (p *page) Ended(c *Conn, end int, s StreamID) {
	p.ended[end]++
	if end == 1 {
		p.open = append(p.open, s)
		p.w.transport.Push(c, 1)
		return
	}
	if p.ended[0] == p.objects {
		p.last = p.w.Now()
		if p.hangUp {
			p.w.transport.Finish(c, 0)
		}
	}
}

func (p *page) Acknowledged(*Conn, int, StreamID, int64) {}

func (p *page) Closed(_ *Conn, end int, why trace.Status) { p.closed[end] = why }
