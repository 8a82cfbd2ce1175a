package scenario

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"backchat/patterns/node"
	"backchat/patterns/scenario/source"
)

// brokenOrders are testdata/orders.json with that patch on its expectation.
func brokenOrders(t testing.TB, patch string) string {
	t.Helper()
	return strings.Replace(orders(t), `p99@base"}`, `p99@base", "brokenBy": `+patch+`}`, 1)
}

// broken is the scenario as the patch of its first expectation leaves it.
func broken(t testing.TB, patch string) *File {
	t.Helper()
	f := parse(t, brokenOrders(t, patch))
	b, err := f.Broken(variant(t, f, Base).Expect[0].BrokenBy)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPatchBreaksTheWholeScenario(t *testing.T) {
	b := broken(t, `{"timeline": null, "nodes": {"api": {"workers": 2}}, "variants": {"slow": {"nodes": {"api": {"workers": 3}}}}}`)
	base, slow := variant(t, b, Base), variant(t, b, "slow")
	if got := base.NodeNamed("api").Config.(*node.ServerConfig).Workers; got != 2 {
		t.Errorf("the base has %d workers, want 2", got)
	}
	if got := slow.NodeNamed("api").Config.(*node.ServerConfig).Workers; got != 3 {
		t.Errorf("the variant has %d workers, want 3", got)
	}
	if len(base.Timeline)+len(slow.Timeline) != 0 {
		t.Error("what the patch removes is still there")
	}
	if e := base.Expect; len(e) != 1 || e[0].BrokenBy != "" || e[0].Comparison == nil {
		t.Errorf("it expects %+v, want the one expectation without its patch", e)
	}
}

func TestPatchRemovesWhatAVariantChanges(t *testing.T) {
	b := broken(t, `{"variants": {"slow": {"nodes": {"api": {"workers": null}}}}}`)
	if got := variant(t, b, "slow").NodeNamed("api").Config.(*node.ServerConfig).Workers; got != 4 {
		t.Errorf("the variant has %d workers, want the base's 4", got)
	}
}

func TestPatchMayAddAVariantAndRemoveOne(t *testing.T) {
	text := strings.Replace(brokenOrders(t, `{"variants": {"slow": {"duration": "30s"}, "idle": null, "busy": {}}}`), `"slow": {"nodes"`, `"idle": {}, "slow": {"nodes"`, 1)
	f := parse(t, text)
	b, err := f.Broken(variant(t, f, Base).Expect[0].BrokenBy)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(b.Variants()); got != "[base slow busy]" {
		t.Errorf("it has the variants %v", got)
	}
}

func TestPatchMayRemoveWhatAVariantRemovesToo(t *testing.T) {
	text := strings.Replace(brokenOrders(t, `{"nodes": {"api": {"workers": null}}}`), `{"workers": 1}}}`, `{"workers": null}}}`, 1)
	f := parse(t, text)
	b, err := f.Broken(variant(t, f, Base).Expect[0].BrokenBy)
	if err != nil {
		t.Fatal(err)
	}
	if got := variant(t, b, "slow").NodeNamed("api").Config.(*node.ServerConfig).Workers; got != 1 {
		t.Errorf("the variant has %d workers, want the default, 1", got)
	}
}

func TestPatchesThatChangeTheSameAreEqual(t *testing.T) {
	a := variant(t, parse(t, brokenOrders(t, `{"warmup": "1s", "nodes": {"db": {"workers": 2}, "api": {"workers": 2}}}`)), Base).Expect[0].BrokenBy
	b := variant(t, parse(t, brokenOrders(t, ` { "nodes": {"api": {"workers":2}, "db": {"workers":2} }, "warmup":"1s"}`)), Base).Expect[0].BrokenBy
	if a != b || a == "" {
		t.Errorf("got %s and %s", a, b)
	}
}

func TestPatchesHaveACanonicalForm(t *testing.T) {
	f := parse(t, brokenOrders(t, `{"nodes": {"api": {"workers": 2}}}`))
	s := variant(t, f, Base)
	for _, line := range []string{`"brokenBy": {`, `"workers": 2`} {
		if text := string(s.JSON()); !strings.Contains(text, line) {
			t.Errorf("the canonical form lacks %s:\n%s", line, text)
		}
	}
}

func TestSchemaTakesPatchesOfExpectations(t *testing.T) {
	schema := compiled(t)
	for _, row := range []struct {
		patch string
		fits  bool
	}{
		{`{"nodes": {"api": null}, "variants": {"slow": null}}`, true},
		{`{"variants": {"slow": {"nodes": {"api": {"workers": 2}}}}}`, true},
		{`{"variants": {"slow": {"question": "x"}}}`, false},
		{`{"expect": []}`, false},
		{`{"duration": 5}`, false},
		{`[]`, false},
	} {
		err := judged(t, schema, source.Read([]byte(brokenOrders(t, row.patch)), &source.Findings{}))
		if (err == nil) != row.fits {
			t.Errorf("%s: got %v", row.patch, err)
		}
	}
}

func TestWhatIsWrongWithAPatchHasItsPlace(t *testing.T) {
	for _, row := range []struct{ reason, patch, want string }{
		{"what is wrong in it", `{"nodes": {"api": {"workers": 0}}}`, `27:124: /expect/0/brokenBy/nodes/api/workers: 0 is below the least, 1`},
		{"what it breaks elsewhere", `{"nodes": {"post": null}}`, `27:94: /expect/0/brokenBy: with "brokenBy", /flows/letter/to: "post" is no node...`},
		{"what is wrong in a variant in it", `{"variants": {"slow": {"nodes": {"api": {"workers": 0}}}}}`, `27:146: /expect/0/brokenBy/variants/slow/nodes/api/workers: 0 is below the least, 1`},
		{"a variant that it breaks", `{"variants": {"slow": {"nodes": {"post": {"kind": "client"}}}}}`, `27:116: /expect/0/brokenBy/variants/slow: with variant "slow", ...`},
		{"nothing to remove", `{"variants": {"fast": null}}`, `27:108: /expect/0/brokenBy/variants/fast: there is no "fast" to remove`},
		{"a removal of a variant's own", `{"variants": {"slow": {"nodes": {"lb": null}}}}`, `27:127: /expect/0/brokenBy/variants/slow/nodes/lb: there is no "lb" to remove`},
		{"another question", `{"question": "x"}`, `27:95: /expect/0/brokenBy/question: "brokenBy" cannot change "question". It may change ...`},
		{"no object", `[1]`, `27:94: /expect/0/brokenBy: an object of changes is wanted here, not a list`},
		{"a metric that is gone", `{"variants": {"slow": null}}`, `27:94: /expect/0/brokenBy: with it, "order.latency.p99@slow > order.latency.p99@base" says nothing: there is no variant "slow"...`},
	} {
		_, err := Parse("orders.json", []byte(brokenOrders(t, row.patch)))
		var faults source.Faults
		if !errors.As(err, &faults) {
			t.Errorf("%s: got %v, want a fault", row.reason, err)
			continue
		}
		if got := strings.TrimPrefix(faults[0].String(), "orders.json:"); !matches(got, row.want) {
			t.Errorf("%s: got  %s\nwant %s", row.reason, got, row.want)
		}
	}
}

func TestPatchesOfALargeFileAreFew(t *testing.T) {
	var expect []string
	for i := range 40 {
		expect = append(expect, fmt.Sprintf(`{"that": "order.ok > %d", "brokenBy": {"duration": "%ds"}}`, i, i+30))
	}
	text := strings.Replace(orders(t), `{"claim": "RR-2", "that": "order.latency.p99@slow > order.latency.p99@base"}`, strings.Join(expect, ","), 1)
	parse(t, text)
	var captions strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&captions, `"c%d": {"at": "1s", "say": "x"}, `, i)
	}
	_, err := Parse("orders.json", []byte(strings.Replace(text, `"timeline": {`, `"timeline": {`+captions.String(), 1)))
	var faults source.Faults
	if !errors.As(err, &faults) || !faults.OverLimit() || !strings.Contains(err.Error(), "different patches") {
		t.Errorf("got %v, want too much", err)
	}
}

