package network

import (
	"testing"

	"backchat/tests/search"
)

func TestMain(m *testing.M) { search.Main(m) }
