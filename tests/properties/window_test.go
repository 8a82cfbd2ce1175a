package properties

import (
	"context"
	"maps"
	"slices"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/search"
	"backchat/tests/trial"
	"backchat/wasm/player/view"
)

// mostWindowed bounds the runs that are looked at, in records.
func mostWindowed() int {
	if search.Soak() {
		return 200_000
	}
	return 50_000
}

func TestPictureOfAWindowIsThatOfTheWholeRun(t *testing.T) {
	for _, name := range gallery.Names() {
		t.Run(name, func(t *testing.T) {
			f, err := gallery.File(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, variant := range f.Variants() {
				kept := trace.NewKept(mostWindowed() * trace.RecordSize)
				s, err := f.Scenario(variant)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := experiment.Run(context.Background(), f, variant, s.Seed, experiment.Options{Folds: []trace.Fold{kept}}); err != nil {
					t.Fatal(err)
				}
				samePictures(t, variant, s.Topology(), kept.Records())
				if testing.Short() {
					break
				}
			}
		})
	}
}

func TestPictureOfAWindowOfAnyRunIsThatOfTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := newWorld(t).text()
		s, err := trial.Parse(text, "base")
		if err != nil {
			t.Fatal(err)
		}
		run, err := trial.Of(text, "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		if len(run.Records) > 0 {
			samePictures(t, string(text), s.Topology(), run.Records)
		}
	})
}

// onceDiffered are scenarios of which a window had another picture than the whole: wires
// on which something is said only before or after it, and without a connection; and a
// request that is under way when who has made it says that it has given it up.
var onceDiffered = [...]string{
	`{"version": 1, "title": "Beside a sidecar", "duration": "4s",
		"nodes": {"bus": {"kind": "broker"}, "worker": {"kind": "server", "sidecar": {}}},
		"flows": {
			"early": {"from": "worker", "to": "bus", "pattern": "log", "updates": {"rate": "2/s", "stop": "1800ms"}},
			"late":  {"from": "worker", "to": "bus", "pattern": "log", "updates": {"arrivals": "times", "times": ["0s", "1s", "1s", "1500ms"]}}
		}}`,
	`{"version": 1, "title": "Given up under way", "duration": "2s",
		"nodes": {
			"bus": {"kind": "broker"}, "phone": {"kind": "client"}, "tablet": {"kind": "client"},
			"worker": {"kind": "server", "count": 3, "sidecar": {"cancel": "queued", "timeout": {"dist": "hyperexponential", "mean": "20ms", "cv": 3}}}
		},
		"links": {"bus-worker": {"from": "bus", "to": "worker", "loss": 0.3, "down": {"order": "none", "retransmit": "300ms"}}},
		"flows": {"flow2": {"from": ["worker", "phone", "tablet"], "to": "bus", "pattern": "publishSubscribe",
			"publishSubscribe": {"reconnect": {"backoff": "50ms"}},
			"updates": {"arrivals": "gaps", "gap": {"dist": "normal", "mean": "400ms", "cv": 0.3}}}}}`,
}

func TestPictureOfAWindowIsThatOfTheWholeWhereItOnceDiffered(t *testing.T) {
	for _, text := range onceDiffered {
		run, err := trial.Of([]byte(text), "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		samePictures(t, "base", run.Topology, run.Records)
	}
}

// A failer is a test, or a try of a property.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// samePictures compares the pictures of windows that begin somewhere in a run
// with those of the whole.
func samePictures(t failer, variant string, top *trace.Topology, records []trace.Record) {
	t.Helper()
	whole := view.NewStage(view.NewTape(top, records), 600, 360)
	last := records[len(records)-1].At
	for _, share := range []float64{.08, .31, .5, .83} {
		from := sim.FromNanos(float64(last) * share)
		sameCourses(t, variant, records, from)
		window := view.NewStage(view.NewTape(top, windowed(records, from)), 600, 360)
		if !cmp.Equal(whole.Links(), window.Links()) {
			continue // nodes that speak without connections, and only elsewhere in the run, stand elsewhere
		}
		for _, on := range []float64{0, .0001, .002, .03, .1} {
			at := from + sim.FromNanos(float64(last)*on)
			whole.Seek(at)
			window.Seek(at)
			w, p := whole.Frame(), window.Frame()
			if diff := cmp.Diff(w.Items, p.Items); diff != "" {
				t.Fatalf("%s, window from %v, items at %v (-whole +window):\n%s", variant, from, at, diff)
			}
			if diff := cmp.Diff(w.Texts, p.Texts); diff != "" {
				t.Fatalf("%s, window from %v, texts at %v (-whole +window):\n%s", variant, from, at, diff)
			}
		}
	}
}

// windowed are the records of a window that begins at from.
func windowed(records []trace.Record, from sim.Time) []trace.Record {
	p := trace.NewPending(2 * sim.Second)
	n := sort.Search(len(records), func(i int) bool { return records[i].At >= from })
	p.Fold(records[:n])
	return append(p.Records(from), records[n:]...)
}

// mostCourses bounds how many operations are followed in each window.
const mostCourses = 200

// sameCourses compares what operations that are open at from spend their time
// on.
func sameCourses(t failer, variant string, records []trace.Record, from sim.Time) {
	t.Helper()
	window := windowed(records, from)
	for i, op := range openAt(records, from) {
		if i == mostCourses {
			return
		}
		if diff := cmp.Diff(spansOf(records, op), spansOf(window, op)); diff != "" {
			t.Fatalf("%s, window from %v, operation %d (-whole +window):\n%s", variant, from, op, diff)
		}
	}
}

// openAt are the operations that are under way at an instant.
func openAt(records []trace.Record, at sim.Time) []uint32 {
	open := map[uint32]bool{}
	for i := range records {
		r := &records[i]
		if r.At >= at {
			break
		}
		for k := range uint32(r.N) {
			if r.Kind == trace.Begin {
				open[r.Op+k] = true
			} else if r.Kind == trace.End {
				delete(open, r.Op+k)
			}
		}
	}
	return slices.Sorted(maps.Keys(open))
}

// spansOf is what an operation spends its time on.
func spansOf(records []trace.Record, op uint32) []trace.Span {
	w := trace.NewWaterfall(op)
	w.Fold(records)
	return w.Spans
}
