package node

import (
	"cmp"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// An Op is an operation: an intent of a user. While what it says is still the
// same for several of them (an update on its way to the server that spreads
// it), one Op stands for N consecutive operations.
type Op struct {
	ID       uint32 // its number in the trace, from 1
	N        uint32 // how many operations it stands for
	Flow     uint16
	Taken    Taking // an update: how far it has come
	ended    bool
	Speaker  trace.Place
	Intended sim.Time
	Key      sim.Key // names what its work is, in every variant
	About    uint32  // the key of the flow's key space that it is about; 0: none
	Applied  uint32  // how often its effect took place
	Held     int32   // messages of it that brokers keep or consumers work on

	index   uint32  // in the slab
	holders holders // who have it in hand
	refs    int32   // attempts and jobs that refer to it, and 1 as long as it is under way
	deeds   uint32  // what of its work is done once: the first
}

// A Taking is how far an update has come that is published.
type Taking uint8

// How far that is.
const (
	NotTaken Taking = iota
	Taken           // it has come up where it can be heard, and its source waits for word of that
	Known           // its source knows
	GivenUp         // its source has given up waiting
)

// Begin begins n consecutive operations of a flow, intended now, all about the
// same (0: nothing). Their first cause is given; who is to hear of them is
// peer(0), peer(1)...; nil: nobody in particular.
func (w *World) Begin(flow uint16, speaker trace.Place, key sim.Key, about uint32, cause trace.Cause, n int, peer func(i int) trace.Place) sim.Ref {
	r, o := w.ops.New()
	o.ID, o.N, o.Flow, o.Speaker, o.Intended, o.Key, o.About, o.index = w.lastOp+1, uint32(n), flow, speaker, w.Now(), key, about, r.Index
	o.refs = 1
	w.lastOp += uint32(n)
	if int64(w.lastOp) > w.maxOps-int64(n) {
		w.Kernel.Fail(&sim.LimitError{Limit: "operations of the whole run", Bound: w.maxOps, At: w.Now()})
	}
	w.open.Add(n)
	for k := range n {
		b := w.Trace.Add()
		b.Kind, b.At, b.Node, b.Flow = trace.Begin, w.Now(), speaker, flow
		b.Op, b.N, b.Cause, b.Aux, b.Payload = o.ID+uint32(k), 1, cause, int64(o.Intended), about
		if peer != nil {
			b.Peer = peer(k)
		}
	}
	return r
}

// Op is the operation r names, or nil where it is no more.
func (w *World) Op(r sim.Ref) *Op { return w.ops.Get(r) }

// Open tells whether the operation is still under way.
func (w *World) Open(r sim.Ref) bool {
	o := w.ops.Get(r)
	return o != nil && !o.ended
}

// Split makes operation k of those that r stands for one of its own. The
// caller ends r by [World.EndSplit] once all are split.
func (w *World) Split(r sim.Ref, k int) sim.Ref {
	o := w.ops.Get(r)
	if o.N == 1 {
		return r
	}
	single, one := w.ops.New()
	*one = *o
	one.ID, one.N, one.refs, one.holders, one.deeds = o.ID+uint32(k), 1, 1, holders{}, 0
	one.Taken, one.Held, one.index = NotTaken, 0, single.Index
	return single
}

// EndSplit forgets an Op that stood for several, all of which are split.
func (w *World) EndSplit(r sim.Ref) {
	if o := w.ops.Get(r); o.N > 1 {
		o.close()
		w.leave(o)
	}
}

// Enter records what the operation spends its time on from now, where b speaks
// for it.
func (w *World) Enter(b network.Behalf, cause trace.Cause, p trace.Place) {
	switch o, side := w.speaksFor(b); {
	case o == nil:
	case side == 0:
		w.each(o, &trace.Record{Kind: trace.Enter, Node: p, Cause: cause})
	default:
		w.each(o, &trace.Record{Kind: trace.Beside, Node: p, Header: uint32(side), Cause: cause})
	}
}

// Wait makes the operation wait for something other than a message or a
// worker: nobody has it in hand now.
func (w *World) Wait(r sim.Ref, cause trace.Cause, p trace.Place) {
	if o := w.ops.Get(r); o != nil && !o.ended {
		o.holders.clear()
		w.each(o, &trace.Record{Kind: trace.Enter, Node: p, Cause: cause})
	}
}

// Carry records that the operation, which nobody has in hand now, travels on a
// message just sent from p to peer.
func (w *World) Carry(r sim.Ref, s Sent, p, peer trace.Place) {
	o := w.ops.Get(r)
	if o == nil || o.ended {
		return
	}
	o.holders.clear()
	if s.Msg != 0 {
		w.each(o, &trace.Record{
			Kind: trace.Carry, Node: p, Peer: peer, Msg: s.Msg, Aux: int64(s.Out), Until: s.Until, Cause: trace.Transfer,
		})
	}
}

// End ends the operation.
func (w *World) End(r sim.Ref, outcome trace.Status) {
	o := w.ops.Get(r)
	if o == nil || o.ended {
		return
	}
	if o.N == 1 {
		r := w.Trace.Add()
		r.Kind, r.At, r.Node, r.Flow, r.Op, r.N, r.Status = trace.End, w.Now(), o.Speaker, o.Flow, o.ID, 1, outcome
	} else {
		w.each(o, &trace.Record{Kind: trace.End, Node: o.Speaker, Status: outcome})
	}
	w.open.Add(-int(o.N))
	o.close()
	w.leave(o)
}

// Accept records that the speaker knows the operation is taken in charge. It
// may have ended already.
func (w *World) Accept(r sim.Ref) {
	if o := w.ops.Get(r); o != nil {
		w.each(o, &trace.Record{Kind: trace.Accepted, Node: o.Speaker, Aux: int64(o.Intended)})
	}
}

// Apply records that the effect of an operation takes place at p, and tells
// how often it had before.
func (w *World) Apply(r sim.Ref, p trace.Place) uint32 {
	o := w.ops.Get(r)
	if o == nil {
		return 0
	}
	rec := w.Trace.Add()
	rec.Kind, rec.At, rec.Node, rec.Flow = trace.Applied, w.Now(), p, o.Flow
	rec.Op, rec.N, rec.Aux = o.ID, 1, int64(o.Applied)
	o.Applied++
	return o.Applied - 1
}

// each adds the record for as many of the operation's numbers as fit one.
func (w *World) each(o *Op, like *trace.Record) {
	like.At, like.Flow = w.Kernel.Now(), o.Flow
	for first, left := o.ID, o.N; left > 0; {
		n := min(left, 1<<16-1)
		like.Op, like.N = first, uint16(n)
		*w.Trace.Add() = *like
		first, left = first+n, left-n
	}
}

// Join says that someone keeps a reference to the operation, and Leave that
// it no longer does.
func (w *World) Join(r sim.Ref) { w.join(r) }

// Leave undoes one Join.
func (w *World) Leave(r sim.Ref) { w.leave(w.ops.Get(r)) }

// Live tells whether p is up.
func (w *World) Live(p trace.Place) bool { return w.Net.Up(p) }

// join and leave count who speaks of the operation. It is forgotten once it
// has ended and nobody does.
func (w *World) join(r sim.Ref) *Op {
	o := w.ops.Get(r)
	if o != nil {
		o.refs++
	}
	return o
}

func (w *World) leave(o *Op) {
	if o == nil {
		return
	}
	if o.refs--; o.refs == 0 {
		w.freeOp(o)
	}
}

// close says that an operation is no longer under way.
func (o *Op) close() {
	o.ended = true
	o.holders.clear()
}

// freeOp forgets an operation, and its deeds.
func (w *World) freeOp(o *Op) {
	if o.deeds != 0 {
		w.freeDeeds(o)
	}
	if o.holders.sides != nil {
		w.freeSides(o)
	}
	w.ops.Free(o.index)
}

// load is the operations that b speaks for; none where it does not.
func (w *World) load(b network.Behalf) network.Load {
	if o, side := w.speaksFor(b); o != nil {
		return network.Load{Op: o.ID, N: o.count(), Side: side}
	}
	return network.Load{}
}

// beside records what operations are on from now at p, at a side beside, if any are;
// msg is what that is about, 0: no message.
func (w *World) beside(l network.Load, p trace.Place, flow uint16, msg uint32, cause trace.Cause) {
	if l.Side != 0 {
		r := w.note(trace.Beside, p)
		l.Beside(r, cause)
		r.Msg, r.Flow = msg, flow
	}
}

// count is how many operations it stands for, as far as a record can say.
func (o *Op) count() uint16 { return uint16(min(o.N, 1<<16-1)) }

// Draw is the key for what the operation's work is, by purpose: the same for
// every attempt and in every variant. salt tells apart several works of one
// kind.
func (o *Op) Draw(purpose sim.Key, salt uint64) sim.Key {
	k := o.Key.With(uint64(purpose))
	if salt != 0 {
		k = k.With(salt)
	}
	return k
}

// Chance is the key for what befalls one attempt at the work: a new one for
// each path.
func (o *Op) Chance(purpose sim.Key, salt uint64, path Path) sim.Key {
	if path != 0 {
		purpose = purpose.With(uint64(path))
	}
	return o.Draw(purpose, salt)
}

func sortBy[T any, K cmp.Ordered](s []T, key func(T) K) {
	sim.Sort(s, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}
