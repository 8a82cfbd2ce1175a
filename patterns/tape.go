package patterns

import "backchat/sim"

// A tape is a list in which everything has a number, one after the other: it grows
// at its end and shrinks at its beginning.
type tape[T any] struct {
	items       []T // a ring, as long as a power of two
	first, next uint32
	room        *sim.Account // of the places in the ring
}

// at is what has that number, which is on the tape.
func (t *tape[T]) at(number uint32) *T { return &t.items[number&uint32(len(t.items)-1)] }

// has tells whether what has that number is on the tape.
func (t *tape[T]) has(number uint32) bool { return t.first <= number && number < t.next }

// put appends x, which gets the next number.
func (t *tape[T]) put(x T) {
	if int(t.next-t.first) == len(t.items) {
		t.grow()
	}
	t.next++
	*t.at(t.next - 1) = x
}

func (t *tape[T]) grow() {
	was := *t
	t.items = make([]T, max(8, 2*len(was.items)))
	t.room.Add(len(t.items) - len(was.items))
	for i := was.first; i != was.next; i++ {
		*t.at(i) = *was.at(i)
	}
}

// pop takes the first away.
func (t *tape[T]) pop() T {
	x := *t.at(t.first)
	t.first++
	return x
}
