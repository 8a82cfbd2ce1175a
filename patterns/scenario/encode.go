package scenario

import (
	"reflect"

	"backchat/sim"
)

// JSON is s in its canonical form: every field that is not at its default, in
// the order of the manual, ids in order. Reading it gives s again.
func (s *Scenario) JSON() []byte {
	e := encoder{newDecoder(newTypes(), &findings{})}
	return append(text(e.object(reflect.ValueOf(s).Elem(), "")), '\n')
}

// An encoder writes structs by their tags; its decoder makes the defaults to
// compare with.
type encoder struct {
	d *decoder
}

func (e *encoder) object(v reflect.Value, kind string) object {
	o := object{}
	for _, f := range e.d.types.ofKind(v.Type(), kind).all {
		from := v
		if f.kind != "" {
			from = reflect.New(v.Type()).Elem()
			from.Set(v)
		}
		if value, given := e.field(&f, f.at(from)); given {
			o = append(o, pair{f.name, value})
		}
	}
	return o
}

// field is the JSON of one field, and whether it needs to be there.
func (e *encoder) field(f *field, v reflect.Value) (any, bool) {
	if !f.required && reflect.DeepEqual(v.Interface(), e.initial(f).Interface()) {
		return nil, false
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return e.value(f, v), true
}

// initial is the field where the file says nothing of it.
func (e *encoder) initial(f *field) reflect.Value {
	v := reflect.New(f.typ).Elem()
	if !f.required {
		e.d.absent(&value{}, "", owner{noun: f.name}, f, v)
	}
	return v
}

func (e *encoder) value(f *field, v reflect.Value) any {
	switch t := v.Type(); {
	case t == reflect.TypeFor[sim.Dist]():
		return e.dist(f, v.Interface().(sim.Dist))
	case t == reflect.TypeFor[Patch]():
		return Patch(v.String())
	case keyed(t):
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
		return e.object(v, "")
	}
	return scalar(f, v)
}

func scalar(f *field, v reflect.Value) any {
	n := notationOf(v.Type(), f.unit)
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool()
	case reflect.String:
		return v.String()
	case reflect.Uint64:
		return int(v.Uint())
	case reflect.Float64:
		if n != nil {
			return n.writeFloat(v.Float())
		}
		return v.Float()
	}
	if n != nil {
		return n.write(v.Int())
	}
	return int(v.Int())
}

func (e *encoder) keyed(v reflect.Value) object {
	all := object{}
	for i := range v.Len() {
		entry := v.Index(i)
		kind := ""
		if n, ok := entry.Interface().(NamedNode); ok {
			kind = string(n.Kind)
		}
		all = append(all, pair{entry.Field(0).String(), e.object(entry, kind)})
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

func (e *encoder) dist(f *field, d sim.Dist) any {
	if d.Law == "" || d.Law == sim.Laws[0].Name {
		return measureOf(f.unit).writeFloat(d.Value)
	}
	o := object{}
	v := reflect.ValueOf(d)
	for _, p := range ofParameters(f.unit) {
		if at := p.at(v); !at.IsZero() {
			o = append(o, pair{p.name, e.value(&p, at)})
		}
	}
	return o
}
