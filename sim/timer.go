package sim

// TimerID names a pending timer: its slot and the slot's generation, so that
// the id of a timer that has fired names nothing. The zero value names no
// timer.
type TimerID uint64

// A timerHeap is a binary heap whose entries know their place, so that any of
// them can be taken out. Timers have a heap of their own because most are
// cancelled long before they come near its root.
type timerHeap struct {
	entries []timer
	slots   []timerSlot
	free    []uint32
}

type timer struct {
	Event
	slot uint32
}

// spacious is room for timers that is given back once most of it is empty.
const spacious = 4096

type timerSlot struct {
	position   uint32
	generation uint32 // odd while the timer is pending
}

func (h *timerHeap) push(e Event) TimerID {
	var slot uint32
	if n := len(h.free); n > 0 {
		slot = h.free[n-1]
		h.free = h.free[:n-1]
	} else {
		slot = uint32(len(h.slots))
		h.slots = append(h.slots, timerSlot{})
	}
	h.slots[slot].generation++
	h.entries = append(h.entries, timer{})
	h.rise(len(h.entries)-1, timer{e, slot})
	return TimerID(uint64(h.slots[slot].generation)<<32 | uint64(slot))
}

func (h *timerHeap) pop() Event {
	first := h.entries[0].Event
	h.remove(0)
	return first
}

func (h *timerHeap) cancel(id TimerID) bool {
	slot, generation := uint32(id), uint32(id>>32)
	if generation&1 == 0 || h.slots[slot].generation != generation {
		return false
	}
	h.remove(int(h.slots[slot].position))
	return true
}

func (h *timerHeap) remove(i int) {
	slot := h.entries[i].slot
	h.slots[slot].generation++
	h.free = append(h.free, slot)
	n := len(h.entries) - 1
	last := h.entries[n]
	h.entries = h.entries[:n]
	if room := cap(h.entries); room > spacious && n < room/4 {
		h.entries = append(make([]timer, 0, room/2), h.entries...)
	}
	if i < n {
		h.rise(h.sink(i, last), last)
	}
}

// sink moves the hole at i below every entry that fires before t.
func (h *timerHeap) sink(i int, t timer) int {
	for {
		child := 2*i + 1
		if child >= len(h.entries) {
			return i
		}
		if child+1 < len(h.entries) && h.entries[child+1].before(h.entries[child].Event) {
			child++
		}
		if !h.entries[child].before(t.Event) {
			return i
		}
		h.put(i, h.entries[child])
		i = child
	}
}

func (h *timerHeap) rise(i int, t timer) {
	for i > 0 {
		parent := (i - 1) / 2
		if !t.before(h.entries[parent].Event) {
			break
		}
		h.put(i, h.entries[parent])
		i = parent
	}
	h.put(i, t)
}

func (h *timerHeap) put(i int, t timer) {
	h.entries[i] = t
	h.slots[t.slot].position = uint32(i)
}
