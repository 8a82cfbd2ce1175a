package main

import (
	"fmt"
	"io"
	"time"

	"backchat/sim"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// Progress is shown of what takes longer than a moment, and not more often
// than the eye can follow.
const (
	firstShown = time.Second
	shownEvery = 200 * time.Millisecond
)

// A progress is a line on a terminal that says how far a run has come. One
// that is nil shows nothing.
type progress struct {
	out     io.Writer
	horizon sim.Time
	began   time.Time
	next    time.Time
	shown   bool
	records uint64
	total   int // runs, where runs are counted
	done    int
}

// follow shows the progress of one run, if there is a terminal to see it.
func (p *program) follow(horizon sim.Time) *progress {
	if !p.live {
		return nil
	}
	now := time.Now()
	return &progress{out: p.terminal, horizon: horizon, began: now, next: now.Add(firstShown)}
}

// followRuns shows how many of a number of runs have ended.
func (p *program) followRuns(total int) *progress {
	g := p.follow(0)
	if g != nil {
		g.total = total
	}
	return g
}

// with adds g to the readers of a run.
func (g *progress) with(folds []trace.Fold) []trace.Fold {
	if g == nil {
		return folds
	}
	return append(folds, g)
}

// Fold looks at how far the run has come.
func (g *progress) Fold(batch []trace.Record) {
	g.records += uint64(len(batch))
	if len(batch) == 0 {
		return
	}
	if now := time.Now(); now.After(g.next) {
		at, took := batch[len(batch)-1].At, now.Sub(g.began)
		g.show(now, share(at.Seconds(), g.horizon.Seconds()), fmt.Sprintf("%s of %s, %s records/s",
			metrics.Quantity(at.Seconds(), "s"), metrics.Quantity(g.horizon.Seconds(), "s"), metrics.Quantity(float64(g.records)/took.Seconds(), "1")))
	}
}

// ran counts a run that has ended.
func (g *progress) ran() {
	if g == nil {
		return
	}
	g.done++
	if now := time.Now(); now.After(g.next) {
		g.show(now, share(float64(g.done), float64(g.total)), fmt.Sprintf("%d of %d runs", g.done, g.total))
	}
}

func share(part, whole float64) float64 {
	if whole <= 0 {
		return 1
	}
	return min(part/whole, 1)
}

func (g *progress) show(now time.Time, part float64, says string) {
	g.next, g.shown = now.Add(shownEvery), true
	left := ""
	if part > 0 {
		rest := time.Duration(float64(now.Sub(g.began)) * (1 - part) / part)
		left = ", " + rest.Round(time.Second).String() + " left"
	}
	fmt.Fprintf(g.out, "\r%3.0f %%  %s%s\x1b[K", 100*part, says, left)
}

// end takes the line away.
func (g *progress) end() {
	if g != nil && g.shown {
		fmt.Fprint(g.out, "\r\x1b[K")
	}
}
