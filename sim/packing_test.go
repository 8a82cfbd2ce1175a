package sim

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestAPackingGivesBackWhatWasPut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.Uint64(), 0, 9).Draw(t, "numbers")
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		truth := rapid.Bool().Draw(t, "truth")
		p := Packing{Room: make([]byte, 128)}
		for _, n := range numbers {
			p.Put(n)
		}
		p.PutDifference(a, b)
		p.PutTruths(!truth, truth)
		if !p.Fits() {
			t.Fatal("there is no room")
		}
		q := Packing{Room: p.Room}
		for _, n := range numbers {
			if got := q.Take(); got != n {
				t.Fatalf("%d is taken as %d", n, got)
			}
		}
		if got := q.TakeDifference(b); got != a {
			t.Fatalf("%d is taken as %d", a, got)
		}
		var x, y bool
		if q.TakeTruths(&x, &y); x == truth || y != truth {
			t.Fatalf("truths are taken as %v and %v", x, y)
		}
	})
}

func TestAPackingTellsThatThereWasNoRoom(t *testing.T) {
	for _, row := range []struct {
		n    uint64
		room int
		fits bool
	}{{127, 1, true}, {128, 1, false}, {128, 2, true}, {math.MaxUint64, 9, false}, {math.MaxUint64, 10, true}} {
		p := Packing{Room: make([]byte, row.room)}
		if p.Put(row.n); p.Fits() != row.fits {
			t.Errorf("%d fits into %d bytes: %v", row.n, row.room, !row.fits)
		}
	}
}
