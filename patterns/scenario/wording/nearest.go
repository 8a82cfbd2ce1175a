package wording

import (
	"fmt"
	"slices"
	"strings"
)

// Nearest is the name that a person who wrote word may have meant, or "": the same
// but for case and what joins its parts, one that few letters would make of it, or
// the only one that it begins.
func Nearest(word string, names []string) string {
	bare := bared(word)
	best, least := "", max(1, len(word)/3)+1
	var begun []string
	for _, name := range names {
		if bare != "" && bared(name) == bare {
			return name
		}
		if d := edits(word, name, least); d < least {
			best, least = name, d
		}
		if len(bare) >= leastBeginning && strings.HasPrefix(bared(name), bare) {
			begun = append(begun, name)
		}
	}
	if best == "" && len(begun) == 1 {
		return begun[0]
	}
	return best
}

// leastBeginning is of how many letters the beginning of a name is.
const leastBeginning = 3

// bared is a word in small letters, without what joins its parts.
func bared(word string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("_- ./", r) {
			return -1
		}
		return r
	}, strings.ToLower(word))
}

// DidYouMean is the question to ask about an unknown word, with a leading
// "; ", or "" where no name is near.
func DidYouMean(word string, names []string) string {
	if name := Nearest(word, names); name != "" {
		return fmt.Sprintf("; did you mean %q?", name)
	}
	return ""
}

// longestWord is the longest for which a near one is looked for.
const longestWord = 64

// edits is how many letters must be changed, added, removed or exchanged with
// their neighbour to make b of a (optimal string alignment); most where it is
// no fewer.
func edits(a, b string, most int) int {
	if len(a) > longestWord || len(b) > longestWord || max(len(a)-len(b), len(b)-len(a)) >= most {
		return most
	}
	var rows [3][longestWord + 1]int
	last, row, next := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		next[j] = j
	}
	for i := range len(a) {
		last, row, next = row, next, last
		next[0] = i + 1
		least := next[0]
		for j := range len(b) {
			change := 1
			if a[i] == b[j] {
				change = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], last[j-1]+1)
			}
			least = min(least, next[j+1])
		}
		if least > most {
			return most // an exchange takes one less than the row before
		}
	}
	return min(next[len(b)], most)
}

// InWords joins names by commas, the last two by the conjunction.
func InWords(names []string, conjunction string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + " " + conjunction + " " + names[n-1]
}

// A puts the article before a name.
func A(name string) string {
	if name != "" && strings.Contains("aeiou", name[:1]) {
		return "an " + name
	}
	return "a " + name
}

// AnyOf is one of several names, each with its article.
func AnyOf(names []string) string {
	all := slices.Clone(names)
	for i, name := range all {
		all[i] = A(name)
	}
	return InWords(all, "or")
}

// Quoted puts each name in quotation marks.
func Quoted(names []string) []string {
	all := slices.Clone(names)
	for i, name := range all {
		all[i] = fmt.Sprintf("%q", name)
	}
	return all
}

// Sentence ends a half-sentence that may be a question.
func Sentence(question string) string {
	if question == "" {
		return "."
	}
	return question
}
