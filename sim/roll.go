package sim

// A roll is what a [Slab] knows of its indices, whatever its values are. It is apart
// from them so that it is compiled once, and not for each type.
type roll struct {
	free uint32 // the index that was freed last, where the list of those begins; 0 for none
	size uint32 // indices ever handed out, and the unused index 0
	live int
	trim int // where fewer than that live, pages are given back
	gone []vacancy
	room *Account
}

// A head stands before each value.
type head struct {
	generation uint32 // odd while the value lives
	next       uint32 // the index freed before it, while it does not
}

// A vacancy is a page that was given back: its number, and a generation that no
// value on it has had while it lived.
type vacancy struct {
	page, generation uint32
}

// leaves are the pages of a slab, by their numbers.
type leaves interface {
	count() int
	lay(k uint32)   // makes a page: the next, or one that was given back
	clear(k uint32) // gives one back
	isClear(k uint32) bool
	state(k uint32) (lives bool, most uint32) // whether anything on it lives, and the highest generation
	head(i uint32) *head                      // before the value at an index
}

// trimmed is how many pages a slab has before it gives any back.
const trimmed = 64

// grow makes one more index, as though it had been freed.
func (r *roll) grow(p leaves) uint32 {
	if len(r.gone) > 0 {
		return r.reopen(p)
	}
	i := max(r.size, 1)
	if int(i>>pageBits) >= p.count() {
		r.room.Add(pageSize)
		p.lay(i >> pageBits)
		r.watch(p)
	}
	r.size = i + 1
	return i
}

// reopen makes the page that was given back last anew. It returns the first of
// its indices, behind which the others are free.
func (r *roll) reopen(p leaves) uint32 {
	v := r.gone[len(r.gone)-1]
	r.gone = r.gone[:len(r.gone)-1]
	r.room.Add(pageSize)
	p.lay(v.page)
	for k := pageSize - 1; k >= 0; k-- {
		i := v.page<<pageBits | uint32(k)
		h := p.head(i)
		h.generation = v.generation
		if i != 0 {
			h.next, r.free = r.free, i
		}
	}
	r.watch(p)
	return r.free
}

// watch says when pages are given back: now nothing is free.
func (r *roll) watch(p leaves) {
	if n := p.count() - len(r.gone); n >= trimmed {
		r.trim = n << pageBits / 4 * 3
	}
}

// giveBack gives back the pages on which nothing lives. What is free elsewhere
// stays in its order. It is not inlined wherever something is freed.
//
//go:noinline
func (r *roll) giveBack(p leaves) {
	used := make([]bool, p.count())
	for k := range used {
		used[k], _ = p.state(uint32(k))
	}
	link := &r.free
	for i := r.free; i != 0; {
		h := p.head(i)
		next := h.next
		if used[i>>pageBits] {
			*link, link = i, &h.next
		}
		i = next
	}
	*link = 0
	for k := range used {
		if !used[k] && !p.isClear(uint32(k)) {
			r.vacate(p, uint32(k))
		}
	}
	if last := p.count() - 1; p.isClear(uint32(last)) {
		r.size = uint32(p.count()) << pageBits // what was never handed out has gone with its page
	}
	r.trim = r.live / 4 * 3
}

// vacate gives back one page.
func (r *roll) vacate(p leaves, k uint32) {
	_, most := p.state(k)
	p.clear(k)
	r.gone = append(r.gone, vacancy{page: k, generation: most})
	r.room.Add(-pageSize)
}
