package transport

import "backchat/sim"

// A hystart looks for the moment at which slow start should end, before the
// queue on the way overflows. Which signs it goes by is the stack's.
type hystart struct {
	end     int64    // the round is over once this has been acknowledged
	begun   sim.Time // the round
	last    sim.Time // the last acknowledgement of the train
	least   sim.Time // the shortest round trip of the round
	before  sim.Time // of the round before it (HyStart++)
	samples int
	found   bool
	css     int      // rounds of conservative slow start left (HyStart++); 0: not in it
	base    sim.Time // the round trip when it began
	crumbs  int64    // arrived in it, and not yet grown for
}

const (
	hystartLow      = 16                   // it waits for a window of this many segments (Linux, hystart_low_window; quic-go, hybridStartLowWindow)
	hystartSamples  = 8                    // round trips of a round that count (RFC 9406, N_RTT_SAMPLE; Linux, HYSTART_MIN_SAMPLES)
	hystartLeast    = 4 * sim.Millisecond  // bounds of the rise in round trip that counts (RFC 9406, section 4.2; Linux, HYSTART_DELAY_MIN and MAX)
	hystartMost     = 16 * sim.Millisecond //
	hystartTrain    = 2 * sim.Millisecond  // acknowledgements closer than this are one train (Linux, hystart_ack_delta_us)
	hystartSlack    = sim.Millisecond      // a train may be longer by this (Linux, hystart_ack_delay)
	hystartRounds   = 5                    // RFC 9406: CSS_ROUNDS
	hystartGrowth   = 4                    // RFC 9406: CSS_GROWTH_DIVISOR
	hystartFraction = 8                    // RFC 9406: MIN_RTT_DIVISOR
)

// rise is the increase of a round trip that counts as a queue.
func rise(least sim.Time) sim.Time {
	return min(max(least/hystartFraction, hystartLeast), hystartMost)
}

// round begins a round that is over once end has been acknowledged.
func (h *hystart) round(now sim.Time, end int64) {
	h.end, h.begun, h.last = end, now, now
	h.before, h.least, h.samples = h.least, sim.Never, 0
}

// linux takes an acknowledgement of everything before una, with its round
// trip, and tells whether slow start is to end: as tcp_cubic.c, by the length
// of the train of acknowledgements and by the rise of the round trip. least is
// the connection's shortest round trip.
func (h *hystart) linux(now sim.Time, una, next int64, size int64, rtt, least sim.Time) bool {
	if h.begun == 0 || una > h.end {
		h.round(now, next)
	}
	if size < hystartLow {
		return false
	}
	if now-h.last <= hystartTrain {
		h.last = now
		h.found = h.found || now-h.begun > (least+hystartSlack)/2
	}
	h.least = min(h.least, rtt)
	if h.samples < hystartSamples {
		h.samples++
	} else {
		h.found = h.found || h.least > least+rise(least)
	}
	return h.found
}

// plus takes an acknowledgement as RFC 9406 has it (HyStart++), and tells
// whether slow start is to end: a round whose round trip is longer than the
// last one's begins conservative slow start, which ends slow start unless the
// round trip falls again.
func (h *hystart) plus(now sim.Time, una, next int64, rtt sim.Time) bool {
	if h.begun == 0 || una > h.end {
		h.round(now, next)
		if h.css > 0 {
			if h.css--; h.css == 0 {
				return true
			}
		}
	}
	h.least = min(h.least, rtt)
	if h.samples++; h.samples < hystartSamples {
		return false
	}
	switch {
	case h.css > 0 && h.least < h.base:
		h.css = 0
	case h.css == 0 && h.before != 0 && h.before != sim.Never && h.least >= h.before+rise(h.before):
		h.css, h.base = hystartRounds, h.least
	}
	return false
}

// hybrid takes an acknowledgement whose latest number that is, while last was
// sent last, and tells whether slow start is to end.
func (h *hystart) hybrid(number, last, packets int64, rtt, least sim.Time) bool {
	if h.begun == 0 {
		h.round(1, last)
	}
	if h.samples++; h.samples <= hystartSamples {
		h.least = min(h.least, rtt)
	}
	if h.samples == hystartSamples && h.least > least+rise(least) {
		h.found = true
	}
	if number > h.end {
		h.begun = 0
	}
	return h.found && packets >= hystartLow
}

// slows is how much the window may grow for n that have arrived.
func (h *hystart) slows(n int64) int64 {
	if h.css == 0 {
		return n
	}
	h.crumbs += n
	n = h.crumbs / hystartGrowth
	h.crumbs %= hystartGrowth
	return n
}

// A slowStart is a way to end slow start before something is lost.
type slowStart struct {
	Name string
	over func(h *end, now, rtt sim.Time) bool // an acknowledgement with that round trip was taken: is it to end?
}

var slowStarts = []slowStart{
	{"plain", func(*end, sim.Time, sim.Time) bool { return false }},
	{"hystart", func(h *end, now, rtt sim.Time) bool {
		return h.hystart.linux(now, h.una, h.next, h.window.size, rtt, h.rtt.least)
	}},
	{"hystartPlus", func(h *end, now, rtt sim.Time) bool {
		return h.hystart.plus(now, h.una, h.next, rtt)
	}},
}
