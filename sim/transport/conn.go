package transport

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A Conn is one connection, both of its ends. The host keeps it, where it
// does not move, until it is over for both.
type Conn struct {
	Host    uint32 // the host's own: which one it is there
	Session uint32 // the session's own
	life    uint32 // which of all connections: packets of an earlier one in its place mean nothing
	active  uint32 // where what is needed while something is under way is; 0: it is at rest
	flows   uint32 // QUIC: the first of the streams that go on, while it is at rest
	stack   StackID
	ends    [2]rest
}

// A rest is what an end remembers while nothing is under way.
type rest struct {
	sent      int64    // bytes that it has sent, all of which have arrived
	used      sim.Time // it last sent any; of QUIC: it last tried whether larger packets get through
	smooth    uint32   // its estimate of the round trip, in microseconds
	variance  uint32
	least     uint32
	size      uint32 // its window, in units
	threshold uint32
	phase     phase
	chatty    bool   // it answers what it receives
	room      uint16 // KiB that it has for what comes; of QUIC: bytes of a full packet; 0: as at first
}

// A phase is where an end is in the life of its connection.
type phase uint8

const (
	closed    phase = iota // it knows nothing of the connection
	severed                // it has ended it of a sudden, and only says so again (QUIC)
	parted                 // it has closed in good order, and only says so again (TIME_WAIT)
	opening                // it has asked for it (TCP: SYN sent)
	answering              // it was asked for it (TCP: SYN received)
	ready                  // it may send
)

// Ready tells whether end may send.
func (c *Conn) Ready(end int) bool { return c.ends[end].phase == ready }

// Unheard tells whether end 0 asks for the connection, and the other end has
// not heard of it.
func (c *Conn) Unheard() bool {
	return c.ends[0].phase == opening && c.ends[1].phase < parted
}

// Over tells whether neither end knows the connection any more.
func (c *Conn) Over() bool { return c.over(0) && c.over(1) }

// Gone tells whether nothing is left of the connection but packets on lanes.
func (c *Conn) Gone() bool { return c.Over() && c.active == 0 }

func (c *Conn) over(end int) bool { return c.ends[end].over() }

func (r *rest) over() bool { return r.phase <= parted }

// A StackID names a stack that a transport was told to use.
type StackID uint8

// A Transport carries the connections of one run.
type Transport struct {
	kernel  *sim.Kernel // for the time alone
	host    Host
	session Session
	stacks  []*stack
	packets sim.Slab[packet]
	pairs   pool[pair] // by Conn.active
	opened  uint32

	datagrams sim.Slab[datagram]
	frames    sim.Slab[frame]
	flows     flows
	links     pool[link] // by Conn.active
	newly     []*sent    // what an acknowledgement tells of, for a while
}

// New makes a transport for connections of that host, in the kernel's time, which
// carry what session has to say.
func New(kernel *sim.Kernel, host Host, session Session) *Transport {
	return &Transport{kernel: kernel, host: host, session: session}
}

// Use makes the transport know a stack.
func (t *Transport) Use(c TCP) StackID {
	t.stacks = append(t.stacks, compile(c))
	return StackID(len(t.stacks) - 1)
}

// UseQUIC makes the transport know a stack.
func (t *Transport) UseQUIC(c QUIC) StackID {
	t.stacks = append(t.stacks, &stack{quic: compileQUIC(c)})
	return StackID(len(t.stacks) - 1)
}

// A seat says which end of which connection something is, for one that speaks by a
// stack of that kind.
type seat[S any] struct {
	conn *Conn
	rest *rest // the end's, in it
	c    *S
	side int // which end
}

// A pair is both ends of a connection on which something is under way.
type pair struct {
	conn  *Conn
	index uint32
	held  int // by those who are at work on it, and not done
	ends  [2]end
}

// pair is what is needed for something to be under way on c.
func (t *Transport) pair(c *Conn) *pair {
	if c.active != 0 {
		return t.pairs.all[c.active]
	}
	i, p := t.pairs.take()
	p.index, p.conn, c.active = i, c, i
	for i := range p.ends {
		h := &p.ends[i]
		h.seat = seat[stack]{c, &c.ends[i], t.stacks[c.stack], i}
		h.wakeUp(&c.ends[1-i])
	}
	return p
}

// unknown tells whether the end does not know whether something has arrived.
func (h *end) unknown() bool { return h.board.head != h.board.tail && !h.rest.over() }

