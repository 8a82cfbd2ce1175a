// Package wording holds how faults in a scenario are told: names in a list, the
// name that may have been meant, and what a file says made fit to be shown.
package wording

import "strings"

// Clip shortens what is too long for a message.
func Clip(text string) string {
	const most = 60
	letters := 0
	for i := range text {
		if letters == most {
			return text[:i] + "..."
		}
		letters++
	}
	return text
}

// Capital makes the first letter of a sentence, which is ASCII, a capital.
func Capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
