package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A working is a message that a consumer works on.
type working struct {
	op       sim.Ref
	kept     sim.Ref // which, at the broker
	place    trace.Place
	consumer int32
	acked    bool        // before the work is done
	extends  sim.TimerID // when its consumer says that it is still at work
}

// atWork is the status of an acknowledgement which says that a message is worked on
// still.
const atWork = trace.NoStatus

// heard takes a message that has reached its consumer: a server works on it,
// a client has it.
func (p *post) heard(c int, m *network.Message) {
	r := m.Tag.Kept()
	at := p.subs.places[c]
	server := p.W.Server(at)
	first := p.terms.ackFirst || p.terms.forget
	if first {
		p.ack(c, r, trace.OK)
	}
	if server == nil || p.hears(c) {
		p.done(c, r, m.Op, at, trace.OK, first)
		return
	}
	own, work := p.work.New()
	*work = working{op: m.Op, place: at, acked: first, consumer: int32(c), kept: r}
	p.workAt.Add(at, own.Index)
	p.extendLater(own, work)
	p.W.Join(m.Op)
	p.hold(m.Op, 1)
	j := &node.Job{
		Place: at, Flow: p.Number, Shape: trace.Delivery, Behalf: m.Behalf, Msg: m.ID,
		Priority: p.priority(m.Op), Once: p.C.Idempotent, Path: node.Path(m.Path),
		Item: node.Item{Listener: uint32(c), Kept: r, Working: own.Index},
	}
	if p.poisonous(m.Op, 0) {
		j.Status = trace.Failed
	}
	if !server.Work(j, p.demand) {
		p.worked(j, trace.Rejected)
	}
}

// worked says that a consumer has done its work on a message, well or not.
func (p *post) worked(j *node.Job, s trace.Status) {
	acked := p.work.At(j.Item.Working).acked
	p.leaveWork(j.Item.Working)
	p.done(int(j.Item.Listener), j.Item.Kept, j.Op, j.Place, s, acked)
	p.W.Leave(j.Op)
}

// leaveWork forgets that a message is worked on. Who calls it leaves the
// operation.
func (p *post) leaveWork(i uint32) {
	wk := p.work.At(i)
	p.hold(wk.op, -1)
	p.W.Kernel.Cancel(wk.extends)
	p.workAt.Remove(wk.place, i)
	p.work.Free(i)
}

// extendLater has the consumer of a message say after a while that it is still at
// work on it, where consumers do.
func (p *post) extendLater(own sim.Ref, wk *working) {
	if every := p.terms.extend; every > 0 {
		wk.extends = p.W.Kernel.Timer(p.W.Now()+every, p.id, eventExtend, own.Index, own.Generation)
	}
}

// extend tells the broker that a message is worked on still. A consumer that is
// paused says nothing.
func (p *post) extend(own sim.Ref) {
	wk := p.work.Get(own)
	p.extendLater(own, wk)
	if c := int(wk.consumer); !p.W.Server(wk.place).Paused(wk.place) {
		p.tell(c, wk.kept, atWork)
	}
}

// extended has a message stay with its consumer for the whole time-out from now. One
// that is about to be handed over, perhaps once more, is hidden for as long anyway.
func (p *post) extended(k *kept) {
	if !k.sent {
		return
	}
	p.W.Kernel.Cancel(k.timer)
	p.untilVisible(k)
	r := p.W.Record(trace.Extend, p.broker, p.subs.places[k.consumer], sim.Ref{})
	r.Msg, r.Flow, r.Until = k.msg, p.Number, p.W.Now()+p.terms.redeliver
}

// untilVisible starts the time after which a message that is with a consumer is handed
// over again.
func (p *post) untilVisible(k *kept) {
	if t := p.terms.redeliver; t > 0 {
		k.timer = p.W.Kernel.Timer(p.W.Now()+t, p.id, eventRedeliver, k.self.Index, k.self.Generation)
	}
}
