// Package claims judges what the gallery claims: every expectation holds over
// several seeds, and fails once its scenario is robbed of what it shows; and
// each claim of the ledger is made by one.
package claims

import (
	"reflect"
	"slices"
	"testing"

	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/source"
)

// seeds is on how many each expectation is judged; few, on how many what was
// taken away is looked for first: where the expectation fails plainly on those,
// more would not make it hold.
const (
	seeds = 10
	few   = 3
)

func TestEveryExpectationHoldsAndBreaksWithoutWhatItShows(t *testing.T) {
	for _, name := range gallery.Names() {
		t.Run(name, func(t *testing.T) {
			s := show(t, name)
			if len(s.base.Expect) == 0 {
				t.Error("it expects nothing")
			}
			s.holds(t, s.samples)
			for _, p := range patches(s.base) {
				s.breaks(t, p)
			}
		})
	}
}

func TestEveryExpectationHoldsOnTheSeedThatIsShown(t *testing.T) {
	for _, name := range gallery.Names() {
		t.Run(name, func(t *testing.T) {
			s := show(t, name)
			s.holds(t, s.samples.First(1))
		})
	}
}

func (s *shown) holds(t *testing.T, on *experiment.Samples) {
	t.Helper()
	for i := range s.base.Expect {
		if v := on.Judge(&s.base.Expect[i], scenario.Base); !v.Holds() {
			t.Errorf("%s %s: %v: measured %g, bound %g %s", v.Claim, v.That, v.Ruling, v.Measured, v.Bound, v.Why)
		}
	}
}

// patches are what breaks the expectations, each once.
func patches(s *scenario.Scenario) []source.Patch {
	var all []source.Patch
	for _, e := range s.Expect {
		if e.BrokenBy != "" && !slices.Contains(all, e.BrokenBy) {
			all = append(all, e.BrokenBy)
		}
	}
	return all
}

// breaks takes away what expectations show, and judges them.
func (s *shown) breaks(t *testing.T, by source.Patch) {
	t.Helper()
	f, err := s.Broken(by)
	if err != nil {
		t.Fatal(err)
	}
	verdicts := s.broken(t, f, few)
	if slices.ContainsFunc(verdicts, func(v experiment.Verdict) bool { return v.Ruling != experiment.Fails }) {
		verdicts = s.broken(t, f, seeds)
	}
	for _, v := range verdicts {
		if v.Holds() || v.Why != "" {
			t.Errorf("%s %s: measured %g, bound %g, even with %s %s", v.Claim, v.That, v.Measured, v.Bound, by, v.Why)
		}
	}
}

// broken judges the expectations of a file that is broken.
func (s *shown) broken(t *testing.T, f *scenario.File, seeds int) []experiment.Verdict {
	t.Helper()
	base, err := f.Scenario(scenario.Base)
	if err != nil {
		t.Fatal(err)
	}
	samples, err := s.sample(t, f, comparisons(base), scenario.Base, seeds)
	if err != nil {
		t.Fatal(err)
	}
	var all []experiment.Verdict
	for i := range base.Expect {
		all = append(all, samples.Judge(&base.Expect[i], scenario.Base))
	}
	return all
}

// TestWhatIsKnownIsAsIfItWereRun has the runs that a broken file shares with its own
// made all the same.
func TestWhatIsKnownIsAsIfItWereRun(t *testing.T) {
	s := show(t, "the-webhook")
	for _, p := range patches(s.base) {
		f, err := s.Broken(p)
		if err != nil {
			t.Fatal(err)
		}
		claims, err := experiment.Claims(t.Context(), []*scenario.File{f}, few, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range s.broken(t, f, few) {
			if !reflect.DeepEqual(v, claims[i].Verdict) {
				t.Errorf("broken by %s: %+v, and run: %+v", p, v, claims[i].Verdict)
			}
		}
	}
}

func TestEveryExpectationSaysWhatBreaksIt(t *testing.T) {
	for _, name := range gallery.Names() {
		for _, e := range expectations(t, name) {
			if e.BrokenBy == "" {
				t.Errorf("%s: nothing is said to break %s", name, e.That)
			}
		}
	}
}

func TestEveryClaimOfTheLedgerIsNamed(t *testing.T) {
	named := map[string]string{}
	for _, name := range gallery.Names() {
		for _, e := range expectations(t, name) {
			named[e.Claim] = name
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

func expectations(t *testing.T, name string) []scenario.Expectation {
	t.Helper()
	f, err := gallery.File(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Scenario(scenario.Base)
	if err != nil {
		t.Fatal(err)
	}
	return s.Expect
}
