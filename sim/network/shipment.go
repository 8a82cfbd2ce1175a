package network

import (
	"backchat/sim"
	"backchat/sim/protocol"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A shipment is a message under way on a transport.
type shipment struct {
	msg      uint32  // its slot; 0: it is an answer of nobody's
	ref      sim.Ref // what the protocol calls it; none: it is what cancels the exchange
	exchange sim.Ref // that it is of; none: it is said on the connection itself
	prev     uint32  // its neighbours among those of its connection
	next     uint32
	pipe     uint32      // that it is on
	end      uint8       // that sends it
	cause    trace.Cause // what was last said to hold it up
	there    uint32      // bytes of its content, as was last said
	packed   uint32      // bytes of its content that were in packets, as was last measured
	came     uint32      // and that its reader could read
	oneWay   bool        // with it its exchange is over
	saying   bool        // it cancels its exchange, and has not been said yet
	leaving
}

// cancels tells whether it is what takes its exchange back.
func (s *shipment) cancels() bool { return s.ref == (sim.Ref{}) }

// ship hands m to the protocol of its connection.
func (n *Network) ship(m *Message, p *pipe, side int, load Load) {
	end := p.side(side)
	n.noteUse(n.conns.Get(p.conn), m.From)
	k, s := n.load(p, m.slot, end)
	s.oneWay = !p.exchanging && m.Attempt == (sim.Ref{}) && !m.Answer
	m.Header = 0 // what is around it is the protocol's to say
	n.noteShipped(m, p, load)
	n.enterPipe(p.Host)
	x := n.exchange(p, m.Attempt)
	says := protocol.Message{ID: k, Payload: m.Payload, Last: true}
	switch {
	case !p.exchanging:
		s.ref = p.stack.Say(&p.Conn, end, says)
	case m.Shape != trace.Cancelling && !m.Answer:
		says.Head, says.Target = head(m), uint32(m.Path)
		s.exchange, s.ref = p.stack.Ask(&p.Conn, says)
		n.beginExchange(p, n.asker(m), s.exchange)
	case x == nil:
		n.strand(p, k, trace.Cancelled)
	case m.Shape == trace.Cancelling:
		s.exchange = x.ref
		s.saying = true
		n.cancel(cancellation{conn: p.conn, exchange: x.ref, end: end, by: n.shipments.Ref(k)})
	default:
		says.Head, says.Last = answerHead(m, x), m.Last
		s.exchange, x.begun, x.ended = x.ref, true, m.Last
		if s.ref = p.stack.Send(&p.Conn, end, x.ref, says); s.cancels() {
			n.strand(p, k, trace.Cancelled)
		}
	}
	n.leavePipe()
}

// head is the header of a request.
func head(m *Message) protocol.Head {
	if m.Payload > 0 {
		return protocol.Post
	}
	return protocol.Get
}

// answerHead is the header of an answer: one that goes on says so with its
// first part.
func answerHead(m *Message, x *exchange) protocol.Head {
	switch {
	case x.begun:
		return protocol.Part
	case !m.Last:
		return protocol.Events
	}
	return protocol.Answer
}

// load puts the message in a slot among what is under way on p.
func (n *Network) load(p *pipe, msg uint32, end int) (uint32, *shipment) {
	r, s := n.shipments.New()
	s.msg, s.pipe, s.end, s.prev, s.cause = msg, p.Host, uint8(end), p.latest, trace.Transfer
	if s.prev != 0 {
		n.shipments.At(s.prev).next = r.Index
	} else {
		p.first = r.Index
	}
	p.latest = r.Index
	return r.Index, s
}

// unload takes shipment i off p, and returns its message; nil where it is an
// answer of nobody's.
func (n *Network) unload(p *pipe, i uint32) *Message {
	s := n.shipments.At(i)
	if s.prev != 0 {
		n.shipments.At(s.prev).next = s.next
	} else {
		p.first = s.next
	}
	if s.next != 0 {
		n.shipments.At(s.next).prev = s.prev
	} else {
		p.latest = s.prev
	}
	msg := s.msg
	n.shipments.Free(i)
	if msg == 0 {
		return nil
	}
	return n.msgs.At(msg)
}

// cancels tells whether an exchange on p is being taken back.
func (n *Network) cancels(p *pipe) bool {
	for i := p.first; i != 0; i = n.shipments.At(i).next {
		if n.shipments.At(i).cancels() {
			return true
		}
	}
	return false
}

// measure notes how much of what is under way on p is in packets, and how much has come,
// since the rest of it may be cut off now.
func (n *Network) measure(p *pipe) {
	for i := p.first; i != 0; i = n.shipments.At(i).next {
		if s := n.shipments.At(i); s.msg != 0 && !s.cancels() {
			s.packed = max(s.packed, p.stack.Packed(&p.Conn, int(s.end), s.ref))
			s.came = max(s.came, p.stack.Read(&p.Conn, int(s.end), s.ref))
		}
	}
}

// strand ends shipment i, which will not arrive: of its content no more is sent than
// was measured.
func (n *Network) strand(p *pipe, i uint32, why trace.Status) {
	s := *n.shipments.At(i)
	m := n.unload(p, i)
	if s.oneWay {
		n.endOneWay(p, s.exchange)
	}
	if m == nil {
		return
	}
	if p.struck[1-s.end] {
		s.came = 0
	}
	load := n.receiver.Carried(m)
	r := n.noteAt(m, p, trace.Lost, m.From, m.To, why)
	m.keepBack(r, sim.Bytes(m.Payload-s.packed))
	load.Name(r, trace.Unanswered)
	n.beside(load, m, trace.Unanswered)
	n.receiver.CutOff(m, s.came, s.packed)
	n.receiver.Lost(m, why)
	n.Free(m)
}

// delivered hands over m, which is whole at its place.
func (n *Network) delivered(m *Message, p *pipe) {
	n.noteAt(m, p, trace.Arrive, m.To, m.From, m.Status)
	n.noteUse(n.conns.Get(p.conn), m.To)
	n.receiver.Arrive(m)
}

// noteAt records something of m, which is under way on p, at a place.
func (n *Network) noteAt(m *Message, p *pipe, kind trace.Kind, at, peer trace.Place, why trace.Status) *trace.Record {
	r := n.trace.Add()
	r.At, r.Kind, r.Status, r.Node, r.Peer, r.Conn = n.kernel.Now(), kind, why, at, peer, p.number
	m.describe(r)
	return r
}

// noteShipped records that m is sent, and operations with it. Nobody knows when
// it will arrive.
func (n *Network) noteShipped(m *Message, p *pipe, load Load) {
	m.At, m.Sent, m.Shipped = n.kernel.Now(), true, true
	r := n.noteAt(m, p, trace.Send, m.From, m.To, m.Status)
	r.Parent = m.Parent
	load.Name(r, trace.Transfer)
	if load.Side != 0 {
		n.travels(load, m)
	}
	if m.Watched {
		n.receiver.Entered(m, trace.Transfer)
	}
	n.receiver.Shipped(m)
}

// An outlook is what holds up whatever one end of a connection has not written
// yet, and whether anybody is there to take it.
type outlook struct {
	known bool
	gone  bool // the other end knows the connection no more
	waits bool // the other end's process has not accepted it
	turn  trace.Cause
}

// weigh says what holds up the messages under way on p, where that has changed,
// and ends those whose exchange has ended without them.
func (n *Network) weigh(p *pipe) {
	var ends [2]outlook
	for i := p.first; i != 0; {
		s := n.shipments.At(i)
		what, stream, offset := n.holdup(p, s)
		if what == protocol.Nowhere {
			n.conclude(p, i, s)
			i, ends = p.first, [2]outlook{} // others may have ended with it
			continue
		}
		k := i
		i = s.next
		if s.msg == 0 || s.cancels() {
			continue
		}
		if o := &ends[s.end]; !o.known {
			*o = n.outlook(p, int(s.end))
		}
		cause := n.standing(p, s, &ends[s.end], what, stream, offset)
		if cause != trace.InFlight {
			s.hold(n.kernel.Now())
		} else if n.goesOut(p, k, s, stream) {
			cause = trace.Transfer
		}
		if cause != s.cause {
			s.cause = cause
			n.noteHeld(p, s, stream, offset)
		}
	}
}

// holdup is what the protocol knows to hold up a message; Nowhere where nothing
// more will come of it.
func (n *Network) holdup(p *pipe, s *shipment) (protocol.Holdup, transport.StreamID, int64) {
	if !s.cancels() {
		return p.stack.Holdup(&p.Conn, int(s.end), s.ref)
	}
	if !s.saying && !p.stack.Lives(s.exchange) {
		return protocol.Nowhere, 0, 0
	}
	return protocol.Turn, 0, 0
}

// outlook is that of one end: whose turn it is to write may be held up.
func (n *Network) outlook(p *pipe, end int) outlook {
	c := n.conns.Get(p.conn)
	return outlook{
		known: true, gone: c == nil || c.gone[p.side(1-end)], waits: n.unaccepted(p, 1-end) != nil,
		turn: standings[n.transport.Standing(&p.Conn, end, 0, 1<<62)],
	}
}

// conclude ends a message whose exchange is over: what has cancelled that is
// there, and all else is lost.
func (n *Network) conclude(p *pipe, i uint32, s *shipment) {
	if s.cancels() {
		n.delivered(n.unload(p, i), p)
		return
	}
	n.strand(p, i, trace.Cancelled)
}

// noteHeld records what holds up a message from now, its byte at offset of that
// stream, and those that it carries.
func (n *Network) noteHeld(p *pipe, s *shipment, stream transport.StreamID, offset int64) {
	m, end := n.msgs.At(s.msg), int(s.end)
	load := n.receiver.Carried(m)
	if load.Side != 0 {
		n.beside(load, m, s.cause).Msg = m.ID
		load = Load{}
	}
	r := n.trace.Add()
	r.At, r.Kind, r.Cause, r.Msg, r.Node, r.Flow = n.kernel.Now(), trace.Enter, s.cause, m.ID, m.From, m.Flow
	r.Op, r.N = load.Op, load.N
	s.there = max(s.there, p.stack.Content(&p.Conn, end, s.ref, n.unreadTo(p, 1-end)))
	r.Payload = s.there
	if s.cause == trace.InFlight {
		due, to := n.transport.Due(&p.Conn, end, stream, offset)
		r.Aux, r.Header = int64(due), max(s.there, p.stack.Content(&p.Conn, end, s.ref, to))
	}
	if m.Watched || m.Answer {
		n.receiver.Entered(m, s.cause)
	}
}

// standing is what holds up a message now: where its receiver knows the
// connection no more, that is that nobody tells its sender so.
func (n *Network) standing(p *pipe, s *shipment, o *outlook, what protocol.Holdup, stream transport.StreamID, offset int64) trace.Cause {
	switch {
	case o.gone:
		return trace.Unanswered
	case what == protocol.Opening:
		return trace.Handshake
	case what == protocol.NoExchange:
		return trace.WaitingConn
	case what == protocol.Window:
		return trace.ReceiverLimited
	case what == protocol.Turn:
		return o.turn
	}
	is := n.transport.Standing(&p.Conn, int(s.end), stream, offset)
	if o.waits && is == transport.Delivered {
		return trace.Queued
	}
	return standings[is]
}

// standings are what holds up a message whose first undelivered byte stands so.
var standings = [transport.Standings]trace.Cause{
	transport.Delivered:  trace.Transfer,
	transport.Opening:    trace.Connecting,
	transport.Unsent:     trace.Transfer,
	transport.Congested:  trace.Congestion,
	transport.NoRoom:     trace.ReceiverLimited,
	transport.UnderWay:   trace.InFlight,
	transport.Recovering: trace.Recovering,
	transport.HeadOfLine: trace.Blocked,
}
