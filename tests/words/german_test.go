package words

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"backchat/language"
	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// marked is German in letters that nothing else has: what is still in others is told in
// no language.
var marked = func() language.Table {
	t := language.Table{}
	for text, german := range language.German() {
		parts := placeOf.FindAllString(german, -1)
		for i, between := range placeOf.Split(german, -1) {
			t[text] += strings.Map(func(r rune) rune {
				if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
					return r + 0xfee0
				}
				return r
			}, between)
			if i < len(parts) {
				t[text] += parts[i]
			}
		}
	}
	return t
}()

var (
	placeOf = regexp.MustCompile(`\{\w+\}`)
	unit    = regexp.MustCompile(`\d (s|ms|µs|ns|B|kB|MB|GB|TB)\b`)
	word    = regexp.MustCompile(`[A-Za-z]{2,}`)
	point   = regexp.MustCompile(`\d\.\d{1,2}(\D|$)`)
)

func TestOneRunOfEachScenarioIsToldWhollyInGerman(t *testing.T) {
	for _, name := range gallery.Names() {
		f, err := gallery.FileIn(gallery.InGerman, name)
		if err != nil {
			t.Fatal(err)
		}
		base, err := f.Scenario(scenario.Base)
		if err != nil {
			t.Fatal(err)
		}
		r, err := experiment.Run(t.Context(), f, scenario.Base, base.Seed, experiment.Options{Figures: &metrics.Options{}})
		if err != nil {
			t.Fatal(err)
		}
		wholly(t, name, f, experiment.Tell(r.Figures, base, marked))
		german(t, name, experiment.Tell(r.Figures, base, language.German()))
	}
}

// toldInGerman holds what is told of a comparison in German.
func toldInGerman(t *testing.T, name string, c *experiment.Comparison) {
	t.Helper()
	f, err := gallery.FileIn(gallery.InGerman, name)
	if err != nil {
		t.Fatal(err)
	}
	wholly(t, name, f, allOf(c.Told(f, marked)))
	german(t, name, allOf(c.Told(f, language.German())))
}

// allOf are all texts of an account but the goals, which the scenario says itself.
func allOf(a *experiment.Account, _ []experiment.Goal) []string {
	all := append(slices.Clone(a.Kinds), a.Ranking)
	for i := range a.Pairs {
		all = append(all, a.Pairs[i].Text())
	}
	return all
}

// wholly demands that texts have no words but those of the table, and what a scenario
// calls its parts.
func wholly(t *testing.T, name string, f *scenario.File, texts []string) {
	t.Helper()
	var names []string
	for _, v := range f.Variants() {
		s, err := f.Scenario(v)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Title(v))
		for _, n := range s.Topology().Nodes {
			names = append(names, n.ID)
		}
		for _, flow := range s.Topology().Flows {
			names = append(names, flow.ID)
		}
	}
	names = append(names, "sidecar")
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, text := range texts {
		rest := text
		for _, own := range names {
			if own != "" {
				rest = strings.ReplaceAll(rest, own, "")
			}
		}
		if words := word.FindAllString(unit.ReplaceAllString(rest, ""), -1); len(words) > 0 {
			t.Errorf("%s: %q are told in no language: %s", name, words, text)
		}
	}
}

// german demands that figures are written as German writes them.
func german(t *testing.T, name string, texts []string) {
	t.Helper()
	for _, text := range texts {
		t.Logf("%s: %s", name, text)
		if english := point.FindString(text); english != "" && !strings.Contains(text, "TLS 1.") && !strings.Contains(text, "HTTP/1.1") {
			t.Errorf("%s: %q is written as in English: %s", name, english, text)
		}
	}
}
