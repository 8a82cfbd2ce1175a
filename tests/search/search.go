// Package search runs tests that search by chance.
package search

import (
	"flag"
	"os"
	"testing"
)

// Main runs the tests of a package whose properties rapid tries out. What it
// finds is told with the seed that finds it again, and kept in no file: a file
// would be tried first in every later run, whatever that is about.
func Main(m *testing.M) {
	flag.Parse()
	kept := false
	flag.Visit(func(f *flag.Flag) { kept = kept || f.Name == "rapid.nofailfile" })
	if !kept {
		if err := flag.Set("rapid.nofailfile", "true"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
