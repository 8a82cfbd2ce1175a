package scenario

import (
	"reflect"
	"strings"
	"testing"

	"backchat/patterns/scenario/schema"
	"backchat/patterns/scenario/source"
	"backchat/sim"
)

// TestWhatIsEmptyMeansTheSameEverywhere holds that schema and decoder agree
// about every list and every string that is empty.
func TestWhatIsEmptyMeansTheSameEverywhere(t *testing.T) {
	schema := compiled(t)
	tried := 0
	for _, row := range []struct{ old, new string }{
		{`"service": "4ms"`, `"service": {"dist": "empirical", "values": []}`},
		{`"service": "4ms"`, `"service": {"dist": "hyperexponential", "values": []}`},
		{`"service": "4ms"`, `"service": {"dist": "empirical", "values": ["4ms"], "shares": []}`},
		{`"fault": "crash", "target": "api/0"`, `"say": ""`},
		{`"for": "5s", "fault": "crash", "target": "api/0"`, `"say": ""`},
		{`"title": "`, `"question": "", "title": "`},
		{`"title": "`, `"lesson": "", "title": "`},
		{`"title": "`, `"goals": [], "title": "`},
		{`"service": "4ms"`, `"service": "4ms", "calls": []`},
		{`"send": {`, `"send": {"changes": [], `},
		{`"send": {`, `"send": {"times": [], `},
		{`"to": "api"}`, `"to": []}`},
		{`"to": "api"}`, `"to": ""}`},
		{`"to": "api"}`, `"to": "api", "weights": {}}`},
	} {
		good := orders(t)
		if !strings.Contains(good, row.old) {
			t.Fatalf("orders.json has no %s", row.old)
		}
		root := source.Read([]byte(strings.Replace(good, row.old, row.new, 1)), &source.Findings{})
		base, _ := split(root)
		tried++
		if found, err := structure(base), judged(t, schema, root); (len(found) == 0) != (err == nil) {
			t.Errorf("%s: decoder: %+v\nschema: %v", row.new, found, err)
		}
	}
	if tried == 0 {
		t.Error("nothing was tried")
	}
}

// TestWhatSpeaksIsNeverEmpty holds that what a check asks for by its presence
// is not written as if it were absent.
func TestWhatSpeaksIsNeverEmpty(t *testing.T) {
	for _, want := range []struct {
		in    reflect.Type
		field string
	}{{reflect.TypeFor[NamedEntry](), "say"}, {reflect.TypeFor[sim.Dist](), "values"}, {reflect.TypeFor[sim.Dist](), "shares"}} {
		for _, f := range schema.FieldsOf(want.in) {
			if f.Name == want.field && !f.Speaks {
				t.Errorf("%v.%s may be empty", want.in, f.Name)
			}
		}
	}
	text := strings.Replace(orders(t), `"fault": "crash", "target": "api/0"`, `"fault": "crash", "target": "api/0", "say": ""`, 1)
	if _, err := Parse("orders.json", []byte(text)); err == nil || !strings.Contains(err.Error(), `/timeline/crash/say: "say" is empty`) {
		t.Errorf("got %v", err)
	}
}
