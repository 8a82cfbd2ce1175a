package faults

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim/trace"
)

// Of two who ask each second, one by a connection that is kept, the other by a new
// one each time, the second is refused as long as the fault lasts: at once, after a
// trip there and back.
func TestNewConnectionsAreRefusedAndOpenOnesGoOn(t *testing.T) {
	for _, row := range []struct {
		transport, direction string
		failed               int // of those with a new connection each time
	}{
		{``, "both", 2}, {``, "out", 2}, {``, "in", 0},
		{`, "transport": "http1"`, "both", 2}, {`, "transport": "http2"`, "out", 2}, {`, "transport": "http1"`, "in", 0},
	} {
		p := play(t, `"duration": "20s",
		"nodes": {"kept": {"kind": "client"}, "new": {"kind": "client"}, "api": {"kind": "server", "service": "5ms"}},
		"links": {"a": {"from": "kept", "to": "api", "latency": "20ms"`+row.transport+`},
			"b": {"from": "new", "to": "api", "latency": "20ms", "connection": {"open": "each"}`+row.transport+`}},
		"flows": {
			"keeps": {"from": "kept", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["1s", "3s", "4s", "6s"]}},
			"opens": {"from": "new", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["1s", "3s", "4s", "6s"]}}
		},
		"timeline": {"x": {"at": "2s", "for": "3s", "fault": "refuse", "target": "a", "direction": "`+row.direction+`"},
			"y": {"at": "2s", "for": "3s", "fault": "refuse", "target": "b", "direction": "`+row.direction+`"}}`)
		want := []int{0, row.failed}
		got := []int{int(p.figure("keeps.failed")), int(p.figure("opens.failed"))}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s: %s", row.transport, row.direction, diff)
		}
	}
}

// Faults that overlap refuse what either refuses; a record says how much that is.
func TestRefusalsOverlap(t *testing.T) {
	p := play(t, `"duration": "20s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "5ms"}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["1s"]}}},
		"timeline": {"a": {"at": "2s", "for": "2s", "fault": "refuse", "refused": 0.5, "target": "phone", "direction": "out"},
			"b": {"at": "3s", "for": "2s", "fault": "refuse", "refused": 0.5, "target": "phone", "direction": "out"}}`)
	var got []uint32
	for _, r := range p.of(trace.Degrade, "phone") {
		got = append(got, r.Parent)
	}
	if diff := cmp.Diff([]uint32{500_000, 750_000, 500_000, 0}, got); diff != "" {
		t.Error(diff)
	}
}

// The handshake of HTTP/2 over TLS is several packets in each
// direction. What is drawn is drawn for the connection: half of them are refused, however
// many packets each takes.
func TestAConnectionIsRefusedOnceForAllOfItsOpening(t *testing.T) {
	for _, transport := range []string{``, `, "transport": "http2"`} {
		p := play(t, `"duration": "500s",
		"nodes": {"phone": {"kind": "client", "count": 4}, "api": {"kind": "server", "service": "5ms"}},
		"links": {"air": {"from": "phone", "to": "api", "latency": "20ms", "connection": {"open": "each"}`+transport+`}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "1/s", "stop": "490s"}}},
		"timeline": {"x": {"at": "0s", "fault": "refuse", "refused": 0.5, "target": "air"}}`)
		// Of some 1960 the share that fails is within 5 standard errors, of 0.0113 each.
		if got := p.figure("ask.failed") / p.figure("ask.operations"); got < 0.44 || got > 0.56 {
			t.Errorf("%s: %.3f of the connections are refused, and not half", transport, got)
		}
	}
}
