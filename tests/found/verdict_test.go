package found_test

import (
	"regexp"
	"slices"
	"testing"

	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
)

func TestRunsThatFallIntoTwoKindsAreSaidTo(t *testing.T) {
	f, err := scenario.Parse("bistable.json", file(t, "bistable.json"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := experiment.Compare(t.Context(), f, experiment.Plan{Variants: f.Variants(), Seeds: experiment.Seeds(1, 24)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`^The runs of “as it stands” fall into two kinds: (\d+) of 24 serve 1\d to 2\d %, (\d) serves? >?99\.\d %`)
	if !slices.ContainsFunc(c.Account.Kinds, want.MatchString) {
		t.Errorf("of runs that either recover or never do, it is said: %q", c.Account.Kinds)
	}
	for _, v := range c.Strips[0].Cells[0].Values {
		if v > 0.3 && v < 0.99 {
			t.Errorf("a run serves %v, neither the one nor the other", v)
		}
	}
}
