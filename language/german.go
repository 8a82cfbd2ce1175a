package language

import (
	_ "embed" // for what is German
	"fmt"
	"maps"
	"strconv"
	"strings"
)

// What is German: of the programs that a page has, which is handed it as a whole, and
// of the command line alone.
var (
	//go:embed de.json
	german string
	//go:embed de-command.json
	ofCommand string
)

// German is all that programs say, in German.
func German() Table {
	t := read(german)
	maps.Copy(t, read(ofCommand))
	return t
}

// read is the table in a text of JSON. It does without encoding/json, which every
// program with a [Table] would carry then, those of the page among them, to which
// German is handed.
func read(text string) Table {
	t := Table{}
	for rest := text; ; {
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
		panic(fmt.Sprintf("language: German: %v at %.20q", err, text[start:]))
	}
	return said, text[start+len(quote):], true
}
