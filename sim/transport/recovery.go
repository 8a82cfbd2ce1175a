package transport

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A rack is what recent acknowledgement says of what should have arrived (RFC
// 8985, RACK): the latest sending that is known to have arrived.
type rack struct {
	at        sim.Time // it was sent then
	end       int64    // and ends here
	rtt       sim.Time // its round trip
	most      int64    // the highest byte that is known to have arrived
	moved     bool     // since it was last looked at
	reordered bool     // the way has been seen to reorder
}

// dupThresh is how many have to arrive beyond a gap to make it a loss, as long
// as no reordering was seen (RFC 5681, section 3.2).
const dupThresh = 3

// timerSlack is what Linux adds to its short timers (TCP_TIMEOUT_MIN).
const timerSlack = 2 * sim.Millisecond

// advance notes that an entry has arrived. One that was sent twice and came
// sooner than it could have is the first of the two.
func (r *rack) advance(e *sent, now, least sim.Time) {
	rtt := now - e.at
	if e.again && rtt < least {
		return
	}
	r.moved, r.rtt = true, rtt
	if sentAfter(e.at, e.to, r.at, r.end) {
		r.at, r.end = e.at, e.to
	}
	r.most = max(r.most, e.to)
}

func sentAfter(at sim.Time, end int64, than sim.Time, thanEnd int64) bool {
	return at > than || at == than && end > thanEnd
}

// patience is how long what was overtaken may still come (section 6.2, step 4).
func (h *end) patience() sim.Time {
	if !h.rack.reordered && (h.state != steady || h.board.sacked >= dupThresh) {
		return 0
	}
	return min(h.rtt.least/4, h.rtt.smooth)
}

// detect gives up what was sent long enough before what has arrived, and sets
// the timer for what was not.
func (h *end) detect(g *progress) {
	h.rack.reordered = h.rack.reordered || g.overtaken
	if !h.rack.moved {
		return
	}
	h.rack.moved = false
	b, wait := &h.board, sim.Time(0)
	patience := h.patience()
	for at := b.oldest; at != 0; {
		e := b.at(at - 1)
		if !sentAfter(h.rack.at, h.rack.end, e.at, e.to) {
			break
		}
		next := e.next
		if left := e.at + h.rack.rtt + patience - g.now; left <= 0 {
			g.again = g.again || e.again
			g.lost++
			b.lose(at-1, e)
		} else {
			wait = max(wait, left)
		}
		at = next
	}
	if wait > 0 {
		h.why, h.due = reorder, g.now+wait+timerSlack
	}
}

// recover decides what losses mean for the window.
func (h *end) recover(q *packet, g *progress) {
	h.probed(q, g)
	if h.state != steady {
		h.leave(q, g)
	}
	if h.board.lost > 0 && (h.state == steady || h.state == timedOut && g.again) {
		h.enter(g.now)
	}
	switch {
	case h.state == recovering:
		if g.delivered > 0 {
			h.window.size = h.board.flight + h.prr.allow(h.board.flight, h.window.threshold, g.delivered, g.advanced && g.lost == 0)
		}
	case g.advanced && g.delivered > 0 && h.mayGrow():
		h.enlarge(g)
	}
}

// enlarge grows the window.
func (h *end) enlarge(g *progress) {
	n, w := g.delivered, &h.window
	if w.slow() {
		n = w.slowStart(h.hystart.slows(n))
	}
	if n > 0 {
		h.c.congestion.grow(w, n, g.now, h.rtt.least)
	}
}

// enter begins recovery from a loss that was detected.
func (h *end) enter(now sim.Time) {
	h.window.forgive()
	h.c.congestion.cut(&h.window)
	h.state, h.high, h.probe = recovering, h.next, 0
	h.forgetRepeats()
	h.prr.begin(h.window.prior)
}

// leave ends recovery once all that was out when it began has arrived, or
// once it shows that nothing had been lost: what is acknowledged had been sent
// before anything was sent again (Eifel, RFC 3522 and 4015).
func (h *end) leave(q *packet, g *progress) {
	over := h.una >= h.high
	if h.c.Timestamps && g.advanced && h.repeated != 0 && q.echo < h.repeated {
		h.window.undo()
		h.undone++
		h.relist()
		h.state, h.repeated = steady, 0
		return
	}
	if !over {
		return
	}
	if h.state == recovering {
		h.window.size = h.window.threshold
	}
	h.window.forgive()
	h.state, h.prr = steady, prr{}
	h.forgetRepeats()
}

// forgetRepeats lets the next repeat be the first of a recovery, unless one of
// an earlier recovery is still under way: what that brings about is no sign of
// a mistake.
func (h *end) forgetRepeats() {
	if h.board.repeats == 0 {
		h.repeated = 0
	}
}

// relist takes back that anything was lost.
func (h *end) relist() {
	b := &h.board
	for place, ok := b.firstMissing(); ok; place, ok = b.firstMissing() {
		e := b.at(place)
		b.lost--
		b.flight += e.size
		if e.state = underWay; e.again {
			b.repeats++
		}
		b.enlist(place, e)
	}
}

// probed judges by what comes after a tail loss probe whether the tail had
// been lost (RFC 8985, section 7.4).
func (h *end) probed(q *packet, g *progress) {
	switch {
	case h.probe == 0 || h.una < h.probe:
	case h.probeNew || g.twice:
		h.probe = 0
	case h.una > h.probe:
		h.probe = 0
		if h.state == steady {
			h.c.congestion.cut(&h.window)
			h.window.size = h.window.threshold
			h.window.forgive()
		}
	}
}

// timeout is how long an acknowledgement may take (RFC 6298, section 2). The
// least is that of the whole, or as in Linux (tcp_rto_min) that of what is
// added to the smoothed round trip.
func (h *end) timeout() sim.Time {
	if h.rtt.smooth == 0 {
		return h.c.SynFallback
	}
	if h.c.slack {
		return h.rtt.smooth + max(4*h.rtt.variance, h.c.LeastTimeout)
	}
	return max(h.rtt.smooth+4*h.rtt.variance, h.c.LeastTimeout)
}

// timer sets the timer for what is under way, once something was heard of it:
// a probe for its tail where all is well, a time-out otherwise.
func (h *end) timer(now sim.Time) {
	if h.board.len() == 0 {
		h.due, h.why = sim.Never, noTimer
		return
	}
	h.why, h.due = resend, now+backoff(h.timeout(), h.tries)
	h.watchTail(now)
}

// sentTimer sets the timer when something new is sent: that puts a probe off,
// but no time-out (Linux, tcp_event_new_data_sent).
func (h *end) sentTimer(now sim.Time) {
	switch h.why {
	case reorder:
		return
	case noTimer:
		h.timer(now)
	case tail:
		h.why, h.due = resend, max(h.board.at(h.board.head).at+backoff(h.timeout(), h.tries), now+1)
	}
	h.watchTail(now)
}

// watchTail sets a probe for the tail in place of a time-out, at its instant
// at the latest (Linux, tcp_schedule_loss_probe).
func (h *end) watchTail(now sim.Time) {
	if !h.c.TailProbe || h.why != resend || h.state != steady || h.board.sacked > 0 || h.probe != 0 || h.tries > 0 || h.rtt.smooth == 0 {
		return
	}
	wait := 2*h.rtt.smooth + timerSlack
	if h.board.len() == 1 {
		wait = 2*h.rtt.smooth + max(h.c.LeastTimeout, h.c.DelayedAck.Time)
	}
	h.why, h.due = tail, min(h.due, now+wait)
}

// alarm does what is due.
func (t *Transport) alarm(h *end) {
	now := t.kernel.Now()
	if h.ackDue <= now {
		h.chatty = h.chatty && h.gap.waiting > 0 // it did not answer in time (Linux, tcp_delack_timer_handler)
		t.acknowledge(h)
	}
	if h.due > now {
		return
	}
	why := h.why
	h.due, h.why = sim.Never, noTimer
	switch why {
	case handshake:
		t.shakeAgain(h)
	case persist:
		t.probeRoom(h)
	case tail:
		t.probeTail(h)
	case reorder:
		t.reordered(h)
	case resend:
		t.expired(h)
	}
}

// reordered gives up what was overtaken and has not come in time.
func (t *Transport) reordered(h *end) {
	g := progress{now: t.kernel.Now()}
	h.rack.moved = true
	h.detect(&g)
	if g.lost > 0 && h.state == steady {
		h.enter(g.now)
		h.window.size = h.board.flight + h.prr.allow(h.board.flight, h.window.threshold, 1, false)
	}
	if h.why == noTimer {
		h.timer(g.now)
	}
	h.asked = true
	t.serve(h)
}

// probeTail sends something to learn whether the tail was lost: what is new,
// or else the last segment again (RFC 8985, section 7.3).
func (t *Transport) probeTail(h *end) {
	h.busy = true
	h.probeNew = !h.exhausted() && t.fresh(h, false)
	if !h.probeNew {
		since := h.repeated
		t.repeat(h, h.board.tail-1)
		h.repeated = since
	}
	h.busy = false
	h.probe = h.next
	h.timer(t.kernel.Now())
}

// expired handles a timeout: nothing was heard of what is under way, so all of
// it counts as lost, and slow start begins anew (RFC 5681, section 3.1; RFC
// 6298, section 5).
func (t *Transport) expired(h *end) {
	now := t.kernel.Now()
	if h.tries++; h.tries > h.c.Tries {
		t.closed(h, trace.TimedOut)
		return
	}
	if h.state != timedOut && (h.state == steady || h.una >= h.high) || h.tries == 1 && h.state != timedOut {
		if h.state == steady {
			h.window.forgive()
			h.forgetRepeats()
		}
		h.c.congestion.cut(&h.window)
		h.high = h.next
	}
	h.state, h.probe = timedOut, 0
	b := &h.board
	for at := b.oldest; at != 0; {
		s, place := b.at(at-1), at-1
		at = s.next
		if place != b.head && s.at+h.rack.rtt > now {
			continue // it may still arrive (Linux, tcp_timeout_mark_lost)
		}
		b.lose(place, s)
	}
	h.window.size = b.flight + 1
	h.window.credit = 0
	h.window.cubic.forget()
	h.timer(now)
	h.asked = true
	t.serve(h)
}

// shakeAgain repeats a handshake that went unanswered.
func (t *Transport) shakeAgain(h *end) {
	if h.tries++; h.tries > h.c.SynTries+h.linear() {
		t.closed(h, trace.TimedOut)
		return
	}
	t.shake(h)
}

// probeRoom asks an end without room whether it has some (RFC 9293, section
// 3.8.6.1).
func (t *Transport) probeRoom(h *end) {
	h.tries = min(h.tries+1, 16)
	id, q := t.packet(h, acks|probing)
	q.seq, q.end, q.ack, q.echo = h.next, h.next, h.received, h.echo
	h.tell(q)
	t.emit(h, id, h.c.Overhead)
	t.waitForRoom(h)
}
