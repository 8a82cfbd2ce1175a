package schema

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"backchat/patterns/node"
	"backchat/patterns/scenario/quantity"
	"backchat/patterns/scenario/source"
	"backchat/sim"
)

// A Format is what files hold.
type Format struct {
	Of      reflect.Type // a struct, into which they are decoded
	Changes []string     // the fields that variants may change
}

// Schema is the JSON Schema (2020-12) of the format. What it describes is told by say.
func (f *Format) Schema(say func(string) string) []byte {
	s := schemas{format: f, say: say, done: map[string]bool{}}
	root := s.object(FieldsOf(f.Of), false)
	properties := root[1].value.(object)
	root[1].value = append(properties, s.variants(false))
	head := object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", "A scenario of Backchat"},
	}
	return append(text(append(append(head, root...), pair{"$defs", s.notations()})), '\n')
}

// aboutVariants is what they mean: they are no field of a scenario, but make
// several of one file.
const aboutVariants = "what else to run: by id, what it changes, as a merge patch (RFC 7396); null removes"

// schemas collects the schemas of types, by name.
type schemas struct {
	format *Format
	say    func(string) string
	defs   object
	done   map[string]bool
}

// idPattern is what ids look like.
const idPattern = "^[a-z][A-Za-z0-9-]*$"

// idSchema is the schema of ids of the file, of which some are reserved.
func idSchema() object {
	words := list{}
	for _, word := range reserved {
		words = append(words, word)
	}
	return append(nameSchema(), pair{"not", object{{"enum", words}}})
}

// nameSchema is the schema of the names of parts.
func nameSchema() object { return object{{"pattern", idPattern}, {"maxLength", longestID}} }

// variants is the schema of all of them; in a patch each may be null.
func (s *schemas) variants(patch bool) pair {
	return pair{"variants", object{
		{"description", s.say(aboutVariants)},
		{"type", "object"},
		{"propertyNames", idSchema()},
		{"additionalProperties", s.nullable(s.named("variant", true, s.variant), patch)},
	}}
}

// variant is the schema of a merge patch.
func (s *schemas) variant() object {
	var fields []Field
	for _, f := range FieldsOf(s.format.Of) {
		if slices.Contains(s.format.Changes, f.Name) {
			fields = append(fields, f)
		}
	}
	return s.object(fields, true)
}

// patch is the schema of a [source.Patch]: that of a variant which changes variants
// too.
func (s *schemas) patch() object {
	return s.named("scenario", true, func() object {
		of := s.variant()
		of[1].value = append(of[1].value.(object), s.variants(true))
		return of
	})
}

// object is the schema of an object of those fields; as a patch it needs none
// of them, and each may be null. The properties stand second.
func (s *schemas) object(fields []Field, patch bool) object {
	properties, required := object{}, list{}
	for i := range fields {
		f := &fields[i]
		properties = append(properties, pair{f.Name, s.property(f, patch)})
		if f.Required {
			required = append(required, f.Name)
		}
	}
	o := object{{"type", "object"}, {"properties", properties}}
	if len(required) > 0 && !patch {
		o = append(o, pair{"required", required})
	}
	return append(o, pair{"additionalProperties", false})
}

// property is the schema of one field.
func (s *schemas) property(f *Field, patch bool) object {
	about := object{{"description", f.about(s.say)}}
	if f.HasDef && !patch {
		about = append(about, pair{"default", plainValue(f.Literal())})
	}
	of := s.value(f, f.Element(), patch)
	if patch {
		of = object{{"anyOf", list{of, object{{"type", "null"}}}}}
	}
	return append(about, of...)
}

// about is what a field means, with those bounds that a schema cannot check.
func (f *Field) about(say func(string) string) string {
	text := f.meaning(say)
	if f.Absent != "" {
		text += "; " + say("where absent") + ": " + say(f.Absent)
	}
	if f.Notation() == nil {
		return text
	}
	if f.Min != "" {
		text += "; " + say("at least") + " " + f.Min
	}
	return text + "; " + say("at most") + " " + f.Max
}

