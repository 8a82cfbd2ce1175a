package view

import (
	"context"
	"fmt"
	"testing"

	"backchat/patterns/scenario"
	"backchat/patterns/scenario/build"
	"backchat/sim"
	"backchat/sim/trace"
)

// A shop asks through a balancer, a broker hands out work; wires are lossy,
// and much goes wrong. CROWD is how many shops there are.
const busy = `{
  "version": 1, "title": "busy", "question": "What is there to see?", "lesson": "All of it.",
  "seed": 7, "duration": "20s", "warmup": "2s",
  "nodes": {
    "shop":   {"kind": "client", "count": %d},
    "edge":   {"kind": "balancer", "to": ["api"]},
    "api":    {"kind": "server", "count": 3, "workers": 8, "queue": 4, "service": "30ms", "sidecar": {}, "calls": [{"to": "db"}]},
    "db":     {"kind": "server", "workers": 2, "service": "3ms"},
    "mail":   {"kind": "broker"},
    "sender": {"kind": "server", "count": 5, "service": "400ms"}
  },
  "links": {
    "wan":  {"from": "shop", "to": "edge", "latency": "30ms", "loss": 0.05, "bandwidth": "1Mbit/s"},
    "road": {"from": "shop", "to": "mail", "latency": "30ms"}
  },
  "flows": {
    "buy":  {"from": "shop", "to": "edge", "pattern": "requestResponse", "send": {"totalRate": "200/s"}},
    "post": {"from": "shop", "to": "mail", "pattern": "queue", "queue": {"consumers": ["sender"]}, "send": {"totalRate": "20/s"}}
  },
  "timeline": {
    "cut":   {"at": "5s", "for": "3s", "fault": "partition", "target": "edge", "peer": "api/1"},
    "slow":  {"at": "6s", "for": "3s", "fault": "slow", "factor": 0.1, "target": "api/0"},
    "pause": {"at": "6s", "for": "3s", "fault": "pause", "target": "sender/3"},
    "crash": {"at": "10s", "for": "3s", "fault": "crash", "how": "process", "target": "api/2"}
  }
}`

// film runs a scenario, and makes a tape of its records.
func film(t testing.TB, text string) *Tape { return filmOf(t, text, "base") }

// filmOf is the same of a variant.
func filmOf(t testing.TB, text, variant string) *Tape {
	t.Helper()
	f, err := scenario.Parse("test.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Scenario(variant)
	if err != nil {
		t.Fatal(err)
	}
	topology, kept := s.Topology(), trace.NewKept(0)
	run, err := build.New(s, topology, s.Seed, kept)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Go(context.Background()); err != nil {
		t.Fatal(err)
	}
	return NewTape(topology, kept.Records())
}

// windowFrom is a stage of the part of a tape from an instant on, with what matters
// of what was before.
func windowFrom(tape *Tape, from sim.Time) *Stage {
	n := tape.before(from - 1)
	past := trace.NewPending(lossMemory)
	past.Fold(tape.records[:n])
	return NewStage(NewTape(tape.topology, append(past.Records(from), tape.records[n:]...)), 560, 300)
}

func busyTape(t testing.TB, shops int) *Tape { return film(t, fmt.Sprintf(busy, shops)) }

// short is a topology of two clients and a server, for records by hand.
func short() *trace.Topology {
	return &trace.Topology{
		Nodes: []trace.Node{
			{ID: "phone", Kind: "client", First: 1, Count: 2, Queue: -1, Traits: trace.Traits{Edge: true}},
			{ID: "api", Kind: "server", First: 3, Count: 1, Workers: 4, Queue: 10, Shelf: trace.Shelf{Capacity: 3}, Pools: []trace.Pool{{ID: "db", Size: 2}}},
		},
		Places:  trace.SpotsOf(trace.Spot{Node: 0}, trace.Spot{Node: 0, Replica: 1}, trace.Spot{Node: 1}),
		Flows:   []trace.Flow{{ID: "ask", Pattern: "requestResponse", From: []int{0}, To: 1}},
		Horizon: sim.Second,
	}
}

const ms = sim.Millisecond

// sent is a request from the first phone to the server.
func sent(at sim.Time) trace.Record {
	return trace.Record{At: at, Kind: trace.Send, Msg: 1, Node: 1, Peer: 3, Flow: 1, Aux: int64(at), Until: at + 100*ms, Payload: 100, Shape: trace.Request}
}
