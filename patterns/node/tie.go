package node

import (
	"slices"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// Tied requests (Dean, Barroso, "The Tail at Scale", 2013): a call's first attempt and
// its twin each know whom the other one asks, and the server that begins one of them
// tells the other's in a message of its own, which takes back what waits in a queue
// there, or will when it comes. What is taken back is answered, so that its call goes
// on should the other copy fail.
//
// Model card. The twin's server is chosen with the first's, and asked once the hedge's
// time is over. Where both begin before either has heard of the other, both are done:
// so a hedge of about twice the way between two servers saves nearly all that is done
// twice. A worker takes up what it has begun to the end. Left out: ties of polls and
// subscriptions, the bytes that name the other server, a server that crashes and
// forgets what it was to take back.

// Which of two tied attempts.
const (
	firstCopy uint8 = 1 << iota
	secondCopy
)

// other is whom the caller at p asks for the twin of an attempt at t: any other
// target where it draws, else the next one.
func (a *Agent) other(p, t trace.Place) trace.Place {
	if len(a.targets) == 1 {
		return t
	}
	there := a.there()
	n := len(there)
	if n == 1 {
		return there[0]
	}
	by := 1
	if a.pick.Drawn {
		by += a.state(p).draws.IntN(n - 1)
	}
	return there[(slices.Index(there, t)+by)%n]
}

// tie chooses whom the twin of the call's first attempt asks, to which it is tied.
func (w *World) tie(agent *Agent, c *Call, a *Attempt) {
	x := w.repeatedBy(c)
	if x.second = a.picked; !a.named {
		x.second = agent.other(c.From, a.picked)
	}
}

// tiedAs tells which of two tied attempts a is, which r names, and of which call; 0
// where it is none of two.
func (w *World) tiedAs(r sim.Ref, a *Attempt) (*Call, uint8) {
	call, c := w.callBy(r, a)
	switch {
	case c == nil || c.more == 0 || !w.agents[c.agent].ties || c.tries > 2:
		return nil, 0
	case call == r:
		return c, firstCopy
	case r == c.tied:
		return c, secondCopy
	}
	return nil, 0
}

// begun has the other one of two tied requests taken back where a server has begun
// the job of one.
func (w *World) begun(j *Job) {
	a := w.Attempt(j.Attempt)
	if _, serves := j.owner.(*Server); !serves || a == nil || j.part != whole || j.Shape != trace.Request {
		return
	}
	c, as := w.tiedAs(j.Attempt, a)
	if as == 0 {
		return
	}
	x := w.repeated.At(c.more)
	if x.begun&as != 0 {
		return
	}
	x.begun |= as
	switch {
	case c.tries == 1 && x.second == a.Place:
		x.late |= secondCopy
	case c.tries == 1: // the twin is still to come
		w.untie(j.Attempt, a, x.second)
	case c.live == 2 && as == firstCopy:
		w.untie(c.tied, a, x.second)
	case c.live == 2:
		w.untie(x.twin, a, w.attempts.At(x.twin.Index).picked)
	}
}

// untie has the one at p told that attempt a has begun, so that r, which is tied to it,
// is not wanted, or, where r is a itself, its twin.
func (w *World) untie(r sim.Ref, a *Attempt, p trace.Place) {
	if p == a.Place {
		w.drawBack(w.attempts.Get(r))
		return
	}
	m := w.Net.New()
	m.From, m.To, m.Flow, m.Shape, m.Attempt, m.Parent, m.Tied = a.Place, p, a.Flow, trace.Cancelling, r, a.Request, true
	w.Net.Tell(m, network.Load{})
}

// untied handles that the other of two tied requests has begun.
func (w *World) untied(m *network.Message) {
	r, a := m.Attempt, w.Attempt(m.Attempt)
	if a == nil {
		return
	}
	c, as := w.tiedAs(r, a)
	if a.picked != m.To { // it names the first: of its twin there was nothing yet to name
		if as == 0 {
			return
		}
		if as = secondCopy; c.tries == 2 {
			a = w.Attempt(c.tied)
		}
	}
	switch {
	case a != nil && a.Place == m.To:
		w.drawBack(a)
	case as != 0:
		w.repeated.At(c.more).late |= as
	}
}

// drawBack takes an attempt out of the queue where it waits, and answers it.
func (w *World) drawBack(a *Attempt) {
	if j := w.jobOn(a); j != nil && j.state == queued {
		j.station.giveUp(j, trace.Cancelled)
	}
}

// unwanted tells whether attempt a, which r names and which has reached its place, is
// tied to one that has begun, of which word has come before it, and if so answers it.
func (w *World) unwanted(r sim.Ref, a *Attempt) bool {
	c, as := w.tiedAs(r, a)
	if as == 0 || w.repeated.At(c.more).late&as == 0 {
		return false
	}
	w.Reply(r, a.Place, Answer{Shape: answerTo(a.Shape), Status: trace.Cancelled})
	return true
}
