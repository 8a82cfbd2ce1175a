package trace_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"backchat/sim/trace"
)

// twoObjects are a page whose second request waits for the connection of the
// first, which is opened for it, and is answered over a transport; a third is
// lost, and a fourth not answered.
func twoObjects() []trace.Record {
	return []trace.Record{
		{Kind: trace.Begin, At: 10, Aux: 10, Node: 1, Op: 7, N: 1, Cause: trace.Transfer},
		{Kind: trace.Ask, At: 10, Node: 1, Op: 7, N: 1, Msg: 1, Aux: 1},
		{Kind: trace.Open, At: 10, Node: 1, Peer: 2, Conn: 1},
		{Kind: trace.Ask, At: 11, Node: 1, Op: 7, N: 1, Msg: 2, Aux: 1},
		{Kind: trace.Ask, At: 12, Node: 1, Op: 8, N: 1, Msg: 9, Aux: 1}, // another's
		{Kind: trace.Opened, At: 30, Node: 1, Conn: 1},
		{Kind: trace.Send, At: 30, Aux: 32, Until: 42, Node: 1, Peer: 2, Conn: 1, Msg: 1},
		{Kind: trace.Arrive, At: 42, Node: 2, Peer: 1, Msg: 1},
		{Kind: trace.Send, At: 43, Aux: 43, Until: 50, Node: 2, Peer: 3, Msg: 8, Parent: 1}, // passed on
		{Kind: trace.Send, At: 50, Aux: 55, Until: 65, Node: 2, Peer: 1, Msg: 3, Parent: 1, Status: trace.OK},
		{Kind: trace.Arrive, At: 65, Node: 1, Peer: 2, Msg: 3, Status: trace.OK},
		{Kind: trace.Send, At: 66, Node: 1, Peer: 2, Conn: 1, Msg: 2, Cause: trace.InFlight},
		{Kind: trace.Send, At: 80, Node: 2, Peer: 1, Msg: 4, Parent: 2, Status: trace.OK},
		{Kind: trace.Began, At: 90, Node: 1, Peer: 2, Msg: 4},
		{Kind: trace.Ask, At: 91, Node: 1, Op: 7, N: 1, Msg: 5, Aux: 2},
		{Kind: trace.Send, At: 91, Aux: 92, Until: 102, Node: 1, Peer: 2, Conn: 1, Msg: 5},
		{Kind: trace.Lost, At: 97, Node: 1, Peer: 2, Msg: 5, Status: trace.Noise},
		{Kind: trace.Arrive, At: 99, Node: 1, Peer: 2, Msg: 4, Status: trace.OK},
		{Kind: trace.Ask, At: 99, Node: 1, Op: 7, N: 1, Msg: 6, Aux: 1},
		{Kind: trace.End, At: 120, Node: 1, Op: 7, N: 1, Status: trace.TimedOut},
		{Kind: trace.Send, At: 121, Node: 1, Peer: 2, Conn: 1, Msg: 6},
	}
}

func TestExchangesHaveThePhasesThatTheirAskerSees(t *testing.T) {
	x := trace.NewExchanges(7)
	x.Fold(twoObjects())
	want := []trace.Exchange{
		{Request: 1, Answer: 3, Attempt: 1, Asked: 10, Opening: 10, Sending: 30, Waiting: 32, Begun: 65, Over: 65, Status: trace.OK, Counts: true},
		{Request: 2, Answer: 4, Attempt: 1, Asked: 11, Opening: 66, Sending: 66, Waiting: 66, Begun: 90, Over: 99, Status: trace.OK, Counts: true},
		{Request: 5, Attempt: 2, Asked: 91, Opening: 91, Sending: 91, Waiting: 92, Begun: 97, Over: 97, Status: trace.Noise},
		{Request: 6, Attempt: 1, Asked: 99, Opening: 120, Sending: 120, Waiting: 120, Begun: 120, Over: 120},
	}
	if diff := cmp.Diff(want, x.All, cmpopts.IgnoreUnexported(trace.Exchange{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A request is made again, and the answers to both come, the first of them too late.
func TestOfTwoAttemptsTheOneCountsWhoseAnswerIsTaken(t *testing.T) {
	x := trace.NewExchanges(7)
	x.Fold([]trace.Record{
		{Kind: trace.Ask, At: 10, Node: 1, Op: 7, N: 1, Msg: 1, Aux: 1},
		{Kind: trace.Ask, At: 20, Node: 1, Op: 7, N: 1, Msg: 2, Aux: 2},
		{Kind: trace.Send, At: 30, Node: 2, Peer: 1, Msg: 3, Parent: 1, Status: trace.OK},
		{Kind: trace.Arrive, At: 31, Node: 1, Peer: 2, Msg: 3, Status: trace.OK},
		{Kind: trace.Discard, At: 31, Node: 1, Peer: 2, Msg: 3, Status: trace.Late},
		{Kind: trace.Send, At: 40, Node: 2, Peer: 1, Msg: 4, Parent: 2, Status: trace.NotFound},
		{Kind: trace.Arrive, At: 41, Node: 1, Peer: 2, Msg: 4, Status: trace.NotFound},
		{Kind: trace.Ask, At: 42, Node: 1, Op: 7, N: 1, Msg: 5, Aux: 1},
		{Kind: trace.Send, At: 43, Node: 2, Peer: 1, Msg: 6, Parent: 5, Status: trace.Failed},
		{Kind: trace.Arrive, At: 44, Node: 1, Peer: 2, Msg: 6, Status: trace.Failed},
	})
	var counts []uint32
	for _, e := range x.All {
		if e.Counts {
			counts = append(counts, e.Request)
		}
	}
	if !slices.Equal(counts, []uint32{2}) {
		t.Errorf("messages %v count, not 2 alone", counts)
	}
	if !x.Repeated() {
		t.Error("no request has been made again")
	}
}

func TestInstantsOfAnExchangeNeverGoBack(t *testing.T) {
	for n := range len(twoObjects()) {
		x := trace.NewExchanges(7)
		x.Fold(twoObjects()[:n])
		x.End(100)
		for _, e := range x.All {
			at := e.Instants()
			for k := range len(at) - 1 {
				if at[k] > at[k+1] {
					t.Errorf("after %d records message %d is %s from %v to %v", n, e.Request, trace.Phases[k], at[k], at[k+1])
				}
			}
		}
	}
}
