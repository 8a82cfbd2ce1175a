package patterns_test

import (
	"fmt"
	"testing"
)

// TestABreakerTellsWhatItRefusesAndHowLongItIsOpen: two failures open it for three
// seconds. The server fails until 6.5 s. Of the requests of each second those at 1 and
// 2 s open it, the trial at 5 s opens it anew, that at 8 s closes it, and those at 3, 4,
// 6 and 7 s are not made: it is open for six seconds of twelve. The breaker of the other
// flow is opened at 3.5 s, refuses one, and is closed at 7 s by its trial.
func TestABreakerTellsWhatItRefusesAndHowLongItIsOpen(t *testing.T) {
	const breaker = `"breaker": {"failures": 2, "open": "3s"}`
	const other = `, "other": {"from": "app", "to": "api", "pattern": "requestResponse", ` + breaker + `, "send": {"arrivals": "times", "times": ["2500ms", "3500ms", "6400ms", "7s"]}}`
	for _, row := range []struct {
		reason, client, flow, other string
		want                        map[string]float64
	}{
		{"the client's", "", breaker + ", ", "", map[string]float64{
			"app.breaker.refused": 4, "app.breaker.open.mean": 6. / 12, "app.breaker.open.max": 1, "app.breaker.open.end": 0, "ask.ok": 3, "ask.attempts": 6, "api.breaker.refused": 0,
		}},
		{"one for each flow", "", breaker + ", ", other, map[string]float64{
			"app.breaker.refused": 5, "app.breaker.open.mean": (6 + 3.5) / 12, "app.breaker.open.max": 2,
		}},
		{"its sidecar's", `, "sidecar": {` + breaker + `}`, "", "", map[string]float64{
			"app+sidecar.breaker.refused": 4, "app+sidecar.breaker.open.mean": 6. / 12, "app.breaker.refused": 0, "app.breaker.open.mean": 0,
		}},
	} {
		hold(t, row.reason, run(t, fmt.Sprintf(`{
			"version": 1, "title": "A breaker", "duration": "12s", "hop": {"latency": "0s", "connection": {"open": "ready"}},
			"nodes": {"app": {"kind": "client"%s}, "api": {"kind": "server", "workers": 9}},
			"flows": {"ask": {"from": "app", "to": "api", "pattern": "requestResponse", %s"send": {"arrivals": "times", "times": ["1s", "2s", "3s", "4s", "5s", "6s", "7s", "8s", "9s", "10s"]}}%s},
			"timeline": {"errors": {"at": "500ms", "for": "6s", "fault": "errors", "target": "api"}}
		}`, row.client, row.flow, row.other)), row.want)
	}
}

// TestALimiterTellsWhoWaits: of three requests at 1 s one has a token, one waits for a
// second, and one for two, of which the window has 0.5 and 1.5 s; of those at 7 s two wait
// until a crash half a second later; of those at 9.5 s one waits until the end.
func TestALimiterTellsWhoWaits(t *testing.T) {
	for _, row := range []struct {
		reason, limits, subject, tokens string
		end                             float64
	}{
		{"a server's", `"limiter": {%s}`, "api", "steady", 1},
		{"a sidecar's", `"sidecar": {"limiter": {%s}}`, "api+sidecar", "steady", 1},
		{"whole tokens, the last of which comes with the end", `"limiter": {%s}`, "api", "whole", 0},
	} {
		hold(t, row.reason, run(t, fmt.Sprintf(`{
			"version": 1, "title": "A limiter", "duration": "10s", "warmup": "1500ms", "hop": {"latency": "0s", "connection": {"open": "ready"}},
			"nodes": {"app": {"kind": "client"}, "api": {"kind": "server", "workers": 9, %s}},
			"flows": {"ask": {"from": "app", "to": "api", "pattern": "requestResponse",
				"send": {"arrivals": "times", "times": ["1s", "1s", "1s", "7s", "7s", "7s", "9500ms", "9500ms"]}}},
			"timeline": {"crash": {"at": "7500ms", "for": "1s", "fault": "crash", "target": "api"}}
		}`, fmt.Sprintf(row.limits, `"rate": "1/s", "excess": "delay", "tokens": "`+row.tokens+`"`))), map[string]float64{
			row.subject + ".limiter.waiting.mean": (0.5 + 1.5 + 2*0.5 + 0.5) / 8.5,
			row.subject + ".limiter.waiting.max":  2,
			row.subject + ".limiter.waiting.end":  row.end,
		})
	}
}
