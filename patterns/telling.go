package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// telling is what push and server-sent events share: each listener keeps a
// subscription, on which the server says every update as a message of its own
// as soon as it knows of it.
type telling struct {
	*News
	subs    *subscriptions
	outbox  *outboxes // nil: connections take whatever is said
	service node.Demand
	free    bool                                                 // a message costs the server no work
	header  func(number uint32) uint32                           // bytes around an update's content
	unsaid  func(listener int)                                   // a listener that is away was not sent all of its updates
	resume  func(listener int, said uint32, replica trace.Place) // one has come to a replica, and said up to where it has heard
}

func newTelling(n *News, service sim.Dist, k upkeep, heard func(int, *network.Message)) (*telling, error) {
	t := &telling{News: n}
	t.subs = newSubscriptions(n.Talk, k, "push", n.Speakers, n.Agent, heard)
	t.subs.said = n.heard
	n.known = func(listener int, _ trace.Place) { t.tell(listener) }
	law, err := service.Sampler()
	t.service, t.free = n.W.Demand(law), law.IsConstant() && law.Mean() == 0
	return t, err
}

// box gives each listener an outbox like that; nil: none.
func (t *telling) box(c *OutboxConfig) {
	if c != nil {
		t.outbox = newOutboxes(t, c)
		t.subs.lost = t.outbox.lost
	}
}

// Start begins the news, and every listener subscribes.
func (t *telling) Start() {
	t.load.Start()
	t.subs.start()
}

// Served takes a subscription in, and sends the listener what it misses; or
// sends an update on which the server has done its work.
func (t *telling) Served(j *node.Job) bool {
	switch j.Shape {
	case trace.Publish:
		t.taken(j)
	case trace.Push:
		t.send(int(j.Item.Listener), j.Item.Update)
	default:
		return t.subscribed(j)
	}
	return false
}

// subscribed takes a subscription in, and tells whether there is one now: its
// listener is sent what it misses.
func (t *telling) subscribed(j *node.Job) bool {
	listener := t.subs.subscribe(j)
	if listener < 0 {
		return false
	}
	t.resume(listener, t.W.Attempt(j.Attempt).Tag.Number(), j.Place)
	return true
}

// tell sends a listener what it was not sent yet, as far as its replica knows
// of it.
func (t *telling) tell(listener int) {
	r := &t.subs.requests[listener]
	if !r.kept() {
		t.unsaid(listener)
		return
	}
	to, _ := t.news(listener, 0, r.place)
	for u := range t.pending(listener, 0) {
		if u.number >= to || !r.kept() {
			break
		}
		if !u.sent {
			u.sent = true
			t.push(listener, u)
		}
	}
}

// push sends an update, after the server's work on it, where there is any.
func (t *telling) push(listener int, u *update) {
	r := &t.subs.requests[listener]
	server := t.W.Server(r.place)
	if server == nil || t.free {
		t.send(listener, u.number)
		return
	}
	j := &node.Job{
		Place: r.place, Flow: t.Number, Shape: trace.Push, Behalf: t.W.Assign(u.op),
		Item: node.Item{Listener: uint32(listener), Update: u.number}, Path: node.Path(listener),
	}
	if !server.Work(j, t.service) {
		t.finish(listener, u, trace.Dropped)
	}
}

// send says an update to its listener, where that is still there.
func (t *telling) send(listener int, number uint32) {
	r := &t.subs.requests[listener]
	u := t.update(listener, number)
	if u == nil {
		return
	}
	if !r.kept() {
		t.unsend(listener, u, trace.NextPoll, r.place)
		return
	}
	if t.outbox != nil {
		t.outbox.put(listener, u)
		return
	}
	t.say(listener, u)
}

// say puts an update onto its listener's connection.
func (t *telling) say(listener int, u *update) {
	r, number := &t.subs.requests[listener], u.number
	t.W.Reply(r.attempt, r.place, node.Answer{
		Shape: trace.Push, Status: trace.OK, Payload: u.size, Header: t.header(number),
		Tag: network.ForListener(listener, number), More: true, Behalf: t.W.Assign(u.op),
	})
}

// unsend takes it that an update was not sent, and waits at a place for its
// listener.
func (t *telling) unsend(listener int, u *update, cause trace.Cause, p trace.Place) {
	u.sent = false
	t.W.Wait(u.op, cause, p)
	t.unsaid(listener)
}

// Retires sends those away who are subscribed at p.
func (t *telling) Retires(p trace.Place) { t.subs.retires(p) }

// Lapsed forgets a subscription whose listener has gone.
func (t *telling) Lapsed(a sim.Ref) { t.subs.lapsed(a) }

// Crashed forgets the subscriptions at a place, and the work there on what was
// to be sent.
func (t *telling) Crashed(at trace.Place) {
	if !t.free {
		for _, i := range t.subs.keptAt.Of(at) {
			for u := range t.pending(int(i), 0) {
				u.sent = false
			}
		}
	}
	if t.outbox != nil {
		t.outbox.crashed(at)
	}
	t.subs.crashed(at)
}

// Revived makes a listener that comes back subscribe.
func (t *telling) Revived(at trace.Place) { t.subs.revived(at) }
