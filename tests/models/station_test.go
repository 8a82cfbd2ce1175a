package models_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A job comes to a station, times in microseconds.
type job struct {
	comes, demand int
	priority      int

	left float64
	done int // when it is; 0 while it is not
	line int // when it joined the line last
}

// A station is the model: it goes from microsecond to microsecond, and does in
// each what its discipline says. What waits stands in a line.
type station struct {
	discipline string
	workers    int
	line       []*job
	serving    []*job
}

// run is when each job is done.
func (s *station) run(jobs []*job) {
	for left, now := len(jobs), 0; left > 0; now++ {
		s.serving = slices.DeleteFunc(s.serving, func(j *job) bool {
			if j.left > 1e-9 {
				return false
			}
			j.done = now
			left--
			return true
		})
		for _, j := range jobs {
			if j.comes == now {
				j.left, j.line = float64(j.demand), now
				s.come(j)
			}
		}
		for len(s.line) > 0 && len(s.serving) < s.workers {
			s.serving, s.line = append(s.serving, s.line[0]), s.line[1:]
		}
		for _, j := range s.serving {
			j.left -= min(1, float64(s.workers)/float64(len(s.serving)))
		}
	}
}

// come puts a job into the line where its discipline wants it, or at work.
func (s *station) come(j *job) {
	switch s.discipline {
	case "processorSharing":
		s.serving = append(s.serving, j)
	case "lifo":
		s.line = slices.Insert(s.line, 0, j)
	case "fifo":
		s.line = append(s.line, j)
	case "priority", "preemptive":
		behind := slices.IndexFunc(s.line, func(o *job) bool { return o.priority < j.priority })
		if behind < 0 {
			behind = len(s.line)
		}
		s.line = slices.Insert(s.line, behind, j)
		if s.discipline == "preemptive" && len(s.serving) == s.workers {
			s.preempt(j)
		}
	}
}

// preempt lets a job take the place of the least important one that is served,
// of several the one that joined the line last; that one goes before its equals.
func (s *station) preempt(j *job) {
	least := slices.MinFunc(s.serving, func(a, b *job) int {
		return cmp.Or(cmp.Compare(a.priority, b.priority), cmp.Compare(b.line, a.line))
	})
	if least.priority >= j.priority {
		return
	}
	s.serving[slices.Index(s.serving, least)] = j
	s.line = slices.DeleteFunc(s.line, func(o *job) bool { return o == j })
	least.line = j.comes
	before := slices.IndexFunc(s.line, func(o *job) bool { return o.priority <= least.priority })
	if before < 0 {
		before = len(s.line)
	}
	s.line = slices.Insert(s.line, before, least)
}

// drawJobs draws jobs of which no two do anything at one instant: each comes a
// power of two of microseconds after a full millisecond.
func drawJobs(t *rapid.T) []*job {
	var jobs []*job
	for i := range rapid.IntRange(1, 9).Draw(t, "jobs") {
		jobs = append(jobs, &job{
			comes: rapid.IntRange(1, 40).Draw(t, "comes")*1000 + 1<<i, demand: rapid.IntRange(1, 30).Draw(t, "demand") * 1000,
			priority: rapid.IntRange(0, 2).Draw(t, "priority"),
		})
	}
	return jobs
}

func TestStationsServeAsTheirDisciplinesSay(t *testing.T) {
	for _, discipline := range []string{"fifo", "lifo", "priority", "preemptive", "processorSharing"} {
		t.Run(discipline, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				jobs := drawJobs(t)
				workers := rapid.IntRange(1, 3).Draw(t, "workers")
				model := station{discipline: discipline, workers: workers}
				model.run(jobs)
				done := served(t, discipline, workers, jobs)
				for i, j := range jobs {
					if off := math.Abs(done[i] - float64(j.done)); off > 2*float64(len(jobs)) {
						t.Errorf("job %d (%+v) is done at %v us, by the model at %d us", i, *j, done[i], j.done)
					}
				}
			})
		})
	}
}

// served is when each job is done, in microseconds, in a run.
func served(t *rapid.T, discipline string, workers int, jobs []*job) []float64 {
	flows := trial.Object{}
	for i, j := range jobs {
		flows[fmt.Sprint("j", i)] = trial.Object{
			"from": "shop", "to": "api", "pattern": "requestResponse", "demand": fmt.Sprint(j.demand, "us"), "priority": j.priority,
			"send": trial.Object{"arrivals": "times", "times": trial.List{fmt.Sprint(j.comes, "us")}},
		}
	}
	run, err := trial.Of(trial.Text(trial.Object{
		"version": 1, "title": "a station", "duration": "2s", "hop": trial.Object{"latency": "0s", "connection": trial.Object{"open": "ready"}},
		"nodes": trial.Object{"shop": trial.Object{"kind": "client"}, "api": trial.Object{"kind": "server", "workers": workers, "discipline": discipline}},
		"flows": flows,
	}), "base", trial.Checks|trial.Records)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	done := make([]float64, len(jobs))
	for _, r := range run.Records {
		if r.Kind == trace.Finish && r.Status == trace.OK {
			done[r.Flow-1] = float64(r.At) / float64(sim.Microsecond)
		}
	}
	return done
}
