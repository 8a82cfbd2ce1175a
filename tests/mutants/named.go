package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"strings"
)

//go:embed named.json
var namedFaults []byte

// A named fault is one that a person would make. A test that speaks of it must
// fail.
type named struct {
	Name    string `json:"name"`
	File    string `json:"file"`
	Find    string `json:"find"`    // stands once in the file
	Replace string `json:"replace"` // takes its place
	Package string `json:"package"` // of the test
	Test    string `json:"test"`
}

func readNamed() ([]named, error) {
	var all []named
	if err := json.Unmarshal(namedFaults, &all); err != nil {
		return nil, fmt.Errorf("named.json: %w", err)
	}
	return all, nil
}

// mutant puts the fault into the source below root.
func (n *named) mutant(root string) (mutant, error) {
	source, err := os.ReadFile(root + n.File)
	if err != nil {
		return mutant{}, err
	}
	text := string(source)
	if times := strings.Count(text, n.Find); times != 1 {
		return mutant{}, fmt.Errorf("%q is void: what it replaces stands %d times in %s, not once:\n%s", n.Name, times, n.File, n.Find)
	}
	at := strings.Index(text, n.Find)
	m := mutant{
		file: n.File, line: 1 + strings.Count(text[:at], "\n"), function: n.Test, operator: n.Name,
		edit: edit{at, at + len(n.Find), n.Replace}, was: n.Find, source: text[:at] + n.Replace + text[at+len(n.Find):],
	}
	function, err := around(n.File, text, at)
	if err != nil {
		return mutant{}, err
	}
	m.id = hash(function, n.Find, n.Replace, n.Package, n.Test)[:12]
	return m, nil
}

// around is the function that an offset into a file lies in.
func around(path, source string, at int) (string, error) {
	f := &file{path, source, token.NewFileSet()}
	parsed, err := parser.ParseFile(f.fset, path, source, parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	for _, d := range parsed.Decls {
		if f.offset(d.Pos()) <= at && at < f.offset(d.End()) {
			return f.text(d), nil
		}
	}
	return "", fmt.Errorf("%s: what stands at byte %d is in no function", path, at)
}
