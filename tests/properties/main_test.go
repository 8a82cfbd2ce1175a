// Package properties holds what is true of every run, on generated scenarios.
package properties

import (
	"testing"

	"backchat/tests/search"
)

func TestMain(m *testing.M) { search.Cases(m, "300", "20000") }
