// Package schema walks over structs by their tags: one walk decodes, fills in
// what is absent, checks bounds, encodes, and writes the JSON Schema and the
// tables of the manual, so that none of them can disagree with another.
//
// The tags:
//
//	json      the key; "-" for none
//	doc       what it means; where it is absent or ends in a colon, the words of
//	          the field's table go on (see Words)
//	default   what it is where absent, in JSON's notation without quotes
//	absent    what it means that a pointer is nil
//	min, max  bounds, in the field's notation
//	unit      what a distribution or a number is of: duration, size, share
//	enum      the words it may be; those of a table come from its type's Words
//	pattern   what a string must match
//	ref       what it names: node, place, link, flow, target
//	most      how many entries it may have
//	empty     "no": what is there must say something
//	required  "true"
//	options   the table whose rows say what fields there are: "pattern" a field
//	          for each row's options, "kind" the fields of the kind that the
//	          object is of
//
// Embedded structs are flattened. A slice of structs that begin with an ID is
// an object keyed by id.
package schema

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/patterns/scenario/quantity"
	"backchat/patterns/scenario/source"
	"backchat/sim"
)

// A Field is one key of an object: what the tags of a struct field say.
type Field struct {
	Name, Doc string
	Absent    string   // what it means that it is not there
	Initial   string   // its default, as in JSON without quotes
	HasDef    bool     // whether there is one
	Min, Max  string   // in the field's notation; "" where there is no bound
	Unit      string   // duration, size, share, of
	Enum      []string // the words it may be
	Pattern   string   // what a string must match
	ref       string   // node, place, link, flow, target
	Required  bool
	Speaks    bool         // an empty string or list would say nothing, though it may be absent
	most      int          // entries that it may have, of those that have some
	kind      string       // the kind of node that has it; "" for all
	option    string       // the pattern whose options it holds; "" where it is no such field
	index     []int        // where in the struct
	owner     reflect.Type // the struct that declares it
	Type      reflect.Type
}

// FieldsOf are the fields of a struct in the order of their declaration, those
// of embedded structs and of the kinds' configurations among them. It panics
// where two of them have one key.
func FieldsOf(t reflect.Type) []Field {
	var all []Field
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
			all = append(all, fieldOf(t, f))
		}
	}
	mustDiffer(all)
	return all
}

// mustDiffer panics where an object may have two fields of one key: a value
// could not be told to be for the one or the other.
func mustDiffer(all []Field) {
	for i := range all {
		for j := range i {
			f, g := &all[i], &all[j]
			if f.Name == g.Name && (f.kind == g.kind || f.kind == "" || g.kind == "") {
				panic(fmt.Sprintf("schema: the key %q is one of %v and of %v, which are parts of one object: rename one", f.Name, g.owner, f.owner))
			}
		}
	}
}

// configFields are the fields of all kinds of node.
func configFields(s reflect.StructField) []Field {
	var all []Field
	for i := range node.Kinds {
		row := &node.Kinds[i]
		all = append(all, nested(reflect.TypeOf(row.Config).Elem(), s.Index, row.Name)...)
	}
	return all
}

// hasKinds tells whether what fields a struct has depends on its field "kind".
func hasKinds(t reflect.Type) bool {
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("options") == "kind" {
			return true
		}
	}
	return false
}

// optionFields are a field for each pattern that has options.
func optionFields(s reflect.StructField) []Field {
	var all []Field
	for _, p := range patterns.All {
		if p.Options == nil {
			continue
		}
		all = append(all, Field{
			Name: p.Name, Doc: "options of the pattern " + p.Name, most: source.MostValues,
			option: p.Name, index: s.Index, owner: reflect.TypeOf(p.Options).Elem(), Type: reflect.TypeOf(p.Options).Elem(),
		})
	}
	return all
}

func nested(t reflect.Type, index []int, kind string) []Field {
	all := FieldsOf(t)
	for i := range all {
		all[i].index = slices.Concat(index, all[i].index)
		if kind != "" {
			all[i].kind = kind
		}
	}
	return all
}

