package metrics

import (
	"fmt"
	"math/bits"

	"backchat/sim"
	"backchat/sim/trace"
)

// An operation is what is remembered of one that is under way.
type operation struct {
	account
	start  sim.Time // intended
	number uint32
	about  uint32 // the key that it is about; 0: none
	flow   uint16
	counts bool  // it was intended within the window
	begun  bool  // the beginning of an answer is there
	forked bool  // attempts at it are made side by side, or were
	rank   uint8 // which of its queue's priorities it has, from 1, the highest; 0: unknown
}

// An account is what an operation has spent its time on, by one of its attempts.
type account struct {
	since  sim.Time // until when its time is accounted for
	spent  [trace.Causes]sim.Time
	causes uint32 // a bit for each of which there is something in spent
	cause  trace.Cause
	plans  bool     // it is on a message, whose journey is more than a flight:
	out    sim.Time // when its last bit is sent
	delay           // that it suffers behind others
}

// A delay is that of a message behind others of its connection.
type delay struct {
	from sim.Time // when it would have arrived
	to   sim.Time // when it does; 0: there is none
}

func (o *account) spend(c trace.Cause, span sim.Time) {
	o.spent[c] += span
	o.causes |= 1 << c
}

// stay accounts for the time up to now, all of it on one cause.
func (o *account) stay(now sim.Time) {
	if now != o.since {
		o.spend(o.cause, now-o.since)
		o.since = now
	}
}

// travel accounts for the time up to now on a message: an operation is in
// transfer until that is out, then in flight, and blocked from its natural
// arrival to its release.
func (o *account) travel(now sim.Time) {
	out := min(now, max(o.out, o.since))
	o.spend(trace.Transfer, out-o.since)
	o.since = now
	if o.to == 0 {
		o.spend(trace.InFlight, now-out)
		return
	}
	blocked := min(now, max(o.from, out))
	release := min(now, max(o.to, blocked))
	o.spend(trace.InFlight, blocked-out+now-release)
	o.spend(trace.Blocked, release-blocked)
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
		o := f.ops.begin(r.Op + i)
		o.start, o.since, o.flow, o.cause, o.counts, o.about = start, start, r.Flow, r.Cause, counts, r.Payload
	}
}

// turn changes what operations spend their time on.
func (f *Figures) turn(r *trace.Record) {
	for i := range uint32(r.N) {
		o := f.ops.get(r.Op + i)
		if o == nil {
			continue
		}
		a := &o.account
		if r.Kind == trace.Beside {
			a = f.sides.of(o).At(a, r.Header)
		}
		a.turn(r)
	}
}

func (o *account) turn(r *trace.Record) {
	if o.plans {
		o.travel(r.At)
	} else {
		o.stay(r.At)
	}
	o.cause, o.plans = r.Cause, false
	if r.Cause == trace.Transfer && r.Kind.Travels() {
		o.board(r)
	}
}

// board puts the operation on a message. If that is out at once, the operation
// is in flight.
func (o *account) board(r *trace.Record) {
	if out := sim.Time(r.Aux); out > r.At {
		o.plans, o.out, o.to = true, out, 0
	} else if r.Planned() {
		o.cause = trace.InFlight
	}
}

// repeats tells whether r is a copy that the wire made of the message that
// was sent last: it leaves with it, for the same place, and carries nobody.
func (f *Figures) repeats(r *trace.Record) bool {
	s := f.sent
	return r.Parent == s.Msg && s.Msg != 0 && r.At == s.At && r.Node == s.Node && r.Peer == s.Peer && r.Op == 0 && r.Planned()
}

// block delays the operations of the message that was sent last.
func (f *Figures) block(r *trace.Record) {
	if r.Msg != f.sent.Msg {
		return
	}
	d := delay{sim.Time(r.Aux), r.Until}
	*f.blocked.Put(r.Msg) = d
	if f.sent.Cause == trace.Transfer {
		f.delay(f.sent.Op, f.sent.N, d)
	}
}

// carry puts more operations on a message that is under way.
func (f *Figures) carry(r *trace.Record) {
	if d := f.blocked.Get(r.Msg); d != nil && r.Cause == trace.Transfer {
		f.delay(r.Op, r.N, *d)
	}
}

func (f *Figures) delay(op uint32, n uint16, d delay) {
	for i := range uint32(n) {
		if o := f.ops.get(op + i); o != nil {
			o.block(d)
		}
	}
}

func (o *account) block(d delay) {
	if !o.plans {
		o.plans, o.out = true, o.since
	}
	o.delay = d
}

func (f *Figures) ask(r *trace.Record) {
	fl := &f.flows[r.Flow]
	switch {
	case r.Shape == trace.Batch:
		fl.batches++
		return
	case r.Op == 0:
		fl.polls++
		return
	}
	fl.attempts++
	if r.Aux > 1 {
		fl.retries++
	}
	for i := range uint32(r.N) {
		if o := f.ops.get(r.Op + i); o != nil && o.counts {
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
	o := f.ops.get(r.Op)
	if o != nil && (o.about != 0 || fl.log != nil) {
		f.inOrder(fl, o, r)
	}
	if r.Aux > 0 {
		fl.repeated++
		return
	}
	if o == nil {
		return
	}
	if o.about != 0 {
		f.flows[o.flow].settle(o.about, r.Node)
	}
	if o.counts {
		f.flows[o.flow].completed.record(int64(r.At - o.start))
	}
}

func (f *Figures) end(r *trace.Record) {
	for i := range uint32(r.N) {
		o := f.ops.get(r.Op + i)
		if o == nil {
			continue
		}
		if o.plans {
			o.travel(r.At)
		} else {
			o.stay(r.At)
		}
		fl := &f.flows[o.flow]
		if fl.window != nil {
			fl.window.end(r.Status, r.At-o.start)
		}
		if o.counts {
			fl.end(o, r.Status, r.At-o.start)
		}
		if o.forked {
			f.sides.end(o)
		}
		f.ops.end(o)
	}
}

// end counts an operation that has ended after span.
func (f *flow) end(o *operation, outcome trace.Status, span sim.Time) {
	f.outcomes[outcome]++
	switch outcome {
	case trace.Unfinished:
		f.leave(span)
		return
	case trace.OK:
		f.latency.record(int64(span))
		if o.rank != 0 {
			f.byRank(o.rank, int64(span))
		}
		if span <= f.objective {
			f.met++
		}
	default:
		f.otherwise.record(int64(span))
		return
	}
	var all sim.Time
	for causes := o.causes; causes != 0; causes &= causes - 1 {
		c := bits.TrailingZeros32(causes)
		all += o.spent[c]
		f.causes[c].add(uint64(o.spent[c]))
	}
	if all != span {
		panic(fmt.Sprintf("metrics: operation %d took %v, and its causes %v", o.number, span, all))
	}
}
