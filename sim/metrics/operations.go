package metrics

import "backchat/sim/trace"

// operations are those that have begun and not ended, by number. Most end
// before many others begin, so the latest are found at once, by the last digits
// of their number. One that is there when another needs its room moves to the
// old.
type operations struct {
	latest *[latest]operation // their number is 0 where there is none
	old    trace.Table[operation]
}

// latest is how many are found at once: 24 KiB of them.
const latest = 128

func newOperations() operations { return operations{latest: new([latest]operation)} }

// get is the operation of a number above 0, or nil. It moves when others begin.
func (t *operations) get(number uint32) *operation {
	if o := &t.latest[number%latest]; o.number == number {
		return o
	}
	return t.old.Get(number)
}

// begin is a new operation, of a number above 0.
func (t *operations) begin(number uint32) *operation {
	o := &t.latest[number%latest]
	if o.number != 0 {
		*t.old.Put(o.number) = *o
		*o = operation{}
	}
	o.number = number
	return o
}

// end forgets an operation.
func (t *operations) end(o *operation) {
	if o == &t.latest[o.number%latest] {
		*o = operation{}
	} else {
		t.old.Delete(o.number)
	}
}

// all yields the operations, in no order.
func (t *operations) all(yield func(*operation) bool) {
	for i := range t.latest {
		if o := &t.latest[i]; o.number != 0 && !yield(o) {
			return
		}
	}
	for _, o := range t.old.All {
		if !yield(o) {
			return
		}
	}
}
