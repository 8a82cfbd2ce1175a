package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// The conservation of operations: each that has begun ends exactly once, with
// an outcome, if only as unfinished at the horizon. Nothing speaks of an
// operation that has not begun, and nothing says after its end what it spends
// its time on. Work that goes on for an operation after its end is no fault.
type operations struct {
	reporter
	horizon    sim.Time
	begun      known
	live       trace.Table[struct{}]
	unfinished sim.Time // when an operation was first said to be; -1 for never
}

func newOperations(t *trace.Topology, p reporter) *operations {
	return &operations{reporter: p, horizon: t.Horizon, unfinished: -1}
}

func (o *operations) see(r *trace.Record) {
	if o.unfinished >= 0 && r.At > o.unfinished {
		o.broken(r, "operations were unfinished at %v, and it goes on", o.unfinished)
		o.unfinished = -1
	}
	if r.N == 0 {
		return
	}
	switch r.Kind {
	case trace.Begin:
		o.begin(r)
	case trace.End:
		o.finish(r)
	default:
		o.mention(r)
	}
}

func (o *operations) begin(r *trace.Record) {
	first, last := ops(r)
	for op := first; op <= last && op >= first; op++ {
		if o.begun.add(op) || o.live.Get(op) != nil {
			o.brokenOp(r, op, "it begins again")
		}
		o.live.Put(op)
	}
}

func (o *operations) finish(r *trace.Record) {
	if !r.Status.Info().Outcome {
		o.broken(r, "it ends as %v, which is no outcome", r.Status)
	}
	if r.Status == trace.Unfinished && o.unfinished < 0 {
		o.unfinished = r.At
	}
	first, last := ops(r)
	for op := first; op <= last && op >= first; op++ {
		switch {
		case o.live.Get(op) != nil:
			o.live.Delete(op)
		case o.begun.never(op):
			o.brokenOp(r, op, "it ends without having begun")
		default:
			o.brokenOp(r, op, "it ends again")
		}
	}
}

// mention is what any other record may say. Where it speaks of several
// operations, some may have ended meanwhile.
func (o *operations) mention(r *trace.Record) {
	alive := false
	first, last := ops(r)
	for op := first; op <= last && op >= first; op++ {
		if o.live.Get(op) != nil {
			alive = true
		} else if o.begun.never(op) {
			o.brokenOp(r, op, "%v before it has begun", r.Kind)
			alive = true
		}
	}
	if !alive && r.Cause != trace.NoCause {
		o.broken(r, "%v says that it is %v, and it has ended", r.Kind, r.Cause)
	}
}

func (o *operations) end() {
	for op := range o.live.All {
		o.unended(op, 0, "it has begun and did not end")
	}
	if o.unfinished >= 0 && o.unfinished != o.horizon {
		o.unended(0, 0, "operations were unfinished at %v, the horizon is %v", o.unfinished, o.horizon)
	}
}
