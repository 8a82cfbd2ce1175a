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
// One whose connection is not open yet has not been sent.
func (w *World) sendCancel(r sim.Ref, a *Attempt, mode int) {
	if c := w.Net.Conn(a.Conn); c == nil || !c.Open() {
		return
	}
	mi := w.Net.New()
	m := w.Net.Msg(mi)
	m.From, m.To, m.Flow, m.Shape, m.Conn = a.From, w.hop(a.From, a.Dest), a.Flow, trace.Cancelling, a.Conn
	m.Attempt, m.Note, m.Parent = r, uint64(mode), a.Request
	w.Net.Tell(mi)
}

// abandon takes back an attempt that a proxy has made: nobody waits for its
// answer any more.
func (w *World) abandon(r sim.Ref, a *Attempt, mode int) {
	if !a.waited {
		return
	}
	w.sendCancel(r, a, mode)
	if mode == cancelAlways {
		if a.proxy != nil {
			a.proxy.Passed(a, nil, trace.Cancelled)
		}
		w.settle(r.Index, a)
		w.release(r.Index, a)
	}
}

// cancelled handles a cancellation that has arrived.
func (w *World) cancelled(m *network.Message) {
	a := w.attempts.Get(m.Attempt)
	if a == nil || a.At != m.To {
		return
	}
	if child := w.attempts.Get(a.child); child != nil && child.waited {
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
