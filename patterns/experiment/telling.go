package experiment

import (
	"backchat/language"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// endings are how operations end that are not served, in words.
var endings = [...]struct {
	metric string
	says   language.Text
}{
	{"empty", "{share} came back empty"}, {"rejected", "{share} were rejected"}, {"timedOut", "{share} timed out"}, {"failed", "{share} failed"}, {"lost", "{share} were lost"},
	{"cancelled", "{share} were cancelled"}, {"expired", "{share} expired"}, {"deadLettered", "{share} went to the dead letters"}, {"dropped", "{share} were dropped"}, {"coalesced", "{share} gave way to later ones"},
	{"noConnection", "{share} got no connection"}, {"noPort", "{share} got no port"}, {"notFound", "{share} asked for what is not there"},
	{"limited", "{share} were over a limit"}, {"throttled", "{share} were held back by their callers"}, {"conflict", "{share} gave way to another write"},
	{"notEnoughReplicas", "{share} found too few replicas in sync"}, {"truncated", "{share} were acknowledged and then cut off"},
	{"unfinished", "{share} were unfinished"}, {"otherwise", "{share} ended otherwise"},
}

// An account of one run has these texts of requests that are served, and others of
// news that is delivered.
type runTexts struct {
	all, some, within language.Text
	quantiles         [2]language.Text // of those that are told; the first of them also says what is within a time
	nothing           language.Text
	those             language.Text // that are
}

var (
	ofRequests = runTexts{
		all: "all {n} operations were served", some: "of {n} operations {share} were served; {rest}", within: "{share} were served within {time}",
		quantiles: [2]language.Text{"half were served within {time}", "99 of 100 were served within {time}"},
		nothing:   "no operation began", those: "of those served, {text}",
	}
	ofNews = runTexts{
		all: "all {n} operations were delivered", some: "of {n} operations {share} were delivered; {rest}", within: "{share} were delivered within {time}",
		quantiles: [2]language.Text{"half were delivered within {time}", "99 of 100 were delivered within {time}"},
		nothing:   "nothing was to be told", those: "of those delivered, {text}",
	}
)

// Tell is one run in words, a text for each flow: what was
// served, what became of the rest, what was done twice, and how soon.
func Tell(f *metrics.Figures, s *scenario.Scenario, in language.Table) []string {
	var all []string
	r := newRole("", s, speech{in})
	for _, flow := range r.flows {
		t := &telling{in: speech{in}, figures: f, flow: flow, says: &ofRequests}
		if r.news[flow] {
			t.says = &ofNews
		}
		text := t.tell(r.within[flow])
		if len(r.flows) > 1 {
			text = flow + ": " + text
		}
		all = append(all, text)
	}
	return all
}

// A telling puts the figures of one flow into words.
type telling struct {
	in      speech
	figures *metrics.Figures
	flow    string
	says    *runTexts
}

func (t *telling) value(name string) float64 {
	m, _ := t.figures.Lookup(t.flow + "." + name)
	return m.Value
}

func (t *telling) tell(objective string) string {
	all := t.value("operations")
	if !(all > 0) {
		return t.nothing()
	}
	n := t.in.number(all)
	text := t.in.Count(one(n), t.says.all, "n", n)
	if share := t.value("okShare"); share < 1 {
		var rest []string
		for _, e := range endings {
			if n := t.value(e.metric); n > 0 {
				rest = append(rest, t.in.Say(e.says, "share", t.in.percent(n/all)))
			}
		}
		text = t.in.Count(one(n), t.says.some, "n", n, "share", t.in.percent(share), "rest", t.in.list(rest))
	}
	text = capital(text) + "." + t.soon(objective)
	if n := t.value("appliedTwice"); n > 0 {
		n := t.in.number(n)
		text += " " + t.in.Count(one(n), "{n} were done twice.", "n", n)
	}
	return text
}

// nothing tells of a flow without operations what was asked in vain.
func (t *telling) nothing() string {
	text := t.in.Say(t.says.nothing)
	if polls := t.value("requests"); polls > 0 && t.value("emptyShare") == 1 {
		text += "; " + t.in.amount(polls, "{n} poll, all in vain | {n} polls, all in vain")
	}
	return capital(text) + "."
}

// soon tells how soon all were served, or where of all nothing can be told,
// those that were.
func (t *telling) soon(objective string) string {
	text := ""
	if objective != "" {
		text = t.in.Say(t.says.within, "share", t.in.percent(t.value("withinObjective")), "time", objective)
	} else if text = t.quantiles("latencyAll.", t.says.quantiles); text == "" {
		if text = t.quantiles("latency.", [2]language.Text{"half were within {time}", "99 of 100 were within {time}"}); text != "" {
			text = t.in.Say(t.says.those, "text", text)
		}
	}
	if text == "" {
		return ""
	}
	return " " + capital(text) + "."
}

// quantiles are told by the texts, of which the first that is has more to say. A time
// within which more are is told alone where it is that of half as well.
func (t *telling) quantiles(of string, says [2]language.Text) string {
	var parts []string
	last := ""
	for i, q := range quantiles[:len(says)] {
		x := t.value(of + q.metric)
		time := t.in.quantity(x, "s")
		if time == last {
			parts = nil
		}
		switch last = time; {
		case !defined(x) || never(x):
		case len(parts) == 0:
			parts = append(parts, t.in.Say(says[i], "time", time))
		default:
			parts = append(parts, t.in.Say("{x} within {time}", "x", t.in.Say(q.says), "time", time))
		}
	}
	return t.in.list(parts)
}
