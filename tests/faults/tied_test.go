package faults

import (
	"testing"

	"backchat/sim/trace"
)

// tied is a request every so often, or at times, to two servers of one worker each,
// whose work is of 30 ms or as said, 1 ms away from everybody.
func tied(t *testing.T, flow, more string) *tape {
	return play(t, `"duration": "1s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "count": 2, "workers": 1, "service": "30ms"}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "tied": true, `+flow+`}}`+more)
}

// cancelling are the cancellations that a place has sent.
func (p *tape) cancelling(place string) []trace.Record {
	return some(p.of(trace.Send, place), func(r *trace.Record) bool { return r.Shape == trace.Cancelling })
}

// The twin goes out 2 ms after the first, and the word of api/0, which has begun after
// 1 ms, is at api/1 before it.
func TestTwinOfWhatHasBegunIsNotBegun(t *testing.T) {
	p := tied(t, `"hedge": "2ms", "send": {"arrivals": "times", "times": ["0s"]}`, "")
	if told := p.cancelling("api/0"); len(told) != 1 || told[0].At != 1*ms || p.Topology.Name(told[0].Peer) != "api/1" {
		t.Errorf("api/0 does not tell api/1 at 1 ms: %v", told)
	}
	if n := len(p.of(trace.Serve, "api/1")); n != 0 {
		t.Errorf("api/1 begins %d requests", n)
	}
	if end := only(t, "end", p.of(trace.End, "")); end.At != 32*ms || end.Status != trace.OK {
		t.Errorf("it ends %v at %v, not well at 32 ms", end.Status, end.At)
	}
}

// The third request waits at api/0, which is free after 31 ms, and its twin at api/1,
// which would be after 36 ms: it is taken back 1 ms after api/0 has begun.
func TestTwinThatWaitsIsTakenBack(t *testing.T) {
	p := tied(t, `"hedge": "1500us", "send": {"arrivals": "times", "times": ["0s", "5ms", "10ms"]}`, "")
	dropped := some(p.of(trace.Drop, ""), func(r *trace.Record) bool { return r.Status == trace.Cancelled })
	if len(dropped) != 1 || dropped[0].At != 32*ms || p.Topology.Name(dropped[0].Node) != "api/1" {
		t.Errorf("no twin is taken out of the queue of api/1 at 32 ms: %v", dropped)
	}
	for _, end := range p.of(trace.End, "") {
		if end.Status != trace.OK {
			t.Errorf("one ends %v at %v", end.Status, end.At)
		}
	}
}

// Both are sent at once and find their servers free, so both are begun before either
// server has heard of the other.
func TestTiedRequestsThatBeginAtOnceAreBothDone(t *testing.T) {
	p := tied(t, `"hedge": "0s", "send": {"arrivals": "times", "times": ["0s"]}`, "")
	if n := len(p.of(trace.Finish, "")); n != 2 {
		t.Errorf("%d of two are done", n)
	}
	if n := len(p.cancelling("")); n != 2 {
		t.Errorf("%d servers tell the other", n)
	}
}

// api/0 has begun, and so the twin is answered that it is taken back; when api/0
// crashes then, nobody is left who could answer, and the call is made again.
func TestCallGoesOnWhenTheOnlyOneThatHasBegunFails(t *testing.T) {
	crash := `, "timeline": {"crash": {"at": "10ms", "for": "500ms", "fault": "crash", "target": "api/0"}}`
	once := tied(t, `"hedge": "2ms", "send": {"arrivals": "times", "times": ["0s"]}`, crash)
	if end := only(t, "end", once.of(trace.End, "")); end.Status != trace.Failed || end.At != 11*ms {
		t.Errorf("it ends %v at %v, not failed at 11 ms", end.Status, end.At)
	}
	again := tied(t, `"hedge": "2ms", "retry": {"attempts": 3, "backoff": "0s"}, "send": {"arrivals": "times", "times": ["0s"]}`, crash)
	if end := only(t, "end", again.of(trace.End, "")); end.Status != trace.OK || end.At != 43*ms {
		t.Errorf("tried again, it ends %v at %v, not well at 43 ms", end.Status, end.At)
	}
}
