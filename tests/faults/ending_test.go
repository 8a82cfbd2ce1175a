package faults

import (
	"fmt"
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// over is a client that asks a server over a link at given instants, 50 ms away.
func over(t *testing.T, link, response, asks, rest string) *tape {
	t.Helper()
	return play(t, fmt.Sprintf(`"duration": "10s",
	"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "workers": 10, %s,
	"links": {"access": {"from": "phone", "to": "api", "latency": "50ms", %s}},
	"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "response": "%s", "send": {"arrivals": "times", "times": [%s]}}}`, rest, link, response, asks))
}

// A server that has said all that it has to say of keys crashes while that is on its
// way: whoever reads it knows of the crash no sooner than light tells.
func TestWhatAServerHasSaidBeforeItCrashedIsRead(t *testing.T) {
	for _, how := range []string{"process", "host"} {
		gone := fmt.Sprintf(`"service": "0s"}}, "timeline": {"gone": {"at": "1060ms", "for": "5s", "fault": "crash", "how": %q, "target": "api"}}`, how)
		p := over(t, `"transport": "http3"`, "1KB", `"1s"`, gone)
		if got := times(p.of(trace.Opened, "phone")); !slices.Equal(got, []sim.Time{1100 * ms}) {
			t.Errorf("%s: it is open at %v, and would be at 1.1 s", how, got)
		}
		p = over(t, `"transport": {"preset": "http3", "tls": {"resumed": true, "earlyData": true}}`, "1KB", `"1s"`, gone)
		end := only(t, "ends", p.of(trace.End, ""))
		if end.Status != trace.OK || end.At != 1100*ms {
			t.Errorf("%s: with early data it ends %v at %v; the answer was on its way", how, end.Status, end.At)
		}
	}
}

// A connection that is to end once what is under way on it is over carries that as
// content all the same.
func TestAnAnswerThatOutlastsItsConnectionsAgeIsContent(t *testing.T) {
	for _, transport := range []string{"http2", "http3"} {
		var content, upkeep [2]float64
		for i, life := range []string{"", `, "connection": {"maxAge": "1s"}`} {
			p := over(t, fmt.Sprintf(`"transport": %q, "bandwidth": "8Mbit/s"%s`, transport, life), "2MB", `"1s"`, `"service": "0s"}}`)
			content[i], upkeep[i] = p.figure("access.bytes.content"), p.figure("access.bytes.upkeep")
		}
		if off := content[1] - content[0]; off > 100 || off < -100 || upkeep[1] <= upkeep[0] || upkeep[1] > 1000 {
			t.Errorf("%s: %.0f B of content and %.0f of upkeep where it is told to end, and %.0f and %.0f otherwise", transport, content[1], upkeep[1], content[0], upkeep[0])
		}
	}
}

// A connection is reset by the one who has accepted it: both ends count that, though
// what fails with it was the last on it.
func TestAResetAfterTheGraceCountsAtBothEnds(t *testing.T) {
	for _, link := range []string{`"header": "40B"`, `"transport": "http2"`} {
		p := over(t, link+`, "connection": {"maxAge": "1s", "grace": "500ms"}`, "1KB", `"1s", "1500ms"`, `"service": "4s"}}`)
		for _, node := range []string{"phone", "api"} {
			if n := p.figure(node + ".resets"); n != 1 {
				t.Errorf("%s: %s has %v resets, and there was one", link, node, n)
			}
		}
		if n := len(p.of(trace.Reset, "")); n != 1 || len(p.of(trace.Close, "")) != 0 {
			t.Errorf("%s: the trace has %d resets and %d closes", link, n, len(p.of(trace.Close, "")))
		}
	}
}

// Of pings that are frames a process hears and answers: what its kernel acknowledges is
// no sign of life, nor of something heard.
func TestAnAcknowledgementIsNoAnswerToAPing(t *testing.T) {
	p := play(t, `"duration": "10s",
	"nodes": {"phone": {"kind": "client", "count": 2}, "api": {"kind": "server", "workers": 10, "service": "0s", "maxConnections": 1, "backlog": 1}},
	"links": {"access": {"from": "phone", "to": "api", "latency": "50ms", "transport": {"preset": "http2", "tls": {"version": "none"}},
		"connection": {"ping": {"every": "1s", "timeout": "500ms", "misses": 2, "by": "opener"}}}},
	"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["1s"]}}}`)
	resets := p.of(trace.Reset, "")
	if got := times(resets); !slices.Equal(got, []sim.Time{3150 * ms}) {
		t.Errorf("connections are reset at %v: that which nobody accepts is after two pings, at 3.1 s, and its door knows 50 ms later", got)
	}
	first := some(p.of(trace.Packet, "phone/0"), func(r *trace.Record) bool { return r.Shape == trace.Health })
	if len(first) == 0 || first[0].At != 2200*ms {
		t.Errorf("it first pings at %v: a second after the last frame, at 1.2 s, whatever was acknowledged since", times(first[:min(1, len(first))]))
	}
}
