package experiment

import (
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// endings are how operations end that are not served, in words.
var endings = [...]struct{ metric, says string }{
	{"empty", "came back empty"}, {"rejected", "were rejected"}, {"timedOut", "timed out"}, {"failed", "failed"}, {"lost", "were lost"},
	{"cancelled", "were cancelled"}, {"expired", "expired"}, {"deadLettered", "went to the dead letters"}, {"dropped", "were dropped"}, {"coalesced", "gave way to later ones"},
	{"noConnection", "got no connection"}, {"noPort", "got no port"}, {"notFound", "asked for what is not there"},
	{"limited", "were over a limit"}, {"throttled", "were held back by their callers"}, {"conflict", "gave way to another write"},
	{"notEnoughReplicas", "found too few replicas in sync"}, {"truncated", "were acknowledged and then cut off"},
	{"unfinished", "were unfinished"}, {"otherwise", "ended otherwise"},
}

// Tell is one run in words, a text for each flow: what was
// served, what became of the rest, what was done twice, and how soon.
func Tell(f *metrics.Figures, s *scenario.Scenario) []string {
	var all []string
	r := newRole("", s)
	for _, flow := range r.flows {
		t := &telling{figures: f, flow: flow, served: "served"}
		if r.news[flow] {
			t.served = "delivered"
		}
		text := t.tell(r.within[flow])
		if text == "" {
			continue
		}
		if len(r.flows) > 1 {
			text = flow + ": " + text
		}
		all = append(all, text)
	}
	return all
}

// A telling puts the figures of one flow into words.
type telling struct {
	figures      *metrics.Figures
	flow, served string
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
	text := "All " + metrics.Quantity(all, "1") + " operations were " + t.served
	if share := t.value("okShare"); share < 1 {
		text = "Of " + metrics.Quantity(all, "1") + " operations " + metrics.Percent(share) + " were " + t.served
		var rest []string
		for _, e := range endings {
			if n := t.value(e.metric); n > 0 {
				rest = append(rest, metrics.Percent(n/all)+" "+e.says)
			}
		}
		text += "; " + inWords(rest)
	}
	text += "." + t.soon(objective)
	if n := t.value("appliedTwice"); n > 0 {
		text += " " + metrics.Quantity(n, "1") + " were done twice."
	}
	return text
}

// nothing tells of a flow without operations what was asked in vain.
func (t *telling) nothing() string {
	text := "No operation began"
	if t.served == "delivered" {
		text = "Nothing was to be told"
	}
	if polls := t.value("requests"); polls > 0 && t.value("emptyShare") == 1 {
		text += "; " + amount("1", "poll", "polls", "")(polls) + ", all in vain"
	}
	return text + "."
}

// soon tells how soon all were served, or where of all nothing can be told,
// those that were.
func (t *telling) soon(objective string) string {
	if objective != "" {
		return " " + metrics.Percent(t.value("withinObjective")) + " were " + t.served + " within " + objective + "."
	}
	if text := t.quantiles("latencyAll."); text != "" {
		return " " + capital(text) + "."
	}
	if text := t.quantiles("latency."); text != "" {
		return " Of those " + t.served + ", " + text + "."
	}
	return ""
}

func (t *telling) quantiles(of string) string {
	var parts []string
	for i, q := range quantiles[:2] {
		x := t.value(of + q.metric)
		if !defined(x) || never(x) {
			continue
		}
		were := ""
		if i == 0 || len(parts) == 0 {
			were = "were " + t.served + " "
			if of == "latency." {
				were = "were "
			}
		}
		parts = append(parts, q.says+" "+were+"within "+metrics.Quantity(x, "s"))
	}
	return inWords(parts)
}
