package schema

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"backchat/patterns/node"
	"backchat/patterns/scenario/quantity"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
	"backchat/sim"
)

// A Decoder fills structs from values by the structs' tags. What is wrong
// becomes a finding, and the decoder goes on.
type Decoder struct {
	found *source.Findings
	types *Types
	Refs  []Reference // what names something else
}

// A Reference is an id in the file, and what it must be the id of.
type Reference struct {
	At      int
	Pointer string
	To      string // node, place, link, flow, target
	Text    string
}

// NewDecoder makes a decoder that knows the fields of types, and tells what is
// wrong to found.
func NewDecoder(t *Types, found *source.Findings) *Decoder { return &Decoder{found: found, types: t} }

// An Owner is the object that holds fields, for messages.
type Owner struct {
	Noun string // "a server"
	kind string // of a node; "?" where it is not known
}

// Object fills the struct from v.
func (d *Decoder) Object(v *source.Value, pointer string, into reflect.Value, o Owner) {
	v = d.spread(v, into)
	if short := d.shortFor(into); v.Kind != '{' && short != nil {
		d.found.Add(v.Start, pointer, "%s is %s, or an object, not %s", o.Noun, short.asWritten(), source.Describe(v))
		return
	}
	if v.Kind != '{' {
		d.found.Add(v.Start, pointer, "%s is an object, not %s", o.Noun, source.Describe(v))
		return
	}
	d.members(v, pointer, into, o, d.types.ofKind(into.Type(), o.kind))
}

// members fills those fields of the struct, and knows no others.
func (d *Decoder) members(v *source.Value, pointer string, into reflect.Value, o Owner, set *fieldSet) {
	given := make([]bool, len(set.all))
	for _, m := range v.Members {
		i, known := set.byName[m.Name]
		switch {
		case !known && m.Value.Removed && m.Value.Had:
		case !known:
			d.unknown(m, pointer, o, set.all)
		case !m.Value.Removed:
			given[i] = true
			d.Field(m.Value, source.Under(pointer, m.Name), &set.all[i], set.all[i].at(into))
		}
	}
	for i := range set.all {
		if !given[i] {
			d.fill(v, pointer, o, set, i, set.all[i].at(into))
		}
	}
}

// fill puts what an absent field stands for, which is worked out once.
func (d *Decoder) fill(v *source.Value, pointer string, o Owner, set *fieldSet, i int, into reflect.Value) {
	if known := set.absent[i]; known.IsValid() {
		into.Set(fresh(known))
		return
	}
	wrong, refs := d.found.All, len(d.Refs)
	d.absent(v, pointer, o, &set.all[i], into)
	if d.found.All == wrong && len(d.Refs) == refs {
		set.absent[i] = reflect.New(into.Type()).Elem()
		set.absent[i].Set(into)
	}
}

// fresh is v; a pointer is one of its own.
func fresh(v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return v
	}
	own := reflect.New(v.Type().Elem())
	own.Elem().Set(v.Elem())
	return own
}

func (d *Decoder) unknown(m source.Member, pointer string, o Owner, fields []Field) {
	if o.kind == "?" || d.found.Full() {
		return
	}
	names := namesOf(fields)
	if pointer == "" {
		names = append(names, "variants")
	}
	question := wording.Meant(m.Name, names)
	if at := owners(m.Name, o, fields); question == "" && len(at) > 0 {
		question = fmt.Sprintf("; it is a field of %s", wording.InWords(at, "and of"))
	}
	if !strings.HasSuffix(question, "?") {
		question += "."
	}
	d.found.Add(m.At, source.Under(pointer, m.Name), "unknown field %q%s %s has: %s", m.Name, question, wording.Capital(o.Noun), strings.Join(names, ", "))
}

// owners are what has a field of that name: those of an object's fields that do, or
// nodes of other kinds than it is of.
func owners(name string, o Owner, fields []Field) []string {
	has := func(t reflect.Type) bool {
		return t.Kind() == reflect.Struct && t != reflect.TypeFor[sim.Dist]() && slices.ContainsFunc(FieldsOf(t), func(f Field) bool { return f.Name == name })
	}
	var all []string
	for i := range fields {
		t := fields[i].Element()
		if t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if has(t) {
			all = append(all, fmt.Sprintf("%q", fields[i].Name))
		}
	}
	if len(all) > 0 || o.kind == "" {
		return all
	}
	for i := range node.Kinds {
		if k := &node.Kinds[i]; has(reflect.TypeOf(k.Config).Elem()) {
			all = append(all, wording.A(k.Name))
		}
	}
	return all
}

