package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"backchat/sim"
)

// moved is the field that a slider's path leads to, or what is wrong with the
// path.
func (k *checker) moved(path string) (*field, string) {
	if !strings.HasPrefix(path, "/") {
		return nil, fmt.Sprintf("%q is no JSON pointer; write one like \"/flows/inbox/updates/rate\"", clip(path))
	}
	steps := slices.Collect(parts(path))
	if !slices.Contains(patchable[:], steps[0]) {
		return nil, fmt.Sprintf("%q cannot be moved; a slider moves what is in %s", clip(steps[0]), inWords(patchable[:], "and"))
	}
	f := &field{typ: reflect.TypeFor[Scenario]()}
	v := k.root
	for i, step := range steps {
		var problem string
		if f, problem = stepInto(f, v, step); problem != "" {
			return nil, fmt.Sprintf("there is no %s: %s", clip("/"+strings.Join(steps[:i+1], "/")), problem)
		}
		if v != nil {
			v = v.step(step)
		}
	}
	if !movable(f) {
		return nil, fmt.Sprintf("%s is nothing that a slider can move: a number or a value with a unit", clip(path))
	}
	return f, ""
}

// stepInto is the field that one step of a pointer leads to from the field f,
// whose value is v, nil where the file does not say.
func stepInto(f *field, v *value, step string) (*field, string) {
	t := f.element()
	switch {
	case keyed(t):
		if v.get(step) == nil {
			return nil, fmt.Sprintf("%q is not among the %s%s", step, f.name, didYouMean(step, v.names()))
		}
		return &field{name: f.name, typ: t.Elem()}, ""
	case t.Kind() == reflect.Slice:
		i, err := strconv.Atoi(step)
		if err != nil || v == nil || i < 0 || i >= len(v.items) {
			return nil, fmt.Sprintf("%q has no item %q", f.name, step)
		}
		item := *f
		item.typ = t.Elem()
		return &item, ""
	case t.Kind() == reflect.Map:
		return &field{name: f.name, typ: t.Elem(), min: f.min, max: f.max}, ""
	case t.Kind() != reflect.Struct || t == reflect.TypeFor[sim.Dist]() && (v == nil || v.kind != '{'):
		return nil, fmt.Sprintf("%q has no fields", f.name)
	}
	return fieldNamed(f, v, step)
}

func fieldNamed(f *field, v *value, step string) (*field, string) {
	fields := fieldsOf(f.element())
	if f.element() == reflect.TypeFor[sim.Dist]() {
		fields = ofParameters(f.unit)
	}
	if kind := v.get("kind"); kind != nil {
		fields = ofKind(fields, kind.text)
	}
	for i := range fields {
		if fields[i].name == step {
			return &fields[i], ""
		}
	}
	return nil, fmt.Sprintf("unknown field %q%s", clip(step), didYouMean(step, namesOf(fields)))
}

// names are the keys of v, none where there is no v.
func (v *value) names() []string {
	var names []string
	for _, m := range v.list() {
		names = append(names, m.name)
	}
	return names
}

// movable tells whether a field has a number for its value.
func movable(f *field) bool {
	t := f.element()
	if t == reflect.TypeFor[sim.Dist]() {
		return true
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64, reflect.Uint64, reflect.Float64:
		return true
	}
	return false
}

// Default is what a field is where a file does not say, in JSON's notation
// without quotes: that at a pointer like /flows/inbox/updates/rate, whichever
// ids there are. Bare tells whether it is a number. It is empty where the field
// has no default, or where there is no such field.
func Default(pointer string) (value string, bare bool) {
	f := &field{typ: reflect.TypeFor[Scenario]()}
	for step := range parts(pointer) {
		if f = f.inner(step); f == nil {
			return "", false
		}
	}
	kind := f.element().Kind()
	return f.initial, f.notation() == nil && (kind == reflect.Int || kind == reflect.Float64)
}

// inner is the field of that name within f, or nil.
func (f *field) inner(name string) *field {
	switch t := f.element(); t.Kind() {
	case reflect.Slice, reflect.Map:
		return &field{name: f.name, typ: t.Elem()}
	case reflect.Struct:
		all := fieldsOf(t)
		if i := slices.IndexFunc(all, func(g field) bool { return g.name == name }); i >= 0 {
			return &all[i]
		}
	}
	return nil
}
