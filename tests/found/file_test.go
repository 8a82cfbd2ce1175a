// Package found_test holds scenarios that once came out wrong, each with what
// is right.
package found_test

import (
	"embed"
	"strconv"
	"testing"

	"backchat/sim"
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

// fmtSeconds is an instant in seconds, to the hundredth.
func fmtSeconds(at sim.Time) string { return strconv.FormatFloat(at.Seconds(), 'f', 2, 64) }
