package oracles

import (
	"math"
	"testing"

	"backchat/tests/trial"
)

// scalability is how many times as long as alone something takes that n at a time do
// (Gunther, Guerrilla Capacity Planning, 2007, chapter 4).
func scalability(serial, coherence float64, n int) float64 {
	k := float64(n)
	return 1 + serial*(k-1) + coherence*k*(k-1)
}

// contending are n clients that ask again as soon as they are answered, of a server
// with a worker for each, on which they are always at work: all of them.
func contending(n int, work any, serial, coherence float64, more object) object {
	step := object{"work": work, "contention": object{"serial": serial, "coherence": coherence}}
	api := with(object{"kind": "server", "workers": n, "steps": list{step}}, more)
	return scenario(20_000, 2000, object{"phone": object{"kind": "client", "count": n}, "api": api},
		object{"f": asks(object{"arrivals": "closed", "think": "0s"}, nil)})
}

// What is always at work takes as long as the law says, to the nanosecond, so that n
// clients are answered n times in that time: Little's law.
func TestContentionKeepsTheUniversalScalabilityLaw(t *testing.T) {
	const serial, coherence = 0.1, 0.009
	var rows []row
	for _, n := range []int{1, 2, 5, 9, 10, 11, 20} {
		rows = append(rows, row{
			name: name("contention: %d at work for 10 ms", n), want: 10 * scalability(serial, coherence, n), figure: "f.latency.mean", scale: 1e3, exact: true,
			scenario: contending(n, "10ms", serial, coherence, nil),
		})
	}
	for _, n := range []int{4, 16} {
		rows = append(rows, row{
			name: name("contention: %d at work for exponential times", n), want: 10 * scalability(serial, coherence, n), figure: "f.latency.mean", scale: 1e3,
			scenario: contending(n, exponential(10), serial, coherence, nil),
		})
	}
	run(t, rows)
}

// The most is done with as many at work as the root of (1 - serial) / coherence.
func TestContentionHasThePeakOfTheory(t *testing.T) {
	for _, row := range []struct {
		serial, coherence float64
		peak              int
	}{{0.1, 0.009, 10}, {0.75, 0.01, 5}, {0, 0.0625, 4}} {
		most, at := 0.0, 0
		for n := 1; n <= 2*row.peak; n++ {
			x := measured(t, contending(n, "1ms", row.serial, row.coherence, nil), "f.operations")
			if want := float64(n) * 18_000 / scalability(row.serial, row.coherence, n); math.Abs(x-want) > float64(n) {
				t.Errorf("%d clients ask %v times in 18 s, not %v, give or take one each", n, x, want)
			}
			if x > most {
				most, at = x, n
			}
		}
		if at != row.peak {
			t.Errorf("with serial %v and coherence %v the most is done by %d, not %d", row.serial, row.coherence, at, row.peak)
		}
	}
}

// What each does goes up with how many are there: whatever the discipline, and
// whether its worker stays with it for a second step.
func TestContentionIsOfWhoIsAtWork(t *testing.T) {
	contends := object{"work": "10ms", "contention": object{"serial": 0.5}}
	for _, x := range []struct {
		reason string
		more   object
		want   float64 // ms
	}{
		{"two at work, each for half as long again", object{}, 15},
		{"who waits is not at work", object{"workers": 1}, 20},
		{"all share two cores, and none has a worker of its own", object{"discipline": "processorSharing"}, 15},
		{"all share one core", object{"discipline": "processorSharing", "workers": 1}, 30},
		{"work that does not contend counts, and does not grow", object{"steps": list{object{"work": "10ms"}}}, 10},
		{"a second step contends by itself", object{"steps": list{contends, object{"work": "10ms"}}}, 25},
		{"each of two steps contends", object{"steps": list{contends, contends}}, 30},
		{"and so where its worker stays", object{"blocking": true, "steps": list{object{"work": "10ms"}, contends}}, 25},
	} {
		s := contending(2, "10ms", 0.5, 0, with(object{"workers": 2}, x.more))
		if got := 1e3 * measured(t, s, "f.latency.mean"); got < x.want*0.999999 || got > x.want*1.000001 {
			t.Errorf("%s: it takes %v ms, not %v", x.reason, got, x.want)
		}
	}
}

// measured is a figure of one run.
func measured(t *testing.T, s object, figure string) float64 {
	t.Helper()
	run, err := trial.Of(trial.Text(s), "base", trial.Figures|trial.Checks)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	m, ok := run.Figures.Lookup(figure)
	if !ok {
		t.Fatalf("there is no %s", figure)
	}
	return m.Value
}
