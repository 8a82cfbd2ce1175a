package network

import (
	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A Network carries messages between places.
type Network struct {
	kernel   *sim.Kernel
	trace    *trace.Writer
	receiver Receiver
	id       sim.HandlerID
	arrival  sim.HandlerID
	key      sim.Key
	linkOf   func(a, b trace.Place) (l *Link, up trace.Place)
	name     func(trace.Place) (node string, replica int)

	msgs          sim.Slab[Message]
	handshakes    sim.Slab[handshake]
	answers       sim.Slab[answer]
	told          int // requests that their attempts tell
	conns         sim.Slab[Conn]
	openings      sim.Slab[opening]
	courses       sim.Slab[course]
	lives         trace.Table[life] // by the number of their connection
	living        *sim.Account
	ports         trace.Table[int32] // taken, by the end that has opened connections by them
	lingering     *sim.Account
	addresses     trace.Table[address]  // by the end that has looked them up
	doors         []door                // by number; 0: none
	atDoors       trace.Table[uint8]    // what connections count for there, by their numbers
	doorsteps     trace.Table[doorstep] // what has come on those that wait, by their numbers
	silences      trace.Table[silence]  // what is not heard on connections, by their numbers
	timeWaits     trace.Table[sim.Time] // since when ports of connections linger of which the other end does not know that yet, by their numbers
	pinging       *sim.Account
	guarding      *sim.Account
	counting      *sim.Account
	waiting       *sim.Account
	transport     *transport.Transport // nil as long as no connection is on one
	yard          sim.HandlerID
	pipes         sim.Slab[pipe]
	dormants      dormants
	traffics      sim.Slab[traffic]
	shipments     sim.Slab[shipment]
	exchanges     sim.Slab[exchange]
	cancellations []cancellation
	depth         int      // of calls to the transport that go on
	touched       []uint32 // the pipes that they are about
	wires         wires
	links         []*Link         // by number
	ways          []*way          // two of each link
	owned         []*[2]laneState // by number; 0: none
	droppers      []dropper
	dropping      *sim.Account
	refusals      refusals // by faults, of connections
	closing       bool     // some place accepts no connection, or will not, for a while
	forging       bool     // what is sent now, what lies between sends in the name of an end
	telling       *sim.Account
	wiring        *sim.Account
	owning        *sim.Account
	drawing       *sim.Account
	recent        [512]struct {
		from, to trace.Place
		wire     uint32
	}
	ends              []end // by place: the last of the ends of wires there
	states            sim.Pages[trace.Place, placeState]
	lastMsg, lastConn uint32
	maxLive, maxMsgs  int64
}

// A placeState is what few places have: faults, or a door.
type placeState struct {
	down   uint32 // faults that keep the process down now
	silent uint32 // faults that keep the host down now
	door   uint32 // how many connections it takes; 0: any number
	absent bool   // it is not there, which counts as one fault
	closed bool   // it accepts no connection
}

// What happens to a network. What happens most, that a message arrives, has a
// handler of its own.
const (
	eventLost uint8 = iota
	eventKnock
	eventIdle
	eventUnused
	eventAged
	eventOverdue
	eventTurnedAway
	eventWaited
	eventPort
	eventLookedUp
	eventAdmit
	eventBurst
	eventSilence
	eventSilenceThere
	eventPatience
	eventPatienceThere
	eventDrop
	eventMend
	eventUnread
	eventForsaken
)

// arrivals is a network as the handler of messages that arrive.
type arrivals Network

const (
	eventArrive uint8 = iota
	eventShaken
	eventAsked
	eventTold
)

// New makes a network of that many places. linkOf gives the link between two
// places and which of them is at its `from`; name gives what a place is
// called, for the draws of its wires.
func New(k *sim.Kernel, t *trace.Writer, key sim.Key, places int,
	linkOf func(a, b trace.Place) (*Link, trace.Place), name func(trace.Place) (string, int)) *Network {
	n := &Network{
		kernel: k, trace: t, key: key, linkOf: linkOf, name: name,
		wires: newWires(), owned: make([]*[2]laneState, 1), doors: make([]door, 1), ends: make([]end, places+1), states: sim.NewPages[trace.Place, placeState](places + 1), maxLive: k.Limits().Messages, maxMsgs: k.Limits().Operations,
	}
	n.id, n.arrival = k.Register(n), k.Register((*arrivals)(n))
	n.msgs.Keep(k.Keeps("messages", messageBytes))
	n.handshakes.Keep(k.Keeps("handshakes", handshakeBytes))
	n.answers.Keep(k.Keeps("answers of a crowd", answerBytes))
	n.telling = k.Keeps("requests of a crowd", toldBytes)
	n.conns.Keep(k.Keeps("connections", connBytes))
	n.openings.Keep(k.Keeps("connections that are being opened", openingBytes))
	n.courses.Keep(k.Keeps("what went over connections", courseBytes))
	n.living = k.Keeps("lives of connections", lifeBytes)
	n.lingering = k.Keeps("ports that linger", lingeringBytes)
	n.pinging = k.Keeps("connections that ping", silenceBytes)
	n.guarding, n.counting = k.Keeps("doors of places", doorBytes), k.Keeps("connections at doors", countingBytes)
	n.waiting = k.Keeps("connections that wait to be accepted", doorstepBytes)
	n.pipes.Keep(k.Keeps("connections on a transport", pipeBytes))
	n.dormants.begin(k)
	n.shipments.Keep(k.Keeps("messages on a transport", shipmentBytes))
	n.exchanges.Keep(k.Keeps("exchanges on a transport", exchangeBytes))
	n.dropping = k.Keeps("wires that drop connections", dropperBytes)
	n.wiring = k.Keeps("wires", wireBytes)
	n.owning = k.Keeps("states of wires", ownBytes)
	n.drawing = k.Keeps("draws of wires", drawsBytes)
	return n
}

// Bytes that a run keeps of each, what readers of the records remember
// included.
const (
	messageBytes   = 224
	handshakeBytes = 72
	toldBytes      = 64
	answerBytes    = 96
	connBytes      = 72
	openingBytes   = 32
	courseBytes    = 40
	lifeBytes      = 16
	lingeringBytes = 40
	silenceBytes   = 32
	doorBytes      = 64
	countingBytes  = 40 // with who waits
	doorstepBytes  = 32
	pipeBytes      = 400 // with what the transport and the protocol keep of each
	shipmentBytes  = 256
	exchangeBytes  = 24
	wireBytes      = 60
	ownBytes       = 96
	drawsBytes     = 32
	dropperBytes   = 48
)

// Receiver sets who is told of arrivals, before the first message.
func (n *Network) Receiver(r Receiver) { n.receiver = r }

// Handle fires the network's own events.
func (n *Network) Handle(e sim.Event) {
	switch e.Kind() {
	case eventLost:
		if m := n.msgs.At(e.A); m.stray {
			n.Free(m)
		} else {
			if m.Status == trace.Idle {
				n.answerForgotten(m)
			}
			n.drop(m, m.Status)
		}
	case eventDrop:
		n.dropAll(e.A)
	case eventMend:
		n.mend(e.A)
	case eventUnread:
		n.throwAway(n.msgs.At(e.A), nil)
		n.msgs.Free(e.A)
	case eventKnock:
		n.knockAgain(sim.Ref{Index: e.A, Generation: e.B})
	case eventIdle:
		if n.conns.Get(sim.Ref{Index: e.A, Generation: e.B}) != nil {
			n.idle(e.A)
		}
	case eventUnused:
		n.unused(sim.Ref{Index: e.A, Generation: e.B})
	case eventAged:
		n.aged(sim.Ref{Index: e.A, Generation: e.B})
	case eventOverdue:
		n.overdue(sim.Ref{Index: e.A, Generation: e.B})
	case eventTurnedAway:
		n.turnedAway(n.msgs.At(e.A))
	case eventWaited:
		n.waitedTooLong(sim.Ref{Index: e.A, Generation: e.B})
	case eventAdmit:
		n.admit(trace.Place(e.A))
	case eventSilence, eventSilenceThere:
		n.silent(sim.Ref{Index: e.A, Generation: e.B}, int(e.Kind()-eventSilence))
	case eventPatience, eventPatienceThere:
		n.impatient(sim.Ref{Index: e.A, Generation: e.B}, int(e.Kind()-eventPatience))
	case eventBurst:
		n.burst(trace.Place(e.A))
	case eventLookedUp:
		n.lookedUp(sim.Ref{Index: e.A, Generation: e.B})
	case eventForsaken:
		n.forsaken(sim.Ref{Index: e.A, Generation: e.B})
	case eventPort:
		n.releasePort(end(e.A), e.B)
	}
}

// New makes an empty message. Whoever holds it frees it.
func (n *Network) New() *Message {
	id := n.Number()
	if int64(n.msgs.Live()+n.handshakes.Live()+n.answers.Live()+n.told) > n.maxLive {
		n.kernel.Fail(&sim.LimitError{Limit: "live messages", Bound: n.maxLive, At: n.kernel.Now()})
	}
	r, m := n.msgs.New()
	m.ID, m.slot = id, r.Index
	return m
}

// Renew makes m, which has arrived, an empty message.
func (n *Network) Renew(m *Message) { *m = Message{ID: n.Number(), slot: m.slot} }

// Number takes the next number of a message, for one that has not travelled:
// it came up where it is kept.
func (n *Network) Number() uint32 {
	n.lastMsg++
	if int64(n.lastMsg) > n.maxMsgs {
		n.kernel.Fail(&sim.LimitError{Limit: "messages of the whole run", Bound: n.maxMsgs, At: n.kernel.Now()})
	}
	return n.lastMsg
}

// Next is the number that the next message gets.
func (n *Network) Next() uint32 { return n.lastMsg + 1 }

// Free takes m back.
func (n *Network) Free(m *Message) { n.msgs.Free(m.slot) }

// Ask sends the first message of an exchange: it finds or opens a connection,
// waits where it must, and transmits. The message's Conn is set once it has
// one.
func (n *Network) Ask(m *Message) {
	i := n.wire(m.From, m.To)
	w := n.wires.at(i)
	side := w.side(m.From)
	c := w.pools[side].first
	if c == 0 || !w.plain && !n.linkAt(w).shares {
		var why trace.Status
		if c, why = n.take(i, w, side); c == 0 {
			n.awaitFree(m, w, side, why)
			return
		}
	}
	n.board(m, w, side, c)
}

// board puts the first message of an exchange, from that side of a wire, on a
// connection.
func (n *Network) board(m *Message, w *wire, side int, conn uint32) {
	c := n.conns.At(conn)
	m.Conn = n.conns.Ref(conn)
	c.active++
	if !w.plain && n.linkAt(w).follows {
		n.usageOf(c).used = n.kernel.Now()
	}
	if c.Open() {
		n.launch(m, c, w, side, n.receiver.Departs(m, true))
		n.FreePacked(m)
		return
	}
	n.receiver.Connected(m)
	n.enter(m, trace.Connecting)
	n.await(&n.openings.At(c.opening).askers, m)
}

// Tell sends a further message on its Conn, or outside of any connection
// where that is zero. Where the connection is gone the message is lost. An
// answer that is sent is for [Network.FreePacked]. The load is what it carries, as
// [Receiver.Carried] says it.
func (n *Network) Tell(m *Message, load Load) {
	c := n.conns.Get(m.Conn)
	if m.Conn.Index != 0 && n.unknown(c, m.From) {
		n.withdraw(m, trace.Refused)
		return
	}
	w := n.wires.at(n.wireOf(m, c))
	if !w.plain && n.ownExchange(m, c, n.linkAt(w)) {
		m.Conn = sim.Ref{}
		n.Ask(m)
		return
	}
	n.launch(m, c, w, w.side(m.From), load)
}

// transmit sends m, whatever has become of its connection.
func (n *Network) transmit(m *Message) {
	load := n.receiver.Carried(m)
	c := n.conns.Get(m.Conn)
	w := n.wires.at(n.wireOf(m, c))
	n.launch(m, c, w, w.side(m.From), load)
	n.FreePacked(m)
}

// launch puts m, which carries that load and whose connection is c, on the lane
// from that side of its wire: it records that m is sent, and schedules what
// becomes of it.
func (n *Network) launch(m *Message, c *Conn, w *wire, side int, load Load) {
	way, now, easy := n.wayOf(w, side), n.kernel.Now(), w.easy()
	p := passage{first: now, out: now, natural: now + way.always, arrival: now + way.always}
	if !easy && n.hasLane(w, side) {
		if p := n.pipeOf(c); p != nil {
			n.ship(m, p, side, load)
			return
		}
		var goes bool
		if p, goes = n.venture(m, c, w, side); !goes {
			n.doubt(m.Conn)
			return
		}
	}
	if n.forging {
		p.fromHalfWay()
	}
	m.At, m.First, m.Out, m.Until, m.Sent, m.Around = now, p.first, p.out, p.arrival, true, way.header
	r := n.trace.Add()
	r.At, r.Kind, r.Aux, r.Until = now, trace.Send, int64(m.Out), m.Until
	r.Parent, r.Node, r.Peer, r.Status, r.Conn = m.Parent, m.From, m.To, m.Status, c.number()
	m.describe(r)
	load.Name(r, trace.Transfer)
	if p.arrival > p.natural && p.lost == trace.NoStatus {
		n.noteBlock(load, m, p.natural)
	}
	if load.Side != 0 {
		n.travels(load, m)
	}
	if m.Watched && !m.Copy {
		n.receiver.Entered(m, trace.Transfer)
	}
	switch {
	case p.lost != trace.NoStatus:
		m.Status = p.lost
		n.doubt(m.Conn)
		n.kernel.At(p.out+(p.natural-p.out)/2, n.id, eventLost, m.slot, 0)
		return
	case !m.Copy && (m.Shape == trace.Handshaking || n.crowded()):
		n.expect(m, c)
	default:
		if m.Shape == trace.Resetting && !n.inTime(c, p.arrival) {
			n.doubt(m.Conn)
		}
		n.kernel.At(p.arrival, n.arrival, eventArrive, m.slot, 0)
	}
	if !easy && way.duplicate > 0 && !m.Copy {
		n.duplicate(m, c, w, side)
	}
}

// venture tells what becomes of m where more than time may happen to it. Where
// the wire is cut, and sends again what is lost, it does not go: it waits for
// that to mend. A copy goes as whoever made it has said.
func (n *Network) venture(m *Message, c *Conn, w *wire, side int) (p passage, goes bool) {
	if m.Copy {
		return passage{first: m.First, out: m.Out, natural: m.Until, arrival: m.Until}, true
	}
	l := n.lane(w, side)
	if l.way.retransmit > 0 && l.dead() {
		n.enter(m, trace.Unanswered)
		n.own(w, side).stalled.push(&n.msgs, m)
		return p, false
	}
	l = n.laneOf(w, side)
	if m.ping == 0 {
		n.noteUse(c, m.From)
	}
	var last sim.Time
	var k *course
	if c != nil && (n.linkAt(w).follows || l.troubled()) {
		k = n.courseOf(c)
		last = k.last[side]
	}
	p = l.pass(n.kernel.Now(), sim.Bytes(m.Payload)+sim.Bytes(m.Header+l.way.header), last)
	if !n.passes(c) {
		p.lost = trace.Idle
	}
	if k != nil && p.lost == trace.NoStatus {
		k.last[side] = p.arrival
	}
	return p, true
}

// enter records what those that m carries spend their time on from now, where it is
// sent from.
func (n *Network) enter(m *Message, cause trace.Cause) { n.enterAt(m, cause, m.From) }

func (n *Network) enterAt(m *Message, cause trace.Cause, p trace.Place) {
	if m.Watched && !m.Copy {
		n.receiver.Entered(m, cause)
	}
	load := n.receiver.Carried(m)
	if load.Op == 0 {
		return
	}
	if load.Side != 0 {
		n.beside(load, m, cause)
		return
	}
	r := n.trace.Add()
	r.At, r.Kind, r.Cause, r.Op, r.N = n.kernel.Now(), trace.Enter, cause, load.Op, load.N
	r.Node, r.Flow = p, m.Flow
}

// note records something that happened to m, which travels on c, at its place.
func (n *Network) note(m *Message, c *Conn, kind trace.Kind, why trace.Status) *trace.Record {
	r := n.trace.Add()
	r.At, r.Kind, r.Status, r.Node, r.Peer, r.Conn = n.kernel.Now(), kind, why, m.To, m.From, c.number()
	m.describe(r)
	return r
}

// Handle hands a message that arrives to its place, where that is up and knows
// its connection.
func (a *arrivals) Handle(e sim.Event) {
	n := (*Network)(a)
	var m *Message
	switch e.Kind() {
	case eventArrive:
		if m = n.msgs.At(e.A); m.stray {
			n.Free(m)
			return
		}
	case eventShaken:
		m = n.unpack(e.A)
	case eventAsked:
		m = n.arrived(sim.Ref{Index: e.A, Generation: e.B})
	case eventTold:
		m = n.heard(e.A)
	}
	s := n.states.Value(m.To)
	if s.silent > 0 {
		n.doubt(m.Conn)
		n.drop(m, trace.Silent)
		return
	}
	c := n.conns.Get(m.Conn)
	r := n.trace.Add()
	r.At, r.Kind, r.Status, r.Node, r.Peer, r.Conn = e.At(), trace.Arrive, m.Status, m.To, m.From, c.number()
	m.describe(r)
	if n.hears(c, m.To); m.ping == 0 {
		n.noteUse(c, m.To)
	}
	if m.Shape == trace.Handshaking && s.down == 0 {
		n.askAnew(c, m.To)
	}
	switch {
	case m.Shape == trace.Resetting:
		n.broken(m)
		n.Free(m)
	case s.down > 0, m.Conn.Index != 0 && n.unknown(c, m.To):
		n.refuse(m, c)
	case m.Shape == trace.Handshaking:
		n.knocked(m, c)
	case m.ping != 0:
		n.pinged(m, c)
	case len(n.doors) > 1 && n.keep(m, c):
	default:
		n.receiver.Arrive(m)
	}
}
