package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/metrics"
)

// FieldTables are tables, in Markdown, of every field of a scenario, of the
// laws of distributions, of units, and of the metrics that expectations may
// name. Each table has a heading of the third level.
func FieldTables() string {
	t := tables{seen: map[reflect.Type]bool{}}
	t.fields("scenario", reflect.TypeFor[Scenario]())
	t.laws()
	t.units()
	t.metrics()
	return t.out.String()
}

// PatternTable is a table, in Markdown, of the ways to talk.
func PatternTable() string {
	t := tables{}
	t.columns("pattern", "what it is", "an operation is", "the workload is", "`to` is a")
	for _, p := range patterns.All {
		load := "`updates`"
		if p.Asks {
			load = "`send`"
		}
		t.row("`"+p.Name+"`", p.Says, p.Operation, load, strings.Join(node.KindsThat(p.To), " or "))
	}
	return t.out.String()
}

// KindTable is a table, in Markdown, of the kinds of node.
func KindTable() string {
	t := tables{}
	t.columns("kind", "what it is", "it may")
	for i := range node.Kinds {
		k := &node.Kinds[i]
		t.row("`"+k.Name+"`", k.Says, k.Traits.String())
	}
	return t.out.String()
}

// PolicyTable is a table, in Markdown, of the policies of balancers.
func PolicyTable() string {
	t := tables{}
	t.columns("`policy`", "who gets the next request")
	for name, says := range node.BalancingName("").Words() {
		t.row("`"+name+"`", says)
	}
	return t.out.String()
}

// FaultTable is a table, in Markdown, of the kinds of fault.
func FaultTable() string {
	t := tables{}
	t.columns("fault", "what happens to the target", "its own fields")
	for i := range node.Faults {
		f := &node.Faults[i]
		fields := slices.Clone(f.Options)
		if f.On == node.OnWires {
			fields = append(fields, node.ForWires[:]...)
		}
		own := ""
		if len(fields) > 0 {
			own = code(fields)
		}
		t.row("`"+f.Name+"`", f.Says, own)
	}
	return t.out.String()
}

// tables writes one table after the other.
type tables struct {
	out  strings.Builder
	seen map[reflect.Type]bool
}

// row writes a line of a table.
func (t *tables) row(cells ...string) {
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(cell, "|", "\\|")
	}
	fmt.Fprintf(&t.out, "| %s |\n", strings.Join(cells, " | "))
}

func (t *tables) head(title string, columns ...string) {
	t.heading(title, "")
	t.columns(columns...)
}

// heading writes a heading of the third level, and a sentence below it.
func (t *tables) heading(title, says string) {
	fmt.Fprintf(&t.out, "### %s\n\n", title)
	if says != "" {
		fmt.Fprintf(&t.out, "%s.\n\n", capital(says))
	}
}

func (t *tables) columns(columns ...string) {
	t.row(columns...)
	t.out.WriteString(strings.Repeat("|---", len(columns)) + "|\n")
}

// fields writes the table of a struct, then those of the structs in it.
func (t *tables) fields(title string, of reflect.Type) {
	if t.seen[of] {
		return
	}
	t.seen[of] = true
	all := fieldsOf(of)
	t.table(title, "", ofKind(all, ""))
	if of == reflect.TypeFor[NamedNode]() {
		for name, says := range node.KindName("").Words() {
			t.table(name, says, slices.DeleteFunc(slices.Clone(all), func(f field) bool { return f.kind != name }))
		}
	}
	for i := range all {
		if inner := structIn(&all[i]); inner != nil {
			t.fields(typeName(inner), inner)
		}
	}
}

// structIn is the struct that a field's value has, or nil.
func structIn(f *field) reflect.Type {
	t := f.element()
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[sim.Dist]() {
		return nil
	}
	return t
}

func (t *tables) table(title, says string, fields []field) {
	t.heading(title, says)
	t.columns("field", "is", "where absent", "bounds", "meaning")
	for i := range fields {
		f := &fields[i]
		t.row("`"+f.name+"`", kindOfValue(f), whereAbsent(f), boundsText(f), f.doc)
	}
	if title == "scenario" {
		t.row("`variants`", "object of changes by id", "none", "", aboutVariants+". It may change "+inWords(patchable[:], "and"))
	}
	t.out.WriteString("\n")
}