// absent puts what an absent field stands for.
func (d *Decoder) absent(v *source.Value, pointer string, o Owner, f *Field, into reflect.Value) {
	switch {
	case f.Required:
		d.found.Add(v.Start, source.Under(pointer, f.Name), "%s needs %q: %s%s", o.Noun, f.Name, f.Doc, whole(v))
	case f.HasDef:
		d.Field(f.Literal(), source.Under(pointer, f.Name), f, into)
	case f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[sim.Dist]():
		d.Object(&source.Value{Kind: '{', Start: v.Start}, source.Under(pointer, f.Name), into, d.ownerOf(f))
	}
}

// Literal is the field's default as a value.
func (f *Field) Literal() *source.Value {
	switch f.Element().Kind() {
	case reflect.Bool:
		return Boolean(f.Initial)
	case reflect.Slice:
		list := &source.Value{Kind: '['}
		for _, word := range strings.Split(f.Initial, ",") {
			list.Items = append(list.Items, &source.Value{Kind: '"', Text: word})
		}
		return list
	case reflect.String, reflect.Struct:
		return &source.Value{Kind: '"', Text: f.Initial}
	}
	if f.Notation() != nil {
		return &source.Value{Kind: '"', Text: f.Initial}
	}
	return &source.Value{Kind: '0', Text: f.Initial}
}

func (d *Decoder) ownerOf(f *Field) Owner {
	if f.Type.Kind() == reflect.Slice {
		return Owner{Noun: fmt.Sprintf("each of %q", f.Name)}
	}
	return Owner{Noun: fmt.Sprintf("%q", f.Name)}
}

// Field fills one field from v.
func (d *Decoder) Field(v *source.Value, pointer string, f *Field, into reflect.Value) {
	if v.Kind == 'n' {
		d.found.Add(v.Start, pointer, "null stands for removal, and only in a variant; leave the field out")
		return
	}
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	}
	switch {
	case into.Type() == reflect.TypeFor[sim.Dist]():
		d.dist(v, pointer, f, into.Addr().Interface().(*sim.Dist))
	case into.Type() == reflect.TypeFor[source.Patch]():
		d.patch(v, pointer, into)
	case Keyed(into.Type()):
		d.keyed(v, pointer, f, into)
	case into.Kind() == reflect.Slice:
		d.list(v, pointer, f, into)
	case into.Kind() == reflect.Map:
		d.weights(v, pointer, f, into)
	case into.Kind() == reflect.Struct:
		d.Object(v, pointer, into, d.ownerOf(f))
	default:
		d.scalar(v, pointer, f, into)
	}
}

func (d *Decoder) patch(v *source.Value, pointer string, into reflect.Value) {
	if v.Kind != '{' {
		d.mismatch(v, pointer, "an object of changes")
		return
	}
	into.SetString(string(source.PatchOf(v)))
}

// scalar fills a value that is neither object nor list.
func (d *Decoder) scalar(v *source.Value, pointer string, f *Field, into reflect.Value) {
	if n := quantity.NotationOf(into.Type(), f.Unit); n != nil {
		d.quantity(v, pointer, f, n, into)
		return
	}
	switch into.Kind() {
	case reflect.Bool:
		if v.Kind != 't' && v.Kind != 'f' {
			d.mismatch(v, pointer, "true or false")
		}
		into.SetBool(v.Kind == 't')
	case reflect.String:
		d.text(v, pointer, f, into)
	default:
		d.number(v, pointer, f, into)
	}
}

func (d *Decoder) mismatch(v *source.Value, pointer, wanted string) {
	d.found.Add(v.Start, pointer, "%s is wanted here, not %s", wanted, source.Describe(v))
}

func (d *Decoder) text(v *source.Value, pointer string, f *Field, into reflect.Value) {
	if v.Kind == '0' && wording.MeantWord(v.Text, f.Enum) != "" {
		v = &source.Value{Kind: '"', Start: v.Start, End: v.End, Text: v.Text} // a word that is none of them
	}
	if v.Kind != '"' {
		d.mismatch(v, pointer, "a string")
		return
	}
	if f.Enum != nil && !slices.Contains(f.Enum, v.Text) {
		d.found.Add(v.Start, pointer, "%q is none of these: %s%s", wording.Clip(v.Text), wording.InWords(f.Enum, "and"), wording.MeantWord(v.Text, f.Enum))
		return
	}
	if v.Text == "" && f.wantsText() {
		d.found.Add(v.Start, pointer, "%q is empty: %s", f.Name, f.Doc)
		return
	}
	if f.Pattern != "" && !(f.Pattern == claimPattern && isClaim(v.Text)) {
		d.found.Add(v.Start, pointer, "%q does not match %s: %s", wording.Clip(v.Text), f.Pattern, f.Doc)
		return
	}
	if f.ref != "" && v.Text != "" {
		d.Refs = append(d.Refs, Reference{v.Start, pointer, f.ref, v.Text})
	}
	into.SetString(v.Text)
}

