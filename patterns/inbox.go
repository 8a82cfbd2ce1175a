package patterns

import (
	"iter"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/trace"
)

// An inbox is the updates for one listener, in the order of their coming up: a
// list through a slab that all inboxes of a flow share. Inboxes near which none
// had an update yet take nothing.
type inbox struct {
	heard       uint32 // all below are done with
	next        uint32 // the number of the update that comes up next
	first, last uint32 // of the list; 0: it is empty
}

// An update is told from others by its number in the listener's inbox, from 0.
// One that is done with stays there as long as one before it is not.
type update struct {
	op         sim.Ref
	at         sim.Time // when it came up
	home       trace.Place
	number     uint32
	size       uint32
	prev, next uint32
	sent       bool // it is on its way to its listener
	astray     bool // what bore it did not arrive, and nobody knows it yet
	taken      bool // it is in the connection of a listener that has an outbox
	done       bool
	spare      uint8 // copies of it that are under way by connections which its listener has left
}

// Bytes that a run keeps of an inbox, and of an update in one.
const (
	inboxBytes  = 24
	updateBytes = 56
)

// inboxes are those of a flow's listeners.
type inboxes struct {
	w       *node.World
	boxes   sim.Pages[int, inbox]
	updates sim.Slab[update]
}

func newInboxes(w *node.World, listeners int) *inboxes {
	w.Kernel.Keeps("inboxes", inboxBytes).Add(listeners)
	n := &inboxes{w: w, boxes: sim.NewPages[int, inbox](listeners)}
	n.updates.Keep(w.Kernel.Keeps("updates to hear of", updateBytes))
	return n
}

// add puts an update into a listener's inbox.
func (n *inboxes) add(listener int, op sim.Ref, home trace.Place, size uint32) *update {
	box := n.boxes.At(listener)
	r, u := n.updates.New()
	*u = update{op: op, at: n.w.Now(), home: home, number: box.next, size: size, prev: box.last}
	box.next++
	if box.last != 0 {
		n.updates.At(box.last).next = r.Index
	} else {
		box.first = r.Index
	}
	box.last = r.Index
	return u
}

// latest is the update that has come up last, which is in the inbox still.
func (n *inboxes) latest(listener int) *update { return n.updates.At(n.boxes.At(listener).last) }

// take empties an inbox, and returns the update that came up last.
func (n *inboxes) take(listener int) update {
	u := *n.latest(listener)
	box := n.boxes.At(listener)
	for box.first != 0 {
		n.pop(box)
	}
	box.heard = box.next
	return u
}

// pop takes out the first update.
func (n *inboxes) pop(box *inbox) {
	i := box.first
	if box.first = n.updates.At(i).next; box.first != 0 {
		n.updates.At(box.first).prev = 0
	} else {
		box.last = 0
	}
	n.updates.Free(i)
}

// oldest is the number of the first update in the inbox, or of the next to come.
func (n *inboxes) oldest(listener int) uint32 {
	box := n.boxes.Value(listener)
	if box.first == 0 {
		return box.next
	}
	return n.updates.At(box.first).number
}

// update is the one of that number, or nil where it is done with.
func (n *inboxes) update(listener int, number uint32) *update {
	for u := range n.pending(listener, number) {
		if u.number == number {
			return u
		}
		break
	}
	return nil
}

// pending are a listener's updates from a number on that are not done with, the
// oldest first. Any of them may be finished meanwhile.
func (n *inboxes) pending(listener int, from uint32) iter.Seq[*update] {
	return func(yield func(*update) bool) {
		if n.boxes.Value(listener).first == 0 {
			return
		}
		box := n.boxes.At(listener)
		for i := box.first; i != 0; {
			r, u := n.updates.Ref(i), n.updates.At(i)
			if u.number >= from && !u.done && !yield(u) {
				return
			}
			if i = box.first; n.updates.Get(r) != nil { // else it was taken out, and all before it
				i = u.next
			}
		}
	}
}

// finish ends the operation of one update.
func (n *inboxes) finish(listener int, u *update, s trace.Status) {
	box := n.boxes.At(listener)
	u.done = true
	n.w.End(u.op, s)
	n.w.Leave(u.op)
	for box.first != 0 && n.updates.At(box.first).done {
		n.pop(box)
	}
	box.heard = max(box.heard, n.oldest(listener))
}

// hear finishes a listener's updates below a number: it has heard of them.
func (n *inboxes) hear(listener int, to uint32) {
	if to == 0 {
		return
	}
	box := n.boxes.At(listener)
	for u := range n.pending(listener, box.heard) {
		if u.number >= to {
			break
		}
		n.finish(listener, u, trace.OK)
	}
	box.heard = max(box.heard, to)
}

// hearOne finishes one update, if it is not done with: its listener has heard
// of it, and asks for none before it again.
func (n *inboxes) hearOne(listener int, number uint32) {
	if u := n.update(listener, number); u != nil {
		n.finish(listener, u, trace.OK)
	}
	box := n.boxes.At(listener)
	box.heard = max(box.heard, number+1)
}

// heard is the number below which a listener has heard of all.
func (n *inboxes) heard(listener int) uint32 { return n.boxes.Value(listener).heard }

// prune finishes, of the updates that a listener was not sent, all but the
// latest ones for which there is room.
func (n *inboxes) prune(listener, room int, why trace.Status) {
	for i := n.boxes.Value(listener).last; i != 0; {
		u := n.updates.At(i)
		i = u.prev
		if u.done || u.sent {
			continue
		}
		if room--; room < 0 {
			n.finish(listener, u, why)
		}
	}
}
