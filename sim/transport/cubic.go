package transport

import "backchat/sim"

// A cubic is the growth function of CUBIC (RFC 9438), in the whole numbers of
// Linux (tcp_cubic.c): windows in segments, time in 1/1024 s, the constant C
// as 410/1024 (0.4).
type cubic struct {
	peak    int64    // the window before the last loss, or less for fast convergence (W_max); 0: none yet
	epoch   sim.Time // growth began here; 0: not yet
	origin  int64    // the plateau
	rise    int64    // from epoch to the plateau (K), in 1/1024 s
	acked   int64    // arrived since epoch, as far as it has not grown reno
	reno    int64    // the window that Reno would have
	current int64    // the period that was worked out last
	size    int64    // for this window
	at      sim.Time // and instant
}

const (
	cubicC      = 410
	cubicTick   = sim.Second / 1000 // a period is worked out at most once in it
	cubicStale  = sim.Second / 32   // while the window stays, only after this long
	cubicBlind  = 20                // the longest period while no loss has been seen: 5 % a round trip
	cubicFast   = 2                 // the shortest period: half as much again a round trip
	renoPerUnit = 15                // segments that have to arrive for one of Reno's, in eighths of the window: 3 (1 - beta) / (1 + beta)
)

// period is how many segments have to arrive for the window to grow by one,
// when n have.
func (c *cubic) period(size, n int64, now, least sim.Time) int64 {
	c.acked += n
	if c.size == size && now-c.at <= cubicStale && c.epoch != 0 {
		return c.current
	}
	if c.epoch == 0 || now/cubicTick != c.at/cubicTick {
		c.size, c.at = size, now
		if c.epoch == 0 {
			c.begin(size, n, now)
		}
		c.current = c.ideal(size, now-c.epoch+least)
	}
	c.friendly(size)
	c.current = max(c.current, cubicFast)
	return c.current
}

// begin begins an epoch at this window.
func (c *cubic) begin(size, n int64, now sim.Time) {
	c.epoch, c.acked, c.reno = max(now, 1), n, size
	c.origin, c.rise = size, 0
	if c.peak > size {
		c.rise = cubeRoot((c.peak - size) << 40 / cubicC)
		c.origin = c.peak
	}
}

// ideal is the period that leads to the cubic's value after that time.
func (c *cubic) ideal(size int64, after sim.Time) int64 {
	t := int64(after/sim.Microsecond) * 1024 / 1e6
	d := min(max(t-c.rise, c.rise-t), 1<<16) // a minute is beyond all bounds
	target := c.origin + cubicC*d*d>>10*d>>30*sign(t-c.rise)
	period := 100 * size
	if target > size {
		period = size / (target - size)
	}
	if c.peak == 0 {
		period = min(period, cubicBlind)
	}
	return period
}

// friendly shortens the period where Reno would be ahead (section 4.3).
func (c *cubic) friendly(size int64) {
	step := max(size*renoPerUnit>>3, 1)
	if n := (c.acked - 1) / step; n > 0 {
		c.reno += n
		c.acked -= n * step
	}
	if c.reno > size {
		c.current = min(c.current, size/(c.reno-size))
	}
}

// cut ends the epoch: there was a loss at this window. A window that has not
// come up to the last peak makes room for others (section 4.7).
func (c *cubic) cut(size int64) {
	c.epoch = 0
	if size < c.peak {
		c.peak = size * (1024 + int64(cubicShare)) / 2048
	} else {
		c.peak = size
	}
}

// forget begins anew after a timeout.
func (c *cubic) forget() { *c = cubic{} }

func sign(n int64) int64 {
	if n < 0 {
		return -1
	}
	return 1
}

// cubeRoot is the whole part of the cube root of n.
func cubeRoot(n int64) int64 {
	var r int64
	for bit := int64(1) << 20; bit > 0; bit >>= 1 {
		if c := r + bit; c*c*c <= n {
			r = c
		}
	}
	return r
}
