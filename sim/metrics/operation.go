package metrics

import (
	"fmt"

	"backchat/sim"
	"backchat/sim/trace"
)

// An operation is what is remembered of one that is under way.
type operation struct {
	start   sim.Time // intended
	since   sim.Time // until when its time is accounted for
	out     sim.Time // on a message: when the last bit is sent
	blocked sim.Time // on a message behind others: when it would have arrived,
	release sim.Time // and when it does; 0 otherwise
	spent   [trace.Causes]sim.Time
	flow    uint16
	cause   trace.Cause
	travels bool // its cause is planned by the message it is on
	counts  bool // it was intended within the window
}

// settle accounts for the time up to now. On its way, an operation is in
// transfer until the message is out, then in flight, and blocked from its
// natural arrival to its release.
func (o *operation) settle(now sim.Time) {
	if !o.travels {
		o.spent[o.cause] += now - o.since
		o.since = now
		return
	}
	out := min(now, max(o.out, o.since))
	o.spent[trace.Transfer] += out - o.since
	o.since = now
	if o.release == 0 {
		o.spent[trace.InFlight] += now - out
		return
	}
	blocked := min(now, max(o.blocked, out))
	release := min(now, max(o.release, blocked))
	o.spent[trace.InFlight] += blocked - out + now - release
	o.spent[trace.Blocked] += release - blocked
}

// A sending is the latest message that was sent: what follows may be about
// its journey.
type sending struct {
	at      sim.Time
	node    trace.Place
	peer    trace.Place
	msg, op uint32
	n       uint16
	travels bool
	blocked sim.Time
	release sim.Time
}

func (f *Figures) begin(r *trace.Record) {
	start := sim.Time(r.Aux)
	counts := f.measured.holds(start)
	n := uint64(r.N)
	f.run.operations += n
	fl := &f.flows[r.Flow]
	if counts {
		fl.begun += n
	}
	if fl.window != nil {
		fl.window.offered += n
	}
	for i := range uint32(n) {
		o := f.ops.Put(r.Op + i)
		o.start, o.since, o.flow, o.cause, o.counts = start, start, r.Flow, r.Cause, counts
	}
}

// turn changes what operations spend their time on. Those that only begin now
// are not there yet.
func (f *Figures) turn(r *trace.Record) {
	travels := r.Cause == trace.Transfer && (r.Kind == trace.Send || r.Kind == trace.Carry)
	for i := range uint32(r.N) {
		o := f.ops.Get(r.Op + i)
		if o == nil {
			continue
		}
		o.settle(r.At)
		o.cause, o.travels = r.Cause, travels
		if travels {
			o.out, o.release = sim.Time(r.Aux), 0
		}
	}
}

// follow remembers the message that was sent last. (Field by field: a literal
// is put together elsewhere and copied, at twice the cost of all the rest.)
func (s *sending) follow(r *trace.Record) {
	s.at, s.node, s.peer = r.At, r.Node, r.Peer
	s.msg, s.op, s.n = r.Msg, r.Op, r.N
	s.travels = r.Cause == trace.Transfer
	s.release = 0
}

// repeats tells whether r is a copy that the wire made of the message that
// was sent last: it leaves with it, for the same place, and carries nobody.
func (s *sending) repeats(r *trace.Record) bool {
	return r.Parent == s.msg && s.msg != 0 && r.At == s.at && r.Node == s.node && r.Peer == s.peer && r.Op == 0
}

// block delays the operations of the message that was sent last.
func (f *Figures) block(r *trace.Record) {
	s := &f.sends
	if r.Msg != s.msg {
		return
	}
	s.blocked, s.release = sim.Time(r.Aux), r.Until
	if s.travels {
		f.delay(s.op, s.n)
	}
}

// carry puts more operations on the message that was sent last.
func (f *Figures) carry(r *trace.Record) {
	if r.Msg == f.sends.msg && f.sends.release > 0 && r.Cause == trace.Transfer {
		f.delay(r.Op, r.N)
	}
}

func (f *Figures) delay(op uint32, n uint16) {
	for i := range uint32(n) {
		if o := f.ops.Get(op + i); o != nil {
			o.blocked, o.release = f.sends.blocked, f.sends.release
		}
	}
}

func (f *Figures) ask(r *trace.Record) {
	fl := &f.flows[r.Flow]
	if r.Op == 0 {
		fl.polls++
		return
	}
	fl.attempts++
	if r.Aux > 1 {
		fl.retries++
	}
	for i := range uint32(r.N) {
		if o := f.ops.Get(r.Op + i); o != nil && o.counts {
			f.flows[o.flow].tries++
		}
	}
}

func (f *Figures) accept(r *trace.Record) {
	start := sim.Time(r.Aux)
	if !f.measured.holds(start) {
		return
	}
	for range r.N {
		f.flows[r.Flow].accepted.record(int64(r.At - start))
	}
}

func (f *Figures) apply(r *trace.Record) {
	fl := &f.flows[r.Flow]
	fl.applied++
	if r.Aux > 0 {
		fl.repeated++
		return
	}
	if o := f.ops.Get(r.Op); o != nil && o.counts {
		f.flows[o.flow].completed.record(int64(r.At - o.start))
	}
}

func (f *Figures) end(r *trace.Record) {
	for i := range uint32(r.N) {
		op := r.Op + i
		o := f.ops.Get(op)
		if o == nil {
			continue
		}
		o.settle(r.At)
		fl := &f.flows[o.flow]
		if fl.window != nil {
			fl.window.end(r.Status, r.At-o.start)
		}
		if o.counts {
			fl.end(o, op, r.Status, r.At-o.start)
		}
		f.ops.Delete(op)
	}
}

// end counts an operation that has ended after span.
func (f *flow) end(o *operation, op uint32, outcome trace.Status, span sim.Time) {
	f.outcomes[outcome]++
	switch outcome {
	case trace.Unfinished:
		f.leave(span)
		return
	case trace.OK:
		f.latency.record(int64(span))
		if span <= f.objective {
			f.met++
		}
	default:
		f.otherwise.record(int64(span))
		return
	}
	var all sim.Time
	for c := range o.spent {
		if t := o.spent[c]; t != 0 { // most are 0
			all += t
			f.causes[c].add(uint64(t))
		}
	}
	if all != span {
		panic(fmt.Sprintf("metrics: operation %d took %v, and its causes %v", op, span, all))
	}
}
