package scenario

import (
	"strings"
	"testing"

	"backchat/patterns/node"
	"backchat/sim"
)

// changed is orders.json with another variant.
func changed(t *testing.T, patch string) string {
	t.Helper()
	return strings.Replace(orders(t), `{"nodes": {"api": {"workers": 1}}}`, patch, 1)
}

func TestAnotherLawOrFaultReplacesTheWhole(t *testing.T) {
	for _, row := range []struct {
		reason, patch string
		holds         func(s *Scenario) bool
	}{
		{"another law", `{"nodes": {"db": {"service": {"dist": "pareto", "min": "1ms", "shape": 3}}}}`, func(s *Scenario) bool {
			d := s.NodeNamed("db").Config.(*node.ServerConfig).Service
			return d.Law == "pareto" && d.Min == 1e6 && d.Shape == 3 && d.Mean == 0 && d.CV == 0
		}},
		{"the same law", `{"nodes": {"db": {"service": {"dist": "lognormal", "mean": "3ms"}}}}`, func(s *Scenario) bool {
			d := s.NodeNamed("db").Config.(*node.ServerConfig).Service
			return d.Law == "lognormal" && d.Mean == 3e6 && d.CV == 1
		}},
		{"a parameter alone", `{"nodes": {"db": {"service": {"mean": "3ms"}}}}`, func(s *Scenario) bool {
			d := s.NodeNamed("db").Config.(*node.ServerConfig).Service
			return d.Law == "lognormal" && d.Mean == 3e6 && d.CV == 1
		}},
		{"another law that removes what is gone anyway", `{"nodes": {"db": {"service": {"dist": "exponential", "mean": "3ms", "cv": null}}}}`, func(s *Scenario) bool {
			d := s.NodeNamed("db").Config.(*node.ServerConfig).Service
			return d.Law == "exponential" && d.Mean == 3e6 && d.CV == 0
		}},
		{"a law for a constant", `{"nodes": {"api": {"service": {"dist": "exponential", "mean": "3ms"}}}}`, func(s *Scenario) bool {
			return s.NodeNamed("api").Config.(*node.ServerConfig).Service.Law == "exponential"
		}},
		{"another fault", `{"timeline": {"crash": {"at": "21s", "fault": "pause", "target": "api/1"}}}`, func(s *Scenario) bool {
			e := s.Timeline[0]
			return e.Fault == "pause" && e.At == 21*sim.Second && e.For == nil && e.Target == "api/1"
		}},
		{"the same fault", `{"timeline": {"crash": {"fault": "crash", "target": "api/1"}}}`, func(s *Scenario) bool {
			e := s.Timeline[0]
			return e.Fault == "crash" && e.At == 20*sim.Second && *e.For == 5*sim.Second
		}},
	} {
		f, err := Parse("orders.json", []byte(changed(t, row.patch)))
		if err != nil {
			t.Errorf("%s: %v", row.reason, err)
			continue
		}
		if s := variant(t, f, "slow"); !row.holds(s) {
			t.Errorf("%s: got %+v, %+v", row.reason, s.NodeNamed("db").Config.(*node.ServerConfig).Service, s.Timeline)
		}
	}
}

func TestWhatAReplacementLacksIsSaid(t *testing.T) {
	for _, row := range []struct{ patch, want string }{
		{`{"nodes": {"db": {"service": {"dist": "gamma", "cv": 2}}}}`, `this one has cv; a patch that changes "dist" replaces the whole, so write all of it`},
		{`{"timeline": {"crash": {"fault": "pause"}}}`, `needs "at": when; a patch that changes "fault" replaces the whole, so write all of it`},
	} {
		if _, err := Parse("orders.json", []byte(changed(t, row.patch))); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %s", row.patch, err, row.want)
		}
	}
}

func TestAVariantHasANoteOfItsOwnOrNone(t *testing.T) {
	f, err := Parse("orders.json", []byte(`{"version": 1, "title": "t", "note": "As it is.", "duration": "1s",
  "nodes": {"c": {"kind": "client"}, "s": {"kind": "server"}},
  "flows": {"ask": {"from": "c", "to": "s", "pattern": "requestResponse", "send": {"rate": "1/s"}}},
  "variants": {"noted": {"note": "Twice as slow.", "nodes": {"s": {"service": "2ms"}}}, "bare": {"nodes": {"s": {"service": "3ms"}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{Base: "As it is.", "noted": "Twice as slow.", "bare": ""} {
		if got := variant(t, f, id).Note; got != want {
			t.Errorf("the note of %s is %q, want %q", id, got, want)
		}
	}
}
