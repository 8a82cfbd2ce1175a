// Package search runs tests that search by chance.
package search

import (
	"flag"
	"os"
	"testing"
)

// seed is where every search begins that is to be the same each time. A property
// that fails then fails for everybody, and one that holds holds for everybody.
const seed = "20261121"

// Soak tells whether the long versions of tests are asked for, by
// BACKCHAT_SOAK=1 in the environment.
func Soak() bool { return os.Getenv("BACKCHAT_SOAK") == "1" }

// Main runs the tests of a package whose properties rapid tries out, on as many
// cases as rapid does.
func Main(m *testing.M) { Cases(m, "", "") }

// Cases runs the tests of a package whose properties are tried on as many cases as
// said: every day the same ones, in a soak ever new ones; "": as many as rapid
// does. A flag of rapid's that is given goes before. What a search finds is told
// with the seed that finds it again, and kept in no file: a file would be tried
// first in every later run, whatever that is about.
func Cases(m *testing.M, usually, thoroughly string) {
	flag.Parse()
	defaults := map[string]string{"rapid.checks": usually, "rapid.seed": seed, "rapid.nofailfile": "true"}
	if Soak() {
		defaults = map[string]string{"rapid.checks": thoroughly, "rapid.nofailfile": "true"}
	}
	flag.Visit(func(f *flag.Flag) { delete(defaults, f.Name) })
	for name, value := range defaults {
		if value == "" {
			continue
		}
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
