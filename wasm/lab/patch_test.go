package main

import (
	"strings"
	"testing"
)

func TestAPatchChangesATextAsAVariantIsChanged(t *testing.T) {
	for _, row := range []struct{ reason, text, patch, want string }{
		{"a value", `{"a": {"b": 1, "c": 2}}`, `{"a": {"b": 3}}`, `{"a":{"b":3,"c":2}}`},
		{"what it removes is gone", `{"a": {"b": 1, "c": 2}}`, `{"a": {"b": null}}`, `{"a":{"c":2}}`},
		{"what is not there is made", `{"a": {}}`, `{"b": {"c": 1}}`, `{"a":{},"b":{"c":1}}`},
		{"another law takes the place of the one before", `{"s": {"dist": "exponential", "mean": "1s"}}`, `{"s": {"dist": "constant", "value": "2s"}}`, `{"s":{"dist":"constant","value":"2s"}}`},
		{"a word for a transport stays its preset", `{"transport": "http2"}`, `{"transport": {"pool": {"size": 1}}}`, `{"transport":{"preset":"http2","pool":{"size":1}}}`},
	} {
		if got, err := patched("a.json", row.text, row.patch); err != nil || got != row.want {
			t.Errorf("%s: %s, %v, want %s", row.reason, got, err, row.want)
		}
	}
}

func TestAPatchOfNoTextSaysWhere(t *testing.T) {
	for _, row := range []struct{ text, patch, want string }{{"{", "{}", "a.json:1"}, {"{}", "{", "the patch:1"}} {
		if got, err := patched("a.json", row.text, row.patch); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s with %s: %q, %v, want an error at %s", row.text, row.patch, got, err, row.want)
		}
	}
}
