package patterns

import (
	"testing"

	"pgregory.net/rapid"
)

func TestRingGivesTheTurnToTheNextThatMay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 200).Draw(t, "size")
		r, may, next := ringOf(n), make([]bool, n), 0
		t.Repeat(map[string]func(*rapid.T){
			"let": func(t *rapid.T) {
				i := rapid.IntRange(0, n-1).Draw(t, "who")
				may[i] = rapid.Bool().Draw(t, "may")
				r.let(i, may[i])
			},
			"take": func(t *rapid.T) {
				want := -1
				for k := range n {
					if i := (next + k) % n; may[i] {
						want, next = i, i+1
						break
					}
				}
				if got := r.take(); got != want {
					t.Fatalf("it is the turn of %d, not of %d", want, got)
				}
			},
		})
	})
}