// plainValue is v as a schema has it.
func plainValue(v *source.Value) any {
	switch v.Kind {
	case 't', 'f':
		return v.Kind == 't'
	case '0':
		x, _ := strconv.ParseFloat(v.Text, 64)
		return x
	case '[':
		all := list{}
		for _, item := range v.Items {
			all = append(all, item.Text)
		}
		return all
	}
	return v.Text
}

// isSection tells whether values of type t are sections of the file.
func (s *schemas) isSection(t reflect.Type) bool {
	return slices.ContainsFunc(FieldsOf(s.format.Of), func(f Field) bool { return f.Type == t })
}

// value is the schema of values of type t of the field f.
func (s *schemas) value(f *Field, t reflect.Type, patch bool) object {
	switch {
	case t == reflect.TypeFor[sim.Dist]():
		return s.dist(f.Unit, patch)
	case t == reflect.TypeFor[source.Patch]():
		return s.patch()
	case Keyed(t):
		names := nameSchema()
		if s.isSection(t) {
			names = idSchema()
		}
		o := object{{"type", "object"}, {"propertyNames", names}, {"additionalProperties", s.entry(f, t.Elem(), patch)}}
		return f.bounded(o, "maxProperties", patch)
	case t.Kind() == reflect.Slice:
		return s.list(f, t)
	case t.Kind() == reflect.Map:
		o := object{{"type", "object"}, {"additionalProperties", s.nullable(s.number(f, t.Elem()), patch)}}
		return f.bounded(o, "maxProperties", patch)
	case isLayered(t):
		of := s.named(typeName(t), patch, func() object { return s.object(FieldsOf(t), patch) })
		short := shortOf(t)
		return object{{"anyOf", list{s.number(short, short.Element()), of}}}
	case t.Kind() == reflect.Struct:
		return s.named(typeName(t), patch, func() object { return s.object(FieldsOf(t), patch) })
	case quantity.NotationOf(t, f.Unit) != nil:
		return refer(quantity.NotationOf(t, f.Unit).Noun() + signed(f.Min))
	}
	return s.number(f, t)
}

// bounded adds how many entries f may have. What a patch removes does not
// count, which no schema can say.
func (f *Field) bounded(o object, key string, patch bool) object {
	if f.most < source.MostValues && !patch {
		return append(o, pair{key, f.most})
	}
	return o
}

func (s *schemas) nullable(o object, patch bool) object {
	if patch {
		return object{{"anyOf", list{o, object{{"type", "null"}}}}}
	}
	return o
}

func (s *schemas) list(f *Field, t reflect.Type) object {
	item := *f
	item.Type = t.Elem()
	o := object{{"type", "array"}, {"items", s.value(&item, t.Elem(), false)}}
	if f.Required || f.Speaks {
		o = append(o, pair{"minItems", 1})
	}
	o = f.bounded(o, "maxItems", false)
	if f.Lone() {
		return object{{"anyOf", list{s.number(&item, t.Elem()), o}}}
	}
	return o
}

// number is the schema of what has no dimension: a number, a string, a bool.
func (s *schemas) number(f *Field, t reflect.Type) object {
	least, most := f.Bounds()
	switch t.Kind() {
	case reflect.Bool:
		return object{{"type", "boolean"}}
	case reflect.String:
		return stringSchema(f)
	case reflect.Float64:
		return object{{"type", "number"}, {"minimum", least}, {"maximum", most}}
	}
	return object{{"type", "integer"}, {"minimum", least}, {"maximum", most}}
}

func stringSchema(f *Field) object {
	o := object{{"type", "string"}}
	switch {
	case f.Enum != nil:
		words := list{}
		for _, word := range f.Enum {
			words = append(words, word)
		}
		o = append(o, pair{"enum", words})
	case f.Pattern != "":
		o = append(o, pair{"pattern", f.Pattern})
	case f.wantsText():
		o = append(o, pair{"minLength", 1})
	}
	return o
}

