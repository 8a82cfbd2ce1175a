package faults

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
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

// ranked are jobs of three priorities, a millisecond apart, of which a worker is at the
// first when all are there. It tells which jobs it gets, in order, and the rank of each
// job that it gets.
func ranked(t *testing.T, options string) (p *tape, jobs []uint32, ranks map[uint32]uint32) {
	t.Helper()
	var at []string
	for i := range 40 {
		at = append(at, fmt.Sprintf(`"%dms"`, 500+i))
	}
	p = queue(t, `"service": "50ms"`, `"priorities": [{"priority": 5, "share": 0.2}, {"priority": -5, "share": 0.4}]`+options, "", strings.Join(at, ", "))
	ranks = map[uint32]uint32{}
	for _, r := range p.of(trace.Deliver, "bus") {
		jobs, ranks[r.Op] = append(jobs, r.Op), r.Parent
	}
	return p, jobs, ranks
}

// inTurn are all jobs after the first, the most important first, and of equals the first.
func inTurn(ranks map[uint32]uint32) []uint32 {
	var rest []uint32
	for op := uint32(2); op <= 40; op++ {
		rest = append(rest, op)
	}
	slices.SortStableFunc(rest, func(a, b uint32) int { return cmp.Compare(ranks[a], ranks[b]) })
	return rest
}

func TestQueueHandsOverTheMostImportantFirst(t *testing.T) {
	_, jobs, ranks := ranked(t, "")
	if want := inTurn(ranks); !slices.Equal(jobs[1:], want) {
		t.Errorf("jobs are handed over as %v, not as %v", jobs[1:], want)
	}
	have := map[uint32]int{}
	for _, rank := range ranks {
		have[rank]++
	}
	if len(have) != 3 || have[1] < 3 || have[1] > 14 || have[3] < 8 || have[3] > 24 {
		t.Errorf("of 40 jobs, a fifth in the first rank and two fifths in the third, the ranks have %v", have)
	}
}

// One is worked on, and four wait: the most important, and of equals the first.
func TestFullQueueKeepsTheMostImportant(t *testing.T) {
	_, _, ranks := ranked(t, "")
	p, jobs, _ := ranked(t, `, "capacity": 5, "full": "leastImportant"`)
	if want := inTurn(ranks)[:4]; !slices.Equal(jobs[1:], want) {
		t.Errorf("jobs are handed over as %v, not as %v", jobs[1:], want)
	}
	ends := map[trace.Status]int{}
	for _, r := range p.of(trace.End, "") {
		ends[r.Status]++
	}
	stored := len(p.of(trace.Store, "bus"))
	if ends[trace.OK] != 5 || ends[trace.Dropped] != stored-5 || ends[trace.Rejected] != 40-stored || stored == 5 || stored == 40 {
		t.Errorf("of 40 jobs %d are taken in, and end as %v", stored, ends)
	}
}

// One is worked on, and four wait: of the latest of the most important that there is room
// for, in their order, since it is the oldest of the least important that makes room.
func TestFullQueueDropsTheOldestOfTheLeastImportant(t *testing.T) {
	_, _, ranks := ranked(t, "")
	p, jobs, _ := ranked(t, `, "capacity": 5, "full": "dropOldest"`)
	var waits []uint32
	for op := uint32(2); op <= 40; op++ {
		if waits = append(waits, op); len(waits) > 4 {
			low := slices.MaxFunc(waits, func(a, b uint32) int { return cmp.Compare(ranks[a], ranks[b]) }) // the first of them
			waits = slices.DeleteFunc(waits, func(x uint32) bool { return x == low })
		}
	}
	slices.SortStableFunc(waits, func(a, b uint32) int { return cmp.Compare(ranks[a], ranks[b]) })
	if !slices.Equal(jobs[1:], waits) {
		t.Errorf("jobs are handed over as %v, not as %v", jobs[1:], waits)
	}
	for _, r := range p.of(trace.End, "") {
		if want := slices.Contains(jobs, r.Op); (r.Status == trace.OK) != want || !want && r.Status != trace.Dropped {
			t.Errorf("job %d ends as %v", r.Op, r.Status)
		}
	}
}

// A job is there at 501 ms, and hidden for a second. The broker is down from an instant
// on, and consumers are with it again a little after it is back.
func TestDelayOfAMessageIsKeptWhereTheMessageIs(t *testing.T) {
	for _, row := range []struct {
		reason       string
		durable      bool
		from, length string
		least, most  sim.Time // when it is handed over; 0: never
	}{
		{"nothing happens", false, "3s", "1ms", 1501 * ms, 1501 * ms},
		{"the broker is back by then", true, "800ms", "400ms", 1501 * ms, 1501 * ms},
		{"it is down when the delay is over", true, "1300ms", "600ms", 1900 * ms, 2200 * ms},
		{"it keeps nothing", false, "800ms", "400ms", 0, 0},
	} {
		p := play(t, fmt.Sprintf(`"duration": "4s",
			"nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker", "durable": %v}, "worker": {"kind": "server", "service": "1ms"}},
			"flows": {"job": {"from": "shop", "to": "bus", "pattern": "queue", "send": {"arrivals": "times", "times": ["500ms"]},
				"queue": {"consumers": "worker", "delay": "1s", "reconnect": {"backoff": "50ms", "cap": "50ms"}}}},
			"timeline": {"crash": {"at": %q, "for": %q, "fault": "crash", "target": "bus"}}`, row.durable, row.from, row.length))
		got := times(p.of(trace.Deliver, "bus"))
		switch {
		case row.most == 0 && len(got) > 0 || row.most > 0 && len(got) != 1:
			t.Errorf("%s: it is handed over at %v", row.reason, got)
		case row.most > 0 && (got[0] < row.least || got[0] > row.most):
			t.Errorf("%s: it is handed over at %v, not from %v to %v", row.reason, got[0], row.least, row.most)
		}
		if row.most == 0 && only(t, "end", p.of(trace.End, "")).Status != trace.LostOutcome {
			t.Errorf("%s: it is not lost", row.reason)
		}
	}
}
