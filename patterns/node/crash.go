package node

import (
	"cmp"
	"slices"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// crash takes place p down: its connections break, what it had in memory is
// gone, and so is what it had asked of others. One that is down already has
// nothing more to lose, but its host may fall silent. Where so many open connections
// were too many for its memory, open is not 0. It tells which of a pair of machines that
// has happened to; 0 where there is no pair.
func (w *World) crash(p trace.Place, how trace.Status, open int) (machine uint8) {
	if s := w.group(p).standby; s != nil {
		return s.strike(p, how, open)
	}
	w.fell(p, how, open)
	return 0
}

// fell takes place p down.
func (w *World) fell(p trace.Place, how trace.Status, open int) {
	was := w.Net.Fate(p)
	if was == trace.NoStatus {
		r := w.note(trace.Down, p)
		r.Status, r.Aux = how, int64(open)
	}
	w.Net.Crash(p, how)
	if was != trace.NoStatus {
		w.noteFate(p, was)
		return
	}
	w.lose(p)
}

// lose takes it that what the process at p, which is no more, had in memory is gone.
func (w *World) lose(p trace.Place) {
	w.group(p).role.Crashed(p)
	if w.named {
		w.forgetNames(p)
	}
	calls := w.dropCalls(p)
	w.dropAttempts(p)
	for _, a := range w.agents[1:] {
		a.forget(p)
	}
	for i := range calls {
		w.agents[calls[i].agent].caller.Returned(&calls[i], nil, trace.Crashed)
		w.Leave(calls[i].Op)
	}
	for _, f := range w.flows[1:] {
		f.Crashed(p)
	}
}

// revive undoes one crash of a machine at p.
func (w *World) revive(p trace.Place, how trace.Status, machine uint8) {
	if s := w.group(p).standby; s != nil {
		s.heal(p, how, machine)
	} else {
		w.rise(p, how)
	}
}

// rise undoes one fall of p. It is up once all are undone, and heard of once
// those of its host are.
func (w *World) rise(p trace.Place, how trace.Status) {
	was := w.Net.Fate(p)
	w.Net.Revive(p, how)
	if !w.Net.Up(p) {
		w.noteFate(p, was)
		return
	}
	w.note(trace.Up, p)
	w.begin(p)
}

// begin lets the one at p, which is up from now, begin anew.
func (w *World) begin(p trace.Place) {
	w.group(p).role.Revived(p)
	for _, f := range w.flows[1:] {
		f.Revived(p)
	}
}

// noteFate records that p, which stays down, is down in another way.
func (w *World) noteFate(p trace.Place, was trace.Status) {
	if now := w.Net.Fate(p); now != was {
		w.note(trace.Up, p)
		if now != trace.NoStatus {
			w.note(trace.Down, p).Status = now
		}
	}
}

// dropCalls forgets the calls that p was making, and returns them. Each still
// refers to its operation.
func (w *World) dropCalls(p trace.Place) []Call {
	var found []sim.Ref
	for _, i := range w.callsOf.Of(p) {
		found = append(found, w.attempts.Ref(i))
	}
	w.sortCalls(found)
	var dropped []Call
	for _, r := range found {
		c := w.callOf(r)
		if c.live > 1 {
			w.counts(c, c.Behalf)
		}
		w.Enter(w.Behalf(c), trace.Unanswered, p)
		dropped = append(dropped, *c)
		w.join(c.Op)
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
	sim.Sort(calls, func(x, y sim.Ref) int {
		a, b := w.callOf(x), w.callOf(y)
		return cmp.Or(cmp.Compare(w.number(a.Op), w.number(b.Op)), cmp.Compare(a.Flow, b.Flow), cmp.Compare(a.Ordinal, b.Ordinal), cmp.Compare(a.Salt, b.Salt))
	})
}

// sortAttempts puts attempts into the order of their requests: that of their
// places in the slab would be moved by attempts of other flows.
func (w *World) sortAttempts(at []uint32) {
	sim.Sort(at, func(i, j uint32) int {
		return cmp.Or(cmp.Compare(w.attempts.At(i).Request, w.attempts.At(j).Request), cmp.Compare(i, j))
	})
}

// dropAttempts forgets that p waits for answers, and lets go of what it was
// asked.
func (w *World) dropAttempts(p trace.Place) {
	here := append(w.askedBy.Of(p), w.askedAt.Of(p)...)
	w.sortAttempts(here)
	for _, i := range slices.Compact(here) {
		a := w.attempts.At(i)
		if a.From == p && a.waited {
			// It stays among those of its connection: by that the other end, which
			// may hold it, learns what the reset means.
			a.waited, a.taken = false, false
			w.bringsNothing(w.attempts.Ref(i))
			w.endDeadline(a)
			w.release(i, a)
		} else if a.Place == p && a.under {
			w.perished(w.attempts.Ref(i))
		}
	}
}

// perished lets go of an attempt that was at a place which has crashed. Where nobody
// waits for its answer, nobody will send what it was to bring again.
func (w *World) perished(r sim.Ref) {
	if a := w.Attempt(r); a != nil && a.OneWay && a.original {
		w.missed(&network.Message{
			Flow: a.Flow, Shape: a.Shape, From: a.From, To: a.Place, Attempt: r, Tag: a.Tag, Behalf: a.Behalf,
		}, trace.Crashed)
	}
	w.Discard(r)
}

// crash takes the places down, or undoes that.
func (t *Timeline) crash(a *Act, end bool) {
	for i, p := range a.Places {
		if end {
			t.w.revive(p, a.how(), a.struck[i])
		} else {
			a.struck = append(a.struck, t.w.crash(p, a.how(), 0))
		}
	}
}

// CrashOptions are the options of the fault crash.
type CrashOptions struct {
	How string `json:"how" enum:"process,host" default:"process" doc:"crash: process: memory is lost and peers get a reset; host: memory is lost and peers hear nothing"`
}

// how is what peers learn of a crash.
func (o *CrashOptions) how() trace.Status {
	if o.How == "host" {
		return trace.Silent
	}
	return trace.Crashed
}
