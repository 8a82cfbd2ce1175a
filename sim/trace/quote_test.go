package trace

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestQuotedTextReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		var back string
		if err := json.Unmarshal([]byte(jsonQuote(text)), &back); err != nil || back != strings.ToValidUTF8(text, "\uFFFD") {
			t.Fatalf("%q is quoted as %s, which reads as %q (%v)", text, jsonQuote(text), back, err)
		}
	})
}
