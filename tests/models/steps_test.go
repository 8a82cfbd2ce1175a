package models_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A pace is how long something takes, in milliseconds, and whether it goes well.
type pace struct {
	ms   int
	well bool
}

// hopTime is how long a message is under way, in milliseconds.
const hopTime = 3

// A handler draws steps, and reckons what comes of them where nobody has to wait for
// a worker.
type handler struct {
	t    *rapid.T
	deep int
}

func (h *handler) number(label string, least, most int) int {
	return rapid.IntRange(least, most).Draw(h.t, label)
}

func (h *handler) list(least int) (trial.List, pace) {
	list, all := trial.List{}, pace{0, true}
	for range h.number("steps", least, 3) {
		step, took := h.step()
		list = append(list, step)
		if all.well {
			all.ms += took.ms
			all.well = took.well
		}
		if step["fail"] != nil {
			break
		}
	}
	return list, all
}

// step draws one. Those that stand deep are plain.
func (h *handler) step() (trial.Object, pace) {
	h.deep++
	defer func() { h.deep-- }()
	most := 6
	if h.deep > 3 {
		most = 3
	}
	switch ms := h.number("ms", 0, 20); h.number("verb", 0, most) {
	case 0:
		return trial.Object{"work": fmt.Sprintf("%dms", ms)}, pace{ms, true}
	case 1:
		return trial.Object{"wait": fmt.Sprintf("%dms", ms)}, pace{ms, true}
	case 2:
		if h.number("round", 0, 1) == 1 { // db asks back, for another route
			return h.otherwise(trial.Object{"call": "db", "route": "round"}, pace{4*hopTime + 1, true})
		}
		return h.otherwise(trial.Object{"call": "db", "route": "read"}, pace{2*hopTime + 7, true})
	case 3:
		return h.otherwise(trial.Object{"call": "db", "route": "bad"}, pace{2*hopTime + 5, false})
	case 4:
		list, all := h.list(1)
		return trial.Object{"do": list}, all
	case 5:
		return trial.Object{"fail": "failed"}, pace{0, false}
	}
	return h.beside()
}

// beside draws steps side by side.
func (h *handler) beside() (trial.Object, pace) {
	list, took := trial.List{}, []pace{}
	for range h.number("branches", 1, 3) {
		step, one := h.step()
		list, took = append(list, step), append(took, one)
	}
	o, need := trial.Object{"all": list}, len(list)
	switch h.number("enough", 0, 2) {
	case 1:
		o, need = trial.Object{"any": list}, 1
	case 2:
		need = h.number("need", 1, len(list))
		o["need"] = need
	}
	return h.otherwise(o, enough(took, need))
}

// enough is when so many have gone well, or when it is plain that they will not.
func enough(took []pace, need int) pace {
	slices.SortStableFunc(took, func(a, b pace) int { return a.ms - b.ms })
	good, bad := 0, 0
	for _, p := range took {
		if p.well {
			good++
		} else {
			bad++
		}
		if good == need {
			return pace{p.ms, true}
		}
		if bad > len(took)-need {
			return pace{p.ms, false}
		}
	}
	panic("neither")
}

// otherwise gives a step an else, now and then.
func (h *handler) otherwise(o trial.Object, p pace) (trial.Object, pace) {
	if h.deep > 3 || h.number("else", 0, 1) == 0 {
		return o, p
	}
	list, all := h.list(1)
	o["else"] = list
	if p.well {
		return o, p
	}
	return o, pace{p.ms + all.ms, all.well}
}

