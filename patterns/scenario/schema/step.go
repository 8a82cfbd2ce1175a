package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"backchat/patterns/scenario/quantity"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
	"backchat/sim"
)

// StepInto is the field that one step of a pointer leads to from the field f,
// whose value is v, nil where the file does not say.
func StepInto(f *Field, v *source.Value, step string) (*Field, string) {
	t := f.Element()
	switch {
	case Keyed(t):
		if v.Get(step) == nil {
			return nil, fmt.Sprintf("%q is not among the %s%s", step, f.Name, wording.DidYouMean(step, v.Names()))
		}
		return &Field{Name: f.Name, Type: t.Elem()}, ""
	case t.Kind() == reflect.Slice:
		i, err := strconv.Atoi(step)
		if err != nil || v == nil || i < 0 || i >= len(v.Items) {
			return nil, fmt.Sprintf("%q has no item %q", f.Name, step)
		}
		item := *f
		item.Type = t.Elem()
		return &item, ""
	case t.Kind() == reflect.Map:
		return &Field{Name: f.Name, Type: t.Elem(), Min: f.Min, Max: f.Max}, ""
	case t.Kind() != reflect.Struct || t == reflect.TypeFor[sim.Dist]() && (v == nil || v.Kind != '{'):
		return nil, fmt.Sprintf("%q has no fields", f.Name)
	}
	return fieldNamed(f, v, step)
}

func fieldNamed(f *Field, v *source.Value, step string) (*Field, string) {
	fields := FieldsOf(f.Element())
	if f.Element() == reflect.TypeFor[sim.Dist]() {
		fields = ofParameters(f.Unit)
	}
	if kind := v.Get("kind"); kind != nil {
		fields = OfKind(fields, kind.Text)
	}
	for i := range fields {
		if fields[i].Name == step {
			return &fields[i], ""
		}
	}
	return nil, fmt.Sprintf("unknown field %q%s", wording.Clip(step), wording.DidYouMean(step, namesOf(fields)))
}

// Movable tells whether a field has a number for its value.
func Movable(f *Field) bool {
	t := f.Element()
	if t == reflect.TypeFor[sim.Dist]() {
		return true
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64, reflect.Uint64, reflect.Float64:
		return true
	}
	return false
}

// Inner is the field of that name within f, or nil.
func (f *Field) Inner(name string) *Field {
	switch t := f.Element(); t.Kind() {
	case reflect.Slice, reflect.Map:
		return &Field{Name: f.Name, Type: t.Elem()}
	case reflect.Struct:
		all := FieldsOf(t)
		if i := slices.IndexFunc(all, func(g Field) bool { return g.Name == name }); i >= 0 {
			return &all[i]
		}
	}
	return nil
}

// Moves is the notation of what a slider does with a field, nil for a number
// without dimension.
func (f *Field) Moves() *quantity.Notation {
	if f.Element() == reflect.TypeFor[sim.Dist]() {
		return quantity.MeasureOf(f.Unit)
	}
	return f.Notation()
}
