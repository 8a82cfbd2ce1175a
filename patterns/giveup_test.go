package patterns_test

import (
	"strings"
	"testing"

	"backchat/sim/metrics"
)

// given is three requests, of which the second is given up. It takes 40 ms there and
// back, and as long again over a connection of its own.
const given = `{
  "version": 1, "title": "Given up", "duration": "30s",
  "nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "workers": 9, "service": "0s"}},
  "links": {"wire": {"from": "phone", "to": "api", "latency": "20ms", "connection": CONNECTION}},
  "flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "timeout": "1s", "send": {"arrivals": "times", "times": ["1s", "10s", "20s"]}}},
  "timeline": {"trouble": FAULT}
}`

// TestAnExchangeThatIsGivenUpCostsItsConnectionWhateverBecameOfIt holds that who gives up
// cannot know whether the message was lost or is worked on for long.
func TestAnExchangeThatIsGivenUpCostsItsConnectionWhateverBecameOfIt(t *testing.T) {
	for _, fault := range []string{
		`{"fault": "loss", "target": "wire", "direction": "out", "share": 1, "at": "9999ms", "for": "10ms"}`,
		`{"fault": "loss", "target": "wire", "direction": "in", "share": 1, "at": "10010ms", "for": "50ms"}`,
		`{"fault": "pause", "target": "api", "at": "9s", "for": "3s"}`,
	} {
		for _, row := range []struct {
			connection string
			last       float64
		}{
			{`{"streams": 1}`, 0.08},
			{`{"streams": 1, "max": 1}`, 0.08},
			{`{"streams": 1, "giveUp": "wait"}`, 0.04},
			{`{"streams": 1, "giveUp": "reset"}`, 0.04},
			{`{"streams": 10}`, 0.04},
			{`{"streams": 10, "giveUp": "close"}`, 0.08},
			{`{"open": "each"}`, 0.08},
		} {
			text := strings.NewReplacer("CONNECTION", row.connection, "FAULT", fault).Replace(given)
			hold(t, fault+" "+row.connection, run(t, text), map[string]float64{
				"ask.ok": 2, "ask.timedOut": 1, "ask.latency.min": row.last,
			})
		}
	}
}

// stuck is a request every 5 s that takes 2 s, of which the one that the server works on
// when its host falls silent for 3 s is given up after 3 s.
const stuck = `{
  "version": 1, "title": "Stuck", "duration": "100s",
  "nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "workers": 9}},
  "links": {"wire": {"from": "phone", "to": "api", "latency": "50ms", "transport": TRANSPORT}},
  "flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "demand": "2s", "timeout": "3s", "send": {"arrivals": "constant", "rate": "0.2/s"}}},
  "timeline": {"silence": {"fault": "crash", "how": "host", "target": "api", "at": "21s", "for": "3s"}}
}`

// TestWhatASilentHostHasInHandIsTakenBackByWhoGivesItUp holds that all that was said is
// acknowledged, so that nothing but giving up ends the exchange: the next does not wait for it.
func TestWhatASilentHostHasInHandIsTakenBackByWhoGivesItUp(t *testing.T) {
	for _, transport := range []string{`"http1"`, `"http2"`, `{"preset": "http2", "streams": 1}`} {
		hold(t, transport, run(t, strings.Replace(stuck, "TRANSPORT", transport, 1)), map[string]float64{
			"ask.ok": 19, "ask.timedOut": 1,
		})
	}
}

// unreached is a scenario whose link is dead from the start.
const unreached = `{
  "version": 1, "title": "Unreached", "duration": "100s",
  "nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "workers": 9, "service": "0s"}},
  "links": {"wire": {"from": "phone", "to": "api", "latency": "50ms" WIRE}},
  "flows": {"ask": {"from": "phone", "to": "api", FLOW}},
  "timeline": {"trouble": {"fault": "partition", "target": "wire", "at": "0s", "for": "TIME"}}
}`

// TestWhoGivesUpOnAConnectionClosesItsSocketAndTheNextOpensAnew holds that nobody waits for
// what was asked before: a SYN goes out again after 1, 3, 7, 15, 31 and 63 s, and who waits
// for that does not notice when the link is back.
func TestWhoGivesUpOnAConnectionClosesItsSocketAndTheNextOpensAnew(t *testing.T) {
	play := func(wire, flow, time string) *metrics.Figures {
		return run(t, strings.NewReplacer("WIRE", wire, "FLOW", flow, "TIME", time).Replace(unreached))
	}
	for wire, there := range map[string]float64{
		"": 6.2, `, "transport": "http1"`: 6.3, `, "transport": "http2"`: 6.3, `, "transport": "grpc"`: 6.4, `, "transport": "postgres"`: 6.5, `, "transport": "http3"`: 6.2,
		`, "connection": {"streams": 1, "max": 1, "ports": 1}`: 6.2, `, "connection": {"open": "each", "ports": 1}`: 6.2, `, "retransmit": "1s"`: 6.2,
	} {
		hold(t, wire+", tried again each 2 s", play(wire, `"pattern": "requestResponse", "connectTimeout": "1500ms", "retry": {"attempts": 9, "delays": ["500ms"], "jitter": "none"},
			"send": {"arrivals": "times", "times": ["0s"]}`, "5500ms"), map[string]float64{"ask.latency.max": there, "phone.opens": 4, "phone.opened": 1})
		if !strings.Contains(wire, "ports") {
			hold(t, wire+", asked each second", play(wire, `"pattern": "requestResponse", "connectTimeout": "1s", "send": {"arrivals": "constant", "rate": "1/s"}`, "40s"),
				map[string]float64{"ask.ok": 60, "ask.timedOut": 40})
		}
	}
	news := play(`, "transport": "websocket"`, `"pattern": "push", "push": {"buffer": 100, "reconnect": {"timeout": "2s", "backoff": "1s", "factor": 1, "jitter": "none"}},
		"updates": {"arrivals": "constant", "rate": "1/s"}`, "40s")
	if m, _ := news.Lookup("ask.staleness.max"); m.Value < 40 || m.Value > 43 {
		t.Errorf("the oldest news is %v s old; want some 41", m.Value)
	}
}
