package transport

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// grain is what a timer can tell apart (RFC 9002, kGranularity).
const grain = sim.Millisecond

// ackedQUIC takes in what a packet acknowledges (RFC 9002, appendix A.7).
func (t *Transport) ackedQUIC(h *qend, sp *space, p *part) {
	now := t.kernel.Now()
	b := &sp.board
	before := h.flight()
	sp.heard = max(sp.heard, p.acked.end)
	latest := t.listAcked(sp, p)
	if latest == nil && len(t.newly) == 0 {
		return
	}
	if latest != nil {
		delay := sim.Time(0)
		if sp.id == application {
			delay = min(p.delay, h.c.AckDelay)
		}
		h.rtt.measureDelayed(now-latest.at, delay)
		h.endSlowStart(latest.from)
	}
	t.lossesQUIC(h, sp)
	for _, x := range t.newly {
		h.growQUIC(x, before)
		if h.probing(x) {
			h.reached()
		}
		if x.told > sp.low {
			sp.forget(x.told)
		}
		t.arrivedFrames(h, x)
	}
	b.sweep()
	if h.side == 1 || h.agreed || sp.id != initial {
		h.tries = 0
	}
	h.probes = 0
}

// listAcked lists what is acknowledged now, in t.newly, and returns the entry of the
// highest number where that is among them.
func (t *Transport) listAcked(sp *space, p *part) (latest *sent) {
	t.newly = t.newly[:0]
	if latest = t.listSpan(&sp.board, p.acked); latest != nil && latest.to != p.acked.end {
		latest = nil
	}
	for at := p.ranges; at != 0; {
		r := t.frames.At(at)
		t.listSpan(&sp.board, span{r.from, r.to})
		at = r.next
	}
	return latest
}

// listSpan lists those of one span, and returns the entry of the last.
func (t *Transport) listSpan(b *board, s span) (last *sent) {
	for k := b.find(s.first); k != b.tail; k++ {
		x := b.at(k)
		if x.state == arrived {
			k = b.pending(k) - 1
			continue
		}
		if x.to > s.end {
			break
		}
		if x.state == settled {
			continue // it was given up, and what it carried is on its way again
		}
		last = x
		b.arrive(k, x)
		t.newly = append(t.newly, x)
	}
	return last
}

// forget gives up account of the numbers below n: the other end knows that
// they have arrived.
func (sp *space) forget(n int64) {
	for !sp.got.empty() && sp.got.spans[sp.got.front].end < n {
		sp.low = sp.got.takeFirst().end
	}
}

// arrivedFrames tells whom it concerns that what a packet carried has arrived.
func (t *Transport) arrivedFrames(h *qend, x *sent) {
	id := x.packet
	if id == 0 {
		return
	}
	x.packet = 0
	d := t.datagrams.At(id)
	for f := d.first(); f != nil; f = t.after(f) {
		fl := t.flows.of(f)
		if fl == nil {
			continue
		}
		more := fl.acknowledge(f.from, f.to)
		if fl.crypto {
			if a := &h.spaces[application]; a.crypto == fl && fl.acked == fl.final {
				a.crypto = nil
				t.flows.free(fl)
			}
			continue
		}
		if more {
			t.session.Acknowledged(h.conn, h.side, fl.stream, fl.acked)
		}
		if f.fin {
			fl.endKnown = true
		}
		if fl.endKnown && fl.acked == fl.final {
			fl.done = true
			t.leave(h.link, fl)
		}
	}
	t.unref(id, d)
}

// growQUIC grows the window for a packet that has arrived (RFC 9002, section
// 7.3; quic-go, cubic_sender.go).
func (h *qend) growQUIC(x *sent, before int64) {
	w := &h.window
	full := h.path.size
	if h.cut != 0 && x.at <= h.cut || !h.usesWindow(before, full) {
		return
	}
	if w.slow() {
		if h.c.ByPacket {
			w.size += full
		} else {
			w.slowStart(x.size)
		}
		return
	}
	if h.counted++; (h.counted+1)*full > w.size {
		w.size += full
		h.counted = 0
	}
}

// burstSlack is how many full packets of the window may be free and it still
// counts as used (quic-go, maxBurstPackets).
const burstSlack = 3

// usesWindow tells whether the window was used enough to grow.
func (h *qend) usesWindow(flight, full int64) bool {
	return flight >= h.window.size-burstSlack*full || h.window.slow() && flight > h.window.size/2
}

// endSlowStart ends slow start where the round trips of a round have risen
// (quic-go, hybrid_slow_start.go).
func (h *qend) endSlowStart(number int64) {
	if !h.c.hybrid || !h.window.slow() {
		return
	}
	over := h.hystart.hybrid(number, h.spaces[application].number-1, h.window.size/h.path.size, h.rtt.latest, h.rtt.least)
	if over {
		h.window.threshold = h.window.size
	}
}

