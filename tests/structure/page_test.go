package structure

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"backchat/patterns"
	"backchat/patterns/node"
)

// pageScripts is where the page's scripts are; those that end so are generated.
const pageScripts, generated = "../../site/src", "tables.ts"

// figures are names of rows that the page has for something else: figures of a
// flow or a node, a condition of the breakpoint, and the scale of a slider.
var figures = []string{"latency", "queue", "log"}

// TestThePageGoesByNoNameOfARow holds that the page asks nodes for their
// traits, and has patterns and faults, with their words, from the lab: a script
// that knows a row by its name would not know a new one.
func TestThePageGoesByNoNameOfARow(t *testing.T) {
	read := 0
	err := filepath.WalkDir(pageScripts, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".ts") || strings.HasSuffix(path, generated) {
			return err
		}
		text, err := os.ReadFile(path)
		read++
		for _, name := range quotedRows(string(text)) {
			if !slices.Contains(figures, name) {
				t.Errorf("%s: the name of a row, %q; ask for a trait, or have the lab say what is wanted of it", path, name)
			}
		}
		return err
	})
	if err != nil || read < 30 {
		t.Errorf("%d scripts read, %v", read, err)
	}
}

func TestTheNameOfARowIsFoundInAScript(t *testing.T) {
	script := "const a = node.kind === 'client' ? \"broken\" : `crash`\nconst of = { push: 'pushes', of: \"longPolling\" }\n"
	if got := quotedRows(script); !slices.Equal(got, []string{"client", "crash", "longPolling"}) {
		t.Errorf("found are %q", got)
	}
}

// quotedRows are the names of kinds of node, faults and patterns that a script
// has in quotes.
func quotedRows(script string) []string {
	var names, found []string
	for i := range node.Kinds {
		names = append(names, node.Kinds[i].Name)
	}
	for i := range node.Faults {
		names = append(names, node.Faults[i].Name)
	}
	for _, p := range patterns.All {
		names = append(names, p.Name)
	}
	for _, text := range regexp.MustCompile("['\"`](\\w+)['\"`]").FindAllStringSubmatch(script, -1) {
		if slices.Contains(names, text[1]) {
			found = append(found, text[1])
		}
	}
	return found
}
