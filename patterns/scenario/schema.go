package scenario

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"backchat/patterns/node"
	"backchat/sim"
)

// Schema is the JSON Schema (2020-12) of scenarios.
func Schema() []byte {
	s := schemas{done: map[string]bool{}}
	root := s.object(fieldsOf(reflect.TypeFor[Scenario]()), false)
	properties := root[1].value.(object)
	root[1].value = append(properties, s.variants(false))
	head := object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", "A scenario of Backchat"},
	}
	return append(text(append(append(head, root...), pair{"$defs", s.notations()})), '\n')
}

// aboutVariants is what they mean: they are no field of a [Scenario], but make
// several of one file.
const aboutVariants = "what else to run: by id, what it changes, as a merge patch (RFC 7396); null removes"

// schemas collects the schemas of types, by name.
type schemas struct {
	defs object
	done map[string]bool
}

// idPattern is what ids look like.
const idPattern = "^[a-z][A-Za-z0-9-]*$"

func idSchema() object {
	words := list{}
	for _, word := range reserved {
		words = append(words, word)
	}
	return object{
		{"pattern", idPattern},
		{"maxLength", longestID},
		{"not", object{{"enum", words}}},
	}
}

// variants is the schema of all of them; in a patch each may be null.
func (s *schemas) variants(patch bool) pair {
	return pair{"variants", object{
		{"description", aboutVariants},
		{"type", "object"},
		{"propertyNames", idSchema()},
		{"additionalProperties", s.nullable(s.named("variant", true, s.variant), patch)},
	}}
}

// variant is the schema of a merge patch.
func (s *schemas) variant() object {
	var fields []field
	for _, f := range fieldsOf(reflect.TypeFor[Scenario]()) {
		if slices.Contains(patchable[:], f.name) {
			fields = append(fields, f)
		}
	}
	return s.object(fields, true)
}

// patch is the schema of a [Patch]: that of a variant which changes variants
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
func (s *schemas) object(fields []field, patch bool) object {
	properties, required := object{}, list{}
	for i := range fields {
		f := &fields[i]
		properties = append(properties, pair{f.name, s.property(f, patch)})
		if f.required {
			required = append(required, f.name)
		}
	}
	o := object{{"type", "object"}, {"properties", properties}}
	if len(required) > 0 && !patch {
		o = append(o, pair{"required", required})
	}
	return append(o, pair{"additionalProperties", false})
}

// property is the schema of one field.
func (s *schemas) property(f *field, patch bool) object {
	about := object{{"description", f.about()}}
	if f.hasDef && !patch {
		about = append(about, pair{"default", f.literal().plain()})
	}
	of := s.value(f, f.element(), patch)
	if patch {
		of = object{{"anyOf", list{of, object{{"type", "null"}}}}}
	}
	return append(about, of...)
}

// about is what a field means, with those bounds that a schema cannot check.
func (f *field) about() string {
	text := f.doc
	if f.absent != "" {
		text += "; where absent: " + f.absent
	}
	if f.notation() == nil {
		return text
	}
	if f.min != "" {
		text += "; at least " + f.min
	}
	return text + "; at most " + f.max
}

// plain is v as a schema has it.
func (v *value) plain() any {
	switch v.kind {
	case 't', 'f':
		return v.kind == 't'
	case '0':
		x, _ := strconv.ParseFloat(v.text, 64)
		return x
	case '[':
		all := list{}
		for _, item := range v.items {
			all = append(all, item.text)
		}
		return all
	}
	return v.text
}

