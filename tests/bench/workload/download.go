package workload

import (
	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A download is an answer of many full packets to a small request, over two
// lanes of 100 Mbit/s and 25 ms each: transport, lanes and events, without the
// records and figures of a run.
type download struct {
	kernel    *sim.Kernel
	id        sim.HandlerID
	transport *transport.Transport
	conn      transport.Conn
	draws     sim.Stream
	loss      float64
	free      [2]sim.Time // each lane has put out all it was given
	timers    [2]sim.TimerID
	sent      [2]int64 // bytes of content, by each end
	due       [2]int64
	done      bool // all has arrived
}

const (
	downloadRate  sim.Bandwidth = 100_000_000
	downloadDelay               = 25 * sim.Millisecond
	asked                       = 100
)

const (
	arrives uint8 = iota
	wakes
)

// TCP downloads so many full segments, of which each is lost with that
// likelihood, as each of their acknowledgements is.
func TCP(packets int, loss float64) Result {
	d, stack := newDownload(loss), transport.Stacks[0].TCP
	return d.run(d.transport.Use(stack), packets, int64(stack.Segment))
}

// QUIC downloads as much as so many full packets carry.
func QUIC(packets int, loss float64) Result {
	d, stack := newDownload(loss), transport.QUICs[0].QUIC
	const around = 40 // bytes of headers, tag, and the frame in which the content is
	return d.run(d.transport.UseQUIC(stack), packets, int64(stack.Packet)-around)
}

func newDownload(loss float64) *download {
	d := &download{kernel: sim.NewKernel(sim.MaxHorizon, sim.Limits{}), draws: sim.NewStream(seed), loss: loss}
	d.id = d.kernel.Register(d)
	d.transport = transport.New(d.kernel, d, d)
	return d
}

func (d *download) run(s transport.StackID, packets int, content int64) Result {
	d.due = [2]int64{asked, int64(packets) * content}
	d.transport.Open(&d.conn, s)
	events := run(d.kernel)
	if !d.done {
		panic("workload: a download has not come to its end")
	}
	return Result{Events: events, Requests: uint64(packets)}
}

// Handle hands a packet to its end, or wakes one.
func (d *download) Handle(e sim.Event) {
	if e.Kind() == arrives {
		d.transport.Receive(e.A)
	} else {
		d.transport.Wake(&d.conn, int(e.A))
	}
}

// Now is the present instant.
func (d *download) Now() sim.Time { return d.kernel.Now() }

// Transmit puts a packet on its lane.
func (d *download) Transmit(_ *transport.Conn, end int, packet uint32, bytes int) (out, due sim.Time) {
	free := &d.free[end]
	*free = max(*free, d.Now()) + downloadRate.Transmit(sim.Bytes(bytes))
	if d.draws.Chance(d.loss) {
		d.transport.Drop(packet)
		return *free, 0
	}
	d.kernel.At(*free+downloadDelay, d.id, arrives, packet, 0)
	return *free, *free + downloadDelay
}

// Alarm sets when an end is to be woken.
func (d *download) Alarm(_ *transport.Conn, end int, at sim.Time) {
	d.kernel.Cancel(d.timers[end])
	d.timers[end] = 0
	if at != sim.Never {
		d.timers[end] = d.kernel.Timer(max(at, d.Now()), d.id, wakes, uint32(end), 0)
	}
}

// Ready says that an end may send; it is asked what.
func (d *download) Ready(*transport.Conn, int, bool) {}

// Pull gives the next piece.
func (d *download) Pull(_ *transport.Conn, end int, room int) (transport.Piece, bool) {
	from := d.sent[end]
	if end == 1 && d.sent[0] < asked {
		return transport.Piece{}, false
	}
	to := min(from+int64(room), d.due[end])
	d.sent[end] = to
	return transport.Piece{From: from, To: to}, to > from
}

// Arrived says that an end has all before upTo.
func (d *download) Arrived(c *transport.Conn, end int, _ transport.StreamID, upTo int64) {
	if end == 1 && upTo == asked {
		d.transport.Push(c, 1)
	}
	d.done = d.done || end == 0 && upTo == d.due[1]
}

// Ended, Acknowledged and Closed concern nobody here.
func (d *download) Ended(*transport.Conn, int, transport.StreamID)               {}
func (d *download) Acknowledged(*transport.Conn, int, transport.StreamID, int64) {}
func (d *download) Closed(*transport.Conn, int, trace.Status)                    {}
