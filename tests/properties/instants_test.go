package properties

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A message on a transport is whole at the instant of its last byte, or of the one
// that closes the hole before it: with a packet, then, that arrives at that instant. One
// that was queued was there before its process accepted its connection.
func TestMessageOnATransportArrivesWithAPacket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := newWorld(t).text()
		run, err := trial.Of(text, "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		if r := withoutPacket(run.Records); r != nil {
			t.Fatalf("message %d arrives on a transport at %v without a packet\n%s", r.Msg, r.At, text)
		}
	})
}

// An end of a connection is who sends on it.
type end struct {
	conn uint32
	from trace.Place
}

// withoutPacket is the first arrival on a transport of a message at whose instant no
// packet with content arrives from where it was sent.
func withoutPacket(records []trace.Record) *trace.Record {
	arrivals, flying := map[end]map[sim.Time]bool{}, map[uint32]end{}
	for i := range records {
		r := &records[i]
		switch {
		case r.Kind.Packets() && r.Until != 0 && r.Shape != trace.Ack:
			e := end{r.Conn, r.Node}
			if arrivals[e] == nil {
				arrivals[e] = map[sim.Time]bool{}
			}
			arrivals[e][r.Until] = true
		case r.Kind == trace.Send && !r.Planned() && r.At > 0:
			flying[r.Msg] = end{r.Conn, r.Node}
		case r.Kind == trace.Enter && r.Cause == trace.Queued:
			delete(flying, r.Msg)
		case r.Kind == trace.Arrive:
			if e, ok := flying[r.Msg]; ok && !arrivals[e][r.At] {
				return r
			}
			delete(flying, r.Msg)
		}
	}
	return nil
}

// What is said takes the way and the time for its bytes, whatever it is said by:
// nobody has an answer, or news, sooner.
func TestNothingIsSoonerThanWireAndBytesAllow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := distance{
			pattern: rapid.SampledFrom([]string{"requestResponse", "pageLoad", "upload", "shortPolling", "longPolling", "push", "serverSentEvents"}).Draw(t, "pattern"),
			preset:  rapid.SampledFrom([]string{"http1", "http2", "http3"}).Draw(t, "preset"),
			latency: rapid.SampledFrom([]int64{1, 7, 60}).Draw(t, "latency"), kbits: rapid.SampledFrom([]int64{200, 3000}).Draw(t, "bandwidth"),
			up: rapid.Int64Range(0, 9000).Draw(t, "up"), down: rapid.Int64Range(1, 30000).Draw(t, "down"),
			loss: rapid.SampledFrom([]float64{0, 0.05}).Draw(t, "loss"), seed: rapid.Uint64Range(1, 1000).Draw(t, "seed"),
		}
		if w.pattern == "push" {
			w.preset = "websocket"
		}
		run, err := trial.Of(w.text(), "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		if r := sooner(run.Records, w.least()); r != nil {
			t.Fatalf("operation %d ends at %v, in less than %v\n%s", r.Op, r.At, w.least(), w.text())
		}
	})
}

// A distance is one wire with a conversation over it.
type distance struct {
	pattern, preset string
	latency         int64 // milliseconds each way
	kbits           int64 // a second each way
	up, down        int64 // bytes that are said
	loss            float64
	seed            uint64
}

func (w distance) text() []byte {
	flow := trial.Object{"from": "a", "to": "b", "pattern": w.pattern, "request": fmt.Sprintf("%dB", w.up), "response": fmt.Sprintf("%dB", w.down)}
	switch w.pattern {
	case "requestResponse", "pageLoad", "upload":
		flow["send"] = trial.Object{"rate": "3/s"}
	default:
		flow["updates"] = trial.Object{"rate": "3/s", "size": fmt.Sprintf("%dB", w.down)}
		clear(flow, "response")
	}
	if w.pattern == "upload" {
		clear(flow, "request")
	}
	flow["upload"] = trial.Object{"size": fmt.Sprintf("%dB", w.up+1), "chunk": "4KB"}
	flow["pageLoad"] = trial.Object{"objects": 2}
	return trial.Text(trial.Object{
		"version": 1, "title": "distance", "seed": w.seed, "duration": "8s",
		"nodes": trial.Object{"a": trial.Object{"kind": "client"}, "b": trial.Object{"kind": "server", "service": "0s"}},
		"links": trial.Object{"wire": trial.Object{
			"from": "a", "to": "b", "latency": fmt.Sprintf("%dms", w.latency), "bandwidth": fmt.Sprintf("%dkbit/s", w.kbits),
			"loss": w.loss, "transport": w.preset,
		}},
		"flows": trial.Object{"talk": flow},
	})
}

// least is how long an operation takes at least.
func (w distance) least() sim.Time {
	way, bytes := sim.Time(w.latency)*sim.Millisecond, w.down
	switch w.pattern {
	case "requestResponse", "pageLoad":
		way, bytes = 2*way, w.up+w.down
	case "upload":
		way, bytes = 2*way, w.up+1
	}
	return way + sim.Time(bytes*8*1e6/w.kbits)
}

// sooner is the first end of an operation that went well in less time than that.
func sooner(records []trace.Record, least sim.Time) *trace.Record {
	begun := map[uint32]sim.Time{}
	for i := range records {
		switch r := &records[i]; r.Kind {
		case trace.Begin:
			for k := range uint32(r.N) {
				begun[r.Op+k] = sim.Time(r.Aux)
			}
		case trace.End:
			if r.Status == trace.OK && r.At-begun[r.Op] < least {
				return r
			}
		}
	}
	return nil
}

// An answer that crosses what takes its request back ends neither: that arrives with
// its own packet.
func TestWhatTakesARequestBackArrivesByItself(t *testing.T) {
	text := []byte(`{
		"version": 1, "title": "found", "duration": "2s",
		"nodes": {"bus": {"kind": "broker"}, "tablet": {"kind": "client"}, "worker": {"kind": "server"}},
		"links": {"tablet-bus": {"from": "tablet", "to": "bus", "transport": "http2", "up": {"latency": {"dist": "hyperexponential", "mean": "80ms", "cv": 3}}}},
		"flows": {"flow0": {"from": "tablet", "to": "bus", "pattern": "queue", "queue": {"consumers": ["worker"]}, "cancel": "always", "timeout": "100ms", "send": {"arrivals": "closed"}}}
	}`)
	run, err := trial.Of(text, "base", trial.Records)
	if err != nil {
		t.Fatal(err)
	}
	if r := withoutPacket(run.Records); r != nil {
		t.Errorf("message %d arrives on a transport at %v without a packet", r.Msg, r.At)
	}
}
