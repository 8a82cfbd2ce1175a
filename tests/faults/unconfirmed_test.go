package faults

import (
	"testing"

	"backchat/sim/trace"
)

// Nobody sends a message again whose source waits for no word of it. So whatever came to
// the broker while it was down, or was there and not kept when that crashed, is gone.
func TestUnconfirmedMessagesThatABrokerLosesAreLost(t *testing.T) {
	const updates = `"updates": {"source": "shop", "arrivals": "constant", "rate": "100/s", "stop": "15s"}`
	for name, flow := range map[string]string{
		"log":              `"from": "reader", "pattern": "log", "log": {"confirm": false}, ` + updates,
		"batches":          `"from": "reader", "pattern": "log", "log": {"confirm": false, "producer": {"linger": "35ms"}}, ` + updates,
		"publishSubscribe": `"from": "reader", "pattern": "publishSubscribe", "publishSubscribe": {"confirm": false, "delivery": "atLeastOnce"}, ` + updates,
		"queue":            `"from": "shop", "pattern": "queue", "queue": {"confirm": false, "consumers": ["reader"]}, "send": {"arrivals": "constant", "rate": "100/s", "stop": "15s"}`,
	} {
		for _, how := range []string{"process", "host"} {
			kind := "client"
			if name == "queue" {
				kind = "server"
			}
			p := play(t, `"duration": "30s",
				"nodes": {"shop": {"kind": "client"}, "reader": {"kind": "`+kind+`"}, "broker": {"kind": "broker", "durable": true, "workers": 1, "service": "5ms"}},
				"flows": {"say": {"to": "broker", `+flow+`}},
				"timeline": {"gone": {"at": "5003ms", "for": "5s", "fault": "crash", "how": "`+how+`", "target": "broker"}}`)
			var lost, left int
			for _, r := range p.of(trace.End, "") {
				switch {
				case r.Status == trace.LostOutcome:
					lost++
				case r.Status == trace.Unfinished:
					left++
				}
			}
			if lost < 500 || lost > 505 {
				t.Errorf("%s, %s: of 500 that came meanwhile, and some that were there, %d are lost", name, how, lost)
			}
			if how == "process" && left > 0 { // of a silent host its readers learn nothing
				t.Errorf("%s: %d never end", name, left)
			}
		}
	}
}
