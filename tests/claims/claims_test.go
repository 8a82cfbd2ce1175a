// Package claims judges what the gallery claims: every expectation holds over
// several seeds, and fails once its scenario is robbed of what it shows; and
// each claim of the ledger is made by one.
package claims

import (
	"testing"

	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

// seeds is on how many each expectation is judged; few, on how many what was
// taken away is looked for first: where the expectation fails plainly on those,
// more would not make it hold.
const (
	seeds = 10
	few   = 3
)

func TestEveryExpectationHoldsAndBreaksWithoutWhatItShows(t *testing.T) {
	for _, f := range files(t) {
		t.Run(f.Name, func(t *testing.T) {
			claims := judged(t, f, seeds)
			if len(claims) == 0 {
				t.Error("it expects nothing")
			}
			for _, c := range claims {
				if !c.Holds() {
					t.Errorf("%s %s: %v: measured %g, bound %g %s", c.Claim, c.That, c.Ruling, c.Measured, c.Bound, c.Why)
				}
			}
			for _, b := range broken(t, f, claims) {
				if !b.Broke() {
					t.Errorf("%s %s: measured %g, bound %g, even with %s %s", b.Claim, b.That, b.Measured, b.Bound, b.BrokenBy, b.Why)
				}
			}
		})
	}
}

func TestEveryExpectationHoldsOnTheSeedThatIsShown(t *testing.T) {
	for _, f := range files(t) {
		for _, c := range judged(t, f, 1) {
			if !c.Holds() {
				t.Errorf("%s: %s %s: measured %g, bound %g %s", f.Name, c.Claim, c.That, c.Measured, c.Bound, c.Why)
			}
		}
	}
}

func judged(t *testing.T, f *scenario.File, seeds int) []experiment.Claim {
	t.Helper()
	claims, err := experiment.Claims(t.Context(), []*scenario.File{f}, seeds, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	return claims
}

// broken judges the expectations without what they show.
func broken(t *testing.T, f *scenario.File, claims []experiment.Claim) []experiment.Claim {
	t.Helper()
	on := func(seeds int) []experiment.Claim {
		breaks, err := experiment.Breaks(t.Context(), []*scenario.File{f}, claims, seeds, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		return breaks
	}
	breaks := on(few)
	for _, b := range breaks {
		if b.Ruling != experiment.Fails {
			return on(seeds)
		}
	}
	return breaks
}

func TestEveryExpectationSaysWhatBreaksIt(t *testing.T) {
	for _, f := range files(t) {
		for _, e := range expectations(t, f) {
			if e.BrokenBy == "" {
				t.Errorf("%s: nothing is said to break %s", f.Name, e.That)
			}
		}
	}
}

func TestEveryClaimOfTheLedgerIsNamed(t *testing.T) {
	named := map[string]string{}
	for _, f := range files(t) {
		for _, e := range expectations(t, f) {
			named[e.Claim] = f.Name
		}
	}
	known := map[string]bool{"": true}
	for _, s := range experiment.Ledger() {
		known[s.ID] = true
		if named[s.ID] == "" {
			t.Errorf("no expectation names %s: %s", s.ID, s.Says)
		}
	}
	for id, name := range named {
		if !known[id] {
			t.Errorf("%s names %s, which is not in the ledger", name, id)
		}
	}
}

// files are the scenarios of the gallery.
func files(t *testing.T) []*scenario.File {
	t.Helper()
	var all []*scenario.File
	for _, name := range gallery.Names() {
		f, err := gallery.File(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

func expectations(t *testing.T, f *scenario.File) []scenario.Expectation {
	t.Helper()
	s, err := f.Scenario(scenario.Base)
	if err != nil {
		t.Fatal(err)
	}
	return s.Expect
}
