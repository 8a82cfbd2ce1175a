package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/patterns/scenario/expression"
	"backchat/patterns/scenario/source"
	"backchat/sim"
)

func example(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/news.json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func parse(t testing.TB, text string) *File {
	t.Helper()
	f, err := Parse("test.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func variant(t testing.TB, f *File, id string) *Scenario {
	t.Helper()
	s, err := f.Scenario(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var sameScenario = cmpopts.IgnoreUnexported(expression.Expression{})

func TestExampleIsReadWithDefaults(t *testing.T) {
	s := variant(t, parse(t, string(example(t))), Base)
	queue := 100
	lasting := 5 * sim.Second
	for _, row := range []struct {
		reason    string
		got, want any
	}{
		{"what is said", s.Duration, 60 * sim.Second},
		{"a default", s.Hop.Latency, sim.Dist{Law: "constant", Value: 500_000}},
		{"a default within a default", s.Flows[0].Options["longPolling"].(*patterns.LongPollingConfig).Jitter, sim.Time(0)},
		{"a default of an object that is there", s.Flows[0].Updates.Audience, "each"},
		{"an embedded struct", s.Nodes[0].Config.(*node.ServerConfig).Workers, 16},
		{"a pointer", s.Nodes[0].Config.(*node.ServerConfig).Queue, &queue},
		{"a pointer that is absent", s.Nodes[0].Config.(*node.ServerConfig).Patience, (*sim.Dist)(nil)},
		{"a distribution", s.Nodes[0].Config.(*node.ServerConfig).Service, sim.Dist{Law: "lognormal", Mean: 4e6, CV: 1}},
		{"a lone string for a list", s.Flows[0].From, []string{"phone"}},
		{"the timeline in order of time and id", s.Timeline[0].ID, "crash"},
		{"a fault", s.Timeline[0].Fault, node.FaultName("crash")},
		{"when a fault begins", s.Timeline[0].At, 20 * sim.Second},
		{"how long a fault lasts", s.Timeline[0].For, &lasting},
		{"what a fault happens to", s.Timeline[0].Target, "api/0"},
		{"an option of a fault", s.Timeline[0].How, "process"},
		{"an expectation", s.Expect[1].Comparison.String(), s.Expect[1].That},
	} {
		if diff := cmp.Diff(row.want, row.got); diff != "" {
			t.Errorf("%s: %s", row.reason, diff)
		}
	}
}

func TestVariantChangesWhatItsPatchSays(t *testing.T) {
	f := parse(t, string(example(t)))
	if diff := cmp.Diff([]string{"base", "push"}, f.Variants()); diff != "" {
		t.Error(diff)
	}
	base, push := variant(t, f, Base), variant(t, f, "push")
	if base.Flows[0].Pattern != "longPolling" || push.Flows[0].Pattern != "push" {
		t.Errorf("got %s and %s", base.Flows[0].Pattern, push.Flows[0].Pattern)
	}
	push.Flows[0].Pattern = base.Flows[0].Pattern
	if diff := cmp.Diff(base, push, sameScenario); diff != "" {
		t.Errorf("more than the pattern has changed: %s", diff)
	}
	if _, err := f.Scenario("pusch"); err == nil || !strings.Contains(err.Error(), `did you mean "push"?`) {
		t.Errorf("got %v", err)
	}
}

func TestOrderOfKeysHasNoMeaning(t *testing.T) {
	for _, text := range []string{string(example(t)), orders(t)} {
		f := parse(t, text)
		found := &source.Findings{}
		root := source.Read([]byte(text), found)
		draw := rand.New(rand.NewPCG(1, 2))
		for range 20 {
			shuffle(root, draw)
			var out strings.Builder
			out.Write(source.Compact(root, false))
			other := parse(t, out.String())
			for _, id := range f.Variants() {
				if diff := cmp.Diff(variant(t, f, id), variant(t, other, id), sameScenario); diff != "" {
					t.Fatal(diff)
				}
			}
		}
	}
}

func shuffle(v *source.Value, draw *rand.Rand) {
	draw.Shuffle(len(v.Members), func(i, j int) { v.Members[i], v.Members[j] = v.Members[j], v.Members[i] })
	for _, m := range v.Members {
		shuffle(m.Value, draw)
	}
	for _, item := range v.Items {
		shuffle(item, draw)
	}
}

// TestMergePatchIsThatOfRFC7396 has the vectors of its appendix A whose
// target and result are what a file can hold.
func TestMergePatchIsThatOfRFC7396(t *testing.T) {
	for _, row := range [][3]string{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	} {
		merges(t, row)
	}
}

// merges holds what a text is once it is patched.
func merges(t *testing.T, row [3]string) {
	t.Helper()
	found := &source.Findings{}
	base, patch := source.Read([]byte(row[0]), found), source.Read([]byte(row[1]), found)
	var got strings.Builder
	got.Write(source.Compact(source.Merge(base, patch), false))
	if got.String() != row[2] || len(found.List) > 0 {
		t.Errorf("%s patched by %s: got %s, want %s", row[0], row[1], &got, row[2])
	}
}

func TestAWordThatStandsForAnObjectIsPatchedAsThat(t *testing.T) {
	for _, row := range [][3]string{
		{`{"transport":"http2"}`, `{"transport":{"tls":{"version":"1.2"}}}`, `{"transport":{"preset":"http2","tls":{"version":"1.2"}}}`},
		{`{"transport":"http2"}`, `{"transport":{"preset":"grpc"}}`, `{"transport":{"preset":"grpc"}}`},
		{`{"transport":{"preset":"http2","path":"/"}}`, `{"transport":"http3"}`, `{"transport":"http3"}`},
		{`{"latency":"1ms"}`, `{"latency":{"dist":"exponential"}}`, `{"latency":{"dist":"exponential"}}`},
	} {
		merges(t, row)
	}
}

func TestNullInAPatchRemoves(t *testing.T) {
	text := strings.Replace(orders(t), `{"api": {"workers": 1}}`, `{"api": {"workers": null, "kind": "server"}}`, 1)
	if got := variant(t, parse(t, text), "slow").NodeNamed("api").Config.(*node.ServerConfig).Workers; got != 1 {
		t.Errorf("got %d workers, want the default, 1", got)
	}
	text = strings.Replace(orders(t), `{"nodes": {"api": {"workers": 1}}}`, `{"nodes": {"post": null}, "timeline": null, "flows": {"letter": null}}`, 1)
	s := variant(t, parse(t, text), "slow")
	if s.NodeNamed("post") != nil || s.FlowNamed("letter") != nil || len(s.Timeline) != 0 {
		t.Error("something is left of what was removed")
	}
}

func TestKindMayChangeInAVariant(t *testing.T) {
	patch := `{"mail": {"kind": "client", "count": null, "service": null}}`
	good := strings.Replace(orders(t), `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "service": "1ms"}, "other": {"kind": "server"}`, 1)
	good = strings.Replace(good, `"consumers": "mail"`, `"consumers": "other"`, 1)
	if n := variant(t, parse(t, strings.Replace(good, `{"api": {"workers": 1}}`, patch, 1)), "slow").NodeNamed("mail"); n.Kind != "client" || n.Config == nil {
		t.Errorf("got %+v", n)
	}
}

func TestFaultsOfTheBaseAreToldOnce(t *testing.T) {
	text := strings.Replace(orders(t), `"workers": 4`, `"workers": 4, "queue": -1`, 1)
	text = strings.Replace(text, `"slow": {`, `"fast": {"nodes": {"api": {"workers": 9}}}, "slow": {`, 1)
	var faults source.Faults
	if _, err := Parse("orders.json", []byte(text)); !errors.As(err, &faults) || len(faults) != 1 {
		t.Errorf("got %v, want one fault", err)
	}
}

func TestTwentyFaultsAreShown(t *testing.T) {
	var keys []string
	for i := range 25 {
		keys = append(keys, fmt.Sprintf(`"x%d": 1`, i))
	}
	_, err := Parse("many.json", []byte(strings.Replace(orders(t), `"version": 1`, strings.Join(keys, ", ")+`, "version": 1`, 1)))
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 21 || lines[20] != "and 5 more" {
		t.Errorf("got %d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestTooMuchIsMarkedAsOverALimit(t *testing.T) {
	for _, row := range []struct {
		reason, text string
		limit        bool
	}{
		{"more bytes than a file may have", strings.Repeat(" ", source.MostBytes+1), true},
		{"values nested too deeply", strings.Repeat("[", 100), true},
		{"too many replicas", strings.Replace(orders(t), `"count": 20`, `"count": 1000000, "sidecar": {}`, 1), true},
		{"too many operations", strings.Replace(orders(t), `"2/s"`, `"100000000/s"`, 1), true},
		{"a limit and a mistake", strings.Replace(strings.Replace(orders(t), `"2/s"`, `"100000000/s"`, 1), `"workers": 4`, `"workers": 0`, 1), false},
		{"a mistake", strings.Replace(orders(t), `"workers": 4`, `"workers": 0`, 1), false},
	} {
		var faults source.Faults
		_, err := Parse("much.json", []byte(row.text))
		if !errors.As(err, &faults) || faults.OverLimit() != row.limit {
			t.Errorf("%s: got %v", row.reason, err)
		}
	}
}

func TestLimitOfOperationsCanBeLowered(t *testing.T) {
	text := strings.Replace(orders(t), `"duration"`, `"limits": {"operations": 1000}, "duration"`, 1)
	_, err := Parse("orders.json", []byte(text))
	want := `/flows/order/send: some 2.4e+03 operations are to be expected; the limit is 1000`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestBadBeginningsAndEndsHavePlaces(t *testing.T) {
	for _, row := range []struct{ reason, text, want string }{
		{"nothing", "", "x:1:1: the file ends before the scenario does"},
		{"half an object", "{\n \"version\": 1", "x:2:14: the file ends before the scenario does"},
		{"a byte order mark", "\ufeff{}", "x:1:1: the file begins with a byte order mark; save it as UTF-8 without one"},
		{"two scenarios", "{}\n {}", "x:2:2: there is more after the end of the scenario; a file holds one"},
		{"a comma behind", "{},", "x:1:3: there is more after the end of the scenario; a file holds one"},
		{"a list", "[]", "x:1:1: a scenario is an object, not a list"},
		{"letters count as columns, not bytes", "{\"ééé\": \xff}", "x:1:9: byte 0xff is not UTF-8; save the file as UTF-8"},
	} {
		_, err := Parse("x", []byte(row.text))
		if err == nil || strings.Split(err.Error(), "\n")[0] != row.want {
			t.Errorf("%s: got %v, want %s", row.reason, err, row.want)
		}
	}
}

func TestNewEntryLeavesTheRestUntouched(t *testing.T) {
	for _, row := range []struct{ reason, text string }{
		{"a timeline with entries", orders(t)},
		{"an empty timeline", strings.Replace(orders(t), `"crash": {"at": "20s", "for": "5s", "fault": "crash", "target": "api/0"}`, "", 1)},
		{"no timeline", strings.Replace(orders(t), `"timeline": {
    "crash": {"at": "20s", "for": "5s", "fault": "crash", "target": "api/0"}
  },`, "", 1)},
	} {
		f := parse(t, row.text)
		id := f.FreeID("crash")
		text, err := f.WithEntry(id, []byte(`{"at": "12.3s", "fault": "crash", "target": "api/1"}`))
		if err != nil {
			t.Errorf("%s: %v", row.reason, err)
			continue
		}
		s := variant(t, parse(t, string(text)), "slow")
		if s.Timeline[0].ID != id || s.Timeline[0].At != 12300*sim.Millisecond {
			t.Errorf("%s: got %+v", row.reason, s.Timeline[0])
		}
		if !isSubsequence(f.Text(), text) {
			t.Errorf("%s: more than an insertion:\n%s", row.reason, text)
		}
	}
}

// isSubsequence tells whether one insertion makes new of old.
func isSubsequence(old, new []byte) bool {
	for i := range len(old) + 1 {
		if bytes.HasPrefix(new, old[:i]) && bytes.HasSuffix(new, old[i:]) {
			return true
		}
	}
	return false
}

func TestNewEntryThatIsWrongIsRefused(t *testing.T) {
	f := parse(t, orders(t))
	for _, row := range []struct{ reason, id, entry, want string }{
		{"an id that is taken", "api", `{"at": "1s", "say": "x"}`, "is taken by"},
		{"no JSON", "note", `{"at": "1s"`, "no JSON value"},
		{"a key smuggled in", "note", `{"at": "1s", "say": "x"}, "title": 1`, "no JSON value"},
		{"a replica that is not there", "note", `{"at": "1s", "fault": "crash", "target": "api/9"}`, "beyond the last replica"},
	} {
		if _, err := f.WithEntry(row.id, []byte(row.entry)); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %q", row.reason, err, row.want)
		}
	}
}

// Strings take each other's place, and nothing else does, wherever it stands.
func TestATextIsRewordedWhereTheWordsHaveAString(t *testing.T) {
	const text = `{"title":  "A \u00dc", "seed": 4, "goals": [{"text": "B"},
  {"text" : "C", "that": "a > b"}], "rest": ["x"]}`
	for _, c := range []struct{ reason, words, want string }{
		{"nothing is said", `{}`, text},
		{"no JSON", `{"title": `, text},
		{"a string, and signs that need an escape", `{"title": "\"ß\"\n<"}`, strings.Replace(text, `"A \u00dc"`, `"\"ß\"\n<"`, 1)},
		{"in lists, where they have that place", `{"goals": [{}, {"text": "D"}, {"text": "E"}]}`, strings.Replace(text, `"C"`, `"D"`, 1)},
		{"all at once, in whatever order", `{"rest": ["z"], "goals": [{"text": "F"}], "title": "Ä"}`,
			strings.NewReplacer(`"A \u00dc"`, `"Ä"`, `"B"`, `"F"`, `"x"`, `"z"`).Replace(text)},
		{"what is no string, or not there", `{"seed": "5", "title": 2, "goals": "G", "more": "H", "rest": {"0": "y"}}`, text},
	} {
		if got := string(Reworded([]byte(text), []byte(c.words))); got != c.want {
			t.Errorf("%s: it is %s, want %s", c.reason, got, c.want)
		}
	}
	if got := string(Reworded([]byte(`{"a": "b"`), []byte(`{"a": "c"}`))); got != `{"a": "b"` {
		t.Errorf("what is no JSON has become %s", got)
	}
}

func TestMemoryOfTheHostLowersTheLimitAndNeverRaisesIt(t *testing.T) {
	f, err := Parse("s.json", []byte(`{"version": 1, "title": "confined", "duration": "1s", "limits": {"memory": "2GB"},
		"nodes": {"a": {"kind": "client"}, "b": {"kind": "server"}},
		"flows": {"f": {"from": "a", "to": "b", "pattern": "requestResponse", "send": {"rate": "1/s"}}},
		"variants": {"small": {"limits": {"memory": "5MB"}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	f.Confine(512e6)
	for _, row := range []struct {
		variant string
		memory  sim.Bytes
		ofHost  bool
	}{{Base, 512e6, true}, {"small", 5e6, false}} {
		s, err := f.Scenario(row.variant)
		if err != nil {
			t.Fatal(err)
		}
		if s.Limits.Memory != row.memory || s.Limits.OfHost != row.ofHost {
			t.Errorf("%s has %d bytes, of the host: %v", row.variant, s.Limits.Memory, s.Limits.OfHost)
		}
	}
}
