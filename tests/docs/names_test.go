package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestArchitectureNamesWhatThereIs looks up what the architecture calls
// package.Name, Type.Method or package.Type.Method.
func TestArchitectureNamesWhatThereIs(t *testing.T) {
	there := declared(t, "../..")
	found := 0
	for _, m := range regexp.MustCompile("`((?:[a-z]+|[A-Z][A-Za-z]*)(?:\\.[A-Z][A-Za-z]*)+)`").FindAllStringSubmatch(read(t, architecture), -1) {
		found++
		if !there[m[1]] {
			t.Errorf("the architecture speaks of %s, which is not in the code", m[1])
		}
	}
	if found < 10 {
		t.Errorf("only %d names found", found)
	}
}

// declared are the exported names of all packages, in the three ways to write
// them.
func declared(t *testing.T, root string) map[string]bool {
	t.Helper()
	there := make(map[string]bool)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && (name == "node_modules" || name == ".git" || name == "build"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		declare(there, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}

func declare(there map[string]bool, f *ast.File) {
	pkg := f.Name.Name
	member := func(owner, name string) {
		there[owner+"."+name], there[pkg+"."+owner+"."+name] = true, true
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				there[pkg+"."+d.Name.Name] = true
			} else {
				member(owner(d.Recv.List[0].Type), d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				declareSpec(there, pkg, s, member)
			}
		}
	}
}

func declareSpec(there map[string]bool, pkg string, s ast.Spec, member func(owner, name string)) {
	switch s := s.(type) {
	case *ast.ValueSpec:
		for _, n := range s.Names {
			there[pkg+"."+n.Name] = true
		}
	case *ast.TypeSpec:
		there[pkg+"."+s.Name.Name] = true
		var fields *ast.FieldList
		switch of := s.Type.(type) {
		case *ast.StructType:
			fields = of.Fields
		case *ast.InterfaceType:
			fields = of.Methods
		}
		if fields == nil {
			return
		}
		for _, f := range fields.List {
			for _, n := range f.Names {
				member(s.Name.Name, n.Name)
			}
		}
	}
}

// owner is the type whose method it is.
func owner(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return owner(e.X)
	case *ast.IndexExpr:
		return owner(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
