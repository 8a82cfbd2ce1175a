package faults

import (
	"slices"
	"testing"

	"backchat/sim/trace"
)

func TestWhoWaitsTooLongInAQueueThatStandsIsTurnedAwayAndTheNextServed(t *testing.T) {
	for _, row := range []struct {
		reason, server string
		want           []trace.Status // of the requests of 1, 2, 3 and 150 ms, in the order of their ends
	}{
		{"without a bound all are served", `"workers": 1`, []trace.Status{trace.OK, trace.OK, trace.OK, trace.OK}},
		{"two have waited through the service of the first, the last has not", `"sojourn": {"target": "60ms", "interval": "80ms"}`,
			[]trace.Status{trace.Rejected, trace.Rejected, trace.OK, trace.OK}},
		{"a queue that does not stand is waited in", `"sojourn": {"target": "5ms", "interval": "1s"}`, []trace.Status{trace.OK, trace.OK, trace.OK, trace.OK}},
		{"who loses patience was not turned away", `"patience": "50ms"`, []trace.Status{trace.TimedOut, trace.TimedOut, trace.OK, trace.OK}},
	} {
		p := play(t, `"duration": "3s", "nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "100ms", `+row.server+`}},
			"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["1ms", "2ms", "3ms", "150ms"]}}}`)
		var got []trace.Status
		for _, r := range p.Records {
			if r.Kind == trace.End {
				got = append(got, r.Status)
			}
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: they end as %v, want %v", row.reason, got, row.want)
		}
	}
}
