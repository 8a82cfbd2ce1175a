package network

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
)

// What happens on connections is the same to the last record, whether they are
// packed whenever they are at rest, or never.
func TestAConnectionGoesOnFromItsRestAsItWas(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		preset := rapid.SampledFrom([]string{"websocket", "websocket", "amqp", "http1", "http2", "http3"}).Draw(r, "preset")
		spread := sim.Time(rapid.IntRange(0, 20).Draw(r, "spread")) * ms
		loss := rapid.SampledFrom([]float64{0, 0, 0.02, 0.2}).Draw(r, "loss")
		asks := rapid.SliceOfN(rapid.Int64Range(0, 300_000), 1, 12).Draw(r, "asks") // in ms
		answer := rapid.Uint32Range(0, 50_000).Draw(r, "answer")
		pings := rapid.Bool().Draw(r, "pings") && (preset == "websocket" || preset == "http2")
		crash := sim.Time(rapid.Int64Range(0, 600_000).Draw(r, "crash")) * ms
		how := rapid.SampledFrom([]trace.Status{trace.Crashed, trace.Silent}).Draw(r, "how")
		story := func(from int) (*talk, records) {
			c := LinkConfig{Direction: Direction{Latency: sim.Dist{Law: "uniform", Min: float64(20 * ms), Max: float64(20*ms + spread)}, Loss: loss}}
			if pings {
				c.Connection.Ping = &PingConfig{Every: 30 * sim.Second, Timeout: 15 * sim.Second, Misses: 3, By: "both"}
			}
			a := newTalk(t, preset, c, nil)
			a.answer, a.net.dormants.from = answer, from
			for _, at := range asks {
				a.at(sim.Time(at)*ms, func() { a.ask(uint32(at) % 5000) })
			}
			a.at(crash, func() { a.net.Crash(2, how) })
			a.at(crash+10*sim.Second, func() { a.net.Revive(2, how) })
			a.run()
			return a, a.records
		}
		_, want := story(1 << 30)
		_, got := story(0)
		if diff := cmp.Diff(want, got); diff != "" {
			r.Fatalf("the records differ (-never packed +packed at rest):\n%s", diff)
		}
	})
}

func TestAWebSocketAtRestIsPacked(t *testing.T) {
	for _, row := range []struct {
		preset string
		packed int
		reason string
	}{
		{"websocket", 1, "TCP at rest, and nothing but how much was written above it"},
		{"http1", 1, "no exchange is under way"},
		{"http2", 0, "it has windows, and tables of headers"},
		{"http3", 0, "so has it"},
	} {
		a := newTalk(t, row.preset, LinkConfig{Direction: Direction{Latency: constant(20 * ms)}}, patient)
		a.net.dormants.from = 0
		a.at(0, func() { a.ask(100) })
		a.run()
		if n := a.net.dormants.Live(); n != row.packed || a.net.pipes.Live() != 1-row.packed {
			t.Errorf("%s: %d of its connections are packed, and %d are not; want %d packed of 1: %s", row.preset, n, a.net.pipes.Live(), row.packed, row.reason)
		}
	}
}

func TestAFewConnectionsAtRestStayAsTheyAre(t *testing.T) {
	a := newTalk(t, "websocket", LinkConfig{Direction: Direction{Latency: constant(20 * ms)}}, nil)
	a.at(0, func() { a.ask(100) })
	if a.run(); a.net.dormants.Live() != 0 {
		t.Error("a connection is packed where it has no crowd around it, which costs time")
	}
}
