package main

import (
	"bytes"
	"strings"
	"testing"

	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/sim"
	"backchat/sim/trace"
)

// ran is what a request answers, and the records that it hands over.
func ran(t *testing.T, r *request) (any, []trace.Record) {
	t.Helper()
	var file bytes.Buffer
	answer, err := r.handle(&file)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := trace.NewReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	var records []trace.Record
	for {
		batch, err := reader.Next()
		if err != nil {
			return answer, records
		}
		records = append(records, batch...)
	}
}

func TestAWindowHasWhatTheRunHasFromThereOn(t *testing.T) {
	_, whole := ran(t, about(t, "run"))
	from := 30 * sim.Second
	past := 0
	counted := counting(baseOf(t, about(t, "run")))
	for whole[past].At < from {
		counted.count(&whole[past])
		past++
	}
	for _, c := range []struct {
		reason string
		keep   int
		want   []trace.Record
	}{
		{"a few records", 50, whole[past : past+50]},
		{"up to the end of the run", 0, whole[past:]},
	} {
		r := about(t, "window")
		r.from, r.keep = from, c.keep*trace.RecordSize
		answer, records := ran(t, r)
		w := answer.(window)
		if w.Tally != counted.tally {
			t.Errorf("%s: counted %+v, want %+v", c.reason, w.Tally, counted.tally)
		}
		if w.Before == 0 || w.Before > past/4 {
			t.Errorf("%s: %d of %d records of the past", c.reason, w.Before, past)
		}
		if got := records[w.Before:]; len(got) != len(c.want) || got[0] != c.want[0] || got[len(got)-1] != c.want[len(c.want)-1] {
			t.Errorf("%s: %d records, want %d", c.reason, len(got), len(c.want))
		}
		if cut := c.keep > 0; w.Whole == cut || cut && sim.Time(w.Until) != whole[past+c.keep].At {
			t.Errorf("%s: %+v", c.reason, w)
		}
		plain(w)
	}
}

func TestAWindowBehindTheEndIsWhatTheEndHasLeft(t *testing.T) {
	r := about(t, "window")
	r.from = 1000 * sim.Second
	answer, records := ran(t, r)
	if w := answer.(window); !w.Whole || w.Before != len(records) || w.Tally.OK == 0 {
		t.Errorf("%+v with %d records", w, len(records))
	}
}

func TestWhatIsCountedIsWhatIsMeasured(t *testing.T) {
	for _, name := range []string{"push-to-a-crowd", "the-retry-storm", "everybody-comes-back-at-once"} {
		text, _ := gallery.Text(name)
		r := about(t, "window")
		r.text, r.from = string(text), sim.Never
		answer, _ := ran(t, r)
		got := answer.(window).Tally
		r.do = "run"
		answer, _ = ran(t, r)
		ok, all := 0.0, 0.0
		for _, m := range answer.(*outcome).Metrics {
			switch _, of, _ := strings.Cut(m.Name, "."); of {
			case "ok":
				ok += m.Value
			case "operations":
				all += m.Value
			}
		}
		if float64(got.OK) != ok || float64(got.OK+got.NotOK) > all {
			t.Errorf("%s: counted are %+v, of %v measured, %v of them ok", name, got, all, ok)
		}
	}
}

// baseOf is the base of what a request is about.
func baseOf(t *testing.T, r *request) *scenario.Scenario {
	t.Helper()
	f, err := scenario.Parse(r.file, []byte(r.text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Scenario(scenario.Base)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
