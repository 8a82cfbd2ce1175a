package scenario

import (
	"reflect"
	"slices"

	"pgregory.net/rapid"

	"backchat/patterns/scenario/quantity"
	"backchat/patterns/scenario/schema"
	"backchat/patterns/scenario/source"
	"backchat/sim"
)

// A generator makes values that the tags allow, whether or not they make sense
// together.
type generator struct {
	t    *rapid.T
	deep int // how many objects what is made now stands in
}

// deepest is in how many objects a field may stand that need not be there: there
// are fields within which they may stand again.
const deepest = 5

// scenario is a tree that decodes.
func (g *generator) scenario() *source.Value {
	return g.object(schema.FieldsOf(reflect.TypeFor[Scenario]()))
}

func (g *generator) chance(percent int) bool {
	return rapid.IntRange(0, 99).Draw(g.t, "chance") < percent
}

func (g *generator) object(fields []schema.Field) *source.Value {
	o := &source.Value{Kind: '{'}
	g.deep++
	defer func() { g.deep-- }()
	for i := range fields {
		f := &fields[i]
		if f.Required || g.deep <= deepest && g.chance(25) {
			o.Members = append(o.Members, source.Member{Name: f.Name, Value: g.value(f, f.Element())})
		}
	}
	return o
}

func (g *generator) value(f *schema.Field, t reflect.Type) *source.Value {
	switch {
	case t == reflect.TypeFor[sim.Dist]():
		return g.dist(f)
	case t == reflect.TypeFor[source.Patch]():
		return &source.Value{Kind: '{'} // what is in it is looked at once all is read
	case schema.Keyed(t):
		return g.keyed(t.Elem())
	case t.Kind() == reflect.Slice:
		if f.Lone() && g.chance(50) {
			return g.simple(f, t.Elem())
		}
		list := &source.Value{Kind: '['}
		for range rapid.IntRange(1, 2).Draw(g.t, "items") {
			list.Items = append(list.Items, g.value(f, t.Elem()))
		}
		return list
	case t.Kind() == reflect.Map:
		return &source.Value{Kind: '{', Members: []source.Member{{Name: "api", Value: g.simple(f, t.Elem())}}}
	case t.Kind() == reflect.Struct:
		return g.object(schema.FieldsOf(t))
	}
	return g.simple(f, t)
}

func (g *generator) keyed(t reflect.Type) *source.Value {
	o := &source.Value{Kind: '{'}
	ids := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"api", "lb", "inbox", "phone-2", "aB"}), 1, 2, rapid.ID).Draw(g.t, "ids")
	for _, id := range ids {
		fields := schema.FieldsOf(t)
		if t == reflect.TypeFor[NamedNode]() {
			kind := rapid.SampledFrom(fields[0].Enum).Draw(g.t, "kind")
			fields = schema.OfKind(fields, kind)
			fields[0].Enum = []string{kind}
		}
		o.Members = append(o.Members, source.Member{Name: id, Value: g.object(fields)})
	}
	return o
}

func (g *generator) simple(f *schema.Field, t reflect.Type) *source.Value {
	if n := quantity.NotationOf(t, f.Unit); n != nil {
		return g.quantity(f)
	}
	switch t.Kind() {
	case reflect.Bool:
		return schema.Boolean(rapid.SampledFrom([]string{"true", "false"}).Draw(g.t, "bool"))
	case reflect.String:
		return &source.Value{Kind: '"', Text: g.word(f)}
	}
	least, most := f.Bounds()
	x := rapid.SampledFrom([]float64{least, most, min(least+1, most)}).Draw(g.t, "number")
	return &source.Value{Kind: '0', Text: schema.Plain(x)}
}

func (g *generator) word(f *schema.Field) string {
	switch {
	case f.Enum != nil:
		return rapid.SampledFrom(f.Enum).Draw(g.t, "word")
	case f.Pattern != "":
		return "PU-1"
	}
	return rapid.SampledFrom([]string{"api", "api/0", "1ms"}).Draw(g.t, "text")
}

func (g *generator) quantity(f *schema.Field) *source.Value {
	texts := []string{f.Max}
	if f.Min != "" {
		texts = append(texts, f.Min)
	}
	return &source.Value{Kind: '"', Text: rapid.SampledFrom(texts).Draw(g.t, "quantity")}
}

