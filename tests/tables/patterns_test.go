// Package tables holds that what there are several kinds of is whole: every row
// of a table has words, is drawn, shown and explained. What a row lacks is told
// by the row's name.
package tables

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"backchat/patterns"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

const root = "../.."

func TestEveryPatternHasWords(t *testing.T) {
	for _, p := range patterns.All {
		for what, text := range map[string]string{"Title": p.Title, "Says": p.Says, "Operation": p.Operation} {
			if text == "" {
				t.Errorf("the pattern %s has no %s", p.Name, what)
			}
		}
	}
}

func TestNoTwoPatternsHaveOneName(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range patterns.All {
		if p.Name == "" || seen[p.Name] || seen[p.Title] {
			t.Errorf("the name or title of the pattern %q (%s) is empty, or another's", p.Name, p.Title)
		}
		seen[p.Name], seen[p.Title] = true, true
	}
}

// TestEveryRowOfAPatternStandsInTheTable reads the package: a pattern whose
// file is there and that the table does not name is forgotten.
func TestEveryRowOfAPatternStandsInTheTable(t *testing.T) {
	names := rowsIn(t, filepath.Join(root, "patterns"), "Pattern")
	for name, file := range names {
		if !slices.ContainsFunc(patterns.All, func(p *patterns.Pattern) bool { return p.Name == name }) {
			t.Errorf("the pattern %s (%s) is not in patterns.All", name, file)
		}
	}
	for _, p := range patterns.All {
		if file := strings.ToLower(p.Name) + ".go"; names[p.Name] != file {
			t.Errorf("the row of the pattern %s stands in %q, not in %s", p.Name, names[p.Name], file)
		}
	}
}

// rowsIn are the files, by the Name that it has, of every variable of that type
// in a package.
func rowsIn(t *testing.T, dir, of string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if row, ok := n.(*ast.CompositeLit); ok && fmt.Sprint(row.Type) == of {
				found[nameIn(row)] = filepath.Base(file)
			}
			return true
		})
	}
	return found
}

// nameIn is the Name of a row.
func nameIn(row *ast.CompositeLit) string {
	for _, e := range row.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && fmt.Sprint(kv.Key) == "Name" {
			return strings.Trim(kv.Value.(*ast.BasicLit).Value, `"`)
		}
	}
	return ""
}

func TestEveryPatternsOptionsAreDecoded(t *testing.T) {
	for _, p := range patterns.All {
		if p.Options == nil {
			continue
		}
		f, err := scenario.Parse("options.json", []byte(`{"version": 1, "title": "options", "duration": "1s",
			"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server"}},
			"flows": {"f": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"rate": "1/s"}, "`+p.Name+`": {}}}}`))
		if err != nil {
			t.Errorf("options of the pattern %s are refused: %v", p.Name, err)
			continue
		}
		s, err := f.Scenario(scenario.Base)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := reflect.TypeOf(s.Flows[0].Options[p.Name]), reflect.TypeOf(p.Options); got != want {
			t.Errorf("options of the pattern %s are decoded into %v, not into %v", p.Name, got, want)
		}
	}
}

func TestEveryPatternHasAScenarioInTheGallery(t *testing.T) {
	shown := map[string]bool{}
	for _, name := range gallery.Names() {
		f, err := shipped(name)
		if err != nil {
			t.Error(err)
		}
		if f == nil {
			continue // which is another test's to tell
		}
		s, err := f.Scenario(scenario.Base)
		if err != nil {
			t.Fatal(err)
		}
		shown[string(s.Flows[0].Pattern)] = true
	}
	for _, p := range patterns.All {
		if !shown[p.Name] {
			t.Errorf("no scenario of the gallery is about the pattern %s: its first flow goes by it", p.Name)
		}
	}
}

func TestEveryPatternIsAmongTheGoldenScenarios(t *testing.T) {
	file, err := os.Open(filepath.Join(root, "tests/golden/generated.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	drawn := map[string]bool{}
	lines := bufio.NewScanner(file)
	for lines.Buffer(nil, 1<<20); lines.Scan(); {
		var s struct {
			Flows map[string]struct{ Pattern string }
		}
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		for _, f := range s.Flows {
			drawn[f.Pattern] = true
		}
	}
	for _, p := range patterns.All {
		if !drawn[p.Name] {
			t.Errorf("no golden scenario has the pattern %s; tests/properties draws some: go test ./tests/properties -run TestKeepScenarios -keep ../golden/generated.jsonl", p.Name)
		}
	}
}

func TestEveryPatternStandsInTheManual(t *testing.T) {
	manual, err := os.ReadFile(filepath.Join(root, "docs/scenario.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range patterns.All {
		if !strings.Contains(string(manual), "\n| `"+p.Name+"` | "+p.Says+" |") {
			t.Errorf("the manual's table of patterns lacks %s; go test ./tests/docs -update", p.Name)
		}
		if p.Options != nil && !strings.Contains(string(manual), "\n### "+p.Name+"\n") {
			t.Errorf("the manual has no table of the options of %s; go test ./tests/docs -update", p.Name)
		}
	}
}
