package structure

import (
	"os"
	"path/filepath"
	"testing"

	"backchat/patterns/scenario"
)

// TestTemplatesOfThePageAreScenarios holds that what one may begin with has no
// faults in any variant, and says what there is to see.
func TestTemplatesOfThePageAreScenarios(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(pageScripts, "templates", "*.json"))
	if err != nil || len(files) < 6 {
		t.Fatalf("%d templates, %v", len(files), err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := scenario.Parse(name, text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, id := range f.Variants() {
			s, err := f.Scenario(id)
			if err != nil {
				t.Errorf("%s, %s: %v", name, id, err)
			} else if s.Note == "" {
				t.Errorf("%s, %s: it has no note", name, id)
			}
		}
	}
}
