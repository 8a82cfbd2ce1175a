package transport

import "backchat/sim"

// A gap is how the acknowledgements are timed that tell of the same gap: each
// packet beyond it is told of at once at first, later several together, as
// Linux does it (tcp_input.c, __tcp_ack_snd_check: SACK compression).
type gap struct {
	at      int64 // what is missing begins here
	told    int   // acknowledgements that went at once
	waiting int   // packets beyond it that the next one tells of
}

const (
	gapTold    = 3  // that go at once: the sender may need so many (TCP_FASTRETRANS_THRESH)
	gapWaiting = 44 // packets that one may tell of at most (tcp_comp_sack_nr)
	gapShare   = 20 // one waits for this part of a round trip at most
	gapSpans   = 2  // spans that one which waits may tell of: it may be lost (TCP_SACK_BLOCKS_EXPECTED)
)

// acknowledgeGap acknowledges while something is missing.
func (t *Transport) acknowledgeGap(h *end, now sim.Time) {
	a := &h.c.DelayedAck
	if a.Gap == 0 || h.owes() || h.quick > 0 && !h.chatty || h.gap.waiting >= gapWaiting {
		t.acknowledge(h)
		return
	}
	if h.gap.at != h.received {
		h.gap.at, h.gap.told = h.received, 0
	}
	if h.gap.told < gapTold {
		h.gap.told++
		t.acknowledge(h)
		return
	}
	if h.gap.waiting++; h.gap.waiting == 1 {
		h.ackDue = min(h.ackDue, now+min(a.Gap, h.rtt.smooth/gapShare))
	}
}

// fits tells whether the acknowledgement that waits has room for a span: it
// goes on from one that is told of, or there are few.
func (h *end) fits(s span) bool {
	if int(h.count) < gapSpans {
		return true
	}
	for _, b := range h.blocks[:gapSpans] {
		if b.first <= s.end && s.first <= b.end {
			return true
		}
	}
	return false
}
