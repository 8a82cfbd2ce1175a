package network

import (
	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A leaving is how a message that nothing but the wire holds up gets onto it: while
// some of what was sent of it waits for the wire, or is being put onto it, it is in
// transfer, and else in flight. Where it leaves in many small pieces with gaps in
// between, as they are paced, what they take is owed, and told in one piece once that
// is worth a record, or the last of them is sent: so the time told is right, and a
// record a packet is saved.
type leaving struct {
	sent    int64    // up to which byte of its stream packets are accounted for
	out     sim.Time // their last bit is out
	owed    sim.Time // of what they took is not told yet
	least   sim.Time // that is worth a record
	until   sim.Time // while it is told to be in transfer: it will be until then
	rings   sim.Time // it is looked at
	telling bool     // it is told to be in transfer
}

// worth is what part of the time in flight has to be owed to be worth a record.
const worth = 8

// goesOut tells whether shipment k on p, which nothing but the wire holds up, is in
// transfer.
func (n *Network) goesOut(p *pipe, k uint32, s *shipment, stream transport.StreamID) bool {
	now := n.kernel.Now()
	whole := n.account(p, s, stream)
	switch {
	case s.telling:
		return s.until > now
	case s.owed == 0, s.owed < s.least && s.cause == trace.InFlight && !whole:
		return false
	}
	s.until, s.owed, s.telling = now+s.owed, 0, true
	if s.rings <= now || s.rings > s.until {
		n.ring(k, s)
	}
	return true
}

// account takes what was sent of a message since it was looked at, and tells whether
// that is all of it.
func (n *Network) account(p *pipe, s *shipment, stream transport.StreamID) (whole bool) {
	now, end := n.kernel.Now(), int(s.end)
	if p.traffic == 0 || n.traffics.At(p.traffic).out[end] <= max(now, s.out) {
		return false
	}
	to, whole := p.stack.Sent(&p.Conn, end, s.ref)
	if to <= s.sent {
		return whole
	}
	s.sent = to
	out, due := n.transport.Out(&p.Conn, end, stream, to-1)
	more := out - max(now, s.out)
	if more <= 0 {
		return whole
	}
	s.out, s.least = out, max(due-out, 0)/worth
	if s.telling {
		s.until += more
	} else {
		s.owed += more
	}
	return whole
}

// hold says that something else holds the message up from now: what of it is not out
// counts as that, and what was owed still is.
func (l *leaving) hold(now sim.Time) {
	if l.telling {
		l.telling, l.owed = false, max(l.until-max(l.out, now), 0)
	}
}

// ring has a message looked at when it is to be in flight.
func (n *Network) ring(k uint32, s *shipment) {
	s.rings = s.until
	r := n.shipments.Ref(k)
	n.kernel.At(s.rings, n.yard, eventOut, r.Index, r.Generation)
}

// isOut says that a message is in flight, unless it has been held up since, or more of
// it was sent.
func (n *Network) isOut(r sim.Ref) {
	s := n.shipments.Get(r)
	switch now := n.kernel.Now(); {
	case s == nil || !s.telling || s.rings != now:
		return
	case s.until > now:
		n.ring(r.Index, s)
		return
	}
	s.telling, s.cause = false, trace.InFlight
	p := n.pipes.At(s.pipe)
	_, stream, offset := n.holdup(p, s)
	n.noteHeld(p, s, stream, offset)
}
