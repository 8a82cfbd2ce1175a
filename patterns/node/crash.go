package node

import (
	"cmp"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// crash takes place p down: its connections break, what it had in memory is
// gone, and so is what it had asked of others. One that is down already has
// nothing more to lose, but its host may fall silent.
func (w *World) crash(p trace.Place, how trace.Status) {
	was := w.Net.Fate(p)
	if was == trace.NoStatus {
		w.note(trace.Down, p).Status = how
	}
	w.Net.Crash(p, how)
	if was != trace.NoStatus {
		w.noteFate(p, was)
		return
	}
	w.spots[p].role.Crashed(p)
	calls := w.dropCalls(p)
	w.dropAttempts(p)
	for _, a := range w.agents {
		a.forget(p)
	}
	for i := range calls {
		calls[i].Caller.Returned(&calls[i], nil, trace.Crashed)
		w.leave(calls[i].Op)
	}
	for _, f := range w.flows[1:] {
		f.Crashed(p)
	}
}

// revive undoes one crash of p. It is up once all are undone, and heard of
// once those of its host are.
func (w *World) revive(p trace.Place, how trace.Status) {
	was := w.Net.Fate(p)
	w.Net.Revive(p, how)
	if !w.Net.Up(p) {
		w.noteFate(p, was)
		return
	}
	w.note(trace.Up, p)
	w.spots[p].role.Revived(p)
	for _, f := range w.flows[1:] {
		f.Revived(p)
	}
}

// noteFate records that p, which stays down, is down in another way.
func (w *World) noteFate(p trace.Place, was trace.Status) {
	if now := w.Net.Fate(p); now != was {
		w.note(trace.Up, p)
		w.note(trace.Down, p).Status = now
	}
}

// dropCalls forgets the calls that p was making, and returns them.
func (w *World) dropCalls(p trace.Place) []Call {
	var found []sim.Ref
	for _, i := range w.callsOf.Of(p) {
		found = append(found, w.calls.Ref(i))
	}
	w.sortCalls(found)
	var dropped []Call
	for _, r := range found {
		c := w.calls.Get(r)
		w.Kernel.Cancel(c.timer)
		w.Kernel.Cancel(c.hedge)
		w.Enter(c.Op, c.Token, trace.Unanswered, p)
		dropped = append(dropped, *c)
		w.freeCall(r.Index, c)
	}
	return dropped
}

// number is the operation's number in the trace; 0 where it is no more.
func (w *World) number(r sim.Ref) uint32 {
	if o := w.ops.Get(r); o != nil {
		return o.ID
	}
	return 0
}

// sortCalls puts calls into an order that does not depend on their places in
// the slab, which calls of other flows would move: by operation, then by flow
// and caller.
func (w *World) sortCalls(calls []sim.Ref) {
	slices.SortStableFunc(calls, func(x, y sim.Ref) int {
		a, b := w.calls.Get(x), w.calls.Get(y)
		return cmp.Or(cmp.Compare(w.number(a.Op), w.number(b.Op)), cmp.Compare(a.Flow, b.Flow), cmp.Compare(a.Ordinal, b.Ordinal), cmp.Compare(a.Salt, b.Salt))
	})
}

// dropAttempts forgets that p waits for answers, and lets go of what it was
// asked.
func (w *World) dropAttempts(p trace.Place) {
	here := append(w.askedBy.Of(p), w.askedAt.Of(p)...)
	slices.Sort(here)
	for _, i := range slices.Compact(here) {
		a := w.attempts.At(i)
		if a.From == p && a.waited {
			// It stays in the list of its connection: the other end, which may
			// hold it, learns by that list what the reset means.
			a.waited, a.taken = false, false
			w.over(w.attempts.Ref(i))
			w.Kernel.Cancel(a.timer)
			a.timer = 0
			w.release(i, a)
		} else if a.At == p && a.under {
			w.Discard(w.attempts.Ref(i))
		}
	}
}

// A Timeline is the faults of a run, made ready.
type Timeline struct {
	w     *World
	id    sim.HandlerID
	acts  []Act
	shops func(p trace.Place) *Workshop
}

// An Act is one entry of the timeline.
type Act struct {
	Fault   FaultConfig
	Places  []trace.Place    // crash, pause, slow: what it happens to
	Pairs   [][2]trace.Place // partition, loss, latency: from whom to whom
	Restart sim.Time         // crash: how long the places take to come back
	Flow    int              // send: the flow's number
	how     trace.Status
}

// NewTimeline schedules the acts. shops gives the stations of a place, or nil.
func NewTimeline(w *World, acts []Act, shops func(p trace.Place) *Workshop) *Timeline {
	t := &Timeline{w: w, acts: acts, shops: shops}
	t.id = w.Kernel.Register(t)
	for i := range acts {
		a := &acts[i]
		a.how = trace.Crashed
		if a.Fault.How == "host" {
			a.how = trace.Silent
		}
		if a.Fault.At > w.Kernel.Horizon() || a.Fault.Fault == "" && a.Fault.Send == "" {
			continue
		}
		w.Kernel.Script(a.Fault.At, uint32(2*i), t.id, 0, uint32(i), 0)
		if end := t.end(a); end <= w.Kernel.Horizon() && a.Fault.Fault != "" {
			w.Kernel.Script(end, uint32(2*i+1), t.id, 1, uint32(i), 0)
		}
	}
	return t
}

func (t *Timeline) end(a *Act) sim.Time {
	if a.Fault.For == nil {
		return sim.Never
	}
	return a.Fault.At + *a.Fault.For + a.Restart
}

// Handle begins an act, or ends it.
func (t *Timeline) Handle(e sim.Event) {
	a := &t.acts[e.A]
	end := e.Kind() == 1
	switch a.Fault.Fault {
	case "":
		t.w.flows[a.Flow].Intend(first(a.Places))
	case "crash":
		t.crash(a, end)
	case "pause", "slow":
		t.slow(a, end)
	default:
		t.afflict(a, end)
	}
}

func first(places []trace.Place) trace.Place {
	if len(places) == 0 {
		return 0
	}
	return places[0]
}

func (t *Timeline) crash(a *Act, end bool) {
	for _, p := range a.Places {
		if end {
			t.w.revive(p, a.how)
		} else {
			t.w.crash(p, a.how)
		}
	}
}

func (t *Timeline) slow(a *Act, end bool) {
	factor := a.Fault.Factor
	if a.Fault.Fault == "pause" {
		factor = 0
	}
	for _, p := range a.Places {
		if shop := t.shops(p); shop != nil {
			shop.Slow(p, factor, end)
			t.w.note(trace.Speed, p).Aux = int64(float64(shop.Speed(p)*1e6) + 0.5)
		}
	}
}
