package transport

import (
	"slices"
	"testing"

	"backchat/sim"
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

// A cut is a download that its sender cuts into pieces of so many bytes.
type cut struct {
	*download
	most int
}

func (c cut) Pull(conn *Conn, end int, room int) (Piece, bool) {
	return c.download.Pull(conn, end, min(room, c.most))
}

// TestMoreThanAFullSegmentIsAcknowledgedAtOnce holds that of pieces that come
// at once, each of 1,000 bytes, every second is acknowledged: two are more than
// one segment, though less than two.
func TestMoreThanAFullSegmentIsAcknowledgedAtOnce(t *testing.T) {
	stack := linux
	stack.DelayedAck.Quick, stack.DelayedAck.Pushed, stack.FirstWindow = 0, false, stack.ReceiveWindow
	d := &download{ask: 100, answer: 6000}
	d.w = newWorld(cut{d, 1000}, wire{delay: 50 * ms}, 1)
	var acked []int64
	d.w.watch = func(_ *Conn, e int, id uint32, _ string) {
		if q := d.w.transport.packets.At(id); e == 0 && q.ack > 0 {
			acked = append(acked, q.ack)
		}
	}
	d.w.open(d.w.transport.Use(stack))
	d.w.run(t)
	if want := []int64{2000, 4000, 6000}; !slices.Equal(acked, want) {
		t.Errorf("acknowledged are %d, not %d", acked, want)
	}
}

// An asker is an exchange that notes when what was asked is acknowledged, and
// when it is answered.
type asker struct {
	*exchange
	acked, answered []sim.Time
}

func (a *asker) Arrived(c *Conn, end int, s StreamID, upTo int64) {
	if end == 0 && upTo%1000 == 0 {
		a.answered = append(a.answered, a.w.Now())
	}
	a.exchange.Arrived(c, end, s, upTo)
}

func (a *asker) Acknowledged(_ *Conn, end int, _ StreamID, _ int64) {
	if end == 0 {
		a.acked = append(a.acked, a.w.Now())
	}
}

func TestAcknowledgementsOfQUICRideOnWhateverIsSent(t *testing.T) {
	x := &asker{exchange: &exchange{turns: 10}}
	x.w = newWorld(x, wire{delay: 10 * ms}, 1)
	x.w.open(x.w.transport.UseQUIC(quicGo))
	x.w.run(t)
	if len(x.answered) != 10 || !slices.Equal(x.acked, x.answered) {
		t.Errorf("acknowledged at %v, answered at %v", x.acked, x.answered)
	}
}

// TestAnAcknowledgementThatRidesTakesItsRoom holds that a full packet that
// tells of 30 spans has so much less of content.
func TestAnAcknowledgementThatRidesTakesItsRoom(t *testing.T) {
	d := &download{ask: 100, answer: 100_000}
	d.w = newWorld(d, wire{delay: 50 * ms}, 1)
	stack := quicGo
	stack.AckEvery = 100
	c := d.w.open(d.w.transport.UseQUIC(stack))
	d.w.later(160*ms, func() {
		sp := &d.w.transport.links.all[c.active].ends[1].spaces[application]
		for n := range int64(30) {
			sp.got.add(span{1000 + 2*n, 1001 + 2*n})
		}
		sp.pending, sp.top = 1, 1059
	})
	rode := false
	d.w.watch = func(_ *Conn, e int, id uint32, _ string) {
		p := d.w.part(id, application)
		if e == 0 || !p.asks() || !p.acks() {
			return
		}
		size := d.w.leastSize(p)
		rode = rode || size > int64(stack.Packet)-60
		if size > int64(stack.Packet) {
			t.Errorf("a packet with %d bytes of content and acknowledgement, of %d", size, stack.Packet)
		}
	}
	d.w.run(t)
	if !rode || d.got[0] != d.answer {
		t.Errorf("rode: %v, %d of %d bytes arrived", rode, d.got[0], d.answer)
	}
}
