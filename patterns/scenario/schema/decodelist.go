package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"backchat/patterns/scenario/quantity"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
	"backchat/sim"
	"backchat/sim/exact"
)

// quantity fills a value that has a dimension.
func (d *Decoder) quantity(v *source.Value, pointer string, f *Field, n *quantity.Notation, into reflect.Value) {
	if v.Kind != '"' && v.Kind != '0' {
		d.mismatch(v, pointer, fmt.Sprintf("%s like %q", n.What, "40"+n.Usual))
		return
	}
	if whole, ok := n.Quick(v.Text); ok && n.QuicklyWithin(whole, f.Min, f.Max) {
		put(into, whole)
		return
	}
	x, err := n.Parse(v.Text)
	if v.Kind == '0' && strings.ContainsAny(v.Text, "eE") {
		err = fmt.Errorf("%s has no unit; write it out, like %q", wording.Clip(v.Text), "40"+n.Usual)
	}
	if err != nil {
		d.found.Add(v.Start, pointer, "%v", err)
		return
	}
	if !d.inRange(v, pointer, f, n, x) {
		return
	}
	if into.Kind() == reflect.Float64 {
		into.SetFloat(x.Float64())
		return
	}
	whole, err := n.Exact(v.Text)
	if err != nil {
		d.found.Add(v.Start, pointer, "%v", err)
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
func (d *Decoder) inRange(v *source.Value, pointer string, f *Field, n *quantity.Notation, x exact.Ratio) bool {
	least, most := "0"+n.Units[0].Name, f.Max
	if n.Usual == "/s" {
		least = "0/s"
	}
	if f.Min != "" {
		least = f.Min
	}
	low, _ := n.Parse(least)
	high, _ := n.Parse(most)
	switch {
	case x.Cmp(low) < 0:
		d.found.Add(v.Start, pointer, "%q is below the least, %q", v.Text, least)
	case x.Cmp(high) > 0:
		d.found.Add(v.Start, pointer, "%q is above the most, %q; write that, or less", v.Text, most)
	default:
		return true
	}
	return false
}

// list fills a slice. A lone string that names something is a list of one.
func (d *Decoder) list(v *source.Value, pointer string, f *Field, into reflect.Value) {
	if v.Kind == '"' && f.Lone() {
		one := []string{""}
		d.text(v, pointer, f, reflect.ValueOf(one).Index(0))
		into.Set(reflect.ValueOf(one))
		return
	}
	if v.Kind != '[' {
		d.mismatch(v, pointer, "a list")
		return
	}
	if (f.Required || f.Speaks) && len(v.Items) == 0 {
		d.found.Add(v.Start, pointer, "%q is empty: %s", f.Name, f.Doc)
	}
	if len(v.Items) == 0 || d.tooMany(v, pointer, f, len(v.Items)) {
		return
	}
	all := reflect.MakeSlice(into.Type(), len(v.Items), len(v.Items))
	for i, item := range v.Items {
		at := source.Nth(pointer, i)
		if item.Kind == '{' && all.Index(i).Kind() == reflect.Struct && all.Index(i).Type() != reflect.TypeFor[sim.Dist]() {
			d.Object(item, at, all.Index(i), d.ownerOf(f))
		} else {
			d.Field(item, at, f, all.Index(i))
		}
	}
	into.Set(all)
}

// weights fills a map of numbers.
func (d *Decoder) weights(v *source.Value, pointer string, f *Field, into reflect.Value) {
	if v.Kind != '{' {
		d.mismatch(v, pointer, "an object")
		return
	}
	if d.tooMany(v, pointer, f, len(v.Members)) {
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	for _, m := range v.Members {
		if m.Value.Removed {
			d.vain(m, pointer)
			continue
		}
		d.Refs = append(d.Refs, Reference{m.At, source.Under(pointer, m.Name), f.ref, m.Name})
		number := reflect.New(into.Type().Elem()).Elem()
		d.Field(m.Value, source.Under(pointer, m.Name), f, number)
		into.SetMapIndex(reflect.ValueOf(m.Name), number)
	}
}

// tooMany tells whether a field has more entries than it may; they are not
// looked at then.
func (d *Decoder) tooMany(v *source.Value, pointer string, f *Field, n int) bool {
	if n <= f.most {
		return false
	}
	d.found.Put(source.Finding{At: v.Start, Pointer: pointer, Limit: true, Message: fmt.Sprintf("there are %d %s; the most is %d", n, f.entries(), f.most)})
	return true
}

// vain finds fault with the removal of what is not there.
func (d *Decoder) vain(m source.Member, pointer string) {
	if !m.Value.Had {
		d.found.Add(m.At, source.Under(pointer, m.Name), "there is no %q to remove", m.Name)
	}
}

// keyed fills a slice from an object, in the order of its ids.
func (d *Decoder) keyed(v *source.Value, pointer string, f *Field, into reflect.Value) {
	if v.Kind != '{' {
		d.mismatch(v, pointer, "an object keyed by id")
		return
	}
	members := slices.DeleteFunc(slices.Clone(v.Members), func(m source.Member) bool {
		if m.Value.Removed {
			d.vain(m, pointer)
		}
		return m.Value.Removed
	})
	sim.Sort(members, func(a, b source.Member) int { return strings.Compare(a.Name, b.Name) })
	if len(members) == 0 || d.tooMany(v, pointer, f, len(members)) {
		return
	}
	all := reflect.MakeSlice(into.Type(), len(members), len(members))
	kinds := hasKinds(into.Type().Elem())
	for i, m := range members {
		at := source.Under(pointer, m.Name)
		if isPart(pointer) {
			checkName(d.found, m.At, at, m.Name)
		}
		all.Index(i).Field(0).SetString(m.Name)
		d.Object(m.Value, at, all.Index(i), d.member(m.Value, f, kinds))
	}
	into.Set(all)
}

// isPart tells whether what is there is part of something, and no section of the
// file, whose ids are checked together.
func isPart(pointer string) bool { return strings.Count(pointer, "/") > 1 }

// member is who owns the fields of an entry of a keyed object.
func (d *Decoder) member(v *source.Value, f *Field, kinds bool) Owner {
	noun := "a " + strings.TrimSuffix(f.Name, "s")
	switch {
	case kinds:
		return d.kinded(v, f.Type.Elem(), noun)
	case f.Name == "timeline":
		return Owner{Noun: "an entry of the timeline"}
	case f.Name == "keys":
		return Owner{Noun: "a key space"}
	}
	return Owner{Noun: noun}
}

// kinded is the owner of fields that depend on the kind that v says.
func (d *Decoder) kinded(v *source.Value, of reflect.Type, noun string) Owner {
	kinds := d.types.ofKind(of, "").all[0].Enum
	kind := v.Get("kind")
	if kind == nil || kind.Kind != '"' || !slices.Contains(kinds, kind.Text) {
		return Owner{noun, "?"}
	}
	return Owner{"a " + kind.Text, kind.Text}
}

// dist fills a distribution: a constant, or a law and its parameters.
func (d *Decoder) dist(v *source.Value, pointer string, f *Field, into *sim.Dist) {
	if v.Kind != '{' {
		into.Law = sim.Laws[0].Name
		d.constant(v, pointer, f, into)
		return
	}
	before := d.found.All
	d.members(v, pointer, reflect.ValueOf(into).Elem(), Owner{Noun: "a distribution"}, d.types.ofDist(f.Unit))
	if d.found.All == before {
		d.law(v, pointer, into)
	}
}

func (d *Decoder) constant(v *source.Value, pointer string, f *Field, into *sim.Dist) {
	n := quantity.MeasureOf(f.Unit)
	if v.Kind != '"' && v.Kind != '0' {
		d.mismatch(v, pointer, fmt.Sprintf("%s like %q, or a distribution,", n.What, "40"+n.Usual))
		return
	}
	if strings.Contains(v.Text, " + ") {
		d.found.Add(v.Start, pointer, `%q is a sum; write one value, or a distribution like {"dist": "uniform", "min": "40%[2]s", "max": "80%[2]s"}`, wording.Clip(v.Text), n.Usual)
		return
	}
	of := *f
	of.Max = mostOf(f.Unit)
	of.Min = ""
	d.quantity(v, pointer, &of, n, reflect.ValueOf(&into.Value).Elem())
}

func lawNames() []string {
	var names []string
	for _, l := range sim.Laws {
		names = append(names, l.Name)
	}
	return names
}
