package trace_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim/trace"
)

// held is a poll on a connection, which is there and waits for its answer.
func held() []trace.Record {
	return []trace.Record{
		{Kind: trace.Opened, At: 1, Conn: 5, Node: 1, Peer: 2},
		{Kind: trace.Send, At: 2, Until: 4, Msg: 7, Conn: 5, Node: 1, Peer: 2, Shape: trace.Poll},
		{Kind: trace.Arrive, At: 4, Msg: 7, Conn: 5, Node: 2, Peer: 1},
	}
}

func TestPendingKeepsARequestUntilItIsAnsweredOrItsConnectionEnds(t *testing.T) {
	answer := trace.Record{Kind: trace.Send, At: 5, Until: 9, Msg: 8, Parent: 7, Conn: 5, Node: 2, Peer: 1, Shape: trace.News, Status: trace.OK}
	there := trace.Record{Kind: trace.Arrive, At: 9, Msg: 8, Conn: 5, Node: 1, Peer: 2}
	closed := trace.Record{Kind: trace.Close, At: 9, Conn: 5, Node: 1, Peer: 2}
	for _, c := range []struct {
		reason     string
		then, left []trace.Record
	}{
		{"it waits", nil, held()},
		{"its answer is under way", []trace.Record{answer}, append(held(), answer)},
		{"it is answered", []trace.Record{answer, there}, held()[:1]},
		{"its connection ends", []trace.Record{closed}, nil},
	} {
		p := trace.NewPending(0)
		p.Fold(append(held(), c.then...))
		if got := p.Records(100); len(got) != len(c.left) || len(got) > 0 && !cmp.Equal(c.left, got) {
			t.Errorf("where %s: %s", c.reason, cmp.Diff(c.left, got))
		}
	}
}

func TestAStreamIsToldWhenItBeginsAndWhenItEnds(t *testing.T) {
	var s trace.Streams
	began, ended := 0, []trace.Stream(nil)
	for _, r := range append(held(), trace.Record{Kind: trace.Lost, At: 9, Msg: 7, Node: 1, Peer: 2}) {
		begins, ends := s.Take(&r)
		if begins {
			began++
		}
		ended = append(ended, ends...)
	}
	if want := []trace.Stream{{Msg: 7, Conn: 5}}; began != 1 || !cmp.Equal(ended, want) {
		t.Errorf("%d began, and %v ended, want one and %v", began, ended, want)
	}
}
