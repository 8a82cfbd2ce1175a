package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// ears are the subscriptions of a flow's listeners: each keeps one open, and
// comes back when it breaks.
type ears struct {
	*Talk
	id        sim.HandlerID
	places    []trace.Place // of the listeners
	roster    node.Roster   // of the listeners
	agent     *node.Agent
	reconnect *Reconnect
	subs      []subscription
	keptAt    sim.Index[trace.Place] // subscriptions by where they are kept
	states    []earState
	purpose   string                    // of the listeners' draws
	note      func(listener int) uint64 // what a subscription says
	heard     func(listener int, m *network.Message)
	gone      func(listener int) // the other side has lost the subscription
}

// A subscription is what the other side knows of a listener.
type subscription struct {
	attempt sim.Ref
	place   trace.Place // of the other side
	job     sim.Ref     // it came with, where a worker stays taken for it
	beat    sim.TimerID
}

// An earState is what a listener knows of its own.
type earState struct {
	call  sim.Ref
	fails uint32
	wait  sim.Time
	alarm sim.TimerID // until then something is to be heard
	spin  node.Spin
	draws *sim.Stream // made when first drawn from
}

const (
	eventSubscribe uint8 = iota
	eventHeartbeat
	eventSilence
	eventNoAnswer
)

// earBytes is what is kept of a subscriber at both ends.
const earBytes = 128

func newEars(t *Talk, c *Reconnect, purpose string, places []trace.Place, agent *node.Agent, heard func(int, *network.Message)) *ears {
	t.W.Kernel.Keeps("subscribers", earBytes).Add(len(places))
	e := &ears{
		Talk: t, places: places, roster: node.NewRoster(places), agent: agent, reconnect: c, heard: heard,
		subs: make([]subscription, len(places)), states: make([]earState, len(places)),
		purpose: purpose, gone: func(int) {},
	}
	e.id = t.W.Kernel.Register(e)
	return e
}

// start makes every listener subscribe.
func (e *ears) start() {
	for i := range e.places {
		e.W.Kernel.At(0, e.id, eventSubscribe, uint32(i), 0)
	}
}

// Handle fires the timers of subscriptions.
func (e *ears) Handle(ev sim.Event) {
	i := int(ev.A)
	s := &e.states[i]
	switch ev.Kind() {
	case eventSubscribe:
		e.ask(i)
	case eventHeartbeat:
		e.subs[i].beat = 0
		e.sendBeat(i)
	case eventSilence, eventNoAnswer:
		s.alarm = 0
		e.W.DropCall(s.call, true)
		e.broken(i)
	}
}

// ask subscribes.
func (e *ears) ask(i int) {
	s := &e.states[i]
	p := e.places[i]
	if !e.W.Live(p) || s.call != (sim.Ref{}) {
		return
	}
	s.alarm = e.W.Kernel.Timer(e.W.Now()+e.reconnect.Timeout, e.id, eventNoAnswer, uint32(i), 0)
	s.call = e.W.Call(e.agent, &node.Call{
		Ask: node.Ask{
			Flow: e.Number, From: p, Shape: trace.Subscribe, Stream: true,
			Payload: e.size(&e.request, sim.Ref{}, 0), Header: uint32(e.C.Headers.Request), Demand: e.demand,
			Note: e.note(i),
		},
		Caller: e, Ordinal: i,
	})
}

// Returned takes what the other side says on a subscription.
func (e *ears) Returned(c *node.Call, m *network.Message, status trace.Status) {
	i := c.Ordinal
	s := &e.states[i]
	if m == nil || m.Last {
		e.W.Kernel.Cancel(s.alarm)
		s.alarm = 0
		e.broken(i)
		return
	}
	s.fails, s.wait = 0, 0
	e.W.Kernel.Cancel(s.alarm)
	s.alarm = 0
	if h := e.reconnect.Heartbeat; h != nil {
		s.alarm = e.W.Kernel.Timer(e.W.Now()+sim.Time(e.reconnect.Misses)**h, e.id, eventSilence, uint32(i), 0)
	}
	if m.Op != (sim.Ref{}) {
		e.heard(i, m)
	}
	_ = status
}

