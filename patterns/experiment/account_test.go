package experiment

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// shop is a scenario with a base and a variant; news is the same with a flow
// of news, so that the pattern gives the base its name.
const (
	shop = `{"version": 1, "title": "Shop", "seed": 1, "duration": "1s",
		"nodes": {"user": {"kind": "client"}, "api": {"kind": "server"}},
		"flows": {"ask": {"from": "user", "to": "api", "pattern": "requestResponse", "send": {"rate": "1/s"}%s}},
		"variants": {"noRetry": {"nodes": {"api": {"workers": 2}}}}}`
	news = `{"version": 1, "title": "News", "seed": 1, "duration": "1s",
		"nodes": {"user": {"kind": "client"}, "api": {"kind": "server"}},
		"flows": {"hear": {"from": "user", "to": "api", "pattern": "longPolling", "updates": {"rate": "1/s"}}},
		"variants": {"push": {"flows": {"hear": {"pattern": "push"}}}}}`
)

// A figures maps the names of metrics to the values of the base and of the
// variant, by seed.
type figures map[string][2][]float64

// made are made-up runs; a metric without values is 0 or, of a share, 1.
func made(t *testing.T, text string, f figures) *Samples {
	t.Helper()
	x := file(t, text)
	seeds := 1
	for _, values := range f {
		seeds = max(seeds, len(values[0]))
	}
	s := &Samples{File: x, Plan: Plan{Variants: x.Variants(), Seeds: Seeds(1, seeds)}}
	for v, variant := range s.Plan.Variants {
		base, err := x.Scenario(variant)
		if err != nil {
			t.Fatal(err)
		}
		var kept []map[string]metrics.Metric
		for seed := range seeds {
			of := map[string]metrics.Metric{}
			for _, name := range essential(base) {
				of[name] = metrics.Metric{Name: name, Value: usual(name), Unit: "1", Kind: kindOf(name)}
			}
			for name, values := range f {
				m := of[name]
				m.Value = values[v][seed]
				of[name] = m
			}
			kept = append(kept, of)
		}
		s.kept = append(s.kept, kept)
	}
	return s
}

func usual(name string) float64 {
	if strings.HasSuffix(name, "Share") || strings.HasSuffix(name, ".queue.mean") {
		return 1
	}
	return 0
}

func kindOf(name string) metrics.Kind {
	if strings.HasSuffix(name, "Share") {
		return metrics.Share
	}
	return metrics.Count
}

// about are so many values around a mean, a hundredth up and down.
func about(mean float64) []float64 {
	return []float64{0.99 * mean, mean, 1.01 * mean, 0.995 * mean, 1.005 * mean, mean, 0.99 * mean, 1.01 * mean}
}

// nearly is about with the deviations the other way round, so that its
// difference to about(mean) is by chance.
func nearly(mean float64) []float64 {
	return []float64{1.02 * mean, mean, 0.99 * mean, 1.005 * mean, 0.995 * mean, mean, 0.99 * mean, 1.01 * mean}
}

func all(x float64) []float64 { return []float64{x, x, x, x, x, x, x, x} }

