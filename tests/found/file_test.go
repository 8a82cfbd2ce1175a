// Package found_test holds scenarios that once came out wrong, each with what
// is right.
package found_test

import (
	"embed"
	"testing"
)

//go:embed *.json
var files embed.FS

// file is the text of one of the scenarios.
func file(t *testing.T, name string) []byte {
	t.Helper()
	text, err := files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
