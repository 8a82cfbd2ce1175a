package patterns

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// spellOut are the patterns of words and stars alone that a pattern stands for,
// for keys of up to so many words: each # is no star, one, two and so on.
func spellOut(pattern []string, most int) [][]string {
	if len(pattern) == 0 {
		return [][]string{nil}
	}
	var all [][]string
	for _, rest := range spellOut(pattern[1:], most) {
		if pattern[0] != "#" {
			all = append(all, append([]string{pattern[0]}, rest...))
			continue
		}
		for n := range most + 1 {
			all = append(all, append(strings.Split(strings.Repeat("*", n), "")[:n:n], rest...))
		}
	}
	return all
}

// TestTopicsMatchAsTheirSpellingOutDoes holds the matching of topics against one
// that tries every number of words for each #.
func TestTopicsMatchAsTheirSpellingOutDoes(t *testing.T) {
	matched := 0
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", ""})
		key := rapid.SliceOfN(word, 0, 4).Draw(t, "key")
		pattern := rapid.SliceOfN(rapid.OneOf(word, rapid.SampledFrom([]string{"*", "#"})), 0, 4).Draw(t, "pattern")
		want := false
		for _, plain := range spellOut(pattern, len(key)) {
			same := len(plain) == len(key)
			for i := range key {
				same = same && (plain[i] == "*" || plain[i] == key[i])
			}
			want = want || same
		}
		if got := topicMatches(pattern, key); got != want {
			t.Fatalf("%q matches %q: %v, spelt out %v", pattern, key, got, want)
		}
		if want {
			matched++
		}
	})
	if matched == 0 {
		t.Error("nothing ever matched")
	}
}

func TestBindingsMatchRoutingKeys(t *testing.T) {
	for _, row := range []struct {
		reason, kind, binding, match, key string
		want                              bool
	}{
		{"the example of the specification", "topic", "*.stock.#", "", "usd.stock", true},
		{"the example of the specification", "topic", "*.stock.#", "", "eur.stock.db", true},
		{"the example of the specification", "topic", "*.stock.#", "", "stock.nasdaq", false},
		{"# matches no word at all", "topic", "#", "", "", true},
		{"* is one word", "topic", "*", "", "", false},
		{"stars mean nothing", "direct", "*", "", "a", false},
		{"the same", "direct", "a.b", "", "a.b", true},
		{"whatever it is", "fanout", "x", "", "a", true},
		{"all pairs", "headers", "format=pdf, kind=report", "all", "kind=report, format=pdf, page=a4", true},
		{"all but one", "headers", "format=pdf, kind=report", "all", "kind=log, format=pdf", false},
		{"any of them", "headers", "format=pdf, kind=report", "any", "kind=log, format=pdf", true},
		{"none of them", "headers", "format=pdf, kind=report", "any", "kind=log, format=zip", false},
		{"all of none", "headers", "", "all", "kind=log", true},
	} {
		c := &ExchangeConfig{Kind: row.kind}
		if got := c.matches(&Binding{Key: row.binding, Match: row.match}, row.key); got != row.want {
			t.Errorf("%s: %s %q matches %q: %v", row.reason, row.kind, row.binding, row.key, got)
		}
	}
}
