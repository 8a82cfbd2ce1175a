package faults

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// A job is with its consumer at 502 ms. Where that says every 100 ms that it is at work
// still, the broker hears of it at 603, 703 ms and so on, a millisecond later, and lets
// it be for 300 ms more.
func TestConsumerAtWorkKeepsItsMessageUntilNothingIsHeardForTheTimeOut(t *testing.T) {
	heard := func(every, to sim.Time) (all []sim.Time) {
		for at := 503*ms + every; at <= to; at += every {
			all = append(all, at)
		}
		return all
	}
	for _, row := range []struct {
		reason, service, extend, fault string
		extended, handed               []sim.Time
	}{
		{"it works for longer than the time-out", "950ms", "100ms", "", heard(100*ms, 1403*ms), []sim.Time{501 * ms}},
		{"its host crashes after the third", "950ms", "100ms", `"at": "850ms", "fault": "crash", "how": "host"`, heard(100*ms, 803*ms), []sim.Time{501 * ms, 1103 * ms}},
		{"it is paused after the first", "100s", "100ms", `"at": "650ms", "for": "1s", "fault": "pause"`, []sim.Time{603 * ms}, []sim.Time{501 * ms, 903 * ms}},
		{"the time-out would end with the run", "100s", "250ms", "", heard(250*ms, 2*sim.Second), []sim.Time{501 * ms}},
		{"it says so too late", "500ms", "350ms", "", nil, []sim.Time{501 * ms, 801 * ms}},
	} {
		timeline := ""
		if row.fault != "" {
			timeline = `, "timeline": {"f": {"target": "worker/0", ` + row.fault + `}}`
		}
		p := play(t, `"duration": "2s",
			"nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker"}, "worker": {"kind": "server", "count": 2, "service": "`+row.service+`"}},
			"flows": {"job": {"from": "shop", "to": "bus", "pattern": "queue", "queue": {"consumers": ["worker"], "redeliver": "300ms", "extend": "`+row.extend+`"},
				"send": {"arrivals": "times", "times": ["500ms"]}}}`+timeline)
		handed := p.of(trace.Deliver, "bus")
		second := handed[len(handed)-1]
		extensions := some(p.of(trace.Extend, "bus"), func(r *trace.Record) bool { return second.Aux == 1 || r.At < second.At+102*ms })
		if got := times(extensions); !slices.Equal(got, row.extended) {
			t.Errorf("%s: the broker hears at %v that the first consumer is at work, not at %v", row.reason, got, row.extended)
		}
		for _, r := range extensions {
			if r.Until != r.At+300*ms {
				t.Errorf("%s: at %v it is extended until %v", row.reason, r.At, r.Until)
			}
		}
		if got := times(handed); !slices.Equal(got, row.handed) {
			t.Errorf("%s: it is handed over at %v, not at %v", row.reason, got, row.handed)
		}
	}
}
