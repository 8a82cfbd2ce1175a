package main

import (
	"go/ast"
	"go/token"
	"strconv"
)

// An edit replaces a piece of source, by offsets into the file.
type edit struct {
	from, to int
	text     string
}

// An operator finds where a kind of fault can be made: the edits, each of which
// is one fault, that it makes at a node.
type operator struct {
	name string
	at   func(f *file, n ast.Node) []edit
}

// operators are all kinds of fault there are.
var operators = []operator{
	{"negate a condition", negate},
	{"move a bound", moveBound},
	{"another comparison", exchange(map[token.Token]string{token.EQL: "!=", token.NEQ: "=="})},
	{"and for or", exchange(map[token.Token]string{token.LAND: "||", token.LOR: "&&"})},
	{"plus for minus", exchange(map[token.Token]string{token.ADD: "-", token.SUB: "+"})},
	{"times for divided by", exchange(map[token.Token]string{token.MUL: "/", token.QUO: "*"})},
	{"one more", oneMore},
	{"leave out a statement", leaveOut},
	{"add for subtract", addForSubtract},
	{"return early", returnEarly},
	{"go on instead", goOn},
	{"greatest for least", greatest},
	{"true for false", opposite},
	{"exchange two cases", exchangeCases},
}

func negate(f *file, n ast.Node) []edit {
	s, ok := n.(*ast.IfStmt)
	if !ok {
		return nil
	}
	return []edit{f.replace(s.Cond, "!("+f.text(s.Cond)+")")}
}

func moveBound(f *file, n ast.Node) []edit {
	return exchange(map[token.Token]string{token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">"})(f, n)
}

// exchange makes the fault of another operator between two terms.
func exchange(of map[token.Token]string) func(*file, ast.Node) []edit {
	return func(f *file, n ast.Node) []edit {
		b, ok := n.(*ast.BinaryExpr)
		if !ok || of[b.Op] == "" {
			return nil
		}
		at := f.offset(b.OpPos)
		return []edit{{at, at + len(b.Op.String()), of[b.Op]}}
	}
}

func oneMore(f *file, n ast.Node) []edit {
	l, ok := n.(*ast.BasicLit)
	if !ok || l.Kind != token.INT {
		return nil
	}
	x, err := strconv.ParseInt(l.Value, 0, 64)
	if err != nil {
		return nil
	}
	return []edit{f.replace(l, strconv.FormatInt(x+1, 10))}
}

// leaveOut leaves out a call, an assignment or a count. What declares a name
// stays, and so does a panic: it guards against programmers, not users.
func leaveOut(f *file, n ast.Node) []edit {
	var edits []edit
	for _, s := range statements(n) {
		switch s := s.(type) {
		case *ast.ExprStmt:
			if call, ok := s.X.(*ast.CallExpr); ok && !calls(call, "panic") {
				edits = append(edits, f.replace(s, "{}"))
			}
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				edits = append(edits, f.replace(s, "{}"))
			}
		case *ast.IncDecStmt, *ast.DeferStmt:
			edits = append(edits, f.replace(s, "{}"))
		}
	}
	return edits
}

func addForSubtract(f *file, n ast.Node) []edit {
	other := map[token.Token]string{token.ADD_ASSIGN: "-=", token.SUB_ASSIGN: "+=", token.INC: "--", token.DEC: "++"}
	switch s := n.(type) {
	case *ast.AssignStmt:
		if text := other[s.Tok]; text != "" {
			at := f.offset(s.TokPos)
			return []edit{{at, at + 2, text}}
		}
	case *ast.IncDecStmt:
		at := f.offset(s.TokPos)
		return []edit{{at, at + 2, other[s.Tok]}}
	}
	return nil
}

// returnEarly ends a function without results before one of its statements.
func returnEarly(f *file, n ast.Node) []edit {
	d, ok := n.(*ast.FuncDecl)
	if !ok || d.Body == nil || d.Type.Results != nil {
		return nil
	}
	var edits []edit
	for i, s := range d.Body.List {
		if i > 0 {
			at := f.offset(s.Pos())
			edits = append(edits, edit{at, at, "return; "})
		}
	}
	return edits
}

// goOn leaves out a break, a continue or a bare return.
func goOn(f *file, n ast.Node) []edit {
	var edits []edit
	for _, s := range statements(n) {
		switch s := s.(type) {
		case *ast.BranchStmt:
			if s.Label == nil && (s.Tok == token.BREAK || s.Tok == token.CONTINUE) {
				edits = append(edits, f.replace(s, "{}"))
			}
		case *ast.ReturnStmt:
			if len(s.Results) == 0 {
				edits = append(edits, f.replace(s, "{}"))
			}
		}
	}
	return edits
}

func greatest(f *file, n ast.Node) []edit {
	c, ok := n.(*ast.CallExpr)
	switch {
	case !ok:
		return nil
	case calls(c, "min"):
		return []edit{f.replace(c.Fun, "max")}
	case calls(c, "max"):
		return []edit{f.replace(c.Fun, "min")}
	}
	return nil
}

func opposite(f *file, n ast.Node) []edit {
	id, ok := n.(*ast.Ident)
	switch {
	case !ok:
		return nil
	case id.Name == "true":
		return []edit{f.replace(id, "false")}
	case id.Name == "false":
		return []edit{f.replace(id, "true")}
	}
	return nil
}

// exchangeCases lets two cases that follow each other do what the other does.
func exchangeCases(f *file, n ast.Node) []edit {
	var list []ast.Stmt
	switch s := n.(type) {
	case *ast.SwitchStmt:
		list = s.Body.List
	case *ast.TypeSwitchStmt:
		return nil
	}
	var edits []edit
	for i := 1; i < len(list); i++ {
		x, y := list[i-1].(*ast.CaseClause), list[i].(*ast.CaseClause)
		xFrom, xTo := f.offset(x.Colon)+1, f.offset(x.End())
		yFrom, yTo := f.offset(y.Colon)+1, f.offset(y.End())
		edits = append(edits, edit{xFrom, yTo, f.source[yFrom:yTo] + f.source[xTo:yFrom] + f.source[xFrom:xTo]})
	}
	return edits
}

// statements are those of a block or case.
func statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	}
	return nil
}

// calls tells whether c calls a function of the language by that name.
func calls(c *ast.CallExpr, name string) bool {
	id, ok := c.Fun.(*ast.Ident)
	return ok && id.Name == name
}
