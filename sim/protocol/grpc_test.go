package protocol

import "testing"

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
