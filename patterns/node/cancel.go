package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// What taking a request back takes back.
const (
	cancelNone   = iota
	cancelQueued // it, where it still waits in a queue
	cancelAlways // it, wherever it is
)

func cancelMode(name string) int {
	switch name {
	case "queued":
		return cancelQueued
	case "always":
		return cancelAlways
	}
	return cancelNone
}

// sendCancel tells the next place on the way that the attempt is taken back.
func (w *World) sendCancel(r sim.Ref, a *Attempt, mode int) {
	if w.Net.Open(a.Conn) { // else the request itself has not been sent
		w.tellCancel(r, a, a.asked, a.From, a.hop, a.Conn, uint64(mode))
	}
}

// tellCancel says so in a message that follows from another one.
func (w *World) tellCancel(r sim.Ref, a *Attempt, parent uint32, from, to trace.Place, conn sim.Ref, mode uint64) {
	m := w.Net.New()
	m.From, m.To, m.Flow, m.Shape, m.Conn = from, to, a.Flow, trace.Cancelling, conn
	m.Attempt, m.Note, m.Parent = r, mode, parent
	w.Net.Tell(m)
}

// abandon takes back an attempt that a proxy has made: nobody waits for its
// answer any more.
func (w *World) abandon(r sim.Ref, a *Attempt, mode int) {
	if !a.waited {
		return
	}
	w.sendCancel(r, a, mode)
	if mode == cancelAlways {
		if a.proxied {
			w.proxy(a).Passed(a, nil, trace.Cancelled)
		}
		w.settle(r.Index, a)
		w.release(r.Index, a)
	}
}

// cancelled handles a cancellation that has arrived.
func (w *World) cancelled(m *network.Message) {
	a := w.Attempt(m.Attempt)
	if a == nil || a.At == 0 {
		return
	}
	if a.At != m.To {
		if a.forwarded && m.To == a.hop {
			w.tellCancel(m.Attempt, a, m.ID, m.To, a.At, sim.Ref{}, m.Note)
		}
		return
	}
	if child := w.Attempt(a.child); child != nil && child.waited {
		w.abandon(a.child, child, int(m.Note))
		return
	}
	if j := w.jobs.Get(a.job); j != nil && j.state != parked {
		j.station.cancel(a.job, j, int(m.Note))
		return
	}
	if a.under && a.Flow != 0 {
		w.flows[a.Flow].Lapsed(m.Attempt)
	}
}
