package check

import (
	"testing"

	"backchat/sim/trace"
)

func TestPlacesTakeRoomWhereOneIsSet(t *testing.T) {
	all := newPlaces[int](&trace.Topology{Places: trace.Spots(nil).And(trace.Spot{}, 1000)})
	*all.at(300) = 7
	for p := range trace.Place(1001) {
		want := 0
		if p == 300 {
			want = 7
		}
		if !all.has(p) || all.value(p) != want {
			t.Fatalf("place %d: %d, want %d", p, all.value(p), want)
		}
	}
	if all.has(1001) {
		t.Error("there is a place 1001 of 1000")
	}
	for i, page := range all.pages {
		if (page != nil) != (i == 300/placesPage) {
			t.Errorf("page %d: is there: %v", i, page != nil)
		}
	}
}