// TestStepsTakeTheTimeTheySay holds routes of any shape against a reckoning of how
// long they take and how they end.
func TestStepsTakeTheTimeTheySay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &handler{t: t}
		steps, want := h.list(1)
		want.ms += 2 * hopTime
		got, err := trial.Of(trial.Text(trial.Object{
			"version": 1, "title": "steps", "duration": "20s",
			"hop": trial.Object{"latency": fmt.Sprintf("%dms", hopTime), "connection": trial.Object{"open": "ready"}},
			"nodes": trial.Object{
				"phone": trial.Object{"kind": "client"},
				"api": trial.Object{"kind": "server", "workers": 1000, "blocking": h.number("blocking", 0, 1) == 1, "routes": trial.Object{
					"order": trial.Object{"steps": steps},
					"back":  trial.Object{"steps": trial.List{trial.Object{"work": "1ms"}}},
				}},
				"db": trial.Object{"kind": "server", "workers": 1000, "routes": trial.Object{
					"read":  trial.Object{"steps": trial.List{trial.Object{"work": "7ms"}}},
					"round": trial.Object{"steps": trial.List{trial.Object{"call": "api", "route": "back"}}},
					"bad":   trial.Object{"steps": trial.List{trial.Object{"work": "5ms"}, trial.Object{"fail": "failed"}}},
				}},
			},
			"flows": trial.Object{"order": trial.Object{
				"from": "phone", "to": "api", "pattern": "requestResponse", "route": "order",
				"send": trial.Object{"arrivals": "times", "times": trial.List{"0s", "10s"}},
			}},
		}), "base", trial.Records|trial.Checks)
		if err != nil {
			t.Fatal(err)
		}
		if err := got.Checks.Err(); err != nil {
			t.Error(err)
		}
		for i := range got.Records {
			r := &got.Records[i]
			if r.Kind != trace.End {
				continue
			}
			if well := r.Status == trace.OK; well != want.well {
				t.Fatalf("it ended %v, want well: %v\n%v", r.Status, want.well, steps)
			}
			if took := r.At % (10 * sim.Second); took != sim.Time(want.ms)*sim.Millisecond {
				t.Fatalf("it took %v, want %d ms\n%v", took, want.ms, steps)
			}
		}
	})
}

// TestPoolLendsToWhoCameFirst follows six requests that hold the one unit of a pool
// for 100 ms each: the first has it, the second waits for it, the third for too long,
// the fourth finds as many waiting as may; a crash takes it from the fifth, and the
// sixth finds it there.
func TestPoolLendsToWhoCameFirst(t *testing.T) {
	got, err := trial.Of(trial.Text(trial.Object{
		"version": 1, "title": "pool", "duration": "2s",
		"hop": trial.Object{"latency": "0s", "connection": trial.Object{"open": "ready"}},
		"nodes": trial.Object{
			"phone": trial.Object{"kind": "client"},
			"api": trial.Object{"kind": "server", "workers": 10,
				"pools": trial.Object{"db": trial.Object{"size": 1, "wait": "150ms", "waiting": 2}},
				"steps": trial.List{trial.Object{"hold": "db"}, trial.Object{"wait": "100ms"}}},
		},
		"flows": trial.Object{"order": trial.Object{
			"from": "phone", "to": "api", "pattern": "requestResponse",
			"send": trial.Object{"arrivals": "times", "times": trial.List{"0s", "10ms", "20ms", "30ms", "500ms", "1s"}},
		}},
		"timeline": trial.Object{"crash": trial.Object{"at": "550ms", "for": "10ms", "fault": "crash", "target": "api"}},
	}), "base", trial.Records|trial.Checks)
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Checks.Err(); err != nil {
		t.Error(err)
	}
	var ends []string
	for i := range got.Records {
		if r := &got.Records[i]; r.Kind == trace.End {
			ends = append(ends, fmt.Sprintf("%d at %d ms: %v", r.Op, r.At/sim.Millisecond, r.Status))
		}
	}
	want := []string{"4 at 30 ms: rejected", "1 at 100 ms: ok", "3 at 170 ms: timedOut", "2 at 200 ms: ok", "5 at 550 ms: failed", "6 at 1100 ms: ok"}
	if !slices.Equal(ends, want) {
		t.Errorf("ended: %q, want %q", ends, want)
	}
}
