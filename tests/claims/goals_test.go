package claims

import (
	"slices"
	"testing"

	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
)

func TestEveryGoalIsReachedAsItsHintSaysAndNotByItself(t *testing.T) {
	for _, f := range files(t) {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			for _, g := range goals(t, f) {
				if holds(t, f, g, scenario.Base) {
					t.Errorf("%s: the base reaches it as it stands", g.That)
				}
				if !reached(t, f, g) {
					t.Errorf("%s: its hint does not reach it", g.That)
				}
			}
		})
	}
}

// reached tells whether a goal is, in the variant that its hint names or by
// the change of the base that it is.
func reached(t *testing.T, f *scenario.File, g scenario.Goal) bool {
	t.Helper()
	switch {
	case g.ReachedIn != "":
		return holds(t, f, g, g.ReachedIn)
	case g.ReachedBy == "":
		t.Fatalf("%s: nothing is said to reach it", g.That)
	}
	changed, err := f.Reached(g)
	if err != nil {
		t.Fatalf("%s: %v", g.That, err)
	}
	return holds(t, changed, goals(t, changed)[0], scenario.Base)
}

func goals(t *testing.T, f *scenario.File) []scenario.Goal {
	t.Helper()
	s, err := f.Scenario(scenario.Base)
	if err != nil {
		t.Fatal(err)
	}
	return s.Goals
}

// holds tells whether a goal is reached on the seed that is shown, where home
// is the variant that it speaks of by naming none.
func holds(t *testing.T, f *scenario.File, g scenario.Goal, home string) bool {
	t.Helper()
	s, err := f.Scenario(scenario.Base)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{}
	for _, r := range g.Comparison.Metrics() {
		in := r.Variant
		if in == "" {
			in = home
		}
		names[in] = append(names[in], r.Name)
	}
	plan := experiment.Plan{Seeds: experiment.Seeds(s.Seed, 1)}
	plan.Variants = slices.DeleteFunc(f.Variants(), func(v string) bool { return names[v] == nil })
	samples, err := experiment.Sample(t.Context(), f, plan, func(v string) []string { return names[v] })
	if err != nil {
		t.Fatal(err)
	}
	v := samples.Judge(&scenario.Expectation{That: g.That, Comparison: g.Comparison}, home)
	return v.Held == 1
}
