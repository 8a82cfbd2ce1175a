package claims

import (
	"strings"
	"testing"

	"backchat/patterns/gallery"
	"backchat/patterns/scenario/expression"
	"backchat/sim/trace"
)

// That each operation has one outcome is so in every run, whatever it is about: the
// invariants hold it. An expectation that says no more than that shows nothing.
func TestNoExpectationSaysOnlyThatOutcomesAddUp(t *testing.T) {
	for _, name := range gallery.Names() {
		for _, e := range expectations(t, name) {
			if addsUp(e.Comparison) {
				t.Errorf("%s: %s holds with no more than two kinds of outcome, and shows nothing of its scenario", name, e.That)
			}
		}
	}
}

// addsUp tells whether a comparison says of several outcomes of one flow, in one
// variant, that they are all that its operations come to.
func addsUp(c *expression.Comparison) bool {
	refs := c.Metrics()
	ends, all := 0, false
	for _, r := range refs {
		flow, name, _ := strings.Cut(r.Name, ".")
		first, _, _ := strings.Cut(refs[0].Name, ".")
		switch {
		case flow != first || r.Variant != refs[0].Variant:
			return false
		case name == "operations":
			all = true
		case isOutcome(name):
			ends++
		default:
			return false
		}
	}
	return c.Op == "==" && all && ends > 1
}

func isOutcome(name string) bool {
	for s := trace.NoStatus; s < trace.Statuses; s++ {
		if s.Info().Outcome && s.String() == name {
			return true
		}
	}
	return false
}
