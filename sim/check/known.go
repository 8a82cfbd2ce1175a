package check

// A known set remembers which ids there have been, exactly for the last 65,536
// below the highest; of older ones it knows no more than that they may have
// been. Ids mostly come in rising order.
type known struct {
	seen    [1 << knownBits / 64]uint64 // id i at bit i mod 65,536
	highest uint32
}

const knownBits = 16

// add notes id, and tells whether it had been noted already.
func (k *known) add(id uint32) (again bool) {
	again = k.sure(id) && k.has(id)
	if id > k.highest {
		k.forget(id)
		k.highest = id
	}
	if k.sure(id) {
		k.seen[k.word(id)] |= 1 << (id & 63)
	}
	return again
}

// never tells whether id has surely not been noted.
func (k *known) never(id uint32) bool {
	return id > k.highest || k.sure(id) && !k.has(id)
}

func (k *known) sure(id uint32) bool { return id > k.highest || k.highest-id < 1<<knownBits }

func (k *known) has(id uint32) bool {
	return id <= k.highest && k.seen[k.word(id)]>>(id&63)&1 == 1
}

func (k *known) word(id uint32) uint32 { return id & (1<<knownBits - 1) >> 6 }

// forget makes room for the ids up to id.
func (k *known) forget(id uint32) {
	if id-k.highest >= 1<<knownBits {
		clear(k.seen[:])
		return
	}
	for i := k.highest + 1; i != id+1; i++ {
		k.seen[k.word(i)] &^= 1 << (i & 63)
	}
}