// verdicts are made-up figures, and what is told of them.
var verdicts = func() []toldOf {
	never, ask := math.Inf(1), fmt.Sprintf(shop, "")
	return []toldOf{
		{"the share served leads, in as many digits as show the difference", ask,
			figures{"ask.okShare": {about(.13), about(.82)}}, "“No retry” serves 82 %; “as it stands”, 13 %."},
		{"shares near each other need more digits, and not quite all is not all", ask,
			figures{"ask.okShare": {all(.9981), all(.9999)}}, "“No retry” serves 99.99 %; “as it stands”, 99.81 %."},
		{"all is all, without zeros behind the point", ask,
			figures{"ask.okShare": {all(.9981), all(1)}}, "“No retry” serves 100 %; “as it stands”, 99.8 %."},
		{"what was lost and done twice comes next", ask,
			figures{"ask.okShare": {about(.9), all(1)}, "ask.losses": {about(200), all(0)}, "ask.appliedTwice": {all(0), about(1500)}},
			"“No retry” serves 100 %; “as it stands”, 90 %. It loses none instead of 200 and does 1,500 twice instead of none."},
		{"and leads where as many are served", ask,
			figures{"ask.appliedTwice": {about(36.9), all(0)}}, "“No retry” does none twice; “as it stands”, 36.9 on average."},
		{"then how soon, of all operations", ask,
			figures{"ask.okShare": {all(.2), all(.9)}, "ask.latencyAll.p50": {all(never), about(.06)}, "ask.latencyAll.p99": {all(never), all(never)},
				"ask.latency.p50": {about(.05), about(.06)}},
			"“No retry” serves 90 %; “as it stands”, 20 %. It serves half within 60 ms instead of never."},
		{"never is said of as many runs as it holds for", ask,
			figures{"ask.latencyAll.p99": {{1, 1, 1, 1, 1, 1, 1, never}, about(.06)}},
			"“No retry” serves 99 of 100 within 60 ms; “as it stands”, 1 s (never in 1 of 8 runs)."},
		{"of either", ask,
			figures{"ask.latencyAll.p99": {about(.06), {1, 1, never, 1, 1, 1, 1, never}}},
			"“No retry” serves 99 of 100 within 1 s (never in 2 of 8 runs); “as it stands”, 60 ms."},
		{"but not where both are never in some", ask,
			figures{"ask.latencyAll.p50": {about(2), about(1)}, "ask.latencyAll.p99": {{.06, .06, never, .06, .06, .06, .06, .06}, {1, 1, never, 1, 1, 1, 1, 1}}},
			"“No retry” serves half within 1 s; “as it stands”, 2 s."},
		{"memory is what a place is short of that says what connections take", ask,
			figures{"api.memory.max": {all(2e7), all(6.7e7)}, "ask.requests": {all(0), all(10)}, "api.cpu": {all(0), all(1)}, "ask.bytes": {all(0), all(1)}},
			"“No retry” takes up to 67 MB of memory at api, sends 1 B of messages and makes 10 requests; “as it stands”, 20 MB, none and none."},
		{"what waits for a disk that makes one sync at a time waits, too", strings.Replace(ask, `"api": {"kind": "server"}`, `"api": {"kind": "store", "table": {"disk": "serial", "sync": "5ms"}}`, 1),
			figures{"ask.cause.queued.mean": {all(.092), all(.002)}}, "“No retry” lets an operation wait 2 ms in line; “as it stands”, 92 ms."},
		{"which is for no time where there is none", strings.Replace(ask, `"api": {"kind": "server"}`, `"api": {"kind": "store", "table": {"disk": "serial", "sync": "5ms"}}`, 1),
			figures{"ask.cause.queued.mean": {all(.092), all(0)}}, "“No retry” lets an operation wait for no time in line; “as it stands”, 92 ms."},
		{"where there is no such disk, the places have queues of it", ask,
			figures{"ask.cause.queued.mean": {all(.092), all(.002)}}, "“No retry” comes to the same, on every seed."},
		{"the rarest only where neither half nor 99 of 100 tells the two apart", ask,
			figures{"ask.latencyAll.p50": {all(.01), all(.01)}, "ask.latencyAll.p99": {all(.01), all(.01)}, "ask.latencyAll.p999": {about(1), about(.03)}},
			"“No retry” serves 999 of 1,000 within 30 ms; “as it stands”, 1 s."},
		{"but not beside them", ask,
			figures{"ask.latencyAll.p50": {about(.05), about(.06)}, "ask.latencyAll.p999": {about(1), about(.03)}},
			"“No retry” serves half within 60 ms; “as it stands”, 50 ms."},
		{"of those served only where nothing can be said of all", ask,
			figures{"ask.okShare": {all(.2), all(.3)}, "ask.latencyAll.p50": {all(never), all(never)}, "ask.latency.p50": {about(.05), about(.06)}},
			"“No retry” serves 30 %; “as it stands”, 20 %. Of those served, it serves half within 60 ms instead of 50 ms."},
		{"alone, that names both", ask,
			figures{"ask.okShare": {all(1), all(1)}, "ask.latencyAll.p50": {all(never), all(never)}, "ask.latency.p99": {about(.05), about(.06)}},
			"Of those served, “no retry” serves 99 of 100 within 60 ms; “as it stands”, 50 ms."},
		{"the objective before any quantile", fmt.Sprintf(shop, `, "objective": "300ms"`),
			figures{"ask.withinObjective": {about(.5), about(.9)}, "ask.latencyAll.p50": {about(.3), about(.1)}},
			"“No retry” serves 90 % within 300 ms; “as it stands”, 50 %."},
		{"cost last, and the greatest differences of it", ask,
			figures{"ask.latencyAll.p50": {about(2), about(1)}, "ask.bytes": {about(2e6), about(1e6)}, "api.cpu": {about(3), all(0)}, "api.queue.max": {about(5), about(400)}, "ask.requests": {about(10), about(11)}},
			"“No retry” serves half within 1 s; “as it stands”, 2 s. It does no work instead of 3 s, lets up to 400 (mean of maxima) wait at api instead of 5 and sends 1 MB of messages instead of 2 MB."},
		{"costs and counts of other work are those of an operation", ask,
			figures{"ask.operations": {all(1000), all(10000)}, "run.window": {all(300), all(1500)}, "ask.bytes": {all(2e6), all(2e7)}, "ask.losses": {all(0), all(500)},
				"api.cpu": {all(4), all(80)}, "ask.requests": {all(1000), all(0)}, "api.queue.max": {all(5), all(50)}},
			"“No retry” runs on other work: 10,000 operations instead of 1,000, over 1,500 s instead of 300 s. It loses 0.05 an operation instead of none. It makes no requests instead of 1 an operation and does 8 ms of work an operation instead of 4 ms."},
		{"another time alone is other work", ask,
			figures{"ask.okShare": {all(.5), all(.9)}, "ask.operations": {all(1000), all(1010)}, "run.window": {all(58), all(5)}, "ask.bytes": {all(1000), all(2020)}, "api.queue.max": {all(50), all(5)}},
			"“No retry” serves 90 %; “as it stands”, 50 %. It is measured over 5 s instead of 58 s. It sends 2 B of messages an operation instead of 1 B."},
		{"where there are no operations, nothing can be said of one", ask,
			figures{"ask.operations": {all(531), all(0)}, "ask.bytes": {all(377e3), all(119e3)}},
			"“No retry” runs on other work: no operations instead of 531."},
		{"a request is not what a delivery is, so that nothing is said of an operation", strings.Replace(news, `{"pattern": "push"}`, `{"pattern": "requestResponse", "updates": null, "send": {"rate": "1/s"}}`, 1),
			figures{"hear.operations": {all(560), all(28)}, "hear.bytes": {all(2.47e6), all(2.76e6)}, "hear.losses": {all(0), all(4)}},
			"“Push” has operations of another kind: 28 to serve instead of 560 to deliver. It loses 4 instead of none. It sends 2.76 MB of messages instead of 2.47 MB."},
		{"nor of costs, where there is more time for them", strings.Replace(news, `{"pattern": "push"}`, `{"pattern": "requestResponse", "updates": null, "send": {"rate": "1/s"}}`, 1),
			figures{"hear.operations": {all(560), all(28)}, "run.window": {all(58), all(5)}, "hear.bytes": {all(2.47e6), all(2.76e6)}},
			"“Push” has operations of another kind: 28 to serve instead of 560 to deliver. It is measured over 5 s instead of 58 s."},
		{"where there are as many of either, one is as good as the other", strings.Replace(news, `{"pattern": "push"}`, `{"pattern": "requestResponse", "updates": null, "send": {"rate": "1/s"}}`, 1),
			figures{"hear.operations": {about(560), nearly(560)}, "hear.bytes": {all(1e6), all(2e6)}},
			"“Push” sends 2 MB of messages; “long polling”, 1 MB."},
		{"a few operations more are the same work", ask,
			figures{"ask.operations": {all(1000), all(1020)}, "ask.bytes": {all(1000), all(2000)}},
			"“No retry” sends 2 kB of messages; “as it stands”, 1 kB."},
		{"what waits at the broker waits, too", ask,
			figures{"api.queue.max": {all(40), all(0)}, "ask.backlog.max": {all(0), about(417)}, "ask.bytes": {all(1000), all(500)}, "api.cpu": {all(2), all(1)}, "ask.requests": {all(1), all(3)}},
			"“No retry” lets nothing wait at api, keeps up to 417 (mean of maxima) at the broker and makes 3 requests; “as it stands”, 40, none and 1."},
		{"what comes at one instant and waits for no time does not wait", ask,
			figures{"api.queue.max": {all(1), all(18)}, "api.queue.mean": {all(.1), all(0)}, "ask.bytes": {all(1000), all(500)}},
			"“No retry” lets nothing wait at api and sends 500 B of messages; “as it stands”, 1 and 1 kB."},
		{"beside a backlog that is less, so does what waits at a server", ask,
			figures{"api.queue.max": {all(10), all(15)}, "ask.backlog.max": {all(417), all(0)}, "ask.bytes": {all(1000), all(500)}, "ask.requests": {all(1), all(3)}},
			"“No retry” keeps nothing at the broker, lets up to 15 wait at api, makes 3 requests and sends 500 B of messages; “as it stands”, 417, 10, 1 and 1 kB."},
		{"who turns others away and serves as many says so", ask,
			figures{"ask.okShare": {all(.8), all(.8)}, "ask.rejected": {all(0), all(490)}, "ask.latencyAll.p50": {all(12), all(.9)}},
			"“No retry” serves 80 %; “as it stands”, as much. It rejects 490 instead of none. It serves half within 900 ms instead of 12 s."},
		{"where fewer are served for it, that is what is said", ask,
			figures{"ask.okShare": {all(.8), all(.5)}, "ask.rejected": {all(0), all(490)}},
			"“No retry” serves 50 %; “as it stands”, 80 %."},
		{"what is set aside as a dead letter is kept, too", ask,
			figures{"ask.backlog.max": {all(40), all(1)}, "ask.deadLetters.max": {all(0), all(39)}},
			"“No retry” keeps up to 39 among the dead letters and up to 1 in the queue; “as it stands”, none and 40."},
		{"what is at most the same in all runs is no average", ask,
			figures{"api.queue.max": {all(5), all(400)}, "api.connections.max": {all(3), all(0)}},
			"“No retry” holds no connections at api and lets up to 400 wait at api; “as it stands”, 3 and 5."},
		{"once a sentence a fraction of a thing is called a mean", ask,
			figures{"ask.losses": {all(0), about(42.6)}, "ask.appliedTwice": {all(0), about(36.9)}},
			"“No retry” loses 42.6 on average and does 36.9 twice; “as it stands”, none and none."},
		{"of times the one leads that differs by the greatest factor", ask,
			figures{"ask.latencyAll.p50": {about(.00866), about(.0093)}, "ask.latencyAll.p99": {about(1.18), about(.0756)}},
			"“No retry” serves 99 of 100 within 75.6 ms and half within 9.3 ms; “as it stands”, 1.18 s and 8.66 ms."},
		{"where half are within the time of 99 of 100, that of 99 of 100 says both", ask,
			figures{"ask.latencyAll.p50": {about(1.2), about(.04)}, "ask.latencyAll.p99": {about(2.5), about(.04)}},
			"“No retry” serves 99 of 100 within 40 ms; “as it stands”, 2.5 s."},
		{"less than a hundredth done twice comes after the times", ask,
			figures{"ask.operations": {all(10000), all(10000)}, "ask.latencyAll.p50": {about(2), about(1)}, "ask.appliedTwice": {all(0), all(99)}},
			"“No retry” serves half within 1 s; “as it stands”, 2 s. It does 99 twice instead of none."},
		{"more of it comes before them", ask,
			figures{"ask.operations": {all(10000), all(10000)}, "ask.latencyAll.p50": {about(2), about(1)}, "ask.appliedTwice": {all(0), all(101)}},
			"“No retry” does 101 twice; “as it stands”, none. It serves half within 1 s instead of 2 s."},
		{"unless hedges alone do it, which comes after them", strings.Replace(ask, `"nodes": {"api": {"workers": 2}}`, `"flows": {"ask": {"hedge": "50ms"}}`, 1),
			figures{"ask.operations": {all(10000), all(10000)}, "ask.latencyAll.p50": {about(2), about(1)}, "ask.appliedTwice": {all(0), all(6000)}},
			"“No retry” serves half within 1 s; “as it stands”, 2 s. It does 6,000 twice instead of none."},
		{"of what differs by chance nothing is said, but how many seeds would show it", ask,
			figures{"ask.latencyAll.p50": {about(1), nearly(1)}, "ask.bytes": {about(2e6), nearly(2e6)}},
			"Between “no retry” and “as it stands”, in the share served and in how soon half and 99 of 100 are, no difference is shown on 8 seeds; some 525 would show one of the size seen."},
		{"nor of what differs by much, as chance has it", ask,
			figures{"ask.okShare": {{.5, .9, .6, .8}, {.9, .5, .8, .9}}, "ask.latencyAll.p50": {{1, 3, 1, 3}, {3, 1, 3, 3}}, "ask.losses": {{1, 3, 1, 3}, {3, 1, 3, 3}}},
			"Between “no retry” and “as it stands”, in the share served and in how soon half and 99 of 100 are, no difference is shown on 4 seeds; some 59 would show one of the size seen."},
		{"what is the same is the same", ask,
			figures{"ask.latencyAll.p50": {about(1), about(1)}}, "“No retry” comes to the same, on every seed."},
		{"as many served, though not all, is worth a word", ask,
			figures{"ask.okShare": {about(.13), about(.13)}}, "“No retry” serves 13 %; “as it stands”, as much."},
		{"a trifle is none", ask,
			figures{"ask.latencyAll.p50": {all(1), all(1.001)}, "ask.bytes": {all(100), all(103)}}, "Between “no retry” and “as it stands”, in the share served and in how soon half and 99 of 100 are, no difference of a hundredth or more is shown on 8 seeds."},
		{"a mean of two kinds of runs is called one", ask,
			figures{"ask.okShare": {{.17, .18, .19, .18, .999, .17, .18, .999}, all(1)}}, "“No retry” serves 100 %; “as it stands”, 38.4 % on average."},
		{"news is delivered, and the pattern names the base", news,
			figures{"hear.okShare": {about(.91), all(1)}, "hear.latencyAll.p50": {about(2), about(.04)}},
			"“Push” delivers 100 %; “long polling”, 91 %. It delivers half within 40 ms instead of 2 s."},
		{"one run shows no difference", ask,
			figures{"ask.okShare": {{.13}, {.82}}}, "One run of each: whether a difference is more than chance cannot be said."},
	}
}()

