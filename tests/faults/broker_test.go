package faults

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// queue is a flow from a shop by a broker to workers.
func queue(t *testing.T, workers, options, more, times string) *tape {
	t.Helper()
	return play(t, `"duration": "3s",
		"nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker"}, "worker": {"kind": "server", `+workers+`}},
		"flows": {"job": {"from": "shop", "to": "bus", "pattern": "queue", "queue": {"consumers": ["worker"], `+options+`}, `+more+`
			"send": {"arrivals": "times", "times": [`+times+`]}}}`)
}

func TestDeadLetterComesAfterTheDeliveriesThatAreAllowed(t *testing.T) {
	p := queue(t, `"service": "60ms"`, `"deliveries": 3`, `"poison": 1, `, `"500ms"`)
	var which []int64
	for _, r := range p.of(trace.Deliver, "bus") {
		which = append(which, r.Aux)
	}
	if !slices.Equal(which, []int64{1, 2, 3}) {
		t.Errorf("a message that nobody can do is delivered as %v, not as 1, 2, 3", which)
	}
	if r := only(t, "unstore", p.of(trace.Unstore, "bus")); r.Status != trace.DeadLettered {
		t.Errorf("it is gone as %v", r.Status)
	}
}

// Each try takes 60 ms and fails: the message is back long before the 100 ms
// after which it would be handed over again by itself.
func TestTimerOfARedeliveryIsTakenBackWithTheMessage(t *testing.T) {
	p := queue(t, `"service": "60ms"`, `"deliveries": 3, "redeliver": "100ms"`, `"poison": 1, `, `"500ms"`)
	got := times(p.of(trace.Deliver, "bus"))
	for i := 1; i < len(got); i++ {
		if gap := got[i] - got[i-1]; gap != 62*ms {
			t.Errorf("delivery %d is %v after the one before, not 62 ms: work and both ways", i+1, gap)
		}
	}
	if len(got) != 3 {
		t.Errorf("%d deliveries, not 3", len(got))
	}
}

func TestConsumersTakeTheirTurns(t *testing.T) {
	p := queue(t, `"service": "1ms", "count": 3`, `"prefetch": 1`, "", `"500ms", "600ms", "700ms", "800ms", "900ms", "1s"`)
	turns := map[trace.Place]int{}
	for _, r := range p.of(trace.Deliver, "bus") {
		turns[r.Peer]++
	}
	if len(turns) != 3 {
		t.Fatalf("%d of 3 consumers get something", len(turns))
	}
	for place, n := range turns {
		if n != 2 {
			t.Errorf("%s gets %d of 6 messages, not 2", p.Topology.Name(place), n)
		}
	}
}

// One message is out, with prefetch 1, so that of six three stay, one of which
// is out.
func TestMailboxKeepsAsManyAsItHasRoomFor(t *testing.T) {
	for _, row := range []struct {
		full string
		lost []uint32
		as   trace.Status
	}{
		{"reject", []uint32{4, 5, 6}, trace.Rejected},
		{"dropNewest", []uint32{4, 5, 6}, trace.Dropped},
		{"dropOldest", []uint32{2, 3, 4}, trace.Dropped},
	} {
		p := queue(t, `"service": "1s"`, `"prefetch": 1, "capacity": 3, "full": "`+row.full+`"`, "",
			`"500ms", "510ms", "520ms", "530ms", "540ms", "550ms"`)
		var lost []uint32
		for _, r := range some(p.of(trace.End, ""), func(r *trace.Record) bool { return r.Status == row.as && r.At < sim.Second }) {
			lost = append(lost, r.Op)
		}
		if !slices.Equal(lost, row.lost) {
			t.Errorf("%s: %v are %v, not %v", row.full, lost, row.as, row.lost)
		}
		for _, r := range p.of(trace.Store, "bus") {
			if r.Aux > 3 {
				t.Errorf("%s: %d are kept where there is room for 3", row.full, r.Aux)
			}
		}
	}
}
