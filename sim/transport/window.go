package transport

import "backchat/sim"

// A window says how much may be under way, in units: 1 segment of TCP, or the
// bytes of a full packet of QUIC. It knows no clock and no network.
type window struct {
	size      int64 // the congestion window
	threshold int64 // slow start ends here (ssthresh)
	unit      int64
	credit    int64 // arrived since the window last grew, once slow start is over
	prior     int64 // its size before the last reduction, for those that were a mistake
	priorSlow int64 // the threshold then
	cubic     cubic
}

const unbounded = 1 << 40

// restart makes the window as it is at first.
func (w *window) restart(size, unit int64) {
	*w = window{size: size, threshold: unbounded, unit: unit}
}

// slow tells whether the window is in slow start.
func (w *window) slow() bool { return w.size < w.threshold }

// slowStart grows the window by what has arrived, up to the threshold, and
// returns what of it is left (RFC 5681, section 3.1, with L = all: RFC 3465).
func (w *window) slowStart(n int64) (left int64) {
	grown := min(w.size+n, w.threshold)
	left = n - (grown - w.size)
	w.size = grown
	return left
}

// grow grows the window by one unit for every period that has arrived: with
// the window itself as the period, one unit a round trip.
func (w *window) grow(n, period int64) {
	if w.credit >= period {
		w.credit = 0
		w.size += w.unit
	}
	w.credit += n
	if units := w.credit / period; units > 0 {
		w.credit -= units * period
		w.size += units * w.unit
	}
}

// cut lowers the threshold to a share of the window, as a loss does, and
// leaves it to the sender to bring the window down to it.
func (w *window) cut(share share) {
	w.prior, w.priorSlow = max(w.prior, w.size), max(w.priorSlow, w.threshold)
	w.threshold = max(share.of(w.size), 2*w.unit)
	w.credit = 0
}

// remember keeps three quarters of the window as the threshold, for one that
// is about to shrink without a loss (Linux, tcp_current_ssthresh).
func (w *window) remember() { w.threshold = max(w.threshold, w.size*3/4) }

// undo takes the last reduction back: what seemed lost was not.
func (w *window) undo() {
	if w.prior == 0 {
		return
	}
	w.size = max(w.size, w.prior)
	w.threshold = max(w.threshold, w.priorSlow)
	w.forgive()
}

// forgive says that the last reduction was none too many.
func (w *window) forgive() { w.prior, w.priorSlow = 0, 0 }

// A share is a fraction with a denominator of 1024.
type share int64

func (s share) of(n int64) int64 { return n * int64(s) / 1024 }

// A congestion is a way to grow a window, and to shrink it when something was
// lost.
type congestion struct {
	Name string
	grow func(w *window, n int64, now, least sim.Time) // n units have arrived, in congestion avoidance
	cut  func(w *window)
}

var congestions = []congestion{
	{"reno", func(w *window, n int64, _, _ sim.Time) { w.grow(n, w.size) }, func(w *window) { w.cut(renoShare) }},
	{"cubic", func(w *window, n int64, now, least sim.Time) {
		w.grow(n, w.cubic.period(w.size, n, now, least))
	}, func(w *window) {
		w.cubic.cut(w.size)
		w.cut(cubicShare)
	}},
}

const (
	renoShare  share = 512 // RFC 5681, section 3.1
	cubicShare share = 717 // 0.7: RFC 9438, section 4.6; Linux, tcp_cubic.c: beta
)
