package patterns_test

import (
	"strings"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"

	"github.com/google/go-cmp/cmp"
)

const crowd = `{
  "version": 1, "title": "Crowd", "duration": "10s",
  "nodes": {"phones": {"kind": "client", "count": 3}, "hub": {"kind": "HUB"}},
  "hop": {"latency": "40ms", "connection": {"open": "ready"}},
  "flows": {"news": {"from": "phones", "to": "hub", "pattern": "PATTERN", "PATTERN": {"join": "1s"}, "updates": {"totalRate": "1/s"}}}
}`

// asks are when someone, by place, first asked or subscribed; the hub is place 1.
type asks map[trace.Place]sim.Time

func (a asks) Fold(records []trace.Record) {
	for i := range records {
		r := &records[i]
		if _, known := a[r.Node]; !known && r.Kind == trace.Send && (r.Shape == trace.Subscribe || r.Shape == trace.Poll) {
			a[r.Node] = r.At
		}
	}
}

func TestListenersJoinOneAfterTheOther(t *testing.T) {
	for _, row := range []struct{ pattern, hub string }{
		{"push", "server"}, {"serverSentEvents", "server"}, {"longPolling", "server"}, {"publishSubscribe", "broker"},
	} {
		got := asks{}
		run(t, strings.NewReplacer("PATTERN", row.pattern, "HUB", row.hub).Replace(crowd), got)
		if diff := cmp.Diff(asks{2: 0, 3: 333_333_333, 4: 666_666_666}, got); diff != "" {
			t.Errorf("%s: phones first ask at, -want +got:\n%s", row.pattern, diff)
		}
	}
}