// kindOfValue says in words what a field's value is.
func kindOfValue(f *field) string {
	t := f.element()
	switch inner := structIn(f); {
	case keyed(t):
		return fmt.Sprintf("object of [%s](#%[1]s) by id", typeName(inner))
	case inner != nil && t.Kind() == reflect.Slice:
		return fmt.Sprintf("list of [%s](#%[1]s)", typeName(inner))
	case inner != nil:
		return fmt.Sprintf("[%s](#%[1]s)", typeName(inner))
	case t == reflect.TypeFor[Patch]():
		return "object of changes"
	case f.enum != nil && t.Kind() == reflect.Slice:
		return "list of " + code(f.enum)
	case f.enum != nil:
		return code(f.enum)
	case t == reflect.TypeFor[sim.Dist]():
		return f.unit + ", or a [distribution](#distributions)"
	case t.Kind() == reflect.Map:
		return "object of numbers by " + f.ref
	}
	return simpleKind(f, t)
}

func simpleKind(f *field, t reflect.Type) string {
	list := ""
	if t.Kind() == reflect.Slice {
		list, t = "list of ", t.Elem()
	}
	n := notationOf(t, f.unit)
	switch {
	case n != nil && list != "":
		return list + n.noun() + "s"
	case n != nil:
		return n.noun()
	case f.lone():
		return "id of a " + f.ref + ", or a list of them"
	case f.ref == "place":
		return list + "place: `api`, `api/*`, `api/0`"
	case f.ref == "target":
		return list + "place, or id of a link"
	case f.ref != "":
		return list + "id of a " + f.ref
	case f.unit == "share":
		return list + "share"
	}
	switch t.Kind() {
	case reflect.Bool:
		return list + "true or false"
	case reflect.String:
		return list + "text"
	case reflect.Float64:
		return list + "number"
	}
	return list + "whole number"
}

// noun is what the notation is of, without article.
func (n *notation) noun() string { return strings.TrimPrefix(n.what, "a ") }

func code(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }

func whereAbsent(f *field) string {
	switch {
	case f.required:
		return "**required**"
	case f.hasDef:
		return "`" + f.initial + "`"
	case f.absent != "":
		return f.absent
	case f.typ.Kind() == reflect.Struct:
		return "all defaults"
	}
	return "none"
}

// boundsText leaves out those bounds that all values of a notation have.
func boundsText(f *field) string {
	most := f.max
	if n := f.notation(); n != nil && most == n.most {
		most = ""
	}
	switch {
	case f.min != "" && most != "":
		return f.min + " to " + most
	case most != "":
		return "to " + most
	case f.min != "":
		return "from " + f.min
	}
	return ""
}

func (t *tables) laws() {
	t.head("distributions", "`dist`", "takes", "and, where wanted", "meaning")
	for _, law := range sim.Laws {
		var sets []string
		for _, set := range law.Takes {
			if len(set) > 0 {
				sets = append(sets, code(set))
			}
		}
		also := ""
		if len(law.Also) > 0 {
			also = code(law.Also)
		}
		t.row("`"+law.Name+"`", strings.Join(sets, "; or "), also, law.Doc)
	}
	t.out.WriteString("\n")
	t.head("distribution", "parameter", "meaning")
	for _, f := range fieldsOf(reflect.TypeFor[sim.Dist]()) {
		t.row("`"+f.name+"`", f.doc)
	}
	t.out.WriteString("\n")
}

func (t *tables) units() {
	t.head("units", "of", "units", "at most")
	for _, n := range [...]*notation{&durations, &sizes, &bandwidths, &rates} {
		t.row(n.what, code(n.names()), "`"+n.most+"`")
	}
	t.out.WriteString("\n")
}

func (t *tables) metrics() {
	for _, subject := range [...]metrics.Subject{metrics.OfFlow, metrics.OfReplica, metrics.OfNode, metrics.OfLink, metrics.OfRun} {
		t.head("metrics of a "+subject.String(), "metric", "unit", "is", "meaning")
		for _, d := range metrics.Catalogue() {
			if d.Of == subject {
				t.row("`"+d.Name+"`", d.Unit, d.Kind.String(), d.Says)
			}
		}
		t.out.WriteString("\n")
	}
}
