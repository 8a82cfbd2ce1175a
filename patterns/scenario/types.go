package scenario

import (
	"reflect"

	"backchat/sim"
)

// A fieldSet is what an object may have.
type fieldSet struct {
	all    []field
	byName map[string]int
	absent []reflect.Value // what each is where the file does not say, once that is known
}

func newFieldSet(all []field) *fieldSet {
	s := &fieldSet{all, make(map[string]int, len(all)), make([]reflect.Value, len(all))}
	for i := range all {
		s.byName[all[i].name] = i
	}
	return s
}

// types are the fields of all structs, worked out once a file: a scenario has
// many objects of few types.
type types struct {
	sets map[typeAs]*fieldSet
}

// typeAs is a struct in one of its forms: that of a kind of node, or, of a
// distribution, of durations or of sizes.
type typeAs struct {
	of   reflect.Type
	form string
}

func newTypes() *types { return &types{map[typeAs]*fieldSet{}} }

// ofKind are the fields that a struct has for a kind of node; "" for what is
// none.
func (t *types) ofKind(of reflect.Type, kind string) *fieldSet {
	return t.form(of, kind, func() []field { return ofKind(fieldsOf(of), kind) })
}

// ofDist are the parameters of distributions of what unit says.
func (t *types) ofDist(unit string) *fieldSet {
	return t.form(reflect.TypeFor[sim.Dist](), unit, func() []field {
		all := ofParameters(unit)
		all[0].required, all[0].enum = true, lawNames()
		return all
	})
}

func (t *types) form(of reflect.Type, form string, make func() []field) *fieldSet {
	s := t.sets[typeAs{of, form}]
	if s == nil {
		s = newFieldSet(make())
		t.sets[typeAs{of, form}] = s
	}
	return s
}
