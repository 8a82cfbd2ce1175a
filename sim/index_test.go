package sim

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestIndexFindsWhatAWalkOverEverythingFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x Index[uint32]
		keyOf := map[uint32]uint32{}
		late := NewLateIndex(func(yield func(key, i uint32) bool) {
			for i, key := range keyOf {
				if !yield(key, i) {
					return
				}
			}
		})
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				i, key := rapid.Uint32Range(0, 40).Draw(t, "thing"), rapid.Uint32Range(0, 12).Draw(t, "key")
				if old, ok := keyOf[i]; ok {
					x.Remove(old, i)
					late.Remove(old, i)
				}
				x.Add(key, i)
				late.Add(key, i)
				keyOf[i] = key
			},
			"remove": func(t *rapid.T) {
				i := rapid.Uint32Range(0, 40).Draw(t, "thing")
				if key, ok := keyOf[i]; ok {
					x.Remove(key, i)
					late.Remove(key, i)
					delete(keyOf, i)
				}
			},
			"ask late": func(t *rapid.T) {
				key := rapid.Uint32Range(0, 13).Draw(t, "key")
				if diff := cmp.Diff(walk(keyOf, key), late.Of(key)); diff != "" {
					t.Fatalf("late, under %d: %s", key, diff)
				}
			},
			"": func(t *rapid.T) {
				for key := range uint32(14) {
					if diff := cmp.Diff(walk(keyOf, key), x.Of(key)); diff != "" {
						t.Fatalf("under %d: %s", key, diff)
					}
				}
			},
		})
	})
}

// walk lists the things of a key in their order.
func walk(keyOf map[uint32]uint32, key uint32) []uint32 {
	var found []uint32
	for i, k := range keyOf {
		if k == key {
			found = append(found, i)
		}
	}
	slices.Sort(found)
	return found
}

func TestIndexTakesTheRoomOfItsKeysAlone(t *testing.T) {
	var x Index[int]
	for i := range 1000 {
		x.Add(1_000_000-i, uint32(i))
	}
	if len(x.first) > 4000 {
		t.Errorf("room for %d keys, of 1000", len(x.first))
	}
}
