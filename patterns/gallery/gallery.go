// Package gallery holds the scenarios that ship: one JSON file each, named by
// what it shows.
package gallery

import (
	"embed"
	"path"
	"strings"

	"backchat/patterns/scenario"
)

//go:embed *.json published/*.json
var files embed.FS

const suffix = ".json"

// A Section is a part of the gallery: a folder of its own.
type Section struct {
	Title  string // "" for the part that needs none
	folder string
}

// Sections are the parts of the gallery. A scenario's name is its own in all of
// them.
var Sections = []Section{{"", "."}, {"Known results", "published"}}

// Names are the names of the section's scenarios, sorted.
func (s Section) Names() []string {
	entries, err := files.ReadDir(s.folder)
	if err != nil {
		panic("gallery.Section.Names: " + err.Error()) // it is part of the program
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok {
			names = append(names, name)
		}
	}
	return names
}

// Names are the names of all scenarios, section by section.
func Names() []string {
	var names []string
	for _, s := range Sections {
		names = append(names, s.Names()...)
	}
	return names
}

// Text is the JSON of a scenario, and whether there is one of that name.
func Text(name string) ([]byte, bool) {
	for _, s := range Sections {
		if text, err := files.ReadFile(path.Join(s.folder, name+suffix)); err == nil && path.Base(name) == name {
			return text, true
		}
	}
	return nil, false
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
