package scenario

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"backchat/patterns/scenario/source"
)

// built makes the world of a scenario; package build, which knows this one, has
// a test here say how.
var built func(s *Scenario) error

// BuiltBy says how worlds are made.
func BuiltBy(f func(s *Scenario) error) { built = f }

// TestWhatIsAcceptedCanBeBuilt spoils good files here and there: what is still
// accepted can be built, in every variant, and reads back from its canonical
// form.
func TestWhatIsAcceptedCanBeBuilt(t *testing.T) {
	texts := []string{string(example(t)), orders(t)}
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		g := &generator{t: t}
		root := source.Read([]byte(rapid.SampledFrom(texts).Draw(t, "text")), &source.Findings{})
		for range rapid.IntRange(0, 3).Draw(t, "times") {
			g.spoil(root)
		}
		var text strings.Builder
		text.Write(source.Compact(root, false))
		f, err := Parse("spoiled.json", []byte(text.String()))
		if err != nil {
			return
		}
		accepted++
		for _, id := range f.Variants() {
			s, err := f.Scenario(id)
			if err != nil {
				t.Fatal(err)
			}
			if err := built(s); err != nil {
				t.Fatalf("variant %s of %s: %v", id, &text, err)
			}
			s.Expect, s.Sliders, s.Goals = nil, nil, nil
			if _, err := Parse("again.json", s.JSON()); err != nil {
				t.Fatalf("%s: %v", s.JSON(), err)
			}
		}
	})
	if accepted == 0 {
		t.Error("nothing was accepted")
	}
}
