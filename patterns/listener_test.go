package patterns_test

import (
	"fmt"
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

// TestWhatAListenerAsksByIsAboutItsKey: six phones, the first and the fourth of which are
// of the first of three users, and so on, come one after the other to two servers. A
// balancer that goes by keys sends what is about a key on where the first about it went, in
// turn: the third user's to the server of the first. There each user has one session, whose
// making takes 100 ms of work, and one token. By who asks, the two phones of a user go to
// both servers, and where nothing has a key, there is neither session nor more than one
// bucket.
func TestWhatAListenerAsksByIsAboutItsKey(t *testing.T) {
	const ways = `"push": {"join": "6s", "reconnect": {"backoff": "1m", "jitter": "none"}}, "serverSentEvents": {"join": "6s", "retry": "1m"}, "shortPolling": {"interval": "12s", "stagger": "even"},
		"longPolling": {"join": "6s", "reconnect": {"backoff": "1m", "jitter": "none"}}, "fallback": {"join": "6s", "hold": "1m", "timeout": "1m"}`
	own, room := `"about": {"keys": "user", "by": "speaker"}, "updates": {"rate": "0/s"}`, `"about": "user", "updates": {"audience": "room", "totalRate": "0/s"}`
	key := map[string]float64{"api.misses": 3, "api/0.misses": 2, "api/1.misses": 1, "api.hits": 3, "api/0.hits": 2, "api.utilization": 0.3 / 2 / 12}
	asker := map[string]float64{"api.misses": 6, "api/0.misses": 3, "api.hits": 0}
	none := map[string]float64{"api.misses": 0, "api.hits": 0, "api.utilization": 0}
	for _, pattern := range []string{"push", "serverSentEvents", "longPolling", "shortPolling", "fallback"} {
		for _, row := range []struct {
			reason, by, flow, limiter string
			want                      map[string]float64
		}{
			{"each has a key", "key", own, "", key},
			{"each is in a room", "key", room, "", key},
			{"each is in two rooms", "key", strings.Replace(room, `"audience"`, `"rooms": 2, "audience"`, 1), "", none},
			{"each update has one", "key", `"about": "user", "updates": {"rate": "0/s"}`, "", none},
			{"who asks decides", "speaker", own, "", asker},
			{"a key has a token", "key", own, `"limiter": {"per": "key", "rate": "1/h"}, `, map[string]float64{"api.limited": 3, "api/0.limited": 2}},
			{"a replica has one", "key", own, `"limiter": {"rate": "1/h"}, `, map[string]float64{"api.limited": 4, "api/0.limited": 3}},
		} {
			if pattern == "fallback" && row.limiter != "" {
				continue // it tries another way
			}
			hold(t, pattern+": "+row.reason, run(t, fmt.Sprintf(`{
				"version": 1, "title": "Keys of listeners", "duration": "12s", "hop": {"latency": "1ms", "connection": {"open": "ready"}}, "keys": {"user": {"count": 3}},
				"nodes": {"phone": {"kind": "client", "count": 6}, "lb": {"kind": "balancer", "to": "api", "policy": "sticky", "by": %q},
					"api": {"kind": "server", "count": 2, %s"sessions": {"create": "100ms"}}},
				"flows": {"news": {"from": "phone", "to": "lb", "pattern": %q, %s, %s}}
			}`, row.by, row.limiter, pattern, ways, row.flow)), row.want)
		}
	}
}
