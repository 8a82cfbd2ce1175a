package transport

import (
	"context"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// A wire is the emulated link of tests/real, one direction: a queue that drops
// at its tail, a serializer, independent loss, a constant delay.
type wire struct {
	bandwidth sim.Bandwidth // 0: no bound
	queue     sim.Bytes     // 0: no bound
	delay     sim.Time
	loss      float64
	jitter    sim.Time // up to so much more, for each packet
	twice     float64
	draws     sim.Stream
	free      sim.Time
	counts
}

// counts is what a wire has seen.
type counts struct {
	packets, bytes, lost, dropped int
	most                          sim.Bytes // in its queue
}

// A world is a host for tests: two wires, and any number of connections.
type world struct {
	kernel    *sim.Kernel
	id        sim.HandlerID
	transport *Transport
	wires     [2]wire // of what end 0 sends, and end 1
	conns     []*Conn
	timers    [][2]sim.TimerID
	lose      func(end int, packet uint32) bool                  // a packet beside those that the wires lose
	watch     func(c *Conn, end int, packet uint32, fate string) // of every packet that is sent
	after     func()                                             // every event
}

const (
	arrives uint8 = iota
	wakes
)

func newWorld(s Session, way wire, seed uint64) *world {
	return newBoundedWorld(s, way, seed, sim.Limits{})
}

// newBoundedWorld makes a world that fails where it does not come to rest.
func newBoundedWorld(s Session, way wire, seed uint64, limits sim.Limits) *world {
	w := &world{kernel: sim.NewKernel(100*sim.Day, limits)}
	w.id = w.kernel.Register(w)
	w.transport = New(w.kernel, w, s)
	for i := range w.wires {
		w.wires[i] = way
		w.wires[i].draws = sim.NewStream(sim.NewKey(seed).With(uint64(i)))
	}
	return w
}

func (w *world) open(s StackID) *Conn {
	c := &Conn{Host: uint32(len(w.conns))}
	w.conns = append(w.conns, c)
	w.timers = append(w.timers, [2]sim.TimerID{})
	w.transport.Open(c, s)
	return c
}

// A failer is a test, or a property's try.
type failer interface {
	Helper()
	Fatal(...any)
}

func (w *world) run(t failer) {
	t.Helper()
	if err := w.kernel.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func (w *world) Now() sim.Time { return w.kernel.Now() }

func (w *world) Transmit(c *Conn, end int, packet uint32, bytes int) (out, due sim.Time) {
	l, now := &w.wires[end], w.Now()
	l.packets++
	l.bytes += bytes
	fate := ""
	size := sim.Bytes(bytes)
	if l.bandwidth > 0 {
		waiting := max(l.free-now, 0)
		backlog := sim.Bytes(int64(waiting) * (int64(l.bandwidth) / 8) / int64(sim.Second))
		if l.queue > 0 && backlog+size > l.queue {
			l.dropped++
			fate = "dropped"
		} else {
			l.most = max(l.most, backlog+size)
			l.free = max(l.free, now) + l.bandwidth.Transmit(size)
		}
	}
	if fate == "" && (l.draws.Chance(l.loss) || w.lose != nil && w.lose(end, packet)) {
		l.lost++
		fate = "lost"
	}
	if w.watch != nil {
		w.watch(c, end, packet, fate)
	}
	if fate != "" {
		w.transport.Drop(packet)
		return 0, 0
	}
	at := max(l.free, now) + l.delay
	if l.jitter > 0 {
		at += sim.Time(l.draws.IntN(int(l.jitter)))
	}
	w.kernel.At(at, w.id, arrives, packet, 0)
	if l.twice > 0 && l.draws.Chance(l.twice) {
		w.transport.Copy(packet)
		w.kernel.At(at+sim.Time(l.draws.IntN(int(sim.Second/10))), w.id, arrives, packet, 0)
	}
	return max(l.free, now), at
}

func (w *world) Alarm(c *Conn, end int, at sim.Time) {
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
	if w.after != nil {
		w.after()
	}
}

// A download is a session in which end 0 asks with ask bytes, and end 1
// answers with so many.
type download struct {
	w           *world
	ask, answer int64
	asked, sent int64
	connected   sim.Time
	first, last sim.Time // the first byte of the answer arrived, and the last
	half        sim.Time
	served      bool
	got         [2]int64
	closed      [2]trace.Status
	ended       [2]bool
	unread      func(upTo int64) int64 // what end 0 leaves unread
	hangUp      bool                   // end 0 finishes when it has all, end 1 when end 0 has
}

func (d *download) Ready(_ *Conn, end int, _ bool) {
	if end == 0 {
		d.connected = d.w.Now()
	}
}

func (d *download) Pull(_ *Conn, end int, room int) (Piece, bool) {
	from, whole := &d.asked, d.ask
	if end == 1 {
		from, whole = &d.sent, d.answer
		if !d.served {
			whole = 0
		}
	}
	p := Piece{From: *from, To: min(*from+int64(room), whole)}
	*from = p.To
	return p, p.To > p.From
}

func (d *download) Arrived(c *Conn, end int, _ StreamID, upTo int64) {
	d.got[end] = upTo
	if end == 0 && d.unread != nil {
		d.w.transport.Unread(c, 0, d.unread(upTo))
	}
	if end == 1 && upTo == d.ask {
		d.served = true
		d.w.transport.Push(c, 1)
	}
	if end == 0 {
		if d.first == 0 {
			d.first = d.w.Now()
		}
		if upTo >= d.answer/2 && d.half == 0 {
			d.half = d.w.Now()
		}
		if upTo == d.answer {
			d.last = d.w.Now()
			if d.hangUp {
				d.w.transport.Finish(c, 0)
			}
		}
	}
}

func (d *download) Ended(c *Conn, end int, _ StreamID) {
	d.ended[end] = true
	if end == 1 {
		d.w.transport.Finish(c, 1)
	}
}

func (d *download) Acknowledged(*Conn, int, StreamID, int64) {}

func (d *download) Closed(_ *Conn, end int, why trace.Status) { d.closed[end] = why }

// fetch runs one download.
func fetch(t testing.TB, stack TCP, way wire, ask, answer int64, seed uint64) (*download, *world) {
	t.Helper()
	d := &download{ask: ask, answer: answer}
	d.w = newWorld(d, way, seed)
	d.w.open(d.w.transport.Use(stack))
	d.w.run(t)
	return d, d.w
}
