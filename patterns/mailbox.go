package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/trace"
)

// A mailbox is a queue of messages that a broker keeps for those who compete
// for them.
type mailbox struct {
	p         *post
	consumers []int // by their numbers among the post's
	turns     ring  // of the consumers
	waiting   keptList
	out       keptList // handed over and not acknowledged, in that order
	count     int      // messages kept, waiting or handed over
}

// A kept is one message in a mailbox.
type kept struct {
	self     sim.Ref
	box      *mailbox
	op       sim.Ref
	msg      uint32 // the number of the message that brought it, or one of its own
	parent   uint32 // the message that brought it; 0: it came up here
	size     uint32
	path     node.Path // names its copy among those of its operation
	tries    uint32
	consumer int    // whom it is handed to; -1: nobody
	handed   uint64 // the ordinal of that handing over, among all of the post
	prev     uint32 // its neighbours among what waits or is out
	next     uint32
	timer    sim.TimerID // for its redelivery
	expiry   sim.TimerID
	spin     node.Spin
}

// terms are how a mailbox treats its messages.
type terms struct {
	prefetch   int // 0: any number
	redeliver  sim.Time
	deliveries int // 0: as often as it takes
	capacity   int // 0: any number
	expire     sim.Time
	ackFirst   bool // a consumer acknowledges on receipt
	forget     bool // handed to who is there and forgotten
	full       string
}

// put keeps the message msg, 0 for one that came up here, which is the copy of
// its operation that path names. It tells whether
// there was room; where the oldest made room, that is gone.
func (b *mailbox) put(op sim.Ref, path node.Path, msg, size uint32, at trace.Place) bool {
	t := &b.p.terms
	if t.capacity > 0 && b.count >= t.capacity {
		if t.full != "dropOldest" || b.waiting.first == 0 {
			return false
		}
		b.p.remove(b.p.kept.Ref(b.waiting.first), trace.Dropped)
	}
	w := b.p.W
	r, k := b.p.kept.New()
	i := r.Index
	*k = kept{self: r, box: b, op: op, path: path, msg: msg, parent: msg, size: size, consumer: -1}
	if msg == 0 {
		k.msg = w.Net.Number()
	}
	w.Join(op)
	b.p.hold(op, 1)
	b.count++
	b.p.noteKept(k, trace.Store, trace.NoStatus)
	w.Wait(op, trace.Held, at)
	if t.expire > 0 {
		k.expiry = w.Kernel.Timer(w.Now()+t.expire, b.p.id, eventExpire, i, k.self.Generation)
	}
	b.waiting.pushBack(&b.p.kept, i)
	b.hand()
	return true
}

// hand hands what waits to consumers that may take more, each in turn.
func (b *mailbox) hand() {
	for b.waiting.first != 0 {
		c := b.free()
		if c < 0 {
			return
		}
		b.p.deliver(b.p.kept.Ref(b.waiting.first), c)
	}
}

// free is the next consumer that is there and may take more; -1: none.
func (b *mailbox) free() int {
	if k := b.turns.take(); k >= 0 {
		return b.consumers[k]
	}
	return -1
}

// deserted tells whether there is no consumer that may take more.
func (b *mailbox) deserted() bool { return b.turns.count == 0 }

// back puts a message that was handed over back to the front.
func (b *mailbox) back(i uint32) {
	b.out.remove(&b.p.kept, i)
	b.waiting.pushFront(&b.p.kept, i)
}

// A keptList is a list of kept messages, linked through them.
type keptList struct {
	first, last uint32
}

func (l *keptList) pushBack(all *sim.Slab[kept], i uint32) {
	k := all.At(i)
	k.prev, k.next = l.last, 0
	if l.last != 0 {
		all.At(l.last).next = i
	} else {
		l.first = i
	}
	l.last = i
}

func (l *keptList) pushFront(all *sim.Slab[kept], i uint32) {
	k := all.At(i)
	k.prev, k.next = 0, l.first
	if l.first != 0 {
		all.At(l.first).prev = i
	} else {
		l.last = i
	}
	l.first = i
}

func (l *keptList) remove(all *sim.Slab[kept], i uint32) {
	k := all.At(i)
	if k.prev != 0 {
		all.At(k.prev).next = k.next
	} else {
		l.first = k.next
	}
	if k.next != 0 {
		all.At(k.next).prev = k.prev
	} else {
		l.last = k.prev
	}
	k.prev, k.next = 0, 0
}

// refs lists the messages in order.
func (l *keptList) refs(all *sim.Slab[kept]) []sim.Ref {
	var refs []sim.Ref
	for i := l.first; i != 0; i = all.At(i).next {
		refs = append(refs, all.Ref(i))
	}
	return refs
}
