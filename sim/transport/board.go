package transport

import "backchat/sim"

// A board is what a sender knows of what it has sent and does not know to have
// arrived: in the order of the bytes or numbers, and besides in that of their
// latest sending. Where an entry lies, its place, grows by 1 from entry to
// entry and is never used again.
type board struct {
	ring       []sent // of a power of two; place p lies at p modulo its length
	head, tail uint32 // the first place in use, and the one after the last
	oldest     uint32 // of those under way: the place sent first, plus 1; 0: none
	newest     uint32 // the place sent last, plus 1
	flight     int64  // of those under way: the sum of their sizes
	lost       int    // entries given up and not sent again
	sacked     int    // entries that have arrived while an earlier one has not
	repeats    int    // entries under way that were sent more than once
	seek       uint32 // no place before it is lost
	found      uint32 // the place whose byte was last asked for
}

// A sent is one entry: a segment of TCP, or a packet of QUIC.
type sent struct {
	from, to int64    // its bytes; of QUIC its number, and the one after
	at       sim.Time // it was last sent
	size     int64    // what it counts in the window: 1 segment, or its bytes
	packet   uint32   // QUIC: what it carried
	told     int64    // QUIC: the numbers before it were acknowledged at the latest with it
	prev     uint32   // of those under way: its neighbours in the order of sending, plus 1
	next     uint32
	skip     uint32 // while it has arrived: a later place up to which all have
	state    sentState
	again    bool     // it was sent more than once
	larger   bool     // QUIC: it is there to learn whether packets so large get through
	gone     bool     // it was lost, once at least, as nobody here knows
	living   uint16   // how many of its sendings are not lost
	out      sim.Time // its last bit is out as it was first sent, where the host has said so
	due      sim.Time // it arrives, where it was sent once and the host has said so
}

type sentState uint8

const (
	underWay sentState = iota
	missing            // given up, to be sent again
	arrived
	settled // QUIC: lost, and what it carried is on its way in others
)

const ringLeast = 4

func (b *board) at(place uint32) *sent { return &b.ring[place&uint32(len(b.ring)-1)] }

func (b *board) len() int { return int(b.tail - b.head) }

// add appends an entry that is being sent, for whoever has more to say of it.
func (b *board) add(from, to int64, now sim.Time, size int64) *sent {
	if b.len() == len(b.ring) {
		b.grow()
	}
	p := b.tail
	b.tail++
	e := b.at(p)
	*e = sent{}
	e.from, e.to, e.at, e.size, e.living = from, to, now, size, 1
	b.flight += size
	b.enlist(p, e)
	return e
}

func (b *board) grow() {
	ring := make([]sent, max(ringLeast, 2*len(b.ring)))
	for p := b.head; p != b.tail; p++ {
		ring[p&uint32(len(ring)-1)] = *b.at(p)
	}
	b.ring = ring
}

// clear forgets all, and keeps the room.
func (b *board) clear() {
	ring := b.ring
	if len(ring) > 1024 {
		ring = nil // what one crowd needed is not kept for ever
	}
	*b = board{ring: ring}
}

// enlist puts the entry behind all others in the order of sending.
func (b *board) enlist(place uint32, e *sent) {
	e.prev, e.next = b.newest, 0
	if b.newest != 0 {
		b.at(b.newest - 1).next = place + 1
	} else {
		b.oldest = place + 1
	}
	b.newest = place + 1
}

func (b *board) delist(e *sent) {
	if e.prev != 0 {
		b.at(e.prev - 1).next = e.next
	} else {
		b.oldest = e.next
	}
	if e.next != 0 {
		b.at(e.next - 1).prev = e.prev
	} else {
		b.newest = e.prev
	}
}

// land takes an entry from those under way.
func (b *board) land(e *sent) {
	b.delist(e)
	b.flight -= e.size
	if e.again {
		b.repeats--
	}
}

// lose gives the entry up.
func (b *board) lose(place uint32, e *sent) {
	b.land(e)
	e.state = missing
	b.lost++
	if int32(place-b.seek) < 0 || b.lost == 1 {
		b.seek = place
	}
}

// resend notes that a missing entry is sent once more.
func (b *board) resend(place uint32, e *sent, now sim.Time) {
	switch e.state {
	case missing:
		b.lost--
	case underWay:
		b.land(e)
	}
	b.flight += e.size
	b.repeats++
	e.state, e.again, e.at = underWay, true, now
	e.living++
	b.enlist(place, e)
}

// beginning is the entry that begins at from; nil: there is none.
func (b *board) beginning(from int64) *sent {
	if place := b.find(from); place != b.tail {
		if x := b.at(place); x.from == from {
			return x
		}
	}
	return nil
}

// twice tells whether the entry that begins at from was sent again although it
// was not lost.
func (b *board) twice(from int64) bool {
	x := b.beginning(from)
	return x != nil && x.living > 1
}

// arrive notes that an entry has arrived.
func (b *board) arrive(place uint32, e *sent) {
	switch e.state {
	case underWay:
		b.land(e)
	case missing:
		b.lost--
	}
	e.state, e.skip = arrived, place+1
	b.sacked++
}

// settle forgets a missing entry whose content goes on in another packet.
func (b *board) settle(e *sent) {
	b.lost--
	e.state = settled
}

// drop takes out the first entry.
func (b *board) drop() {
	if b.at(b.head).state == arrived {
		b.sacked--
	}
	b.head++
}

// sweep takes out what is settled or has arrived, up to the first that is not.
func (b *board) sweep() {
	for b.head != b.tail {
		e := b.at(b.head)
		if e.state < arrived {
			return
		}
		if e.state == arrived {
			b.sacked--
		}
		b.head++
	}
}

// pending is the first place from this one on that has not arrived, or tail.
func (b *board) pending(place uint32) uint32 {
	for place != b.tail {
		e := b.at(place)
		if e.state != arrived {
			return place
		}
		if e.skip != b.tail {
			if f := b.at(e.skip); f.state == arrived {
				e.skip = f.skip
			}
		}
		place = e.skip
	}
	return place
}

// holding is the entry of those on the board that has a byte; nil: there is none. It is
// mostly the last, or the one that was found last, or one of the next.
func (b *board) holding(offset int64) *sent {
	if b.head == b.tail {
		return nil
	}
	if x := b.at(b.tail - 1); x.from <= offset {
		return x
	}
	for k := b.found; k-b.head < b.tail-b.head && k-b.found < 3; k++ {
		if x := b.at(k); x.from <= offset && offset < x.to {
			b.found = k
			return x
		}
	}
	if place := b.find(offset + 1); place != b.head {
		b.found = place - 1
		return b.at(b.found)
	}
	return nil
}

// find is the first place whose entry begins at from or later, or tail.
func (b *board) find(from int64) uint32 {
	low, n := b.head, b.tail-b.head
	if n > 0 && b.at(low).from >= from {
		return low
	}
	for n > 0 {
		half := n / 2
		if b.at(low+half).from < from {
			low += half + 1
			n -= half + 1
		} else {
			n = half
		}
	}
	return low
}

// firstMissing is the first place that is to be sent again; ok is false where
// there is none.
func (b *board) firstMissing() (place uint32, ok bool) {
	if b.lost == 0 {
		return 0, false
	}
	if int32(b.seek-b.head) < 0 {
		b.seek = b.head
	}
	for b.at(b.seek).state != missing {
		b.seek++
	}
	return b.seek, true
}
