package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/patterns/scenario/quantity"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
	"backchat/sim"
	"backchat/sim/metrics"
)

// Tables are tables, in Markdown, of every field of a format, of the laws of
// distributions, of units, and of the metrics that expectations may name. Each
// table has a heading of the third level.
func (f *Format) Tables() string {
	t := tables{format: f, seen: map[reflect.Type]bool{}}
	t.fields("scenario", f.Of)
	t.laws()
	t.units()
	t.metrics()
	return t.out.String()
}

// PatternTable is a table, in Markdown, of the ways to talk.
func PatternTable() string {
	t := tables{}
	t.columns("pattern", "what it is", "an operation is", "the workload is", "`to` is")
	for _, p := range patterns.All {
		load := "`updates`"
		if p.Asks {
			load = "`send`"
		}
		t.row("`"+p.Name+"`", p.Says, p.Operation, load, wording.AnyOf(node.KindsThat(p.To)))
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
	format *Format
	out    strings.Builder
	seen   map[reflect.Type]bool
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
		fmt.Fprintf(&t.out, "%s.\n\n", wording.Capital(says))
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
	all := FieldsOf(of)
	t.table(title, "", OfKind(all, ""))
	if hasKinds(of) {
		for name, says := range node.KindName("").Words() {
			t.table(name, says, slices.DeleteFunc(slices.Clone(all), func(f Field) bool { return f.kind != name }))
		}
	}
	for i := range all {
		if inner := StructIn(&all[i]); inner != nil {
			t.fields(typeName(inner), inner)
		}
	}
}

// StructIn is the struct that a field's value has, or nil.
func StructIn(f *Field) reflect.Type {
	t := f.Element()
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[sim.Dist]() {
		return nil
	}
	return t
}

func (t *tables) table(title, says string, fields []Field) {
	t.heading(title, says)
	t.columns("field", "is", "where absent", "bounds", "meaning")
	for i := range fields {
		f := &fields[i]
		t.row("`"+f.Name+"`", kindOfValue(f), whereAbsent(f), boundsText(f), f.Doc)
	}
	if title == "scenario" {
		t.row("`variants`", "object of changes by id", "none", "", aboutVariants+". It may change "+wording.InWords(t.format.Changes, "and"))
	}
	t.out.WriteString("\n")
}

// kindOfValue says in words what a field's value is.
func kindOfValue(f *Field) string {
	t := f.Element()
	switch inner := StructIn(f); {
	case Keyed(t):
		return fmt.Sprintf("object of [%s](#%[1]s) by id", typeName(inner))
	case inner != nil && t.Kind() == reflect.Slice:
		return fmt.Sprintf("list of [%s](#%[1]s)", typeName(inner))
	case inner != nil && isLayered(inner):
		return fmt.Sprintf("[%s](#%[1]s), or a `%s` of it", typeName(inner), shortOf(inner).Name)
	case inner != nil:
		return fmt.Sprintf("[%s](#%[1]s)", typeName(inner))
	case t == reflect.TypeFor[source.Patch]():
		return "object of changes"
	case f.Enum != nil && t.Kind() == reflect.Slice:
		return "list of " + code(f.Enum)
	case f.Enum != nil:
		return code(f.Enum)
	case t == reflect.TypeFor[sim.Dist]():
		return f.Unit + ", or a [distribution](#distributions)"
	case t.Kind() == reflect.Map:
		return "object of numbers by " + f.ref
	}
	return simpleKind(f, t)
}

func simpleKind(f *Field, t reflect.Type) string {
	list := ""
	if t.Kind() == reflect.Slice {
		list, t = "list of ", t.Elem()
	}
	n := quantity.NotationOf(t, f.Unit)
	switch {
	case n != nil && list != "":
		return list + n.Noun() + "s"
	case n != nil:
		return n.Noun()
	case f.Lone():
		return "id of a " + f.ref + ", or a list of them"
	case f.ref == "place":
		return list + "place: `api`, `api/*`, `api/0`"
	case f.ref == "target":
		return list + "place, or id of a link"
	case f.ref != "":
		return list + "id of a " + f.ref
	case f.Unit == "share":
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

func code(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }

func whereAbsent(f *Field) string {
	switch {
	case f.Required:
		return "**required**"
	case f.HasDef:
		return "`" + f.Initial + "`"
	case f.Absent != "":
		return f.Absent
	case f.Type.Kind() == reflect.Struct:
		return "all defaults"
	}
	return "none"
}

// boundsText leaves out those bounds that all values of a notation have.
func boundsText(f *Field) string {
	most := f.Max
	if n := f.Notation(); n != nil && most == n.Most {
		most = ""
	}
	switch {
	case f.Min != "" && most != "":
		return f.Min + " to " + most
	case most != "":
		return "to " + most
	case f.Min != "":
		return "from " + f.Min
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
	for _, f := range FieldsOf(reflect.TypeFor[sim.Dist]()) {
		t.row("`"+f.Name+"`", f.Doc)
	}
	t.out.WriteString("\n")
}

func (t *tables) units() {
	t.head("units", "of", "units", "at most")
	for _, n := range quantity.All {
		t.row(n.What, code(n.Names()), "`"+n.Most+"`")
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
