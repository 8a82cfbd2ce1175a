package patterns

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// lasts find, of the messages that are kept in a mailbox and are of one key, the last
// to come. Of those that wait it is the only one.
type lasts struct {
	by   sim.Keyed // its number in the slab, by mailbox and key
	kept *sim.Account
}

// put takes it that a message has come, or that it is the last since those after it
// are done with.
func (l *lasts) put(k *kept) {
	l.by.Put(k.box.key(k.about), k.self.Index)
	l.kept.Add(1)
}

// stays tells whether a message that comes back is up to date: no later one of its key
// is kept.
func (l *lasts) stays(k *kept) bool {
	last := l.by.Get(k.box.key(k.about))
	if last == 0 {
		l.put(k)
	}
	return last == 0 || last == k.self.Index
}

// leave takes it that a message is kept no longer.
func (l *lasts) leave(k *kept) {
	if key := k.box.key(k.about); l.by.Get(key) == k.self.Index {
		l.by.Delete(key)
		l.kept.Add(-1)
	}
}

// key names a key of a mailbox's among those of the post.
func (b *mailbox) key(about uint32) uint64 { return uint64(b.number)<<32 | uint64(about) }

// collapse makes room for a message of a key that comes: the one before it goes if it
// waits, and is the last no more if it is handed over.
func (b *mailbox) collapse(about uint32) {
	i := b.p.lasts.by.Get(b.key(about))
	if i == 0 {
		return
	}
	k := b.p.kept.At(i)
	b.p.lasts.leave(k)
	if k.consumer < 0 {
		b.p.letGo(k, trace.Coalesced)
	}
}
