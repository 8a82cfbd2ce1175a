package scenario

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/sim"
)

// A field is one key of an object: what the tags of a struct field say.
type field struct {
	name, doc string
	absent    string   // what it means that it is not there
	initial   string   // its default, as in JSON without quotes
	hasDef    bool     // whether there is one
	min, max  string   // in the field's notation; "" where there is no bound
	unit      string   // duration, size, share, of
	enum      []string // the words it may be
	pattern   string   // what a string must match
	ref       string   // node, place, link, flow, target
	required  bool
	speaks    bool   // an empty string or list would say nothing, though it may be absent
	most      int    // entries that it may have, of those that have some
	kind      string // the kind of node that has it; "" for all
	option    string // the pattern whose options it holds; "" where it is no such field
	index     []int  // where in the struct
	typ       reflect.Type
}

// fieldsOf are the fields of a struct in the order of their declaration, those
// of embedded structs and of the kinds' configurations among them.
func fieldsOf(t reflect.Type) []field {
	var all []field
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case f.Tag.Get("options") == "pattern":
			all = append(all, optionFields(f)...)
		case f.Tag.Get("options") == "kind":
			all = append(all, configFields(f)...)
		case f.Anonymous:
			all = append(all, nested(f.Type, f.Index, "")...)
		case f.Tag.Get("json") != "-" && f.IsExported():
			all = append(all, fieldOf(f))
		}
	}
	return all
}

// configFields are the fields of all kinds of node.
func configFields(s reflect.StructField) []field {
	var all []field
	for i := range node.Kinds {
		row := &node.Kinds[i]
		all = append(all, nested(reflect.TypeOf(row.Config).Elem(), s.Index, row.Name)...)
	}
	return all
}

// optionFields are a field for each pattern that has options.
func optionFields(s reflect.StructField) []field {
	var all []field
	for _, p := range patterns.All {
		if p.Options == nil {
			continue
		}
		all = append(all, field{
			name: p.Name, doc: "options of the pattern " + p.Name, most: mostValues,
			option: p.Name, index: s.Index, typ: reflect.TypeOf(p.Options).Elem(),
		})
	}
	return all
}

func nested(t reflect.Type, index []int, kind string) []field {
	all := fieldsOf(t)
	for i := range all {
		all[i].index = slices.Concat(index, all[i].index)
		if kind != "" {
			all[i].kind = kind
		}
	}
	return all
}

func fieldOf(s reflect.StructField) field {
	tag := s.Tag
	f := field{
		name: tag.Get("json"), doc: tag.Get("doc"), absent: tag.Get("absent"), min: tag.Get("min"), max: tag.Get("max"),
		unit: tag.Get("unit"), pattern: tag.Get("pattern"), ref: tag.Get("ref"), required: tag.Get("required") == "true", speaks: tag.Get("empty") == "no", index: s.Index, typ: s.Type,
	}
	f.most = mostOfField(tag.Get("most"), s.Type)
	f.initial, f.hasDef = tag.Lookup("default")
	if words := tag.Get("enum"); words != "" {
		f.enum = strings.Split(words, ",")
	}
	if t, ok := reflect.Zero(f.element()).Interface().(worded); ok {
		f.ofTable(t)
	}
	if f.max == "" {
		if n := f.notation(); n != nil {
			f.max = n.most
		}
	}
	return f
}

// A worded type is one whose values are the names of a table's rows.
type worded interface {
	// Words are the names there are, and what each means.
	Words() iter.Seq2[string, string]
}

// ofTable lets the field be the words of a table, and explains them where its
// tag says nothing, or ends in a colon.
func (f *field) ofTable(t worded) {
	var meanings []string
	for name, says := range t.Words() {
		f.enum = append(f.enum, name)
		meanings = append(meanings, name+": "+says)
	}
	switch {
	case f.doc == "":
		f.doc = strings.Join(meanings, "; ")
	case strings.HasSuffix(f.doc, ":"):
		f.doc += " " + strings.Join(meanings, "; ")
	}
}

// Bounds of what has entries, where no tag says another. What names nodes need
// not be longer than there are nodes.
const (
	mostNamed   = 200
	mostObjects = 10_000
)

func mostOfField(tag string, t reflect.Type) int {
	if n, err := strconv.Atoi(tag); err == nil {
		return n
	}
	switch {
	case t == reflect.TypeFor[[]string]():
		return mostNamed
	case t.Kind() == reflect.Map || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return mostObjects
	}
	return mostValues
}

// entries is what the entries of a field are called.
func (f *field) entries() string {
	switch {
	case f.name == "timeline":
		return "entries of the timeline"
	case f.name == "expect":
		return "expectations"
	case keyed(f.typ) || f.name == "goals" || f.name == "sliders":
		return f.name
	}
	return fmt.Sprintf("entries of %q", f.name)
}

// element is the type of the field's values, whether it is a pointer or not.
func (f *field) element() reflect.Type {
	if f.typ.Kind() == reflect.Pointer {
		return f.typ.Elem()
	}
	return f.typ
}

// notation is how the field's value is written, or nil where it has no
// dimension. That of lists is how each of their values is written.
func (f *field) notation() *notation {
	t := f.element()
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return notationOf(t, f.unit)
}

// lone tells whether one string may stand for a list of one.
func (f *field) lone() bool {
	return f.typ == reflect.TypeFor[[]string]() && f.ref != ""
}

// ofParameters are the fields of a distribution, told what it is of.
func ofParameters(unit string) []field {
	return parametersOf(fieldsOf(reflect.TypeFor[sim.Dist]()), unit)
}

// parametersOf tells the fields of a distribution what it is of.
func parametersOf(fields []field, unit string) []field {
	all := slices.Clone(fields)
	for i := range all {
		if all[i].unit == "of" {
			all[i].unit = unit
			all[i].max = mostOf(unit)
		}
	}
	return all
}

// mostOf is the largest parameter of a distribution: a message's size must fit
// a record.
func mostOf(unit string) string {
	if unit == "size" {
		return "2GiB"
	}
	return durations.most
}

// keyed tells whether t is a slice of structs that begin with an ID, which in
// JSON is an object keyed by id.
func keyed(t reflect.Type) bool {
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Struct || t.Elem().NumField() == 0 {
		return false
	}
	first := t.Elem().Field(0)
	return first.Name == "ID" && first.Tag.Get("json") == "-"
}

// ofKind are the fields that a node of that kind has, in any struct all that
// are not tied to another kind.
func ofKind(fields []field, kind string) []field {
	return slices.DeleteFunc(slices.Clone(fields), func(f field) bool { return f.kind != "" && f.kind != kind })
}

func namesOf(fields []field) []string {
	var names []string
	for _, f := range fields {
		names = append(names, f.name)
	}
	return names
}

// at is the field's place in a struct; configurations on the way to it are
// made where they are nil.
func (f *field) at(v reflect.Value) reflect.Value {
	for _, i := range f.index {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		case reflect.Interface:
			if v.IsNil() {
				v.Set(reflect.ValueOf(node.KindName(f.kind).Row().NewConfig()))
			}
			v = v.Elem().Elem()
		}
		v = v.Field(i)
	}
	if f.option != "" {
		return f.options(v.Addr().Interface().(*patterns.Options))
	}
	return v
}

// options is the field's place among the options of patterns, made where it is
// not there yet.
func (f *field) options(all *patterns.Options) reflect.Value {
	if *all == nil {
		*all = patterns.Options{}
	}
	if (*all)[f.option] == nil {
		(*all)[f.option] = reflect.New(f.typ).Interface()
	}
	return reflect.ValueOf((*all)[f.option]).Elem()
}
