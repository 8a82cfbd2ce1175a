package sim_test

import (
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
)

// TestKeyedIsAMap holds it against Go's, with keys that collide: few of them, and
// such as differ in the upper half alone.
func TestKeyedIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var k sim.Keyed
		model := map[uint64]uint32{}
		key := rapid.Custom(func(t *rapid.T) uint64 {
			return rapid.Uint64Range(0, 40).Draw(t, "low") << (32 * rapid.IntRange(0, 1).Draw(t, "half"))
		})
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				at, value := key.Draw(t, "key"), rapid.Uint32Range(1, 9).Draw(t, "value")
				k.Put(at, value)
				model[at] = value
			},
			"delete": func(t *rapid.T) {
				at := key.Draw(t, "key")
				k.Delete(at)
				delete(model, at)
			},
			"": func(t *rapid.T) {
				if k.Len() != len(model) {
					t.Fatalf("%d keys, not %d", k.Len(), len(model))
				}
				for i := range uint64(41) {
					for _, at := range [...]uint64{i, i << 32} {
						if got := k.Get(at); got != model[at] {
							t.Fatalf("key %d has %d, not %d", at, got, model[at])
						}
					}
				}
			},
		})
	})
}

func TestKeyedHasNoRoomForNothing(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("0 is taken for a number")
		}
	}()
	new(sim.Keyed).Put(1, 0)
}
