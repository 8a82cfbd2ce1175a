package node

import (
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
		w.settle(r.Index, a)
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
	if j := w.jobOn(a); j != nil && j.state != parked {
		j.station.cancel(j, m.Always)
		return
	}
	if a.under && a.Flow != 0 {
		w.flows[a.Flow].Lapsed(m.Attempt)
	}
}
