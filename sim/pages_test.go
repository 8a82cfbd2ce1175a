package sim

import "testing"

func TestPagesTakeRoomWhereAValueIsSet(t *testing.T) {
	all := NewPages[uint32, int](1001)
	*all.At(300) = 7
	for n := range uint32(1001) {
		want := 0
		if n == 300 {
			want = 7
		}
		if !all.Has(n) || all.Value(n) != want {
			t.Fatalf("%d: %d, want %d", n, all.Value(n), want)
		}
	}
	if all.Has(1001) {
		t.Error("there is a value 1001 of 1001")
	}
	for i, page := range all.pages {
		if (page != nil) != (i == 300/numbersPage) {
			t.Errorf("page %d: is there: %v", i, page != nil)
		}
	}
}
