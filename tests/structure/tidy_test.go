package structure

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

const (
	longestFunction = 70
	longestFile     = 500
)

func TestFunctionsAndFilesAreShort(t *testing.T) {
	for _, files := range sources(t) {
		for _, file := range files {
			for _, wrong := range tooLong(parse(t, file, nil)) {
				t.Error(wrong)
			}
		}
	}
}

func TestEveryExportedNameIsExplained(t *testing.T) {
	for dir, files := range sources(t) {
		if strings.HasPrefix(dir, "tests") {
			continue
		}
		for _, file := range files {
			fset, f := parse(t, file, nil)
			for _, wrong := range unexplained(fset, f) {
				t.Error(wrong)
			}
		}
	}
}

func TestUntidinessIsFound(t *testing.T) {
	long := "package p\nfunc f() {\n" + strings.Repeat("\tf()\n", longestFunction) + "}\n"
	if len(tooLong(parse(t, "long.go", long))) != 1 {
		t.Error("a long function is not found")
	}
	if len(tooLong(parse(t, "file.go", "package p\n"+strings.Repeat("\n", longestFile)))) != 1 {
		t.Error("a long file is not found")
	}
	if got := unexplained(parse(t, "x.go", "package p\nfunc F() {}\ntype T int\nvar V int\nfunc (T) M() {}\n")); len(got) != 4 {
		t.Errorf("of four names without a word, %q are found", got)
	}
}

func parse(t *testing.T, file string, text any) (*token.FileSet, *ast.File) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return fset, f
}

func tooLong(fset *token.FileSet, f *ast.File) []string {
	var wrong []string
	if n := fset.File(f.Pos()).LineCount(); n > longestFile && !ast.IsGenerated(f) {
		wrong = append(wrong, fset.Position(f.Pos()).String()+": a file too long")
	}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			if fset.Position(fn.End()).Line-fset.Position(fn.Pos()).Line > longestFunction {
				wrong = append(wrong, fset.Position(fn.Pos()).String()+": "+fn.Name.Name+" is too long")
			}
		}
	}
	return wrong
}

// unexplained lists exported names without a doc comment of their own or of
// their group.
func unexplained(fset *token.FileSet, f *ast.File) []string {
	var wrong []string
	say := func(name *ast.Ident) {
		wrong = append(wrong, fset.Position(name.Pos()).String()+": "+name.Name+" is not explained")
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) && !customary(d) {
				say(d.Name)
			}
		case *ast.GenDecl:
			for _, name := range bareNames(d) {
				say(name)
			}
		}
	}
	return wrong
}

// customary tells whether a method's name says all: those of the standard
// library's own interfaces.
func customary(d *ast.FuncDecl) bool {
	return d.Recv != nil && slices.Contains([]string{"String", "Error", "Unwrap", "Write", "Read", "Close"}, d.Name.Name)
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	x := d.Recv.List[0].Type
	if p, ok := x.(*ast.StarExpr); ok {
		x = p.X
	}
	if i, ok := x.(*ast.IndexExpr); ok {
		x = i.X
	}
	id, ok := x.(*ast.Ident)
	return ok && id.IsExported()
}

func bareNames(d *ast.GenDecl) []*ast.Ident {
	var bare []*ast.Ident
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
				bare = append(bare, s.Name)
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				if name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					bare = append(bare, name)
				}
			}
		}
	}
	return bare
}