func fieldOf(owner reflect.Type, s reflect.StructField) Field {
	tag := s.Tag
	f := Field{
		Name: tag.Get("json"), Doc: tag.Get("doc"), Absent: tag.Get("absent"), Min: tag.Get("min"), Max: tag.Get("max"),
		Unit: tag.Get("unit"), Pattern: tag.Get("pattern"), ref: tag.Get("ref"), Required: tag.Get("required") == "true", Speaks: tag.Get("empty") == "no", index: s.Index, owner: owner, Type: s.Type,
	}
	f.most = mostOfField(tag.Get("most"), s.Type)
	f.Initial, f.HasDef = tag.Lookup("default")
	if words := tag.Get("enum"); words != "" {
		f.Enum = strings.Split(words, ",")
	}
	if t, ok := reflect.Zero(f.Element()).Interface().(worded); ok {
		f.ofTable(t)
	}
	if f.Max == "" {
		if n := f.Notation(); n != nil {
			f.Max = n.Most
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
func (f *Field) ofTable(t worded) {
	for name := range t.Words() {
		f.Enum = append(f.Enum, name)
	}
	switch {
	case f.Doc == "":
		f.Doc = explained(t, inEnglish)
	case strings.HasSuffix(f.Doc, ":"):
		f.Doc += " " + explained(t, inEnglish)
	}
}

// explained are the words of a table, each with what it means, which is told by say.
func explained(t worded, say func(string) string) string {
	var all []string
	for name, says := range t.Words() {
		all = append(all, name+": "+say(says))
	}
	return strings.Join(all, "; ")
}

func inEnglish(text string) string { return text }

// meaning is the field's Doc, told by say: of what a table explains, each word by itself.
func (f *Field) meaning(say func(string) string) string {
	t, ok := reflect.Zero(f.Element()).Interface().(worded)
	if !ok {
		return say(f.Doc)
	}
	switch lead, listed := strings.CutSuffix(f.Doc, explained(t, inEnglish)); {
	case !listed:
		return say(f.Doc)
	case lead == "":
		return explained(t, say)
	default:
		return say(strings.TrimSuffix(lead, " ")) + " " + explained(t, say)
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
	return source.MostValues
}

// entries is what the entries of a field are called.
func (f *Field) entries() string {
	switch {
	case f.Name == "timeline":
		return "entries of the timeline"
	case f.Name == "expect":
		return "expectations"
	case Keyed(f.Type) || f.Name == "goals" || f.Name == "sliders":
		return f.Name
	}
	return fmt.Sprintf("entries of %q", f.Name)
}

// Element is the type of the field's values, whether it is a pointer or not.
func (f *Field) Element() reflect.Type {
	if f.Type.Kind() == reflect.Pointer {
		return f.Type.Elem()
	}
	return f.Type
}

// Notation is how the field's value is written, or nil where it has no
// dimension. That of lists is how each of their values is written.
func (f *Field) Notation() *quantity.Notation {
	t := f.Element()
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return quantity.NotationOf(t, f.Unit)
}

// Lone tells whether one string may stand for a list of one.
func (f *Field) Lone() bool {
	return f.Type == reflect.TypeFor[[]string]() && f.ref != ""
}

// ofParameters are the fields of a distribution, told what it is of.
func ofParameters(unit string) []Field {
	return parametersOf(FieldsOf(reflect.TypeFor[sim.Dist]()), unit)
}

// parametersOf tells the fields of a distribution what it is of.
func parametersOf(fields []Field, unit string) []Field {
	all := slices.Clone(fields)
	for i := range all {
		if all[i].Unit == "of" {
			all[i].Unit = unit
			all[i].Max = mostOf(unit)
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
	return quantity.Durations.Most
}

// Keyed tells whether t is a slice of structs that begin with an ID, which in
// JSON is an object keyed by id.
func Keyed(t reflect.Type) bool {
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Struct || t.Elem().NumField() == 0 {
		return false
	}
	first := t.Elem().Field(0)
	return first.Name == "ID" && first.Tag.Get("json") == "-"
}

// OfKind are the fields that a node of that kind has, in any struct all that
// are not tied to another kind.
func OfKind(fields []Field, kind string) []Field {
	return slices.DeleteFunc(slices.Clone(fields), func(f Field) bool { return f.kind != "" && f.kind != kind })
}

func namesOf(fields []Field) []string {
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return names
}

// at is the field's place in a struct; configurations on the way to it are
// made where they are nil.
func (f *Field) at(v reflect.Value) reflect.Value {
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
func (f *Field) options(all *patterns.Options) reflect.Value {
	if *all == nil {
		*all = patterns.Options{}
	}
	if (*all)[f.option] == nil {
		(*all)[f.option] = reflect.New(f.Type).Interface()
	}
	return reflect.ValueOf((*all)[f.option]).Elem()
}
