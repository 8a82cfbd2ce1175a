package main

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"backchat/patterns/gallery"
)

// decode reads what a command printed, which may have no key but those of v.
func decode(t *testing.T, u use, v any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(u.out))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		t.Fatalf("%v in (exit %d)\n%.2000s%s", err, u.exit, u.out, u.errs)
	}
}

// keys are those of a JSON object, in order.
func keys(t *testing.T, text json.RawMessage) []string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(text)))
	var all []string
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return all
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		default:
			if name, ok := token.(string); ok && depth == 1 {
				all = append(all, name)
				var value json.RawMessage
				if err := d.Decode(&value); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// A figure is a number that is printed, or never.
type figure float64

func (f *figure) UnmarshalJSON(text []byte) error {
	if string(text) == `"never"` {
		*f = figure(math.Inf(1))
		return nil
	}
	return json.Unmarshal(text, (*float64)(f))
}

// A runJSON is what run promises to print.
type runJSON struct {
	Scenario, Variant, Digest string
	Seed, Events              uint64
	VirtualSeconds            float64
	Measured                  struct{ From, To float64 }
	Metrics                   map[string]struct {
		Value *figure
		Unit  string
	}
	Expect []struct {
		Claim, That     string
		Measured, Bound *float64
		Verdict         string
	}
	Question, Lesson string
	Captions         []struct {
		ID        string
		AtSeconds float64
		Say       string
	}
	Error string
}

func TestARunAsJSONHasEveryFigureWithItsUnit(t *testing.T) {
	var r runJSON
	u := do(t, valid, "run", "-", "--json", "--seed", "9")
	decode(t, u, &r)
	if r.Scenario != "-" || r.Variant != "base" || r.Seed != 9 || len(r.Digest) != 32 || r.Events == 0 || r.VirtualSeconds != 10 || r.Error != "" {
		t.Errorf("%+v", r)
	}
	for name, unit := range map[string]string{"ping.latency.p99": "s", "ping.bytes.up": "B", "ping.goodput": "1/s", "api/1.share": "1", "wire.messages": "1", "run.window": "s"} {
		if m, ok := r.Metrics[name]; !ok || m.Unit != unit || m.Value == nil || *m.Value <= 0 {
			t.Errorf("metric %s is %+v, want something above 0 in %s", name, m, unit)
		}
	}
	if _, ok := r.Metrics["ping.staleness.mean"]; ok {
		t.Error("a metric without a value is printed")
	}
	if len(r.Expect) != 2 || r.Expect[0].Claim != "RR-1" || r.Expect[0].Verdict != "holds" || *r.Expect[0].Bound != float64(*r.Metrics["ping.latency.mean"].Value) ||
		*r.Expect[1].Measured != float64(*r.Metrics["ping.ok"].Value) || *r.Expect[1].Bound != 200 {
		t.Errorf("%+v", r.Expect)
	}
}

func TestRunAsJSONKeepsAnOrder(t *testing.T) {
	u := do(t, valid, "run", "-", "--json")
	if u.out != do(t, valid, "run", "-", "--json", "--workers", "1").out {
		t.Error("two runs print different texts")
	}
	top := keys(t, json.RawMessage(u.out))
	if want := []string{"scenario", "variant", "seed", "digest", "events", "virtualSeconds", "measured", "metrics", "expect", "question", "lesson"}; !slices.Equal(top, want) {
		t.Errorf("the keys are %q, want %q", top, want)
	}
	var whole struct{ Metrics json.RawMessage }
	if err := json.Unmarshal([]byte(u.out), &whole); err != nil {
		t.Fatal(err)
	}
	names := keys(t, whole.Metrics)
	if slices.Index(names, "ping.operations") != 0 || slices.Index(names, "run.records") < slices.Index(names, "wire.lost") {
		t.Errorf("the metrics come in the order %q", names)
	}
}

func TestMetricsThatExpectationsNameArePrinted(t *testing.T) {
	text := strings.Replace(valid, "ping.ok >= 200", "phone/2.requests + api.population.atLeast.3 >= 0", 1)
	var r runJSON
	decode(t, do(t, text, "run", "-", "--json"), &r)
	for _, name := range []string{"phone/2.requests", "api.population.atLeast.3"} {
		if r.Metrics[name].Value == nil {
			t.Errorf("%s is not among the metrics", name)
		}
	}
}

func TestRunAsJSONSaysWhatItMeasured(t *testing.T) {
	var r runJSON
	decode(t, do(t, strings.Replace(valid, `"warmup": "1s"`, `"drain": "2s", "measure": {"from": "1s"}`, 1), "run", "-", "--json"), &r)
	if r.VirtualSeconds != 10 || r.Measured.From != 1 || r.Measured.To != 8 || *r.Metrics["run.window"].Value != 7 {
		t.Errorf("%v of %v s measured", r.Measured, r.VirtualSeconds)
	}
}

func TestARunThatIsCutShortPrintsWhatItHas(t *testing.T) {
	var r runJSON
	u := do(t, files["budget.json"], "run", "-", "--json")
	decode(t, u, &r)
	if u.exit != exitBudget || r.VirtualSeconds >= 1000 || len(r.Expect) > 0 || !strings.Contains(r.Error, "events") {
		t.Errorf("exit %d, %v s, %+v, %q", u.exit, r.VirtualSeconds, r.Expect, r.Error)
	}
}

func TestWhatIsUndefinedIsNull(t *testing.T) {
	text := strings.Replace(valid, "ping.ok >= 200", "ping.staleness.mean >= 0s", 1)
	var r runJSON
	u := do(t, text, "run", "-", "--json")
	decode(t, u, &r)
	if u.exit != exitFailed || r.Expect[1].Measured != nil || r.Expect[1].Verdict != "fails" {
		t.Errorf("exit %d: %+v", u.exit, r.Expect)
	}
}

func TestTheListAsJSONHasTheWholeGallery(t *testing.T) {
	var list []struct {
		Name, Title, Question      string
		Patterns, Claims, Variants []string
		Nodes, Faults              []string
		Section                    string
		Source                     *struct {
			Title, URL string
			Year       int
		}
		Case *struct {
			Symptom, Cause, Cure string
			Systems              []string
		}
	}
	decode(t, do(t, "", "list", "--json"), &list)
	if len(list) != len(gallery.Names()) {
		t.Fatalf("%d scenarios", len(list))
	}
	for i, e := range list {
		if e.Name != gallery.Names()[i] || e.Title == "" || e.Question == "" || len(e.Patterns) == 0 || len(e.Nodes) == 0 || e.Faults == nil || e.Claims == nil || e.Variants[0] != "base" || (e.Section == gallery.Results || e.Case != nil) != (e.Source != nil && e.Source.Title != "" && e.Source.Year > 0) ||
			e.Section == gallery.Cases && (e.Case == nil || e.Case.Symptom == "" || e.Case.Cause == "" || !slices.Contains(e.Variants, e.Case.Cure)) {
			t.Errorf("%+v", e)
		}
	}
}

func TestClaimsAsJSON(t *testing.T) {
	var claims []struct {
		Claim, Says, Scenario, That string
		Measured, Bound             float64
		Seeds                       int
		Verdict                     string
	}
	decode(t, do(t, valid, "claims", "-", "--seeds", "3", "--json"), &claims)
	if len(claims) != 2 || claims[0].Claim != "RR-1" || claims[0].Says == "" || claims[0].Scenario != "-" || claims[0].Seeds != 3 || claims[0].Verdict != "holds" || claims[0].Measured <= claims[0].Bound {
		t.Errorf("%+v, want both expectations, the one that names a claim first", claims)
	}
}

func TestBreaksAsJSON(t *testing.T) {
	var breaks []struct {
		Claim, Scenario, That string
		Measured, Bound       float64
		Seeds                 int
		Verdict               string
		BrokenBy              map[string]string
		Broke                 bool
	}
	decode(t, do(t, valid, "claims", "-", "--seeds", "3", "--break", "--json"), &breaks)
	if len(breaks) != 1 || breaks[0].That != "ping.ok >= 200" || breaks[0].BrokenBy["duration"] != "5s" || breaks[0].Verdict != "fails" || !breaks[0].Broke {
		t.Errorf("%+v, want the one expectation that says what breaks it", breaks)
	}
}

func TestCompareAsJSON(t *testing.T) {
	var c struct {
		Scenario, Base string
		Seeds          []uint64
		Variants       []string
		Verdict        struct {
			Ranking string
			Kinds   []string
			Pairs   []struct {
				Variant   string
				Sentences []struct{ About, Text string }
			}
		}
		Goals []struct {
			Goal, That string
			Variants   []struct {
				Variant   string
				Met, Of   int
				Low, High float64
			}
		}
		Metrics []struct {
			Metric, Unit, Kind string
			Variants           []struct {
				Variant       string
				Mean          *float64
				StandardError *float64
				Undefined     int
				Values        []*float64
				Difference    *struct {
					Mean, Low, High float64
					Pairs           int
					Finding         string
					Enough          int
				}
			}
		}
	}
	decode(t, do(t, valid, "compare", "-", "--replications", "4", "--json", "--metric", "ping.latency.mean", "--metric", "api.population.atLeast.1"), &c)
	if c.Base != "base" || !slices.Equal(c.Seeds, []uint64{4, 5, 6, 7}) || !slices.Equal(c.Variants, []string{"base", "slow"}) || len(c.Metrics) != 2 {
		t.Fatalf("%+v", c)
	}
	m := c.Metrics[0]
	if d := m.Variants[1].Difference; m.Metric != "ping.latency.mean" || m.Unit != "s" || m.Kind != "mean" || m.Variants[0].Difference != nil ||
		d.Finding != "more" || d.Low <= 0 || d.Mean <= d.Low || d.High <= d.Mean || d.Pairs != 4 {
		t.Errorf("%+v", m)
	}
	for _, v := range m.Variants {
		mean, sum := 0.0, 0.0
		for _, x := range v.Values {
			mean += *x / 4
		}
		for _, x := range v.Values {
			sum += (*x - mean) * (*x - mean)
		}
		if error := math.Sqrt(sum / 3 / 4); len(v.Values) != 4 || math.Abs(mean-*v.Mean) > 1e-12 || math.Abs(error-*v.StandardError) > 1e-12 {
			t.Errorf("%s: the values %v have the mean %v and the error %v, not %v and %v", v.Variant, v.Values, mean, error, *v.Mean, *v.StandardError)
		}
	}
	if v := c.Verdict.Pairs; len(v) != 1 || v[0].Variant != "slow" || v[0].Sentences[0].About != "time" || !strings.HasPrefix(v[0].Sentences[0].Text, "“Slow” serves 99 of 100 within ") {
		t.Errorf("the verdict is %+v", v)
	}
	decode(t, do(t, valid, "compare", "-", "--replications", "3", "--json", "--variant", "slow", "--metric", "ping.latency.mean"), &c)
	if v := c.Metrics[0].Variants; len(v) != 1 || len(v[0].Values) != 3 || v[0].StandardError == nil || v[0].Difference != nil || len(c.Verdict.Pairs) != 0 {
		t.Errorf("of a single variant: %+v", c)
	}
}

func TestNumbersAreShortestOrNull(t *testing.T) {
	for x, want := range map[float64]string{0.1: "0.1", 1e21: "1e+21", 3: "3", math.Inf(1): `"never"`, math.Inf(-1): "null"} {
		if text, err := json.Marshal(number(x)); err != nil || string(text) != want {
			t.Errorf("%v is written %s, %v; want %s", x, text, err, want)
		}
	}
	if text, _ := json.Marshal(number(math.NaN())); string(text) != "null" {
		t.Errorf("what is no number is written %s", text)
	}
}
