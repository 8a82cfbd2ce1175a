package transport

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// receiveQUIC takes a datagram that has arrived.
func (t *Transport) receiveQUIC(id uint32) {
	d := t.datagrams.At(id &^ ofQUIC)
	if c := d.conn; d.life == c.life {
		t.arrivedQUIC(c, 1-int(d.from), id, d)
	}
	t.releaseQUIC(id)
}

func (t *Transport) arrivedQUIC(c *Conn, e int, id uint32, d *datagram) {
	if c.over(e) && (e == 0 || c.ends[0].phase != opening) {
		if d.close == goesOn && !c.over(1-e) {
			t.part(c, e, c.ends[e].phase != parted)
		}
		return
	}
	l := t.link(c)
	h := &l.ends[e]
	if c.ends[e].phase == closed {
		c.ends[e].phase = answering
	}
	h.busy = true
	l.held++
	dry := h.dry
	muted := h.muted(l.c)
	h.in += d.bytes
	switch d.close {
	case inOrder:
		t.closedQUIC(l, e, trace.OK)
	case aborted:
		t.closedQUIC(l, e, trace.Refused)
	default:
		t.read(l, e, id, d, false)
	}
	if muted && !c.over(e) {
		t.speakUp(l, e)
	}
	h.fresh = h.fresh || dry && !h.dry
	if t.waits(l, e, d) {
		h.busy = false
	} else {
		t.answerQUIC(l, e)
	}
	l.held--
	t.rest(l)
}

// waits puts off what there is to say upon a datagram where the next is there
// at the same instant: both are taken in first, but for keys, which go at once
// (RFC 9000, section 13.2.1; quic-go, Conn.handlePackets).
func (t *Transport) waits(l *link, e int, d *datagram) bool {
	h := &l.ends[e]
	if !d.more || h.taken+1 >= l.c.Batch || l.conn.over(e) || h.hasKeys() && !l.complete(e) {
		return false
	}
	h.taken++
	t.soon(l, e)
	return true
}

// complete tells whether the end has all that the other says about keys.
func (l *link) complete(e int) bool {
	return l.ends[e].agreed || e == 0 && l.conn.ends[0].phase == ready
}

// hasKeys tells whether the end has something to say about keys.
func (h *qend) hasKeys() bool {
	for _, s := range []spaceID{initial, shaking} {
		if f := h.spaces[s].crypto; f != nil && f.sent < f.final {
			return true
		}
	}
	return false
}

// answerQUIC sends what the stack says upon what has arrived, and then what the
// application has to say, which hears of it later.
func (t *Transport) answerQUIC(l *link, e int) {
	h := &l.ends[e]
	if h.fresh && !h.dry && !h.done {
		h.dry = true
		t.sendQUIC(l, e)
		h.dry = false
	}
	h.taken, h.fresh = 0, false
	t.serveQUIC(l, e)
}

// speakUp does what was due while the end was muted, before what it may say is
// spent on what is new (RFC 9002, appendix A.6).
func (t *Transport) speakUp(l *link, e int) {
	if t.timeQUIC(l, e); l.ends[e].due <= t.kernel.Now() {
		t.lateQUIC(l, e)
	}
}

// read takes in the packets of a datagram, and keeps those that it has no keys
// for yet. Of one that was held, which of its packets had been read is known by
// their numbers.
func (t *Transport) read(l *link, e int, id uint32, d *datagram, held bool) {
	keep := false
	for s := d.first; s < d.end; s++ {
		if !d.parts[s].is || l.conn.over(e) {
			continue
		}
		if held && l.ends[e].spaces[s].has(d.parts[s].number) {
			continue
		}
		if l.ends[e].reads(e, s, &d.parts[s]) {
			t.takeIn(l, e, s, &d.parts[s])
		} else {
			keep = keep || !l.ends[e].spaces[s].gone
		}
	}
	if keep && len(l.ends[e].held) < heldMost {
		d.copies++
		l.ends[e].held = append(l.ends[e].held, id)
	}
}

