package scenario

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"backchat/sim"
)

// A decoder fills structs from values by the structs' tags. What is wrong
// becomes a finding, and the decoder goes on.
type decoder struct {
	found *findings
	types *types
	refs  []reference // what names something else
}

func newDecoder(t *types, found *findings) *decoder { return &decoder{found: found, types: t} }

// An owner is the object that holds fields, for messages.
type owner struct {
	noun string // "a server"
	kind string // of a node; "?" where it is not known
}

// object fills the struct from v.
func (d *decoder) object(v *value, pointer string, into reflect.Value, o owner) {
	if v.kind != '{' {
		d.found.add(v.start, pointer, "%s is an object, not %s", o.noun, describe(v))
		return
	}
	d.members(v, pointer, into, o, d.types.ofKind(into.Type(), o.kind))
}

// members fills those fields of the struct, and knows no others.
func (d *decoder) members(v *value, pointer string, into reflect.Value, o owner, set *fieldSet) {
	given := make([]bool, len(set.all))
	for _, m := range v.members {
		i, known := set.byName[m.name]
		switch {
		case !known && m.value.removed && m.value.had:
		case !known:
			d.unknown(m, pointer, o, set.all)
		case !m.value.removed:
			given[i] = true
			d.field(m.value, under(pointer, m.name), &set.all[i], set.all[i].at(into))
		}
	}
	for i := range set.all {
		if !given[i] {
			d.fill(v, pointer, o, set, i, set.all[i].at(into))
		}
	}
}

