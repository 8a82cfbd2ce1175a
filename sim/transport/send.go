package transport

import "backchat/sim"

// send sends what the windows let through: first what was lost, then what is
// new.
func (t *Transport) send(p *pair, e int) {
	h := &p.ends[e]
	if p.conn.ends[e].phase != ready {
		return
	}
	fresh := false
	for h.board.flight < h.window.size {
		place, again := h.board.firstMissing()
		if !again && h.exhausted() {
			break
		}
		if again {
			t.repeat(p, e, place)
			continue
		}
		if !t.fresh(p, e) {
			break
		}
		fresh = true
	}
	if held := h.board.flight >= h.window.size; fresh || held && !h.exhausted() {
		h.validate(held)
	}
	if h.due == sim.Never && h.board.len() > 0 {
		t.timer(h, p.c, t.kernel.Now())
	}
}

// exhausted tells whether there is nothing new to send.
func (h *end) exhausted() bool { return h.last != 0 || h.dry && !h.done }

// fresh sends one segment of what is new.
func (t *Transport) fresh(p *pair, e int) bool {
	h := &p.ends[e]
	room := min(int64(p.c.Segment), h.limit-h.next)
	if room <= 0 {
		t.waitForRoom(p, e)
		return false
	}
	now := t.kernel.Now()
	if h.board.len() == 0 {
		h.resume(p.c, now)
	}
	from, to, f := h.next, h.next, acks
	if piece, ok := t.session.Pull(p.conn, e, int(room)); ok {
		to = piece.To
		h.done = h.done || piece.Fin
	} else {
		h.dry = true
		if !h.done {
			return false
		}
		f |= fin
		to++
		h.last = to
	}
	h.next, h.used = to, now
	h.chatty = h.chatty || h.heard != 0 && now-h.heard < p.c.DelayedAck.Time // Linux, tcp_event_data_sent
	h.board.add(from, to, now, 1)
	h.prr.out++
	if to-from < int64(p.c.Segment) {
		f |= pushed
	}
	t.emitContent(p, e, from, to, f)
	t.sentTimer(h, p.c, now)
	return true
}

// repeat sends the entry at that place once more.
func (t *Transport) repeat(p *pair, e int, place uint32) {
	h, now := &p.ends[e], t.kernel.Now()
	s := h.board.at(place)
	h.board.resend(place, s, now)
	h.prr.out++
	if h.repeated == 0 {
		h.repeated = max(now, 1)
	}
	h.used = now
	f := acks | repeated
	if s.to == h.last {
		f |= fin
	}
	t.emitContent(p, e, s.from, s.to, f)
}

func (t *Transport) emitContent(p *pair, e int, from, to int64, f flags) {
	h := &p.ends[e]
	id, q := t.packet(p, e, f)
	q.seq, q.end, q.ack, q.echo = from, to, h.received, h.echo
	bytes := p.c.Overhead + sim.Bytes(to-from)
	if f&fin != 0 {
		bytes--
	}
	h.tell(p, q)
	t.emit(p, e, id, bytes)
}

// resume is how a sender that has been idle begins again: its window is halved
// for each time-out that has passed (RFC 2861; Linux, tcp_cwnd_restart).
func (h *end) resume(c *stack, now sim.Time) {
	if !c.SlowStartAfterIdle || h.used == 0 {
		return
	}
	timeout := h.timeout(c)
	idle, w := now-h.used-timeout, &h.window
	if idle <= 0 {
		return
	}
	least := min(int64(c.InitialWindow), w.size)
	w.remember()
	for ; idle > 0 && w.size > least; idle -= timeout {
		w.size /= 2
	}
	w.size = max(w.size, least)
}

// validate notes how much of the window is used (RFC 7661; Linux,
// tcp_cwnd_validate): one that is not full is not to grow.
func (h *end) validate(held bool) {
	out := int64(h.board.len())
	if h.una >= h.usedUntil || held || !h.limited && out > h.usedMost {
		h.limited, h.usedMost, h.usedUntil = held, out, h.next
	}
}

// mayGrow tells whether the window was used enough to grow.
func (h *end) mayGrow() bool {
	return h.limited || h.window.slow() && h.window.size < 2*h.usedMost
}

// waitForRoom waits for the other end to have room again.
func (t *Transport) waitForRoom(p *pair, e int) {
	h := &p.ends[e]
	if h.board.len() == 0 && h.due == sim.Never {
		h.why, h.due = persist, t.kernel.Now()+backoff(h.timeout(p.c), h.tries)
	}
}
