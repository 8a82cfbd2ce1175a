package properties

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/metrics"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A ledger is a naive recomputation of a flow's figures from all records.
type ledger struct {
	begun, ok, attempts, polls, applied, twice float64
	sent, bytes                                float64
	latencies                                  []float64              // of those that ended ok
	within, open                               float64                // by the objective: kept, not known at the end
	causes                                     [trace.Causes]sim.Time // of the time of those that ended ok
}

// A span is the window that figures are about: half open.
type span struct{ from, to sim.Time }

func (s span) holds(t sim.Time) bool { return s.from <= t && t < s.to }

// measure draws which part of a run the figures are about.
func (w *world) measure() span {
	end, err := time.ParseDuration(w.frame["duration"].(string))
	if err != nil {
		panic(err)
	}
	at := func(share int) sim.Time { return sim.Time(end) * sim.Time(share) / 8 }
	s := span{at(w.number("from", 0, 3)), sim.Time(end)}
	delete(w.frame, "warmup")
	w.frame["measure"] = trial.Object{"from": s.from.String()}
	if w.chance("drains", 30) {
		s.to = at(w.number("drain from", 4, 7))
		w.frame["drain"] = (sim.Time(end) - s.to).String()
	} else if w.chance("ends early", 50) {
		s.to = at(w.number("to", 4, 8))
		w.frame["measure"].(trial.Object)["to"] = s.to.String()
	}
	return s
}

// measured runs the world with its figures, and keeps its records.
func (w *world) measured() (text []byte, window span, run *trial.Trial) {
	window = w.measure()
	text = w.text()
	return text, window, play(w.t, text, "base", trial.Figures|trial.Records)
}

// recompute reads the records of a run, once, without any cleverness.
func recompute(run *trial.Trial, window span) []ledger {
	all := make([]ledger, len(run.Topology.Flows)+1)
	starts, flows, shipped, oks := map[uint32]sim.Time{}, map[uint32]uint16{}, map[uint32]bool{}, map[uint32]uint16{}
	for i := range run.Records {
		r := &run.Records[i]
		l := &all[r.Flow]
		in := window.holds(r.At)
		switch {
		case r.Kind == trace.Begin && window.holds(sim.Time(r.Aux)):
			for op := r.Op; op < r.Op+uint32(r.N); op++ {
				starts[op], flows[op] = sim.Time(r.Aux), r.Flow
				l.begun++
			}
		case r.Kind == trace.End && r.Status != trace.Unfinished:
			for op := r.Op; op < r.Op+uint32(r.N); op++ {
				if _, counts := starts[op]; counts && r.Status == trace.OK {
					oks[op] = r.Flow
				}
			}
			l.end(r, starts)
		case r.Kind == trace.Ask && in && r.Op != 0:
			l.attempts++
		case r.Kind == trace.Ask && in:
			l.polls++
		case r.Kind == trace.Applied && in:
			l.applied++
			if r.Aux > 0 {
				l.twice++
			}
		case r.Kind == trace.Send && !r.Planned() && r.At > 0:
			shipped[r.Msg] = true
			fallthrough
		case r.Kind == trace.Send:
			if in {
				l.sent++
				l.bytes += float64(r.Payload) + float64(r.Header)
			}
		case r.Kind == trace.Lost && in && window.holds(r.Until): // cut off, when so much had not left its sender
			l.bytes -= float64(r.Aux)
		case shipped[r.Msg] && r.Kind == trace.Arrive && in: // what was around it is known only now
			l.bytes += float64(r.Header)
		}
	}
	for op, spent := range tellBackwards(run.Records) {
		if flow, ok := oks[op]; ok {
			for c, span := range spent {
				all[flow].causes[c] += span
			}
		}
	}
	for op, start := range starts { // of those that have not ended
		if start+objective > run.End {
			all[flows[op]].open++
		}
	}
	return all
}

// objective is that of the flows of the worlds that are recomputed.
const objective = 150 * sim.Millisecond

func (l *ledger) end(r *trace.Record, starts map[uint32]sim.Time) {
	for op := r.Op; op < r.Op+uint32(r.N); op++ {
		start, ok := starts[op]
		delete(starts, op)
		if !ok || r.Status != trace.OK {
			continue
		}
		l.ok++
		l.latencies = append(l.latencies, (r.At - start).Seconds())
		if r.At <= start+objective {
			l.within++
		}
	}
}

// quantile is the least time that a share of all operations do not exceed,
// where those that did not end ok take for ever.
func (l *ledger) quantile(share float64) float64 {
	if l.begun == 0 {
		return math.NaN()
	}
	slices.Sort(l.latencies)
	if n := int(math.Ceil(share * l.begun)); n <= len(l.latencies) {
		return l.latencies[n-1]
	}
	return math.Inf(1)
}