// value is the schema of values of type t of the field f.
func (s *schemas) value(f *field, t reflect.Type, patch bool) object {
	switch {
	case t == reflect.TypeFor[sim.Dist]():
		return s.dist(f.unit, patch)
	case t == reflect.TypeFor[Patch]():
		return s.patch()
	case keyed(t):
		o := object{{"type", "object"}, {"propertyNames", idSchema()}, {"additionalProperties", s.entry(f, t.Elem(), patch)}}
		return f.bounded(o, "maxProperties", patch)
	case t.Kind() == reflect.Slice:
		return s.list(f, t)
	case t.Kind() == reflect.Map:
		o := object{{"type", "object"}, {"additionalProperties", s.nullable(s.number(f, t.Elem()), patch)}}
		return f.bounded(o, "maxProperties", patch)
	case t.Kind() == reflect.Struct:
		return s.named(typeName(t), patch, func() object { return s.object(fieldsOf(t), patch) })
	case notationOf(t, f.unit) != nil:
		return refer(notationOf(t, f.unit).noun())
	}
	return s.number(f, t)
}

// bounded adds how many entries f may have. What a patch removes does not
// count, which no schema can say.
func (f *field) bounded(o object, key string, patch bool) object {
	if f.most < mostValues && !patch {
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

func (s *schemas) list(f *field, t reflect.Type) object {
	item := *f
	item.typ = t.Elem()
	o := object{{"type", "array"}, {"items", s.value(&item, t.Elem(), false)}}
	if f.required || f.speaks {
		o = append(o, pair{"minItems", 1})
	}
	o = f.bounded(o, "maxItems", false)
	if f.lone() {
		return object{{"anyOf", list{s.number(&item, t.Elem()), o}}}
	}
	return o
}

// number is the schema of what has no dimension: a number, a string, a bool.
func (s *schemas) number(f *field, t reflect.Type) object {
	least, most := f.bounds()
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

func stringSchema(f *field) object {
	o := object{{"type", "string"}}
	switch {
	case f.enum != nil:
		words := list{}
		for _, word := range f.enum {
			words = append(words, word)
		}
		o = append(o, pair{"enum", words})
	case f.pattern != "":
		o = append(o, pair{"pattern", f.pattern})
	case f.wantsText():
		o = append(o, pair{"minLength", 1})
	}
	return o
}

// entry is the schema of what stands under an id.
func (s *schemas) entry(f *field, t reflect.Type, patch bool) object {
	of := s.named(typeName(t), patch, func() object {
		if t == reflect.TypeFor[NamedNode]() {
			return s.node(patch)
		}
		return s.object(fieldsOf(t), patch)
	})
	return s.nullable(of, patch)
}

// node is the schema of a node: what it may have depends on its kind. A patch
// that does not say the kind fits any; one that changes it also removes fields.
func (s *schemas) node(patch bool) object {
	fields := fieldsOf(reflect.TypeFor[NamedNode]())
	var cases, any list
	for kind, says := range node.KindName("").Words() {
		of := s.named(kind, patch, func() object {
			o := s.object(ofKind(fields, kind), patch)
			if patch {
				o[len(o)-1].value = object{{"type", "null"}}
			}
			return append(o, pair{"description", says})
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

func (s *schemas) law(law sim.Law, set []string, parameters []field) object {
	properties := object{{"dist", object{{"const", law.Name}, {"description", law.Doc}}}}
	required := list{"dist"}
	for i := range parameters {
		p := &parameters[i]
		if slices.Contains(set, p.name) {
			required = append(required, p.name)
		}
		if slices.Contains(set, p.name) || slices.Contains(law.Also, p.name) {
			properties = append(properties, pair{p.name, s.property(p, false)})
		}
	}
	return object{{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}}
}

// notations are the schemas of all that is collected, behind those of the
// values that have units.
func (s *schemas) notations() object {
	all := object{}
	for _, n := range [...]*notation{&durations, &sizes, &bandwidths, &rates} {
		all = append(all, pair{n.noun(), object{
			{"type", "string"},
			{"pattern", "^[0-9]+(\\.[0-9]+)?(" + strings.Join(n.names(), "|") + ")$"},
			{"maxLength", longestQuantity},
			{"description", n.what + ", like 40" + n.usual},
		}})
	}
	return append(all, s.defs...)
}
