package scenario

import (
	"reflect"
	"slices"

	"pgregory.net/rapid"

	"backchat/sim"
)

// A generator makes values that the tags allow, whether or not they make sense
// together.
type generator struct {
	t *rapid.T
}

// scenario is a tree that decodes.
func (g *generator) scenario() *value { return g.object(fieldsOf(reflect.TypeFor[Scenario]())) }

func (g *generator) chance(percent int) bool {
	return rapid.IntRange(0, 99).Draw(g.t, "chance") < percent
}

func (g *generator) object(fields []field) *value {
	o := &value{kind: '{'}
	for i := range fields {
		f := &fields[i]
		if f.required || g.chance(25) {
			o.members = append(o.members, member{name: f.name, value: g.value(f, f.element())})
		}
	}
	return o
}

func (g *generator) value(f *field, t reflect.Type) *value {
	switch {
	case t == reflect.TypeFor[sim.Dist]():
		return g.dist(f)
	case t == reflect.TypeFor[Patch]():
		return &value{kind: '{'} // what is in it is looked at once all is read
	case keyed(t):
		return g.keyed(t.Elem())
	case t.Kind() == reflect.Slice:
		if f.lone() && g.chance(50) {
			return g.simple(f, t.Elem())
		}
		list := &value{kind: '['}
		for range rapid.IntRange(1, 2).Draw(g.t, "items") {
			list.items = append(list.items, g.value(f, t.Elem()))
		}
		return list
	case t.Kind() == reflect.Map:
		return &value{kind: '{', members: []member{{name: "api", value: g.simple(f, t.Elem())}}}
	case t.Kind() == reflect.Struct:
		return g.object(fieldsOf(t))
	}
	return g.simple(f, t)
}

func (g *generator) keyed(t reflect.Type) *value {
	o := &value{kind: '{'}
	ids := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"api", "lb", "inbox", "phone-2", "aB"}), 1, 2, rapid.ID).Draw(g.t, "ids")
	for _, id := range ids {
		fields := fieldsOf(t)
		if t == reflect.TypeFor[NamedNode]() {
			kind := rapid.SampledFrom(fields[0].enum).Draw(g.t, "kind")
			fields = ofKind(fields, kind)
			fields[0].enum = []string{kind}
		}
		o.members = append(o.members, member{name: id, value: g.object(fields)})
	}
	return o
}

func (g *generator) simple(f *field, t reflect.Type) *value {
	if n := notationOf(t, f.unit); n != nil {
		return g.quantity(f)
	}
	switch t.Kind() {
	case reflect.Bool:
		return (&value{text: rapid.SampledFrom([]string{"true", "false"}).Draw(g.t, "bool")}).boolean()
	case reflect.String:
		return &value{kind: '"', text: g.word(f)}
	}
	least, most := f.bounds()
	x := rapid.SampledFrom([]float64{least, most, min(least+1, most)}).Draw(g.t, "number")
	return &value{kind: '0', text: plain(x)}
}

func (g *generator) word(f *field) string {
	switch {
	case f.enum != nil:
		return rapid.SampledFrom(f.enum).Draw(g.t, "word")
	case f.pattern != "":
		return "PU-1"
	}
	return rapid.SampledFrom([]string{"api", "api/0", "1ms"}).Draw(g.t, "text")
}

func (g *generator) quantity(f *field) *value {
	texts := []string{f.max}
	if f.min != "" {
		texts = append(texts, f.min)
	}
	return &value{kind: '"', text: rapid.SampledFrom(texts).Draw(g.t, "quantity")}
}

// dist is a constant or a law with parameters that go together.
func (g *generator) dist(f *field) *value {
	n := measureOf(f.unit)
	small := "1.5" + n.units[2].name
	if g.chance(50) {
		return &value{kind: '"', text: small}
	}
	law := rapid.SampledFrom(sim.Laws[:]).Draw(g.t, "law")
	set := rapid.SampledFrom(law.Takes).Draw(g.t, "set")
	numbers := map[string]string{"cv": "1", "shape": "2", "stages": "3"}
	if law.Name == "uniform" {
		numbers["cv"] = "0.5"
	}
	o := &value{kind: '{', members: []member{{name: "dist", value: &value{kind: '"', text: law.Name}}}}
	for _, name := range set {
		v := &value{kind: '"', text: small}
		switch {
		case name == "max":
			v.text = "9" + n.units[3].name
		case name == "sd":
			v.text = "0.5" + n.units[2].name
		case name == "values":
			v = &value{kind: '[', items: []*value{{kind: '"', text: small}, {kind: '"', text: small}}}
		case name == "shares":
			v = &value{kind: '[', items: []*value{{kind: '0', text: "0.25"}, {kind: '0', text: "0.75"}}}
		case name == "parts":
			v = &value{kind: '[', items: []*value{{kind: '"', text: small}, {kind: '{', members: []member{
				{name: "dist", value: &value{kind: '"', text: "exponential"}}, {name: "mean", value: &value{kind: '"', text: small}}}}}}
		case numbers[name] != "":
			v = &value{kind: '0', text: numbers[name]}
		}
		o.members = append(o.members, member{name: name, value: v})
	}
	return o
}

// A spot is a place in a tree where something can be changed.
type spot struct {
	at     *value
	inDist bool
}

func spots(v *value, inDist bool, all []spot) []spot {
	inDist = inDist || v.get("dist") != nil
	all = append(all, spot{v, inDist})
	for _, m := range v.members {
		all = spots(m.value, inDist, all)
	}
	for _, item := range v.items {
		all = spots(item, inDist, all)
	}
	return all
}

// spoil changes one thing in the tree, often for the worse.
func (g *generator) spoil(root *value) {
	s := rapid.SampledFrom(spots(root, false, nil)).Draw(g.t, "spot")
	v := s.at
	if len(v.members) > 0 && g.chance(60) {
		g.spoilMember(v)
		return
	}
	texts := []value{
		{kind: 'n'}, {kind: 't'}, {kind: '{'}, {kind: '"'}, {kind: '"', text: "40"}, {kind: '"', text: "40 ms"},
		{kind: '"', text: "40sec"}, {kind: '"', text: "4/s"}, {kind: '"', text: "FIFO"},
		{kind: '"', text: "base"}, {kind: '['},
	}
	if !s.inDist { // within, values must go together, which no schema says
		texts = append(texts, value{kind: '"', text: "4ms"}, value{kind: '"', text: "4KiB"}, value{kind: '0', text: "0"}, value{kind: '0', text: "-1"}, value{kind: '0', text: "1.5"},
			value{kind: '0', text: "1e3"}, value{kind: '0', text: "1e17"})
	}
	*v = rapid.SampledFrom(texts).Draw(g.t, "instead")
}

func (g *generator) spoilMember(v *value) {
	i := rapid.IntRange(0, len(v.members)-1).Draw(g.t, "member")
	v.members = slices.Clone(v.members)
	switch {
	case g.chance(40):
		v.members = slices.Delete(v.members, i, i+1)
	case g.chance(50):
		v.members[i].name = rapid.SampledFrom([]string{"Kind", "x", "run", "9a", "title", "count", "workers"}).Draw(g.t, "name")
	default:
		v.members = append(v.members, member{name: "extra", value: &value{kind: 't'}})
	}
	seen := map[string]bool{}
	v.members = slices.DeleteFunc(v.members, func(m member) bool {
		repeated := seen[m.name]
		seen[m.name] = true
		return repeated
	})
}
