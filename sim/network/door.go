package network

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A DoorConfig says how many connections a place accepts, and what those that are
// open cost it.
//
// Model card. A connection that asks to be opened is accepted at once, unless as
// many as may are, or, where there is a backlog, the process is paused: it waits in
// the backlog then, and where that is full it is dropped, so that it is asked for
// again (connection.retry; Linux), or refused (tcp_abort_on_overflow). Whoever waits
// is open for the one that has asked, since a kernel shakes hands by itself: what is
// sent on it comes there, is acknowledged within the receive window, and is read once
// the process accepts it (until then a request is queued). All that a process does
// begins only then: the other half of TLS's handshake, the settings of HTTP/2,
// acceptorIdle; and the whole of QUIC's handshake, whose packets wait, early data among
// them.
// Connections that are open from the start are
// counted, and let in. Memory is that of connections a process has, or its kernel opens for
// it, from the first packet on, whoever has opened them; where they take more than there is, the process crashes (out of memory) and
// comes back. A place counts a connection, for its memory and maxConnections, until it
// lets go of it itself; the figures of connections and memory count it until both ends
// know of its end, so that for one way of the wire they may be above the limit, and
// nothing crashes. Left out: memory of what waits, is queued, kept or being worked
// on, swapping, stacks that grow; that a connection which is reset while it waits keeps
// its place in the backlog until it is accepted. Sources: listen(2), tcp(7); S. Kamardin, A Million
// WebSockets and Go, 2017.
type DoorConfig struct {
	MaxConnections *int          `json:"maxConnections" min:"1" max:"100000000" absent:"any number" doc:"connections that each replica accepts at a time (its descriptors, or threads); one more waits in the backlog until another ends"`
	Backlog        *int          `json:"backlog" min:"0" max:"100000000" absent:"any number, and a pause keeps none out" doc:"connections to each replica that may wait to be accepted: where there are maxConnections, and while it is paused (Linux: 4096 at most; Go: as many as Linux allows; Java: 50)"`
	Overflow       string        `json:"overflow" enum:"drops,refuses" default:"drops" doc:"what becomes of a connection for which the backlog has no room: drops: nobody answers, and it is asked for again; refuses: it is reset at once"`
	Memory         *MemoryConfig `json:"memory" absent:"not counted" doc:"memory that open connections take"`
}

// MemoryConfig says what an open connection costs a place.
type MemoryConfig struct {
	PerConnection sim.Bytes  `json:"perConnection" default:"20KiB" min:"1B" max:"1GiB" doc:"memory of each open connection, whoever has opened it (a server in Go: 4 KiB of the kernel's, two goroutines' stacks of 4 KiB, two buffers of 4 KiB)"`
	Thread        *sim.Bytes `json:"thread" min:"1B" max:"1GiB" absent:"none: an event loop" doc:"a thread for each open connection: memory of its stack, as far as it is touched (of Java's, 1 MiB is set aside)"`
	Limit         *sim.Bytes `json:"limit" min:"1B" absent:"no bound" doc:"memory of each replica for its connections: where they take more, it crashes (out of memory), and all of them break"`
	Restart       sim.Time   `json:"restart" default:"1s" min:"1ms" doc:"how long until it is back from that"`
}

// Each is what an open connection takes; 0: that is not counted.
func (c *DoorConfig) Each() int64 {
	if c.Memory == nil {
		return 0
	}
	return int64(c.Memory.PerConnection + value(c.Memory.Thread))
}

// A door is what a place takes of connections.
type door struct {
	max      int32 // accepted at a time; -1: any number
	backlog  int32 // -1: any number, and a pause keeps none out
	room     int32 // open ones that fit into its memory; -1: any number
	refuses  bool
	paused   bool
	admits   bool // those who wait are about to be looked at
	bursting bool // so is what fits into its memory
	accepted int32
	open     int32
	queue    []knock // those who wait, and some that no longer do
	waits    int32   // of these
}

