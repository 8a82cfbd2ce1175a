package network

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// pinging joins two places, 1 ms apart, by a link whose connections ping.
func pinging(t *testing.T, manner string, c ConnectionConfig) *talk {
	t.Helper()
	l := LinkConfig{Direction: Direction{Latency: constant(ms)}, Connection: c}
	if manner == "whole" {
		l.Connection.Open = "first"
		a := &talk{pair: newPair(t, l)}
		a.net.Receiver(a)
		return a
	}
	return newTalk(t, manner, l, func(c *TransportConfig) {
		if manner != "http3" { // QUIC has its keys
			c.TLS.Version = "none"
		}
	})
}

// last is the latest record of a kind; nil: there is none.
func (r records) last(kind trace.Kind) *trace.Record {
	for i := len(r) - 1; i >= 0; i-- {
		if r[i].Kind == kind {
			return &r[i]
		}
	}
	return nil
}

// The other end's host falls silent after half a second. The next ping is sent within
// a tenth of a second, and another; 50 ms later the connection is dead. Of QUIC the
// answer to the last before may be missing, too: it waits for 25 ms. Without pings it is
// taken to be open for ever.
func TestPingsFindOutThatTheOtherEndIsGone(t *testing.T) {
	for _, manner := range []string{"whole", "http2", "http3", "websocket", "grpc"} {
		a := pinging(t, manner, ConnectionConfig{Ping: &PingConfig{Every: 100 * ms, Timeout: 50 * ms, Misses: 2, By: "opener"}})
		a.mute = true
		a.at(0, func() { a.ask(10) })
		a.at(500*ms, func() { a.net.Crash(2, trace.Silent) })
		a.run()
		r := a.records.last(trace.Reset)
		if r == nil || r.At < 575*ms || r.At > 710*ms || len(a.broken) != 1 || a.broken[0] != 1 {
			t.Errorf("%s: the connection ends with %+v, and %v learn of it", manner, r, a.broken)
		}
	}
}

// An end that is asked answers, whoever asks, and nothing is given up.
func TestPingsAreAnsweredByWhoeverIsThere(t *testing.T) {
	for by, most := range map[string]int{"opener": 60, "acceptor": 60, "both": 120} {
		for _, manner := range []string{"whole", "http2", "http3", "websocket"} {
			a := pinging(t, manner, ConnectionConfig{Ping: &PingConfig{Every: 100 * ms, Timeout: 50 * ms, Misses: 1, By: by}})
			a.mute = true
			a.at(0, func() { a.ask(10) })
			a.at(3*sim.Second, func() { a.net.Crash(1, trace.Crashed) })
			a.run()
			pings, least, most := a.records.count(trace.Send, trace.Health), 50, most
			if manner != "whole" {
				pings = a.records.count(trace.Packet, trace.Health)
			}
			if manner == "http3" { // acknowledgements answer, after 25 ms
				least, most = 20, most/2
			}
			if r := a.records.last(trace.Reset); r == nil || r.At < 3*sim.Second || pings < least || pings > most {
				t.Errorf("%s, by %s: %d pings and answers, and it ends with %+v", manner, by, pings, r)
			}
		}
	}
}

// What lies between does not forget a connection that pings; whoever has accepted it
// closes it all the same where nothing is asked.
func TestPingsKeepTheWayOpenAndNothingElse(t *testing.T) {
	for _, row := range []struct {
		ping *PingConfig
		want int
	}{
		{nil, 2}, // the second request does not arrive
		{&PingConfig{Every: 50 * ms, Timeout: 50 * ms, Misses: 1, By: "opener"}, 4},
	} {
		a := pinging(t, "whole", ConnectionConfig{Ping: row.ping, LifeConfig: LifeConfig{MiddleboxIdle: after(80 * ms)}})
		a.at(0, func() { a.ask(10) })
		a.at(sim.Second, func() { a.ask(10) })
		a.at(2*sim.Second, func() { a.net.Crash(1, trace.Crashed) })
		a.run()
		if len(a.heard) != row.want {
			t.Errorf("with %+v %d messages have arrived, want %d", row.ping, len(a.heard), row.want)
		}
	}
	a := pinging(t, "whole", ConnectionConfig{Ping: &PingConfig{Every: 50 * ms, Timeout: 50 * ms, Misses: 1, By: "both"}, LifeConfig: LifeConfig{AcceptorIdle: after(300 * ms)}})
	a.at(0, func() { a.ask(10) })
	a.run()
	if r := a.records.last(trace.Close); r == nil || r.At < 300*ms || r.At > 320*ms {
		t.Errorf("the connection ends with %+v", r)
	}
}
