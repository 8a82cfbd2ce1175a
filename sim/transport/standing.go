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
	place := b.find(offset + 1)
	if place == b.head {
		return UnderWay
	}
	if b.at(place - 1).gone {
		return Recovering
	}
	return UnderWay
}

func (t *Transport) standingQUIC(c *Conn, e int, stream StreamID, offset int64) Standing {
	l := t.link(c)
	h, f := &l.ends[e], (*flow)(nil)
	for at := h.buckets[bucket(stream)]; at != 0 && f == nil; at = t.flows.all[at].next {
		if t.flows.all[at].stream == stream {
			f = t.flows.all[at]
		}
	}
	switch {
	case !h.spaces[application].open:
		return Opening
	case f == nil || offset >= f.sent:
		if h.flight() >= h.window.size || h.pace != sim.Never {
			return Congested
		}
		return Unsent
	case offset < f.received:
		return Delivered
	case f.early.holds(offset):
		return HeadOfLine
	}
	return t.carried(&h.spaces[application], f, offset)
}

// carried is the standing of a byte that was sent and is not there: it is
// under way if some packet that is not lost has it.
func (t *Transport) carried(sp *space, f *flow, offset int64) Standing {
	for k := sp.board.head; k != sp.board.tail; k++ {
		x := sp.board.at(k)
		if x.gone || x.state != underWay {
			continue
		}
		for at := x.packet; at != 0; at = t.frames.At(at).next {
			if y := t.frames.At(at); y.flow == f.index && y.life == f.life && y.from <= offset && offset < y.to {
				return UnderWay
			}
		}
	}
	return Recovering
}
