package models_test

import (
	"testing"

	"backchat/tests/search"
)

func TestMain(m *testing.M) { search.Main(m) }
