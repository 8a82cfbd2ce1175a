package sim_test

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
)

func TestWhatIsSortedIsInOrderAndWhatIsEqualAsItStood(t *testing.T) {
	type thing struct{ key, place int }
	rapid.Check(t, func(t *rapid.T) {
		var things []thing
		for i, key := range rapid.SliceOfN(rapid.IntRange(0, 9), 0, 100).Draw(t, "keys") {
			things = append(things, thing{key, i})
		}
		sim.Sort(things, func(a, b thing) int { return cmp.Compare(a.key, b.key) })
		inOrder := func(a, b thing) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.place, b.place)) }
		if !slices.IsSortedFunc(things, inOrder) {
			t.Fatal(things)
		}
	})
}
