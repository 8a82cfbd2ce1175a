package real

import (
	"context"
	"testing"

	"backchat/sim"
	"backchat/sim/protocol"
	"backchat/sim/transport"
)

// A lane is one direction of the emulated link: a queue that drops at its tail,
// a serializer, independent loss, a constant delay.
type lane struct {
	bandwidth sim.Bandwidth // 0: no bound
	queue     sim.Bytes
	delay     sim.Time
	loss      float64
	drops     int // this packet, from 1 on, is lost besides; 0: none
	draws     sim.Stream
	free      sim.Time
	packets   int
	bytes     int
}

// A world is connections over one link, with what runs on them.
type world struct {
	kernel    *sim.Kernel
	id        sim.HandlerID
	session   transport.Session
	transport *transport.Transport
	stack     transport.StackID
	protocol  *protocol.Stack
	lanes     [2]lane // of what the client sends, and the server
	conns     []*transport.Conn
	timers    [][2]sim.TimerID
	look      func(c *transport.Conn, end int, packet uint32, bytes int, arrives sim.Time) // at each packet, where anybody does; arrives 0: it is lost
}

const (
	arrives uint8 = iota
	wakes
)

// relay is a session that is made after its transport.
type relay struct{ transport.Session }

func newWorld(c *protocol.Config, way lane, user protocol.User, seed uint64) *world {
	w := &world{kernel: sim.NewKernel(100*sim.Day, sim.Limits{})}
	w.id = w.kernel.Register(w)
	r := &relay{}
	w.transport = transport.New(w.kernel, w, r)
	if c.Protocol == "http3" {
		w.stack = w.transport.UseQUIC(quicGo(c.TLS.Handshake()))
	} else {
		w.stack = w.transport.Use(transport.Stacks[0].TCP)
	}
	w.protocol = protocol.New(c, w, w.transport, user)
	r.Session = w.protocol
	for i := range w.lanes {
		w.lanes[i] = way
		w.lanes[i].draws = sim.NewStream(sim.NewKey(seed).With(uint64(i)))
	}
	return w
}

// quicGo is quic-go with a handshake of such sizes, on a way that cannot tell
// that a packet is too large, as is that of virtual time.
func quicGo(h protocol.Handshake) transport.QUIC {
	q := transport.QUICs[0].QUIC
	q.Largest = 0
	q.Handshake = transport.Crypto{
		ClientHello: sim.Bytes(h.Hello), ServerHello: sim.Bytes(h.Answer), ServerFlight: sim.Bytes(h.Proof),
		ClientFinish: sim.Bytes(h.Finished), Tickets: sim.Bytes(h.Tickets),
	}
	q.Early = h.EarlyData
	return q
}

// open opens a connection.
func (w *world) open() *transport.Conn {
	c := &transport.Conn{Host: uint32(len(w.conns))}
	w.conns = append(w.conns, c)
	w.timers = append(w.timers, [2]sim.TimerID{})
	w.protocol.Open(c)
	w.transport.Open(c, w.stack)
	return c
}

func (w *world) run(t testing.TB) {
	t.Helper()
	if err := w.kernel.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func (w *world) Now() sim.Time { return w.kernel.Now() }

func (w *world) Transmit(c *transport.Conn, end int, packet uint32, bytes int) (out, due sim.Time) {
	arrival, lost := w.lanes[end].pass(w.Now(), bytes)
	if w.look != nil {
		w.look(c, end, packet, bytes, arrival)
	}
	if lost {
		w.transport.Drop(packet)
		return 0, 0
	}
	w.kernel.At(arrival, w.id, arrives, packet, 0)
	return w.Now(), arrival
}

// pass is when a packet that is sent now arrives, unless it is lost.
func (l *lane) pass(now sim.Time, bytes int) (arrival sim.Time, lost bool) {
	size := sim.Bytes(bytes)
	l.packets++
	l.bytes += bytes
	if l.bandwidth > 0 {
		waiting := max(l.free-now, 0)
		if sim.Bytes(int64(waiting)*(int64(l.bandwidth)/8)/int64(sim.Second))+size > l.queue {
			return 0, true
		}
		l.free = max(l.free, now) + l.bandwidth.Transmit(size)
	}
	if l.draws.Chance(l.loss) || l.packets == l.drops {
		return 0, true
	}
	return max(l.free, now) + l.delay, false
}

func (w *world) Alarm(c *transport.Conn, end int, at sim.Time) {
	id := &w.timers[c.Host][end]
	w.kernel.Cancel(*id)
	*id = 0
	if at != sim.Never {
		*id = w.kernel.Timer(max(at, w.Now()), w.id, wakes, c.Host, uint32(end))
	}
}

func (w *world) Handle(e sim.Event) {
	switch e.Kind() {
	case arrives:
		w.transport.Receive(e.A)
	case wakes:
		w.transport.Wake(w.conns[e.A], int(e.B))
	}
}
