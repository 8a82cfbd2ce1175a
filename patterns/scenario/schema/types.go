package schema

import (
	"reflect"

	"backchat/sim"
)

// A fieldSet is what an object may have.
type fieldSet struct {
	all    []Field
	byName map[string]int
	absent []reflect.Value // what each is where the file does not say, once that is known
}

func newFieldSet(all []Field) *fieldSet {
	s := &fieldSet{all, make(map[string]int, len(all)), make([]reflect.Value, len(all))}
	for i := range all {
		s.byName[all[i].Name] = i
	}
	return s
}

// Types are the fields of all structs, worked out once a file: a scenario has
// many objects of few types.
type Types struct {
	sets map[typeAs]*fieldSet
}

// typeAs is a struct in one of its forms: that of a kind of node, or, of a
// distribution, of durations or of sizes.
type typeAs struct {
	of   reflect.Type
	form string
}

// NewTypes knows of no struct yet.
func NewTypes() *Types { return &Types{map[typeAs]*fieldSet{}} }

// ofKind are the fields that a struct has for a kind of node; "" for what is
// none.
func (t *Types) ofKind(of reflect.Type, kind string) *fieldSet {
	return t.form(of, kind, func() []Field { return OfKind(FieldsOf(of), kind) })
}

// ofDist are the parameters of distributions of what unit says.
func (t *Types) ofDist(unit string) *fieldSet {
	return t.form(reflect.TypeFor[sim.Dist](), unit, func() []Field {
		all := ofParameters(unit)
		all[0].Required, all[0].Enum = true, lawNames()
		return all
	})
}

func (t *Types) form(of reflect.Type, form string, make func() []Field) *fieldSet {
	s := t.sets[typeAs{of, form}]
	if s == nil {
		s = newFieldSet(make())
		t.sets[typeAs{of, form}] = s
	}
	return s
}
