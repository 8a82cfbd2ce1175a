package found_test

import (
	"math"
	"testing"
)

func TestHopsThatKeepNoOrderBreakNone(t *testing.T) {
	// Half of all attempts fail. With up to four of them 15 of 16 operations are
	// served, by 1 + 1/2 + 1/4 + 1/8 attempts; a budget of a tenth makes 1.1.
	for variant, want := range map[string]map[string]float64{
		"base":     {"rpc.okShare": 0.5, "rpc.attemptsPerOperation": 1},
		"three":    {"rpc.okShare": 0.9375, "rpc.attemptsPerOperation": 1.875},
		"adaptive": {"rpc.okShare": 0.55, "rpc.attemptsPerOperation": 1.1},
	} {
		got := figuresOf(t, file(t, "unordered-hop.json"), variant, "rpc.okShare", "rpc.attemptsPerOperation")
		for name, want := range want {
			if math.Abs(got[name]/want-1) > 0.01 {
				t.Errorf("%s: %s is %v, want %v", variant, name, got[name], want)
			}
		}
	}
}

func TestACopyOnAnUnorderedWireMayComeAfterWhatWasSentLater(t *testing.T) {
	got := figuresOf(t, file(t, "order-duplicate.json"), "base", "f0.ok", "f0.messages.duplicated")
	if got["f0.ok"] != 5 || got["f0.messages.duplicated"] == 0 {
		t.Errorf("%v, want 5 operations served, and copies", got)
	}
}
