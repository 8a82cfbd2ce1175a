package structure

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"backchat/patterns/node"
)

// recordsTable is the file that names the kinds of record, one of which is called
// as a kind of node is: a broker stores messages.
const recordsTable = "sim/trace/kind.go"

// kindsTable is the file that says what kinds of node there are.
const kindsTable = "patterns/node/kind.go"

// TestNobodyGoesByTheNameOfAKind holds that what a node does is asked of its
// traits: code that knows a kind by its name would not know a new one.
func TestNobodyGoesByTheNameOfAKind(t *testing.T) {
	seen := false
	for dir, files := range sources(t) {
		if strings.HasPrefix(dir, "tests") {
			continue
		}
		for _, file := range files {
			if strings.HasSuffix(file, recordsTable) {
				continue
			}
			fset, f := parse(t, file, nil)
			for _, at := range kindsIn(f) {
				if strings.HasSuffix(file, kindsTable) {
					seen = true
					continue
				}
				t.Errorf("%s: the name of a kind of node; ask for a trait", fset.Position(at))
			}
		}
	}
	if !seen {
		t.Errorf("%s names no kind", kindsTable)
	}
}

func TestTheNameOfAKindIsFound(t *testing.T) {
	_, f := parse(t, "x.go", "package p\nvar _ = n.Kind == \"broker\" || n.Kind == \"broken\" || n.Kind == `client`\n")
	if got := kindsIn(f); len(got) != 2 {
		t.Errorf("of two names, %d are found", len(got))
	}
}

// kindsIn is where in a file the name of a kind of node is written.
func kindsIn(f *ast.File) []token.Pos {
	var found []token.Pos
	ast.Inspect(f, func(n ast.Node) bool {
		if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
			said, _ := strconv.Unquote(text.Value)
			for i := range node.Kinds {
				if node.Kinds[i].Name == said {
					found = append(found, text.Pos())
				}
			}
		}
		return true
	})
	return found
}
