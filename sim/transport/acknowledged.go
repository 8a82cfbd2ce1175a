package transport

import "backchat/sim"

// A progress is what one acknowledgement told.
type progress struct {
	now       sim.Time
	delivered int64    // segments that are known to have arrived, and were not before
	oldest    sim.Time // of those never sent again, in order: when the first was sent; 0: none
	latest    sim.Time // and the last
	beyond    sim.Time // of those beyond a gap: when the first was sent
	original  bool
	advanced  bool
	overtaken bool // something arrived that was sent before what had arrived already
	again     bool // something sent again was lost again
	lost      int  // segments given up now
	twice     bool // the other end has had something twice
}

// acked takes in what a packet acknowledges.
func (t *Transport) acked(h *end, q *packet) {
	if q.ack < h.una {
		return
	}
	opened := q.limit > h.limit
	h.limit = max(h.limit, q.limit)
	if h.board.len() == 0 {
		if opened && h.why == persist {
			h.due, h.why, h.tries = sim.Never, noTimer, 0
			h.asked = true
		}
		return
	}
	g := progress{now: t.kernel.Now(), advanced: q.ack > h.una}
	h.sack(q, &g)
	h.advance(q.ack, &g)
	if g.advanced {
		h.tries = 0
	}
	h.measure(q, &g)
	h.grow(q, &g)
	if g.advanced || g.delivered > 0 {
		h.why = noTimer
		h.timer(g.now)
	}
	h.detect(&g)
	h.recover(q, &g)
	h.asked = true
	if g.advanced {
		t.session.Acknowledged(h.conn, h.side, 0, h.content(h.una))
	}
}

// content is how many bytes of content lie before n.
func (h *end) content(n int64) int64 {
	if h.last != 0 && n == h.last {
		return n - 1
	}
	return n
}

// sack notes what has arrived beyond a gap.
func (h *end) sack(q *packet, g *progress) {
	for i := range q.sack[:q.blocks] {
		s := q.sack[i]
		if i == 0 && q.flags&dsack != 0 {
			g.twice = true
			continue
		}
		b := &h.board
		for k := b.pending(b.find(s.first)); k != b.tail && b.at(k).to <= s.end; k = b.pending(k + 1) {
			e := b.at(k)
			if !e.again {
				g.beyond = e.at
			}
			h.deliver(k, e, g)
		}
	}
}

// advance takes out what the other end has without a gap.
func (h *end) advance(ack int64, g *progress) {
	b := &h.board
	for b.head != b.tail && b.at(b.head).to <= ack {
		e := b.at(b.head)
		if e.state != arrived {
			if !e.again {
				if g.oldest == 0 {
					g.oldest, g.original = e.at, true
				}
				g.latest = e.at
			}
			h.deliver(b.head, e, g)
		}
		b.drop()
	}
	h.una = ack
}

// deliver notes that an entry has arrived.
func (h *end) deliver(place uint32, e *sent, g *progress) {
	g.delivered += e.size
	g.overtaken = g.overtaken || !e.again && e.to < h.rack.most
	h.rack.advance(e, g.now, h.rtt.least)
	h.board.arrive(place, e)
}

// measure takes a round trip, if there is one: never of what was sent again
// (Karn), unless a stamp tells which of the two arrived (RFC 7323).
func (h *end) measure(q *packet, g *progress) {
	switch {
	case g.original:
		h.rtt.measure(g.now - g.oldest)
		h.rtt.least = min(h.rtt.least, g.now-g.latest)
	case g.advanced && h.c.Timestamps:
		h.rtt.measure(g.now - q.echo)
	case g.beyond != 0:
		h.rtt.measure(g.now - g.beyond)
	}
}

// grow ends slow start where that is due. (The window itself grows once it is
// known whether anything was lost.)
func (h *end) grow(q *packet, g *progress) {
	if !g.original || h.state != steady || !h.window.slow() {
		return
	}
	if h.c.slowStart.over(h, g.now, g.now-g.latest) {
		h.window.threshold = h.window.size
	}
}
