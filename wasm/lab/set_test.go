package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSetReplacesOneValueAndNothingElse(t *testing.T) {
	for _, row := range []struct{ reason, text, pointer, value, want string }{
		{"a value that is there", `{"a": 1, "b": [2, 3]}`, "/a", `"x"`, `{"a": "x", "b": [2, 3]}`},
		{"an item of a list", `{"a": 1, "b": [2, 3]}`, "/b/1", "4", `{"a": 1, "b": [2, 4]}`},
		{"white space stays", "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n", "/a/b", "2", "{\n  \"a\": {\n    \"b\": 2\n  }\n}\n"},
		{"a missing member goes last, parted as the first is", "{\n  \"a\": 1\n}", "/b", "2", "{\n  \"a\": 1,\n  \"b\": 2\n}"},
		{"missing objects on the way are made", `{"a": {}}`, "/a/b/c", "1", `{"a": {"b": {"c": 1}}}`},
		{"an escaped key", `{"a/b": 1}`, "/a~1b", "2", `{"a/b": 2}`},
		{"a key of another object is not mistaken", `{"x": {"a": 1}, "a": 2}`, "/a", "3", `{"x": {"a": 1}, "a": 3}`},
	} {
		got, err := setValue(row.text, row.pointer, row.value)
		if err != nil || got != row.want {
			t.Errorf("%s: %s, %v, want %s", row.reason, got, err, row.want)
		}
	}
}

func TestSetRefusesWhatCannotBe(t *testing.T) {
	for _, row := range []struct{ reason, text, pointer, value, want string }{
		{"a value that is no JSON", `{"a": 1}`, "/a", "x", "no JSON value"},
		{"a member of a number", `{"a": 1}`, "/a/b", "2", `no place for "b"`},
		{"a text that is no JSON", `{"a"`, "/a", "2", "unexpected EOF"},
	} {
		if got, err := setValue(row.text, row.pointer, row.value); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %q, %v, want an error with %s", row.reason, got, err, row.want)
		}
	}
}

func TestASliderStandsWhereTheFileOrTheDefaultSays(t *testing.T) {
	text := `{"links": {"access": {"latency": "40ms"}}, "nodes": {"api": {"kind": "server", "workers": 4}}, "flows": {"f": {}}}`
	type current struct {
		Value string
		Bare  bool
	}
	for _, row := range []struct {
		reason, pointer string
		want            current
	}{
		{"a value with a unit", "/links/access/latency", current{"40ms", false}},
		{"a bare number", "/nodes/api/workers", current{"4", true}},
		{"the default of a field", "/flows/f/longPolling/hold", current{"30s", false}},
		{"the default of a bare one", "/links/access/loss", current{"0", true}},
		{"a field of one kind of node", "/nodes/api/errors", current{"0", true}},
	} {
		value, bare := currentValue(text, row.pointer)
		if diff := cmp.Diff(row.want, current{value, bare}); diff != "" {
			t.Errorf("%s: %s", row.reason, diff)
		}
	}
}
