package patterns

import (
	"testing"

	"backchat/sim"
)

// Of polls that end in any order the oldest that is left is known, and each by its attempt,
// whose index is used anew.
func TestTheOldestOfManyPollsIsKnown(t *testing.T) {
	n, l := &News{}, &polls{}
	at := func(i int) sim.Ref { return sim.Ref{Index: uint32(i%100) + 1, Generation: uint32(i / 100)} }
	over := func(i int) {
		*n.which(l, at(i)) = poll{}
		l.trim()
	}
	for i := range 1000 {
		*n.enlist(l, at(i)) = poll{attempt: at(i)}
		if i >= 50 && i%2 == 0 {
			over(i - 49) // which is odd
		}
		if i >= 60 && i%2 == 0 {
			over(i - 60)
		}
		if want := max(0, i-58) / 2 * 2; l.oldest() == nil || l.oldest().attempt != at(want) {
			t.Fatalf("after poll %d the oldest is %v, want poll %d", i, l.oldest(), want)
		}
		if n.which(l, at(i)) == nil || i >= 100 && n.which(l, at(i-100)) != nil {
			t.Fatalf("after poll %d it is not known, or one that is over is", i)
		}
	}
	if len(l.list) > 200 {
		t.Errorf("%d are kept of some 60", len(l.list))
	}
}
