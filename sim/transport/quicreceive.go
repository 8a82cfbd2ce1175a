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
	t.releaseQUIC(id, d)
}

func (t *Transport) arrivedQUIC(c *Conn, e int, id uint32, d *datagram) {
	if c.over(e) && (e == 0 || c.ends[0].phase != opening) {
		if d.close == goesOn && !c.over(1-e) {
			t.remind(c, e)
		}
		return
	}
	l := t.link(c)
	h := &l.ends[e]
	now := t.kernel.Now()
	if h.rest.phase < parted {
		h.rest.phase, h.began = answering, now
	}
	h.busy, h.heard, h.hoping = true, now, false
	l.held++
	dry, muted := h.dry, h.muted()
	h.in += d.bytes
	switch d.close {
	case inOrder:
		t.closedQUIC(h, trace.OK)
	case aborted:
		t.closedQUIC(h, trace.Refused)
	default:
		t.read(h, id, d, false)
	}
	if muted && !h.rest.over() {
		t.speakUp(h)
	}
	if dry && !h.dry {
		h.fresh = true
	}
	switch {
	case d.more && t.waits(h):
		h.busy = false
	case t.leaves(h, d):
		h.busy = false
		l.held--
		t.armQUIC(h)
		return
	default:
		t.answerQUIC(h)
	}
	l.held--
	t.rest(l)
}

// waits puts off what there is to say upon a datagram, since the next is there
// at the same instant: both are taken in first, but for keys, which go at once
// (RFC 9000, section 13.2.1; quic-go, Conn.handlePackets).
func (t *Transport) waits(h *qend) bool {
	if h.taken+1 >= h.c.Batch || h.rest.over() || h.hasKeys() && !h.complete() {
		return false
	}
	h.taken++
	t.soon(h)
	return true
}

// leaves tells whether a datagram, of content alone, leaves an end nothing to do but
// to acknowledge it in time. So the end is not at rest, and its timer is as it was: its
// patience, which the datagram renews, counts only once a probe was sent.
func (t *Transport) leaves(h *qend, d *datagram) bool {
	a, now := &h.spaces[application], t.kernel.Now()
	return d.frame.kind == carries && d.last == 0 && !d.acks() && d.behind == 0 && a.pending > 0 && a.ackDue > now &&
		h.idle() && h.taken == 0 && h.tries == 0 && !h.path.due(now, h.rtt.smooth) && !h.rest.over()
}

// complete tells whether the end has all that the other says about keys.
func (h *qend) complete() bool {
	return h.agreed || h.side == 0 && h.rest.phase == ready
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
func (t *Transport) answerQUIC(h *qend) {
	if h.fresh && !h.dry && !h.done {
		h.dry = true
		t.sendQUIC(h)
		h.dry = false
	}
	h.taken, h.fresh = 0, false
	t.serveQUIC(h)
}

// speakUp does what was due while the end was muted, before what it may say is
// spent on what is new (RFC 9002, appendix A.6).
func (t *Transport) speakUp(h *qend) {
	if t.timeQUIC(h); h.due <= t.kernel.Now() {
		t.lateQUIC(h)
	}
}

// read takes in the packets of a datagram, and keeps those that it has no keys
// for yet. Of one that was held, which of its packets had been read is known by
// their numbers.
func (t *Transport) read(h *qend, id uint32, d *datagram, held bool) {
	keep := false
	for p := d; p != nil && !h.rest.over(); p = t.behind(p) {
		sp := &h.spaces[p.space]
		switch {
		case held && sp.has(p.number):
		case h.reads(&p.part):
			t.takeIn(h, sp, &p.part)
		default:
			keep = keep || !sp.gone
		}
	}
	if keep && len(h.held) < heldMost {
		t.hold(d)
		h.held = append(h.held, id)
	}
}

// heldMost is how many packets wait for their keys (quic-go,
// MaxUndecryptablePackets: 32).
const heldMost = 32

// reads tells whether the end has the keys for a packet.
func (h *qend) reads(p *part) bool {
	s := p.space
	switch {
	case h.spaces[s].gone:
		return false
	case s == initial, h.agreed:
		return true
	case s == shaking:
		return h.spaces[shaking].open
	case h.side == 0:
		return h.spaces[application].open && !h.early
	}
	return p.early && h.spaces[application].open
}

// unhold reads what had to wait for keys.
func (t *Transport) unhold(h *qend) {
	if len(h.held) == 0 {
		return
	}
	held := h.held
	h.held = nil
	for _, id := range held {
		d := t.datagrams.At(id &^ ofQUIC)
		t.read(h, id, d, true)
		t.releaseQUIC(id, d)
	}
	if h.held == nil {
		h.held = held[:0]
	}
}

// takeIn takes in one packet that can be read.
func (t *Transport) takeIn(h *qend, sp *space, p *part) {
	now := t.kernel.Now()
	if sp.has(p.number) {
		if p.asks() {
			sp.ackNow = true
		}
		return // it came twice
	}
	if h.side == 1 && sp.id == shaking {
		h.valid = true
		if !h.spaces[initial].gone {
			t.discard(h, initial) // RFC 9001, section 4.9.1
		}
	}
	sp.take(h.c, p, now)
	if p.acks() {
		t.ackedQUIC(h, sp, p)
	}
	for f := p.first(); f != nil && !h.rest.over(); f = t.after(f) {
		t.frame(h, sp.id, f)
	}
}

// has tells whether the packet of that number has been read.
func (sp *space) has(number int64) bool {
	return number < sp.top && (number < sp.low || sp.got.holds(number))
}

// take notes that a packet arrived, and decides when to acknowledge it (RFC
// 9000, section 13.2; quic-go, received_packet_tracker.go).
func (sp *space) take(c *quicStack, p *part, now sim.Time) {
	strange := p.number != sp.top && (p.number < sp.top || sp.top >= sp.told) // it is late, or leaves a gap
	if n := (span{p.number, p.number + 1}); !sp.got.lengthen(n) {
		sp.got.merge(n)
		if sp.got.len() > c.Ranges {
			sp.low = sp.got.takeFirst().end
		}
	}
	if p.number >= sp.top {
		sp.top, sp.topAt = p.number+1, now
	}
	if !p.asks() {
		return
	}
	sp.pending++
	if strange || sp.id != application || sp.pending >= c.AckEvery {
		sp.ackNow = true
	} else if sp.ackDue == sim.Never {
		sp.ackDue = now + c.AckDelay
	}
}

// frame takes in one frame.
func (t *Transport) frame(h *qend, s spaceID, f *frame) {
	switch f.kind {
	case confirmed:
		if !h.agreed {
			t.agree(h)
		}
	case carries:
		fl := t.flows.of(f)
		if fl == nil {
			return
		}
		if fl.crypto {
			t.agreeing(h, s, fl, f)
			return
		}
		if fl.arrive(f.from, f.to) {
			t.session.Arrived(h.conn, h.side, fl.stream, fl.received)
		}
		if f.fin {
			fl.ended = true
		}
		if fl.ended && fl.received == fl.final && !fl.whole {
			fl.whole = true
			t.session.Ended(h.conn, h.side, fl.stream)
			t.leave(h.link, fl)
		}
	}
}

// agreeing takes in what is said about keys.
func (t *Transport) agreeing(h *qend, s spaceID, fl *flow, f *frame) {
	fl.arrive(f.from, f.to)
	if fl.received == fl.final && !fl.whole {
		fl.whole = true
		t.understood(h, s)
	}
}
