package check

import (
	"testing"

	"backchat/sim/trace"
)

// newLog is a story of one partition: two messages are appended, the first of
// two readers has them and is done with one, the other reads that again and goes
// on from there, and the oldest goes.
func newLog() *story {
	at := func(kind trace.Kind, peer trace.Place, aux int64) rec {
		return rec{Kind: kind, At: 10, Node: broker, Peer: peer, Flow: 1, Payload: 1, Aux: aux}
	}
	of := func(kind trace.Kind, peer trace.Place, msg, offset uint32, aux int64) rec {
		r := at(kind, peer, aux)
		r.Msg, r.Header = msg, offset
		return r
	}
	gone, taken := of(trace.Unstore, 0, 1, 0, 1), at(trace.Revoke, phone, 1)
	gone.Status, taken.Status = trace.Expired, trace.Silent
	replay := at(trace.Replay, tablet, 1)
	return &story{
		of(trace.Store, 0, 1, 0, 1),
		at(trace.Assign, phone, 0),
		of(trace.Store, 0, 2, 1, 2),
		of(trace.Deliver, phone, 1, 0, 1),
		of(trace.Deliver, phone, 2, 1, 1),
		at(trace.Commit, phone, 1),
		taken,
		at(trace.Assign, tablet, 1),
		replay,
		of(trace.Deliver, tablet, 1, 0, 1),
		at(trace.Rebuilt, tablet, 1),
		of(trace.Deliver, tablet, 2, 1, 2),
		gone,
		at(trace.Commit, phone, 2),
	}
}

func TestALogIsReadByOneOfAGroupAtATime(t *testing.T) {
	holdOf(t, storyTopology(), newLog, []row{
		{"the story as it is", func(*story) {}, "", ""},
		{"an offset is left out", func(s *story) { s.of(trace.Store, 1).Header = 2 }, "logs", "gets offset 2 of its partition, where 1 is next"},
		{"another goes before the oldest", func(s *story) { s.of(trace.Unstore, 0).Header = 1 }, "logs", "offset 1 goes, where 0 to 2"},
		{"two have it", func(s *story) { s.without(trace.Revoke, 0) }, "logs", "place 1 reads partition 1 for the same group"},
		{"it is taken from another", func(s *story) { s.of(trace.Revoke, 0).Peer = tablet }, "logs", "place 1 reads partition 1, not place 2"},
		{"another is handed it", func(s *story) { s.of(trace.Deliver, 1).Peer = tablet }, "logs", "handed to place 2, while place 1 reads"},
		{"one is passed over", func(s *story) { s.without(trace.Deliver, 0) }, "logs", "offset 1 is handed over, and 0 was not"},
		{"what is gone is handed over", func(s *story) {
			s.then(trace.Unstore, 0, rec{Kind: trace.Deliver, Node: broker, Peer: tablet, Flow: 1, Payload: 1, Msg: 1, Aux: 2})
		}, "logs", "offset 0 is handed over, where 1 to 2"},
		{"another reads again", func(s *story) { s.of(trace.Replay, 0).Peer = phone }, "logs", "reads again what place 2 reads"},
		{"it reads less again than its group is done with", func(s *story) { s.of(trace.Replay, 0).Aux = 2 }, "logs", "it reads again from 0 to 2, where its group is done with what is before 1"},
		{"it reads again what is kept no more", func(s *story) {
			s.then(trace.Assign, 1, rec{Kind: trace.Unstore, Node: broker, Flow: 1, Payload: 1, Msg: 1, Status: trace.Expired})
		}, "logs", "it reads again from 0, where 1 to 2"},
		{"it has a state of more than it has read", func(s *story) { s.without(trace.Deliver, 2) }, "logs", "a state of all before 1, and was handed what is before 0"},
		{"it has a state of more than it was to", func(s *story) { s.of(trace.Rebuilt, 0).Aux = 2 }, "logs", "a state of all before 2"},
		{"more is done than was handed over", func(s *story) { s.of(trace.Commit, 0).Aux = 3 }, "logs", "done with all before 3"},
		{"less is done than was", func(s *story) { s.of(trace.Commit, 1).Aux = 0 }, "logs", "done with all before 0"},
	})
}
