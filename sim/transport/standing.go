package transport

import "backchat/sim"

// A Standing is what holds up a byte on its way from one end of a connection
// to the other, as one knows who sees both ends and the lane between them.
type Standing uint8

// The standings.
const (
	Delivered  Standing = iota // nothing: the other end's session has it
	Opening                    // there is no connection yet
	Unsent                     // another's turn: the session was not asked for it yet
	Congested                  // the congestion window is full
	NoRoom                     // the other end has no room
	UnderWay                   // it is on its way
	Recovering                 // it was lost, and is not there again
	HeadOfLine                 // it is there, behind a gap
	Standings                  // how many there are
)

var standings = [Standings]string{"delivered", "opening", "unsent", "congested", "noRoom", "underWay", "recovering", "headOfLine"}

// String is the standing in a word.
func (s Standing) String() string { return standings[s] }

// Standing tells what holds up a byte that end has to send.
func (t *Transport) Standing(c *Conn, e int, stream StreamID, offset int64) Standing {
	switch {
	case t.stacks[c.stack].quic != nil:
		return t.standingQUIC(c, e, stream, offset)
	case c.ends[e].phase != ready:
		return Opening
	case c.active == 0:
		if offset < c.ends[e].sent {
			return Delivered
		}
		return Unsent
	}
	p := t.pairs.all[c.active]
	h, other := &p.ends[e], &p.ends[1-e]
	switch {
	case offset < other.received:
		return Delivered
	case other.early.holds(offset):
		return HeadOfLine
	case offset < h.next:
		return h.board.standing(offset)
	case h.next >= h.limit:
		return NoRoom
	case h.board.flight >= h.window.size:
		return Congested
	}
	return Unsent
}

// standing is that of a byte that was sent and is not there.
func (b *board) standing(offset int64) Standing {
	if x := b.holding(offset); x != nil && x.gone {
		return Recovering
	}
	return UnderWay
}

// Due tells of a byte that is [UnderWay] when the packet arrives that has it,
// and which bytes of its stream that brings: all below to. 0 stands for what
// nobody has said.
func (t *Transport) Due(c *Conn, e int, stream StreamID, offset int64) (at sim.Time, to int64) {
	if c.active == 0 {
		return 0, 0
	}
	if t.stacks[c.stack].quic != nil {
		h := &t.link(c).ends[e]
		if f := t.sought(h, stream); f != nil {
			if x, y := t.carrier(&h.spaces[application].board, f, offset); x != nil && !x.gone {
				return x.due, y.to
			}
		}
		return 0, 0
	}
	if x := t.pairs.all[c.active].ends[e].board.holding(offset); x != nil {
		return x.due, x.to
	}
	return 0, 0
}

// Out tells when the last bit of the packet is out of its sender that has a byte,
// as that was last sent over QUIC, or first over TCP, and when that packet arrives.
// 0 stands for what nobody has said, or is there.
func (t *Transport) Out(c *Conn, e int, stream StreamID, offset int64) (out, due sim.Time) {
	if c.active == 0 {
		return 0, 0
	}
	if t.stacks[c.stack].quic != nil {
		h := &t.link(c).ends[e]
		if x := t.latest(&h.spaces[application], t.sought(h, stream), offset); x != nil {
			return x.out, x.due
		}
		return 0, 0
	}
	if x := t.pairs.all[c.active].ends[e].board.holding(offset); x != nil {
		return x.out, x.due
	}
	return 0, 0
}

// sought is what an end sends on a stream; nil: nothing yet.
func (t *Transport) sought(h *qend, stream StreamID) *flow {
	for at := h.buckets[bucket(stream)]; at != 0; at = t.flows.all[at].next {
		if t.flows.all[at].stream == stream {
			return t.flows.all[at]
		}
	}
	return nil
}

func (t *Transport) standingQUIC(c *Conn, e int, stream StreamID, offset int64) Standing {
	h := &t.link(c).ends[e]
	f := t.sought(h, stream)
	switch {
	case !h.spaces[application].open:
		return Opening
	case f == nil || offset >= f.sent:
		if h.flight() >= h.window.size || h.turn != sim.Never {
			return Congested
		}
		return Unsent
	case offset < f.received:
		return Delivered
	case f.early.holds(offset):
		return HeadOfLine
	}
	if x, _ := t.carrier(&h.spaces[application].board, f, offset); x != nil && !x.gone {
		return UnderWay
	}
	return Recovering
}

// carrier is the packet of those under way that has a byte, and the frame in it; nil:
// there is none. No other has it as well: what is sent once more was given up before.
// It is mostly the one that was found last, or one of the next.
func (t *Transport) carrier(b *board, f *flow, offset int64) (*sent, *frame) {
	from := f.carrier
	if from-b.head >= b.tail-b.head {
		from = b.head
	}
	for _, some := range [2][2]uint32{{from, b.tail}, {b.head, from}} {
		for k := some[0]; k != some[1]; k++ {
			x := b.at(k)
			if x.state != underWay {
				continue
			}
			if y := t.frameOf(x, f, offset); y != nil {
				f.carrier = k
				return x, y
			}
		}
	}
	return nil, nil
}

// latest is the packet that was sent last, and is not known to be there or lost, of
// those that have a byte; nil: there is none.
func (t *Transport) latest(sp *space, f *flow, offset int64) *sent {
	for k := sp.board.tail; f != nil && k != sp.board.head; k-- {
		if x := sp.board.at(k - 1); x.state == underWay && t.frameOf(x, f, offset) != nil {
			return x
		}
	}
	return nil
}

// frameOf is the frame of a packet that has a byte of f; nil: there is none.
func (t *Transport) frameOf(x *sent, f *flow, offset int64) *frame {
	for y := t.datagrams.At(x.packet).first(); y != nil; y = t.after(y) {
		if y.flow == f.index && y.life == f.life && y.from <= offset && offset < y.to {
			return y
		}
	}
	return nil
}

// RoundTrip is the smoothed round trip as that end knows it; 0: it has measured none.
func (t *Transport) RoundTrip(c *Conn, e int) sim.Time {
	switch {
	case c.active == 0:
		return micros(c.ends[e].smooth)
	case t.stacks[c.stack].quic != nil:
		return t.links.all[c.active].ends[e].rtt.smooth
	}
	return t.pairs.all[c.active].ends[e].rtt.smooth
}
