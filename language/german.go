package language

import (
	_ "embed" // for what is German
	"fmt"
	"strconv"
	"strings"
)

//go:embed de.json
var german string

// German is all that programs say, in German. It is read without encoding/json,
// which every program with a [Table] would carry then, those of the page among
// them, to which German is handed.
func German() Table {
	t := Table{}
	for rest := german; ; {
		english, after, more := quoted(rest)
		if !more {
			return t
		}
		t[Text(english)], rest, _ = quoted(after)
	}
}

// quoted is the first string in a text of JSON, and what is behind it.
func quoted(text string) (said, rest string, found bool) {
	start := strings.IndexByte(text, '"')
	if start < 0 {
		return "", "", false
	}
	quote, err := strconv.QuotedPrefix(text[start:])
	if err == nil {
		said, err = strconv.Unquote(quote)
	}
	if err != nil {
		panic(fmt.Sprintf("language: de.json: %v at %.20q", err, text[start:]))
	}
	return said, text[start+len(quote):], true
}
