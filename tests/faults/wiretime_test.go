package faults

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// What packets of the protocol of PostgreSQL over TCP and IPv4 take at 10 Mbit/s, which
// carries a byte in 800 ns: 52 B around each, a SYN is 60 B, and a message is 5 B
// more than its content.
const (
	perByte = 800 * sim.Nanosecond
	syn     = 60 * perByte
	ack     = 52 * perByte
	full    = 1500 * perByte
	segment = 1448

	atOnce  = 16384   // what is handed over in one write, where all of it may be sent
	waiting = 1 << 40 // where it has to wait for the window, all is joined
)

// packed is how long a message of so much content needs the wire, the packets of each
// write being its own.
func packed(content, write sim.Time) (wire sim.Time) {
	for left := content + 5; left > 0; left -= write {
		n := min(left, write)
		wire += perByte * (n + 52*((n+segment-1)/segment))
	}
	return wire
}

// fetched are answers of so many bytes that one phone asks for at 1 s, at 50 ms and
// 10 Mbit/s from it.
func fetched(t *testing.T, bytes, times, tcp, connection string) *tape {
	t.Helper()
	return play(t, `"duration": "20s",
		"nodes": {"phone": {"kind": "client"}, "db": {"kind": "server", "workers": 100, "service": "0s"}},
		"links": {"air": {"from": "phone", "to": "db", "latency": "50ms", "bandwidth": "10Mbit/s", "transport": {"preset": "postgres", "greeting": {"roundTrips": 0}, "tcp": {`+tcp+`}}, "connection": {`+connection+`}}},
		"flows": {"ask": {"from": "phone", "to": "db", "pattern": "requestResponse", "request": "100B", "response": "`+bytes+`",
			"send": {"arrivals": "times", "times": [`+times+`]}}}`)
}

// causes is what an operation spends its time on, cause by cause.
func (p *tape) causes(op uint32) map[trace.Cause]sim.Time {
	causes := map[trace.Cause]sim.Time{}
	for _, s := range p.spent(op) {
		causes[s.Cause] += s.To - s.From
	}
	return causes
}

// Over TCP a message is in transfer for as long as its bytes need the wire, and in
// flight for the latency alone: once where the window holds all of it, and otherwise
// once for each round that has gone before the window is full of acknowledged bytes
// again, which is a round trip after the round's first packets.
func TestOnATransportOnlyTheLatencyIsInFlight(t *testing.T) {
	const latency = 50 * ms
	asked := ack + packed(100, atOnce)
	want := map[trace.Cause]sim.Time{
		trace.Connecting: 2 * (latency + syn), trace.InFlight: 2 * latency,
		trace.Transfer: asked + ack + packed(1_000_000, atOnce),
	}
	if diff := cmp.Diff(want, fetched(t, "1000000B", `"1s"`, `"initialWindow": 1000, "firstWindow": "20MiB"`, ``).causes(1)); diff != "" {
		t.Errorf("all of it at once (-want +got):\n%s", diff)
	}
	want[trace.Transfer] = asked + ack + packed(1_000_000, waiting)
	for _, round := range []struct {
		packets, acknowledged sim.Time // the first acknowledgement is for that many
	}{{10, 1}, {20, 1}, {40, 2}, {80, 2}} {
		idle := round.acknowledged*full + 2*latency + ack - round.packets*full
		want[trace.InFlight] += min(idle, latency)
		want[trace.Congestion] += max(idle-latency, 0)
	}
	if diff := cmp.Diff(want, fetched(t, "1000000B", `"1s"`, ``, ``).causes(1)); diff != "" {
		t.Errorf("in slow start (-want +got):\n%s", diff)
	}
}

// Of two answers that share a wire the second waits until the first is out, whether
// they share a connection or not; the first is in flight meanwhile, and waits for nothing.
func TestOnATransportWhatWaitsForTheWireIsInTransfer(t *testing.T) {
	for _, row := range []struct {
		reason, connection string
		later              sim.Time // that the second connection is open
		between            sim.Time // what goes between the two answers
	}{
		{"on two connections", `"streams": 1`, syn, ack},
		{"on one connection", ``, 0, 0},
	} {
		p := fetched(t, "100000B", `"1s", "1s"`, `"initialWindow": 1000, "firstWindow": "20MiB"`, row.connection)
		first, second := p.causes(1), p.causes(2)
		for op, spent := range []map[trace.Cause]sim.Time{first, second} {
			if len(spent) != 3 || spent[trace.InFlight] != 100*ms {
				t.Errorf("%s: of operation %d: %v", row.reason, op+1, spent)
			}
		}
		if got, want := second[trace.Transfer]-first[trace.Transfer], packed(100_000, atOnce)+row.between-row.later; got != want {
			t.Errorf("%s: the second waits %v longer for the wire, want %v", row.reason, got, want)
		}
	}
}
