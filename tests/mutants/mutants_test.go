package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestEveryFaultWithANameIsOneStill(t *testing.T) {
	list, err := readNamed()
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		n := &list[i]
		m, err := n.mutant("../../")
		if err != nil {
			t.Error(err)
			continue
		}
		if _, err := parser.ParseFile(token.NewFileSet(), m.file, m.source, 0); err != nil {
			t.Errorf("%s: %v", n.Name, err)
		}
		if !declares(t, "../../"+n.Package, n.Test) {
			t.Errorf("%s: there is no %s in %s", n.Name, n.Test, n.Package)
		}
	}
}

// declares tells whether a package has a test of that name.
func declares(t *testing.T, dir, test string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(f.Decls, func(d ast.Decl) bool {
			fn, ok := d.(*ast.FuncDecl)
			return ok && fn.Name.Name == test
		}) {
			return true
		}
	}
	return false
}

const snippet = `package p

func (c *cell) f(a, b int) int {
	if a < b && true {
		c.n += 2
	}
	switch a {
	case 1:
		c.g()
	case 2:
		return min(a, b)
	}
	for a == b {
		a++
		break
	}
	panic("never " + "tested")
}

func (c *cell) g() { c.n = 0; c.h() }

func (c cell) String() string { return "no" + "fault" }
`

func TestEveryOperatorMakesItsFault(t *testing.T) {
	all, err := mutantsOf("p/cell.go", snippet)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, m := range all {
		if _, err := parser.ParseFile(token.NewFileSet(), "cell.go", m.source, 0); err != nil {
			t.Errorf("%s: %v", &m, err)
		}
		got[m.operator+": "+lines(m.diff())] = true
	}
	for _, want := range []string{
		"negate a condition: if a < b && true { => if !(a < b && true) {",
		"move a bound: if a < b && true { => if a <= b && true {",
		"and for or: if a < b && true { => if a < b || true {",
		"true for false: if a < b && true { => if a < b && false {",
		"add for subtract: c.n += 2 => c.n -= 2",
		"one more: c.n += 2 => c.n += 3",
		"leave out a statement: c.n += 2 => {}",
		"leave out a statement: c.g() => {}",
		"another comparison: for a == b { => for a != b {",
		"add for subtract: a++ => a--",
		"go on instead: break => {}",
		"greatest for least: return min(a, b) => return max(a, b)",
		"exchange two cases: case 1: c.g() case 2: return min(a, b) => case 1: return min(a, b) case 2: c.g()",
		"return early: func (c *cell) g() { c.n = 0; c.h() } => func (c *cell) g() { c.n = 0; return; c.h() }",
	} {
		if !got[want] {
			t.Errorf("%s: not among the faults", want)
		}
		delete(got, want)
	}
	for is := range got {
		if strings.Contains(is, "panic") || strings.Contains(is, "String") {
			t.Errorf("what only speaks is no fault: %s", is)
		}
	}
}

// lines are a diff's lines before and after, blanks made one.
func lines(diff string) string {
	var was, is []string
	for line := range strings.Lines(diff) {
		mark, text := line[4], strings.Fields(line[6:])
		if mark == '-' {
			was = append(was, text...)
		} else {
			is = append(is, text...)
		}
	}
	return strings.Join(was, " ") + " => " + strings.Join(is, " ")
}

func TestAFaultIsKnownUntilItsFunctionChanges(t *testing.T) {
	before, err := mutantsOf("p/cell.go", snippet)
	if err != nil {
		t.Fatal(err)
	}
	after, err := mutantsOf("p/cell.go", "package p\n\nfunc fresh() int { return 1 }\n"+strings.Replace(strings.TrimPrefix(snippet, "package p\n"), "c.n = 0", "c.n = 7", 1))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, m := range after {
		ids[m.id] = true
	}
	for _, m := range before {
		if ids[m.id] != (m.function == "cell.f") {
			t.Errorf("%s: known is %v", &m, ids[m.id])
		}
	}
	if a, b := sample(before, 5), sample(slices.Clone(before), 3); a[2].id != b[2].id {
		t.Error("a smaller sample is not the beginning of a larger one")
	}
}

func TestEveryEquivalentFaultIsOneStill(t *testing.T) {
	t.Chdir("../..")
	if _, err := drawn(1); err != nil {
		t.Error(err)
	}
}