// broken makes the listener come back after a while.
func (e *ears) broken(i int) {
	s := &e.states[i]
	s.call = sim.Ref{}
	s.fails++
	s.wait = e.reconnect.backoff().Wait(s.fails, s.wait, e.drawn(&s.draws, e.places[i], e.purpose))
	e.again(&s.spin, e.places[i], "subscribes and is refused", string(e.C.Pattern)+"/reconnect/backoff")
	e.W.Kernel.At(e.W.Now()+s.wait, e.id, eventSubscribe, uint32(i), 0)
}

// subscribe remembers, at the other side, a subscription that has arrived,
// and confirms it. It tells whether there is one now.
func (e *ears) subscribe(j *node.Job) bool {
	a := e.W.Attempt(j.Attempt)
	if a == nil {
		return false
	}
	if j.Status != trace.OK {
		e.W.Reply(j.Attempt, j.Place, node.Answer{Shape: trace.Response, Status: j.Status})
		return false
	}
	i, _ := unpack(a.Note)
	e.forget(i)
	s := &e.subs[i]
	s.attempt, s.place, s.job = j.Attempt, j.Place, j.Self
	e.keptAt.Add(s.place, uint32(i))
	e.W.NoteMsg(trace.Subscribed, j.Attempt, e.places[i], trace.NoStatus)
	e.W.Reply(j.Attempt, j.Place, node.Answer{
		Shape: trace.Response, Status: trace.OK, Header: uint32(e.C.Headers.Response), More: true,
	})
	e.armBeat(i)
	return e.subs[i].attempt != (sim.Ref{})
}

func (e *ears) armBeat(i int) {
	if h := e.reconnect.Heartbeat; h != nil {
		e.subs[i].beat = e.W.Kernel.Timer(e.W.Now()+*h, e.id, eventHeartbeat, uint32(i), 0)
	}
}

// sendBeat says nothing but that the other side is there.
func (e *ears) sendBeat(i int) {
	s := &e.subs[i]
	if s.attempt == (sim.Ref{}) {
		return
	}
	e.W.Reply(s.attempt, s.place, node.Answer{
		Shape: trace.Health, Status: trace.OK, Header: uint32(e.C.Headers.Push), More: true,
	})
	e.armBeat(i)
}

// forget drops the subscription of a listener.
func (e *ears) forget(i int) {
	s := &e.subs[i]
	if s.attempt == (sim.Ref{}) {
		return
	}
	e.W.Kernel.Cancel(s.beat)
	e.W.NoteMsg(trace.Unsubscribed, s.attempt, e.places[i], trace.Away)
	old, job := s.attempt, s.job
	e.clear(i)
	e.gone(i)
	e.W.Release(job)
	e.W.Discard(old)
}

// lapsed forgets the subscription that came with an attempt.
func (e *ears) lapsed(a sim.Ref) {
	if i, _ := unpack(e.W.Attempt(a).Note); i < len(e.subs) && e.subs[i].attempt == a {
		e.forget(i)
		return
	}
	e.W.Discard(a)
}

// clear takes it that a listener's subscription is no more.
func (e *ears) clear(i int) {
	s := &e.subs[i]
	if s.attempt != (sim.Ref{}) {
		e.keptAt.Remove(s.place, uint32(i))
	}
	*s = subscription{place: s.place}
}

// crashed forgets the subscriptions that were kept at p, and what a listener
// at p knew.
func (e *ears) crashed(p trace.Place) {
	for _, i := range e.keptAt.Of(p) {
		e.forget(int(i))
	}
	if i, ok := e.roster.Find(p); ok {
		s := &e.states[i]
		e.W.Kernel.Cancel(s.alarm)
		s.call, s.alarm, s.fails, s.wait = sim.Ref{}, 0, 0, 0
	}
}

// revived makes the listener at p subscribe.
func (e *ears) revived(p trace.Place) {
	if i, ok := e.roster.Find(p); ok {
		e.ask(i)
	}
}
