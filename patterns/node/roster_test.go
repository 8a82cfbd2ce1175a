package node

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim/trace"
)

func TestRosterFindsWhatASearchOfTheListFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) trace.Place {
			return trace.Place(rapid.Uint32Range(1, 30).Draw(t, "place"))
		}), 0, 25, rapid.ID).Draw(t, "places")
		if rapid.Bool().Draw(t, "in order") {
			slices.Sort(places)
		}
		r := NewRoster(places)
		for p := range trace.Place(32) {
			i, ok := r.Find(p)
			want := slices.Index(places, p)
			if ok != (want >= 0) || ok && i != want {
				t.Fatalf("%d in %v: %d, %v", p, places, i, ok)
			}
		}
	})
}

func TestReplicasOfANodeAreOneEntryOfARoster(t *testing.T) {
	var places []trace.Place
	for p := range trace.Place(1000) {
		places = append(places, p+7)
	}
	if r := NewRoster(places); len(r) != 1 {
		t.Errorf("%d entries", len(r))
	}
}
