package workload

import (
	"math/bits"

	"backchat/sim"
)

const (
	servers = 10
	hop     = 100 * sim.Microsecond
)

// balanced is a client, a balancer that picks at random, and ten servers at
// load 0.8, a hop apart: five events a request.
type balanced struct {
	kernel       *sim.Kernel
	id           sim.HandlerID
	stream       sim.Stream
	gap, service sim.Sampler
	left, done   int
	requests     sim.Slab[request]
	servers      [servers]server
	sum          float64
	histogram    [4096]uint64
}

type request struct {
	start        sim.Time
	server, next uint32
}

type server struct {
	head, tail uint32
	busy       bool
}

const (
	send = iota
	balance
	enqueue
	finish
	receive
)

// Balanced answers requests. Its mean is that of the time to the answer;
// theory has 5.3.
func Balanced(requests int) Result {
	w := &balanced{
		kernel: sim.NewKernel(sim.MaxHorizon, sim.Limits{}), stream: sim.NewStream(seed), left: requests,
		gap: sim.Exponential(sim.Millisecond / 8), service: sim.Exponential(sim.Millisecond),
	}
	w.id = w.kernel.Register(w)
	w.sendNext()
	events := run(w.kernel)
	return Result{events, uint64(w.done), w.sum / float64(w.done) / float64(sim.Millisecond)}
}

func (w *balanced) Handle(e sim.Event) {
	switch e.Kind() {
	case send:
		w.send(e.At())
	case balance:
		w.requests.At(e.A).server = uint32(w.stream.IntN(servers))
		w.kernel.At(e.At()+hop, w.id, enqueue, e.A, 0)
	case enqueue:
		w.enqueue(e.A)
	case finish:
		w.finish(e.At(), e.A)
	case receive:
		w.receive(e.At(), e.A)
	}
}

func (w *balanced) sendNext() {
	if w.left > 0 {
		w.left--
		w.kernel.At(w.kernel.Now()+w.gap.Time(&w.stream), w.id, send, 0, 0)
	}
}

func (w *balanced) send(now sim.Time) {
	w.sendNext()
	r, request := w.requests.New()
	request.start = now
	w.kernel.At(now+hop, w.id, balance, r.Index, 0)
}

func (w *balanced) serve(i uint32) {
	w.kernel.At(w.kernel.Now()+w.service.Time(&w.stream), w.id, finish, i, 0)
}

func (w *balanced) enqueue(i uint32) {
	s := &w.servers[w.requests.At(i).server]
	switch {
	case !s.busy:
		s.busy = true
		w.serve(i)
		return
	case s.head == 0:
		s.head = i
	default:
		w.requests.At(s.tail).next = i
	}
	s.tail = i
}

func (w *balanced) finish(now sim.Time, i uint32) {
	w.kernel.At(now+hop, w.id, receive, i, 0)
	s := &w.servers[w.requests.At(i).server]
	next := s.head
	if next == 0 {
		s.busy = false
		return
	}
	s.head = w.requests.At(next).next
	w.serve(next)
}

func (w *balanced) receive(now sim.Time, i uint32) {
	took := now - w.requests.At(i).start
	w.sum += float64(took)
	w.count(uint64(took))
	w.requests.Free(i)
	w.done++
}

// count puts v into a log-linear bin: 32 bins a power of two.
func (w *balanced) count(v uint64) {
	b := bits.Len64(v|1) - 1
	sub := v << max(5-b, 0) >> max(b-5, 0) & 31
	w.histogram[(b<<5|int(sub))&4095]++
}
