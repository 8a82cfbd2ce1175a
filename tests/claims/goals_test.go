package claims

import (
	"testing"

	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/expression"
)

func TestEveryGoalIsReachedAsItsHintSaysAndNotByItself(t *testing.T) {
	for _, name := range gallery.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := show(t, name)
			for _, g := range s.base.Goals {
				if s.meets(t, s.File, g, scenario.Base) {
					t.Errorf("%s: the base reaches it as it stands", g.That)
				}
				if !s.reached(t, g) {
					t.Errorf("%s: its hint does not reach it", g.That)
				}
			}
		})
	}
}

// reached tells whether a goal is, in the variant that its hint names or by
// the change of the base that it is.
func (s *shown) reached(t *testing.T, g scenario.Goal) bool {
	t.Helper()
	switch {
	case g.ReachedIn != "":
		return s.meets(t, s.File, g, g.ReachedIn)
	case g.ReachedBy == "":
		t.Fatalf("%s: nothing is said to reach it", g.That)
	}
	changed, err := s.Reached(g)
	if err != nil {
		t.Fatalf("%s: %v", g.That, err)
	}
	base, err := changed.Scenario(scenario.Base)
	if err != nil {
		t.Fatal(err)
	}
	return s.meets(t, changed, base.Goals[0], scenario.Base)
}

// meets tells whether a file meets a goal on the seed that is shown, where home
// is the variant that it speaks of by naming none.
func (s *shown) meets(t *testing.T, f *scenario.File, g scenario.Goal, home string) bool {
	t.Helper()
	samples, err := s.sample(t, f, []*expression.Comparison{g.Comparison}, home, 1)
	if err != nil {
		t.Fatal(err)
	}
	v := samples.Judge(&scenario.Expectation{That: g.That, Comparison: g.Comparison}, home)
	return v.Held == 1
}
