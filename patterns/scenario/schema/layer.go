package schema

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"backchat/patterns/scenario/source"
)

// A layered type is a struct some of whose fields name sets of others, which lie
// beneath what a file says: a preset. All that holds for what a file says (defaults,
// bounds, encoding) holds for them, since they are put there before it is decoded.
type layered interface {
	// Layers are those sets, as structs, that what has been decoded names: under
	// the key of the field that they are of, or under "" for the object itself.
	Layers() map[string]any
	// Short is the key of the field that a string in place of the object is.
	Short() string
}

// layeredAt is the struct as one with layers.
func layeredAt(v reflect.Value) (layered, bool) {
	if !v.CanAddr() {
		own := reflect.New(v.Type()).Elem()
		own.Set(v)
		v = own
	}
	l, ok := v.Addr().Interface().(layered)
	return l, ok
}

// isLayered tells whether t is such a struct.
func isLayered(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[layered]())
}

// shortOf is the field that a string in place of such a struct is.
func shortOf(t reflect.Type) *Field {
	short := reflect.New(t).Interface().(layered).Short()
	for _, f := range FieldsOf(t) {
		if f.Name == short {
			return &f
		}
	}
	panic("schema.shortOf: " + t.Name() + " has no field " + short)
}

// shortFor is the field that a string in place of the struct is, nil where it cannot be one.
func (d *Decoder) shortFor(into reflect.Value) *Field {
	if !isLayered(into.Type()) {
		return nil
	}
	return shortOf(into.Type())
}

// asWritten names the field, and shows what it may be where that has a default.
func (f *Field) asWritten() string {
	if f.HasDef {
		return fmt.Sprintf("its %q as a string, like %q", f.Name, f.Initial)
	}
	return fmt.Sprintf("its %q as a string", f.Name)
}

// spread is v with the layers beneath it that it names; a string stands for an
// object.
func (d *Decoder) spread(v *source.Value, into reflect.Value) *source.Value {
	l, ok := layeredAt(into)
	if !ok {
		return v
	}
	if v.Kind == '"' {
		v = &source.Value{Kind: '{', Start: v.Start, End: v.End, Members: []source.Member{{Name: l.Short(), At: v.Start, Value: v}}}
	}
	if v.Kind != '{' {
		return v
	}
	first := reflect.New(into.Type())
	names := Decoder{found: &source.Findings{}, types: d.types}
	names.members(v, "", first.Elem(), Owner{Noun: "it"}, d.types.ofKind(into.Type(), ""))
	return overlay(beneath(first.Interface().(layered)), v)
}

// beneath is what lies beneath an object with those layers.
func beneath(l layered) *source.Value {
	all := l.Layers()
	base := &source.Value{Kind: '{'}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		layer := tree(canonical(all[key]))
		if key != "" {
			layer = &source.Value{Kind: '{', Members: []source.Member{{Name: key, Value: layer}}}
		}
		base = overlay(base, layer)
	}
	return base
}

// overlay is base with what over says in its place. What a variant has removed of
// over, base says again.
func overlay(base, over *source.Value) *source.Value {
	if base == nil || base.Kind != '{' || over.Kind != '{' {
		return over
	}
	both := &source.Value{Kind: '{', Start: over.Start, End: over.End, Members: slices.Clone(base.Members)}
	for _, m := range over.Members {
		i := slices.IndexFunc(base.Members, func(b source.Member) bool { return b.Name == m.Name })
		switch {
		case i < 0:
			both.Members = append(both.Members, m)
		case !m.Value.Removed:
			both.Members[i] = source.Member{Name: m.Name, At: m.At, Value: overlay(base.Members[i].Value, m.Value)}
		}
	}
	return both
}

// foundation is what a struct is where a file says no more than which layers it
// has; no value for a struct without any.
func (e *encoder) foundation(v reflect.Value) reflect.Value {
	l, ok := layeredAt(v)
	if !ok {
		return reflect.Value{}
	}
	base := reflect.New(v.Type()).Elem()
	e.d.members(beneath(l), "", base, Owner{}, e.d.types.ofKind(v.Type(), ""))
	return base
}