// fill puts what an absent field stands for, which is worked out once.
func (d *decoder) fill(v *value, pointer string, o owner, set *fieldSet, i int, into reflect.Value) {
	if known := set.absent[i]; known.IsValid() {
		into.Set(fresh(known))
		return
	}
	wrong, refs := d.found.all, len(d.refs)
	d.absent(v, pointer, o, &set.all[i], into)
	if d.found.all == wrong && len(d.refs) == refs {
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

func (d *decoder) unknown(m member, pointer string, o owner, fields []field) {
	if o.kind == "?" || d.found.full() {
		return
	}
	names := namesOf(fields)
	if pointer == "" {
		names = append(names, "variants")
	}
	question := didYouMean(m.name, names)
	if question == "" {
		question = "."
	}
	d.found.add(m.at, under(pointer, m.name), "unknown field %q%s %s has: %s", m.name, question, capital(o.noun), strings.Join(names, ", "))
}

// whole reminds whoever has made v another thing by a patch that what stood
// there before is gone.
func (v *value) whole() string {
	if v.instead == "" {
		return ""
	}
	return fmt.Sprintf("; a patch that changes %q replaces the whole, so write all of it", v.instead)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// absent puts what an absent field stands for.
func (d *decoder) absent(v *value, pointer string, o owner, f *field, into reflect.Value) {
	switch {
	case f.required:
		d.found.add(v.start, under(pointer, f.name), "%s needs %q: %s%s", o.noun, f.name, f.doc, v.whole())
	case f.hasDef:
		d.field(f.literal(), under(pointer, f.name), f, into)
	case f.typ.Kind() == reflect.Struct && f.typ != reflect.TypeFor[sim.Dist]():
		d.object(&value{kind: '{', start: v.start}, under(pointer, f.name), into, d.ownerOf(f))
	}
}

// literal is the field's default as a value.
func (f *field) literal() *value {
	switch f.element().Kind() {
	case reflect.Bool:
		return (&value{text: f.initial}).boolean()
	case reflect.Slice:
		list := &value{kind: '['}
		for _, word := range strings.Split(f.initial, ",") {
			list.items = append(list.items, &value{kind: '"', text: word})
		}
		return list
	case reflect.String, reflect.Struct:
		return &value{kind: '"', text: f.initial}
	}
	if f.notation() != nil {
		return &value{kind: '"', text: f.initial}
	}
	return &value{kind: '0', text: f.initial}
}

// boolean is v as true or false, which its text says.
func (v *value) boolean() *value {
	v.kind = 'f'
	if v.text == "true" {
		v.kind = 't'
	}
	return v
}

func (d *decoder) ownerOf(f *field) owner {
	if f.typ.Kind() == reflect.Slice {
		return owner{noun: fmt.Sprintf("each of %q", f.name)}
	}
	return owner{noun: fmt.Sprintf("%q", f.name)}
}

// field fills one field from v.
func (d *decoder) field(v *value, pointer string, f *field, into reflect.Value) {
	if v.kind == 'n' {
		d.found.add(v.start, pointer, "null stands for removal, and only in a variant; leave the field out")
		return
	}
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	}
	switch {
	case into.Type() == reflect.TypeFor[sim.Dist]():
		d.dist(v, pointer, f, into.Addr().Interface().(*sim.Dist))
	case into.Type() == reflect.TypeFor[Patch]():
		d.patch(v, pointer, into)
	case keyed(into.Type()):
		d.keyed(v, pointer, f, into)
	case into.Kind() == reflect.Slice:
		d.list(v, pointer, f, into)
	case into.Kind() == reflect.Map:
		d.weights(v, pointer, f, into)
	case into.Kind() == reflect.Struct:
		d.object(v, pointer, into, d.ownerOf(f))
	default:
		d.scalar(v, pointer, f, into)
	}
}

func (d *decoder) patch(v *value, pointer string, into reflect.Value) {
	if v.kind != '{' {
		d.mismatch(v, pointer, "an object of changes")
		return
	}
	into.SetString(string(patchOf(v)))
}

// scalar fills a value that is neither object nor list.
func (d *decoder) scalar(v *value, pointer string, f *field, into reflect.Value) {
	if n := notationOf(into.Type(), f.unit); n != nil {
		d.quantity(v, pointer, f, n, into)
		return
	}
	switch into.Kind() {
	case reflect.Bool:
		if v.kind != 't' && v.kind != 'f' {
			d.mismatch(v, pointer, "true or false")
		}
		into.SetBool(v.kind == 't')
	case reflect.String:
		d.text(v, pointer, f, into)
	default:
		d.number(v, pointer, f, into)
	}
}

func (d *decoder) mismatch(v *value, pointer, wanted string) {
	d.found.add(v.start, pointer, "%s is wanted here, not %s", wanted, describe(v))
}

// describe is what v is, for messages.
func describe(v *value) string {
	switch v.kind {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return strconv.Quote(clip(v.text))
	case '0':
		return clip(v.text)
	case 't':
		return "true"
	case 'f':
		return "false"
	}
	return "null"
}

// clip shortens what is too long for a message.
func clip(text string) string {
	const most = 60
	letters := 0
	for i := range text {
		if letters == most {
			return text[:i] + "..."
		}
		letters++
	}
	return text
}

func (d *decoder) text(v *value, pointer string, f *field, into reflect.Value) {
	if v.kind != '"' {
		d.mismatch(v, pointer, "a string")
		return
	}
	if f.enum != nil && !slices.Contains(f.enum, v.text) {
		d.found.add(v.start, pointer, "%q is none of %s%s", clip(v.text), inWords(f.enum, "and"), didYouMean(v.text, f.enum))
		return
	}
	if v.text == "" && f.wantsText() {
		d.found.add(v.start, pointer, "%q is empty: %s", f.name, f.doc)
		return
	}
	if f.pattern != "" && !(f.pattern == claimPattern && isClaim(v.text)) {
		d.found.add(v.start, pointer, "%q does not match %s: %s", clip(v.text), f.pattern, f.doc)
		return
	}
	if f.ref != "" && v.text != "" {
		d.refs = append(d.refs, reference{v.start, pointer, f.ref, v.text})
	}
	into.SetString(v.text)
}

// wantsText tells whether an empty string says nothing.
func (f *field) wantsText() bool { return f.required || f.speaks || f.ref != "" }

func (d *decoder) number(v *value, pointer string, f *field, into reflect.Value) {
	if v.kind != '0' {
		d.mismatch(v, pointer, "a number")
		return
	}
	x, err := strconv.ParseFloat(v.text, 64)
	if err != nil {
		d.found.add(v.start, pointer, "%s is too large a number", clip(v.text))
		return
	}
	if into.Kind() != reflect.Float64 && !isWhole(v.text, x) {
		d.found.add(v.start, pointer, "%s is no whole number", clip(v.text))
		return
	}
	if x == 0 && !isZero(v.text) {
		d.found.add(v.start, pointer, "%s is too small a number; write 0", clip(v.text))
		return
	}
	if !d.bounded(v, pointer, f, x) {
		return
	}
	switch into.Kind() {
	case reflect.Float64:
		into.SetFloat(x)
	case reflect.Uint64:
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
	case len(text) > longestQuantity:
		return false
	}
	exact, ok := new(big.Rat).SetString(text)
	return ok && exact.IsInt()
}

// mostInteger is the largest number up to which every whole number is a
// float64.
const mostInteger = 1 << 53

func (d *decoder) bounded(v *value, pointer string, f *field, x float64) bool {
	least, most := f.bounds()
	switch {
	case x < least:
		d.found.add(v.start, pointer, "%s is below the least, %s", clip(v.text), plain(least))
	case x > most:
		d.found.add(v.start, pointer, "%s is above the most, %s", clip(v.text), plain(most))
	default:
		return true
	}
	return false
}

// bounds are those of a field without dimension.
func (f *field) bounds() (least, most float64) {
	least, most = 0, mostInteger
	if f.min != "" {
		least, _ = strconv.ParseFloat(f.min, 64)
	}
	if f.max != "" {
		most, _ = strconv.ParseFloat(f.max, 64)
	}
	return least, most
}

func plain(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
