package tables

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"backchat/patterns/gallery"
)

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
