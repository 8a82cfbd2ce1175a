package transport

import "backchat/sim"

// content takes in the content of a packet, and decides when to acknowledge
// it.
func (t *Transport) content(h *end, q *packet) {
	now := t.kernel.Now()
	if q.flags&fin != 0 {
		h.ended = q.end
	}
	h.listen(now)
	h.buffer.clock(h, q, now)
	gap := !h.early.empty()
	before := h.received
	switch {
	case q.end <= h.received:
		h.duplicate(span{q.seq, q.end})
		t.acknowledge(h)
		return
	case q.seq > h.received:
		whole, known := h.early.add(span{q.seq, q.end})
		if known {
			h.duplicate(span{q.seq, q.end})
		}
		if h.gap.waiting > 0 && !h.fits(whole) {
			t.acknowledge(h)
		}
		if !known {
			h.widen(q)
		}
		h.raise(2 * h.buffer.read)
		h.report(whole)
		t.acknowledgeGap(h, now)
		return
	}
	if q.seq <= h.told {
		h.echo = q.stamp
	}
	h.received = q.end
	if q.end-q.seq >= bufferLeast {
		h.widen(q)
	}
	for h.early.firstIs(h.received) {
		h.received = max(h.received, h.early.takeFirst().end)
	}
	h.trim()
	t.deliver(h, before)
	h.heed(now)
	switch {
	case gap && !h.early.empty():
		t.acknowledgeGap(h, now)
	case gap || q.flags&fin != 0:
		t.acknowledge(h)
	default:
		t.acknowledgeSoon(h, q, now)
	}
}

// deliver hands what has arrived in order to the session.
func (t *Transport) deliver(h *end, before int64) {
	upTo := h.received
	if h.ended != 0 && upTo == h.ended {
		upTo--
	}
	if upTo > before {
		t.session.Arrived(h.conn, h.side, 0, upTo)
	}
	if h.ended != 0 && h.received == h.ended && !h.atEnd {
		h.atEnd = true
		t.session.Ended(h.conn, h.side, 0)
	}
}

// listen keeps how acknowledgements are to be timed: those of a stream of
// segments that begins, or goes on after a pause, are not delayed for a while
// (Linux, tcp_event_data_recv).
func (h *end) listen(now sim.Time) {
	if h.heard == 0 || now-h.heard > h.timeout() {
		h.quick = max(h.quick, h.c.DelayedAck.Quick)
	}
	h.heard = max(now, 1)
}

// acknowledgeSoon acknowledges what came in order: at once where the stack
// does so, otherwise with what it sends, or when the delay is over.
func (t *Transport) acknowledgeSoon(h *end, q *packet, now sim.Time) {
	a := &h.c.DelayedAck
	switch {
	case h.quick > 0 && !h.chatty,
		h.owes(),
		a.Pushed && q.flags&pushed != 0 && !h.chatty:
		t.acknowledge(h)
	case h.ackDue == sim.Never:
		h.ackDue = now + a.Time
	}
}

// owes tells whether so much has arrived in order since the last
// acknowledgement that the next one is due: more than all but one of the full
// segments that it may stand for.
func (h *end) owes() bool {
	return h.received-h.told > int64(h.c.DelayedAck.Every-1)*int64(h.c.Segment)
}

// duplicate notes that something came twice (RFC 2883).
func (h *end) duplicate(s span) {
	h.twice = s
	h.quick, h.chatty = max(h.quick, h.c.DelayedAck.Quick), false
}

// report puts a span that has come beyond a gap first among those that are
// told (RFC 2018, section 4).
func (h *end) report(s span) {
	kept := h.blocks
	n := uint8(1)
	for _, b := range kept[:h.count] {
		if (b.end < s.first || b.first > s.end) && int(n) < len(h.blocks) {
			h.blocks[n] = b
			n++
		}
	}
	h.blocks[0], h.count = s, n
}

// trim takes out the spans that are beyond no gap any more.
func (h *end) trim() {
	n := uint8(0)
	for _, b := range h.blocks[:h.count] {
		if b.end > h.received {
			h.blocks[n] = b
			n++
		}
	}
	h.count = n
}

// tell puts into a packet what the end has and has room for.
func (h *end) tell(q *packet) {
	h.told, h.ackDue, h.gap.waiting = h.received, sim.Never, 0
	h.room = max(h.room, h.received+h.free())
	q.limit = h.room
}

// acknowledge sends an acknowledgement, with what is beyond a gap.
func (t *Transport) acknowledge(h *end) {
	if h.rest.over() {
		return
	}
	id, q := t.packet(h, acks)
	q.seq, q.end, q.ack, q.echo = h.next, h.next, h.received, h.echo
	if h.twice != (span{}) {
		q.flags |= dsack
		q.sack[0], q.blocks = h.twice, 1
		h.twice = span{}
	}
	for i := uint8(0); i < h.count && q.blocks < h.c.Blocks; i++ {
		q.sack[q.blocks] = h.blocks[i]
		q.blocks++
	}
	bytes := h.c.Overhead
	if q.blocks > 0 {
		bytes += 4 + 8*sim.Bytes(q.blocks) // RFC 2018, section 3, and two bytes to align
	}
	h.quick = max(h.quick-1, 0)
	h.tell(q)
	t.emit(h, id, bytes)
}

// Unread says how many of the bytes that have arrived at end the session has
// left unread: the other end may send so much less.
func (t *Transport) Unread(c *Conn, e int, n int64) {
	if c.over(e) {
		return
	}
	p := t.pair(c)
	h := &p.ends[e]
	shut := h.room-h.received < int64(h.c.Segment)
	h.unread = n
	if open := h.received + h.free(); shut && open-h.room >= min(h.buffer.bound/2, int64(h.c.Segment)) {
		t.acknowledge(h)
	}
	t.settle(p)
}
