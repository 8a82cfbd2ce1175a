package workload

import "backchat/sim"

// oneServer is a queue in front of one server, at load 0.9: two events a
// customer.
type oneServer struct {
	kernel        *sim.Kernel
	id            sim.HandlerID
	stream        sim.Stream
	gap, service  sim.Sampler
	left, done    int
	busy          bool
	waiting       []sim.Time // a ring of arrival times
	head, waiters int
	waited        float64
}

const (
	arrive = iota
	depart
)

// OneServer serves customers. Its mean is that of the wait; theory has 9.
func OneServer(customers int) Result {
	w := &oneServer{
		kernel: sim.NewKernel(sim.MaxHorizon, sim.Limits{}), stream: sim.NewStream(seed), left: customers,
		gap: sim.Exponential(sim.Millisecond * 10 / 9), service: sim.Exponential(sim.Millisecond),
		waiting: make([]sim.Time, 1024),
	}
	w.id = w.kernel.Register(w)
	w.arriveNext()
	events := run(w.kernel)
	return Result{events, uint64(w.done), w.waited / float64(w.done) / float64(sim.Millisecond)}
}

func (w *oneServer) Handle(e sim.Event) {
	switch e.Kind() {
	case arrive:
		w.arrive(e.At())
	case depart:
		w.depart(e.At())
	}
}

func (w *oneServer) arriveNext() {
	if w.left > 0 {
		w.left--
		w.kernel.At(w.kernel.Now()+w.gap.Time(&w.stream), w.id, arrive, 0, 0)
	}
}

func (w *oneServer) serve(now sim.Time) {
	w.kernel.At(now+w.service.Time(&w.stream), w.id, depart, 0, 0)
}

func (w *oneServer) arrive(now sim.Time) {
	w.arriveNext()
	if !w.busy {
		w.busy = true
		w.serve(now)
		return
	}
	if w.waiters == len(w.waiting) {
		w.grow()
	}
	w.waiting[(w.head+w.waiters)&(len(w.waiting)-1)] = now
	w.waiters++
}

func (w *oneServer) depart(now sim.Time) {
	w.done++
	if w.waiters == 0 {
		w.busy = false
		return
	}
	w.waited += float64(now - w.waiting[w.head])
	w.head = (w.head + 1) & (len(w.waiting) - 1)
	w.waiters--
	w.serve(now)
}

func (w *oneServer) grow() {
	larger := make([]sim.Time, 2*len(w.waiting))
	n := copy(larger, w.waiting[w.head:])
	copy(larger[n:], w.waiting[:w.head])
	w.waiting, w.head = larger, 0
}
