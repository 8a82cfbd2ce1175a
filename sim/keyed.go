package sim

// Keyed finds numbers by keys of 64 bits: open addressing, one cell after the
// other from where the key's hash says. What goes leaves no mark: those behind
// it move up. It keeps no order, and offers no walk, so that nothing can depend
// on one. The zero Keyed is empty.
type Keyed struct {
	cells []keyedCell // a power of two, at most three quarters of them taken
	shift uint8
	size  int
}

type keyedCell struct {
	key   uint64
	value uint32 // 0: the cell is free
}

// KeyedBytes is what is kept for a key, free cells included.
const KeyedBytes = 48

// leastKeyed is how many cells there are at least, as a power of two.
const leastKeyed = 4

// Len is how many keys there are.
func (k *Keyed) Len() int { return k.size }

// Get is the number of a key; 0 where it has none.
func (k *Keyed) Get(key uint64) uint32 {
	if k.size == 0 {
		return 0
	}
	return k.cells[k.find(key)].value
}

// Put gives a key a number, which is not 0.
func (k *Keyed) Put(key uint64, value uint32) {
	if value == 0 {
		panic("sim.Keyed.Put: 0 stands for none")
	}
	if 4*(k.size+1) > 3*len(k.cells) {
		k.grow()
	}
	c := &k.cells[k.find(key)]
	if c.value == 0 {
		k.size++
	}
	*c = keyedCell{key, value}
}

// Delete takes a key out, if it is there.
func (k *Keyed) Delete(key uint64) {
	if k.size == 0 {
		return
	}
	hole := k.find(key)
	if k.cells[hole].value == 0 {
		return
	}
	k.size--
	for i := k.next(hole); k.cells[i].value != 0; i = k.next(i) {
		// One that belongs behind the hole stays: else it would not be found.
		if home := k.home(k.cells[i].key); (i-home)&k.mask() >= (i-hole)&k.mask() {
			k.cells[hole] = k.cells[i]
			hole = i
		}
	}
	k.cells[hole] = keyedCell{}
}

// find is the cell that has the key, or the free one where it would go.
func (k *Keyed) find(key uint64) int {
	i := k.home(key)
	for k.cells[i].value != 0 && k.cells[i].key != key {
		i = k.next(i)
	}
	return i
}

func (k *Keyed) mask() int { return len(k.cells) - 1 }

func (k *Keyed) next(i int) int { return (i + 1) & k.mask() }

// home is where the search for a key begins: Fibonacci hashing (Knuth, TAOCP 3,
// 6.4), after a fold of the upper half, which may be all that differs.
func (k *Keyed) home(key uint64) int {
	return int((key ^ key>>32) * 0x9e3779b97f4a7c15 >> k.shift)
}

func (k *Keyed) grow() {
	old := k.cells
	bits := uint8(leastKeyed)
	if len(old) > 0 {
		bits = 64 - k.shift + 1
	}
	k.cells, k.shift = make([]keyedCell, 1<<bits), 64-bits
	for _, c := range old {
		if c.value != 0 {
			k.cells[k.find(c.key)] = c
		}
	}
}
