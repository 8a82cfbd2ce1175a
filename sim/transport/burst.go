package transport

import "backchat/sim"

// A burst is segments that are sent at once. Linux hands them on together, so many at a
// time; the last of them asks to be passed on (__tcp_transmit_skb), as what ends a write
// does.
type burst struct {
	most int64 // may go at a time
	left int64 // are still to go
	one  bool  // goes alone
}

const (
	burstBytes = 64 << 10        // the most that goes at a time
	burstRate  = 1024            // what goes at a time goes in this part of a second (sk_pacing_shift)
	burstWait  = sim.Millisecond // the longest that a burst is to wait, and that ago something was sent
)

// burst is what may go now. At a time that is as much as the pace, at which a window
// goes in a round trip or a little less, takes to 1/1024 s, and two segments at least
// (tcp_update_pacing_rate, tcp_tso_autosize).
func (h *end) burst() burst {
	w, percent := &h.window, int64(120)
	if w.size < w.threshold/2 {
		percent = 200
	}
	most := int64(2)
	if trip := int64(h.rtt.smooth); trip > 0 {
		most = max(most, percent*w.size*(int64(sim.Second)/burstRate/100)/trip)
	}
	most = min(most, burstBytes/int64(h.c.Segment))
	room := w.size - h.board.flight
	return burst{most: most, left: min(most, room), one: room == 1}
}

// ends tells whether the next segment is the last of several.
func (b *burst) ends() bool {
	b.left--
	return b.left == 0 && !b.one
}

// defers tells whether a burst waits for the next acknowledgement, so that more goes at
// once (tcp_tso_should_defer): where something was sent within a millisecond, less may be
// sent than goes at a time and than a third of the window, and the next acknowledgement
// should be there within a millisecond, or half a round trip where that is less (Linux
// from 6.18 on).
func (h *end) defers(b *burst, now sim.Time) bool {
	if h.state != steady || b.left >= b.most || h.board.len() == 0 || now-h.used > burstWait {
		return false
	}
	trip := h.rtt.smooth
	if h.board.at(h.board.head).at+trip-now > min(trip/2, burstWait) {
		return false
	}
	segment := int64(h.c.Segment)
	window := min(h.window.size, (h.limit-h.una)/segment)
	return min(b.left, (h.limit-h.next)/segment) < window/3
}
