package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"backchat/patterns/scenario/wording"
)

// A screen is an outlet for text. Whatever the text is made of, nothing in it
// moves the cursor, changes a colour or turns the direction of writing: what
// is no letter, digit, sign, blank or end of a line is written as \u and its
// four digits, which stays JSON where the text is JSON. Colours are the
// palette's, and marked by a byte that is in no file that is read.
type screen struct {
	to io.Writer
}

// colourMark stands before the code of a colour. No UTF-8 has this byte.
const colourMark = '\xff'

// Write writes b as it is to be seen. It expects whole letters.
func (s screen) Write(b []byte) (int, error) {
	if _, err := io.WriteString(s.to, seen(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}

// seen is text as a screen shows it.
func seen(text string) string {
	if !strings.ContainsFunc(text, hidden) {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case text[i] == colourMark:
			out.WriteString("\x1b[")
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, text[i])
		case hidden(r):
			out.WriteString(wording.Printable(string(r)))
		default:
			out.WriteRune(r)
		}
		i += size
	}
	return out.String()
}

// hidden tells whether a screen does not show a letter as it is.
func hidden(r rune) bool {
	return r != '\n' && r != '\t' && !unicode.IsGraphic(r) || r == utf8.RuneError
}

// lines are those of text that comes from outside, without colours.
func lines(text string) string {
	all := strings.Split(text, "\n")
	for i := range all {
		all[i] = line(all[i])
	}
	return strings.Join(all, "\n")
}

// line is text that comes from outside, in one line and without colours.
func line(text string) string {
	return wording.Printable(strings.ToValidUTF8(text, "�"))
}
