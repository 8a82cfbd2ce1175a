package patterns

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A mailbox is a queue of messages that a broker keeps for those who compete
// for them.
type mailbox struct {
	p         *post
	consumers []int // listeners of the post's ears
	turn      int   // whose turn it is
	waiting   []sim.Ref
	out       []sim.Ref // handed over and not acknowledged, in that order
	count     int       // messages kept, waiting or handed over
}

// A kept is one message in a mailbox.
type kept struct {
	self     sim.Ref
	box      *mailbox
	op       sim.Ref
	msg      uint32 // the number of the message that brought it, or one of its own
	parent   uint32 // the message that brought it; 0: it came up here
	size     uint32
	tries    uint32
	consumer int // whom it is handed to; -1: nobody
	stored   bool
	timer    sim.TimerID // for its redelivery
	expiry   sim.TimerID
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

// put keeps the message msg, 0 for one that came up here. It tells whether
// there was room; where the oldest made room, that is gone.
func (b *mailbox) put(op sim.Ref, msg, size uint32, at trace.Place) bool {
	t := &b.p.terms
	if t.capacity > 0 && b.count >= t.capacity {
		if t.full != "dropOldest" || len(b.waiting) == 0 {
			return false
		}
		b.p.remove(b.waiting[0], trace.Dropped)
	}
	w := b.p.W
	i := b.p.kept.New()
	k := b.p.kept.At(i)
	*k = kept{self: b.p.kept.Ref(i), box: b, op: op, msg: msg, parent: msg, size: size, consumer: -1, stored: true}
	if msg == 0 {
		k.msg = w.Net.Number()
	}
	w.Join(op)
	b.count++
	b.p.noteKept(k, trace.Store, trace.NoStatus)
	w.Wait(op, trace.Held, at)
	if t.expire > 0 {
		k.expiry = w.Kernel.Timer(w.Now()+t.expire, b.p.id, eventExpire, i, k.self.Generation)
	}
	b.waiting = append(b.waiting, k.self)
	b.hand()
	return true
}

// hand hands what waits to consumers that may take more, each in turn.
func (b *mailbox) hand() {
	for len(b.waiting) > 0 {
		c := b.free()
		if c < 0 {
			return
		}
		r := b.waiting[0]
		b.waiting = b.waiting[1:]
		b.p.deliver(r, c)
	}
}

// free is the next consumer that is there and may take more; -1: none.
func (b *mailbox) free() int {
	for range b.consumers {
		c := b.consumers[b.turn%len(b.consumers)]
		b.turn++
		s := &b.p.subs[c]
		if s.attempt != (sim.Ref{}) && (b.p.terms.prefetch == 0 || b.p.credit[c] < b.p.terms.prefetch) {
			return c
		}
	}
	return -1
}

// back puts a message that was handed over back to the front.
func (b *mailbox) back(r sim.Ref) {
	b.out = without(b.out, r)
	b.waiting = append([]sim.Ref{r}, b.waiting...)
}

func without(all []sim.Ref, one sim.Ref) []sim.Ref {
	for i, r := range all {
		if r == one {
			return append(all[:i:i], all[i+1:]...)
		}
	}
	return all
}
