// Package structure keeps the rules that the compiler does not: which room may
// import which, what a run may not depend on, and how long things may get.
package structure

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "../.."

// rooms is the table of docs/architecture.md: what each room may import
// besides the standard library. A name that ends in /... stands for all below.
var rooms = map[string][]string{
	"language":                     {},
	"sim":                          {},
	"sim/trace":                    {"backchat/sim"},
	"sim/network":                  {"backchat/sim", "backchat/sim/trace", "backchat/sim/transport", "backchat/sim/protocol"},
	"sim/transport":                {"backchat/sim", "backchat/sim/trace"},
	"sim/protocol":                 {"backchat/sim", "backchat/sim/trace", "backchat/sim/transport"},
	"sim/exact":                    {},
	"sim/metrics":                  {"backchat/sim", "backchat/sim/exact", "backchat/sim/trace"},
	"sim/check":                    {"backchat/sim", "backchat/sim/trace"},
	"patterns/node":                {"backchat/sim", "backchat/sim/trace", "backchat/sim/network"},
	"patterns":                     {"backchat/sim", "backchat/sim/trace", "backchat/sim/network", "backchat/patterns/node"},
	"patterns/scenario":            {"backchat/sim/...", "backchat/patterns/node", "backchat/patterns", "backchat/patterns/scenario/...", "github.com/go-json-experiment/json/jsontext"},
	"patterns/scenario/build":      {"backchat/sim", "backchat/sim/trace", "backchat/sim/network", "backchat/patterns/node", "backchat/patterns", "backchat/patterns/scenario"},
	"patterns/scenario/schema":     {"backchat/sim", "backchat/sim/exact", "backchat/sim/metrics", "backchat/patterns/node", "backchat/patterns", "backchat/patterns/scenario/wording", "backchat/patterns/scenario/quantity", "backchat/patterns/scenario/source", "github.com/go-json-experiment/json/jsontext"},
	"patterns/scenario/wording":    {},
	"patterns/scenario/quantity":   {"backchat/sim", "backchat/sim/exact", "backchat/patterns/scenario/wording"},
	"patterns/scenario/source":     {"backchat/sim", "backchat/patterns/scenario/wording", "github.com/go-json-experiment/json/jsontext"},
	"patterns/scenario/expression": {"backchat/patterns/scenario/wording", "backchat/patterns/scenario/quantity"},
	"patterns/experiment":          {"backchat/language", "backchat/sim/...", "backchat/patterns/scenario/...", "gonum.org/v1/gonum/..."},
	"patterns/gallery":             {"backchat/patterns/scenario"},
	"cmd/backchat":                 {"backchat/language", "backchat/sim/...", "backchat/patterns/...", "github.com/spf13/cobra", "golang.org/x/term"},
	"wasm/lab":                     {"backchat/language", "backchat/sim/...", "backchat/patterns/...", "github.com/go-json-experiment/json/jsontext"},
	"wasm/player":                  {"backchat/language", "backchat/sim", "backchat/sim/trace", "backchat/wasm/player/view", "github.com/hajimehoshi/ebiten/v2/..."},
	"wasm/player/view":             {"backchat/language", "backchat/sim", "backchat/sim/trace"},
	"tests/...":                    {"..."},
}

func TestRoomsImportNoMoreThanTheTableSays(t *testing.T) {
	for dir, files := range sources(t) {
		allowed, ok := room(dir)
		if !ok {
			t.Errorf("%s is in no room of the table", dir)
			continue
		}
		for _, file := range files {
			for _, path := range imports(t, file) {
				if !may(allowed, path) {
					t.Errorf("%s imports %s, which the room %s may not", file, path, dir)
				}
			}
		}
	}
}

func TestTableRefusesWhatItDoesNotName(t *testing.T) {
	for _, row := range []struct{ dir, path, reason string }{
		{"sim", "backchat/sim/trace", "the kernel knows nothing of records"},
		{"patterns/node", "backchat/patterns", "nodes know nothing of patterns"},
		{"sim/trace", "gonum.org/v1/gonum/stat", "records need no statistics"},
		{"wasm/player/view", "github.com/hajimehoshi/ebiten/v2", "a picture is computed without drawing it"},
	} {
		allowed, _ := room(row.dir)
		if may(allowed, row.path) {
			t.Errorf("%s may import %s, though %s", row.dir, row.path, row.reason)
		}
	}
}

// room is what the room of a folder may import.
func room(dir string) ([]string, bool) {
	if strings.HasPrefix(dir, "tests") {
		dir = "tests/..."
	}
	allowed, ok := rooms[dir]
	return allowed, ok
}

func may(allowed []string, path string) bool {
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") && first != "backchat" {
		return true // the standard library
	}
	return slices.ContainsFunc(allowed, func(a string) bool {
		below, all := strings.CutSuffix(a, "...")
		return a == path || all && strings.HasPrefix(path+"/", below)
	})
}

// sources lists the Go files that are not tests, by folder.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	found := make(map[string][]string)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			dir, _ := filepath.Rel(root, filepath.Dir(path))
			found[filepath.ToSlash(dir)] = append(found[filepath.ToSlash(dir)], path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 8 {
		t.Fatalf("only %d packages found", len(found))
	}
	return found
}

func imports(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		paths = append(paths, path)
	}
	return paths
}
