package main

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// rooms are where faults are made.
var rooms = []string{"sim", "patterns"}

// A file is source that faults can be made in.
type file struct {
	path   string
	source string
	fset   *token.FileSet
}

// A mutant is the code with one fault.
type mutant struct {
	id       string // of its place and kind, and of the function it is in: another once that changes
	order    string // by which a sample takes it or not; does not change with the rest of the function
	file     string
	line     int
	function string
	operator string
	edit     edit
	was      string // what the fault takes the place of
	source   string // of the whole file, with the fault
}

// String says where the fault is and what kind it is.
func (m *mutant) String() string {
	return fmt.Sprintf("%s:%d %s: %s", m.file, m.line, m.function, m.operator)
}

// mutants are all that can be made.
func mutants() ([]mutant, error) {
	var all []mutant
	for _, room := range rooms {
		err := filepath.WalkDir(room, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			found, err := mutantsOf(filepath.ToSlash(path), string(source))
			all = append(all, found...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// mutantsOf are all that can be made of a file.
func mutantsOf(path, source string) ([]mutant, error) {
	f := &file{path, source, token.NewFileSet()}
	parsed, err := parser.ParseFile(f.fset, path, source, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return nil, err
	}
	if ast.IsGenerated(parsed) {
		return nil, nil
	}
	var all []mutant
	for _, d := range parsed.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && !speaks(fn) {
			all = append(all, f.function(fn)...)
		}
	}
	return all, nil
}

// speaks tells whether a function only puts something into words.
func speaks(fn *ast.FuncDecl) bool {
	return fn.Recv != nil && slices.Contains([]string{"String", "Error", "Says"}, fn.Name.Name)
}

// function makes all mutants of a function.
func (f *file) function(fn *ast.FuncDecl) []mutant {
	name, text := nameOf(fn), f.text(fn)
	var all []mutant
	times := map[string]int{}
	ast.Inspect(fn, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok && says(c) {
			return false
		}
		if n == nil {
			return false
		}
		for _, op := range operators {
			for _, e := range op.at(f, n) {
				m := mutant{
					file: f.path, line: f.fset.Position(f.fset.File(fn.Pos()).Pos(e.from)).Line, function: name, operator: op.name,
					edit: e, was: f.source[e.from:e.to], source: f.source[:e.from] + e.text + f.source[e.to:],
				}
				key := strings.Join([]string{f.path, name, op.name, m.was, e.text}, "\x00")
				times[key]++
				m.order = hash(key, fmt.Sprint(times[key]))
				m.id = hash(m.order, text)[:12]
				all = append(all, m)
			}
		}
		return true
	})
	return all
}

// says tells whether a call only makes text for people: what panics say is
// tested by nobody.
func says(c *ast.CallExpr) bool {
	if calls(c, "panic") {
		return true
	}
	s, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && (x.Name == "fmt" || x.Name == "errors")
}

func nameOf(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	x := fn.Recv.List[0].Type
	if p, ok := x.(*ast.StarExpr); ok {
		x = p.X
	}
	switch i := x.(type) {
	case *ast.IndexExpr:
		x = i.X
	case *ast.IndexListExpr:
		x = i.X
	}
	return x.(*ast.Ident).Name + "." + fn.Name.Name
}

func (f *file) offset(p token.Pos) int { return f.fset.Position(p).Offset }

func (f *file) text(n ast.Node) string { return f.source[f.offset(n.Pos()):f.offset(n.End())] }

func (f *file) replace(n ast.Node, text string) edit {
	return edit{f.offset(n.Pos()), f.offset(n.End()), text}
}

func hash(texts ...string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(texts, "\x00"))))
}

// sample are n of all, drawn by their order: every one is as likely as any, so
// that each file has its share; what changes elsewhere moves none of them.
func sample(all []mutant, n int) []mutant {
	drawn := slices.Clone(all)
	slices.SortFunc(drawn, func(a, b mutant) int { return cmp.Compare(a.order, b.order) })
	return drawn[:min(n, len(drawn))]
}

// diff is what a fault changes, by lines.
func (m *mutant) diff() string { return changedLines(m.source, m.edit, m.was) }

// changedLines are the lines that an edit has changed, as they were and are.
func changedLines(source string, e edit, was string) string {
	original := source[:e.from] + was + source[e.from+len(e.text):]
	from := strings.LastIndexByte(source[:e.from], '\n') + 1
	rest := func(s string, at int) string {
		if i := strings.IndexByte(s[at:], '\n'); i >= 0 {
			return s[from : at+i]
		}
		return s[from:]
	}
	return marked("- ", rest(original, e.to)) + marked("+ ", rest(source, e.from+len(e.text)))
}

func marked(mark, text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString("    " + mark + line + "\n")
	}
	return b.String()
}
