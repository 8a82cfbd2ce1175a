package patterns

import (
	"iter"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// News is what flows whose speakers listen have in common: updates come up,
// each is one operation for every listener it is for, and an operation ends
// when its listener has heard. They are told apart by their number in the
// listener's inbox.
//
// Model card. Updates come up at `to` itself, or at a source that sends each
// to `to` first (and by its policy again). The replica where an update comes
// up knows it at once, each other one a drawn spread later. Updates survive
// the crash of a replica: they are kept by `to` as a whole. Where there are rooms,
// an update is for those who are in its room when it comes up, which is always
// the same ones; of one in whose room nobody is nothing is said. Left out: merging
// of updates, history before the first.
type News struct {
	*Talk
	load     *Workload
	hearers  []trace.Place
	*inboxes          // of the hearers
	polls    []polls  // by hearer; nil before there is one
	numbers  []uint32 // by the index of an attempt, which of its hearer's polls it is
	spread   sim.Sampler
	content  sizer // of an update
	empty    sizer // an answer without news
	salt     sim.Key
	id       sim.HandlerID
	source   *node.Agent
	sources  []trace.Place
	rooms    map[uint32][]uint32 // who is in each, in order; nil: there are none
	router   *router             // by which updates go to some of them; nil: they do not
	replicas []trace.Place
	known    func(listener int, replica trace.Place) // news is known at a replica; 0: at all

	collect     func(op sim.Ref, stream int, at trace.Place) // a source sends several at once; nil: each by itself
	silent      bool                                         // what would come up at a place that is down is lost
	unconfirmed bool                                         // sources wait for no acknowledgement
}

// anUpdate is what an operation of news is.
const anUpdate = "an update, until one of the listeners has heard of it"

// newNews makes the news of a flow for hearers, each of whom has an inbox.
func newNews(s *Setup, hearers []trace.Place) (*News, error) {
	t, err := newTalk(s)
	if err != nil {
		return nil, err
	}
	u := t.C.Updates
	if t.keys != nil && u.heardByKey(t.C.About) {
		t.keys.Listeners()
	}
	n := &News{
		Talk: t, replicas: s.Behind, hearers: hearers, inboxes: newInboxes(t.W, len(hearers)), sources: s.Sources,
		salt: sim.NewKey(0).Named("spread"),
	}
	if n.content, err = newSizer(u.Size); err != nil {
		return nil, err
	}
	if n.empty, err = newSizer(t.C.Empty); err != nil {
		return nil, err
	}
	if u.Spread != nil {
		if n.spread, err = u.Spread.Sampler(); err != nil {
			return nil, err
		}
	}
	if len(n.sources) > 0 {
		if n.source, err = node.NewAgent(t.W, t.C.Policy, t.To, "source"); err != nil {
			return nil, err
		}
		n.source.Tell((*publisher)(n))
	}
	streams, name := len(hearers), t.nameOf(hearers)
	if u.Audience != "each" {
		streams, name = 1, func(int) sim.Key { return t.Key.Named("all") }
	}
	if u.Audience == "room" {
		n.fill(u.Rooms)
	}
	n.load, err = NewWorkload(t.W, &u.Send, t.Key, streams, name, n.comesUp)
	n.id = t.W.Kernel.Register(n)
	return n, err
}

// Intend makes one more update come up, for the listener at p or, where it is
// for all, for all.
func (n *News) Intend(p trace.Place) {
	if n.C.Updates.Audience == "each" {
		n.load.Extra(n.speaker(p))
	} else {
		n.load.Extra(0)
	}
}

// An audience is who is to hear of an update.
type audience struct {
	first, count int
	members      []uint32 // of its room; nil: those from first on
}

// at is the k'th listener of an audience.
func (a *audience) at(k int) int {
	if a.members != nil {
		return int(a.members[k])
	}
	return a.first + k
}

// audience are the listeners of an update of that stream, about that.
func (n *News) audience(stream int, about uint32) audience {
	if n.router != nil {
		members := n.router.of(about)
		return audience{count: len(members), members: members}
	}
	switch n.C.Updates.Audience {
	case "each":
		return audience{first: stream, count: 1}
	case "room":
		members := n.rooms[about]
		return audience{count: len(members), members: members}
	}
	return audience{count: len(n.hearers)}
}

// memberBytes is what is kept of a listener in a room.
const memberBytes = 4

// fill lets each listener into so many rooms.
func (n *News) fill(each int) {
	n.W.Kernel.Keeps("listeners in rooms", memberBytes).Add(len(n.hearers) * each)
	n.rooms = map[uint32][]uint32{}
	for i := range n.hearers {
		for k := range each {
			room := n.keys.Of(i + k)
			if in := n.rooms[room]; len(in) == 0 || in[len(in)-1] != uint32(i) {
				n.rooms[room] = append(in, uint32(i))
			}
		}
	}
}

// Follows makes an update come up at p on behalf of what has been processed
// there, where updates come up at p at all.
func (n *News) Follows(p trace.Place, key sim.Key, about node.Topic) {
	for _, at := range n.origins() {
		if at == p {
			key = n.Key.With(uint64(key))
			n.comesUpAt(int(uint64(key)%uint64(len(n.hearers))), key, about, p)
		}
	}
}

// origins are the places where updates come up.
func (n *News) origins() []trace.Place {
	if len(n.sources) > 0 {
		return n.sources
	}
	return n.replicas
}

// comesUp makes an update come up at one of its origins.
func (n *News) comesUp(stream int, key sim.Key) {
	origins := n.origins()
	n.comesUpAt(stream, key, 0, origins[uint64(key)%uint64(len(origins))])
}

// comesUpAt begins the operations of an update, whose cause is about a topic: one
// for each listener.
func (n *News) comesUpAt(stream int, key sim.Key, of node.Topic, at trace.Place) {
	about := n.about(stream, key, of)
	to := n.audience(stream, about)
	if to.count == 0 && n.router == nil {
		return // nobody is in its room
	}
	cause := trace.NextPoll
	switch {
	case n.collect != nil:
		cause = trace.Held
	case len(n.sources) > 0:
		cause = trace.Transfer
	}
	op := n.W.Begin(n.Number, at, key, about, cause, max(1, to.count), func(i int) trace.Place {
		if to.count == 0 {
			return n.To[0]
		}
		return n.hearers[to.at(i)]
	})
	switch {
	case n.silent && len(n.sources) == 0 && !n.W.Live(at):
		n.W.End(op, trace.LostOutcome)
	case len(n.sources) == 0:
		n.publish(op, &to, at, n.size(&n.content, op, 1))
	case !n.W.Live(at):
		n.W.End(op, trace.LostOutcome)
	case n.collect != nil:
		n.collect(op, stream, at)
	default:
		n.W.Call(n.source, &node.Call{
			Ask: node.Ask{
				Flow: n.Number, Behalf: n.W.Assign(op), From: at, Shape: trace.Publish,
				Payload: n.size(&n.content, op, 1), Header: uint32(n.C.Headers.Publish),
				Priority: int16(n.C.Priority), Tag: network.ForListener(stream, 0), Once: true, OneWay: n.unconfirmed,
			},
		})
	}
}

// publisher is a source that waits for its update to be taken.
type publisher News

// Returned says that the source knows that its update was taken; where it was
// not, nobody will hear of it.
func (p *publisher) Returned(c *node.Call, _ *network.Message, status trace.Status) {
	(*News)(p).told(c.Op, status)
}

// told says that the source of an update knows what has become of that: where it was
// not taken, or has been cut off the log since, nobody will hear of it.
func (n *News) told(op sim.Ref, status trace.Status) {
	o := n.W.Op(op)
	if o == nil {
		return
	}
	gone := n.W.Open(op) && o.Taken == node.NotTaken
	if status == trace.OK {
		n.W.Accept(op)
	}
	switch {
	case gone && status == trace.OK:
		n.W.End(op, trace.Truncated)
	case gone:
		n.W.End(op, outcome(status))
	case status == trace.OK:
		o.Taken = node.Known
	default:
		o.Taken = node.GivenUp
	}
}

// taken publishes an update that a source has sent, once, and answers it.
func (n *News) taken(j *node.Job) {
	status, a := j.Status, n.W.Attempt(j.Attempt)
	if o := n.W.Op(j.Op); status == trace.OK && a != nil && o != nil && n.W.Open(j.Op) && o.Taken == node.NotTaken {
		to := n.audience(a.Tag.Listener(), o.About)
		if to.count == 0 && n.router.returns {
			status = trace.NotFound
		} else {
			o.Taken = node.Taken
			n.publish(j.Op, &to, j.Place, a.Payload)
		}
	}
	n.confirm(j, status)
}

// confirm acknowledges what a source has sent, where it waits for that.
func (n *News) confirm(j *node.Job, status trace.Status) {
	if n.unconfirmed {
		if status != trace.OK {
			n.vanished(j.Op, status)
		}
		n.W.Discard(j.Attempt)
		return
	}
	n.W.Reply(j.Attempt, j.Place, node.Answer{
		Shape: trace.Ack, Status: status, Header: uint32(n.C.Headers.Ack), Behalf: network.Behalf{Op: j.Op},
	})
}

// vanished ends the operation of an update that did not come to be taken, where its
// source does not wait for word of that: it will not send it again.
func (n *News) vanished(op sim.Ref, why trace.Status) {
	switch o := n.W.Op(op); {
	case o == nil || !n.unconfirmed || o.Taken != node.NotTaken:
	case why == trace.NotFound:
		n.W.End(op, trace.NotFound)
	default:
		n.W.End(op, trace.LostOutcome)
	}
}

// publish puts an update into the inboxes of its listeners: from now it can
// be heard.
func (n *News) publish(op sim.Ref, to *audience, home trace.Place, size uint32) {
	if to.count == 0 {
		n.unroutable(op)
		return
	}
	for i := range to.count {
		one := n.W.Split(op, i)
		n.W.Join(one)
		n.wait(to.at(i), n.add(to.at(i), one, home, size))
	}
	n.W.EndSplit(op)
	for i := range to.count {
		n.announce(to.at(i), home)
	}
}

// announce tells the pattern that a listener has news, at each replica when
// it knows.
func (n *News) announce(listener int, home trace.Place) {
	if n.C.Updates.Spread == nil {
		n.known(listener, 0)
		return
	}
	u := n.latest(listener)
	for _, p := range n.replicas {
		if p != home {
			n.W.Kernel.At(u.at+n.delay(u, p), n.id, 0, uint32(listener), uint32(p))
		}
	}
	n.known(listener, home)
}

// Handle fires when a replica comes to know of an update.
func (n *News) Handle(e sim.Event) { n.known(int(e.A), trace.Place(e.B)) }

// delay is how long after its coming up the replica knows of an update.
func (n *News) delay(u *update, replica trace.Place) sim.Time {
	if n.C.Updates.Spread == nil || u.home == replica {
		return 0
	}
	key := n.Key
	if o := n.W.Op(u.op); o != nil {
		key = o.Draw(n.salt, uint64(n.W.Replica(replica))+1)
	}
	return n.spread.Once(key)
}

// news is the number up to which a replica knows of a listener's updates, and the
// size of those from a number on.
func (n *News) news(listener int, from uint32, replica trace.Place) (to, size uint32) {
	to = max(from, n.oldest(listener))
	for i := n.boxes.Value(listener).first; i != 0; {
		u := n.updates.At(i)
		if u.number == to {
			if u.at+n.delay(u, replica) > n.W.Now() {
				break
			}
			to, size = to+1, size+u.size
		}
		i = u.next
	}
	return to, size
}

// answer answers a poll with the updates from cursor on.
func (n *News) answer(attempt sim.Ref, replica trace.Place) {
	a := n.W.Attempt(attempt)
	if a == nil {
		return
	}
	listener, cursor := a.Tag.Listener(), a.Tag.Number()
	to, size := n.news(listener, cursor, replica)
	x := node.Answer{
		Shape: trace.News, Status: trace.OK, Payload: size, Header: uint32(n.C.Headers.Response),
		Tag: network.ForListener(listener, to),
	}
	switch {
	case size == 0 && to <= cursor:
		x.Status, x.Payload = trace.Empty, n.size(&n.empty, sim.Ref{}, 0)
	case n.C.Response != nil:
		x.Payload = n.size(&n.response, sim.Ref{}, 0)
	}
	n.W.Reply(attempt, replica, x)
}

// unheard are the updates below the tag's number of which its listener has not
// heard.
func (n *News) unheard(t network.Tag) iter.Seq[*update] {
	return func(yield func(*update) bool) {
		listener := t.Listener()
		for u := range n.pending(listener, n.heard(listener)) {
			if u.number >= t.Number() || !yield(u) {
				return
			}
		}
	}
}

// Borne notes that updates travel on the answer just sent.
func (n *News) Borne(t network.Tag, s node.Sent, p trace.Place) {
	for u := range n.unheard(t) {
		u.sent = true
		n.W.Carry(u.op, s, p, s.To)
	}
}

// Paused notes that updates wait at p in the answer that bears them.
func (n *News) Paused(t network.Tag, p trace.Place, cause trace.Cause) {
	for u := range n.unheard(t) {
		u.sent = true
		n.W.Wait(u.op, cause, p)
	}
}

// Missed says that an answer will not arrive: its updates wait for another
// poll.
func (n *News) Missed(m *network.Message, _ trace.Status) {
	if m.Shape == trace.News {
		for u := range n.unheard(m.Tag) {
			u.sent = false
			n.wait(m.Tag.Listener(), u)
		}
	}
}

// sated tells whether the listener has heard all that it wants to.
func (n *News) sated(listener int, until *int) bool {
	return until != nil && int(n.heard(listener)) >= *until
}

// poll asks for what the listener has not heard yet.
func (n *News) poll(listener int) sim.Ref {
	p := n.Speakers[listener]
	return n.W.Call(n.Agent, &node.Call{
		Ask: node.Ask{
			Flow: n.Number, From: p, Shape: trace.Poll,
			Payload: n.size(&n.request, sim.Ref{}, 0), Header: uint32(n.C.Headers.Request), Demand: n.demand,
			Priority: int16(n.C.Priority), Tag: network.ForListener(listener, n.heard(listener)),
		},
		Ordinal: int32(listener),
	})
}
