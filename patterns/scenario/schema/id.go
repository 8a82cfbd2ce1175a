package schema

import (
	"strings"

	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

// reserved are the ids that have a meaning of their own.
var reserved = [...]string{Base, "run"}

const Base = "base" // the file itself, among its variants

const longestID = 64

// CheckID finds fault with what is no id.
func CheckID(found *source.Findings, at int, pointer, id string) bool {
	for _, word := range reserved {
		if id == word {
			found.Add(at, pointer, "%q is reserved; take another id", id)
			return false
		}
	}
	return checkName(found, at, pointer, id)
}

// checkName notes where the name of a part of something is no id. Nothing else
// has that name, so that none is reserved.
func checkName(found *source.Findings, at int, pointer, id string) bool {
	if IsID(id) {
		return true
	}
	found.Add(at, pointer, "%q is no id: one begins with a small letter and has letters, digits and hyphens, %d at most", wording.Clip(id), longestID)
	return false
}

// IsID tells whether a text is an id, be it a reserved one.
func IsID(id string) bool {
	if id == "" || len(id) > longestID || id[0] < 'a' || id[0] > 'z' {
		return false
	}
	for i := range len(id) {
		if !isIDByte(id[i]) {
			return false
		}
	}
	return true
}

func isIDByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-'
}

// claimPattern is what the id of a claim matches. It is the one pattern there
// is, and read by hand: regular expressions would be a twentieth of the lab.
const claimPattern = "^[A-Z]+-[0-9]+$"

// isClaim tells whether text matches the claimPattern.
func isClaim(text string) bool {
	letters, digits, ok := strings.Cut(text, "-")
	within := func(s string, low, high rune) bool {
		return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < low || r > high }) < 0
	}
	return ok && within(letters, 'A', 'Z') && within(digits, '0', '9')
}
