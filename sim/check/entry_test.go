package check

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

func TestWhatIsFoundByItsKeyIsKeptThere(t *testing.T) {
	// Two keys have room at the tablet, and key 1 is good until 200.
	keep := func(key uint32, until sim.Time, n int64) rec {
		return rec{Kind: trace.Keep, Node: tablet, Payload: key, Header: 1, Status: trace.OK, Until: until, Aux: n}
	}
	of := func(kind trace.Kind, at sim.Time, status trace.Status, aux int64) rec {
		return rec{Kind: kind, At: at, Node: tablet, Payload: 1, Header: 1, Status: status, Aux: aux}
	}
	say := func(more ...rec) func(*story) {
		return func(s *story) { s.then(trace.Begin, 2, more...) }
	}
	until := func(at, end sim.Time) rec {
		r := of(trace.Hit, at, trace.OK, 0)
		r.Until = end
		return r
	}
	first := keep(1, 600, 1)
	first.At = 500
	cache, table := storyTopology(), storyTopology()
	cache.Nodes[0].Shelf = trace.Shelf{Capacity: 2, Volatile: true, Coalesces: true}
	table.Nodes[0].Shelf = trace.Shelf{Table: true}
	hold(t, cache, []row{
		{"it is kept, found and forgotten", say(first, of(trace.Hit, 550, trace.OK, 0), of(trace.Hit, 600, trace.Expired, 0), of(trace.Forget, 700, trace.Expired, 0), of(trace.Missed, 700, 0, 0)), "", ""},
		{"it was never kept", say(of(trace.Hit, 550, trace.OK, 0)), "entries", "has what it does not keep"},
		{"another key is", say(first, rec{Kind: trace.Hit, At: 500, Node: tablet, Payload: 2, Header: 1, Status: trace.OK}), "entries", "has what it does not keep"},
		{"a key of another space is", say(first, rec{Kind: trace.Hit, At: 500, Node: tablet, Payload: 1, Header: 2, Status: trace.OK}), "entries", "has what it does not keep"},
		{"another place keeps it", say(first, rec{Kind: trace.Hit, At: 500, Node: phone, Payload: 1, Header: 1, Status: trace.OK}), "entries", "place 1 has what it does not keep"},
		{"its time is over", say(first, of(trace.Hit, 600, trace.OK, 0)), "entries", "as ok what is good until 600ns"},
		{"its use puts its end off", say(first, until(550, 700), of(trace.Hit, 650, trace.OK, 0)), "", ""},
		{"its use brings its end on", say(first, until(550, 580)), "entries", "a use at place 2 ends at 580ns what is good until 600ns"},
		{"its time is not over", say(first, of(trace.Hit, 599, trace.Expired, 0)), "entries", "as expired what is good until 600ns"},
		{"it is missed", say(first, of(trace.Missed, 550, 0, 0)), "entries", "does not have what it keeps"},
		{"it is forgotten before its time", say(first, of(trace.Forget, 550, trace.Expired, 0)), "entries", "lets expire what is good until"},
		{"it is forgotten twice", say(first, of(trace.Forget, 550, trace.Cancelled, 0), of(trace.Forget, 550, trace.Cancelled, 0)), "entries", "forgets what it does not keep"},
		{"it is gone in a crash", say(first, rec{Kind: trace.Down, At: 501, Node: tablet, Status: trace.Crashed}, rec{Kind: trace.Up, At: 502, Node: tablet}, of(trace.Hit, 550, trace.OK, 0)), "entries", "has what it does not keep"},
		{"it is flushed", say(first, rec{Kind: trace.Flushed, At: 510, Node: tablet, Status: trace.Cancelled}, of(trace.Hit, 550, trace.OK, 0)), "entries", "has what it does not keep"},
		{"it expires with all others", say(first, rec{Kind: trace.Flushed, At: 510, Node: tablet, Status: trace.Expired, Aux: 1}, of(trace.Hit, 550, trace.OK, 0)), "entries", "as ok what is good until 510ns"},
		{"more are kept than there is room for", say(first, keep(2, 0, 2), keep(3, 0, 3)), "entries", "3 keys are kept at place 2, which has room for 2"},
		{"one is kept again", say(first, keep(2, 0, 2), keep(2, 0, 2)), "", ""},
		{"fewer are kept than it says", say(keep(1, 0, 2)), "entries", "1 keys are kept at place 2, not 2"},
		{"it was good once", say(keep(1, 400, 1)), "entries", "keeps what was good until 400ns"},
		{"two loads of one key", say(of(trace.Load, 500, 0, 1), of(trace.Load, 500, 0, 2)), "entries", "which coalesces them"},
		{"two loads one after the other", say(of(trace.Load, 500, 0, 1), of(trace.Loaded, 500, 0, 0), of(trace.Load, 500, 0, 1)), "", ""},
		{"a load too many is over", say(of(trace.Loaded, 500, 0, 0)), "entries", "that was not begun"},
		{"it is of before a write that there was not", say(first, of(trace.Hit, 550, trace.OK, 1)), "entries", "of before 1 writes, of 0"},
	})
	hold(t, table, []row{
		{"it is written and read", say(of(trace.Wrote, 500, trace.OK, 1), of(trace.Hit, 500, trace.OK, 0)), "", ""},
		{"what was written is not read", say(of(trace.Wrote, 500, trace.OK, 1), of(trace.Hit, 500, trace.OK, 1)), "entries", "has what was written before 1 writes"},
		{"a write gives way to it", say(of(trace.Wrote, 500, trace.OK, 1), of(trace.Missed, 500, trace.Conflict, 1)), "", ""},
		{"a write gives way to nothing", say(of(trace.Missed, 500, trace.Conflict, 1)), "entries", "gives way to 1 others, of 0"},
		{"a write gives way to what it has seen", say(of(trace.Wrote, 500, trace.OK, 1), of(trace.Missed, 500, trace.Conflict, 0)), "entries", "gives way to 0 others, of 1"},
		{"a write is not told", say(of(trace.Wrote, 500, trace.OK, 2)), "entries", "for the 1. time, not the 2."},
	})
	table.Nodes[0].Shelf.Lags = true
	hold(t, table, []row{
		{"it lags", say(of(trace.Wrote, 500, trace.OK, 1), of(trace.Hit, 500, trace.OK, 1)), "", ""},
		{"it lags behind nothing", say(of(trace.Wrote, 500, trace.OK, 1), of(trace.Hit, 500, trace.OK, 2)), "entries", "of before 2 writes, of 1"},
	})
}
