// Package gallery holds the scenarios that ship: one JSON file each, named by
// what it shows.
package gallery

import (
	"embed"
	"path"

	"backchat/patterns/scenario"
)

//go:embed *.json published/*.json
var files embed.FS

const suffix = ".json"

// folders are where the files are; a name is in one of them.
var folders = []string{".", "published"}

// Text is the JSON of a scenario, and whether there is one of that name.
func Text(name string) ([]byte, bool) {
	for _, folder := range folders {
		if text, err := files.ReadFile(path.Join(folder, name+suffix)); err == nil && path.Base(name) == name {
			return text, true
		}
	}
	return nil, false
}

// File is a scenario of that name, nil where there is none. Its error is a
// [source.Faults].
func File(name string) (*scenario.File, error) { return FileIn(InEnglish, name) }
