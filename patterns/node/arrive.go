package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// Carried says which operations m carries now.
func (w *World) Carried(m *network.Message) network.Load { return w.load(m.Behalf) }

// Connected notes which connection an attempt goes over.
func (w *World) Connected(m *network.Message) {
	if a := w.Attempt(m.Attempt); a != nil {
		w.connect(m, a)
	}
}

func (w *World) connect(m *network.Message, a *Attempt) {
	a.Conn, a.taken = m.Conn, true
	if !a.OneWay {
		w.link(m.Attempt.Index, a)
	}
}

// Departs starts the clock of an attempt that is sent.
func (w *World) Departs(m *network.Message, connects bool) network.Load {
	a := w.Attempt(m.Attempt)
	if a == nil {
		return w.load(m.Behalf)
	}
	if connects {
		w.connect(m, a)
	}
	if a.waited {
		a.sent = true
		if a.due != 0 {
			w.startDeadline(m.Attempt, a)
		}
	}
	return w.load(m.Behalf)
}

// Wanted tells whether whoever asked still waits for an answer to m.
func (w *World) Wanted(m *network.Message) bool {
	a := w.Attempt(m.Attempt)
	return a == nil || a.waited || a.OneWay
}

// Arrive handles a message that has reached its place. A request goes to the
// role there; of one that arrives twice the second becomes an attempt that nobody
// waits for.
func (w *World) Arrive(m *network.Message) {
	switch {
	case m.Shape == trace.Cancelling:
		w.cancelled(m)
	case m.Answer:
		w.answered(m)
	case m.Shape == trace.Ack:
		w.flows[m.Flow].(Acknowledged).Acked(m)
	default:
		r := m.Attempt
		if m.Copy {
			r = w.copied(m)
		}
		if a := w.Attempt(r); a != nil {
			w.put(r.Index, a, m.To)
			if a.Due != 0 && w.expired(r, a) || w.ties && w.unwanted(r, a) {
				break
			}
			w.inHand = m
			w.group(m.To).role.Asked(r, a)
			if w.inHand == nil {
				return // it was sent on
			}
			w.inHand = nil
		}
	}
	w.Net.Free(m)
}

// Acknowledged is a flow that takes acknowledgements.
type Acknowledged interface {
	// Acked hands over an acknowledgement that has arrived.
	Acked(m *network.Message)
}

// copied makes an attempt of the copy of a request that a wire has made.
func (w *World) copied(m *network.Message) sim.Ref {
	original := w.Attempt(m.Attempt)
	if original == nil {
		return sim.Ref{}
	}
	r, a := w.attempts.New()
	a.Ask, a.Conn, a.forwarded = original.Ask, original.Conn, original.forwarded
	a.Holder, a.Request, a.under = 0, m.ID, true
	a.Path = a.Path.Then(duplicate)
	w.join(a.Op)
	return r
}

// answered hands an answer to whoever made the attempt.
func (w *World) answered(m *network.Message) {
	a := w.Attempt(m.Attempt)
	if m.Copy || a == nil || !a.waited {
		w.ignore(m, a)
		return
	}
	if m.Last {
		a.under = false
		w.settle(m.Attempt.Index, a, true)
	}
	if a.proxied() {
		w.proxy(a).Passed(m.Attempt, a, m, m.Status)
	} else {
		w.callAnswered(a, m)
	}
	if m.Last {
		w.release(m.Attempt.Index, a)
	}
}

// ignore throws away an answer that nobody waits for.
func (w *World) ignore(m *network.Message, a *Attempt) {
	why := trace.Late
	if m.Copy {
		why = trace.Duplicate
	}
	r := w.note(trace.Discard, m.To)
	r.Peer, r.Msg, r.Flow, r.Shape, r.Status = m.From, m.ID, m.Flow, m.Shape, why
	if !m.Copy {
		load := w.load(m.Behalf)
		load.Name(r, trace.Unanswered)
		w.beside(load, m.To, m.Flow, 0, trace.Unanswered)
	}
	w.missed(m, why)
	if a != nil && m.Last && !m.Copy {
		a.under = false
		w.release(m.Attempt.Index, a)
	}
}

// Awaited tells whether whoever made the attempt still waits for an answer.
func (w *World) Awaited(r sim.Ref) bool {
	a := w.Attempt(r)
	return a != nil && a.waited
}

// Travels tells whether something of the call's latest attempt is still on
// its way or being worked on.
func (w *World) Travels(c *Call) bool {
	a := w.Attempt(c.tied)
	return a != nil && a.under
}

