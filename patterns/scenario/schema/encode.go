package schema

import (
	"reflect"

	"backchat/patterns/scenario/quantity"
	"backchat/patterns/scenario/source"
	"backchat/sim"
)

// Encode is a struct in its canonical form: every field that is not at its
// default, in the order of the manual, ids in order. Decoding it gives the
// struct again.
func Encode(v any) []byte { return append(text(canonical(v)), '\n') }

// canonical is what Encode writes.
func canonical(v any) object {
	e := encoder{NewDecoder(NewTypes(), &source.Findings{})}
	return e.object(reflect.ValueOf(v).Elem(), "", reflect.Value{})
}

// An encoder writes structs by their tags; its decoder makes the defaults to
// compare with.
type encoder struct {
	d *Decoder
}

// object is the JSON of a struct, but for what base has already, where there is
// one; else for defaults.
func (e *encoder) object(v reflect.Value, kind string, base reflect.Value) object {
	o := object{}
	if !base.IsValid() {
		base = e.foundation(v)
	}
	for _, f := range e.d.types.ofKind(v.Type(), kind).all {
		from := v
		if f.kind != "" {
			from = reflect.New(v.Type()).Elem()
			from.Set(v)
		}
		initial := reflect.Value{}
		if base.IsValid() {
			initial = f.at(base)
		}
		if value, given := e.field(&f, f.at(from), initial); given {
			o = append(o, pair{f.Name, value})
		}
	}
	return o
}

// field is the JSON of one field, and whether it needs to be there: where it is
// not what it is initially, by its default or what is given in its place.
func (e *encoder) field(f *Field, v, initial reflect.Value) (any, bool) {
	base := initial
	if !initial.IsValid() {
		initial = e.initial(f)
	}
	if !f.Required && reflect.DeepEqual(v.Interface(), initial.Interface()) {
		return nil, false
	}
	if v.Kind() == reflect.Struct && base.IsValid() && v.Type() != reflect.TypeFor[sim.Dist]() {
		return e.object(v, "", base), true
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return e.value(f, v), true
}

// initial is the field where the file says nothing of it.
func (e *encoder) initial(f *Field) reflect.Value {
	v := reflect.New(f.Type).Elem()
	if !f.Required {
		e.d.absent(&source.Value{}, "", Owner{Noun: f.Name}, f, v)
	}
	return v
}

func (e *encoder) value(f *Field, v reflect.Value) any {
	switch t := v.Type(); {
	case t == reflect.TypeFor[sim.Dist]():
		return e.dist(f, v.Interface().(sim.Dist))
	case t == reflect.TypeFor[source.Patch]():
		return source.Patch(v.String())
	case Keyed(t):
		return e.keyed(v)
	case t.Kind() == reflect.Slice:
		all := list{}
		for i := range v.Len() {
			all = append(all, e.value(f, v.Index(i)))
		}
		return all
	case t.Kind() == reflect.Map:
		return e.weights(v)
	case t.Kind() == reflect.Struct:
		return e.object(v, "", reflect.Value{})
	}
	return scalar(f, v)
}

func scalar(f *Field, v reflect.Value) any {
	n := quantity.NotationOf(v.Type(), f.Unit)
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool()
	case reflect.String:
		return v.String()
	case reflect.Uint8, reflect.Uint64:
		return int(v.Uint())
	case reflect.Float64:
		if n != nil {
			return n.WriteFloat(v.Float())
		}
		return v.Float()
	}
	if n != nil {
		return n.Write(v.Int())
	}
	return int(v.Int())
}

func (e *encoder) keyed(v reflect.Value) object {
	all := object{}
	for i := range v.Len() {
		entry := v.Index(i)
		kind := ""
		if hasKinds(entry.Type()) {
			kind = entry.FieldByName("Kind").String()
		}
		all = append(all, pair{entry.Field(0).String(), e.object(entry, kind, reflect.Value{})})
	}
	return all
}

func (e *encoder) weights(v reflect.Value) object {
	all := object{}
	for _, key := range sortedKeys(v.Interface().(map[string]float64)) {
		all = append(all, pair{key, v.MapIndex(reflect.ValueOf(key)).Float()})
	}
	return all
}

func (e *encoder) dist(f *Field, d sim.Dist) any {
	if d.Law == "" || d.Law == sim.Laws[0].Name {
		return quantity.MeasureOf(f.Unit).WriteFloat(d.Value)
	}
	o := object{}
	v := reflect.ValueOf(d)
	for _, p := range ofParameters(f.Unit) {
		if at := p.at(v); !at.IsZero() {
			o = append(o, pair{p.Name, e.value(&p, at)})
		}
	}
	return o
}
