package main

import (
	"strings"
	"testing"
)

func TestGoalIsMetFromItsShareOn(t *testing.T) {
	r := row{name: "model", goals: []goal{{nativeTitle, 0.25, 0.4}}}
	limit := measurement{Events: 400, Seconds: 1}
	for _, c := range []struct {
		reason, column string
		events         uint64
		want           string
	}{
		{"a quarter is enough", nativeTitle, 100, "model by Go: 0.250 of the limit; 0.25 is required, which is met, and 0.40 the aim\n"},
		{"less is not", nativeTitle, 99, "model by Go: 0.247 of the limit; 0.25 is required, which is not met, and 0.40 the aim\n"},
		{"a column without a goal is not judged", wasmTitle, 99, ""},
	} {
		var said strings.Builder
		r.judge(&said, c.column, measurement{Events: c.events, Seconds: 1}, limit)
		if said.String() != c.want {
			t.Errorf("%s: %q, want %q", c.reason, said.String(), c.want)
		}
	}
}