// entry is the schema of what stands under an id.
func (s *schemas) entry(f *Field, t reflect.Type, patch bool) object {
	of := s.named(typeName(t), patch, func() object {
		if hasKinds(t) {
			return s.kinded(t, patch)
		}
		return s.object(FieldsOf(t), patch)
	})
	return s.nullable(of, patch)
}

// kinded is the schema of what has fields that depend on its kind. A patch that
// does not say the kind fits any; one that changes it also removes fields.
func (s *schemas) kinded(t reflect.Type, patch bool) object {
	fields := FieldsOf(t)
	var cases, any list
	for kind, says := range node.KindName("").Words() {
		of := s.named(kind, patch, func() object {
			o := s.object(OfKind(fields, kind), patch)
			if patch {
				o[len(o)-1].value = object{{"type", "null"}}
			}
			return append(o, pair{"description", s.say(says)})
		})
		any = append(any, of)
		isKind := object{{"properties", object{{"kind", object{{"const", kind}}}}}, {"required", list{"kind"}}}
		cases = append(cases, object{{"if", isKind}, {"then", of}})
	}
	o := object{{"type", "object"}, {"properties", object{{"kind", s.property(&fields[0], patch)}}}}
	if patch {
		return append(o, pair{"allOf", cases}, pair{"anyOf", any})
	}
	return append(o, pair{"required", list{"kind"}}, pair{"allOf", cases})
}

// named refers to a schema of that name, which is made when first named.
func (s *schemas) named(name string, patch bool, of func() object) object {
	if patch {
		name += "Patch"
	}
	if !s.done[name] {
		s.done[name] = true
		made := of()
		s.defs = append(s.defs, pair{name, made})
	}
	return refer(name)
}

func refer(name string) object { return object{{"$ref", "#/$defs/" + name}} }

// typeName is what a type is called in the schema and the manual.
func typeName(t reflect.Type) string {
	name := strings.TrimSuffix(strings.TrimPrefix(t.Name(), "Named"), "Config")
	if name == strings.ToUpper(name) {
		return strings.ToLower(name)
	}
	return strings.ToLower(name[:1]) + name[1:]
}

// dist is the schema of a distribution: a constant, or a law and a set of the
// parameters that it takes.
func (s *schemas) dist(unit string, patch bool) object {
	return s.named(unit+"Distribution", patch, func() object {
		constant := refer(unit)
		if patch {
			return object{{"anyOf", list{constant, s.object(ofParameters(unit), true)}}}
		}
		all := list{constant}
		for _, law := range sim.Laws {
			for _, set := range law.Takes {
				all = append(all, s.law(law, set, ofParameters(unit)))
			}
		}
		return object{{"anyOf", all}}
	})
}

func (s *schemas) law(law sim.Law, set []string, parameters []Field) object {
	properties := object{{"dist", object{{"const", law.Name}, {"description", s.say(law.Doc)}}}}
	required := list{"dist"}
	for i := range parameters {
		p := &parameters[i]
		if slices.Contains(set, p.Name) {
			required = append(required, p.Name)
		}
		if slices.Contains(set, p.Name) || slices.Contains(law.Also, p.Name) {
			properties = append(properties, pair{p.Name, s.property(p, false)})
		}
	}
	return object{{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}}
}

// signed is what a notation's schema is called besides where values may be below 0.
func signed(least string) string {
	if strings.HasPrefix(least, "-") {
		return ", perhaps with a minus"
	}
	return ""
}

// notations are the schemas of all that is collected, behind those of the
// values that have units.
func (s *schemas) notations() object {
	all := object{}
	for _, n := range quantity.All {
		for _, least := range []string{"", "-"} {
			sign := strings.Repeat("-?", len(least))
			all = append(all, pair{n.Noun() + signed(least), object{
				{"type", "string"},
				{"pattern", "^" + sign + "[0-9]+(\\.[0-9]+)?(" + strings.Join(n.Names(), "|") + ")$"},
				{"maxLength", quantity.LongestQuantity},
				{"description", s.say(n.What) + ", " + s.say("like") + " 40" + n.Usual},
			}})
		}
	}
	return append(all, s.defs...)
}
