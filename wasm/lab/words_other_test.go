//go:build !(js && wasm)

package main

import (
	"slices"
	"testing"

	"backchat/patterns/gallery"
	"backchat/patterns/node"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

func explained(of, name string) bool {
	return slices.ContainsFunc(words().Terms, func(t term) bool { return t.Of == of && t.Name == name && t.Says != "" })
}

func TestEveryCauseAndStatusIsExplained(t *testing.T) {
	for c := trace.NoCause + 1; c < trace.Causes; c++ {
		if !explained("cause", c.String()) {
			t.Errorf("the cause %v has no words", c)
		}
	}
	for s := trace.NoStatus + 1; s < trace.Statuses; s++ {
		if !explained("status", s.String()) {
			t.Errorf("the status %v has no words", s)
		}
	}
}

func TestWhatTheGalleryShowsIsExplained(t *testing.T) {
	for _, name := range gallery.Names() {
		f, err := gallery.File(name)
		if err != nil {
			t.Fatal(err)
		}
		d := describe(f, nil)
		for _, id := range d.Claims {
			if !explained("claim", id) {
				t.Errorf("%s shows %s, which has no words", name, id)
			}
		}
		for _, n := range d.Variants[0].Nodes {
			if !explained("node", n.Kind) {
				t.Errorf("%s has a %s, which has no words", name, n.Kind)
			}
		}
		for _, p := range d.Patterns {
			if !explained("pattern", p) {
				t.Errorf("%s speaks by %s, which has no words", name, p)
			}
		}
	}
}

func TestThePageIsHandedEveryFault(t *testing.T) {
	faults := words().Faults
	if len(faults) != len(node.Faults) {
		t.Fatalf("%d of %d faults", len(faults), len(node.Faults))
	}
	for i, f := range node.Faults {
		if got := faults[i]; got != (faultKind{f.Name, f.On.String(), f.Bounded, f.Scales, f.Momentary, f.Do, f.Undo, f.With, f.While, f.Over}) || got.On == "" {
			t.Errorf("the fault %s is handed over as %+v", f.Name, got)
		}
	}
}

func TestNoTermStandsTwice(t *testing.T) {
	seen := map[[2]string]bool{}
	for _, w := range words().Terms {
		if key := [2]string{w.Of, w.Name}; seen[key] {
			t.Errorf("%s %s stands twice", w.Of, w.Name)
		} else {
			seen[key] = true
		}
	}
}

func TestTheVocabularyExplainsEveryFigure(t *testing.T) {
	v := words()
	if len(v.Metrics) != len(metrics.Catalogue()) {
		t.Errorf("%d of %d metrics", len(v.Metrics), len(metrics.Catalogue()))
	}
	plain(v)
}
