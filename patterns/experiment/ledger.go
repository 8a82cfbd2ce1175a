package experiment

import (
	_ "embed" // for the ledger
	"strings"
)

//go:embed ledger.md
var ledgerText string

// A Statement is what the field says about one of its ways to talk.
type Statement struct {
	ID       string // RR-1
	Section  string // the ways that it is about
	Says     string
	Measured string // the relation between figures that shows it
}

// Ledger is all statements, in the order of the ledger.
func Ledger() []Statement { return statements(ledgerText) }

// statements reads the tables of a ledger: below a heading of the second
// level, rows of an id, a statement and a relation.
func statements(text string) []Statement {
	var all []Statement
	section := ""
	for line := range strings.Lines(text) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section = strings.TrimSpace(title)
		}
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if len(cells) == 3 && cells[0] != "id" {
			all = append(all, Statement{cells[0], section, cells[1], cells[2]})
		}
	}
	return all
}

// Says is what the claim of that id says, or empty where the ledger has none.
func Says(id string) string {
	for _, s := range Ledger() {
		if s.ID == id {
			return s.Says
		}
	}
	return ""
}
