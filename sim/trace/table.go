package trace

// A Table maps ids that are given out in rising order, and mostly do not live
// long, to values: operations and messages, as a fold follows them. All it
// does is O(1) and, in steady state, without allocation.
//
//	index   front ─► [page 7][ nil ][page 9][page 10]   page n: ids 256n to 256n+255
//
// A page whose ids are all gone goes to a free list, which holds a quarter as many
// pages as are in use, or a few, and the index begins at the first page in use. So
// the memory is at most a quarter more than that of the pages in use, and 8 bytes
// for each page between the lowest and the highest id present.
//
// The zero Table is empty. A pointer into it is good until its id is deleted.
type Table[T any] struct {
	index []*tablePage[T] // a view of the end of room
	front uint32          // number of the page that index begins with
	room  []*tablePage[T] // what lies before the view is nil
	free  *tablePage[T]
	spare int // pages in the free list
	used  int // pages in use
	size  int
}

// fewPages are always worth keeping.
const fewPages = 16

const (
	tableBits = 8
	tableMask = 1<<tableBits - 1
)

// A page's values lie apart, since memory is given out in steps: one of 32 bytes
// a value takes 8 kB, and with the rest it would take 9.25.
type tablePage[T any] struct {
	values  *[1 << tableBits]T // zero where absent
	present [1 << tableBits]bool
	size    int
	next    *tablePage[T] // in the free list
}

// Get is the value of id, or nil where it has none.
func (t *Table[T]) Get(id uint32) *T {
	n := id>>tableBits - t.front
	if int64(n) >= int64(len(t.index)) {
		return nil
	}
	p := t.index[n]
	if p == nil || !p.present[id&tableMask] {
		return nil
	}
	return &p.values[id&tableMask]
}

// Put gives id a zero value, whether it had one or not.
func (t *Table[T]) Put(id uint32) *T {
	v, fresh := t.have(id)
	if !fresh {
		*v = *new(T)
	}
	return v
}

// Have is the value of id, which is given a zero one if it has none.
func (t *Table[T]) Have(id uint32) *T {
	v, _ := t.have(id)
	return v
}

// have is the value of id, and tells whether it has just been given it, a zero
// one.
func (t *Table[T]) have(id uint32) (v *T, fresh bool) {
	n := id>>tableBits - t.front
	if int64(n) >= int64(len(t.index)) || t.index[n] == nil {
		n = t.open(id >> tableBits)
	}
	p := t.index[n]
	if present := &p.present[id&tableMask]; !*present {
		*present, fresh = true, true
		p.size++
		t.size++
	}
	return &p.values[id&tableMask], fresh
}

// Delete makes id absent. It may be absent already.
func (t *Table[T]) Delete(id uint32) {
	n := id>>tableBits - t.front
	if int64(n) >= int64(len(t.index)) || t.index[n] == nil || !t.index[n].present[id&tableMask] {
		return
	}
	p := t.index[n]
	p.values[id&tableMask] = *new(T)
	p.present[id&tableMask] = false
	p.size--
	t.size--
	if p.size == 0 {
		t.close(n)
	}
}

// Len counts the ids that are present.
func (t *Table[T]) Len() int { return t.size }

// All yields the ids that are present, in rising order, with their values.
// Meanwhile the table must not change, except that the id at hand may be
// deleted.
func (t *Table[T]) All(yield func(uint32, *T) bool) {
	end := t.front + uint32(len(t.index))
	for number := t.front; number != end; number++ {
		n := number - t.front
		if int64(n) >= int64(len(t.index)) || t.index[n] == nil {
			continue
		}
		if !t.index[n].all(number<<tableBits, yield) {
			return
		}
	}
}

func (p *tablePage[T]) all(first uint32, yield func(uint32, *T) bool) bool {
	for i := range p.present {
		if p.present[i] && !yield(first+uint32(i), &p.values[i]) {
			return false
		}
	}
	return true
}

// open puts an empty page into the index at number, and returns where in the
// index that is.
func (t *Table[T]) open(number uint32) uint32 {
	switch {
	case len(t.index) == 0:
		t.front = number
		t.extend(1)
	case number < t.front:
		t.prepend(int(t.front - number))
		t.front = number
	case int(number-t.front) >= len(t.index):
		t.extend(int(number-t.front) + 1 - len(t.index))
	}
	p := t.free
	if p != nil {
		t.free, p.next = p.next, nil
		t.spare--
	} else {
		p = &tablePage[T]{values: new([1 << tableBits]T)}
	}
	t.used++
	t.index[number-t.front] = p
	return number - t.front
}

// close recycles the page at n, which has become empty, and moves the front
// of the index to the first page in use.
func (t *Table[T]) close(n uint32) {
	p := t.index[n]
	t.index[n] = nil
	p.next, t.free = t.free, p
	t.used--
	for t.spare++; t.spare > max(t.used/4, fewPages); t.spare-- {
		t.free = t.free.next
	}
	if t.size == 0 {
		t.room, t.index = t.room[:0], t.room[:0]
		return
	}
	for t.index[0] == nil {
		t.index = t.index[1:]
		t.front++
	}
}

// extend adds n absent pages at the end of the index. Where room has no more
// space there, the view moves to its beginning, if that leaves half of it
// free: so a move costs no more than the pages that were opened since.
func (t *Table[T]) extend(n int) {
	size := len(t.index)
	need := size + n
	switch {
	case need <= cap(t.index):
	case need <= cap(t.room)/2:
		t.room = t.room[:cap(t.room)]
		copy(t.room, t.index)
		clear(t.room[size:])
		t.index = t.room[:size]
	default:
		t.room = make([]*tablePage[T], max(16, 2*need))
		copy(t.room, t.index)
		t.index = t.room[:size]
	}
	t.index = t.index[:need]
}

// prepend adds n absent pages before the index.
func (t *Table[T]) prepend(n int) {
	head := cap(t.room) - cap(t.index)
	if n <= head {
		t.index = t.room[head-n : head+len(t.index) : cap(t.room)]
		return
	}
	size := len(t.index)
	t.room = make([]*tablePage[T], 2*(size+n))
	copy(t.room[n:], t.index)
	t.index = t.room[:n+size]
}