// heldMost is how many packets wait for their keys (quic-go,
// MaxUndecryptablePackets: 32).
const heldMost = 32

// reads tells whether the end has the keys for a packet.
func (h *qend) reads(e int, s spaceID, p *part) bool {
	switch {
	case h.spaces[s].gone:
		return false
	case s == initial:
		return true
	case s == shaking:
		return h.spaces[shaking].open
	case e == 0:
		return h.spaces[application].open && !h.early
	}
	return h.agreed || p.early && h.spaces[application].open
}

// unhold reads what had to wait for keys.
func (t *Transport) unhold(l *link, e int) {
	h := &l.ends[e]
	if len(h.held) == 0 {
		return
	}
	held := h.held
	h.held = nil
	for _, id := range held {
		t.read(l, e, id, t.datagrams.At(id&^ofQUIC), true)
		t.releaseQUIC(id)
	}
	if h.held == nil {
		h.held = held[:0]
	}
}

// takeIn takes in one packet that can be read.
func (t *Transport) takeIn(l *link, e int, s spaceID, p *part) {
	h, now := &l.ends[e], t.kernel.Now()
	sp := &h.spaces[s]
	if sp.has(p.number) {
		if p.asks {
			sp.ackNow = true
		}
		return // it came twice
	}
	if e == 1 && s == shaking {
		h.valid = true
		if !h.spaces[initial].gone {
			t.discard(l, 1, initial) // RFC 9001, section 4.9.1
		}
	}
	sp.take(l.c, s, p, now)
	if p.ranges != 0 {
		t.ackedQUIC(l, e, s, p)
	}
	for at := p.frames; at != 0 && !l.conn.over(e); at = t.frames.At(at).next {
		t.frame(l, e, s, t.frames.At(at))
	}
}

// has tells whether the packet of that number has been read.
func (sp *space) has(number int64) bool { return number < sp.low || sp.got.holds(number) }

// take notes that a packet arrived, and decides when to acknowledge it (RFC
// 9000, section 13.2; quic-go, received_packet_tracker.go).
func (sp *space) take(c *quicStack, s spaceID, p *part, now sim.Time) {
	late := p.number < sp.top
	gap := p.number > sp.top && sp.top >= sp.told
	sp.got.add(span{p.number, p.number + 1})
	if n := len(sp.got.all()); n > c.Ranges {
		sp.low = sp.got.takeFirst().end
	}
	if p.number >= sp.top {
		sp.top, sp.topAt = p.number+1, now
	}
	if !p.asks {
		return
	}
	sp.pending++
	if s != application || late || gap || sp.pending >= c.AckEvery {
		sp.ackNow = true
	} else if sp.ackDue == sim.Never {
		sp.ackDue = now + c.AckDelay
	}
}

// frame takes in one frame.
func (t *Transport) frame(l *link, e int, s spaceID, f *frame) {
	switch f.kind {
	case confirmed:
		if !l.ends[e].agreed {
			t.agree(l, e)
		}
	case carries:
		fl := t.flows.of(f)
		if fl == nil {
			return
		}
		if fl.crypto {
			t.agreeing(l, e, s, fl, f)
			return
		}
		if fl.arrive(f.from, f.to) {
			t.session.Arrived(l.conn, e, fl.stream, fl.received)
		}
		fl.ended = fl.ended || f.fin
		if fl.ended && fl.received == fl.final && !fl.whole {
			fl.whole = true
			t.session.Ended(l.conn, e, fl.stream)
			t.leave(l, fl)
		}
	}
}

// agreeing takes in what is said about keys.
func (t *Transport) agreeing(l *link, e int, s spaceID, fl *flow, f *frame) {
	fl.arrive(f.from, f.to)
	if fl.received == fl.final && !fl.whole {
		fl.whole = true
		t.understood(l, e, s)
	}
}
