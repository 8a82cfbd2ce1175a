package faults

import (
	"testing"

	"backchat/sim/trace"
)

// The first of two replicas takes 30 ms, the second 60 ms; after 20 ms the
// hedge asks the second.
func TestBothAttemptsOfAHedgedOperationSpeakOfIt(t *testing.T) {
	p := play(t, `"duration": "1s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "count": 2, "service": "30ms"}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "hedge": "20ms", "pick": "roundRobin",
			"send": {"arrivals": "times", "times": ["0s"]}}},
		"timeline": {"slow": {"at": "0s", "fault": "slow", "factor": 0.5, "target": "api/1"}}`)
	asks := p.of(trace.Ask, "phone")
	if len(asks) != 2 || asks[1].At != 20*ms {
		t.Fatalf("no hedge after 20 ms: %v", times(asks))
	}
	for place, side := range map[string]uint32{"api/0": 0, "api/1": 1} {
		for _, r := range p.Records {
			if r.Msg == 0 || r.At > 32*ms || p.Topology.Name(r.Node) != place || r.Kind == trace.Arrive {
				continue
			}
			if r.Op != 1 {
				t.Errorf("at %v a %v at %s does not speak of the operation", r.At, r.Kind, place)
			}
			if r.Cause != trace.NoCause && r.Side() != side {
				t.Errorf("at %v a %v at %s tells what it is on at side %d, not %d", r.At, r.Kind, place, r.Side(), side)
			}
		}
	}
	if won := only(t, "prevail", p.of(trace.Prevail, "phone")); won.Aux != trace.First || won.At != 32*ms {
		t.Errorf("the first attempt does not count after 32 ms: %v", won)
	}
	if end := only(t, "end", p.of(trace.End, "")); end.At != 32*ms || end.Status != trace.OK {
		t.Errorf("the first answer, after 32 ms, does not end it: %v, %v", end.At, end.Status)
	}
}

// The request needs 50 ms to the server, and is given up after 20 ms: the
// cancellation is right behind it.
func TestWhatIsGivenUpOnTheWayIsTakenBackOnArrival(t *testing.T) {
	p := play(t, `"duration": "1s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "300ms"}},
		"links": {"air": {"from": "phone", "to": "api", "latency": "50ms", "connection": {"open": "ready"}}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "timeout": "20ms", "cancel": "always",
			"send": {"arrivals": "times", "times": ["0s"]}}}`)
	if sent := some(p.of(trace.Send, "phone"), func(r *trace.Record) bool { return r.Shape == trace.Cancelling }); len(sent) != 1 || sent[0].At != 20*ms {
		t.Errorf("no cancellation is sent at 20 ms: %v", times(sent))
	}
	if end := only(t, "finish", p.of(trace.Finish, "api")); end.At != 70*ms || end.Status != trace.Cancelled || end.Aux != int64(20*ms) {
		t.Errorf("the work ends at %v, %v, after %d ns; it was to be taken back at 70 ms, after 20 ms", end.At, end.Status, end.Aux)
	}
}

// What was done is not done again: an idempotent server knows the operation.
func TestIdempotentServerRemembersWhatItHasDone(t *testing.T) {
	p := play(t, `"duration": "1s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "30ms"}},
		"flows": {"pay": {"from": "phone", "to": "api", "pattern": "requestResponse", "timeout": "50ms", "retry": {"attempts": 2, "backoff": "100ms", "jitter": "none"},
			"idempotent": true, "send": {"arrivals": "times", "times": ["0s"]}}},
		"timeline": {"lost": {"at": "20ms", "for": "50ms", "fault": "partition", "target": "api", "direction": "out"}}`)
	done := p.of(trace.Finish, "api")
	if len(done) != 2 || done[0].Aux != int64(30*ms) || done[1].Aux != 0 {
		t.Errorf("the same payment took %v", done)
	}
	if n := len(p.of(trace.Applied, "api")); n != 1 {
		t.Errorf("it took effect %d times", n)
	}
	if end := only(t, "end", p.of(trace.End, "")); end.Status != trace.OK {
		t.Errorf("it ended %v", end.Status)
	}
}

// quorum is a server that asks three databases, of which so many are down from
// 10 ms on, and needs two answers.
func quorum(t *testing.T, down string) trace.Record {
	p := play(t, `"duration": "1s",
		"nodes": {"phone": {"kind": "client"}, "db": {"kind": "server", "count": 3, "service": "30ms"},
			"api": {"kind": "server", "service": "0s", "calls": [{"to": "db", "fanout": true, "need": 2}]}},
		"flows": {"read": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["0s"]}}},
		"timeline": {`+down+`}`)
	return only(t, "end", p.of(trace.End, ""))
}

func TestQuorumBearsAsManyFailuresAsItHasToSpare(t *testing.T) {
	one := `"a": {"at": "10ms", "fault": "crash", "target": "db/0"}`
	two := one + `, "b": {"at": "20ms", "fault": "crash", "target": "db/1"}`
	if end := quorum(t, one); end.Status != trace.OK || end.At != 34*ms {
		t.Errorf("with one of three down, two answers make it %v at %v", end.Status, end.At)
	}
	// The reset of the second needs 1 ms, the answer another.
	if end := quorum(t, two); end.Status != trace.Failed || end.At != 22*ms {
		t.Errorf("with two of three down it is %v at %v, not failed at 22 ms", end.Status, end.At)
	}
}

// The quorum is there after 14 ms, its third answer comes after 34 ms, while
// the server waits for the 50 ms of the call after it.
func TestLateAnswerOfAQuorumIsNoAnswerToTheNextCall(t *testing.T) {
	p := play(t, `"duration": "1s",
		"nodes": {"phone": {"kind": "client"}, "db": {"kind": "server", "count": 3, "service": "10ms"}, "log": {"kind": "server", "service": "50ms"},
			"api": {"kind": "server", "service": "0s", "calls": [{"to": "db", "fanout": true, "need": 2}, {"to": "log"}]}},
		"flows": {"read": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["0s"]}}},
		"timeline": {"slow": {"at": "0s", "fault": "slow", "factor": 0.333333333, "target": "db/2"}}`)
	if end := only(t, "end", p.of(trace.End, "")); end.Status != trace.OK || end.At != 66*ms {
		t.Errorf("it ends %v at %v, not well at 66 ms", end.Status, end.At)
	}
}