// A toldOf is what is told of figures.
type toldOf struct {
	reason  string
	text    string
	figures figures
	says    string
}

func TestVerdictsTellWhatMattersFirst(t *testing.T) {
	for _, c := range verdicts {
		s := made(t, c.text, c.figures)
		pairs := s.account().Pairs
		if got := pairs[0].Text(); got != c.says {
			t.Errorf("%s:\n got %s\nwant %s", c.reason, got, c.says)
		}
	}
}

func TestTheBaseAsItStandsIsNeverTheSubject(t *testing.T) {
	s := made(t, fmt.Sprintf(shop, ""), figures{"ask.okShare": {about(.13), about(.82)}})
	s.Plan.Variants[0], s.Plan.Variants[1] = s.Plan.Variants[1], s.Plan.Variants[0]
	s.kept[0], s.kept[1] = s.kept[1], s.kept[0]
	pair := s.account().Pairs[0]
	if pair.Variant != scenario.Base || pair.Text() != "“No retry” serves 82 %; “as it stands”, 13 %." {
		t.Errorf("%s: %s", pair.Variant, pair.Text())
	}
	fact := pair.Sentences[0].Facts[0]
	if fact.Subject != "noRetry" || fact.Object != scenario.Base || fact.Finding != More || !near(fact.Of, .82) || !near(fact.Against, .13) {
		t.Errorf("%+v is not what the sentence tells", fact)
	}
}

