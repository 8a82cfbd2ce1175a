package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// subscriptions are the listeners that keep one request open each, on which
// they are told: push, publish/subscribe, and the consumers of a queue.
type subscriptions struct {
	*listeners
	agent     *node.Agent
	reconnect *Reconnect
	note      func(listener int) uint64 // what a subscription says
	heard     func(listener int, m *network.Message)
	lost      func(listener int) // the other side has lost the subscription
}

func newSubscriptions(t *Talk, c *Reconnect, purpose string, places []trace.Place, agent *node.Agent, heard func(int, *network.Message)) *subscriptions {
	s := &subscriptions{
		listeners: t.listen(places, c, purpose, trace.Subscribed, trace.Unsubscribed),
		agent:     agent, reconnect: c, heard: heard, lost: func(int) {},
	}
	s.manner = s
	return s
}

func (s *subscriptions) wants(int) bool { return true }

// say subscribes.
func (s *subscriptions) say(i int) sim.Ref {
	s.expect(i, s.reconnect.Timeout)
	return s.W.Call(s.agent, &node.Call{
		Ask: node.Ask{
			Flow: s.Number, From: s.places[i], Shape: trace.Subscribe, Stream: true,
			Payload: s.size(&s.request, sim.Ref{}, 0), Header: uint32(s.C.Headers.Request), Demand: s.demand,
			Note: s.note(i),
		},
		Caller: s, Ordinal: i,
	})
}

// Returned takes what the other side says on a subscription.
func (s *subscriptions) Returned(c *node.Call, m *network.Message, _ trace.Status) {
	i := c.Ordinal
	s.calm(i)
	if m == nil || m.Last {
		s.broken(i)
		return
	}
	s.all[i].state = open
	s.well(i)
	if h := s.reconnect.Heartbeat; h != nil {
		s.expect(i, sim.Time(s.reconnect.Misses)**h)
	}
	if m.Op != (sim.Ref{}) {
		s.heard(i, m)
	}
}

// silent takes it that the subscription is broken.
func (s *subscriptions) silent(i int) {
	s.W.DropCall(s.all[i].call, true)
	s.broken(i)
}

// broken makes the listener come back after a while.
func (s *subscriptions) broken(i int) {
	wait := s.failed(i)
	s.turn(i, "subscribes and is refused", "reconnect/backoff")
	s.later(i, wait)
}

// subscribe remembers, at the other side, a subscription that has arrived,
// and confirms it. It tells whether there is one now.
func (s *subscriptions) subscribe(j *node.Job) bool {
	a := s.W.Attempt(j.Attempt)
	if a == nil {
		return false
	}
	if j.Status != trace.OK {
		s.W.Reply(j.Attempt, j.Place, node.Answer{Shape: trace.Response, Status: j.Status})
		return false
	}
	i, _ := unpack(a.Note)
	s.forget(i)
	s.keep(i, j)
	s.W.Reply(j.Attempt, j.Place, node.Answer{
		Shape: trace.Response, Status: trace.OK, Header: uint32(s.C.Headers.Response), More: true,
	})
	s.armBeat(i)
	return s.requests[i].kept()
}

func (s *subscriptions) armBeat(i int) {
	if h := s.reconnect.Heartbeat; h != nil {
		s.fireAfter(i, *h)
	}
}

// due says nothing but that the other side is there.
func (s *subscriptions) due(i int) {
	r := &s.requests[i]
	s.W.Reply(r.attempt, r.place, node.Answer{
		Shape: trace.Health, Status: trace.OK, Header: uint32(s.C.Headers.Push), More: true,
	})
	s.armBeat(i)
}

func (s *subscriptions) gone(i int) { s.lost(i) }
