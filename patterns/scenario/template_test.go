package scenario

import (
	"errors"
	"strings"
	"testing"

	"backchat/patterns/scenario/expression"
	"backchat/patterns/scenario/source"
)

// teaching are testdata/orders.json with that lesson.
func teaching(t testing.TB, lesson string) string {
	t.Helper()
	return strings.Replace(orders(t), `"duration"`, `"lesson": "`+lesson+`", "duration"`, 1)
}

func TestFiguresStandInBraces(t *testing.T) {
	for _, row := range []struct{ reason, lesson, want string }{
		{"no figure", "No figure.", "No figure."},
		{"nothing", "", ""},
		{"a metric", "It takes {order.latency.p99}.", "It takes [order.latency.p99]."},
		{"figures side by side", "{order.ok}{api.cpu@slow}", "[order.ok][api.cpu@slow]"},
		{"a sum", "{ ( order.ok + 3 ) * 100 / order.operations } %", "[(order.ok + 3) * 100 / order.operations] %"},
		{"braces themselves", "{{a}} {{{order.ok}}}", "{a} {[order.ok]}"},
		{"other letters", "„{order.ok}“ – ü", "„[order.ok]“ – ü"},
	} {
		f := parse(t, teaching(t, row.lesson))
		got := f.Template(variant(t, f, Base).Lesson).Fill(func(e *expression.Expression) string { return "[" + e.String() + "]" })
		if got != row.want {
			t.Errorf("%s: got %q, want %q", row.reason, got, row.want)
		}
	}
}

func TestBareTextHasEllipsesForFigures(t *testing.T) {
	f := parse(t, teaching(t, "{order.ok} of {order.operations} {{all}}"))
	if got := f.Bare(variant(t, f, Base).Lesson); got != "… of … {all}" {
		t.Errorf("got %q", got)
	}
}

func TestFiguresNameTheirMetricsOnce(t *testing.T) {
	f := parse(t, teaching(t, "{order.ok} {order.ok@slow / order.operations} {api.cpu - api.cpu}"))
	var names []string
	for _, r := range f.Template(variant(t, f, Base).Lesson).Metrics() {
		names = append(names, r.String())
	}
	if got := strings.Join(names, " "); got != "order.ok order.ok@slow order.operations api.cpu" {
		t.Errorf("got %s", got)
	}
}

func TestWhatIsWrongWithATextHasItsPlace(t *testing.T) {
	for _, row := range []struct{ reason, old, new, want string }{
		{"an unknown metric", `"duration"`, `"lesson": "Ü: {order.okk}", "duration"`, `4:24: /lesson: a flow has no metric "okk"; did you mean "ok"?`},
		{"behind an escape", `"duration"`, `"lesson": "\u00dc: {order.okk}", "duration"`, `4:29: /lesson: a flow has no metric "okk"...`},
		{"an unknown variant", `"duration"`, `"question": "{order.ok@fast}", "duration"`, `4:26: /question: there is no variant "fast"...`},
		{"no end", `"duration"`, `"lesson": "a {order.ok", "duration"`, `4:16: /lesson: "{" begins a figure, and "}" is missing; write "{{" for the brace itself`},
		{"no beginning", `"duration"`, `"lesson": "a } b", "duration"`, `4:16: /lesson: "}" ends no figure; write "}}" for the brace itself`},
		{"no figure", `"duration"`, `"lesson": "a {} b", "duration"`, `4:17: /lesson: a number or a metric is missing at the end`},
		{"a comparison", `"duration"`, `"lesson": "{order.ok > 3}", "duration"`, `4:24: /lesson: ">" comes after the end of the figure`},
		{"units that do not go together", `"duration"`, `"lesson": "{order.ok + 3ms}", "duration"`, `4:24: /lesson: 1 and s cannot be joined by "+"`},
		{"too many", `"duration"`, `"lesson": "` + strings.Repeat("{order.ok}", 101) + `", "duration"`, `4:1014: /lesson: there are more than 100 figures in this text`},
		{"a caption", `{"at": "20s",`, `{"at": "20s", "say": "{order.okk}",`, `21:43: /timeline/crash/say: a flow has no metric...`},
		{"a variant's caption", `{"workers": 1}}`, `{"workers": 1}}, "timeline": {"crash": {"say": "{order.okk}"}}`, `24:86: /variants/slow/timeline/crash/say: a flow has no metric...`},
	} {
		text := strings.Replace(orders(t), row.old, row.new, 1)
		_, err := Parse("orders.json", []byte(text))
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

func TestBrokenScenarioKeepsCaptionsAboutWhatIsGone(t *testing.T) {
	text := strings.Replace(brokenOrders(t, `{"variants": {"gone": null}}`), `"slow": {"nodes"`, `"gone": {}, "slow": {"nodes"`, 1)
	text = strings.Replace(text, `"timeline": {`, `"timeline": {"note": {"at": "1s", "say": "{order.ok@gone}"},`, 1)
	f := parse(t, text)
	if _, err := f.Broken(variant(t, f, Base).Expect[0].BrokenBy); err != nil {
		t.Error(err)
	}
}
