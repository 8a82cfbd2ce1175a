package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
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
	m.id = hash(text, n.Find, n.Replace, n.Package, n.Test)[:12]
	return m, nil
}