// settle gives p back where nothing is under way, and nobody is at work on it.
func (t *Transport) settle(p *pair) {
	c := p.conn
	if p.held > 0 || p.ends[0].unknown() || p.ends[1].unknown() {
		return
	}
	for i := range p.ends {
		if h := &p.ends[i]; h.busy || !h.quiet() && !h.rest.over() {
			return
		}
	}
	for i := range p.ends {
		if c.over(i) { // what it has sent may still come
			p.ends[i].next = p.ends[1-i].received
		}
	}
	for i := range p.ends {
		h := &p.ends[i]
		h.layDown()
		if h.armed != sim.Never {
			t.host.Alarm(c, i, sim.Never)
		}
		h.clear()
	}
	c.active, p.conn = 0, nil
	t.pairs.leave(p.index)
}

// A packet is what a lane carries.
type packet struct {
	conn   *Conn
	life   uint32
	from   uint8 // which end sent it
	copies uint8 // how often it will arrive, or be lost
	flags  flags
	blocks uint8 // of sack
	seq    int64 // its content begins here
	end    int64 // and ends here
	ack    int64 // its sender has everything before
	limit  int64 // its sender has room for what is before
	stamp  sim.Time
	echo   sim.Time // the stamp of what it acknowledges
	sack   [4]span
}

type flags uint8

const (
	syn flags = 1 << iota
	acks
	fin
	reset
	pushed   // a write ends with it
	probing  // asks for an acknowledgement
	dsack    // the first block of sack names what came twice
	repeated // its content was sent before
)

// Copy says that the lane will deliver the packet once more than was known.
func (t *Transport) Copy(id uint32) {
	if id&ofQUIC != 0 {
		t.hold(t.datagrams.At(id &^ ofQUIC))
		return
	}
	t.packets.At(id).copies++
}

// Drop takes back a packet that the lane has lost, or that has arrived where nobody
// takes it, nor says so.
func (t *Transport) Drop(id uint32) {
	if id&ofQUIC != 0 {
		t.dropQUIC(id)
		return
	}
	q := t.packets.At(id)
	if c := q.conn; q.end > q.seq && q.life == c.life && c.active != 0 {
		b := &t.pairs.all[c.active].ends[q.from].board
		if x := b.beginning(q.seq); x != nil {
			x.living--
			x.gone = x.gone || x.at == q.stamp
		}
	}
	t.came(id, q)
}

// release forgets a packet once it has come as often as it was sent.
func (t *Transport) release(id uint32) {
	if id&ofQUIC != 0 {
		t.releaseQUIC(id, t.datagrams.At(id&^ofQUIC))
		return
	}
	t.came(id, t.packets.At(id))
}

// came notes that a packet has come or was lost once more.
func (t *Transport) came(id uint32, q *packet) {
	if q.copies--; q.copies == 0 {
		t.packets.Free(id)
	}
}

// Receive takes a packet that has arrived.
func (t *Transport) Receive(id uint32) {
	if id&ofQUIC != 0 {
		t.receiveQUIC(id)
		return
	}
	q := t.packets.At(id)
	if q.life == q.conn.life {
		t.arrived(q.conn, 1-int(q.from), q)
	}
	t.came(id, q)
}

// Refuse takes a packet that has arrived where no process is to take it: it is
// answered by a reset, or, of QUIC, by nothing (its port is closed, which is no
// word from who it was for).
func (t *Transport) Refuse(id uint32) {
	if id&ofQUIC != 0 {
		t.dropQUIC(id)
		return
	}
	q := t.packets.At(id)
	if q.life == q.conn.life {
		t.refuse(q.conn, 1-int(q.from), q)
	}
	t.came(id, q)
}

// Wake says that the instant for which end asked has come, or an earlier one.
func (t *Transport) Wake(c *Conn, e int) {
	if c.active == 0 {
		return
	}
	if t.stacks[c.stack].quic != nil {
		t.wakeQUIC(c, e)
		return
	}
	p := t.pairs.all[c.active]
	h := &p.ends[e]
	h.armed = sim.Never
	p.held++
	t.alarm(h)
	t.arm(h)
	p.held--
	t.settle(p)
}

// arm asks to be woken for what end waits for, unless it will be woken before.
func (t *Transport) arm(h *end) {
	if due := min(h.due, h.ackDue); due < h.armed {
		h.armed = due
		t.host.Alarm(h.conn, h.side, due)
	}
}

// closed tells the session that the connection is over for end.
func (t *Transport) closed(h *end, why trace.Status) {
	if h.rest.over() {
		return
	}
	h.rest.phase = closed
	if why == trace.OK {
		h.rest.phase = parted
	}
	h.due, h.ackDue = sim.Never, sim.Never
	t.session.Closed(h.conn, h.side, why)
}
