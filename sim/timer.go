package sim

// TimerID names a pending timer: its cell and the cell's generation, so that
// the id of a timer that has fired names nothing. The zero value names no
// timer.
type TimerID uint64

func (id TimerID) ref() Ref { return Ref{uint32(id), uint32(id >> 32)} }

// A timerHeap is a binary heap whose timers know their place, so that any of
// them can be taken out. Timers have a heap of their own because most are
// cancelled long before they come near its root.
type timerHeap struct {
	heap   []uint32 // of cells
	timers Slab[Event]
	first  *Event // the timer to fire next; nil: there is none
}

// A timer is an event's cell, in which next is where in the heap it is.
type timer = cell[Event]

// spacious is room that is given back once most of it is empty.
const spacious = 4096

func (h *timerHeap) len() int { return len(h.heap) }

func (h *timerHeap) push(e Event) TimerID {
	r, v := h.timers.New()
	*v = e
	h.heap = append(h.heap, 0)
	h.rise(len(h.heap)-1, r.Index, h.timers.cell(r.Index))
	return TimerID(uint64(r.Generation)<<32 | uint64(r.Index))
}

func (h *timerHeap) pop() Event {
	first := *h.first
	h.remove(0)
	return first
}

func (h *timerHeap) cancel(id TimerID) bool {
	r := id.ref()
	if h.timers.Get(r) == nil {
		return false
	}
	h.remove(int(h.timers.cell(r.Index).next))
	return true
}

func (h *timerHeap) remove(i int) {
	h.timers.Free(h.heap[i])
	n := len(h.heap) - 1
	last := h.heap[n]
	h.heap = h.heap[:n]
	if room := cap(h.heap); room > spacious && n < room/4 {
		h.heap = append(make([]uint32, 0, room/2), h.heap...)
	}
	if n == 0 {
		h.first = nil
	}
	if i < n {
		t := h.timers.cell(last)
		h.rise(h.sink(i, t), last, t)
	}
}

// sink moves the hole at i below every timer that fires before t.
func (h *timerHeap) sink(i int, t *timer) int {
	for {
		child := 2*i + 1
		if child >= len(h.heap) {
			return i
		}
		c := h.timers.cell(h.heap[child])
		if child+1 < len(h.heap) {
			if other := h.timers.cell(h.heap[child+1]); other.value.before(c.value) {
				child, c = child+1, other
			}
		}
		if !c.value.before(t.value) {
			return i
		}
		h.put(i, h.heap[child], c)
		i = child
	}
}

// rise places t, whose cell is given, at the hole at i or above it.
func (h *timerHeap) rise(i int, cell uint32, t *timer) {
	for i > 0 {
		parent := (i - 1) / 2
		p := h.timers.cell(h.heap[parent])
		if !t.value.before(p.value) {
			break
		}
		h.put(i, h.heap[parent], p)
		i = parent
	}
	h.put(i, cell, t)
}

func (h *timerHeap) put(i int, cell uint32, t *timer) {
	h.heap[i] = cell
	t.next = uint32(i)
	if i == 0 {
		h.first = &t.value
	}
}
