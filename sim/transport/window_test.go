package transport

import (
	"testing"

	"backchat/sim"
)

func TestSlowStartGrowsByWhatArrivedUpToTheThreshold(t *testing.T) {
	var w window
	w.restart(10, 1)
	w.threshold = 25
	if left := w.slowStart(10); w.size != 20 || left != 0 {
		t.Errorf("after 10 of 10: window %d, %d left", w.size, left)
	}
	if left := w.slowStart(10); w.size != 25 || left != 5 || w.slow() {
		t.Errorf("after 10 of 20: window %d, %d left", w.size, left)
	}
}

func TestRenoGrowsByOneEachRoundTripAndHalves(t *testing.T) {
	reno := congestions[0]
	for _, unit := range []int64{1, 1280} {
		var w window
		w.restart(10*unit, unit)
		for want := int64(11); want < 14; want++ {
			for n := w.size / unit; n > 0; n-- {
				reno.grow(&w, unit, 0, 0)
			}
			if w.size != want*unit {
				t.Errorf("in units of %d the window is %d, not %d", unit, w.size, want*unit)
			}
		}
		reno.cut(&w)
		if w.threshold != 13*unit/2 || w.size != 13*unit {
			t.Errorf("a loss at 13 leads to a threshold of %d and a window of %d", w.threshold, w.size)
		}
		w.size = w.threshold
		w.undo()
		if w.size != 13*unit || w.threshold != unbounded {
			t.Errorf("taken back, the window is %d and the threshold %d", w.size, w.threshold)
		}
	}
}

func TestAThresholdIsAtLeastTwo(t *testing.T) {
	var w window
	w.restart(3, 1)
	congestions[0].cut(&w)
	if w.threshold != 2 {
		t.Errorf("a threshold of %d", w.threshold)
	}
}

// TestCubicFollowsItsFormula holds that the window CUBIC aims at is
// 0.4 (t - K)^3 + W_max with K the cube root of (W_max - window)/0.4 (RFC
// 9438, section 4.2): for a window of 70 after a loss at 100, K is 4.217 s.
func TestCubicFollowsItsFormula(t *testing.T) {
	for _, row := range []struct {
		after sim.Time
		aim   int64 // of the formula
	}{
		{sim.Second, 86}, {2 * sim.Second, 95}, {4217 * ms, 100}, {6 * sim.Second, 102}, {10 * sim.Second, 177},
	} {
		c := cubic{peak: 100}
		c.begin(70, 0, sim.Second)
		period := c.ideal(70, row.after)
		want := 70 / (row.aim - 70)
		if period != want {
			t.Errorf("after %v one segment is added for every %d, not %d (towards %d)", row.after, period, want, row.aim)
		}
	}
	if k := cubeRoot(30 << 40 / cubicC); k < 4315 || k > 4319 {
		t.Errorf("K is %d/1024 s, not 4.217 s", k)
	}
}

func TestCubicIsNotBehindReno(t *testing.T) {
	w, now := window{size: 10, threshold: 10, unit: 1}, sim.Time(0)
	w.cubic.cut(14)
	w.threshold = 10
	trips := 40
	for range trips {
		now += 20 * ms // so short that the cubic has hardly begun
		for n := w.size; n > 0; n-- {
			congestions[1].grow(&w, 1, now, 20*ms)
		}
	}
	// RFC 9438, section 4.3: 3 (1-0.7)/(1+0.7) = 0.53 a round trip
	if w.size < 10+int64(trips)*45/100 || w.size > 10+int64(trips)*60/100 {
		t.Errorf("after %d round trips the window is %d", trips, w.size)
	}
}

func TestCubicMakesRoomForOthers(t *testing.T) {
	var c cubic
	c.cut(100)
	if c.peak != 100 {
		t.Errorf("the first peak is %d", c.peak)
	}
	c.cut(80)
	if c.peak != 68 { // 80 (1 + 0.7)/2
		t.Errorf("the next peak is %d", c.peak)
	}
}

func TestProportionalRateReductionSendsInProportion(t *testing.T) {
	var p prr
	p.begin(20)
	out := int64(0)
	for k := int64(1); k <= 19; k++ {
		flight := 19 - k + out // one of 20 is lost
		n := p.allow(flight, 10, 1, false)
		p.out += n
		out += n
		if want := (10*k + 19) / 20; flight > 10 && out != want {
			t.Errorf("when %d have arrived %d were sent, not %d", k, out, want)
		}
	}
	if left := 0 + out; left < 9 || left > 10 {
		t.Errorf("at the end %d are under way, not about the threshold", left)
	}
}

func TestRateReductionCatchesUpAfterManyLosses(t *testing.T) {
	var p prr
	p.begin(20)
	if n := p.allow(4, 10, 1, true); n != 2 {
		t.Errorf("with 4 under way and a threshold of 10, %d are sent for one that arrived", n)
	}
	p.out += 2
	if n := p.allow(5, 10, 1, false); n != 1 {
		t.Errorf("after a further loss %d are sent for one that arrived", n)
	}
}

