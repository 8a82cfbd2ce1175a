package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// The accounts of time: from its intended start to its end an operation has
// exactly one cause at every instant, so that the spans add up to its duration,
// to the nanosecond. A plan (a send's) that ends without a word of what
// follows leaves a gap.
type accounts struct {
	reporter
	live   trace.Table[account]
	flying trace.Table[flight]
	sides  trace.Table[trace.Sides[reckoning]] // of operations that have had others than side 0
}

type account struct {
	reckoning
	start sim.Time
}

// A reckoning is what an operation spends its time on by one of its attempts.
type reckoning struct {
	trace.Course
	known  sim.Time   // how much of the time since start has a cause
	gap    trace.Span // the first
	hasGap bool
	there  bool // there is such an attempt, or was
	forked bool // of side 0: it has had others
}

// A flight is a message under way that carries somebody or was blocked: whom it
// carries, and how it was blocked.
type flight struct {
	first, last uint32
	from, to    sim.Time
	blocked     bool
}

func newAccounts(p reporter) *accounts { return &accounts{reporter: p} }

func (a *accounts) see(r *trace.Record) {
	switch r.Kind {
	case trace.Begin:
		a.begin(r)
		return
	case trace.End:
		a.settle(r)
		return
	case trace.Send:
		if first, last := ops(r); r.Op != 0 {
			*a.flying.Put(r.Msg) = flight{first: first, last: last}
		} else {
			a.flying.Delete(r.Msg)
		}
	case trace.Block:
		a.block(r)
		return
	case trace.Arrive, trace.Lost:
		a.flying.Delete(r.Msg)
	}
	switch {
	case r.Kind == trace.Fork, r.Kind == trace.Prevail:
		a.fork(r)
	case r.Cause != trace.NoCause && r.Op != 0:
		a.change(r)
	}
}

func (a *accounts) begin(r *trace.Record) {
	if r.Cause == trace.NoCause {
		a.broken(r, "it begins without a cause")
	}
	first, last := ops(r)
	for op := first; op <= last && op >= first; op++ {
		v := a.live.Put(op)
		v.start, v.there = sim.Time(r.Aux), true
		v.Start(r)
	}
}

// change enters what the operations did until now, and turns to the new cause.
func (a *accounts) change(r *trace.Record) {
	f := a.flying.Get(r.Msg)
	first, last := ops(r)
	for op := first; op <= last && op >= first; op++ {
		v := a.live.Get(op)
		if v == nil {
			continue
		}
		e := a.at(v, op, r.Side())
		if !e.there {
			a.brokenOp(r, op, "side %d is on %v, and no attempt is made there", r.Side(), r.Cause)
		}
		e.enter(r.At)
		e.Take(r)
		if r.Kind != trace.Send && f != nil && f.blocked {
			e.Block(r.Msg, f.from, f.to)
		}
	}
}

// at is what is reckoned of an operation at a side.
func (a *accounts) at(v *account, op, side uint32) *reckoning {
	if side == 0 {
		return &v.reckoning
	}
	v.forked = true
	return a.sides.Have(op).At(&v.reckoning, side)
}

// fork takes that another attempt is made, or that one of two counts.
func (a *accounts) fork(r *trace.Record) {
	first, last := ops(r)
	for op := first; op <= last && op >= first; op++ {
		v := a.live.Get(op)
		if v == nil {
			continue
		}
		if !a.at(v, op, r.Payload).there || r.Header == 0 || r.Kind == trace.Prevail && !a.at(v, op, r.Header).there {
			a.brokenOp(r, op, "%v of sides %d and %d, and not both are there", r.Kind, r.Payload, r.Header)
			continue
		}
		v.forked = true
		a.sides.Have(op).Take(r, &v.reckoning, func(v reckoning) reckoning { return v })
		if r.Kind == trace.Prevail {
			a.at(v, op, r.Header).there = false
		}
	}
}

// block delays those whom the message carries: the operations of the record,
// or, where it names none, of the send.
func (a *accounts) block(r *trace.Record) {
	first, last := ops(r)
	f := a.flying.Get(r.Msg)
	if f == nil {
		f = a.flying.Put(r.Msg)
		f.first, f.last = first, last
	}
	f.blocked, f.from, f.to = true, sim.Time(r.Aux), r.Until
	if r.Op == 0 {
		first, last = f.first, f.last
	}
	for op := first; op <= last && op >= first; op++ {
		if v := a.live.Get(op); v != nil {
			v.Block(r.Msg, sim.Time(r.Aux), r.Until)
		}
	}
}

// settle holds the sum of an operation's spans against its duration.
func (a *accounts) settle(r *trace.Record) {
	first, last := ops(r)
	for op := first; op <= last && op >= first; op++ {
		v := a.live.Get(op)
		if v == nil {
			continue
		}
		v.enter(r.At)
		if whole := r.At - v.start; v.known != whole {
			a.brokenOp(r, op, "%v of its %v have a cause%s", v.known, whole, v.missing())
		}
		if v.forked {
			a.sides.Delete(op)
		}
		a.live.Delete(op)
	}
}

// enter adds the spans of the course up to at.
func (v *reckoning) enter(at sim.Time) {
	spans, n := v.Spans(at)
	end := v.Since
	for _, s := range spans[:n] {
		end = s.To
		if s.Cause != trace.NoCause {
			v.known += s.To - s.From
		}
	}
	if end != at && !v.hasGap {
		v.gap, v.hasGap = trace.Span{From: end, To: at}, true
	}
}

func (v *reckoning) missing() string {
	if !v.hasGap {
		return ""
	}
	return "; the first gap is from " + v.gap.From.String() + " to " + v.gap.To.String()
}

func (a *accounts) end() {}
