package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/trace"
)

// crashed takes it that a replica is down.
func (r *replication) crashed(k int) {
	x := &r.replicas[k]
	x.up = false
	x.round++
	x.waits = false
	if k == r.leader {
		r.waiting = r.waiting[:0]
		for f := range r.replicas {
			r.replicas[f].waits = false
		}
	}
	if !r.log.W.Broker(x.at).Durable() {
		x.bare = true
		clear(x.has)
		r.loseAll()
	}
	r.log.W.Kernel.At(r.log.W.Now()+r.c.Detect, r.id, eventDetect, uint32(k), x.round)
}

// loseAll loses the log, unless one that is in sync still has it.
func (r *replication) loseAll() {
	for k := range r.replicas {
		if x := &r.replicas[k]; x.inSync && !x.bare {
			return
		}
	}
	r.log.lose()
	for i := range r.pending {
		r.cut(i, r.log.parts[i].next)
	}
	for k := range r.replicas {
		x := &r.replicas[k]
		if x.bare = false; x.inSync {
			for i := range x.has {
				x.has[i] = r.log.parts[i].next
			}
		}
	}
}

// revived takes it that a replica is up again.
func (r *replication) revived(k int) {
	r.replicas[k].up = true
	if r.fence(k); k != r.leader {
		r.begin(k)
	}
}

// fence has a replica that is or was down no longer be in sync, unless nobody else
// is there who has the log; where it led, another does.
func (r *replication) fence(k int) {
	for other := range r.replicas {
		if other != k && r.replicas[other].fit() {
			r.replicas[k].inSync = false
		}
	}
	if r.vacant = r.vacant || k == r.leader; r.vacant {
		r.elect()
		return
	}
	r.advance()
}

// fit tells whether a replica may lead.
func (x *replica) fit() bool { return x.up && x.inSync && !x.bare }

// elect has that replica lead which has most, of those in sync, the first among
// equals. What it does not have is cut off.
func (r *replication) elect() {
	best, most := -1, uint64(0)
	for k := range r.replicas {
		if x := &r.replicas[k]; x.fit() && (best < 0 || x.length() > most) {
			best, most = k, x.length()
		}
	}
	if best < 0 {
		return
	}
	r.leader, r.vacant = best, false
	l, lead := r.log, &r.replicas[best]
	l.leadsAt(lead.at)
	for i := range r.pending {
		r.cut(i, lead.has[i])
	}
	for k := range r.replicas {
		x := &r.replicas[k]
		for i := range x.has {
			x.has[i] = min(x.has[i], lead.has[i])
			x.known[i] = min(x.has[i], l.parts[i].next)
		}
		r.begin(k)
	}
	r.advance()
}

// length is how much a replica has.
func (x *replica) length() (n uint64) {
	for _, end := range x.has {
		n += uint64(end)
	}
	return n
}

// cut lets go of pending messages from an offset on. Of what its source takes to be
// done that is the end; what it asks for still it will ask for again.
func (r *replication) cut(i int, end uint32) {
	p, w := &r.pending[i], r.log.W
	for o := max(end, p.first); o < p.next; o++ {
		x := p.at(o)
		if x.batch != (sim.Ref{}) && r.log.producers != nil {
			if b := r.log.producers.batches.Get(x.batch); b != nil {
				b.appended = false
			}
		}
		switch op := w.Op(x.op); {
		case op.Taken == node.Known:
			w.End(x.op, trace.Truncated)
		case op.Taken == node.GivenUp || r.log.unconfirmed:
			w.End(x.op, trace.LostOutcome)
		default:
			op.Taken = node.NotTaken
			w.Wait(x.op, trace.Unanswered, op.Speaker)
		}
		w.Leave(x.op)
	}
	p.next = min(p.next, max(end, p.first))
}

// leadsAt has sources and readers speak to the replica that leads.
func (l *Log) leadsAt(p trace.Place) {
	l.broker = p
	l.Agent.Redirect(p)
	l.source.Redirect(p)
	for i := range l.readers {
		l.heardOf(i)
	}
}
