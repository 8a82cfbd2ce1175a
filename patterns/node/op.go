package node

import (
	"cmp"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// An Op is an operation: an intent of a user. While what it says is still the
// same for several of them (an update on its way to the server that spreads
// it), one Op stands for N consecutive operations.
type Op struct {
	ID       uint32 // its number in the trace, from 1
	N        uint32 // how many operations it stands for
	Flow     uint16
	Speaker  trace.Place
	Intended sim.Time
	Key      sim.Key // names what its work is, in every variant
	Applied  uint32  // how often its effect took place
	Held     int32   // messages of it that brokers keep or consumers work on
	Taken    bool    // an update: it has come up where it can be heard

	carrier uint64   // the token of whoever carries it on
	lenders []uint64 // the tokens of those who have lent it on, call by call, the first first
	refs    int32    // attempts and jobs that speak of it
	deeds   []*deed  // what of its work is done once
	ended   bool
}

// Begin begins n consecutive operations of a flow, intended now. Their first
// cause is given; who is to hear of them (or answer) is peer(0), peer(1)...
func (w *World) Begin(flow uint16, speaker trace.Place, key sim.Key, cause trace.Cause, n int, peer func(i int) trace.Place) sim.Ref {
	i := w.ops.New()
	o := w.ops.At(i)
	o.ID, o.N, o.Flow, o.Speaker, o.Intended, o.Key = w.lastOp+1, uint32(n), flow, speaker, w.Now(), key
	o.carrier = w.newToken()
	w.lastOp += uint32(n)
	if int64(w.lastOp) > w.Kernel.Limits().Operations-int64(n) {
		w.Kernel.Fail(&sim.LimitError{Limit: "operations of the whole run", Bound: w.Kernel.Limits().Operations, At: w.Now()})
	}
	w.open.Add(n)
	for k := range n {
		w.noteBegin(o, uint32(k), cause, peer(k))
	}
	return w.ops.Ref(i)
}

func (w *World) noteBegin(o *Op, k uint32, cause trace.Cause, peer trace.Place) {
	r := w.note(trace.Begin, o.Speaker)
	r.Op, r.N, r.Flow, r.Peer, r.Cause, r.Aux = o.ID+k, 1, o.Flow, peer, cause, int64(o.Intended)
}

// Op is the operation r names, or nil where it is no more.
func (w *World) Op(r sim.Ref) *Op { return w.ops.Get(r) }

// Open tells whether the operation is still under way.
func (w *World) Open(r sim.Ref) bool {
	o := w.ops.Get(r)
	return o != nil && !o.ended
}

// Split makes operation k of those that r stands for one of its own. The
// caller ends r by [World.Dissolve] once all are split.
func (w *World) Split(r sim.Ref, k int) sim.Ref {
	o := w.ops.Get(r)
	if o.N == 1 {
		return r
	}
	i := w.ops.New()
	one := w.ops.At(i)
	*one = *o
	one.ID, one.N, one.refs, one.carrier, one.lenders = o.ID+uint32(k), 1, 0, w.newToken(), nil
	one.deeds = nil
	one.Taken, one.Held = false, 0
	return w.ops.Ref(i)
}

// Dissolve forgets an Op that stood for several, all of which are split.
func (w *World) Dissolve(r sim.Ref) {
	if o := w.ops.Get(r); o.N > 1 {
		w.finish(r, o)
	}
}

// Carry makes a new token the operation's carrier, and returns it: from now
// only what bears it speaks for the operation.
func (w *World) Carry(r sim.Ref) uint64 {
	o := w.ops.Get(r)
	if o == nil {
		return 0
	}
	o.carrier, o.lenders = w.newToken(), o.lenders[:0]
	return o.carrier
}

// lend makes a new token the carrier where the given one is, and returns it; 0
// where another one is. Who has lent an operation can take it back.
func (w *World) lend(r sim.Ref, from uint64) uint64 {
	o := w.ops.Get(r)
	if o == nil || from == 0 || o.carrier != from {
		return 0
	}
	o.lenders = append(o.lenders, from)
	o.carrier = w.newToken()
	return o.carrier
}

// takeBack makes to the carrier where from is, or has lent it on: what is
// still done for those it was lent to is done for nobody. It tells whether it
// was.
func (w *World) takeBack(r sim.Ref, from, to uint64) bool {
	o := w.ops.Get(r)
	if o == nil || from == 0 {
		return false
	}
	if o.carrier != from {
		i := slices.Index(o.lenders, from)
		if i < 0 {
			return false
		}
		o.lenders = o.lenders[:i]
	}
	if last := len(o.lenders) - 1; last >= 0 && o.lenders[last] == to {
		o.lenders = o.lenders[:last]
	}
	o.carrier = to
	return true
}

// Enter records what the operation spends its time on from now, where token
// carries it.
func (w *World) Enter(r sim.Ref, token uint64, cause trace.Cause, p trace.Place) {
	o := w.ops.Get(r)
	if o == nil || o.ended || o.carrier != token {
		return
	}
	w.each(o, trace.Record{Kind: trace.Enter, Node: p, Cause: cause})
}

// Wait makes the operation wait for something other than a message or a
// worker: nobody carries it now.
func (w *World) Wait(r sim.Ref, cause trace.Cause, p trace.Place) {
	w.Enter(r, w.Carry(r), cause, p)
}

// End ends the operation.
func (w *World) End(r sim.Ref, outcome trace.Status) {
	o := w.ops.Get(r)
	if o == nil || o.ended {
		return
	}
	w.each(o, trace.Record{Kind: trace.End, Node: o.Speaker, Status: outcome})
	w.open.Add(-int(o.N))
	w.finish(r, o)
}

// Accept records that the speaker knows the operation is taken in charge. It
// may have ended already.
func (w *World) Accept(r sim.Ref) {
	if o := w.ops.Get(r); o != nil {
		w.each(o, trace.Record{Kind: trace.Accepted, Node: o.Speaker, Aux: int64(o.Intended)})
	}
}

// Apply records that the effect of an operation takes place at p, and tells
// how often it had before.
func (w *World) Apply(r sim.Ref, p trace.Place) uint32 {
	o := w.ops.Get(r)
	if o == nil {
		return 0
	}
	rec := w.note(trace.Applied, p)
	rec.Op, rec.N, rec.Flow, rec.Aux = o.ID, 1, o.Flow, int64(o.Applied)
	o.Applied++
	return o.Applied - 1
}

// each adds the record for as many of the operation's numbers as fit one.
func (w *World) each(o *Op, like trace.Record) {
	like.At, like.Flow = w.Kernel.Now(), o.Flow
	for first, left := o.ID, o.N; left > 0; {
		n := min(left, 1<<16-1)
		like.Op, like.N = first, uint16(n)
		*w.Trace.Add() = like
		first, left = first+n, left-n
	}
}

// Join says that someone keeps a reference to the operation, and Leave that
// it no longer does.
func (w *World) Join(r sim.Ref) { w.join(r) }

// Leave undoes one Join.
func (w *World) Leave(r sim.Ref) { w.leave(r) }

// Live tells whether p is up.
func (w *World) Live(p trace.Place) bool { return w.Net.Up(p) }

// join and leave count who speaks of the operation. It is forgotten once it
// has ended and nobody does.
func (w *World) join(r sim.Ref) {
	if o := w.ops.Get(r); o != nil {
		o.refs++
	}
}

func (w *World) leave(r sim.Ref) {
	if o := w.ops.Get(r); o != nil {
		o.refs--
		if o.ended && o.refs == 0 {
			w.freeOp(r.Index, o)
		}
	}
}

func (w *World) finish(r sim.Ref, o *Op) {
	o.ended = true
	if o.refs == 0 {
		w.freeOp(r.Index, o)
	}
}

// freeOp forgets an operation, and the repeats that still wait for its work.
func (w *World) freeOp(i uint32, o *Op) {
	for _, d := range o.deeds {
		for _, r := range d.waiting {
			w.takeRepeat(r)
		}
	}
	w.ops.Free(i)
}

// riders says which operations a message carries now.
func (w *World) riders(r sim.Ref, token uint64) (uint32, uint16) {
	o := w.ops.Get(r)
	if o == nil || o.ended || token == 0 || o.carrier != token {
		return 0, 0
	}
	return o.ID, uint16(min(o.N, 1<<16-1))
}

// Draw is the stream of what the operation's work is, by purpose: the same for
// every attempt and in every variant. salt tells apart several works of one
// kind.
func (o *Op) Draw(purpose sim.Key, salt uint64) sim.Stream {
	k := o.Key.With(uint64(purpose))
	if salt != 0 {
		k = k.With(salt)
	}
	return sim.NewStream(k)
}

// Chance is the stream of what befalls one attempt at the work: a new one for
// each path.
func (o *Op) Chance(purpose sim.Key, salt uint64, path Path) sim.Stream {
	if path != 0 {
		purpose = purpose.With(uint64(path))
	}
	return o.Draw(purpose, salt)
}

func sortBy[T any, K cmp.Ordered](s []T, key func(T) K) {
	slices.SortFunc(s, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}
