package transport

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
func (t *Transport) Standing(c *Conn, e int, _ StreamID, offset int64) Standing {
	switch {
	case c.ends[e].phase != ready:
		return Opening
	case c.active == 0:
		if offset < c.ends[e].sent {
			return Delivered
		}
		return Unsent
	}
	p := t.pairs[c.active]
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
	if e := b.at(place - 1); e.state == missing || e.again || e.gone {
		return Recovering
	}
	return UnderWay
}
