package patterns

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// deadLetters are the messages of a post that are set aside and kept: a queue of
// their own, in the order in which they came to it.
type deadLetters struct {
	line     keptList
	count    int
	ever     uint64 // how many were set aside by now: the serial number of the last
	redrives []redrive
}

// A redrive puts dead letters back, in their order.
type redrive struct {
	upTo uint64   // the serial number of the last that it is about; 0: it is over
	gap  sim.Time // from one to the next; 0: all at once
}

// setAside has a message leave its queue for the dead letters. An acknowledgement of
// the message as it was comes too late: it does not find this one.
func (p *post) setAside(k *kept) {
	was := *k
	p.W.Join(was.op)
	p.hold(was.op, 1)
	p.unstore(k, trace.DeadLettered)
	d := &p.dead
	d.ever++
	d.count++
	r, x := p.kept.New()
	*x = kept{
		self: r, box: was.box, op: was.op, path: was.path, msg: was.msg, parent: was.parent, size: was.size, level: was.level,
		tries: was.tries, dead: true, consumer: -1, handed: d.ever,
	}
	d.line.pushBack(&p.kept, r.Index)
	p.noteAside(x, trace.DeadLettered)
	p.W.Wait(x.op, trace.Held, p.broker)
}

// Redrive begins to put back what is set aside by now, one each gap, or all at once.
func (p *post) Redrive(at trace.Place, gap sim.Time) {
	if at != p.broker || p.dead.count == 0 || !p.W.Live(at) {
		return
	}
	p.dead.redrives = append(p.dead.redrives, redrive{upTo: p.dead.ever, gap: gap})
	p.redriveNext(uint32(len(p.dead.redrives) - 1))
}

// redriveNext puts back the next message of a redrive whose queue has room, or all of
// them.
func (p *post) redriveNext(number uint32) {
	d := p.dead.redrives[number]
	for i := p.dead.line.first; p.dead.within(&p.kept, i, d.upTo); {
		k := p.kept.At(i)
		if i = k.next; p.terms.capacity > 0 && k.box.count >= p.terms.capacity {
			continue
		}
		if p.putBack(k); d.gap > 0 {
			break
		}
	}
	if d.gap > 0 && p.dead.within(&p.kept, p.dead.line.first, d.upTo) {
		p.W.Kernel.At(p.W.Now()+d.gap, p.id, eventRedrive, number, 0)
	}
}

// within tells whether i is a dead letter up to a serial number.
func (d *deadLetters) within(all *sim.Slab[kept], i uint32, upTo uint64) bool {
	return i != 0 && all.At(i).handed <= upTo
}

// putBack has a dead letter wait in its queue again, as one that comes anew: behind the
// others of its priority, and not delivered yet.
func (p *post) putBack(k *kept) {
	p.dead.remove(p, k)
	p.noteAside(k, trace.OK)
	k.dead, k.path, k.tries, k.handed = false, k.path.Then(k.tries+1), 0, 0
	k.box.count++
	p.noteKept(k, trace.Store, trace.NoStatus)
	k.box.expires(k)
	k.box.line(k).pushBack(&p.kept, k.self.Index)
	k.box.hand()
}

// loseDead loses all dead letters.
func (p *post) loseDead() {
	for _, r := range p.dead.line.refs(&p.kept) {
		k := p.kept.Get(r)
		op := k.op
		p.dead.remove(p, k)
		p.noteAside(k, trace.Crashed)
		p.hold(op, -1)
		p.kept.Free(r.Index)
		p.end(op, trace.LostOutcome)
		p.W.Leave(op)
	}
}

// halt ends all redrives.
func (d *deadLetters) halt() {
	for i := range d.redrives {
		d.redrives[i].upTo = 0
	}
}

func (d *deadLetters) remove(p *post, k *kept) {
	d.line.remove(&p.kept, k.self.Index)
	d.count--
}

func (p *post) noteAside(k *kept, why trace.Status) {
	r := p.W.Record(trace.Aside, p.broker, 0, sim.Ref{})
	r.Msg, r.Flow, r.Status, r.Aux = k.msg, p.Number, why, int64(p.dead.count)
	r.Parent = p.rank(k)
}
