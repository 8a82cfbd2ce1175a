package structure

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
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
		sound(t, name, string(text))
		if german := inGerman(t, string(text)); german == string(text) {
			t.Errorf("%s is in German as it is in English", name)
		} else {
			sound(t, name+", in German", german)
		}
	}
}

// sound tells where a scenario has faults, or does not say what there is to see.
func sound(t *testing.T, name, text string) {
	t.Helper()
	f, err := scenario.Parse(name, []byte(text))
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
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

// inGerman is a template as a German page has it (site/src/pages/making.ts).
func inGerman(t *testing.T, text string) string {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(pageScripts, "language", "de.json"))
	if err != nil {
		t.Fatal(err)
	}
	var german map[string]string
	if err := json.Unmarshal(file, &german); err != nil {
		t.Fatal(err)
	}
	texts := regexp.MustCompile(`("(?:title|note|question|label|say)": ")([^"\\]*)`)
	return texts.ReplaceAllStringFunc(text, func(said string) string {
		m := texts.FindStringSubmatch(said)
		return m[1] + german[m[2]]
	})
}
