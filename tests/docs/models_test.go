package docs

import (
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/patterns"
)

// models is where the model cards of all parts stand together.
const models = "../../docs/models.md"

// A shelf is a part of the document: the cards of some packages.
var shelves = [...]struct {
	title, says string
	folders     []string
}{
	{"Ways to talk", "The patterns that flows speak, and what they are made of.", []string{"patterns"}},
	{"Who talks", "Nodes, what they do with a request, and the policies of callers and balancers.", []string{"patterns/node"}},
	{"The wire", "Links and connections, the transports in them and the protocols on top.", []string{"sim/network", "sim/transport", "sim/protocol"}},
}

// A card is a doc comment that calls itself one, or says what a model leaves out.
type card struct {
	title, place, text string
}

func TestModelCardsStandTogetherAsTheCodeHasThem(t *testing.T) {
	want := modelCards(t)
	if *update {
		if err := os.WriteFile(models, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, read(t, models)); diff != "" {
		t.Errorf("docs/models.md is not what the comments say; go test ./tests/docs -update (-code +document):\n%s", diff)
	}
}

// Each pattern has a card, so that what it leaves out is said.
func TestEveryPatternHasAModelCard(t *testing.T) {
	all := cardsOf(t, "patterns")
	for i := range patterns.All {
		file := strings.ToLower(string(patterns.All[i].Name)) + ".go"
		says := func(c card) bool { return filepath.Base(c.place) == file && strings.Contains(c.text, "Left out") }
		if !slices.ContainsFunc(all, says) {
			t.Errorf("no comment in patterns/%s says what the pattern leaves out: a sentence that begins with \"Left out:\"", file)
		}
	}
}

func modelCards(t *testing.T) string {
	var b strings.Builder
	b.WriteString(`# Model cards

What each part models, after which source, and what it leaves out: the comments of the code, put together by ` + "`go test ./tests/docs -update`" + `. Defaults are in [the manual](scenario.md#every-field), and what the parts were held against is in [validation.md](validation.md).
`)
	for _, s := range shelves {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", s.title, s.says)
		for _, folder := range s.folders {
			for _, c := range cardsOf(t, folder) {
				fmt.Fprintf(&b, "\n### %s\n\n%s\n\n`%s`\n", c.title, c.text, c.place)
			}
		}
	}
	return b.String()
}

// cardsOf are the cards of a package, in the order of its files.
func cardsOf(t *testing.T, folder string) []card {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("../..", folder, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %v", folder, err)
	}
	var all []card
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		place := filepath.ToSlash(filepath.Join(folder, filepath.Base(path)))
		for _, said := range documented(f) {
			if text := said.doc.Text(); strings.Contains(text, "Left out") || strings.Contains(text, "Model card") {
				all = append(all, card{title: titled(said.name, path), place: place, text: markdown(text)})
			}
		}
	}
	return all
}

// said is a doc comment, and what it is about.
type said struct {
	name string
	doc  *ast.CommentGroup
}

// documented are the doc comments of a file.
func documented(f *ast.File) []said {
	all := []said{{"package " + f.Name.Name, f.Doc}}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			all = append(all, said{d.Name.Name, d.Doc})
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok {
					all = append(all, said{s.Name.Name, d.Doc}, said{s.Name.Name, s.Doc})
				}
			}
		}
	}
	return all
}

var capitals = regexp.MustCompile(`([a-z])([A-Z])`)

// titled is a name of the code as people write it: ShortPollingConfig is "Short
// polling". What only the code calls so has the name of its file.
func titled(name, path string) string {
	if !ast.IsExported(name) && !strings.HasPrefix(name, "package ") {
		name = strings.TrimSuffix(filepath.Base(path), ".go")
	}
	for _, end := range [...]string{"Config", "Options"} {
		if rest := strings.TrimSuffix(name, end); rest != "" {
			name = rest
		}
	}
	words := capitals.ReplaceAllStringFunc(name, func(s string) string { return s[:1] + " " + strings.ToLower(s[1:]) })
	return strings.ToUpper(words[:1]) + words[1:]
}

// markdown is a doc comment as Markdown, in which names of the code are but names.
func markdown(text string) string {
	p := comment.Printer{HeadingLevel: 4, DocLinkURL: func(*comment.DocLink) string { return "" }}
	doc := new(comment.Parser).Parse(text)
	return strings.ReplaceAll(strings.TrimSpace(string(p.Markdown(doc))), "\\`", "`")
}
