package protocol

import (
	"testing"

	"backchat/sim"
)

// calls makes calls of 100 B that are answered by 1,000 in the clear, one after the
// other, and returns the bytes that each end has sent.
func calls(t *testing.T, n int, ask, answer uint32) (up, down int64) {
	c := grpc()
	c.TLS.Version = "none"
	g := load(t, c, n, Message{Head: Post, Payload: ask, Last: true}, Message{Head: Answer, Payload: answer, Last: true}, false)
	return g.p.sent[0][0], g.p.sent[1][0]
}

// What an end sends that reads a message: the window for what it has read, and a ping;
// and the answer to the other's.
const read, answered = windowUpdate + pingHTTP2, pingHTTP2

// A call whose header is known takes a byte for each of its fields, but for the method's
// name, which is another one here; its answer one for each of two, and of two in its
// trailers; each message five before it.
func TestCallsTakeTheBytesOfGRPC(t *testing.T) {
	up2, down2 := calls(t, 2, 100, 1000)
	up3, down3 := calls(t, 3, 100, 1000)
	if up, want := up3-up2, int64(frameHTTP2+6+1+literal("/package.Service/Method", 7)+frameHTTP2+5+100+read+answered); up != want {
		t.Errorf("a call takes %d B up, want %d", up, want)
	}
	if down, want := down3-down2, int64(frameHTTP2+2+frameHTTP2+5+1000+frameHTTP2+2+read+answered); down != want {
		t.Errorf("a call takes %d B down, want %d", down, want)
	}
}

// The first call tells all fields but the method and the scheme, which the static table
// has; before it both ends say what they allow, and that they have heard it.
func TestFirstCallTellsWhatGRPCSays(t *testing.T) {
	text := func(v string) int64 { return int64(literal(v, 7)) }
	header := 1 + 1 + 1 + text("/package.Service/Method") + 1 + text("example.com") + 1 + text("application/grpc") + 1 + text("grpc-go/1.85.0") +
		1 + text("te") + text("trailers")
	up, down := calls(t, 1, 100, 1000)
	if want := preface + 2*frameHTTP2 + frameHTTP2 + header + frameHTTP2 + 5 + 100 + read + answered; up != want {
		t.Errorf("the first call takes %d B up, want %d", up, want)
	}
	header, end := 1+1+text("application/grpc"), 1+text("grpc-status")+text("0")+1+text("grpc-message")+text("")
	if want := 2*frameHTTP2 + setting + frameHTTP2 + header + frameHTTP2 + 5 + 1000 + frameHTTP2 + end + read + answered; down != want {
		t.Errorf("the first call takes %d B down, want %d", down, want)
	}
}

// A message without content is its prefix; a large one takes as many frames as it needs,
// the prefix in the first of them.
func TestMessagesOfGRPCAreFramed(t *testing.T) {
	up, _ := calls(t, 1, 100, 1000)
	for _, row := range []struct {
		size uint32
		more int64
	}{{0, -100}, {16384 - 5, 16384 - 5 - 100}, {16384, 16384 - 100 + frameHTTP2}, {20000, 19900 + frameHTTP2}} {
		if got, _ := calls(t, 1, row.size, 1000); got-up != row.more {
			t.Errorf("a message of %d B takes %d B more than one of 100, want %d", row.size, got-up, row.more)
		}
	}
}

// The frames of an answer of 1 MB come as they came to grpc-go's client, with a round trip of
// 100 ms: after its first ping 65,535 B, after the second 114,687 in twice the time, after
// a third 229,375 as fast as never before.
func TestAnEstimatorWidensWhatIsFilledFasterThanEver(t *testing.T) {
	e, now := estimator{limit: unsettled}, sim.Time(0)
	for i, row := range []struct {
		bytes, want int64
		took        sim.Time
	}{
		{65535, 131070, 101 * sim.Millisecond},
		{114687, 229374, 202 * sim.Millisecond}, // the average of what pings take is 151 ms
		{100000, 229374, 10 * sim.Millisecond},  // less than two thirds of the window
		{229375, 458750, 102 * sim.Millisecond},
		{400000, 458750, 5 * sim.Second}, // it comes more slowly
		{9 << 20, 16 << 20, 102 * sim.Millisecond},
	} {
		if !e.add(1000, now) || e.add(row.bytes-1000, now) {
			t.Errorf("cycle %d: a ping goes with the first bytes alone", i)
		}
		now += row.took
		was := e.limit
		if wider := e.answered(now); wider != (row.want > was) || e.limit != row.want {
			t.Errorf("cycle %d: the windows are %d B (wider: %v), want %d", i, e.limit, wider, row.want)
		}
	}
	if e.add(1, now) {
		t.Error("nothing is measured where windows are as wide as they may be")
	}
}

// Of an answer of 1 MB the window of its exchange is opened for all of it when it begins, and
// so much of it is on nobody's account; that of one that fits is opened once a quarter has come.
func TestAMessageThatIsLargerThanItsWindowHasItOpened(t *testing.T) {
	f := inflow{left: unsettled}
	if more := f.readMessage(16384, prefixGRPC+1e6, unsettled/4); more != 1e6 {
		t.Errorf("%d B more are allowed, want all of the message", more)
	}
	for left := int64(prefixGRPC + 1e6 - 16384); left > 0; left -= min(left, 16384) {
		if more := f.readMessage(min(left, 16384), prefixGRPC+1e6, unsettled/4); more != 0 {
			t.Fatalf("%d B before its end %d more are allowed", left, more)
		}
	}
	if f.due != prefixGRPC || f.left != unsettled-prefixGRPC {
		t.Errorf("after it %d B may come, and %d are owed", f.left, f.due)
	}
	if more := f.readMessage(16384, 30000, unsettled/4); more != 16384+prefixGRPC {
		t.Errorf("of one that fits %d B are allowed again, want what has come", more)
	}
}

// A client of gRPC asks a round trip after the handshake, when it has heard what the server
// allows; one of HTTP/2 at once.
func TestAClientOfGRPCWaitsForWhatTheServerAllows(t *testing.T) {
	for _, row := range []struct {
		config Config
		want   sim.Time
	}{{grpc(), 300 * sim.Millisecond}, {Defaults("http2"), 200 * sim.Millisecond}} {
		g := load(t, row.config, 1, Message{Head: Post, Payload: 100, Last: true}, Message{Head: Answer, Payload: 100, Last: true}, false)
		if g.opened[0] != row.want || g.first != row.want+100*sim.Millisecond {
			t.Errorf("gRPC %v: opened after %v, answered after %v", row.config.GRPC, g.opened[0], g.first)
		}
	}
}
