package node

import (
	"cmp"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// Where taking a request back takes it from.
const (
	fromQueues = false // it goes on where a worker has it
	always     = true
)

// takeBack takes an attempt back whose asker waits no longer, as its policy says.
func (w *World) takeBack(r sim.Ref, a *Attempt, p *Policy) {
	switch p.Cancel {
	case "queued":
		w.sendCancel(r, a, fromQueues)
	case "always":
		w.sendCancel(r, a, always)
	}
}

// sendCancel tells the next place on the way that the attempt is taken back.
func (w *World) sendCancel(r sim.Ref, a *Attempt, always bool) {
	if w.Net.Open(a.Conn) { // else the request itself has not been sent
		w.tellCancel(r, a, a.asked, a.From, w.firstHop(a), a.Conn, always)
	}
}

// tellCancel says so in a message that follows from another one.
func (w *World) tellCancel(r sim.Ref, a *Attempt, parent uint32, from, to trace.Place, conn sim.Ref, always bool) {
	m := w.Net.New()
	m.From, m.To, m.Flow, m.Shape, m.Conn = from, to, a.Flow, trace.Cancelling, conn
	m.Attempt, m.Always, m.Parent = r, always, parent
	w.Net.Tell(m, network.Load{})
}

// abandon takes back an attempt that a proxy has made: nobody waits for its
// answer any more.
func (w *World) abandon(r sim.Ref, a *Attempt, always bool) {
	if !a.waited {
		return
	}
	w.sendCancel(r, a, always)
	if always {
		if a.proxied() {
			w.proxy(a).Passed(r, a, nil, trace.Cancelled)
		}
		w.settle(r.Index, a, false)
		w.release(r.Index, a)
	}
}

// cancelled handles a cancellation that has arrived.
func (w *World) cancelled(m *network.Message) {
	if m.Tied {
		w.untied(m)
		return
	}
	a := w.Attempt(m.Attempt)
	if a == nil || a.Place == 0 {
		return
	}
	if a.Place != m.To {
		if a.forwarded && m.To == w.firstHop(a) {
			w.tellCancel(m.Attempt, a, m.ID, m.To, a.Place, sim.Ref{}, m.Always)
		}
		return
	}
	if child := w.Attempt(a.child); child != nil && child.waited {
		w.abandon(a.child, child, m.Always)
		return
	}
	switch j := w.jobOn(a); {
	case j == nil:
	case j.state != parked:
		j.station.cancel(j, m.Always)
		return
	case j.Shape == trace.Request:
		if m.Always {
			w.takeAway(j)
		}
		return
	}
	if a.under && a.Flow != 0 {
		w.flows[a.Flow].Lapsed(m.Attempt)
	}
}

// takeAway takes a job back between two of its steps, which waits for a call, a unit of a
// pool, a timer or its branches. The branches go first, in the order of their steps, and
// of its calls becomes what their own policies say of one that has timed out.
func (w *World) takeAway(j *Job) {
	self := j.Self
	var branches []sim.Ref
	for _, i := range w.jobsAt.Of(j.Place) {
		if b := w.jobs.At(i); b.branches() && b.Item.Kept == self {
			branches = append(branches, b.Self)
		}
	}
	sim.Sort(branches, func(a, b sim.Ref) int {
		return cmp.Compare(w.jobs.Get(a).Item.Delivery, w.jobs.Get(b).Item.Delivery)
	})
	for _, r := range branches {
		if b := w.jobs.Get(r); b != nil {
			w.takeAway(b)
		}
	}
	if j = w.jobs.Get(self); j == nil {
		return
	}
	if s, serves := j.owner.(*Server); serves {
		w.endCallsFor(self, j.Place, s)
	}
	if j = w.jobs.Get(self); j != nil {
		j.station.drop(j, trace.Cancelled)
	}
}

// endCallsFor ends the calls that a server makes for a job, which is no longer wanted.
func (w *World) endCallsFor(job sim.Ref, p trace.Place, s *Server) {
	var found []sim.Ref
	for _, i := range w.callsOf.Of(p) {
		r := w.attempts.Ref(i)
		if c := w.callOf(r); c != nil && c.ForJob == job && w.agents[c.agent].caller == Caller(s) {
			found = append(found, r)
		}
	}
	w.sortCalls(found)
	for _, r := range found {
		c := w.callOf(r)
		agent, last, twin := w.agents[c.agent], c.tied, w.endRepeats(c)
		w.abandonTwin(twin, agent)
		if last != twin {
			w.abandonTwin(last, agent)
		}
		w.freeCall(r.Index, c)
	}
}
