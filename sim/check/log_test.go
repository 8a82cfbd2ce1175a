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

// newTable is a story of one partition that is compacted: of three messages the first is of
// the key of the third, and goes; a reader has the others, and has a state made again.
func newTable() *story {
	at := func(kind trace.Kind, aux int64) rec {
		return rec{Kind: kind, At: 10, Node: broker, Peer: phone, Flow: 1, Payload: 1, Aux: aux}
	}
	s := story{}
	for i, key := range []uint32{7, 8, 7} {
		op := uint32(i) + 1
		s = append(s,
			rec{Kind: trace.Begin, At: 10, Aux: 10, Op: op, N: 1, Node: broker, Flow: 1, Cause: trace.Held, Payload: key},
			rec{Kind: trace.Store, At: 10, Node: broker, Flow: 1, Payload: 1, Msg: op, Op: op, N: 1, Header: uint32(i), Aux: int64(i) + 1})
	}
	of := func(msg uint32) rec {
		r := at(trace.Deliver, 1)
		r.Msg, r.Header = msg, msg-1
		return r
	}
	gone, again := rec{Kind: trace.Unstore, At: 10, Node: broker, Flow: 1, Payload: 1, Msg: 1, Aux: 2, Parent: 1, Status: trace.Coalesced}, at(trace.Replay, 3)
	again.Parent = 1
	s = append(s, gone, at(trace.Assign, 0), of(2), of(3), at(trace.Commit, 3), again, of(2), of(3), at(trace.Rebuilt, 3))
	for op := uint32(1); op <= 3; op++ {
		s = append(s, rec{Kind: trace.End, At: 10, Op: op, N: 1, Node: broker, Flow: 1, Status: trace.OK})
	}
	return &s
}

func TestACompactedLogKeepsTheNewestOfEachKey(t *testing.T) {
	topology := storyTopology()
	topology.Flows[0].Pattern = "log"
	holdOf(t, topology, newTable, []row{
		{"the story as it is", func(*story) {}, "", ""},
		{"the newest goes", func(s *story) { s.of(trace.Begin, 2).Payload = 9 }, "logs", "offset 0 is compacted, and is the newest of key 7"},
		{"nothing has a key", func(s *story) {
			for i := range 3 {
				s.of(trace.Begin, i).Payload = 0
			}
		}, "logs", "no message of its partition has a key"},
		{"what is not there goes", func(s *story) { s.of(trace.Unstore, 0).Header = 3 }, "logs", "offset 3 is compacted, where 0 to 3"},
		{"what is gone is said to be there", func(s *story) { s.of(trace.Unstore, 0).Parent = 0 }, "logs", "offset 0 is said to be the oldest that is kept, not 1"},
		{"another is left out", func(s *story) { s.without(trace.Deliver, 0) }, "logs", "offset 2 is handed over, and 1 was not"},
		{"what is gone is handed over", func(s *story) { s.of(trace.Deliver, 0).Header = 0 }, "logs", "offset 0 is handed over, where 0 to 3"},
		{"more is said to be read again than is there", func(s *story) { s.of(trace.Replay, 0).Parent = 0 }, "logs", "of which 1 are compacted, not 0"},
		{"a state leaves another out", func(s *story) { s.without(trace.Deliver, 3) }, "logs", "a state of all before 3, and was handed what is before 2"},
	})
}

// replicated is a story of a log that replicas keep: of two messages that are
// acknowledged all in sync have the first, and the other is cut off.
func replicated() *story {
	at := func(kind trace.Kind, op uint32, status trace.Status) rec {
		return rec{Kind: kind, At: 10, Node: broker, Peer: phone, Flow: 1, Op: op, N: 1, Status: status}
	}
	store := at(trace.Store, 1, trace.NoStatus)
	store.Peer, store.Msg, store.Payload, store.Aux = 0, 1, 1, 1
	begin := func(op uint32) rec {
		return rec{Kind: trace.Begin, At: 10, Aux: 10, Op: op, N: 1, Node: phone, Flow: 1, Cause: trace.Held}
	}
	return &story{
		begin(1), begin(2),
		at(trace.Accepted, 2, trace.NoStatus),
		store,
		at(trace.Accepted, 1, trace.NoStatus),
		at(trace.End, 2, trace.Truncated),
		at(trace.End, 1, trace.OK),
	}
}

func TestReplicasHoldWhatTheyPromise(t *testing.T) {
	all, leader := storyTopology(), storyTopology()
	all.Flows[0].Acks, leader.Flows[0].Acks = trace.AcksAll, trace.AcksLeader
	holdOf(t, leader, replicated, []row{
		{"the story as it is", func(*story) {}, "", ""},
		{"what was not acknowledged is cut off", func(s *story) { s.without(trace.Accepted, 0) }, "logs", "it is cut off as acknowledged, and was not"},
		{"what all have is cut off", func(s *story) { s.of(trace.Store, 0).Op = 2 }, "logs", "all replicas in sync had it, and it is cut off"},
	})
	holdOf(t, all, replicated, []row{
		{"it is acknowledged too early", func(s *story) { s.of(trace.End, 0).Status = trace.LostOutcome }, "logs", "acknowledged before all replicas that are in sync have it"},
		{"it is cut off", func(s *story) { s.without(trace.Accepted, 0) }, "logs", "acknowledged as what all replicas in sync have, and is cut off"},
		{"neither", func(s *story) {
			s.without(trace.Accepted, 0)
			s.of(trace.End, 0).Status = trace.LostOutcome
		}, "", ""},
	})
}