// lossesQUIC gives up what was sent long enough before what has arrived, by
// number or by time (RFC 9002, section 6.1).
func (t *Transport) lossesQUIC(h *qend, sp *space) {
	now := t.kernel.Now()
	b := &sp.board
	sp.lossDue = sim.Never
	wait := max(max(h.rtt.latest, h.rtt.smooth)*9/8, grain)
	var first, last sim.Time
	for at := b.oldest; at != 0; {
		x, place := b.at(at-1), at-1
		at = x.next
		if x.from >= sp.heard {
			break
		}
		if x.from+h.c.Threshold >= sp.heard && x.at+wait > now {
			sp.lossDue = min(sp.lossDue, x.at+wait)
			continue
		}
		if h.probing(x) {
			h.path.miss() // which is no sign that the way is full
			t.giveUp(sp, place, x)
			continue
		}
		if first == 0 {
			first = x.at
		}
		last = x.at
		t.giveUp(sp, place, x)
		h.reduce(x.at, now)
	}
	if h.c.Persistent && first != 0 && h.rtt.smooth != 0 && last-first > 3*h.pto(application) {
		h.window.size, h.cut = h.leastWindow(), 0
	}
}

// giveUp lets what a packet carried be sent again.
func (t *Transport) giveUp(sp *space, place uint32, x *sent) {
	sp.board.lose(place, x)
	sp.board.settle(x)
	if x.packet == 0 {
		return
	}
	d := t.datagrams.At(x.packet)
	for at := d.first(); at != nil; at = t.after(at) {
		if f := *at; f.kind != ping {
			if f.again != twice && f.kind == carries {
				f.again = again
				if !x.gone {
					f.again = twice
				}
			}
			t.enqueue(sp, f)
		}
	}
	t.unref(x.packet, d)
	x.packet = 0
}

// reduce lowers the window for a packet sent at that time that was lost: once
// for all that was under way (RFC 9002, section 7.3.2).
func (h *qend) reduce(at, now sim.Time) {
	if h.cut != 0 && at <= h.cut {
		return
	}
	h.cut = max(now, 1)
	w := &h.window
	w.size = max(h.c.keep.of(w.size), h.leastWindow())
	w.threshold = w.size
	h.counted = 0
}

// pto is the time after which an end without word probes (RFC 9002, section
// 6.2.1).
func (h *qend) pto(s spaceID) sim.Time {
	if h.rtt.smooth == 0 {
		return h.c.InitialTimeout
	}
	t := h.rtt.smooth + max(4*h.rtt.variance, grain)
	if s == application {
		t += h.c.AckDelay
	}
	return t
}

// timeQUIC sets the timer for losses, probes and the end of patience. That comes
// behind a probe, but for a handshake.
func (t *Transport) timeQUIC(h *qend) {
	if a := &h.spaces[application]; h.live < application {
		t.timeProbes(h)
	} else if h.due = a.lossDue; h.due == sim.Never && a.board.oldest != 0 {
		h.probeLater(a)
	}
	if h.tries > 0 || !h.complete() {
		h.due = min(h.due, h.lapses())
	}
}

// timeProbes sets the timer for losses and probes while the handshake goes on (RFC
// 9002, appendix A.8).
func (t *Transport) timeProbes(h *qend) {
	h.due = sim.Never
	a := &h.spaces[application]
	for s := h.live; s < application; s++ {
		h.due = min(h.due, h.spaces[s].lossDue)
	}
	if h.due = min(h.due, a.lossDue); h.due != sim.Never || h.muted() {
		return
	}
	waiting := false
	for s := h.live; s < application; s++ {
		waiting = h.probeLater(&h.spaces[s]) || waiting
	}
	if h.agreed {
		waiting = h.probeLater(a) || waiting
	}
	if !waiting && h.side == 0 && !h.agreed && !h.rest.over() {
		h.probe = initial // RFC 9002, section 6.2.2.1: the server may be waiting for leave to send
		if h.spaces[shaking].open {
			h.probe = shaking
		}
		h.due = t.kernel.Now() + h.pto(h.probe)<<min(h.tries, 16)
	}
}

// probeLater sets the timer for a probe in a space, unless one is due before in
// another. It tells whether word is waited for there.
func (h *qend) probeLater(sp *space) bool {
	if sp.board.oldest == 0 || sp.board.alone() {
		return false
	}
	if due := sp.asked + h.pto(sp.id)<<min(h.tries, 16); due < h.due {
		h.due, h.probe = due, sp.id
	}
	return true
}

// wakeQUIC does what is due.
func (t *Transport) wakeQUIC(c *Conn, e int) {
	l := t.links.all[c.active]
	h := &l.ends[e]
	h.armed = sim.Never
	l.held++
	if h.due <= t.kernel.Now() && !h.rest.over() {
		t.lateQUIC(h)
	}
	if !h.rest.over() {
		t.answerQUIC(h)
	}
	l.held--
	t.rest(l)
}

// lateQUIC handles the timer for losses and probes.
func (t *Transport) lateQUIC(h *qend) {
	now := t.kernel.Now()
	if h.lapses() <= now {
		t.closedQUIC(h, trace.TimedOut)
		return
	}
	for s := range h.spaces {
		if sp := &h.spaces[s]; sp.lossDue <= now {
			t.lossesQUIC(h, sp)
			sp.board.sweep()
			return
		}
	}
	if h.tries++; h.tries > h.c.Tries {
		t.closedQUIC(h, trace.TimedOut)
		return
	}
	sp := &h.spaces[h.probe]
	h.probes = 2 // RFC 9002, section 6.2.4; quic-go
	for range h.probes {
		if at := sp.board.first(); at != 0 {
			t.giveUp(sp, at-1, sp.board.at(at-1))
		}
	}
	sp.board.sweep()
	if sp.again.first == 0 {
		t.enqueue(sp, frame{kind: ping})
	}
}
