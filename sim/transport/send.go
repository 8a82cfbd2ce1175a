package transport

import "backchat/sim"

// send sends what the windows let through: first what was lost, then what is
// new.
func (t *Transport) send(h *end) {
	if h.rest.phase != ready {
		return
	}
	fresh, deferred := false, false
	var b burst
	for h.board.flight < h.window.size {
		place, again := h.board.firstMissing()
		if !again && h.exhausted() {
			break
		}
		if again {
			t.repeat(h, place)
			continue
		}
		if b.left == 0 && h.c.Bursts {
			b = h.burst()
			if deferred = h.defers(&b, t.kernel.Now()); deferred {
				break
			}
		}
		if !t.fresh(h, b.ends()) {
			break
		}
		fresh = true
	}
	if held := deferred || h.board.flight >= h.window.size; fresh || held && !h.exhausted() {
		h.validate(held)
	}
	if h.due == sim.Never && h.board.len() > 0 {
		h.timer(t.kernel.Now())
	}
}

// exhausted tells whether there is nothing new to send.
func (h *end) exhausted() bool { return h.last != 0 || h.dry && !h.done }

// fresh sends one segment of what is new.
func (t *Transport) fresh(h *end, push bool) bool {
	room := min(int64(h.c.Segment), h.limit-h.next)
	if room <= 0 {
		t.waitForRoom(h)
		return false
	}
	now := t.kernel.Now()
	if h.board.len() == 0 {
		h.resume(now)
	}
	from, to, f := h.next, h.next, acks
	if piece, ok := t.session.Pull(h.conn, h.side, int(room)); ok {
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
	h.chatty = h.chatty || h.heard != 0 && now-h.heard < h.c.DelayedAck.Time // Linux, tcp_event_data_sent
	x := h.board.add(from, to, now, 1)
	h.prr.out++
	if push || to-from < int64(h.c.Segment) {
		f |= pushed
	}
	x.out, x.due = t.emitContent(h, from, to, f)
	h.sentTimer(now)
	return true
}

// repeat sends the entry at that place once more.
func (t *Transport) repeat(h *end, place uint32) {
	now := t.kernel.Now()
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
	t.emitContent(h, s.from, s.to, f)
}

func (t *Transport) emitContent(h *end, from, to int64, f flags) (out, due sim.Time) {
	id, q := t.packet(h, f)
	q.seq, q.end, q.ack, q.echo = from, to, h.received, h.echo
	bytes := h.c.Overhead + sim.Bytes(to-from)
	if f&fin != 0 {
		bytes--
	}
	h.tell(q)
	return t.emit(h, id, bytes)
}

// resume is how a sender that has been idle begins again: its window is halved
// for each time-out that has passed (RFC 2861; Linux, tcp_cwnd_restart).
func (h *end) resume(now sim.Time) {
	if !h.c.SlowStartAfterIdle || h.used == 0 {
		return
	}
	timeout := h.timeout()
	idle, w := now-h.used-timeout, &h.window
	if idle <= 0 {
		return
	}
	least := min(int64(h.c.InitialWindow), w.size)
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
func (t *Transport) waitForRoom(h *end) {
	if h.board.len() == 0 && h.due == sim.Never {
		h.why, h.due = persist, t.kernel.Now()+backoff(h.timeout(), h.tries)
	}
}
