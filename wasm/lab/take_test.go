package main

import "testing"

func TestWhatIsTakenOutLeavesEverythingElseAsItIs(t *testing.T) {
	for _, row := range []struct{ reason, text, pointer, want string }{
		{"the last member, with the comma before it", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "/b", "{\n  \"a\": 1\n}\n"},
		{"one in the midst", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}", "/b", "{\n  \"a\": 1,\n  \"c\": 3\n}"},
		{"the first one, with the comma behind it", "{\n  \"a\": 1,\n  \"b\": 2\n}", "/a", "{\n  \"b\": 2\n}"},
		{"the only one", "{\"a\": {\n  \"b\": 1\n}}", "/a/b", "{\"a\": {}}"},
		{"an item of a list", `{"a": ["x", "y", "z"]}`, "/a/1", `{"a": ["x", "z"]}`},
		{"the first item", `{"a": ["x", "y"]}`, "/a/0", `{"a": ["y"]}`},
		{"an escaped key, whose value another has", `{"a~b": 1, "a/b": 1}`, "/a~1b", `{"a~b": 1}`},
		{"what is not there", `{"a": 1}`, "/b", `{"a": 1}`},
		{"what is not there, deeper", `{"a": 1}`, "/b/c", `{"a": 1}`},
		{"the whole, which stays", `{"a": 1}`, "", `{"a": 1}`},
	} {
		got, err := takenOut("a.json", row.text, row.pointer)
		if err != nil || got != row.want {
			t.Errorf("%s: %s, %v, want %s", row.reason, got, err, row.want)
		}
	}
	if _, err := takenOut("a.json", `{"a"`, "/a"); err == nil {
		t.Error("a text that is no JSON loses a part")
	}
}
