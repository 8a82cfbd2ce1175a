package sim

// indices are those of a [Slab], whatever its values are. They are apart from them so
// that what becomes of them is compiled once, and not for each type.
type indices struct {
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

// A pager has the pages on which the values of a slab lie, by their numbers.
type pager interface {
	count() int
	makePage(k uint32) // the next, or one that was given back
	dropPage(k uint32) // gives it back
	isGone(k uint32) bool
	survey(k uint32) (lives bool, most uint32) // whether anything on it lives, and the highest generation
	head(i uint32) *head                       // before the value at an index
}

// trimmed is how many pages a slab has before it gives any back.
const trimmed = 64

// grow makes one more index, as though it had been freed.
func (x *indices) grow(p pager) uint32 {
	if len(x.gone) > 0 {
		return x.reopen(p)
	}
	i := max(x.size, 1)
	if int(i>>pageBits) >= p.count() {
		x.room.Add(pageSize)
		p.makePage(i >> pageBits)
		x.watch(p)
	}
	x.size = i + 1
	return i
}

// reopen makes the page that was given back last anew. It returns the first of
// its indices, behind which the others are free.
func (x *indices) reopen(p pager) uint32 {
	v := x.gone[len(x.gone)-1]
	x.gone = x.gone[:len(x.gone)-1]
	x.room.Add(pageSize)
	p.makePage(v.page)
	for k := pageSize - 1; k >= 0; k-- {
		i := v.page<<pageBits | uint32(k)
		h := p.head(i)
		h.generation = v.generation
		if i != 0 {
			h.next, x.free = x.free, i
		}
	}
	x.watch(p)
	return x.free
}

// watch says when pages are given back: now nothing is free.
func (x *indices) watch(p pager) {
	if n := p.count() - len(x.gone); n >= trimmed {
		x.trim = n << pageBits / 4 * 3
	}
}

// giveBack gives back the pages on which nothing lives. What is free elsewhere
// stays in its order. It is not inlined wherever something is freed.
//
//go:noinline
func (x *indices) giveBack(p pager) {
	used := make([]bool, p.count())
	for k := range used {
		used[k], _ = p.survey(uint32(k))
	}
	link := &x.free
	for i := x.free; i != 0; {
		h := p.head(i)
		next := h.next
		if used[i>>pageBits] {
			*link, link = i, &h.next
		}
		i = next
	}
	*link = 0
	for k := range used {
		if !used[k] && !p.isGone(uint32(k)) {
			x.vacate(p, uint32(k))
		}
	}
	if last := p.count() - 1; p.isGone(uint32(last)) {
		x.size = uint32(p.count()) << pageBits // what was never handed out has gone with its page
	}
	x.trim = x.live / 4 * 3
}

// vacate gives back one page.
func (x *indices) vacate(p pager, k uint32) {
	_, most := p.survey(k)
	p.dropPage(k)
	x.gone = append(x.gone, vacancy{page: k, generation: most})
	x.room.Add(-pageSize)
}