// Lost handles a message that will not arrive.
func (w *World) Lost(m *network.Message, why trace.Status) {
	w.missed(m, why)
	a := w.Attempt(m.Attempt)
	if a == nil || m.Copy || m.Shape == trace.Cancelling || m.Shape == trace.Ack || m.Answer && !m.Last {
		return
	}
	a.under = false
	w.release(m.Attempt.Index, a)
}

// CutOff tells the flow of a request, which is no server's own, how much of it has come,
// and has left its sender, where no more will.
func (w *World) CutOff(m *network.Message, came, left uint32) {
	f, ok := w.flowOf(m.Flow).(Keeper)
	if !ok || m.Answer || m.Copy || m.Shape == trace.Cancelling {
		return
	}
	if a := w.Attempt(m.Attempt); a != nil && !a.Nested {
		f.CutOff(a, m, came, left)
	}
}

// A Keeper is a flow that wants to know what has come of requests that are cut off.
type Keeper interface {
	CutOff(a *Attempt, m *network.Message, came, left uint32)
}

// Relays tells whether the one at p passes on what it is asked, once it has all of it.
func (w *World) Relays(p trace.Place) bool {
	_, relays := w.group(p).role.(Proxy)
	return relays
}

// Unsent fails the attempt whose request has found no connection.
func (w *World) Unsent(m *network.Message, why trace.Status) {
	if a := w.Attempt(m.Attempt); a != nil {
		w.fail(m.Attempt, a, why)
	}
}

// missed tells the flow that what m bears will not be heard. A copy that the
// wire has made bears nothing.
func (w *World) missed(m *network.Message, why trace.Status) {
	if m.Shape.Followed() && !m.Copy {
		w.bringsNothing(m.Attempt)
	}
	if f, ok := w.flowOf(m.Flow).(Loser); ok && !m.Copy && m.Shape != trace.Cancelling {
		f.Missed(m, why)
	}
}

// A Loser is a flow that wants to know of messages that will not arrive.
type Loser interface {
	Missed(m *network.Message, why trace.Status)
}

func (w *World) flowOf(number uint16) Flow {
	if number == 0 {
		return nil
	}
	return w.flows[number]
}

// link puts the attempt among those of its connection, and unlink takes it out.
func (w *World) link(i uint32, a *Attempt) {
	w.connected++
	a.turn = w.connected
	w.askedOn.Add(a.Conn.Index, i)
}

func (w *World) unlink(i uint32, a *Attempt) {
	if a.turn != 0 {
		a.turn = 0
		w.askedOn.Remove(a.Conn.Index, i)
	}
}

// Broken handles a connection that the one at p has found reset: what p asked
// over it will not be answered, and what p was asked over it need not be.
func (w *World) Broken(r sim.Ref, p trace.Place, why trace.Status) {
	var hit []sim.Ref
	for _, i := range w.askedOn.Of(r.Index) {
		if w.attempts.At(i).Conn == r {
			hit = append(hit, w.attempts.Ref(i))
		}
	}
	sortBy(hit, func(r sim.Ref) uint32 { return w.attempts.At(r.Index).turn })
	for _, r := range hit {
		switch a := w.Attempt(r); {
		case a == nil:
		case a.From == p:
			w.fail(r, a, trace.Refused)
		case a.Place == p:
			w.lapsed(r, a)
		}
	}
}

// Holds tells whether the one at p has in hand what it was asked over connection c.
func (w *World) Holds(c sim.Ref, p trace.Place) bool {
	for _, i := range w.askedOn.Of(c.Index) {
		if a := w.attempts.At(i); a.Conn == c && a.Place == p && a.From != p {
			return true
		}
	}
	return false
}

// Cancelled handles that the one at p has learnt that whoever made an attempt
// wants no more of it.
func (w *World) Cancelled(attempt sim.Ref, p trace.Place) {
	if a := w.Attempt(attempt); a != nil && a.Place == p {
		w.lapsed(attempt, a)
	}
}

// fail says that there will be no answer to attempt r.
func (w *World) fail(r sim.Ref, a *Attempt, why trace.Status) {
	if !a.waited {
		return
	}
	w.settle(r.Index, a, false)
	if a.proxied() {
		w.regain(a)
		w.proxy(a).Passed(r, a, nil, why)
	} else {
		w.callFailed(r, a, why)
	}
	w.release(r.Index, a)
}

// lapsed says that whoever made the attempt has gone.
func (w *World) lapsed(r sim.Ref, a *Attempt) {
	if child := w.Attempt(a.child); child != nil {
		w.abandon(a.child, child, always)
		return
	}
	j := w.jobOn(a)
	if j != nil && j.Shape.Publishes() {
		return // a broker writes it to its disk: it has the message, whoever sent it
	}
	if a.under && a.Flow != 0 && (j == nil || j.state == parked) {
		w.flows[a.Flow].Lapsed(r)
	}
}