// A knock is an opening that waits to be accepted: over QUIC each of its packets, which
// nobody but the process can answer.
type knock struct {
	conn   sim.Ref
	packet uint32
	pipe   uint32 // 0: there is no packet
}

// What a connection counts for at doors: 1 and 2 for the memory at either end, and
// at that which accepts it among those that it has:
const (
	admitted uint8 = 4 << iota
	waiting
)

// Guard gives each of count places from first on a door.
func (n *Network) Guard(first trace.Place, count int, c *DoorConfig) {
	d := door{max: -1, backlog: -1, room: -1, refuses: c.Overflow == "refuses"}
	if c.MaxConnections != nil {
		d.max = int32(*c.MaxConnections)
	}
	if c.Backlog != nil {
		d.backlog = int32(*c.Backlog)
	}
	if c.Memory != nil && c.Memory.Limit != nil {
		d.room = int32(min(int64(*c.Memory.Limit)/c.Each(), 1<<31-1))
	}
	if d.max < 0 && d.backlog < 0 && d.room < 0 {
		return // all there is
	}
	n.guarding.Add(count)
	for i := range count {
		n.states.At(first + trace.Place(i)).door = uint32(len(n.doors))
		n.doors = append(n.doors, d)
	}
}

// Pause says that the process at p accepts nothing from now, or does again.
func (n *Network) Pause(p trace.Place, on bool) {
	if d := n.doorOf(p); d != nil {
		d.paused = on
		n.admitLater(p, d)
	}
}

// doorOf is the door at p; nil: it takes all there is.
func (n *Network) doorOf(p trace.Place) *door {
	if i := n.states.Value(p).door; i != 0 {
		return &n.doors[i]
	}
	return nil
}

// accepts tells whether one more is accepted now.
func (d *door) accepts() bool {
	return !d.bursting && (d.max < 0 || d.accepted < d.max) && !(d.paused && d.backlog >= 0)
}

// A welcome is what becomes of a connection that is asked for.
type welcome uint8

const (
	accepted welcome = iota
	waits            // in the backlog
	again            // it waits there already
	dropped
	refused
)

// welcome says what becomes of connection c, for which the one at p is asked.
func (n *Network) welcome(c *Conn, p trace.Place) welcome {
	d := n.doorOf(p)
	if d == nil {
		return accepted
	}
	x := n.counted(c)
	switch {
	case *x&admitted != 0:
		return accepted
	case *x&waiting != 0:
		return again
	case d.waits == 0 && d.accepts():
		n.accept(c, p, d)
		n.noteAdmitted(c)
		return accepted
	case d.backlog < 0 || d.waits < d.backlog:
		d.waits++
		*x |= waiting
		return waits
	case d.refuses:
		return refused
	}
	return dropped
}

// counted is what c counts for at doors.
func (n *Network) counted(c *Conn) *uint8 {
	if n.atDoors.Get(c.Number) == nil {
		n.counting.Add(1)
	}
	return n.atDoors.Have(c.Number)
}

// knocked handles the opening m of connection c, nil for one that is no more, or the
// answer to it.
func (n *Network) knocked(m *Message, c *Conn) {
	asked := c != nil && !c.Open() && n.wires.at(c.wire()).side(m.To) != c.opener()
	if asked && (n.closing && n.states.Value(m.To).closed || n.refusedByFault(c)) {
		n.refuse(m, c)
		return
	}
	if asked && len(n.doors) > 1 {
		switch n.welcome(c, m.To) {
		case waits:
			n.doorOf(m.To).enqueue(knock{conn: m.Conn})
		case dropped:
			n.note(m, c, trace.Discard, trace.Dropped)
			n.doubt(m.Conn)
			n.Free(m)
			return
		case refused:
			n.refuse(m, c)
			return
		}
	}
	n.shaken(m)
	n.Free(m)
}

