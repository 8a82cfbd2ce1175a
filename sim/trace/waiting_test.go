package trace

import (
	"testing"

	"backchat/sim"
)

func TestWaitingTellsWhatHasWaited(t *testing.T) {
	const own, other = 0, 7 // messages
	queue := func(at sim.Time, msg uint32) Record { return Record{At: at, Kind: Queue, Node: 1, Msg: msg} }
	serve := func(at sim.Time, msg uint32, waited int64) Record {
		return Record{At: at, Kind: Serve, Node: 1, Msg: msg, Aux: waited}
	}
	drop := func(at sim.Time, msg uint32, why Status) Record {
		return Record{At: at, Kind: Drop, Node: 1, Msg: msg, Status: why}
	}
	for _, row := range []struct {
		reason string
		before []Record
		then   Record
		want   bool
	}{
		{"nothing waits", nil, serve(5, other, 0), false},
		{"a message waits from its Queue on", []Record{queue(5, other)}, serve(5, other, 0), true},
		{"another one waits", []Record{queue(5, 6)}, serve(5, other, 0), false},
		{"it waits no longer", []Record{queue(3, other), serve(4, other, 1)}, serve(5, other, 0), false},
		{"it waits in two queues", []Record{queue(2, other), queue(3, other), serve(4, other, 1)}, serve(5, other, 2), true},
		{"it is dropped from its queue", []Record{queue(3, other)}, drop(5, other, TimedOut), true},
		{"it was refused at the door", nil, drop(5, other, Rejected), false},
		{"own work says that it has waited", []Record{queue(3, own)}, serve(5, own, 2), true},
		{"own work began to wait at this instant", []Record{queue(5, own)}, serve(5, own, 0), true},
		{"own work is taken up at once, while some waits", []Record{queue(3, own)}, serve(5, own, 0), false},
		{"own work is taken up at once, at the instant when a message began to wait", []Record{queue(5, other)}, serve(5, own, 0), false},
		{"own work is put back by what is taken up at once", []Record{{At: 5, Kind: Finish, Node: 1, Status: Unfinished}, queue(5, own)}, serve(5, own, 0), false},
		{"own work began to wait when other such work was put back", []Record{{At: 5, Kind: Finish, Node: 1, Status: Unfinished}, queue(5, own), queue(5, own)}, serve(5, own, 0), true},
		{"own work gives up", []Record{queue(3, own)}, drop(5, own, TimedOut), true},
		{"own work is refused, while some waits", []Record{queue(5, own)}, drop(5, own, Rejected), false},
		{"all own work that waited has been taken up", []Record{queue(3, own), serve(4, own, 1)}, serve(5, own, 2), false},
		{"own work waits elsewhere", []Record{{At: 3, Kind: Queue, Node: 2}}, serve(5, own, 2), false},
	} {
		t.Run(row.reason, func(t *testing.T) {
			var w Waiting
			for i := range row.before {
				if r := &row.before[i]; r.Kind == Queue {
					w.Queue(r)
				} else if r.Kind == Finish {
					w.Finish(r)
				} else if !w.Leaves(r) {
					t.Fatalf("%v of what does not wait", r.Kind)
				}
			}
			if got := w.Leaves(&row.then); got != row.want {
				t.Errorf("it has waited: %v", got)
			}
		})
	}
}
