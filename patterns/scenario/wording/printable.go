package wording

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Printable is text from a file as it may be shown in one line of a terminal
// or a message: what is no letter, digit, sign or space (control characters,
// escapes, ends of lines, marks that turn the direction of writing) becomes
// \u and four hexadecimal digits, a pair of them above U+FFFF, as in JSON.
func Printable(text string) string {
	if !strings.ContainsFunc(text, unprintable) {
		return text
	}
	var out strings.Builder
	for _, r := range text {
		switch high, low := utf16.EncodeRune(r); {
		case !unprintable(r):
			out.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.String()
}

func unprintable(r rune) bool { return !unicode.IsGraphic(r) }
