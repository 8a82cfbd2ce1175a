package transport

import "backchat/sim"

// ofQUIC marks what the host knows of a packet of QUIC.
const ofQUIC = 1 << 31

// A datagram is what a lane carries of QUIC: a packet, and behind it, while the
// handshake goes on, those of later spaces, which are kept as it is. A packet is
// there as long as someone needs it: its lane for each time that it will arrive or be
// lost, who holds it until there are keys, and the board of who has sent it.
type datagram struct {
	conn   *Conn
	life   uint32
	from   uint8
	refs   uint8 // how many need it
	close  closing
	more   bool   // the next that its end sends arrives at the same instant
	behind uint32 // the packet of a later space
	bytes  int64  // as UDP carries it, with what is behind
	part
}

// behind is the packet of a later space that shares a datagram; nil: there is none.
func (t *Transport) behind(d *datagram) *datagram {
	if d.behind == 0 {
		return nil
	}
	return t.datagrams.At(d.behind)
}

// A closing is whether a datagram ends the connection.
type closing uint8

const (
	goesOn closing = iota
	inOrder
	aborted
)

// A part is what one packet of QUIC says.
type part struct {
	number int64
	acked  span     // the highest of the ranges that it acknowledges; its end is 0: it does not
	delay  sim.Time // by which that was put off
	ranges uint32   // the first of the others, in falling order
	last   uint32   // of its frames; 0: there is one at most
	space  spaceID
	early  bool  // 0-RTT
	frame  frame // the first, which mostly is all there is
}

// asks tells whether it asks for an acknowledgement: all frames do but that.
func (p *part) asks() bool { return p.frame.kind != nothing }

// acks tells whether it acknowledges.
func (p *part) acks() bool { return p.acked.end != 0 }

// empty tells whether there is nothing in it.
func (p *part) empty() bool { return !p.asks() && !p.acks() }

// first is its first frame; nil: there is none.
func (p *part) first() *frame {
	if !p.asks() {
		return nil
	}
	return &p.frame
}

// after is the frame that follows another in a list; nil: that is the last.
func (t *Transport) after(f *frame) *frame {
	if f.next == 0 {
		return nil
	}
	return t.frames.At(f.next)
}

// unref tells that a packet is needed once less.
func (t *Transport) unref(id uint32, d *datagram) {
	if d.refs--; d.refs > 0 {
		return
	}
	if d.frame.next|d.ranges != 0 {
		t.freeFrames(d.frame.next)
		t.freeFrames(d.ranges)
	}
	t.datagrams.Free(id)
}

// freeFrames gives up a list of frames.
func (t *Transport) freeFrames(at uint32) {
	for at != 0 {
		next := t.frames.At(at).next
		t.frames.Free(at)
		at = next
	}
}

// dropQUIC takes back a datagram that was lost, or that nobody takes.
func (t *Transport) dropQUIC(id uint32) {
	d := t.datagrams.At(id &^ ofQUIC)
	if c := d.conn; d.life == c.life && c.active != 0 {
		h := &t.links.all[c.active].ends[d.from]
		for p := d; p != nil; p = t.behind(p) {
			if p.asks() {
				if x := h.spaces[p.space].board.beginning(p.number); x != nil {
					x.gone = true
				}
			}
		}
	}
	t.releaseQUIC(id, d)
}

// hold says that a datagram is needed once more.
func (t *Transport) hold(d *datagram) {
	for ; d != nil; d = t.behind(d) {
		d.refs++
	}
}

// releaseQUIC notes that a datagram has come or was lost once more.
func (t *Transport) releaseQUIC(id uint32, d *datagram) {
	behind := d.behind
	t.unref(id&^ofQUIC, d)
	if behind != 0 {
		t.releaseQUIC(behind, t.datagrams.At(behind))
	}
}