func TestTimeoutFollowsTheRoundTrips(t *testing.T) {
	var e estimator
	plain, slack := compile(rfc), compile(linux)
	plain.LeastTimeout = 0
	for i, row := range []struct {
		rtt, smooth, variance, timeout, linux sim.Time
	}{
		{100 * ms, 100 * ms, 50 * ms, 300 * ms, 300 * ms},
		{100 * ms, 100 * ms, 37500 * sim.Microsecond, 250 * ms, 300 * ms},
		{180 * ms, 110 * ms, 48125 * sim.Microsecond, 302500 * sim.Microsecond, 310 * ms},
	} {
		e.measure(row.rtt)
		timeout := func(c *stack) sim.Time { return (&end{seat: seat[stack]{c: c}, rtt: e}).timeout() }
		if e.smooth != row.smooth || e.variance != row.variance || timeout(plain) != row.timeout || timeout(slack) != row.linux {
			t.Errorf("%d: %v, %v, timeouts %v and %v", i, e.smooth, e.variance, timeout(plain), timeout(slack))
		}
	}
}

func TestARoundTripIsFreeOfTheOtherEndsDelay(t *testing.T) {
	e := estimator{smooth: 100 * ms, least: 100 * ms}
	e.measureDelayed(125*ms, 25*ms)
	if e.smooth != 100*ms || e.latest != 125*ms {
		t.Errorf("125 ms less 25 make %v", e.smooth)
	}
	e.measureDelayed(110*ms, 25*ms) // it cannot have waited so long
	if e.smooth != 100*ms+10*ms/8 {
		t.Errorf("110 ms, which cannot be less 25, make %v", e.smooth)
	}
}

func TestHystartEndsSlowStartByTheTrainOrTheRise(t *testing.T) {
	var h hystart
	now := sim.Second
	for i := range int64(60) {
		over := h.linux(now, 1000+i, 2000, 20, 100*ms, 100*ms)
		if want := now-sim.Second > 50*ms+hystartSlack/2; over != want {
			t.Fatalf("a train of %v ends slow start: %v", now-sim.Second, over)
		}
		now += ms
	}
	h = hystart{}
	for i := range int64(9) {
		over := h.linux(now, 1000+i, 2000, 20, 114*ms, 100*ms)
		now += 10 * ms // no train
		if want := i >= 8; over != want {
			t.Errorf("after %d round trips of 114 ms instead of 100 slow start ends: %v", i+1, over)
		}
	}
	if h.linux(now, 5000, 9000, 20, 112*ms, 100*ms); h.samples != 1 {
		t.Error("a new round does not begin")
	}
	h = hystart{}
	for i := range int64(100) {
		if h.linux(now, 1000+i, 2000, 15, 300*ms, 100*ms) {
			t.Fatal("a window of 15 is watched")
		}
	}
}

func TestHystartPlusGoesOnCautiouslyAndComesBack(t *testing.T) {
	var h hystart
	now, una := sim.Second, int64(0)
	round := func(rtt sim.Time) (over bool) {
		for range 10 {
			una++
			over = h.plus(now, una, una+9, rtt) || over
			now += ms
		}
		return over
	}
	round(100 * ms)
	if round(100 * ms); h.css != 0 {
		t.Error("cautious without a rise")
	}
	if round(115 * ms); h.css == 0 {
		t.Error("a rise by 15 ms goes unnoticed")
	}
	if n := h.slows(8); n != 2 {
		t.Errorf("8 that arrived make the window grow by %d, not a quarter", n)
	}
	if round(105 * ms); h.css != 0 {
		t.Error("the rise is over, and it is still cautious")
	}
	round(100 * ms)
	for i := range hystartRounds + 1 {
		if over := round(120 * ms); over != (i == hystartRounds) {
			t.Errorf("in round %d of caution slow start ends: %v", i, over)
		}
	}
}

// TestRenoIsAheadOfCubicOnceMoreHasArrivedThanAPeriod holds the count of Reno's
// window at its bound: Linux (bictcp_update) adds a segment where more than a
// period has arrived, and leaves what is beyond to the next.
func TestRenoIsAheadOfCubicOnceMoreHasArrivedThanAPeriod(t *testing.T) {
	const size = 16 // a period is 16 * 15/8 = 30
	for acked, want := range map[int64][2]int64{0: {0, 0}, 30: {0, 30}, 31: {1, 1}, 60: {1, 30}, 61: {2, 1}} {
		c := cubic{acked: acked}
		if c.friendly(size); c.reno != want[0] || c.acked != want[1] {
			t.Errorf("of %d that arrived Reno's window grows by %d, and %d are left, not %d", acked, c.reno, c.acked, want)
		}
	}
}