func TestFiguresAgreeWithANaiveRecomputation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for _, f := range w.flows {
			f.(trial.Object)["objective"] = objective.String()
		}
		text, window, run := w.measured()
		if run.Limit != nil {
			return
		}
		for i, l := range recompute(run, window)[1:] {
			id := run.Topology.Flows[i].ID
			for c := trace.NoCause + 1; c < trace.Causes; c++ {
				if m, known := run.Figures.Lookup(id + ".cause." + c.String() + ".total"); known && sim.FromNanos(m.Value*1e9) != l.causes[c] {
					t.Fatalf("%s spends %v s on %v, recomputed %v\n%s", id, m.Value, c, l.causes[c], text)
				}
			}
			for _, row := range []struct {
				name   string
				want   float64
				within float64
			}{
				{"operations", l.begun, 0}, {"ok", l.ok, 0}, {"attempts", l.attempts, 0}, {"requests", l.attempts + l.polls, 0}, {"messages.sent", l.sent, 0}, {"applied", l.applied, 0},
				{"appliedTwice", l.twice, 0}, {"bytes", l.bytes, 0}, {"latency.mean", mean(l.latencies), 1e-9},
				{"latency.max", slices.Max(append([]float64{math.Inf(-1)}, l.latencies...)), 1e-12}, {"latency.p50", median(l.latencies), 2e-3},
				{"latencyAll.p50", l.quantile(0.5), 2e-3}, {"latencyAll.p99", l.quantile(0.99), 2e-3}, {"withinObjective", l.within / (l.begun - l.open), 1e-12},
			} {
				m, known := run.Figures.Lookup(id + "." + row.name)
				if !known || len(l.latencies) == 0 && row.within > 0 && math.IsNaN(m.Value) {
					continue
				}
				if m.Value != row.want && !(math.Abs(m.Value-row.want) <= row.within*row.want+1e-9) {
					t.Fatalf("%s.%s is %v, recomputed %v\n%s", id, row.name, m.Value, row.want, text)
				}
			}
		}
	})
}

// fates are the figures of a flow that tell how its operations fare, also
// after the window.
var fates = regexp.MustCompile(`\.(ok|okShare|withinObjective|empty|rejected|timedOut|failed|lost|cancelled|expired|deadLettered|dropped|noConnection|noPort|notFound|limited|throttled|conflict|notEnoughReplicas|truncated|coalesced|unfinished|otherwise|losses|throughput|goodput|attemptsPerOperation|bytesPerOk)$|\.(latency|latencyAll|latencyFirst|latencyRest|staleness|stalenessAll|firstByte|finished|accepted|completion|cause)\.`)

func TestWhatComesAfterTheWindowChangesNothingButFates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		text, window, run := w.measured()
		if run.Limit != nil {
			return
		}
		cut := metrics.New(run.Topology, metrics.Options{})
		n, _ := slices.BinarySearchFunc(run.Records, window.to, func(r trace.Record, at sim.Time) int { return cmp.Compare(r.At, at) })
		cut.Fold(run.Records[:n])
		cut.Close(window.to)
		for _, m := range cut.All() {
			fate := m.Name == "run.records" || m.Name == "run.operations" || strings.HasPrefix(m.Name, "flow") && fates.MatchString(m.Name)
			if whole, _ := run.Figures.Lookup(m.Name); whole.Value != m.Value && !fate {
				t.Fatalf("%s is %v, and %v where the run ends with the window\n%s", m.Name, whole.Value, m.Value, text)
			}
		}
	})
}

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs))
}

// median is the least value that half of all do not exceed.
func median(xs []float64) float64 {
	if len(xs) == 0 {
		return math.NaN()
	}
	slices.Sort(xs)
	return xs[(len(xs)-1)/2]
}

func TestMoreLatencyNeverMakesAnUncontendedOperationFaster(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{t: t}
		call := trial.List{}
		for range w.number("calls", 0, 2) {
			call = append(call, trial.Object{"to": "db", "fanout": w.chance("fanout", 40)})
		}
		scenario := func(latency int) []byte {
			return trial.Text(trial.Object{
				"version": 1, "title": "uncontended", "duration": "20s", "hop": trial.Object{"latency": sim.Time(latency * 1e6).String()},
				"nodes": trial.Object{
					"phone": trial.Object{"kind": "client"}, "lb": trial.Object{"kind": "balancer", "to": trial.List{"api"}},
					"api": trial.Object{"kind": "server", "workers": 100, "service": trial.Object{"dist": "exponential", "mean": "10ms"}, "calls": call},
					"db":  trial.Object{"kind": "server", "count": 3, "workers": 100, "service": trial.Object{"dist": "lognormal", "mean": "5ms", "cv": 1}},
				},
				"flows": trial.Object{"f": trial.Object{"from": "phone", "to": "lb", "pattern": "requestResponse", "send": trial.Object{"rate": "5/s", "stop": "15s"}}},
			})
		}
		less := w.number("latency", 0, 50)
		more := less + w.number("more", 0, 50)
		a, b := durations(play(t, scenario(less), "base", trial.Records)), durations(play(t, scenario(more), "base", trial.Records))
		for op, d := range a {
			if b[op] < d {
				t.Fatalf("operation %d takes %v at %d ms, and %v at %d ms", op, d, less, b[op], more)
			}
		}
	})
}

func durations(run *trial.Trial) map[uint32]sim.Time {
	starts, all := map[uint32]sim.Time{}, map[uint32]sim.Time{}
	for i := range run.Records {
		switch r := &run.Records[i]; r.Kind {
		case trace.Begin:
			starts[r.Op] = sim.Time(r.Aux)
		case trace.End:
			all[r.Op] = r.At - starts[r.Op]
		}
	}
	return all
}
