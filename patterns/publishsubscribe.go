package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var publishSubscribe = Pattern{
	Name: "publishSubscribe", Title: "publish/subscribe",
	Says:      "A broker hands a copy of every message to every subscriber of its topic.",
	Operation: anUpdate,
	To:        node.Keeps, Options: (*PublishSubscribeConfig)(nil),
	Check: func(options any, _ bool, r Report) {
		if c := options.(*PublishSubscribeConfig); c.Exchange != nil {
			c.Exchange.check(c.Confirm, r)
		}
	},
	New: newPublishSubscribe,
}

// PublishSubscribeConfig are the options of publish/subscribe.
type PublishSubscribeConfig struct {
	Delivery   string          `json:"delivery" enum:"atMostOnce,atLeastOnce" default:"atMostOnce" doc:"atMostOnce: handed to who is there, and forgotten; atLeastOnce: kept for each subscriber until it acknowledges"`
	Group      string          `json:"group" enum:"replica,node" default:"replica" doc:"who is a subscriber: replica: every replica gets its copy; node: the replicas of a node share one copy"`
	Ack        string          `json:"ack" enum:"after,before" default:"after" doc:"atLeastOnce: whether a subscriber acknowledges after its work or on receipt"`
	Prefetch   *int            `json:"prefetch" min:"1" max:"1000000" absent:"any number" doc:"atLeastOnce: messages a replica may have unacknowledged; one that is to be delivered again since it took too long counts no more"`
	Redeliver  *sim.Time       `json:"redeliver" min:"1ns" absent:"only when its connection breaks" doc:"atLeastOnce: a message unacknowledged for this long is delivered again"`
	Deliveries *int            `json:"deliveries" min:"1" max:"1000000" absent:"as often as it takes" doc:"atLeastOnce: after this many deliveries without success a message is set aside (dead letter); ack before: one that a subscriber has got is done with, so that only deliveries count which never came there"`
	Capacity   *int            `json:"capacity" min:"1" max:"100000000" absent:"any number" doc:"atLeastOnce: messages kept for one subscriber, those that it has among them"`
	Full       string          `json:"full" enum:"dropOldest,dropNewest" default:"dropOldest" doc:"what goes where there is no room"`
	Expire     *sim.Time       `json:"expire" min:"1ns" absent:"never" doc:"atLeastOnce: a message that waits for a subscriber this long after it came is thrown away (time to live)"`
	Collapse   bool            `json:"collapse" default:"false" doc:"atLeastOnce: true: of the messages that wait for a subscriber only the latest of each key that they are 'about' is kept, and those about nothing are of one key (collapse key); false: all are"`
	Confirm    bool            `json:"confirm" default:"true" doc:"the broker acknowledges what is published, and the publisher waits for it as its policy says"`
	Exchange   *ExchangeConfig `json:"exchange" absent:"every update is for its whole audience" doc:"which subscribers get a message, by its routing key"`
	Join       sim.Time        `json:"join" default:"0s" min:"0s" max:"1h" doc:"the listeners first ask within this long, evenly and in turn; 0s: all at the start"`
	Reconnect  Reconnect       `json:"reconnect" doc:"coming back after the connection broke"`
}

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
// publish/subscribe", ACM Computing Surveys 35(2), 2003. With an exchange, a
// message is for the subscribers to which its routing key leads, and each of them
// has a queue of its own; one that leads to nobody is one operation, dropped or
// returned. What is kept may have a time to live, counted from when the broker has
// it, and may collapse, as at a provider of push notifications: one that comes takes
// the place, at the end of what waits, of the one of its key; what was handed over
// stays, and is out of date, too, where it comes back and a later one waits. Source:
// Firebase Cloud Messaging, "Message types" (collapsible messages) and "Set the
// lifespan of a message"; Apple, "Sending notification requests to APNs"
// (apns-expiration, apns-collapse-id). Left out: pushing back, so that a slow
// subscriber costs the broker room or itself messages, and slows nobody who publishes;
// filters by content, bindings that come and go, exchanges behind exchanges; of
// providers, that they hold back what is not urgent while a phone sleeps, that they
// tell of phones which are gone for good, and what they allow each sender.
type PublishSubscribe struct {
	*News
	post    *post
	brought uint32 // the number of the message that brought what is being published
}

func newPublishSubscribe(s *Setup) (Flow, error) {
	c := options[PublishSubscribeConfig](s)
	groupOf, hearers := s.subscribers(c.Group)
	n, err := newNews(s, hearers)
	if err != nil {
		return nil, err
	}
	n.silent, n.unconfirmed = true, !c.Confirm
	if c.Exchange != nil {
		n.router = newRouter(n.W, c.Exchange, hearers)
	}
	how := terms{forget: true, priorities: newLadder(s.Config.Priority, nil)} // nothing is kept: there is nothing else to say of it
	if c.Delivery == "atLeastOnce" {
		how = terms{
			prefetch: value(c.Prefetch), redeliver: value(c.Redeliver), deliveries: value(c.Deliveries),
			capacity: value(c.Capacity), expire: value(c.Expire), collapse: c.Collapse,
			ackFirst: c.Ack == "before", full: c.Full, priorities: how.priorities,
		}
	}
	p, err := newPost(n.Talk, how, &c.Reconnect, n.Speakers, func(i int) int { return groupOf[i] }, len(hearers))
	if err != nil {
		return nil, err
	}
	x := &PublishSubscribe{News: n, post: p}
	n.known = x.spreadOut
	p.subs.join = c.Join
	return x, nil
}

// subscribers are the first listener of each subscriber, and which subscriber
// each listener belongs to: every listener is one, or those of a node together
// are.
func (s *Setup) subscribers(group string) (of []int, first []trace.Place) {
	node := -1
	for _, p := range s.Speakers {
		is := s.World.Topology.Places.At(p).Node
		if group == "replica" || is != node {
			first = append(first, p)
		}
		node = is
		of = append(of, len(first)-1)
	}
	return of, first
}

// Start begins the news, and the listeners subscribe.
func (s *PublishSubscribe) Start() {
	s.load.Start()
	s.post.subs.start()
}

// spreadOut puts a subscriber's latest update into its mailbox.
func (s *PublishSubscribe) spreadOut(subscriber int, _ trace.Place) {
	u := s.take(subscriber)
	op := u.op
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
func (s *PublishSubscribe) Missed(m *network.Message, why trace.Status) {
	if m.Shape == trace.Publish {
		s.vanished(m.Op, why)
	}
	s.post.Missed(m, why)
}

// Lapsed forgets a subscription whose listener has gone.
func (s *PublishSubscribe) Lapsed(a sim.Ref) { s.post.Lapsed(a) }

// Crashed loses what place p had.
func (s *PublishSubscribe) Crashed(p trace.Place) { s.post.Crashed(p) }

// Revived makes the listeners at p subscribe.
func (s *PublishSubscribe) Revived(p trace.Place) { s.post.Revived(p) }
