package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// subscriptions are the listeners that keep one request open each, on which
// they are told: push, server-sent events, publish/subscribe, and the consumers
// of a queue.
type subscriptions struct {
	*listeners
	upkeep
	agent *node.Agent
	said  func(listener int) uint32 // the number that a subscription says
	more  func(listener int) uint32 // bytes of its header beyond those of any request
	heard func(listener int, m *network.Message)
	lost  func(listener int) // the other side has lost the subscription

	plain  func(listener int) bool // a subscription is an HTTP answer in parts; else it leaves HTTP for a protocol of its own
	opens  func(listener int)      // something has come by one
	gaveUp func(listener int) bool // nothing has come by one; tells whether its listener will ask for no other
}

// An upkeep is how subscriptions are kept up.
type upkeep struct {
	backoff  node.Backoff
	answer   sim.Time // one without answer for this long is tried again; 0: it waits
	beat     sim.Time // the other side says this often that it is there; 0: never
	silence  sim.Time // hearing nothing for this long is a break; 0: never
	saying   uint32   // bytes in which it says so
	greeting uint32   // content of the answer that confirms a subscription
	field    string   // of the pattern, by which a listener waits before it comes back
	http     bool     // subscriptions are HTTP answers in parts; else they leave HTTP for a protocol of its own
	greets   bool     // the other side says that it is there once it has confirmed a subscription, which is open by that
	final    bool     // a listener that is answered with an error asks no more
}

// upkeep is that of a listener who comes back by r.
func (r *Reconnect) upkeep(h *Headers) upkeep {
	k := upkeep{backoff: r.policy(), answer: r.Timeout, saying: uint32(h.Push), field: "reconnect/backoff"}
	if r.Heartbeat != nil {
		k.beat, k.silence = *r.Heartbeat, sim.Time(r.Misses)**r.Heartbeat
	}
	return k
}

func newSubscriptions(t *Talk, k upkeep, purpose string, places []trace.Place, agent *node.Agent, heard func(int, *network.Message)) *subscriptions {
	s := &subscriptions{
		listeners: t.listen(places, k.backoff, purpose, trace.Subscribed, trace.Unsubscribed),
		upkeep:    k, agent: agent, heard: heard, said: nothing, more: nothing, lost: func(int) {},
		plain: func(int) bool { return k.http }, opens: func(int) {}, gaveUp: func(int) bool { return false },
	}
	s.manner = s
	agent.Tell(s)
	return s
}

// nothing is what most subscriptions say beside who subscribes.
func nothing(int) uint32 { return 0 }

func (s *subscriptions) wants(int) bool { return true }

// say subscribes.
func (s *subscriptions) say(i int) sim.Ref {
	if s.answer > 0 {
		s.expect(i, s.answer)
	}
	return s.W.Call(s.agent, &node.Call{
		Ask: node.Ask{
			Flow: s.Number, From: s.places[i], Shape: trace.Subscribe, Stream: true, Upgrade: !s.plain(i),
			Payload: s.size(&s.request, sim.Ref{}, 0), Header: uint32(s.C.Headers.Request) + s.more(i), Demand: s.demand,
			Tag: network.ForListener(i, s.said(i)),
		},
		Ordinal: int32(i),
	})
}

// Returned takes what the other side says on a subscription.
func (s *subscriptions) Returned(c *node.Call, m *network.Message, _ trace.Status) {
	i := int(c.Ordinal)
	x := &s.all[i]
	if s.greets && x.state == asking && m != nil && !m.Last && m.Shape == trace.Response {
		return // it is confirmed; its listener waits for more
	}
	s.calm(i)
	switch {
	case m != nil && m.Last && x.state == asking && s.final:
		x.state = over
		return
	case m == nil || m.Last:
		s.broken(i)
		return
	}
	x.state = open
	s.opens(i)
	s.well(i)
	if s.silence > 0 {
		s.expect(i, s.silence)
	}
	if m.Op != (sim.Ref{}) {
		s.heard(i, m)
	}
}

// silent takes it that the subscription is broken.
func (s *subscriptions) silent(i int) {
	s.W.DropSilent(s.all[i].call)
	s.broken(i)
}

// broken makes the listener come back after a while.
func (s *subscriptions) broken(i int) {
	if s.all[i].state == asking && s.gaveUp(i) {
		return
	}
	wait := s.failed(i)
	s.turn(i, "subscribes and is refused", s.field)
	s.later(i, wait)
}

// subscribe remembers, at the other side, a subscription that has arrived,
// and confirms it. It returns whose it is; -1 where there is none now.
func (s *subscriptions) subscribe(j *node.Job) (listener int) {
	a := s.W.Attempt(j.Attempt)
	if a == nil {
		return -1
	}
	if j.Status != trace.OK {
		s.W.Reply(j.Attempt, j.Place, node.Answer{Shape: trace.Response, Status: j.Status})
		return -1
	}
	i := a.Tag.Listener()
	s.forget(i)
	s.keep(i, j)
	s.W.Reply(j.Attempt, j.Place, node.Answer{
		Shape: trace.Response, Status: trace.OK, Payload: s.greeting, Header: uint32(s.C.Headers.Response), More: true,
	})
	if s.greets {
		s.due(i)
	} else {
		s.armBeat(i)
	}
	if !s.requests[i].kept() {
		return -1
	}
	return i
}

func (s *subscriptions) armBeat(i int) {
	if s.beat > 0 {
		s.fireAfter(i, s.beat)
	}
}

// due says nothing but that the other side is there.
func (s *subscriptions) due(i int) {
	r := &s.requests[i]
	s.W.Reply(r.attempt, r.place, node.Answer{
		Shape: trace.Health, Status: trace.OK, Header: s.saying, More: true,
	})
	s.armBeat(i)
}

// retires sends those away who are subscribed at p.
func (s *subscriptions) retires(p trace.Place) {
	for _, i := range s.keptAt.Of(p) {
		s.hangUp(int(i), trace.Leaving)
	}
}

// hangUp ends a subscription at the other side, which tells its listener so.
func (s *subscriptions) hangUp(i int, why trace.Status) {
	s.W.NoteMsg(s.ends, s.requests[i].attempt, s.places[i], why)
	r, job := s.letGo(i)
	s.gone(i)
	s.W.Release(job)
	s.W.Reply(r.attempt, r.place, node.Answer{Shape: trace.Response, Status: trace.Rejected, Header: s.saying})
}

func (s *subscriptions) gone(i int) { s.lost(i) }
