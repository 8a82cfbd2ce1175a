package faults

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// events is a stream of server-sent events to a phone, one every 100 ms from
// 1.05 s on, 50 B each, through a proxy that is away from 1.5 s to 1.7 s.
func events(t *testing.T, options, timeline string) *tape {
	t.Helper()
	return play(t, `"duration": "4s",
		"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api"}, "api": {"kind": "server", "service": "0s"}},
		"links": {"line": {"from": "phone", "to": "lb", "latency": "1ms", "header": "0B", "connection": {"open": "ready"}}},
		"flows": {"news": {"from": "phone", "to": "lb", "pattern": "serverSentEvents", "request": "0B", "headers": {"request": "100B", "response": "200B"},
			"serverSentEvents": {"retry": "1s", `+options+`},
			"updates": {"arrivals": "constant", "rate": "10/s", "start": "1050ms", "stop": "2050ms", "size": "50B"}}},
		"timeline": {`+timeline+`}`)
}

const (
	proxyAway  = `"away": {"at": "1500ms", "for": "200ms", "fault": "crash", "target": "lb"}`
	serverAway = `"away": {"at": "1500ms", "for": "1200ms", "fault": "crash", "target": "api"}`
)

// asked are the requests for the stream that a phone sends.
func (p *tape) asked() []trace.Record {
	return some(p.of(trace.Send, "phone"), func(r *trace.Record) bool { return r.Shape == trace.Subscribe })
}

// The phone has five events when the proxy goes, and names the fifth, in 18 B:
// "Last-Event-ID: 5" and the end of a line.
func TestLastEventAndCommentsCostTheirBytes(t *testing.T) {
	p := events(t, `"keepAlive": "400ms"`, proxyAway)
	asked := p.asked()
	if len(asked) != 2 || asked[0].Header != 100 || asked[1].Header != 118 {
		t.Errorf("it asks by %v, not by 100 B and, with the last event, 118 B", asked)
	}
	sent := some(p.of(trace.Send, "lb"), func(r *trace.Record) bool { return p.Topology.Name(r.Peer) == "phone" })
	for shape, want := range map[trace.Shape]uint32{
		trace.Response: 200 + 13, // "retry: 1000" and an empty line
		trace.Push:     50 + 13 + 1,
		trace.Health:   3,
	} {
		of := some(sent, func(r *trace.Record) bool { return r.Shape == shape })
		if len(of) == 0 || of[0].Payload+of[0].Header != want {
			t.Errorf("%v: the first of %d takes other than %d B", shape, len(of), want)
		}
	}
}

func TestListenerComesBackAfterTheReconnectionTime(t *testing.T) {
	if got := times(events(t, `"keepAlive": "0s"`, proxyAway).asked()); !slices.Equal(got, []sim.Time{0, 2503 * ms}) {
		t.Errorf("it asks at %v, not 1 s after it has noticed (1 ms) that the proxy has gone, over a new connection (2 ms)", got)
	}
}

// The proxy answers a phone that comes back too early: it has nobody to ask.
func TestListenerThatIsAnsweredWithAnErrorAsksNoMore(t *testing.T) {
	for options, want := range map[string]int{`"errors": "stop"`: 2, `"errors": "retry"`: 3} {
		if got := times(events(t, options, serverAway).asked()); len(got) != want {
			t.Errorf("%s: it asks at %v, not %d times", options, got, want)
		}
	}
}
