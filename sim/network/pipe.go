package network

import (
	"backchat/sim"
	"backchat/sim/protocol"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A pipe is the inside of a connection on a transport: end 0 of it is who has
// opened it. It outlives the [Conn] until no packet of it is on a lane. Of a crowd of
// connections at rest each has one, so it is small.
type pipe struct {
	transport.Conn
	stack         *protocol.Stack
	conn          sim.Ref      // as everybody else knows it
	number        uint32       // in the trace
	from          end          // of its wire, which is end 0
	exchanging    bool         // messages are of exchanges
	leaving       [2]bool      // that end says nothing any more but what ends the connection; where its opener does, neither has more to say
	closed        [2]bool      // that end has closed it in good order
	acceptorFirst bool         // the one that has accepted it was the first to close it
	struck        [2]bool      // the process at that end has crashed: what it had read is lost
	severed       bool         // a fault has ended it for both ends at once: no packet says so
	lapsed        bool         // nothing was said on it for so long that its ends let go of it, and nothing waited for on it
	due           [2]ending    // what that end does once the transport has done
	pings         bool         // an end has pinged
	touched       bool         // it is to be looked at when the transport has done
	why           trace.Status // it was closed for
	lanes         int32        // packets of it that are on lanes
	packets       [2]uint32    // that each end has sent
	usage
	traffic   uint32 // while there is any; 0: none
	first     uint32 // shipment under way, in the order of their sending
	latest    uint32 // and the last
	exchanges uint32 // under way, the latest first
}

// A traffic is what is needed of a pipe while packets of it are on lanes, or an end
// of it is to be woken.
type traffic struct {
	last   [2]sim.Time // when the latest packet of each end arrives
	out    [2]sim.Time // when the last bit of it is out of that end
	alarms [2]alarm
}

// An alarm is when an end is to be woken. Its timer is kept when that is put
// off, and set anew only when it has gone off too early.
type alarm struct {
	timer sim.TimerID
	at    sim.Time // the timer goes off
	due   sim.Time // the end is to be woken
}

// side is that of the wire at which an end is; or the end at a side.
func (p *pipe) side(end int) int { return end ^ p.from.side() }

// A roster of what the network is to the transport and its sessions.
type (
	host    Network // lanes and time
	session Network // what runs on connections
	carrier Network // the transport, as protocols know it
	user    Network // whose messages protocols carry
	yard    Network // the handler of packets and alarms
)

const (
	eventPacket uint8 = iota
	eventForgotten
	eventWake
	eventCancel
	eventOut
)

// newPipe lets connection i, which is being opened, go over a transport.
func (n *Network) newPipe(i uint32, c *Conn, link *Link) {
	k := link.carriage
	n.furnish(k)
	r, p := n.pipes.New()
	if c.course != 0 { // its address was looked up first
		p.usage = n.courseOf(c).usage
		n.courses.Free(c.course)
	}
	c.course = piped | r.Index
	p.exchanging = k.exchanging
	p.Host, p.stack, p.conn, p.number, p.from = r.Index, k.stack, n.conns.Ref(i), c.Number, c.from
	n.enterPipe(r.Index)
	k.stack.Open(&p.Conn)
	n.transport.Open(&p.Conn, k.id)
	n.leavePipe()
}

// furnish makes what a link's connections have in common, with the first of
// them.
func (n *Network) furnish(k *carriage) {
	if k.stack != nil {
		return
	}
	if n.transport == nil {
		n.transport = transport.New(n.kernel, (*host)(n), (*session)(n))
		n.yard = n.kernel.Register((*yard)(n))
	}
	k.stack = protocol.New(&k.protocol, (*host)(n), (*carrier)(n), (*user)(n))
	if k.protocol.QUIC() {
		k.id = n.transport.UseQUIC(k.quic)
	} else {
		k.id = n.transport.Use(k.tcp)
	}
}

// enterPipe and leavePipe stand around all that is asked of the transport or of a
// protocol. What becomes of messages by it is looked at when the outermost of
// these calls is over, so that nobody is told of it halfway.
func (n *Network) enterPipe(i uint32) {
	n.depth++
	if p := n.pipes.At(i); !p.touched {
		p.touched = true
		n.touched = append(n.touched, i)
	}
}

func (n *Network) leavePipe() {
	if n.depth > 1 {
		n.depth--
		return
	}
	for k := 0; k < len(n.touched); k++ {
		i := n.touched[k]
		p := n.pipes.At(i)
		p.touched = false
		n.weigh(p)
		if p.due != [2]ending{} {
			n.endDue(p)
		}
		n.calm(p)
		if p.lanes == 0 && p.Gone() && !p.touched && n.conns.Get(p.conn) == nil {
			n.freePipe(i, p)
		}
	}
	n.touched = n.touched[:0]
	n.depth--
}

func (n *Network) freePipe(i uint32, p *pipe) {
	if p.traffic != 0 {
		t := n.traffics.At(p.traffic)
		n.kernel.Cancel(t.alarms[0].timer)
		n.kernel.Cancel(t.alarms[1].timer)
		n.traffics.Free(p.traffic)
	}
	n.endExchanges(p)
	n.pipes.Free(i)
}

// trafficOf is what is needed while there is traffic on p, which there is now.
func (n *Network) trafficOf(p *pipe) *traffic {
	if p.traffic == 0 {
		r, _ := n.traffics.New()
		p.traffic = r.Index
	}
	return n.traffics.At(p.traffic)
}

// calm forgets what is needed while there is traffic on p, where there is none.
func (n *Network) calm(p *pipe) {
	if p.traffic == 0 || p.lanes > 0 {
		return
	}
	if t := n.traffics.At(p.traffic); t.alarms[0].timer == 0 && t.alarms[1].timer == 0 {
		n.traffics.Free(p.traffic)
		p.traffic = 0
	}
}

// Now is the present instant.
func (h *host) Now() sim.Time { return h.kernel.Now() }

// Transmit puts a packet on its lane, and says when it is out, and arrives.
func (h *host) Transmit(c *transport.Conn, end int, packet uint32, bytes int) (out, due sim.Time) {
	n, p := (*Network)(h), h.pipes.At(c.Host)
	w, side := n.wires.at(p.from.wire()), p.side(end)
	l := n.laneOf(w, side)
	traffic := n.trafficOf(p)
	q := l.pass(n.kernel.Now(), sim.Bytes(bytes), traffic.last[end])
	if n.forging {
		q.fromHalfWay()
	}
	if !n.passes(n.conns.Get(p.conn)) {
		q.lost = trace.Idle
	}
	n.notePacket(p, end, packet, bytes, &q)
	traffic.out[end] = max(traffic.out[end], q.out) // what a full buffer drops is told of as what is before it
	out = traffic.out[end]
	if q.lost == trace.Idle && n.linkAt(w).middleboxResets {
		p.lanes++
		n.kernel.At(q.out+(q.natural-q.out)/2, n.yard, eventForgotten, packet, 2*c.Host+uint32(end))
		return 0, 0
	}
	if q.lost != trace.NoStatus {
		n.transport.Drop(packet)
		return out, 0
	}
	traffic.last[end] = max(traffic.last[end], q.arrival) // a reset from half-way puts nothing forward
	p.lanes++
	n.kernel.At(q.arrival, n.yard, eventPacket, packet, 2*c.Host+uint32(end))
	return out, q.arrival
}

// notePacket records a packet that end sends.
func (n *Network) notePacket(p *pipe, end int, packet uint32, bytes int, q *passage) {
	w, side := n.wires.at(p.from.wire()), p.side(end)
	x := n.transport.Parcel(packet)
	p.packets[end]++
	r := n.trace.Add()
	r.At, r.Kind, r.Aux, r.Until, r.Status = n.kernel.Now(), trace.Packet, int64(q.out), q.arrival, q.lost
	if q.lost != trace.NoStatus {
		r.Until = 0
	}
	switch {
	case x.Spurious:
		r.Kind = trace.Spurious
	case x.Again:
		r.Kind = trace.Again
	}
	r.Node, r.Peer, r.Conn, r.Parent = w.ends[side], w.ends[1-side], p.number, p.packets[end]
	r.Payload, r.Header, r.Op = uint32(x.Content), uint32(bytes-x.Content), uint32(min(x.Window, 1<<32-1))
	r.Shape = n.shape(p, end, &x)
}

// shape is what a packet of end is recorded as: what opens the connection, or
// keeps and ends it, is told from what is said on it. One that carries both is of what
// is said.
func (n *Network) shape(p *pipe, end int, x *transport.Parcel) trace.Shape {
	switch {
	case x.Kind == transport.Acking:
		return trace.Ack
	case x.Kind == transport.Shaking || x.Kind == transport.Content && x.Last > 0 && x.Last <= p.stack.Opening(end):
		return trace.Handshaking
	case (x.Kind == transport.Parting || p.leaving[0] || p.leaving[end]) && !(x.Content > 0 && n.ships(p, end)):
		return trace.Resetting
	case p.pings && x.Content > 0 && !n.ships(p, end):
		return trace.Health
	}
	return trace.NoShape
}

// ships tells whether an end has something of a message under way on p.
func (n *Network) ships(p *pipe, end int) bool {
	for i := p.first; i != 0; i = n.shipments.At(i).next {
		if int(n.shipments.At(i).end) == end {
			return true
		}
	}
	return false
}

// Alarm sets when an end is to be woken.
func (h *host) Alarm(c *transport.Conn, end int, at sim.Time) {
	n, p := (*Network)(h), h.pipes.At(c.Host)
	if at == sim.Never && p.traffic == 0 {
		return
	}
	a := &n.trafficOf(p).alarms[end]
	if a.due = at; at == sim.Never || a.timer != 0 && a.at <= at {
		return
	}
	n.kernel.Cancel(a.timer)
	n.setAlarm(a, c.Host, end)
}

func (n *Network) setAlarm(a *alarm, i uint32, end int) {
	a.at = max(a.due, n.kernel.Now())
	a.timer = n.kernel.Timer(a.at, n.yard, eventWake, i, uint32(end))
}

// Handle hands a packet that arrives to its end of the connection, or wakes one,
// or takes an exchange back, or looks at a message that may be out.
func (y *yard) Handle(e sim.Event) {
	n := (*Network)(y)
	switch e.Kind() {
	case eventPacket:
		n.packet(e.A, e.B/2, int(e.B%2))
		n.lull(e.B / 2)
	case eventForgotten:
		n.refuseForgotten(e.A, e.B/2, int(e.B%2))
	case eventWake:
		n.wake(e.A, int(e.B))
		n.lull(e.A)
	case eventCancel:
		n.cancelNext()
	case eventOut:
		n.isOut(sim.Ref{Index: e.A, Generation: e.B})
	}
}

// packet handles a packet of pipe i from that end, which has arrived. A host
// that is silent swallows it, one without a process refuses it.
func (n *Network) packet(id, i uint32, end int) {
	p := n.pipes.At(i)
	p.lanes--
	n.enterPipe(i)
	switch s := n.states.Value(n.wires.at(p.from.wire()).ends[p.side(1-end)]); {
	case s.silent > 0:
		n.untaken(id, p, end, trace.Silent)
	case s.down > 0:
		n.refusePacket(id, i, end)
	case (s.door != 0 || s.closed || n.refusals.count > 0) && end == 0 && !n.lets(id, i, n.wires.at(p.from.wire()).ends[p.side(1)]):
	default:
		if n.silences.Len() > 0 && (p.stack.QUIC() || n.transport.Parcel(id).Content > 0) {
			n.hears(n.conns.Get(p.conn), n.wires.at(p.from.wire()).ends[p.side(1-end)])
		}
		if n.transport.Ignores(id) {
			n.untaken(id, p, end, trace.Refused)
		} else {
			n.transport.Receive(id)
		}
	}
	n.leavePipe()
}

// refusePacket refuses a packet of pipe i from that end, which no process is to take:
// who has sent it learns so, but over QUIC.
func (n *Network) refusePacket(id, i uint32, end int) {
	if p := n.pipes.At(i); p.stack.QUIC() {
		n.untaken(id, p, end, trace.Refused)
	} else {
		n.transport.Refuse(id)
	}
	n.forgetUnknown(i, 1-end)
}

// untaken takes back a packet from that end, which has arrived and comes to nothing,
// as nobody says: for who has sent it, it is lost.
func (n *Network) untaken(id uint32, p *pipe, end int, why trace.Status) {
	w, side := n.wires.at(p.from.wire()), p.side(end)
	r := n.trace.Add()
	r.At, r.Kind, r.Status, r.Aux = n.kernel.Now(), trace.Untaken, why, int64(n.kernel.Now())
	r.Node, r.Peer, r.Conn, r.Payload = w.ends[side], w.ends[1-side], p.number, uint32(n.transport.Parcel(id).Content)
	n.transport.Drop(id)
}

// refuseForgotten lets what lies between answer a packet of pipe i from that end,
// of a connection that it has forgotten, by a reset in the name of the other end.
func (n *Network) refuseForgotten(id, i uint32, end int) {
	p := n.pipes.At(i)
	p.lanes--
	n.enterPipe(i)
	if n.states.Value(n.wires.at(p.from.wire()).ends[p.side(1-end)]).down > 0 {
		n.transport.Drop(id)
	} else {
		n.forging = true
		n.transport.Refuse(id)
		n.forging = false
	}
	n.leavePipe()
}

func (n *Network) wake(i uint32, end int) {
	p := n.pipes.At(i)
	a := &n.traffics.At(p.traffic).alarms[end]
	a.timer = 0
	switch {
	case a.due == sim.Never:
		n.calm(p)
	case a.due > n.kernel.Now():
		n.setAlarm(a, i, end)
	default:
		a.due = sim.Never
		n.enterPipe(i)
		n.transport.Wake(&p.Conn, end)
		n.leavePipe()
	}
}
