// Package gallery holds the scenarios that ship: one JSON file each, named by
// what it shows.
package gallery

import (
	"embed"
	"strings"

	"backchat/patterns/scenario"
)

//go:embed *.json
var files embed.FS

const suffix = ".json"

// Names are the names of all scenarios, sorted.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic("gallery.Names: " + err.Error()) // it is part of the program
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), suffix))
	}
	return names
}

// Text is the JSON of a scenario, and whether there is one of that name.
func Text(name string) ([]byte, bool) {
	text, err := files.ReadFile(name + suffix)
	return text, err == nil
}

// File is a scenario of that name, nil where there is none. Its error is a
// [source.Faults].
func File(name string) (*scenario.File, error) {
	text, ok := Text(name)
	if !ok {
		return nil, nil
	}
	f, err := scenario.Parse(name+suffix, text)
	if err != nil {
		return nil, err
	}
	f.Name = name
	return f, nil
}
