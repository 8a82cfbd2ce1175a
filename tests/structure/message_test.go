package structure

import (
	"go/ast"
	"go/constant"
	"go/types"
	"regexp"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"

	"backchat/language"
)

// finding are the packages that find fault with scenarios: all that reads like prose
// in them is part of a message.
var finding = []string{
	"backchat/patterns/scenario", "backchat/patterns/scenario/schema", "backchat/patterns/scenario/source", "backchat/patterns/scenario/wording",
	"backchat/patterns/scenario/quantity", "backchat/patterns/scenario/expression",
}

// refusing are the packages that also do much else: in them a message is what is
// given to one of those who tell it, or stands in such a field.
var refusing = []string{"backchat/patterns", "backchat/patterns/node", "backchat/sim", "backchat/sim/network", "backchat/sim/transport", "backchat/sim/protocol", "backchat/wasm/lab"}

var (
	tellers  = regexp.MustCompile(`^(Fault|Node|Nodes|Errorf|Sprintf|New|again|fault|over|say|turn)$`)
	counters = regexp.MustCompile(`^(Keeps|Often|over|expected|atMost)$`) // are given what it is that is counted
	fields   = regexp.MustCompile(`^(Hint|Limit|Why|bound|has|remedy)$`)
	prose    = regexp.MustCompile(`^; |[a-z%\])"'][,:;.]? [(a-z%"]`)
	counted  = regexp.MustCompile(`^[a-z]`)
)

// unsaid is what no message is made of, though it may read so: tables of names, the
// manual, frames of a packet, the schema itself, and what is only for who writes code.
var unsaid = regexp.MustCompile(`^(besides|Terms)$|(schema/table|transport/tell)\.go$|%T|^; $|^(, perhaps with a minus|A scenario of Backchat|options of the pattern )$`)

// words fill the places of messages, too, or are between those that do.
var words = []language.Text{
	" and ", " and of ", " or ", ", or ",
	"a balancer", "a broker", "a call", "a client", "a flow", "a link", "a node", "a pool", "a route", "a store",
	"expectations", "flows", "goals", "links", "nodes", "pools", "routes", "sliders",
	"flow", "link", "node", "replica", "run",
	"above 0", "faults", "nobody", "operations", "MB of memory",
	"too many requests are waiting", // is said in a browser alone
}

// ofJSON is what encoding/json/jsontext says of what is no JSON.
var ofJSON = []language.Text{
	"invalid character %s after array element (expecting ',' or ']')", "invalid character %s after object name (expecting ':')",
	"invalid character %s after object value (expecting ',' or '}')", "invalid character %s after top-level value",
	"invalid character %s at start of string (expecting '\"')", "invalid character %s at start of value",
	"invalid character %s in literal %s (expecting %s)", "invalid character %s in number (expecting digit)",
	"invalid character %s in string (expecting non-control character)", "invalid escape sequence %s in string",
	"invalid surrogate pair %s in string", "object member name must be a string",
}

// messages are all that is said of a scenario that is wrong, and of a run that is ended:
// formats, in which fmt's verbs are the places, and what is put in these.
func messages(t *testing.T) []language.Text {
	told := slices.Concat(words, ofJSON)
	for _, p := range loaded(t, append(slices.Clone(finding), refusing...)...) {
		for _, file := range p.Syntax {
			if unsaid.MatchString(p.Fset.Position(file.Pos()).Filename) {
				continue
			}
			m := &listener{p: p, all: slices.Contains(finding, p.PkgPath)}
			ast.Inspect(file, m.hear)
			told = append(told, m.told...)
			for _, e := range m.unknown {
				t.Errorf("%s: %s is made of what stands in no text", p.Fset.Position(e.Pos()), types.ExprString(e))
			}
		}
	}
	slices.Sort(told)
	return slices.Compact(told)
}

// A listener hears the messages of a package: with all, whatever reads like prose.
type listener struct {
	p       *packages.Package
	all     bool
	told    []language.Text
	unknown []ast.Expr // what is told there that nobody can know here
}

func (l *listener) hear(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ValueSpec:
		return !unsaid.MatchString(n.Names[0].Name)
	case *ast.CallExpr:
		name := called(n)
		if name == "panic" {
			return false
		}
		if (name == "Fault" || name == "say") && !l.all && len(n.Args) > 1 && !l.known(n.Args[1]) {
			l.unknown = append(l.unknown, n.Args[1])
		}
		for _, arg := range n.Args {
			if tellers.MatchString(name) {
				l.take(arg, prose)
			}
			if counters.MatchString(name) {
				l.take(arg, counted)
			}
		}
	case *ast.KeyValueExpr:
		l.field(n.Key, n.Value)
	case *ast.AssignStmt:
		for i := range min(len(n.Lhs), len(n.Rhs)) {
			l.field(n.Lhs[i], n.Rhs[i])
		}
	case ast.Expr:
		return !l.all || !l.take(n, prose)
	}
	return true
}

// known tells whether a message is a constant, or made of one; what is no text is none.
func (l *listener) known(e ast.Expr) bool {
	c, ok := e.(*ast.CallExpr)
	is := l.p.TypesInfo.Types[e]
	return !types.Identical(is.Type, types.Typ[types.String]) || is.Value != nil || ok && called(c) == "Sprintf"
}

func (l *listener) field(name, value ast.Expr) {
	if id, ok := name.(*ast.Ident); ok && fields.MatchString(id.Name) {
		l.take(value, prose)
	}
}

// take takes a constant that reads so, and tells whether it is a constant.
func (l *listener) take(e ast.Expr, so *regexp.Regexp) bool {
	is := l.p.TypesInfo.Types[e]
	if is.Value == nil || is.Value.Kind() != constant.String {
		return false
	}
	if text := constant.StringVal(is.Value); so.MatchString(text) && !unsaid.MatchString(text) {
		l.told = append(l.told, language.Text(text))
	}
	return true
}

func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