func TestARankingSaysInHowManyRunsATimeIsNever(t *testing.T) {
	never := math.Inf(1)
	s := made(t, fmt.Sprintf(shop, ""), figures{"ask.latencyAll.p99": {{1, never, never, 1}, {2, 2, never, 2}}})
	want := "“no retry” 2 s (never in 1 of 4 runs), “as it stands” 1 s (never in 2 of 4 runs)"
	if got := s.inOrder("ask.latencyAll.p99", false); got != want {
		t.Errorf("it says %s, want %s", got, want)
	}
}

func TestRunsOfTwoKindsAreNamed(t *testing.T) {
	s := made(t, fmt.Sprintf(shop, ""), figures{"ask.okShare": {{.17, .18, .19, .2, .18, .17, .18, .999}, all(1)}})
	want := "The runs of “as it stands” fall into two kinds: 7 of 8 serve 17 to 20 %, 1 serves 99.9 %. Their mean describes neither."
	if kinds := s.account().Kinds; len(kinds) != 1 || kinds[0] != want {
		t.Errorf("%q, want %q", kinds, want)
	}
}

func TestNamesAreWords(t *testing.T) {
	for id, want := range map[string]string{"longPolling": "long polling", "load80": "load80", "a2B": "a2 b", "http1Lossy": "HTTP/1.1 lossy", "http2": "HTTP/2", "tls12": "TLS 1.2", "x": "x", "": ""} {
		if plain(id) != want {
			t.Errorf("%q is %q in words, want %q", id, plain(id), want)
		}
	}
	if f := file(t, news); Title(f, "base", nil) != "Long polling" || Title(f, "push", nil) != "Push" {
		t.Errorf("%q and %q", Title(f, "base", nil), Title(f, "push", nil))
	}
	if f := file(t, fmt.Sprintf(shop, "")); Title(f, "base", nil) != "As it stands" || Title(f, "noRetry", nil) != "No retry" {
		t.Errorf("%q and %q", Title(f, "base", nil), Title(f, "noRetry", nil))
	}
	titled := strings.Replace(fmt.Sprintf(shop, ""), `"noRetry": {`, `"noRetry": {"title": "two tries", `, 1)
	if f := file(t, titled); Title(f, "noRetry", nil) != "Two tries" {
		t.Errorf("a variant with a title of its own is %q", Title(f, "noRetry", nil))
	}
}

func TestGoalsAreThoseOfTheBase(t *testing.T) {
	text := strings.Replace(fmt.Sprintf(shop, ""), `"variants"`, `"goals": [{"text": "Serve most", "that": "ask.okShare > 0.5"}], "variants"`, 1)
	s := made(t, text, figures{"ask.okShare": {{.1, .6, .2, .3}, {.6, .7, .8, .9}}})
	goals := s.goals()
	if len(goals) != 1 || goals[0].Text != "Serve most" || goals[0].Met[0] != ProportionOf(1, 4) || goals[0].Met[1].Of != 0 {
		t.Errorf("%+v", goals)
	}
}
