package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// PublishSubscribe: what is published on a topic goes to all its subscribers,
// who and the publishers do not know each other.
//
// Model card. Every listener (or, by group, every node) is a subscriber; an
// operation is one update for one subscriber, from its intended publication
// until the subscriber has it, or, where that is a server, has done its work
// on it. At most once: the broker hands a copy to each subscriber that is
// there and forgets it; who is away misses it. At least once: it keeps a copy
// for each subscriber until that acknowledges, and hands it over again.
// Source: Eugster, Felber, Guerraoui, Kermarrec, "The many faces of
// publish/subscribe", ACM Computing Surveys 35(2), 2003. Left out: wildcards,
// filters, partitions, replay from a log.
type PublishSubscribe struct {
	*News
	post    *post
	brought uint32 // the number of the message that brought what is being published
}

// NewPublishSubscribe makes the conversation. groups gives each listener's
// subscriber, from 0 on: itself, or its node.
func NewPublishSubscribe(n *News, groupOf []int, groups int) (*PublishSubscribe, error) {
	c := &n.C.PublishSubscribe
	how := terms{forget: true} // nothing is kept: there is nothing else to say of it
	if c.Delivery == "atLeastOnce" {
		how = terms{
			prefetch: value(c.Prefetch), redeliver: value(c.Redeliver), deliveries: value(c.Deliveries),
			capacity: value(c.Capacity), ackFirst: c.Ack == "before", full: c.Full,
		}
	}
	p, err := newPost(n.Talk, how, &c.Reconnect, n.Speakers, func(i int) int { return groupOf[i] }, groups)
	if err != nil {
		return nil, err
	}
	s := &PublishSubscribe{News: n, post: p}
	n.known = s.spreadOut
	return s, nil
}

// Start begins the news, and the listeners subscribe.
func (s *PublishSubscribe) Start() {
	s.load.Start()
	s.post.ears.start()
}

// spreadOut puts a subscriber's latest update into its mailbox.
func (s *PublishSubscribe) spreadOut(subscriber int, _ trace.Place) {
	box := &s.inboxes[subscriber]
	u := box.updates[len(box.updates)-1]
	op := u.op
	box.updates = box.updates[:0]
	s.kept.Add(-1)
	box.first++
	box.heard = box.first
	m := s.post.boxes[subscriber]
	switch {
	case s.post.terms.forget && m.deserted():
		s.W.End(op, trace.LostOutcome)
	case !m.put(op, node.Path(subscriber), s.brought, u.size, s.post.broker):
		s.W.End(op, trace.Dropped)
	}
	s.W.Leave(op)
}

// Served publishes what has come in; the rest is the post's.
func (s *PublishSubscribe) Served(j *node.Job) bool {
	if j.Shape == trace.Publish {
		s.brought = j.Msg
		s.taken(j)
		s.brought = 0
		return false
	}
	s.post.serve(j)
	return false
}

// Acked takes an acknowledgement.
func (s *PublishSubscribe) Acked(m *network.Message) { s.post.Acked(m) }

// Missed says that a message will not arrive.
func (s *PublishSubscribe) Missed(m *network.Message, why trace.Status) { s.post.Missed(m, why) }

// Lapsed forgets a subscription whose listener has gone.
func (s *PublishSubscribe) Lapsed(a sim.Ref) { s.post.Lapsed(a) }

// Crashed loses what place p had.
func (s *PublishSubscribe) Crashed(p trace.Place) { s.post.Crashed(p) }

// Revived makes the listeners at p subscribe.
func (s *PublishSubscribe) Revived(p trace.Place) { s.post.Revived(p) }
