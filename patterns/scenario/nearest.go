package scenario

import (
	"fmt"
	"slices"
	"strings"
)

// nearest is the name that a person who wrote word may have meant, or "".
func nearest(word string, names []string) string {
	best, least := "", max(1, len(word)/3)+1
	for _, name := range names {
		if strings.EqualFold(word, name) {
			return name
		}
		if d := edits(word, name); d < least {
			best, least = name, d
		}
	}
	return best
}

// didYouMean is the question to ask about an unknown word, with a leading
// "; ", or "" where no name is near.
func didYouMean(word string, names []string) string {
	if name := nearest(word, names); name != "" {
		return fmt.Sprintf("; did you mean %q?", name)
	}
	return ""
}

// edits is how many letters must be changed, added, removed or exchanged with
// their neighbour to make b of a (optimal string alignment).
func edits(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return max(len(a), len(b))
	}
	var last, row []int
	next := make([]int, len(b)+1)
	for j := range next {
		next[j] = j
	}
	for i := range len(a) {
		last, row, next = row, next, make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			change := 1
			if a[i] == b[j] {
				change = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], last[j-1]+1)
			}
		}
	}
	return next[len(b)]
}

// inWords joins names by commas, the last two by the conjunction.
func inWords(names []string, conjunction string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + " " + conjunction + " " + names[n-1]
}

// quoted puts each name in quotation marks.
func quoted(names []string) []string {
	all := slices.Clone(names)
	for i, name := range all {
		all[i] = fmt.Sprintf("%q", name)
	}
	return all
}