// lets tells whether a packet of pipe i, which has reached the one at p, is for its
// process; otherwise it is dealt with.
func (n *Network) lets(id, i uint32, p trace.Place) bool {
	k := n.pipes.At(i)
	c := n.conns.Get(k.conn)
	if c == nil || c.Open() && !k.comes() || c.gone[k.side(1)] || n.transport.Parcel(id).Kind == transport.Parting {
		return true
	}
	what := refused
	if !n.states.Value(p).closed && !n.refusedByFault(c) {
		what = n.welcome(c, p)
	}
	switch {
	case what == waits && k.stack.QUIC():
		k.lanes++ // it stays under way, as it were
		n.doorOf(p).enqueue(knock{k.conn, id, i})
	case what == waits:
		n.doorOf(p).enqueue(knock{conn: k.conn})
		return true
	case what == again && !k.stack.QUIC():
		return true
	case what == again:
		k.lanes++
		n.doorOf(p).enqueue(knock{k.conn, id, i})
	case what == dropped:
		n.untaken(id, k, 0, trace.Refused)
	case what == refused:
		n.refusePacket(id, i, 0)
	default:
		return true
	}
	return false
}

func (d *door) enqueue(k knock) { d.queue = append(d.queue, k) }

// admitLater lets those in who wait at p, behind all that happens at this instant.
func (n *Network) admitLater(p trace.Place, d *door) {
	if !d.admits && d.waits > 0 && d.accepts() {
		d.admits = true
		n.kernel.At(n.kernel.Now(), n.id, eventAdmit, uint32(p), 0)
	}
}

// admit accepts those who wait at p, as many as there is room for.
func (n *Network) admit(p trace.Place) {
	d := n.doorOf(p)
	d.admits = false
	for d.waits > 0 && d.accepts() {
		k := d.queue[0]
		d.queue = d.queue[1:]
		c := n.conns.Get(k.conn)
		switch stands := c != nil && *n.counted(c)&waiting != 0; {
		case stands && k.pipe != 0 && c.gone[c.opener()]:
			n.leaves(c, 1-c.opener()) // whom nobody waits for
			fallthrough
		case !stands:
			n.turnOut(k, p)
			continue
		}
		d.waits--
		*n.counted(c) &^= waiting
		n.accept(c, p, d)
		n.noteAdmitted(c)
		if k.pipe != 0 {
			n.letIn(k, d)
		} else {
			n.handOver(k.conn, c, p)
		}
	}
}

// letIn hands over what has come on a connection of QUIC while it waited, the first of
// which is k.
func (n *Network) letIn(k knock, d *door) {
	n.kernel.At(n.kernel.Now(), n.yard, eventPacket, k.packet, 2*k.pipe)
	d.queue = slices.DeleteFunc(d.queue, func(x knock) bool {
		if x.conn != k.conn {
			return false
		}
		n.kernel.At(n.kernel.Now(), n.yard, eventPacket, x.packet, 2*x.pipe)
		return true
	})
}

// noteAdmitted records that c, which its opener may use already, is accepted.
func (n *Network) noteAdmitted(c *Conn) {
	if c.Open() {
		n.noteConn(c, trace.Admitted, trace.NoStatus)
	}
}

// turnOut lets go of one who waits at p.
func (n *Network) turnOut(k knock, p trace.Place) {
	if k.pipe == 0 {
		return
	}
	n.pipes.At(k.pipe).lanes--
	n.enterPipe(k.pipe)
	if n.states.Value(p).silent > 0 {
		n.untaken(k.packet, n.pipes.At(k.pipe), 0, trace.Silent)
	} else {
		n.refusePacket(k.packet, k.pipe, 0)
	}
	n.leavePipe()
}

// shutDoor lets go of all who wait at p, which has crashed, and left its
// connections.
func (n *Network) shutDoor(p trace.Place) {
	d := n.doorOf(p)
	if d == nil {
		return
	}
	queue := d.queue
	d.queue = nil
	for _, k := range queue {
		n.turnOut(k, p)
	}
}