// dist is a constant or a law with parameters that go together.
func (g *generator) dist(f *schema.Field) *source.Value {
	n := quantity.MeasureOf(f.Unit)
	small := "1.5" + n.Units[2].Name
	if g.chance(50) {
		return &source.Value{Kind: '"', Text: small}
	}
	law := rapid.SampledFrom(sim.Laws[:]).Draw(g.t, "law")
	set := rapid.SampledFrom(law.Takes).Draw(g.t, "set")
	numbers := map[string]string{"cv": "1", "shape": "2", "stages": "3"}
	if law.Name == "uniform" {
		numbers["cv"] = "0.5"
	}
	o := &source.Value{Kind: '{', Members: []source.Member{{Name: "dist", Value: &source.Value{Kind: '"', Text: law.Name}}}}
	for _, name := range set {
		v := &source.Value{Kind: '"', Text: small}
		switch {
		case name == "max":
			v.Text = "9" + n.Units[3].Name
		case name == "sd":
			v.Text = "0.5" + n.Units[2].Name
		case name == "values":
			v = &source.Value{Kind: '[', Items: []*source.Value{{Kind: '"', Text: small}, {Kind: '"', Text: small}}}
		case name == "shares":
			v = &source.Value{Kind: '[', Items: []*source.Value{{Kind: '0', Text: "0.25"}, {Kind: '0', Text: "0.75"}}}
		case name == "parts":
			v = &source.Value{Kind: '[', Items: []*source.Value{{Kind: '"', Text: small}, {Kind: '{', Members: []source.Member{
				{Name: "dist", Value: &source.Value{Kind: '"', Text: "exponential"}}, {Name: "mean", Value: &source.Value{Kind: '"', Text: small}}}}}}
		case numbers[name] != "":
			v = &source.Value{Kind: '0', Text: numbers[name]}
		}
		o.Members = append(o.Members, source.Member{Name: name, Value: v})
	}
	return o
}

// A spot is a place in a tree where something can be changed.
type spot struct {
	at     *source.Value
	inDist bool
}

func spots(v *source.Value, inDist bool, all []spot) []spot {
	inDist = inDist || v.Get("dist") != nil
	all = append(all, spot{v, inDist})
	for _, m := range v.Members {
		all = spots(m.Value, inDist, all)
	}
	for _, item := range v.Items {
		all = spots(item, inDist, all)
	}
	return all
}

// spoil changes one thing in the tree, often for the worse.
func (g *generator) spoil(root *source.Value) {
	s := rapid.SampledFrom(spots(root, false, nil)).Draw(g.t, "spot")
	v := s.at
	if len(v.Members) > 0 && g.chance(60) {
		g.spoilMember(v)
		return
	}
	texts := []source.Value{
		{Kind: 'n'}, {Kind: 't'}, {Kind: '{'}, {Kind: '"'}, {Kind: '"', Text: "40"}, {Kind: '"', Text: "40 ms"},
		{Kind: '"', Text: "40sec"}, {Kind: '"', Text: "4/s"}, {Kind: '"', Text: "FIFO"},
		{Kind: '"', Text: "base"}, {Kind: '['},
	}
	if !s.inDist { // within, values must go together, which no schema says
		texts = append(texts, source.Value{Kind: '"', Text: "4ms"}, source.Value{Kind: '"', Text: "4KiB"}, source.Value{Kind: '0', Text: "0"}, source.Value{Kind: '0', Text: "-1"}, source.Value{Kind: '0', Text: "1.5"},
			source.Value{Kind: '0', Text: "1e3"}, source.Value{Kind: '0', Text: "1e17"})
	}
	*v = rapid.SampledFrom(texts).Draw(g.t, "instead")
}

func (g *generator) spoilMember(v *source.Value) {
	i := rapid.IntRange(0, len(v.Members)-1).Draw(g.t, "member")
	v.Members = slices.Clone(v.Members)
	switch {
	case g.chance(40):
		v.Members = slices.Delete(v.Members, i, i+1)
	case g.chance(50):
		v.Members[i].Name = rapid.SampledFrom([]string{"Kind", "x", "run", "9a", "title", "count", "workers"}).Draw(g.t, "name")
	default:
		v.Members = append(v.Members, source.Member{Name: "extra", Value: &source.Value{Kind: 't'}})
	}
	seen := map[string]bool{}
	v.Members = slices.DeleteFunc(v.Members, func(m source.Member) bool {
		repeated := seen[m.Name]
		seen[m.Name] = true
		return repeated
	})
}
