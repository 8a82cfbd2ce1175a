package main

import (
	"fmt"
	"slices"
	"strings"
)

// unknown says that there is nothing of that name, which names are near, and
// where else to look.
func unknown(what, name string, names []string, hint string) error {
	if near := nearest(name, names); len(near) > 0 {
		hint = "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return wrong("there is no %s %q%s", what, name, hint)
}

// nearest are up to three names that a person who wrote word may have meant:
// those that contain it, else those that differ least.
func nearest(word string, names []string) []string {
	var near []string
	for _, name := range names {
		if len(word) > 2 && strings.Contains(name, strings.ToLower(word)) {
			near = append(near, name)
		}
	}
	if len(near) == 0 {
		near = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return distance(word, name) > max(2, len(name)/3) })
		slices.SortStableFunc(near, func(a, b string) int { return distance(word, a) - distance(word, b) })
	}
	for i, name := range near {
		near[i] = fmt.Sprintf("%q", name)
	}
	return near[:min(len(near), 3)]
}

// distance is how many letters must be changed, added or removed to make b of
// a (Levenshtein).
func distance(a, b string) int {
	if len(a) > 200 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