// wantsText tells whether an empty string says nothing.
func (f *Field) wantsText() bool { return f.Required || f.Speaks || f.ref != "" }

func (d *Decoder) number(v *source.Value, pointer string, f *Field, into reflect.Value) {
	if percent, ok := strings.CutSuffix(v.Text, "%"); ok && v.Kind == '"' && f.Unit == "share" {
		if x, ok := quantity.Decimal(percent); ok {
			d.found.Add(v.Start, pointer, "a share is a number without unit; write %s", Plain(x.Scaled(1, 100).Float64()))
			return
		}
	}
	if v.Kind != '0' {
		d.mismatch(v, pointer, "a number")
		return
	}
	x, err := strconv.ParseFloat(v.Text, 64)
	if err != nil {
		d.found.Add(v.Start, pointer, "%s is too large a number", wording.Clip(v.Text))
		return
	}
	if into.Kind() != reflect.Float64 && !isWhole(v.Text, x) {
		d.found.Add(v.Start, pointer, "%s is no whole number", wording.Clip(v.Text))
		return
	}
	if x == 0 && !isZero(v.Text) {
		d.found.Add(v.Start, pointer, "%s is too small a number; write 0", wording.Clip(v.Text))
		return
	}
	if !d.bounded(v, pointer, f, x) {
		return
	}
	switch into.Kind() {
	case reflect.Float64:
		into.SetFloat(x)
	case reflect.Uint8, reflect.Uint64:
		into.SetUint(uint64(x))
	default:
		into.SetInt(int64(x))
	}
}

// isZero tells whether a JSON number is 0 as it is written, not for want of
// room in a float.
func isZero(text string) bool {
	digits, _, _ := strings.Cut(strings.ToLower(text), "e")
	return strings.Trim(digits, "-0.") == ""
}

// isWhole tells whether a JSON number, which is x as a float, is whole as it
// is written.
func isWhole(text string, x float64) bool {
	switch {
	case x != math.Trunc(x) || x == 0 && !isZero(text):
		return false
	case !strings.ContainsAny(text, ".eE") || isZero(text):
		return true
	case len(text) > quantity.LongestQuantity:
		return false
	}
	return powerOf(text) >= 0
}

// powerOf is the power of ten of a JSON number's last digit that is not 0.
func powerOf(text string) int {
	digits, power, _ := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(digits, ".")
	n, _ := strconv.Atoi(power)
	if last := strings.TrimRight(fraction, "0"); last != "" {
		return n - len(last)
	}
	return n + len(whole) - len(strings.TrimRight(whole, "0"))
}

func (d *Decoder) bounded(v *source.Value, pointer string, f *Field, x float64) bool {
	least, most := f.Bounds()
	switch {
	case x < least:
		d.found.Add(v.Start, pointer, "%s is below the least, %s", wording.Clip(v.Text), Plain(least))
	case x > most && f.Unit == "share" && most == 1 && x <= 100:
		d.found.Add(v.Start, pointer, "%s is above the most, 1, which is all; %s %% are %s", wording.Clip(v.Text), wording.Clip(v.Text), Plain(x/100))
	case x > most:
		d.found.Add(v.Start, pointer, "%s is above the most, %s; write that, or less", wording.Clip(v.Text), Plain(most))
	default:
		return true
	}
	return false
}

// Bounds are those of a field without dimension.
func (f *Field) Bounds() (least, most float64) {
	least, most = 0, quantity.MostInteger
	if f.Min != "" {
		least, _ = strconv.ParseFloat(f.Min, 64)
	}
	if f.Max != "" {
		most, _ = strconv.ParseFloat(f.Max, 64)
	}
	return least, most
}

// Plain is a number as a file would have it, without an exponent.
func Plain(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// whole reminds whoever has made v another thing by a patch that what stood
// there before is gone.
func whole(v *source.Value) string {
	if v.Instead == "" {
		return ""
	}
	return fmt.Sprintf("; a patch that changes %q replaces the whole, so write all of it", v.Instead)
}

// Boolean is the value that a text says.
func Boolean(text string) *source.Value {
	if text == "true" {
		return &source.Value{Kind: 't'}
	}
	return &source.Value{Kind: 'f'}
}
