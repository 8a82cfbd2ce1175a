package metrics

import (
	"slices"

	"backchat/sim"
)

// A window is the span of time that is measured: from its beginning up to,
// and without, its end.
type window struct {
	from, to sim.Time
}

func (w window) seconds() float64 { return (w.to - w.from).Seconds() }

func (w window) holds(t sim.Time) bool { return w.from <= t && t < w.to }

// A phase is where a run has come to.
type phase uint8

const (
	before phase = iota // the window
	within
	after
)

// cross is called when time reaches an end of the window, or that of a window
// of the series.
func (f *Figures) cross(t sim.Time) {
	f.unpack()
	if f.phase == before && t >= f.measured.from {
		f.mark(f.measured.from)
	}
	if f.phase == within && t >= f.measured.to {
		f.seal(f.measured.to)
	}
	f.boundary = [...]sim.Time{f.measured.from, f.measured.to, sim.Never}[f.phase]
	if f.series != nil {
		f.series.pass(t)
		f.boundary = min(f.boundary, f.series.end())
	}
}

// mark forgets what was counted before t, where the window begins.
func (f *Figures) mark(t sim.Time) {
	f.phase = within
	f.respited(t)
	for i := range f.flows {
		f.flows[i].mark(t)
	}
	for i := range f.nodes {
		f.nodes[i].mark(t)
	}
	for i := range f.links {
		f.links[i].mark(t)
	}
}

// seal sets aside what was counted before t, where the window ends. Counting
// and levels go on, for the series.
func (f *Figures) seal(t sim.Time) {
	f.phase = after
	f.respited(t)
	for i := range f.flows {
		f.flows[i].seal(t)
	}
	for i := range f.nodes {
		f.nodes[i].seal(t)
	}
	for i := range f.links {
		f.links[i].seal(t)
	}
	f.counted = slices.Clone(f.links)
}

// conclude ends the window with the run, at at, if it has not ended before.
func (f *Figures) conclude(at sim.Time) {
	if f.phase == before {
		f.measured.from = min(f.measured.from, at)
		f.mark(f.measured.from)
	}
	if f.phase == within {
		f.measured.to = min(f.measured.to, at)
		f.seal(f.measured.to)
	}
}
