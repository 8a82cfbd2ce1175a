package faults

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

const site = `"nodes": {"phone": {"kind": "client", "count": 5}, "api": {"kind": "server", "service": "1ms", "workers": 20}}, `

func TestBurstHasAllItsOperations(t *testing.T) {
	for _, row := range []struct {
		gap  string
		want []sim.Time
	}{
		{"0s", []sim.Time{500 * ms, 500 * ms, 500 * ms, 500 * ms}},
		{"3ms", []sim.Time{500 * ms, 503 * ms, 506 * ms, 509 * ms}},
	} {
		p := play(t, `"duration": "1s", `+site+`"flows": {"ask": {"from": ["phone"], "to": "api", "pattern": "requestResponse",
			"send": {"arrivals": "times", "times": ["500ms"], "burst": {"size": 4, "gap": "`+row.gap+`"}}}}`)
		for user := range 5 {
			name := "phone/" + string(rune('0'+user))
			if got := times(p.of(trace.Begin, name)); !slices.Equal(got, row.want) {
				t.Errorf("a gap of %s: %s asks at %v, not at %v", row.gap, name, got, row.want)
			}
		}
	}
}

func TestClosedUsersThinkBeforeTheyFirstAsk(t *testing.T) {
	p := play(t, `"duration": "1s", `+site+`"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse",
		"send": {"arrivals": "closed", "think": {"dist": "uniform", "min": "100ms", "max": "200ms"}}}}`)
	seen := map[sim.Time]bool{}
	for _, r := range p.of(trace.Begin, "")[:5] {
		if r.At < 100*ms || r.At > 200*ms || seen[r.At] {
			t.Errorf("a user first asks at %v", r.At)
		}
		seen[r.At] = true
	}
}
