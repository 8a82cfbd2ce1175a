package check

import (
	"testing"

	"backchat/sim/trace"
)

// newBatch is a story of two messages that go to a broker together.
func newBatch() *story {
	both := func(kind trace.Kind, like rec) []rec {
		like.Kind, like.N, like.Flow = kind, 1, 1
		one, other := like, like
		one.Op, other.Op = 1, 2
		return []rec{one, other}
	}
	s := story(both(trace.Begin, rec{At: 10, Aux: 10, Node: phone, Peer: tablet, Cause: trace.Held}))
	s = append(s,
		rec{Kind: trace.Ask, At: 20, Node: phone, Msg: 1, Flow: 1, Shape: trace.Batch, Aux: 1},
		rec{Kind: trace.Send, At: 20, Aux: 20, Until: 30, Node: phone, Peer: broker, Msg: 1, Flow: 1, Shape: trace.Batch})
	s = append(s, both(trace.Carry, rec{At: 20, Aux: 20, Until: 30, Node: phone, Peer: broker, Msg: 1, Cause: trace.Transfer})...)
	s = append(s, rec{Kind: trace.Arrive, At: 30, Node: broker, Peer: phone, Msg: 1, Flow: 1, Shape: trace.Batch})
	s = append(s, both(trace.Enter, rec{At: 30, Node: broker, Cause: trace.Held})...)
	s = append(s, both(trace.End, rec{At: 40, Node: phone, Status: trace.OK})...)
	return &s
}

func TestWhatGoesTogetherIsTakenTogether(t *testing.T) {
	holdOf(t, storyTopology(), newBatch, []row{
		{"the story as it is", func(*story) {}, "", ""},
		{"one is taken before the other", func(s *story) {
			for _, kind := range []trace.Kind{trace.Enter, trace.End} {
				s.of(kind, 1).At = 40
			}
		}, "batches", "others of batch 1 were taken at"},
		{"one is not taken", func(s *story) { s.of(trace.Enter, 1).Cause = trace.InService }, "batches", "others of batch 1 were taken at"},
	})
}