// accept counts connection c, which the one at p accepts.
func (n *Network) accept(c *Conn, p trace.Place, d *door) {
	d.accepted++
	*n.counted(c) |= admitted
	n.hold(c, 1-c.opener(), p, d)
}

// enters counts connection c, which is open now, at its ends, where that was not
// done before: it was not accepted where it is open from the start. One that waits is
// counted once it is accepted.
func (n *Network) enters(c *Conn) {
	for side, p := range n.wires.at(c.wire()).ends {
		d := n.doorOf(p)
		switch {
		case d == nil || *n.counted(c)&(1<<side) != 0:
		case side != c.opener() && (*n.counted(c)&waiting != 0 || n.comes(c)):
		case side != c.opener():
			n.accept(c, p, d)
		default:
			n.hold(c, side, p, d)
		}
	}
}

// hold counts what connection c takes of the memory at p.
func (n *Network) hold(c *Conn, side int, p trace.Place, d *door) {
	*n.counted(c) |= 1 << side
	if d.open++; d.room >= 0 && d.open > d.room && !d.bursting {
		d.bursting = true
		n.kernel.At(n.kernel.Now(), n.id, eventBurst, uint32(p), 0)
	}
}

// leaves takes it that the end at that side of c's wire does not know it any more.
func (n *Network) leaves(c *Conn, side int) {
	x := n.atDoors.Get(c.Number)
	p := n.wires.at(c.wire()).ends[side]
	d := n.doorOf(p)
	if x == nil || d == nil {
		return
	}
	if *x&(1<<side) != 0 {
		*x &^= 1 << side
		d.open--
	}
	if side == c.opener() {
		return
	}
	if *x&admitted != 0 {
		d.accepted--
	}
	if *x&waiting != 0 {
		d.waits--
		n.clearDoorstep(c)
	}
	*x &^= admitted | waiting
	n.admitLater(p, d)
}

// part notes that an end of c does not know it any more.
func (n *Network) part(c *Conn, side int) {
	c.gone[side] = true
	n.letsGo(c, side)
}

// letsGo takes it that the process at that end of c has closed it, and leaves the
// rest to its kernel.
func (n *Network) letsGo(c *Conn, side int) {
	if len(n.doors) > 1 {
		n.leaves(c, side)
	}
}

// comes tells whether the acceptor of c has heard nothing of it yet, whose opener may
// use it: it sends early data.
func (n *Network) comes(c *Conn) bool {
	p := n.pipeOf(c)
	return p != nil && p.comes()
}

// outside tells whether c, which its opener may use, is not accepted yet where there is
// a door.
func (n *Network) outside(c *Conn) bool {
	return n.waitsAtDoor(c) || n.comes(c) && n.doorOf(n.wires.at(c.wire()).ends[1-c.opener()]) != nil
}

func (p *pipe) comes() bool { return p.stack.QUIC() && p.Unheard() }

// waitsAtDoor tells whether c waits to be accepted.
func (n *Network) waitsAtDoor(c *Conn) bool {
	x := n.atDoors.Get(c.Number)
	return x != nil && *x&waiting != 0
}

// endAtDoors forgets what c, which is no more, counts for.
func (n *Network) endAtDoors(c *Conn) {
	if n.atDoors.Get(c.Number) == nil {
		return
	}
	n.leaves(c, 0)
	n.leaves(c, 1)
	n.counting.Add(-1)
	n.atDoors.Delete(c.Number)
}

// burst tells whoever is at p that its connections take more memory than it has,
// where they still do.
func (n *Network) burst(p trace.Place) {
	d := n.doorOf(p)
	if d.bursting = false; d.open > d.room && n.Up(p) {
		n.receiver.Full(p, int(d.open))
	} else {
		n.admitLater(p, d)
	}
}
