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

// A tally is what has been counted up to some instant.
type tally struct {
	Asked  int `json:"asked"`
	OK     int `json:"ok"`
	NotOK  int `json:"notOk"`
	Open   int `json:"open"`
	Flying int `json:"flying"`
	Lost   int `json:"lost"`
	Down   int `json:"down"`
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
	c := &cutter{from: r.from, past: trace.NewPending(remembered), first: first{most: r.kept(), fold: file}, enough: enough}
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
	tally  tally
	enough func() // ends the run
}

func (c *cutter) Fold(batch []trace.Record) {
	if !c.begun {
		n := 0
		for n < len(batch) && batch[n].At < c.from {
			c.tally.count(&batch[n])
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

// count takes one record into account.
func (t *tally) count(r *trace.Record) {
	switch r.Kind {
	case trace.Begin:
		t.Open += int(r.N)
	case trace.Ask:
		t.Asked++
	case trace.End:
		t.Open -= int(r.N)
		if r.Status == trace.OK {
			t.OK += int(r.N)
		} else {
			t.NotOK += int(r.N)
		}
	case trace.Send:
		t.Flying++
	case trace.Arrive:
		t.Flying--
	case trace.Lost:
		t.Flying--
		t.Lost++
	case trace.Down:
		t.Down++
	case trace.Up:
		t.Down--
	}
}
