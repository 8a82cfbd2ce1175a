package structure

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// pure are the packages in which a run happens: nothing but the scenario and
// the seed may enter it.
var pure = []string{
	"backchat/sim", "backchat/sim/trace", "backchat/sim/network", "backchat/sim/transport", "backchat/sim/protocol", "backchat/patterns", "backchat/patterns/node", "backchat/patterns/scenario",
	"backchat/patterns/scenario/build", "backchat/patterns/scenario/schema", "backchat/patterns/scenario/source", "backchat/patterns/scenario/quantity", "backchat/patterns/scenario/expression", "backchat/patterns/scenario/wording",
}

// impure are packages that bring in the world: its clock, its chance, its
// scheduling, its machine.
var impure = []string{
	"time", "math/rand", "math/rand/v2", "crypto/rand", "os", "os/exec", "os/signal", "sync", "sync/atomic", "runtime", "unsafe", "net", "net/http", "syscall",
}

// steady are the functions of package math whose result is the same to the bit
// on every platform.
var steady = []string{
	"Sqrt", "Floor", "Ceil", "Trunc", "Abs", "Float64bits", "Float64frombits", "IsNaN", "IsInf", "Inf", "NaN", "Copysign", "Signbit",
}

func TestNothingButScenarioAndSeedEntersARun(t *testing.T) {
	loaded, err := packages.Load(&packages.Config{
		Dir:  root,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedDeps,
	}, pure...)
	if err != nil {
		t.Fatal(err)
	}
	if len(loaded) != len(pure) {
		t.Fatalf("%d packages loaded, not %d", len(loaded), len(pure))
	}
	for _, p := range loaded {
		for _, e := range p.Errors {
			t.Fatal(e)
		}
		for _, f := range p.Syntax {
			for _, wrong := range (&inspector{fset: p.Fset, info: p.TypesInfo}).inspect(f) {
				t.Error(wrong)
			}
		}
	}
}

func TestEveryImpurityIsFound(t *testing.T) {
	build.Default.GOROOT = goroot(t)
	for _, row := range []struct{ code, finds string }{
		{`import "time"; func f() int64 { return time.Now().Unix() }`, `imports "time"`},
		{`import "math/rand/v2"; func f() int { return rand.Int() }`, `imports "math/rand/v2"`},
		{`import "os"; var x = os.Args`, `imports "os"`},
		{`import "sync"; var x sync.Mutex`, `imports "sync"`},
		{`func f() { go f() }`, "a goroutine"},
		{`func f() { c := make(chan int); _ = c }`, "a channel"},
		{`func f() { select {} }`, "a select"},
		{`func f(m map[int]int) { for range m { } }`, "a walk over a map"},
		{`import "math"; func f(x float64) float64 { return math.Exp(x) }`, "math.Exp"},
		{`import "math"; func f(x float64) float64 { return math.Pow(x, 2) }`, "math.Pow"},
		{`func f(x, y, z float64) float64 { return x*y + z }`, "may be fused"},
		{`func f(x, y, z float64) float64 { return z - (x*y) }`, "may be fused"},
		{`func f(x, y, z float64) float64 { z += x * y; return z }`, "may be fused"},
		{`import "math"; func f(x, y, z float64) float64 { return math.Sqrt(float64(x*y) + z) }`, ""},
		{`func f(x, y, z int) int { return x*y + z }`, ""},
		{`const c = 2.0 * 3.0 + 1`, ""},
	} {
		got := inspectSnippet(t, "package p; "+row.code)
		if row.finds == "" && len(got) > 0 {
			t.Errorf("%s: found %q in what is fine", row.code, got)
		}
		if row.finds != "" && !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, row.finds) }) {
			t.Errorf("%s: found %q, not %q", row.code, got, row.finds)
		}
	}
}

func inspectSnippet(t *testing.T, code string) []string {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "snippet.go", code, 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if _, err := conf.Check("p", fset, []*ast.File{f}, info); err != nil {
		t.Fatal(err)
	}
	return (&inspector{fset: fset, info: info}).inspect(f)
}

// goroot is where the sources of the standard library are, which a test that is
// built with -trimpath does not know of itself.
func goroot(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// An inspector lists what a file does that a run may not.
type inspector struct {
	fset  *token.FileSet
	info  *types.Info
	found []string
}

func (i *inspector) inspect(f *ast.File) []string {
	for _, spec := range f.Imports {
		if path, _ := strconv.Unquote(spec.Path.Value); slices.Contains(impure, path) {
			i.add(spec, "imports %q", path)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		i.node(n)
		return true
	})
	return i.found
}

func (i *inspector) add(n ast.Node, format string, args ...any) {
	i.found = append(i.found, fmt.Sprintf("%s: ", i.fset.Position(n.Pos()))+fmt.Sprintf(format, args...))
}

func (i *inspector) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt:
		i.add(n, "a goroutine")
	case *ast.SelectStmt:
		i.add(n, "a select")
	case *ast.ChanType:
		i.add(n, "a channel")
	case *ast.RangeStmt:
		if _, ok := i.info.TypeOf(n.X).Underlying().(*types.Map); ok {
			i.add(n, "a walk over a map, whose order is chance")
		}
	case *ast.SelectorExpr:
		i.selector(n)
	case *ast.BinaryExpr:
		if (n.Op == token.ADD || n.Op == token.SUB) && (i.product(n.X) || i.product(n.Y)) {
			i.add(n, "a product and a sum that may be fused; convert the product: float64(x*y) + z")
		}
	case *ast.AssignStmt:
		if (n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN) && i.product(n.Rhs[0]) {
			i.add(n, "a product and a sum that may be fused; convert the product: z += float64(x*y)")
		}
	}
}

// selector finds functions of package math that differ between platforms.
func (i *inspector) selector(n *ast.SelectorExpr) {
	f, ok := i.info.Uses[n.Sel].(*types.Func)
	if ok && f.Pkg() != nil && f.Pkg().Path() == "math" && !slices.Contains(steady, f.Name()) {
		i.add(n, "math.%s, which differs between platforms", f.Name())
	}
}

// product tells whether x is a product of floats that is not a constant.
func (i *inspector) product(x ast.Expr) bool {
	b, ok := ast.Unparen(x).(*ast.BinaryExpr)
	if !ok || b.Op != token.MUL {
		return false
	}
	tv := i.info.Types[b]
	basic, ok := tv.Type.Underlying().(*types.Basic)
	return ok && tv.Value == nil && basic.Info()&types.IsFloat != 0
}
