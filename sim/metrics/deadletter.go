package metrics

import "backchat/sim/trace"

// aside counts a message that is set aside, put back, or lost with the others.
func (f *Figures) aside(r *trace.Record) {
	fl := &f.flows[r.Flow]
	if r.Status == trace.DeadLettered {
		fl.dead.up(r.At)
		return
	}
	fl.dead.down(r.At)
	if r.Status == trace.OK {
		fl.redriven++
		f.redriven.Put(r.Msg)
	}
}

// settle counts a message that leaves its queue after a redrive, if it is done with.
func (f *Figures) settle(r *trace.Record) {
	if f.redriven.Get(r.Msg) == nil {
		return
	}
	f.redriven.Delete(r.Msg)
	if r.Status == trace.OK {
		f.flows[r.Flow].redrivenOK++
	}
}

func deadLetterRows() []row[flow] {
	return append(levels("deadLetters", "messages that brokers have set aside and keep", func(f *flow) *level { return &f.dead }),
		count("redriven", "messages put back from the dead letters within the window", func(f *flow) uint64 { return f.redriven }),
		count("redrivenOk", "messages that were put back from the dead letters, and that the broker was told within the window are done", func(f *flow) uint64 { return f.redrivenOK }))
}
