package tables

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

// shipped is a scenario of the gallery, nil where there is none of that name. Each is
// read once.
func shipped(name string) (*scenario.File, error) {
	if _, ok := read[name]; !ok {
		f, err := gallery.File(name)
		read[name] = reading{f, err}
	}
	return read[name].file, read[name].err
}

type reading struct {
	file *scenario.File
	err  error
}

var read = map[string]reading{}

func TestEveryScenarioOfTheGalleryIsInOneSection(t *testing.T) {
	var there []string
	for _, pattern := range []string{"*.json", "published/*.json"} {
		files, err := filepath.Glob(filepath.Join(root, "patterns/gallery", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			there = append(there, strings.TrimSuffix(filepath.Base(file), ".json"))
		}
	}
	listed := gallery.Names()
	for _, name := range there {
		if !slices.Contains(listed, name) {
			t.Errorf("the scenario %s is in no section: name it where it belongs, in patterns/gallery/sections.go", name)
		}
	}
	for i, name := range listed {
		if !slices.Contains(there, name) {
			t.Errorf("patterns/gallery/sections.go names the scenario %s, of which there is no file", name)
		}
		if slices.Contains(listed[:i], name) {
			t.Errorf("patterns/gallery/sections.go names the scenario %s twice", name)
		}
	}
}

// Known results are to be compared with, not to be played with: they have no goals,
// unless somebody has thought of some.
func TestEveryScenarioOfTheGalleryHasWhatAReaderIsLedBy(t *testing.T) {
	for _, section := range gallery.Sections {
		for _, name := range section.Names {
			f, err := shipped(name)
			if err != nil || f == nil {
				continue // which is another test's to tell
			}
			s, err := f.Scenario(scenario.Base)
			if err != nil {
				t.Fatal(err)
			}
			if lacks := lacking(s, section.Title != gallery.Results); len(lacks) > 0 {
				t.Errorf("%s lacks %s", name, strings.Join(lacks, ", "))
			}
		}
	}
}

func TestThePathLeadsThroughTheGalleryStepByStep(t *testing.T) {
	names := gallery.Names()
	for i, s := range gallery.Path {
		if !slices.Contains(names, s.Name) {
			t.Errorf("step %d of the path is %s, which is not in the gallery", i+1, s.Name)
		}
		if slices.ContainsFunc(gallery.Path[:i], func(o gallery.Step) bool { return o.Name == s.Name }) {
			t.Errorf("the path comes to %s twice", s.Name)
		}
		if !strings.HasSuffix(s.Break, "?") || !strings.HasSuffix(s.Understood, ".") {
			t.Errorf("%s: what to break is to end in a question, and what is understood in a sentence: %q, %q", s.Name, s.Break, s.Understood)
		}
	}
}

func TestEveryVariantOfTheGalleryHasATitle(t *testing.T) {
	for _, name := range gallery.Names() {
		f, err := shipped(name)
		if err != nil || f == nil {
			continue // which is another test's to tell
		}
		for _, variant := range f.Variants() {
			if variant != scenario.Base && f.Title(variant) == "" {
				t.Errorf("the variant %s of %s has no title", variant, name)
			}
		}
	}
}

// longestNote is how many characters a note has at most: it stands in a line or two under the picture.
const longestNote = 160

func TestEveryVariantOfTheGalleryHasANoteOfItsOwn(t *testing.T) {
	for _, name := range gallery.Names() {
		f, err := shipped(name)
		if err != nil || f == nil {
			continue // which is another test's to tell
		}
		noted := map[string]string{}
		for _, variant := range f.Variants() {
			s, err := f.Scenario(variant)
			if err != nil {
				t.Fatal(err)
			}
			switch length := utf8.RuneCountInString(s.Note); {
			case s.Note == "":
				t.Errorf("the variant %s of %s has no note, or the base's", variant, name)
			case length > longestNote:
				t.Errorf("the note of the variant %s of %s has %d characters: %d at most", variant, name, length, longestNote)
			case !strings.HasSuffix(s.Note, "."):
				t.Errorf("the note of the variant %s of %s does not end with a full stop: %s", variant, name, s.Note)
			case noted[s.Note] != "":
				t.Errorf("the variants %s and %s of %s have the same note", noted[s.Note], variant, name)
			}
			noted[s.Note] = variant
		}
	}
}

// lacking is what a scenario has not that leads its reader.
func lacking(s *scenario.Scenario, played bool) []string {
	var lacks []string
	says := slices.ContainsFunc(s.Timeline, func(e scenario.NamedEntry) bool { return e.Say != "" })
	for _, part := range []struct {
		is   bool
		name string
	}{
		{s.Question != "", "a question"},
		{s.Lesson != "", "a lesson"},
		{s.Predict != nil, "a guess (predict)"},
		{says, "a caption (say)"},
		{!played || len(s.Goals) >= 2, "two goals"},
	} {
		if !part.is {
			lacks = append(lacks, part.name)
		}
	}
	return lacks
}