// aiming is testdata/orders.json with a goal that has that hint.
func aiming(t testing.TB, hint string) string {
	t.Helper()
	return strings.Replace(orders(t), `"expect"`, `"goals": [{"text": "Be quick", "that": "order.latency.p50 < 10ms", `+hint+`}], "expect"`, 1)
}

func TestAGoalIsReachedByAChangeOfTheBase(t *testing.T) {
	f := parse(t, aiming(t, `"reachedBy": {"nodes": {"api": {"workers": 2}}}`))
	g, err := f.Reached(variant(t, f, Base).Goals[0])
	if err != nil {
		t.Fatal(err)
	}
	base := variant(t, g, Base)
	if got := base.NodeNamed("api").Config.(*node.ServerConfig).Workers; got != 2 {
		t.Errorf("the base has %d workers, want 2", got)
	}
	if len(base.Goals) != 1 || base.Goals[0].Comparison == nil || len(base.Expect) != 0 {
		t.Errorf("it has %+v as goals and expects %+v, want the goal alone", base.Goals, base.Expect)
	}
}

func TestAHintLeadsSomewhere(t *testing.T) {
	for _, row := range []struct{ hint, want string }{
		{`"reachedIn": "slwo"`, `/goals/0/reachedIn: there is no variant "slwo"; did you mean "slow"?`},
		{`"reachedIn": "slow", "reachedBy": {"duration": "30s"}`, `/goals/0/reachedBy: a goal has one hint`},
		{`"reachedBy": {"nodes": {"api": {"wrokers": 2}}}`, `/goals/0/reachedBy/nodes/api/wrokers: `},
		{`"reachedBy": {"variants": {"slow": null}}`, `/goals/0/reachedBy/variants: "reachedBy" cannot change "variants"`},
	} {
		if _, err := Parse("orders.json", []byte(aiming(t, row.hint))); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v, want an error with %s", row.hint, err, row.want)
		}
	}
}
