package oracles

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// counted is a mean of numbers that a gauge has counted.
type counted struct{ n, total float64 }

func (c *counted) add(x float64)  { c.n++; c.total += x }
func (c *counted) value() float64 { return c.total / c.n }

// processedTwice is the share of operations whose effect took place more than
// once.
type processedTwice struct{ applied, again float64 }

func (g *processedTwice) Fold(batch []trace.Record) {
	for i := range batch {
		if r := &batch[i]; r.Kind == trace.Applied && r.Aux == 0 {
			g.applied++
		} else if r.Kind == trace.Applied && r.Aux == 1 {
			g.again++
		}
	}
}

func (g *processedTwice) value() float64 { return g.again / g.applied }

// overtaking is the share of pairs of operations whose second takes effect
// before its first.
type overtaking struct {
	counted
	early map[uint32]bool // second operations whose first has not been seen
}

func (g *overtaking) Fold(batch []trace.Record) {
	for i := range batch {
		r := &batch[i]
		switch {
		case r.Kind != trace.Applied:
		case r.Op%2 == 0:
			g.early[r.Op] = true
		case g.early[r.Op+1]:
			g.add(1)
			delete(g.early, r.Op+1)
		default:
			g.add(0)
		}
	}
}

// untilOpen is how many requests a closed circuit breaker lets through until
// it opens.
type untilOpen struct {
	counted
	open     bool
	requests float64
}

func (g *untilOpen) Fold(batch []trace.Record) {
	for i := range batch {
		switch batch[i].Kind {
		case trace.Ask:
			g.requests++
		case trace.Trip:
			if !g.open {
				g.add(g.requests)
			}
			g.open = true
		case trace.Restore:
			g.open, g.requests = false, 0
		}
	}
}

// collector is how many effects take place until each of so many places has
// had one.
type collector struct {
	counted
	of   int
	seen map[trace.Place]bool
	n    float64
}

func (g *collector) Fold(batch []trace.Record) {
	for i := range batch {
		r := &batch[i]
		if r.Kind != trace.Applied {
			continue
		}
		g.n++
		if g.seen[r.Node] = true; len(g.seen) == g.of {
			g.add(g.n)
			g.n = 0
			clear(g.seen)
		}
	}
}

// rejected is the share of operations that end with neither an answer nor the
// horizon.
type rejected struct{ counted }

func (g *rejected) Fold(batch []trace.Record) {
	for i := range batch {
		switch r := &batch[i]; {
		case r.Kind != trace.End || r.Status == trace.Unfinished:
		case r.Status == trace.OK:
			g.add(0)
		default:
			g.add(1)
		}
	}
}

// pollsPerNews is how many polls are made for an update that is heard of.
type pollsPerNews struct{ polls, heard float64 }

func (g *pollsPerNews) Fold(batch []trace.Record) {
	for i := range batch {
		switch r := &batch[i]; {
		case r.Kind == trace.Ask:
			g.polls++
		case r.Kind == trace.End && r.Status == trace.OK:
			g.heard++
		}
	}
}

func (g *pollsPerNews) value() float64 { return g.polls / g.heard }

// comingBack is how many times a listener asks to be told until it is, after
// each crash of the other side.
type comingBack struct{ asked, joined float64 }

func (g *comingBack) Fold(batch []trace.Record) {
	for i := range batch {
		switch r := &batch[i]; {
		case r.Kind == trace.Ask && r.Shape == trace.Subscribe && g.joined > 0:
			g.asked++
		case r.Kind == trace.Subscribed:
			g.joined++
		}
	}
}

func (g *comingBack) value() float64 { return g.asked / (g.joined - 1) }

// lasting is what one operation spends on a cause, or on anything, in seconds.
type lasting struct {
	op    uint32
	cause trace.Cause // NoCause: from its intended start to its end
	now   trace.Cause
	since sim.Time
	start sim.Time
	sum   sim.Time
}

func (g *lasting) Fold(batch []trace.Record) {
	for i := range batch {
		r := &batch[i]
		if r.Op > g.op || r.Op+uint32(r.N) <= g.op {
			continue
		}
		if r.Kind == trace.Begin {
			g.start = sim.Time(r.Aux)
		}
		if g.now != trace.NoCause && g.now == g.cause {
			g.sum += r.At - g.since
		}
		if g.since = r.At; r.Cause != trace.NoCause {
			g.now = r.Cause
		}
		if r.Kind == trace.End {
			g.now = trace.NoCause
			if g.cause == trace.NoCause {
				g.sum = r.At - g.start
			}
		}
	}
}

func (g *lasting) value() float64 { return g.sum.Seconds() }

// ended is when the last operation ended, in seconds after the first second.
type ended struct {
	since float64
	at    sim.Time
}

func (g *ended) Fold(batch []trace.Record) {
	for i := range batch {
		if r := &batch[i]; r.Kind == trace.End && r.Status == trace.OK {
			g.at = r.At
		}
	}
}

func (g *ended) value() float64 { return g.at.Seconds() - g.since }
