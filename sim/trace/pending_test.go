package trace_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// request is the course of one operation, from start on, with message msg.
func request(op, msg uint32, start sim.Time) []trace.Record {
	return []trace.Record{
		{Kind: trace.Begin, At: start, Op: op, N: 1, Aux: int64(start), Cause: trace.Transfer},
		{Kind: trace.Send, At: start, Until: start + 2, Op: op, N: 1, Msg: msg, Node: 1, Peer: 2, Cause: trace.Transfer},
		{Kind: trace.Arrive, At: start + 2, Msg: msg, Node: 2, Peer: 1},
		{Kind: trace.Queue, At: start + 2, Op: op, N: 1, Msg: msg, Node: 2, Cause: trace.Queued},
		{Kind: trace.Serve, At: start + 3, Op: op, N: 1, Msg: msg, Node: 2, Aux: 1, Cause: trace.InService},
		{Kind: trace.Finish, At: start + 5, Msg: msg, Node: 2},
		{Kind: trace.End, At: start + 5, Op: op, N: 1, Status: trace.OK},
	}
}

func TestPendingKeepsNothingOfWhatIsOver(t *testing.T) {
	p := trace.NewPending(0)
	for i := range uint32(100_000) {
		p.Fold(request(i+1, i+1, sim.Time(i)*10))
	}
	if got := p.Records(sim.Never); len(got) != 0 {
		t.Errorf("%d records are kept, the first %+v", len(got), got[0])
	}
}

func TestPendingKeepsAllOfWhatIsUnderWay(t *testing.T) {
	whole := request(7, 9, 1000)
	for n := 1; n < len(whole); n++ {
		p := trace.NewPending(0)
		p.Fold(request(1, 1, 0))
		p.Fold(whole[:n])
		if diff := cmp.Diff(whole[:n], p.Records(2000)); diff != "" {
			t.Errorf("after %d records of it (-all +kept):\n%s", n, diff)
		}
	}
}

func TestPendingKeepsOnlyTheStateThatIsLeft(t *testing.T) {
	send := trace.Record{Kind: trace.Send, At: 1, Until: 9, Msg: 3, Node: 1, Peer: 2}
	block := trace.Record{Kind: trace.Block, At: 1, Until: 9, Aux: 8, Msg: 3}
	arrive := trace.Record{Kind: trace.Arrive, At: 9, Msg: 3, Node: 2, Peer: 1}
	lost := trace.Record{Kind: trace.Lost, At: 9, Msg: 3, Node: 1, Peer: 2}
	slow := trace.Record{Kind: trace.Speed, At: 1, Node: 2, Aux: trace.NormalSpeed / 10}
	slower := trace.Record{Kind: trace.Speed, At: 2, Node: 2, Aux: 0}
	normal := trace.Record{Kind: trace.Speed, At: 3, Node: 2, Aux: trace.NormalSpeed}
	own := trace.Record{Kind: trace.Queue, At: 2, Node: 2, Aux: 1}
	opening := trace.Record{Kind: trace.Open, At: 1, Conn: 5, Node: 1, Peer: 2}
	met := trace.Record{Kind: trace.Open, At: 1, Node: 1, Peer: 2}
	stored := func(offset uint32) trace.Record {
		return trace.Record{Kind: trace.Store, At: 1, Msg: 20 + offset, Node: 2, Flow: 1, Payload: 1, Header: offset}
	}
	left := func(offset uint32) trace.Record {
		return trace.Record{Kind: trace.Unstore, At: 3, Msg: 20 + offset, Node: 2, Flow: 1, Payload: 1, Header: offset, Status: trace.Expired}
	}
	opened := trace.Record{Kind: trace.Opened, At: 2, Conn: 5, Node: 1, Peer: 2}
	for _, c := range []struct {
		reason     string
		said, kept []trace.Record
	}{
		{"a message under way, with what it waits for", []trace.Record{send, block}, []trace.Record{send, block}},
		{"a message that has arrived", []trace.Record{send, block, arrive}, nil},
		{"a message that was lost a moment ago", []trace.Record{send, block, lost}, []trace.Record{send, block, lost}},
		{"the last of several speeds", []trace.Record{slow, slower}, []trace.Record{slower}},
		{"what has left a partition last", []trace.Record{stored(0), stored(1), stored(2), left(0), left(1)}, []trace.Record{stored(1), stored(2), left(1)}},
		{"the normal speed", []trace.Record{slow, slower, normal}, nil},
		{"one of two pieces of own work that wait", []trace.Record{own, own, {Kind: trace.Serve, At: 4, Node: 2, Aux: 2}, {Kind: trace.Finish, At: 5, Node: 2}}, []trace.Record{own}},
		{"a connection of which both ends have spoken", []trace.Record{opened, opened}, []trace.Record{opened}},
		{"a connection that is closed", []trace.Record{opened, opened, {Kind: trace.Close, At: 4, Conn: 5, Node: 1, Peer: 2}}, nil},
		{"a connection that is being opened, and who has met", []trace.Record{opening}, []trace.Record{met, opening}},
		{"who has met, and the flow that was the first to speak there", []trace.Record{
			opening, opened, {Kind: trace.Send, At: 4, Msg: 1, Node: 1, Peer: 2, Conn: 5, Flow: 3}, {Kind: trace.Arrive, At: 4, Msg: 1, Node: 2, Peer: 1, Conn: 5, Flow: 3},
			{Kind: trace.Send, At: 4, Msg: 2, Node: 2, Peer: 1, Conn: 5, Flow: 2}, {Kind: trace.Arrive, At: 4, Msg: 2, Node: 1, Peer: 2, Conn: 5, Flow: 2},
			{Kind: trace.Close, At: 4, Conn: 5, Node: 1, Peer: 2},
		}, []trace.Record{{Kind: trace.Open, At: 1, Node: 1, Peer: 2, Flow: 3}}},
		{"who has met, where the connection is closed", []trace.Record{opening, opened, {Kind: trace.Close, At: 4, Conn: 5, Node: 1, Peer: 2}}, []trace.Record{met}},
		{"a refusal on arrival leaves no queue", []trace.Record{{Kind: trace.Drop, At: 1, Msg: 8, Node: 2, Status: trace.Rejected}}, nil},
	} {
		p := trace.NewPending(10)
		p.Fold(c.said)
		got := p.Records(15)
		if len(got) == 0 {
			got = nil
		}
		if diff := cmp.Diff(c.kept, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.reason, diff)
		}
	}
}

func TestPendingForgetsWhatWasLostLongAgo(t *testing.T) {
	p := trace.NewPending(10)
	p.Fold([]trace.Record{{Kind: trace.Send, At: 1, Until: 9, Msg: 3, Node: 1, Peer: 2}, {Kind: trace.Lost, At: 5, Msg: 3, Node: 1, Peer: 2}})
	if got := p.Records(15); len(got) != 2 {
		t.Errorf("10 later: %d records", len(got))
	}
	if got := p.Records(16); len(got) != 0 {
		t.Errorf("11 later: %d records", len(got))
	}
}
