package found_test

import (
	"slices"
	"testing"

	"backchat/sim/trace"
	"backchat/tests/trial"
)

// The consumer of a message goes while the broker works on handing it over, and
// the message is to go to another one: the work for the first is in vain.
func TestMessageIsHandedOverOnceForEachHandout(t *testing.T) {
	run, err := trial.Of(file(t, "handed-over-twice.json"), "base", trial.Checks|trial.Records)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	type handout struct {
		msg   uint32
		tries int64
	}
	seen := map[handout]bool{}
	for _, r := range run.Records {
		if h := (handout{r.Msg, r.Aux}); r.Kind == trace.Deliver && r.Flow == 2 {
			if seen[h] {
				t.Fatalf("message %d is handed over twice as handout %d", h.msg, h.tries)
			}
			seen[h] = true
		}
	}
}

// handouts are the messages that a broker hands over, by the ordinal of their
// coming, and to whom, of a scenario whose ways take 1 ms.
func handouts(t *testing.T, text string) (order []uint32, to map[string]int) {
	t.Helper()
	run, err := trial.Of([]byte(`{"version": 1, "title": "handouts", "hop": {"latency": "1ms", "connection": {"open": "ready"}}, `+text+`}`), "base", trial.Checks|trial.Records)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	to = map[string]int{}
	ordinal := map[uint32]uint32{}
	for _, r := range run.Records {
		switch r.Kind {
		case trace.Store:
			if ordinal[r.Msg] == 0 {
				ordinal[r.Msg] = uint32(len(ordinal) + 1)
			}
		case trace.Deliver:
			order = append(order, ordinal[r.Msg])
			to[run.Topology.Name(r.Peer)]++
		}
	}
	return order, to
}

// The one consumer has three messages when it crashes.
func TestWhatALostConsumerHadComesBackInItsOrder(t *testing.T) {
	order, _ := handouts(t, `"duration": "3s",
		"nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker"}, "worker": {"kind": "server", "service": "1s"}},
		"flows": {"job": {"from": "shop", "to": "bus", "pattern": "queue", "queue": {"consumers": ["worker"], "prefetch": 3, "reconnect": {"backoff": "100ms", "jitter": "none"}},
			"send": {"arrivals": "times", "times": ["100ms", "110ms", "120ms", "130ms"]}}},
		"timeline": {"crash": {"at": "200ms", "for": "100ms", "fault": "crash", "target": "worker"}}`)
	if want := []uint32{1, 2, 3, 1, 2, 3, 4}; !slices.Equal(order, want) {
		t.Errorf("handed over are %v, not %v", order, want)
	}
}

// Whether somebody is there costs nobody a turn.
func TestMembersOfAGroupTakeTheirTurnsAtMostOnce(t *testing.T) {
	_, to := handouts(t, `"duration": "3s",
		"nodes": {"bus": {"kind": "broker"}, "worker": {"kind": "server", "count": 2, "service": "1ms"}},
		"flows": {"news": {"from": "worker", "to": "bus", "pattern": "publishSubscribe", "publishSubscribe": {"group": "node"},
			"updates": {"audience": "all", "arrivals": "times", "times": ["100ms", "200ms", "300ms", "400ms"]}}}`)
	if to["worker/0"] != 2 || to["worker/1"] != 2 {
		t.Errorf("of four updates for a group of two each gets %v", to)
	}
}

// The one delivery that is allowed was made before the broker's crash.
func TestDeliveriesAreCountedAcrossACrashOfTheBroker(t *testing.T) {
	order, _ := handouts(t, `"duration": "5s",
		"nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker", "durable": true}, "worker": {"kind": "server", "service": "4s"}},
		"flows": {"job": {"from": "shop", "to": "bus", "pattern": "queue", "queue": {"consumers": ["worker"], "deliveries": 1, "reconnect": {"backoff": "100ms", "jitter": "none"}},
			"send": {"arrivals": "times", "times": ["100ms"]}}},
		"timeline": {"crash": {"at": "200ms", "for": "100ms", "fault": "crash", "target": "bus"}}`)
	if want := []uint32{1}; !slices.Equal(order, want) {
		t.Errorf("handed over are %v, not once", order)
	}
}
