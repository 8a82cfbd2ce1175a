// Package properties holds what is true of every run, on generated scenarios.
package properties

import (
	"flag"
	"os"
	"testing"

	"backchat/tests/trial"
)

// usually and thoroughly are how many scenarios a property is tried on: every
// day the same ones, in a soak ever new ones.
const (
	usually    = "300"
	thoroughly = "20000"
)

func TestMain(m *testing.M) {
	flag.Parse()
	defaults := map[string]string{"rapid.checks": usually, "rapid.seed": "20261121", "rapid.nofailfile": "true"}
	if trial.Soak() {
		defaults = map[string]string{"rapid.checks": thoroughly}
	}
	flag.Visit(func(f *flag.Flag) { delete(defaults, f.Name) })
	for name, value := range defaults {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
