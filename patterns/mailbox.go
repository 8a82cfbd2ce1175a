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
	number    uint32     // among those of the post
	consumers []int      // by their numbers among the post's
	turns     ring       // of the consumers
	waiting   []keptList // by priority, the highest first
	out       keptList   // handed over and not acknowledged, in that order
	late      keptList   // their delay is not over, in the order in which they came
	count     int        // messages kept, waiting or handed over
}

// A kept is one message in a mailbox.
type kept struct {
	self     sim.Ref
	box      *mailbox
	op       sim.Ref
	msg      uint32 // the number of the message that brought it, or one of its own
	parent   uint32 // the message that brought it; 0: it came up here
	size     uint32
	about    uint32
	path     node.Path // names its copy among those of its operation
	tries    uint32
	level    uint8  // of its priority: where it waits
	hidden   bool   // its delay is not over
	dead     bool   // it is set aside
	sent     bool   // its consumer is being sent it, or has it
	over     bool   // the time for which it may wait is over: it will not wait again
	consumer int    // whom it is handed to; -1: nobody
	handed   uint64 // the ordinal of that handing over, among all of the post; of one set aside, of that
	prev     uint32 // its neighbours among what waits or is out
	next     uint32
	timer    sim.TimerID // for the end of its delay, or its redelivery
	expiry   sim.TimerID
	spin     node.Spin
}

// terms are how a mailbox treats its messages.
type terms struct {
	prefetch   int // 0: any number
	redeliver  sim.Time
	extend     sim.Time // 0: consumers never say that they are at work still
	deliveries int      // 0: as often as it takes
	keepsDead  bool     // what is delivered more often is kept with the dead letters
	capacity   int      // 0: any number
	expire     sim.Time
	collapse   bool // of what waits only the latest of each key is kept
	ackFirst   bool // a consumer acknowledges on receipt
	forget     bool // handed to who is there and forgotten
	full       string
	priorities ladder
}

// put keeps the message msg, 0 for one that came up here, which is the copy of
// its operation that path names. It tells whether
// there was room; where the oldest made room, that is gone, and so is the one of its
// key that waits, where they collapse.
func (b *mailbox) put(op sim.Ref, path node.Path, msg, size uint32, at trace.Place) bool {
	t := &b.p.terms
	level, about := b.p.level(op), uint32(0)
	if t.collapse {
		about = b.p.W.Op(op).About
		b.collapse(about)
	}
	if t.capacity > 0 && b.count >= t.capacity && !b.yields(level) {
		return false
	}
	w := b.p.W
	r, k := b.p.kept.New()
	i := r.Index
	*k = kept{self: r, box: b, op: op, path: path, msg: msg, parent: msg, size: size, about: about, level: level, consumer: -1}
	if msg == 0 {
		k.msg = w.Net.Number()
	}
	w.Join(op)
	b.p.hold(op, 1)
	b.count++
	due := w.Now() + b.wait(op)
	k.hidden = due > w.Now()
	rec := b.p.noteKept(k, trace.Store, trace.NoStatus)
	if k.hidden {
		rec.Until = due
		k.timer = w.Kernel.Timer(due, b.p.id, eventDelayed, i, k.self.Generation)
	}
	w.Wait(op, trace.Held, at)
	b.expires(k)
	if t.collapse {
		b.p.lasts.put(k)
	}
	b.line(k).pushBack(&b.p.kept, i)
	b.hand()
	return true
}

// expires has the time begin for which a message may wait. Once it is over, one that
// waits goes at once, and one that a consumer has been sent if it comes back.
func (b *mailbox) expires(k *kept) {
	if w, most := b.p.W, b.p.terms.expire; most > 0 {
		k.expiry = w.Kernel.Timer(w.Now()+most, b.p.id, eventExpire, k.self.Index, k.self.Generation)
	}
}

// yields lets go of a message that waits, for one of a level that finds no room. It
// tells whether there was one that may go.
func (b *mailbox) yields(level uint8) bool {
	i := uint32(0)
	switch b.p.terms.full {
	case "dropOldest":
		i = b.oldest(level)
	case "leastImportant":
		i = b.least(level)
	}
	if i != 0 {
		b.p.remove(b.p.kept.Ref(i), trace.Dropped)
	}
	return i != 0
}

// next is the message that is to be handed over next; 0: none waits.
func (b *mailbox) next() uint32 {
	for l := range b.waiting {
		if i := b.waiting[l].first; i != 0 {
			return i
		}
	}
	return 0
}

// oldest is the first of the least important messages that wait, unless all of them
// are more important than those of a level; 0: none is to go.
func (b *mailbox) oldest(level uint8) uint32 {
	for l := len(b.waiting) - 1; l >= int(level); l-- {
		if i := b.waiting[l].first; i != 0 {
			return i
		}
	}
	return 0
}

// least is the last of the least important messages that wait, if it is less
// important than those of a level; 0: none is.
func (b *mailbox) least(level uint8) uint32 {
	for l := len(b.waiting) - 1; l > int(level); l-- {
		if i := b.waiting[l].last; i != 0 {
			return i
		}
	}
	return 0
}

// wait is how long a message is hidden that has come in.
func (b *mailbox) wait(op sim.Ref) sim.Time {
	if o := b.p.W.Op(op); o != nil && b == b.p.boxes[0] {
		return b.p.delay.Once(o.Draw(b.p.delays, 0))
	}
	return 0
}

// shows puts a message into its line whose delay is over.
func (b *mailbox) shows(k *kept) {
	b.late.remove(&b.p.kept, k.self.Index)
	k.hidden = false
	b.line(k).pushBack(&b.p.kept, k.self.Index)
	b.hand()
}

// line is where a message waits, or would.
func (b *mailbox) line(k *kept) *keptList {
	if k.hidden {
		return &b.late
	}
	return &b.waiting[k.level]
}

// inLine lists what waits, in the order in which it is to be handed over.
func (b *mailbox) inLine() []sim.Ref {
	var refs []sim.Ref
	for l := range b.waiting {
		refs = append(refs, b.waiting[l].refs(&b.p.kept)...)
	}
	return refs
}

// hand hands what waits to consumers that may take more, each in turn.
func (b *mailbox) hand() {
	for i := b.next(); i != 0; i = b.next() {
		c := b.free()
		if c < 0 {
			return
		}
		b.p.deliver(b.p.kept.Ref(i), c)
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

// back puts a message that was handed over back to the front of its line, unless its
// time is over or a later one of its key is kept.
func (b *mailbox) back(i uint32) {
	k := b.p.kept.At(i)
	b.out.remove(&b.p.kept, i)
	b.line(k).pushFront(&b.p.kept, i)
	switch {
	case k.over:
		b.p.letGo(k, trace.Expired)
	case b.p.terms.collapse && !b.p.lasts.stays(k):
		b.p.letGo(k, trace.Coalesced)
	}
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
