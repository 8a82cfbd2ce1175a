package main

import (
	"context"
	"io"

	"backchat/patterns/scenario"
	"backchat/patterns/scenario/build"
	"backchat/sim"
	"backchat/sim/trace"
)

// A window is a part of a run's trace. Its records are those from From on, as
// many as were asked for, and before them those of the past that still matter
// there.
type window struct {
	From   float64 `json:"from"`   // nanoseconds
	Before int     `json:"before"` // how many records of the past there are
	Until  float64 `json:"until"`  // nanoseconds; all before it is there
	Whole  bool    `json:"whole"`  // the run ends within it
	Tally  tally   `json:"tally"`  // of the past
}

// A tally is what has been counted up to some instant. Once measuring has begun, what
// was asked and what has ended counts as in the figures; until then, as if it were measured.
type tally struct {
	Asked  int `json:"asked"`
	OK     int `json:"ok"`
	NotOK  int `json:"notOk"`
	Open   int `json:"open"`
	Flying int `json:"flying"`
	Lost   int `json:"lost"`
	Down   int `json:"down"`
}

// A tallying counts what records tell.
type tallying struct {
	tally
	from, to sim.Time              // what is measured
	warm     bool                  // measuring has begun
	apart    trace.Table[struct{}] // operations that are open and do not count
}

// remembered is for how long a picture shows what was lost.
const remembered = 2 * sim.Second

// window runs one variant again, no further than it must, and hands over a
// part of its trace.
func (r *request) window(f *scenario.File, bytes io.Writer) (any, error) {
	s, err := r.scenario(f, r.variant)
	if err != nil {
		return nil, err
	}
	t := s.Topology()
	ctx, enough := context.WithCancel(r.ctx)
	defer enough()
	file := r.recorder(bytes, t)
	c := &cutter{from: r.from, past: trace.NewPending(remembered), first: first{most: r.kept(), fold: file}, tallying: counting(s), enough: enough}
	run, err := build.New(s, t, s.Seed, r.wanted(c), &pace{horizon: s.Duration, tell: r.progress})
	if err != nil {
		return nil, err
	}
	_, err = limitOf(run.Go(ctx))
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	if err != nil && !c.first.cut {
		return nil, err
	}
	c.begin()
	return c.window(), file.Close()
}

// A cutter is a fold that cuts a window out of a run.
type cutter struct {
	from   sim.Time
	past   *trace.Pending
	first  first
	begun  bool
	before int
	tallying
	enough func() // ends the run
}

func (c *cutter) Fold(batch []trace.Record) {
	if !c.begun {
		n := 0
		for n < len(batch) && batch[n].At < c.from {
			c.count(&batch[n])
			n++
		}
		c.past.Fold(batch[:n])
		if batch = batch[n:]; len(batch) == 0 {
			return
		}
		c.begin()
	}
	c.first.Fold(batch)
	if c.first.cut {
		c.enough()
	}
}

// begin hands over what matters of the past.
func (c *cutter) begin() {
	if c.begun {
		return
	}
	c.begun = true
	c.reach(c.from)
	records := c.past.Records(c.from)
	c.before, c.past = len(records), nil
	c.first.fold.Fold(records)
}

func (c *cutter) window() window {
	w := window{From: float64(c.from), Before: c.before, Whole: !c.first.cut, Tally: c.tally}
	if c.first.cut {
		w.Until = float64(c.first.from)
	}
	return w
}

// counting counts what is to be counted of s.
func counting(s *scenario.Scenario) tallying {
	from, to := s.Window()
	return tallying{from: from, to: to}
}

// reach tells that it is so late.
func (c *tallying) reach(at sim.Time) {
	if !c.warm && at >= c.from {
		c.warm = true
		c.Asked, c.OK, c.NotOK = 0, 0, 0
	}
}

// count takes one record into account.
func (c *tallying) count(r *trace.Record) {
	c.reach(r.At)
	switch r.Kind {
	case trace.Begin:
		c.Open += int(r.N)
		for i := range uint32(r.N) {
			if !c.measures(sim.Time(r.Aux)) {
				c.apart.Put(r.Op + i)
			}
		}
	case trace.Ask:
		if !c.warm || c.measures(r.At) {
			c.Asked++
		}
	case trace.End:
		c.Open -= int(r.N)
		if n := c.ended(r); r.Status == trace.OK {
			c.OK += n
		} else {
			c.NotOK += n
		}
	case trace.Send:
		c.Flying++
	case trace.Arrive:
		c.Flying--
	case trace.Lost:
		c.Flying--
		c.Lost++
	case trace.Down:
		c.Down++
	case trace.Up:
		c.Down--
	}
}

// measures tells whether what happens or begins at an instant is measured.
func (c *tallying) measures(at sim.Time) bool {
	return c.from <= at && at < c.to
}

// ended is how many of the operations that end count.
func (c *tallying) ended(r *trace.Record) int {
	n := int(r.N)
	for i := range uint32(r.N) {
		if c.apart.Get(r.Op+i) != nil {
			c.apart.Delete(r.Op + i)
			if c.warm {
				n--
			}
		}
	}
	return n
}
