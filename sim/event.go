package sim

import "math/bits"

// An Event is a value of 24 bytes without pointers. It names its handler, one
// of the handler's own kinds, and carries two indices of the handler's making.
type Event struct {
	at    Time
	order uint64 // band (1 bit), sequence (46), handler (11), kind (6)
	A, B  uint32
}

const (
	kindBits    = 6
	handlerBits = 11
	bandShift   = 63
	maxHandlers = 1 << handlerBits
	maxKinds    = 1 << kindBits

	bandScript = 0
	bandRun    = 1
)

func newEvent(t Time, band, sequence uint64, to HandlerID, kind uint8, a, b uint32) Event {
	order := band<<bandShift | sequence<<(handlerBits+kindBits) | uint64(to)<<kindBits | uint64(kind)
	return Event{at: t, order: order, A: a, B: b}
}

// At is the time the event fires.
func (e Event) At() Time { return e.at }

// Kind is the handler's own number for what happens.
func (e Event) Kind() uint8 { return uint8(e.order & (1<<kindBits - 1)) }

// before tells whether e fires ahead of f. No two events have one order.
func (e Event) before(f Event) bool {
	return e.at < f.at || e.at == f.at && e.order < f.order
}

// precedes is 1 where e fires ahead of f, and 0 otherwise: the borrow of a
// subtraction over 128 bits, which needs no branch. No time is below 0.
func (e *Event) precedes(f *Event) int {
	_, borrow := bits.Sub64(e.order, f.order, 0)
	_, borrow = bits.Sub64(uint64(e.at), uint64(f.at), borrow)
	return int(borrow)
}
