package gallery_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/build"
	"backchat/sim"
	"backchat/sim/check"
)

func TestAScenarioRestsOnEarlierOnesAlone(t *testing.T) {
	names := gallery.Names()
	for name, rests := range gallery.RestsOn {
		at := slices.Index(names, name)
		if at < 0 {
			t.Errorf("%s is no scenario", name)
		}
		for i, on := range rests {
			if before := slices.Index(names, on); before < 0 || before >= at {
				t.Errorf("%s rests on %q, which is not before it", name, on)
			}
			for k, other := range rests {
				if k != i && (other == on || restsOn(other, on)) {
					t.Errorf("%s rests on %s, which %s does already", name, on, other)
				}
			}
		}
	}
}

// restsOn is whether a scenario rests on another, by whatever is between them.
func restsOn(name, other string) bool {
	return slices.ContainsFunc(gallery.RestsOn[name], func(on string) bool { return on == other || restsOn(on, other) })
}

func TestSectionsSayWhereWhatTheyShowWasPublished(t *testing.T) {
	for _, section := range gallery.Sections {
		for _, name := range section.Names {
			f, err := gallery.File(name)
			if err != nil || f == nil {
				continue // which is another test's to tell
			}
			s, _ := f.Scenario(scenario.Base)
			known, failed := section.Title == gallery.Results, section.Title == gallery.Cases
			says := slices.ContainsFunc(s.Expect, func(e scenario.Expectation) bool { return e.Published != nil })
			if (s.Source != nil) != (known || s.Case != nil) || says != known || known && s.Case != nil || failed && s.Case == nil {
				t.Errorf("%s is of section %q: source %v, published figures %v, case %v", name, section.Title, s.Source, says, s.Case)
			}
			if s.Case != nil && s.Source.URL == "" || failed && s.Case.Cure == "" {
				t.Errorf("%s does not say where it was reported or what cures it: %+v %+v", name, s.Source, s.Case)
			}
		}
	}
}

func TestEveryScenarioAsksTeachesAndClaims(t *testing.T) {
	for _, name := range gallery.Names() {
		f, err := gallery.File(name)
		if err != nil {
			t.Errorf("%s:\n%v", name, err)
			continue
		}
		s, err := f.Scenario(scenario.Base)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name != name || s.Title == "" || s.Question == "" || s.Lesson == "" {
			t.Errorf("%s has name %q, title %q, question %q, lesson %q; none may be missing", name, f.Name, s.Title, s.Question, s.Lesson)
		}
		if s.Source == nil && !slices.ContainsFunc(s.Expect, func(e scenario.Expectation) bool { return e.Claim != "" }) {
			t.Errorf("%s shows no claim", name)
		}
	}
}

func TestThereIsNoFileOfAnUnknownName(t *testing.T) {
	for _, name := range []string{"", "nope", "../gallery/gallery", "gallery.go"} {
		if _, ok := gallery.Text(name); ok {
			t.Errorf("there is a text of %q", name)
		}
		if f, err := gallery.File(name); f != nil || err != nil {
			t.Errorf("File(%q) = %v, %v, want nothing", name, f, err)
		}
	}
}

// enough events show how a scenario goes; a long one is cut short after them.
const enough = 300_000

func TestEveryVariantOfEveryScenarioKeepsAllInvariants(t *testing.T) {
	for _, name := range gallery.Names() {
		f, err := gallery.File(name)
		if err != nil {
			continue // which is another test's to tell
		}
		for _, variant := range f.Variants() {
			t.Run(name+"/"+variant, func(t *testing.T) {
				t.Parallel()
				s, err := f.Scenario(variant)
				if err != nil {
					t.Fatal(err)
				}
				invariants(t, s)
			})
		}
	}
}

func invariants(t *testing.T, s *scenario.Scenario) {
	s.Limits.Events = min(s.Limits.Events, enough)
	top := s.Topology()
	checks := check.All(top)
	r, err := build.New(s, top, s.Seed, checks)
	if err != nil {
		t.Fatal(err)
	}
	var limit *sim.LimitError
	if err := r.Go(context.Background()); errors.As(err, &limit) {
		checks.Cut()
	} else if err != nil {
		t.Fatal(err)
	}
	if r.Events() == 0 {
		t.Error("nothing happens")
	}
	if err := checks.Err(); err != nil {
		t.Error(err)
	}
}
