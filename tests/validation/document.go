// Package validation keeps docs/validation.md: what the model is held against,
// and how it fares. A part of the document stands between two marks. The test
// that judges what the part is about also makes its text, and hands it to
// [Hold]; so the document says what the tests have found.
package validation

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the document's part (make validation does, for all parts)")

// document lies above any package of tests.
const document = "../../docs/validation.md"

// Hold demands that a part of the document is that text; with -update it
// becomes so.
func Hold(t testing.TB, part, text string) {
	t.Helper()
	whole, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	renewed, err := replaced(string(whole), part, text)
	switch {
	case err != nil:
		t.Fatal(err)
	case *update:
		if err := os.WriteFile(document, []byte(renewed), 0o644); err != nil {
			t.Fatal(err)
		}
	case renewed != string(whole):
		t.Errorf("the part %s of docs/validation.md is not what the tests find: make validation. It would be\n%s", part, text)
	}
}

// replaced is a document with another text in one of its parts.
func replaced(whole, part, text string) (string, error) {
	begin, end := "<!-- begin "+part+": make validation -->\n", "<!-- end "+part+" -->\n"
	head, rest, ok := strings.Cut(whole, begin)
	_, tail, ended := strings.Cut(rest, end)
	if !ok || !ended {
		return "", fmt.Errorf("docs/validation.md has no part between %q and %q", begin, end)
	}
	return head + begin + "\n" + strings.TrimSpace(text) + "\n\n" + end + tail, nil
}

// A Table is one in Markdown.
type Table struct {
	text strings.Builder
}

// NewTable begins one with the heads of its columns.
func NewTable(heads ...string) *Table {
	t := &Table{}
	t.Row(heads...)
	t.text.WriteString(strings.Repeat("|---", len(heads)) + "|\n")
	return t
}

// Row adds a row.
func (t *Table) Row(cells ...string) {
	for _, c := range cells {
		t.text.WriteString("| " + strings.ReplaceAll(c, "|", "\\|") + " ")
	}
	t.text.WriteString("|\n")
}

func (t *Table) String() string { return t.text.String() }
