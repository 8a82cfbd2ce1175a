package properties

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"backchat/patterns/scenario"
	"backchat/tests/trial"
)

// A field is an option of the scenario's format, as its schema has it, which
// comes from the tags of the models' configurations: so an option that is new
// is drawn without a word here.
type field struct {
	Description string
	Type        string
	Enum        []string
	Minimum     *float64
	Maximum     *float64
	Ref         string `json:"$ref"`
	Items       *field
	Properties  map[string]*field
	Required    []string
	AnyOf       []*field
	Additional  json.RawMessage `json:"additionalProperties"`
	required    bool            // its part must have it
}

// parts are the objects of the format by name (server, flow, retry ...), and
// their fields.
var parts = func() map[string]map[string]*field {
	var schema struct {
		Defs map[string]*field `json:"$defs"`
	}
	if err := json.Unmarshal(scenario.Schema(), &schema); err != nil {
		panic(err)
	}
	all := map[string]map[string]*field{}
	for name, def := range schema.Defs {
		all[name] = def.Properties
		for _, field := range def.Required {
			def.Properties[field].required = true
		}
	}
	return all
}()

// ref is the name of what a field refers to; "" where its value is its own.
func (f *field) ref() string {
	for _, one := range f.AnyOf {
		if ref := one.ref(); parts[ref] != nil {
			return ref
		}
	}
	return f.Ref[strings.LastIndex(f.Ref, "/")+1:]
}

// draw draws an object of that name: each of its fields by its hint, or now
// and then by its type.
func (w *world) draw(part string) trial.Object {
	o := trial.Object{}
	for _, name := range slices.Sorted(maps.Keys(parts[part])) {
		h, ok := w.hints[part+"."+name]
		if !ok {
			h, ok = w.hints["*."+name]
		}
		if !ok {
			h.percent = 12
		}
		if h.value == nil {
			h.value = func(w *world) any { return w.byType(part+"."+name, parts[part][name]) }
		}
		if w.chance(name, h.percent) {
			o[name] = h.value(w)
		}
	}
	if part == "queue" && o["redeliver"] != nil && o["ack"] != "before" {
		w.maybe(o, 50, "extend", func() any { return w.one("extend", "20ms", "5ms", "300ms") })
	}
	if part == "queue" && o["deliveries"] != nil {
		w.maybe(o, 50, "deadLetters", func() any { return w.any("deadLetters", "keep", "keep", "drop") })
	}
	return o
}

// byType draws a value of which nothing is known but what the schema says.
func (w *world) byType(label string, f *field) any {
	switch ref := f.ref(); ref {
	case "":
	case "duration":
		return w.one(label, w.unless(f, "at least 0s", "10ms", "0s", "100ms", "1s")...)
	case "size":
		return w.one(label, w.unless(f, "at least 0B", "100B", "0B", "3KiB")...)
	case "bandwidth":
		return w.one(label, "1Mbit/s", "100kbit/s")
	case "rate":
		return w.one(label, "2/s", "20/s")
	case "durationDistribution":
		return w.law(w.one(label, "10ms", "0s", "100ms"))
	case "sizeDistribution":
		return w.size()
	default:
		return w.draw(ref)
	}
	switch {
	case len(f.Enum) > 0:
		return w.any(label, f.Enum...)
	case f.Type == "boolean":
		return w.number(label, 0, 1) == 0
	case f.Type == "integer":
		least := int(*f.Minimum)
		return w.number(label, least, min(int(*f.Maximum), least+3))
	case f.Type == "number":
		return min(max([]float64{0.5, 0.1, 1, 2}[w.number(label, 0, 3)], *f.Minimum), *f.Maximum)
	case f.Type == "array" && f.Items.Enum != nil:
		return w.pick(label, f.Items.Enum...)
	case f.Type == "array":
		list := trial.List{}
		for range w.number(label, 1, 2) {
			list = append(list, w.byType(label, f.Items))
		}
		return list
	}
	panic(fmt.Sprintf("nothing is known of %s by which to draw it: give it a hint in hints_test.go, in the row %q", label, label))
}

// unless leaves out what is 0, which comes second, where the field has a
// bound above.
func (w *world) unless(f *field, zero string, values ...string) []string {
	if !strings.Contains(f.Description, zero) && strings.Contains(f.Description, "at least") {
		return slices.Delete(values, 1, 2)
	}
	return values
}
