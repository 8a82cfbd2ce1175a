package transport

import (
	"testing"

	"backchat/sim/trace"
)

// An exchange is a session in which end 0 asks again and again, with 100
// bytes, once it has an answer, of 1,000.
type exchange struct {
	w     *world
	turns int
	due   [2]int64 // bytes that an end has to send, in all
	sent  [2]int64
	got   [2]int64
}

func (x *exchange) Ready(c *Conn, end int, _ bool) {
	if end == 0 {
		x.due[0] = 100
	}
}

func (x *exchange) Pull(_ *Conn, end int, room int) (Piece, bool) {
	p := Piece{From: x.sent[end], To: min(x.sent[end]+int64(room), x.due[end])}
	x.sent[end] = p.To
	return p, p.To > p.From
}

func (x *exchange) Arrived(c *Conn, end int, _ StreamID, upTo int64) {
	x.got[end] = upTo
	switch {
	case end == 1 && upTo == x.due[0]:
		x.due[1] += 1000
	case end == 0 && upTo == x.due[1] && upTo < int64(x.turns)*1000:
		x.due[0] += 100
	default:
		return
	}
	x.w.transport.Push(c, end)
}

func (x *exchange) Ended(*Conn, int, StreamID)               {}
func (x *exchange) Acknowledged(*Conn, int, StreamID, int64) {}
func (x *exchange) Closed(*Conn, int, trace.Status)          {}

// TestAcknowledgementsRideOnAnswers holds that an end that answers stops to
// acknowledge on its own: the first request and the first answer are, each
// later one with what is said next, and the last answer after the delay.
func TestAcknowledgementsRideOnAnswers(t *testing.T) {
	x := &exchange{turns: 10}
	x.w = newWorld(x, wire{delay: 10 * ms}, 1)
	x.w.open(x.w.transport.Use(linux))
	x.w.run(t)
	if x.got != [2]int64{10_000, 1000} {
		t.Fatalf("%d arrived", x.got)
	}
	if up, down := x.w.wires[0].packets, x.w.wires[1].packets; up != 14 || down != 12 {
		t.Errorf("%d packets up and %d down", up, down) // opening 2 and 1, content 10 and 10, and two acknowledgements and one
	}
	quietNow(t, x.w)
}
