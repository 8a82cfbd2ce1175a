package workload

import "backchat/sim"

// hold has a number of events pending, each of which reschedules itself.
type hold struct {
	kernel *sim.Kernel
	id     sim.HandlerID
	stream sim.Stream
	delay  sim.Sampler
	left   int
}

// Hold fires events that reschedule themselves until holds have been made,
// and then those that are pending.
func Hold(pending, holds int) Result {
	w := &hold{
		kernel: sim.NewKernel(sim.MaxHorizon, sim.Limits{}), stream: sim.NewStream(seed),
		delay: sim.Exponential(sim.Second), left: holds + pending,
	}
	w.id = w.kernel.Register(w)
	for i := range pending {
		w.schedule(uint32(i))
	}
	return Result{Events: run(w.kernel)}
}

func (w *hold) Handle(e sim.Event) {
	if w.left > 0 {
		w.schedule(e.A)
	}
}

func (w *hold) schedule(a uint32) {
	w.left--
	w.kernel.At(w.kernel.Now()+w.delay.Time(&w.stream), w.id, 0, a, 0)
}
