package claims

import (
	"slices"
	"sync"
	"testing"

	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/expression"
)

// A shown is a scenario of the gallery, with the runs of those of its variants that its
// expectations speak of. What it is changed into has some of the same runs: what breaks
// one variant leaves the other as it is, or makes it what another is.
type shown struct {
	*scenario.File
	base    *scenario.Scenario
	figures []string            // all that its expectations and goals name
	samples *experiment.Samples // on all seeds
	same    map[string]string   // by all that makes a variant's runs what they are, the variant
}

var gathered = struct {
	sync.Mutex
	shown map[string]func() (*shown, error) // each run once, by whoever asks first
}{shown: map[string]func() (*shown, error){}}

// show has the expectations of a scenario run, for all tests.
func show(t *testing.T, name string) *shown {
	t.Helper()
	gathered.Lock()
	run, ok := gathered.shown[name]
	if !ok {
		run = sync.OnceValues(func() (*shown, error) { return newShown(t, name) })
		gathered.shown[name] = run
	}
	gathered.Unlock()
	s, err := run()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newShown(t *testing.T, name string) (*shown, error) {
	f, err := gallery.File(name)
	if err != nil {
		return nil, err
	}
	base, err := f.Scenario(scenario.Base)
	if err != nil {
		return nil, err
	}
	s := &shown{File: f, base: base, same: map[string]string{}}
	expected := comparisons(base)
	for _, g := range base.Goals {
		s.figures = append(s.figures, names(g.Comparison)...)
	}
	s.figures = append(s.figures, names(expected...)...)
	s.samples, err = s.sample(t, f, expected, scenario.Base, seeds)
	if err != nil {
		return nil, err
	}
	for _, v := range s.samples.Plan.Variants {
		made, err := runsOf(f, v)
		if err != nil {
			return nil, err
		}
		s.same[made] = v
	}
	return s, nil
}

// sample makes the runs of a file that comparisons speak of, home being whose figures
// they mean where they do not say, but for those that there are already.
func (s *shown) sample(t *testing.T, f *scenario.File, about []*expression.Comparison, home string, seeds int) (*experiment.Samples, error) {
	plan := experiment.Plan{Seeds: experiment.Seeds(s.base.Seed, seeds)}
	known := map[string]string{}
	for _, v := range named(f, about, home) {
		made, err := runsOf(f, v)
		if err != nil {
			return nil, err
		}
		if same, ok := s.same[made]; ok {
			known[v] = same
		} else {
			plan.Variants = append(plan.Variants, v)
		}
	}
	samples, err := experiment.Sample(t.Context(), f, plan, func(string) []string { return s.figures })
	if err != nil {
		return nil, err
	}
	for v, same := range known {
		samples.Add(v, s.samples, same)
	}
	return samples, nil
}

// runsOf is all that makes the runs of a variant what they are: all of it but what is
// said to the reader.
func runsOf(f *scenario.File, variant string) (string, error) {
	s, err := f.Scenario(variant)
	if err != nil {
		return "", err
	}
	bare := *s
	bare.Schema, bare.Title, bare.Note, bare.Question, bare.Lesson = "", "", "", "", ""
	bare.Source, bare.Case, bare.Predict, bare.Table = nil, nil, nil, nil
	bare.Expect, bare.Goals, bare.Sliders = nil, nil, nil
	return string(bare.JSON()), nil
}

func comparisons(s *scenario.Scenario) []*expression.Comparison {
	var all []*expression.Comparison
	for _, e := range s.Expect {
		all = append(all, e.Comparison)
	}
	return all
}

// named are the variants that comparisons speak of.
func named(f *scenario.File, about []*expression.Comparison, home string) []string {
	is := map[string]bool{}
	for _, c := range about {
		for _, r := range c.Metrics() {
			if r.Variant == "" {
				r.Variant = home
			}
			is[r.Variant] = true
		}
	}
	return slices.DeleteFunc(f.Variants(), func(v string) bool { return !is[v] })
}

// names are the figures that comparisons name.
func names(about ...*expression.Comparison) []string {
	var all []string
	for _, c := range about {
		for _, r := range c.Metrics() {
			all = append(all, r.Name)
		}
	}
	return all
}
