package patterns

import (
	"cmp"
	"fmt"
	"slices"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A post is what a broker does for a flow: it keeps messages in mailboxes,
// hands them to consumers that have subscribed, takes acknowledgements, hands
// over again what was not acknowledged, and sets aside what cannot be done.
type post struct {
	*Talk
	subs   *subscriptions
	terms  terms
	id     sim.HandlerID
	broker trace.Place
	delay  sim.Sampler // of a message before it is first handed over
	delays sim.Key
	kept   sim.Slab[kept]
	with   sim.Index[int] // kept messages by the consumer they are handed to
	handed uint64         // how often one was handed over
	lasts  lasts          // where messages collapse
	dead   deadLetters
	boxes  []*mailbox
	boxOf  []*mailbox // by consumer
	seat   []int      // by consumer: which it is of its mailbox's
	credit []int      // by consumer: messages handed over and not acknowledged
	work   sim.Slab[working]
	workAt sim.Index[trace.Place]                 // what is worked on, by where
	ended  func(op sim.Ref)                       // an operation of the flow has come to its end
	answer func(op, r sim.Ref, c int, acked bool) // a consumer has done its work, and is to say what has come of it; nil: nobody wants to know
}

// Bytes that a run keeps of each, what readers of the records remember
// included.
const (
	keptBytes     = 152
	workingBytes  = 56
	consumerBytes = 144 // its mailbox included
)

const (
	eventRedeliver uint8 = iota
	eventExpire
	eventDelayed // a message's delay is over
	eventExtend  // whoever works on one says so
	eventRedrive // the next dead letter is put back
)

// newPost makes the post of a flow at its broker for the consumers, each of
// whom takes from its mailbox.
func newPost(t *Talk, terms terms, c *Reconnect, consumers []trace.Place, boxOf func(i int) int, boxes int) (*post, error) {
	t.W.Kernel.Keeps("consumers", consumerBytes).Add(len(consumers))
	p := &post{
		Talk: t, terms: terms, broker: t.To[0], delays: sim.NewKey(0).Named("delay"), seat: make([]int, len(consumers)), credit: make([]int, len(consumers)),
		boxOf: make([]*mailbox, len(consumers)), ended: func(sim.Ref) {},
	}
	for i := range boxes {
		p.boxes = append(p.boxes, &mailbox{p: p, number: uint32(i), waiting: make([]keptList, len(terms.priorities.levels))})
	}
	for i := range consumers {
		b := p.boxes[boxOf(i)]
		p.seat[i] = len(b.consumers)
		b.consumers = append(b.consumers, i)
		p.boxOf[i] = b
	}
	for _, b := range p.boxes {
		b.turns = ringOf(len(b.consumers))
	}
	agent, err := node.NewAgent(t.W, node.Policy{}, t.To, "subscriptions")
	if err != nil {
		return nil, err
	}
	p.subs = newSubscriptions(t, c.upkeep(&t.C.Headers), "consumer", consumers, agent, p.heard)
	p.subs.lost = p.gone
	p.id = t.W.Kernel.Register(p)
	p.kept.Keep(t.W.Kernel.Keeps("kept messages", keptBytes))
	p.work.Keep(t.W.Kernel.Keeps("messages at consumers", workingBytes))
	p.lasts.kept = t.W.Kernel.Keeps("keys of kept messages", sim.KeyedBytes)
	return p, nil
}

// Handle fires redelivery, expiry, the ends of delays, extensions and redrives.
func (p *post) Handle(e sim.Event) {
	r := sim.Ref{Index: e.A, Generation: e.B}
	switch e.Kind() {
	case eventExtend:
		p.extend(r)
		return
	case eventRedrive:
		p.redriveNext(e.A)
		return
	}
	k := p.kept.Get(r)
	if k == nil {
		return
	}
	if e.Kind() == eventExpire {
		k.expiry, k.over = 0, true
		if !k.sent {
			p.remove(r, trace.Expired)
		}
		return
	}
	k.timer = 0
	if e.Kind() == eventDelayed {
		k.box.shows(k)
		return
	}
	p.again(k)
}

// deliver hands a kept message to a consumer, after the broker's work on it,
// which is its own: several subscribers may be handed one message at a time.
func (p *post) deliver(r sim.Ref, c int) {
	k := p.kept.Get(r)
	p.handed++
	k.consumer, k.handed = c, p.handed
	p.with.Add(c, r.Index)
	k.tries++
	p.credit[c]++
	p.allow(c)
	k.box.line(k).remove(&p.kept, r.Index)
	k.box.out.pushBack(&p.kept, r.Index)
	p.W.Broker(p.broker).Work(&node.Job{
		Place: p.broker, Flow: p.Number, Shape: trace.Delivery, Behalf: p.W.Assign(k.op),
		Item: node.Item{Kept: r, Delivery: k.tries}, Exempt: true,
	})
}

// allow notes whether a consumer may be handed a message: it is there, and
// has not too many.
func (p *post) allow(c int) {
	free := p.terms.prefetch == 0 || p.credit[c] < p.terms.prefetch || p.hears(c)
	p.boxOf[c].turns.let(p.seat[c], free && p.subs.requests[c].kept())
}

// hears tells whether a consumer is one who has asked, and gets its answers.
func (p *post) hears(c int) bool { return p.answer != nil && p.boxOf[c] != p.boxes[0] }

// handOver sends a message on which the broker has done its work, unless its
// consumer has gone meanwhile and it is to go to another.
func (p *post) handOver(j *node.Job) {
	k := p.kept.Get(j.Item.Kept)
	if k == nil || k.consumer < 0 || k.tries != j.Item.Delivery {
		return
	}
	s := &p.subs.requests[k.consumer]
	to := p.subs.places[k.consumer]
	r := p.W.Record(trace.Deliver, p.broker, to, k.op)
	r.Msg, r.Flow, r.Aux = k.msg, p.Number, int64(k.tries)
	r.Parent = p.rank(k)
	k.sent = true
	p.untilVisible(k)
	self, op, size := k.self, k.op, k.size
	answer := node.Answer{
		Shape: trace.Delivery, Status: trace.OK, Payload: size, Header: uint32(p.C.Headers.Delivery),
		Tag: network.ForKept(self), More: true, Behalf: p.W.Assign(op), Parent: k.parent, Path: k.path.Then(k.tries),
	}
	if p.terms.forget {
		p.unstore(k, trace.OK)
	}
	p.W.Reply(s.attempt, p.broker, answer)
}

// hold counts who has a message of the operation.
func (p *post) hold(op sim.Ref, by int32) {
	if o := p.W.Op(op); o != nil {
		o.Held += by
	}
}

// done ends a message's operation where it went well, and acknowledges.
func (p *post) done(c int, r, op sim.Ref, at trace.Place, s trace.Status, acked bool) {
	switch {
	case s == trace.OK && p.hears(c):
		p.end(op, trace.OK)
	case s == trace.OK:
		if o := p.W.Op(op); o != nil && !(p.C.Idempotent && o.Applied > 0) {
			p.W.Apply(op, at)
			p.processed(op, at)
		}
		if p.answer != nil && p.W.Open(op) {
			p.answer(op, r, c, acked)
			return
		}
		p.end(op, trace.OK)
	case acked:
		p.end(op, trace.Failed)
	default:
		p.W.Wait(op, trace.Held, p.broker)
	}
	if !acked {
		p.ack(c, r, s)
	}
}

func (p *post) end(op sim.Ref, s trace.Status) {
	if p.W.Open(op) {
		p.W.End(op, s)
		p.ended(op)
	}
}

// ack tells the broker what has become of a message.
func (p *post) ack(c int, r sim.Ref, s trace.Status) {
	if !p.terms.forget {
		p.tell(c, r, s)
	}
}

// tell has a consumer say to the broker how it is with a message.
func (p *post) tell(c int, r sim.Ref, s trace.Status) {
	p.W.Tell(p.subs.places[c], p.subs.all[c].call, p.broker, node.Told{
		Flow: p.Number, Shape: trace.Ack, Status: s, Header: uint32(p.C.Headers.Ack), Tag: network.ForKept(r),
	})
}

// Acked takes an acknowledgement: the message is done with, or, where its
// work failed, handed over again; or it is worked on still.
func (p *post) Acked(m *network.Message) {
	k := p.kept.Get(m.Tag.Kept())
	if k == nil {
		return
	}
	theirs := k.consumer >= 0 && p.subs.places[k.consumer] == m.From
	switch {
	case m.Status == trace.OK:
		p.remove(k.self, trace.OK)
	case !theirs:
	case m.Status == atWork:
		p.extended(k)
	default:
		p.again(k)
	}
}

// again hands a message over again, or sets it aside.
func (p *post) again(k *kept) {
	if p.spent(k) {
		p.remove(k.self, trace.DeadLettered)
		return
	}
	box := k.box
	p.takeBack(k)
	box.hand()
}

// spent tells whether a message has been handed over as often as it may be.
func (p *post) spent(k *kept) bool {
	t := p.terms.deliveries
	return t > 0 && int(k.tries) >= t
}

// takeBack puts a message that was handed over back to the front.
func (p *post) takeBack(k *kept) {
	p.W.Again(&k.spin, func() string {
		return fmt.Sprintf("%s hands one message over and its consumer fails, again and again, in flow %q; /flows/%[2]s/%s/deliveries: a bound ends it",
			p.W.Topology.Name(p.broker), p.W.Topology.Flows[p.Number-1].ID, p.C.Pattern)
	})
	p.unhand(k)
	p.W.Wait(k.op, trace.Held, p.broker)
	k.box.back(k.self.Index)
}

// takeBackAll puts messages that were handed over back to the front, so that
// the oldest stands there, or sets them aside. Nobody is handed any meanwhile.
func (p *post) takeBackAll(out []sim.Ref) {
	for _, r := range out {
		if k := p.kept.Get(r); p.spent(k) {
			p.letGo(k, trace.DeadLettered)
		}
	}
	for i := len(out) - 1; i >= 0; i-- {
		if k := p.kept.Get(out[i]); k != nil {
			p.takeBack(k)
		}
	}
}

// unhand takes it that a message is with nobody.
func (p *post) unhand(k *kept) {
	if k.consumer >= 0 {
		p.credit[k.consumer]--
		p.allow(k.consumer)
		p.with.Remove(k.consumer, k.self.Index)
		k.consumer = -1
	}
	p.W.Kernel.Cancel(k.timer)
	k.timer, k.sent = 0, false
}

// remove lets go of a kept message, which makes room for another.
func (p *post) remove(r sim.Ref, why trace.Status) {
	k := p.kept.Get(r)
	box := k.box
	p.letGo(k, why)
	box.hand()
}

func (p *post) letGo(k *kept, why trace.Status) {
	if why == trace.DeadLettered && p.terms.keepsDead {
		p.setAside(k)
		return
	}
	op := k.op
	p.unstore(k, why)
	switch {
	case why != trace.OK:
		p.end(op, ending(why))
	case p.answer != nil:
		p.forgotten(op)
	}
}

// forgotten ends an operation that waits for an answer which nobody has.
func (p *post) forgotten(op sim.Ref) {
	if o := p.W.Op(op); o != nil && o.Held == 0 {
		p.end(op, trace.LostOutcome)
	}
}

func ending(why trace.Status) trace.Status {
	if why == trace.Crashed {
		return trace.LostOutcome
	}
	return why
}

// unstore frees a kept message.
func (p *post) unstore(k *kept, why trace.Status) {
	if k.consumer >= 0 {
		k.box.out.remove(&p.kept, k.self.Index)
	} else {
		k.box.line(k).remove(&p.kept, k.self.Index)
	}
	p.unhand(k)
	p.W.Kernel.Cancel(k.expiry)
	p.lasts.leave(k)
	k.box.count--
	p.noteKept(k, trace.Unstore, why)
	op := k.op
	p.hold(op, -1)
	p.kept.Free(k.self.Index)
	p.W.Leave(op)
}

func (p *post) noteKept(k *kept, kind trace.Kind, why trace.Status) *trace.Record {
	r := p.W.Record(kind, p.broker, 0, sim.Ref{})
	r.Msg, r.Flow, r.Status, r.Aux = k.msg, p.Number, why, int64(k.box.count)
	r.Parent = p.rank(k)
	return r
}

// gone says that a consumer's subscription is lost: what it had not
// acknowledged goes back.
func (p *post) gone(c int) {
	p.allow(c)
	p.takeBackAll(p.handedTo(c))
	p.boxOf[c].hand()
}

// handedTo lists the messages that a consumer has not acknowledged, in the
// order of their handing over.
func (p *post) handedTo(c int) []sim.Ref {
	with := p.with.Of(c)
	sim.Sort(with, func(a, b uint32) int { return cmp.Compare(p.kept.At(a).handed, p.kept.At(b).handed) })
	refs := make([]sim.Ref, len(with))
	for k, i := range with {
		refs[k] = p.kept.Ref(i)
	}
	return refs
}

// Missed says that a delivery or acknowledgement will not arrive.
func (p *post) Missed(m *network.Message, _ trace.Status) {
	if m.Shape == trace.Delivery && p.terms.forget {
		p.end(m.Op, trace.LostOutcome)
	}
}

// Crashed loses what was worked on at a consumer, or, at a broker that is not
// durable, all that was kept.
func (p *post) Crashed(at trace.Place) {
	for _, i := range p.workAt.Of(at) {
		wk := *p.work.At(i)
		p.leaveWork(i)
		if wk.acked {
			p.end(wk.op, trace.LostOutcome)
		}
		p.W.Leave(wk.op)
	}
	if at == p.broker {
		p.lose()
	}
	p.subs.crashed(at)
}

// lose loses what a broker that is not durable keeps; of one that is, all
// waits to be handed over again.
func (p *post) lose() {
	durable := p.W.Broker(p.broker).Durable()
	p.dead.halt()
	if !durable {
		p.loseDead()
	}
	for i := range p.subs.requests {
		p.subs.letGo(i)
		p.allow(i)
		p.subs.requests[i].place = p.broker
	}
	for _, b := range p.boxes {
		out := b.out.refs(&p.kept)
		if !durable {
			for _, r := range slices.Concat(out, b.inLine(), b.late.refs(&p.kept)) {
				p.remove(r, trace.Crashed)
			}
			continue
		}
		for k := len(out) - 1; k >= 0; k-- { // so that the oldest is in front
			p.unhand(p.kept.Get(out[k]))
			b.back(out[k].Index)
		}
	}
}

// Revived makes the consumers at a place subscribe. A broker that comes back
// sets aside what it had handed over as often as it may before its crash.
func (p *post) Revived(at trace.Place) {
	if at == p.broker {
		p.spentBefore()
	}
	p.subs.revived(at)
}

func (p *post) spentBefore() {
	for _, b := range p.boxes {
		for _, r := range b.inLine() {
			if k := p.kept.Get(r); p.spent(k) {
				p.letGo(k, trace.DeadLettered)
			}
		}
	}
}

// Lapsed forgets a subscription whose consumer has gone.
func (p *post) Lapsed(a sim.Ref) { p.subs.lapsed(a) }

// serve does what the broker or a consumer does once its work on a message is
// done.
func (p *post) serve(j *node.Job) {
	switch {
	case j.Shape == trace.Delivery && j.Place == p.broker:
		p.handOver(j)
	case j.Shape == trace.Delivery:
		p.worked(j, j.Status)
	default:
		if c := p.subs.subscribe(j); c >= 0 {
			p.allow(c)
			p.boxOf[c].hand()
		}
	}
}
