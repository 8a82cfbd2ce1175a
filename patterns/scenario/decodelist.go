package scenario

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"backchat/sim"
)

// quantity fills a value that has a dimension.
func (d *decoder) quantity(v *value, pointer string, f *field, n *notation, into reflect.Value) {
	if v.kind != '"' && v.kind != '0' {
		d.mismatch(v, pointer, n.what+` like "40`+n.usual+`"`)
		return
	}
	if whole, ok := n.quick(v.text); ok && n.quicklyWithin(whole, f) {
		put(into, whole)
		return
	}
	x, err := n.parse(v.text)
	if v.kind == '0' && strings.ContainsAny(v.text, "eE") {
		err = fmt.Errorf("%s has no unit; write it out, like %q", clip(v.text), "40"+n.usual)
	}
	if err != nil {
		d.found.add(v.start, pointer, "%v", err)
		return
	}
	if !d.inRange(v, pointer, f, n, x) {
		return
	}
	if into.Kind() == reflect.Float64 {
		float, _ := x.Float64()
		into.SetFloat(float)
		return
	}
	whole, err := n.exact(v.text)
	if err != nil {
		d.found.add(v.start, pointer, "%v", err)
		return
	}
	put(into, whole)
}

func put(into reflect.Value, whole int64) {
	if into.Kind() == reflect.Float64 {
		into.SetFloat(float64(whole))
		return
	}
	into.SetInt(whole)
}

// inRange tells whether x is within the field's bounds, which are at least 0.
func (d *decoder) inRange(v *value, pointer string, f *field, n *notation, x *big.Rat) bool {
	least, most := "0"+n.units[0].name, f.max
	if n.usual == "/s" {
		least = "0/s"
	}
	if f.min != "" {
		least = f.min
	}
	low, _ := n.parse(least)
	high, _ := n.parse(most)
	switch {
	case x.Cmp(low) < 0:
		d.found.add(v.start, pointer, "%q is below the least, %q", v.text, least)
	case x.Cmp(high) > 0:
		d.found.add(v.start, pointer, "%q is above the most, %q", v.text, most)
	default:
		return true
	}
	return false
}

// list fills a slice. A lone string that names something is a list of one.
func (d *decoder) list(v *value, pointer string, f *field, into reflect.Value) {
	if v.kind == '"' && f.lone() {
		one := []string{""}
		d.text(v, pointer, f, reflect.ValueOf(one).Index(0))
		into.Set(reflect.ValueOf(one))
		return
	}
	if v.kind != '[' {
		d.mismatch(v, pointer, "a list")
		return
	}
	if (f.required || f.speaks) && len(v.items) == 0 {
		d.found.add(v.start, pointer, "%q is empty: %s", f.name, f.doc)
	}
	if len(v.items) == 0 || d.tooMany(v, pointer, f, len(v.items)) {
		return
	}
	all := reflect.MakeSlice(into.Type(), len(v.items), len(v.items))
	for i, item := range v.items {
		at := nth(pointer, i)
		if item.kind == '{' && all.Index(i).Kind() == reflect.Struct && all.Index(i).Type() != reflect.TypeFor[sim.Dist]() {
			d.object(item, at, all.Index(i), d.ownerOf(f))
		} else {
			d.field(item, at, f, all.Index(i))
		}
	}
	into.Set(all)
}

// weights fills a map of numbers.
func (d *decoder) weights(v *value, pointer string, f *field, into reflect.Value) {
	if v.kind != '{' {
		d.mismatch(v, pointer, "an object")
		return
	}
	if d.tooMany(v, pointer, f, len(v.members)) {
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	for _, m := range v.members {
		if m.value.removed {
			d.vain(m, pointer)
			continue
		}
		d.refs = append(d.refs, reference{m.at, under(pointer, m.name), f.ref, m.name})
		number := reflect.New(into.Type().Elem()).Elem()
		d.field(m.value, under(pointer, m.name), f, number)
		into.SetMapIndex(reflect.ValueOf(m.name), number)
	}
}

// tooMany tells whether a field has more entries than it may; they are not
// looked at then.
func (d *decoder) tooMany(v *value, pointer string, f *field, n int) bool {
	if n <= f.most {
		return false
	}
	d.found.put(finding{at: v.start, pointer: pointer, limit: true, message: fmt.Sprintf("there are %d %s; the most is %d", n, f.entries(), f.most)})
	return true
}

// vain finds fault with the removal of what is not there.
func (d *decoder) vain(m member, pointer string) {
	if !m.value.had {
		d.found.add(m.at, under(pointer, m.name), "there is no %q to remove", m.name)
	}
}

// keyed fills a slice from an object, in the order of its ids.
func (d *decoder) keyed(v *value, pointer string, f *field, into reflect.Value) {
	if v.kind != '{' {
		d.mismatch(v, pointer, "an object keyed by id")
		return
	}
	members := slices.DeleteFunc(slices.Clone(v.members), func(m member) bool {
		if m.value.removed {
			d.vain(m, pointer)
		}
		return m.value.removed
	})
	slices.SortStableFunc(members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	if len(members) == 0 || d.tooMany(v, pointer, f, len(members)) {
		return
	}
	all := reflect.MakeSlice(into.Type(), len(members), len(members))
	for i, m := range members {
		at := under(pointer, m.name)
		all.Index(i).Field(0).SetString(m.name)
		d.object(m.value, at, all.Index(i), d.member(m.value, at, f))
	}
	into.Set(all)
}

// member is who owns the fields of an entry of a keyed object.
func (d *decoder) member(v *value, pointer string, f *field) owner {
	switch f.name {
	case "nodes":
		return d.node(v, pointer)
	case "timeline":
		return owner{noun: "an entry of the timeline"}
	}
	return owner{noun: "a " + strings.TrimSuffix(f.name, "s")}
}

// node is a node of the kind that v says.
func (d *decoder) node(v *value, pointer string) owner {
	kinds := d.types.ofKind(reflect.TypeFor[NamedNode](), "").all[0].enum
	kind := v.get("kind")
	if kind == nil || kind.kind != '"' || !slices.Contains(kinds, kind.text) {
		return owner{"a node", "?"}
	}
	return owner{"a " + kind.text, kind.text}
}

// dist fills a distribution: a constant, or a law and its parameters.
func (d *decoder) dist(v *value, pointer string, f *field, into *sim.Dist) {
	if v.kind != '{' {
		into.Law = sim.Laws[0].Name
		d.constant(v, pointer, f, into)
		return
	}
	before := d.found.all
	d.members(v, pointer, reflect.ValueOf(into).Elem(), owner{noun: "a distribution"}, d.types.ofDist(f.unit))
	if d.found.all == before {
		d.law(v, pointer, into)
	}
}

func (d *decoder) constant(v *value, pointer string, f *field, into *sim.Dist) {
	n := measureOf(f.unit)
	if v.kind != '"' && v.kind != '0' {
		d.mismatch(v, pointer, n.what+` like "40`+n.usual+`", or a distribution,`)
		return
	}
	of := *f
	of.max = mostOf(f.unit)
	of.min = ""
	d.quantity(v, pointer, &of, n, reflect.ValueOf(&into.Value).Elem())
}

func lawNames() []string {
	var names []string
	for _, l := range sim.Laws {
		names = append(names, l.Name)
	}
	return names
}
