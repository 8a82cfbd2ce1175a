package scenario

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"backchat/patterns/scenario/schema"
	"backchat/patterns/scenario/source"
	"backchat/sim/metrics"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scenario.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("scenario.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// judged is what schema says of the tree.
func judged(t interface{ Fatal(...any) }, schema *jsonschema.Schema, root *source.Value) error {
	var text strings.Builder
	text.Write(source.Compact(root, false))
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(doc)
}

// structure is what the decoder says of the tree, before anything is looked at
// that takes more than one field.
func structure(root *source.Value) []source.Finding {
	found := &source.Findings{}
	s := &Scenario{}
	schema.NewDecoder(schema.NewTypes(), found).Object(root, "", reflect.ValueOf(s).Elem(), schema.Owner{Noun: "a scenario"})
	for _, section := range []string{"nodes", "links", "keys", "flows", "timeline"} {
		for _, m := range root.Get(section).List() {
			schema.CheckID(found, 0, section, m.Name)
		}
	}
	return found.List
}

func TestSchemaAndDecoderAreTheSame(t *testing.T) {
	schema := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		g := &generator{t: t}
		root := g.scenario()
		if found := structure(root); len(found) > 0 {
			t.Fatalf("the decoder refuses what the tags allow: %+v", found)
		}
		if err := judged(t, schema, root); err != nil {
			t.Fatalf("the schema refuses what the tags allow: %v", err)
		}
		g.spoil(root)
		found, err := structure(root), judged(t, schema, root)
		if (len(found) == 0) != (err == nil) {
			var text strings.Builder
			text.Write(source.Compact(root, false))
			t.Fatalf("decoder: %+v\nschema: %v\n%s", found, err, &text)
		}
	})
}

func TestSchemaTakesTheExamples(t *testing.T) {
	schema := compiled(t)
	for _, text := range []string{string(example(t)), orders(t)} {
		if err := judged(t, schema, source.Read([]byte(text), &source.Findings{})); err != nil {
			t.Error(err)
		}
	}
}

func TestSchemaTakesPatches(t *testing.T) {
	schema := compiled(t)
	for _, row := range []struct {
		reason, patch string
		fits          bool
	}{
		{"what is removed", `{"nodes": {"api": null}, "timeline": null}`, true},
		{"a field of an unnamed kind", `{"nodes": {"api": {"workers": 3, "queue": null}}}`, true},
		{"a field of no kind", `{"nodes": {"api": {"wokers": 3}}}`, false},
		{"fields of two kinds", `{"nodes": {"api": {"workers": 3, "policy": "random"}}}`, true},
		{"a kind that changes", `{"nodes": {"api": {"kind": "client", "workers": null}}}`, true},
		{"a kind with another's field", `{"nodes": {"api": {"kind": "client", "workers": 3}}}`, false},
		{"part of a distribution", `{"nodes": {"api": {"service": {"mean": "5ms"}}}}`, true},
		{"what a distribution loses", `{"nodes": {"api": {"service": {"dist": "exponential", "cv": null}}}}`, true},
		{"a bare number", `{"duration": 5}`, false},
		{"another question", `{"question": "x"}`, false},
		{"a title of its own", `{"title": "x"}`, true},
	} {
		text := strings.Replace(orders(t), `{"nodes": {"api": {"workers": 1}}}`, row.patch, 1)
		if err := judged(t, schema, source.Read([]byte(text), &source.Findings{})); (err == nil) != row.fits {
			t.Errorf("%s: got %v", row.reason, err)
		}
	}
}

func TestCanonicalFormReadsBack(t *testing.T) {
	for _, text := range []string{string(example(t)), orders(t)} {
		f := parse(t, text)
		for _, id := range f.Variants() {
			s := variant(t, f, id)
			s.Expect = nil
			again := variant(t, parse(t, string(s.JSON())), Base)
			if diff := cmp.Diff(s, again); diff != "" {
				t.Error(diff)
			}
		}
	}
}

func TestGeneratedCanonicalFormReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := &generator{t: t}
		first, again := decoded(g.scenario()), (*Scenario)(nil)
		found := &source.Findings{}
		root := source.Read(first.JSON(), found)
		if root == nil {
			t.Fatal(found.List)
		}
		again = decoded(root)
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

// decoded is the tree as a scenario, unchecked.
func decoded(root *source.Value) *Scenario {
	s := &Scenario{}
	schema.NewDecoder(schema.NewTypes(), &source.Findings{}).Object(root, "", reflect.ValueOf(s).Elem(), schema.Owner{Noun: "a scenario"})
	return s
}

func TestEveryFieldSaysWhatItIs(t *testing.T) {
	walk(reflect.TypeFor[Scenario](), map[reflect.Type]bool{}, func(in reflect.Type, f *schema.Field) {
		if f.Name == "" || f.Doc == "" {
			t.Errorf("%v: field %q has no name or no doc", in, f.Name)
		}
		if f.HasDef && f.Required {
			t.Errorf("%v.%s: is required, and has a default", in, f.Name)
		}
		if f.Type.Kind() == reflect.Pointer && !f.HasDef && f.Absent == "" {
			t.Errorf("%v.%s: does not say what it means that it is absent", in, f.Name)
		}
		if f.Notation() != nil || f.Unit == "duration" || f.Unit == "size" {
			if n := f.Notation(); n != nil && f.Min != "" {
				if _, err := n.Parse(f.Min); err != nil {
					t.Errorf("%v.%s: min: %v", in, f.Name, err)
				}
			}
			return
		}
		if f.Unit != "" && f.Unit != "share" {
			t.Errorf("%v.%s: unit %q", in, f.Name, f.Unit)
		}
	})
}

func TestEveryDefaultIsAllowed(t *testing.T) {
	walk(reflect.TypeFor[Scenario](), map[reflect.Type]bool{}, func(in reflect.Type, f *schema.Field) {
		if !f.HasDef {
			return
		}
		found := &source.Findings{}
		schema.NewDecoder(schema.NewTypes(), found).Field(f.Literal(), "", f, reflect.New(f.Type).Elem())
		if len(found.List) > 0 {
			t.Errorf("%v.%s: default %q: %v", in, f.Name, f.Initial, found.List)
		}
	})
}

func walk(t reflect.Type, seen map[reflect.Type]bool, visit func(reflect.Type, *schema.Field)) {
	if seen[t] {
		return
	}
	seen[t] = true
	for _, f := range schema.FieldsOf(t) {
		visit(t, &f)
		if inner := schema.StructIn(&f); inner != nil {
			walk(inner, seen, visit)
		}
	}
}

func TestTablesNameEveryFieldAndMetric(t *testing.T) {
	tables := FieldTables()
	walk(reflect.TypeFor[Scenario](), map[reflect.Type]bool{}, func(in reflect.Type, f *schema.Field) {
		if !strings.Contains(tables, "| `"+f.Name+"` |") {
			t.Errorf("no row for %s of %v", f.Name, in)
		}
	})
	for _, d := range metrics.Catalogue() {
		if !strings.Contains(tables, "| `"+d.Name+"` | "+d.Unit) {
			t.Errorf("no row for the metric %s", d.Name)
		}
	}
}

func TestTwoOptionsOfOneKeyAreRefusedWithTheirStructs(t *testing.T) {
	type Lossy struct {
		Share float64 `json:"share"`
	}
	type Congested struct {
		Part float64 `json:"share"`
	}
	entry := reflect.StructOf([]reflect.StructField{
		{Name: "Lossy", Type: reflect.TypeFor[Lossy](), Anonymous: true},
		{Name: "Congested", Type: reflect.TypeFor[Congested](), Anonymous: true},
	})
	defer func() {
		said, _ := recover().(string)
		for _, want := range []string{`"share"`, "scenario.Lossy", "scenario.Congested"} {
			if !strings.Contains(said, want) {
				t.Errorf("got %q, which does not name %s", said, want)
			}
		}
	}()
	schema.FieldsOf(entry)
}
