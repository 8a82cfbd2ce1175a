package experiment

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"backchat/language"
	"backchat/patterns/scenario"
	"backchat/sim"
	"backchat/sim/metrics"
)

// An Account is a comparison in words: what was served, lost and done twice
// first, then how soon, then at what cost. It tells of differences that are
// shown, and of no others; what is equal on every seed is left out, but for a
// share served that is below 1. Where the variants have other work, it says so,
// and tells counts and costs of an operation.
type Account struct {
	Ranking string   // all variants by what tells most of them, best first; "" for fewer than three, and where nothing does
	Kinds   []string // of variants whose runs fall into two kinds, so that no mean describes them
	Pairs   []Pair   // each variant but the first, beside that
}

// A Pair is two variants side by side, in words.
type Pair struct {
	Variant   string
	Sentences []Sentence
}

// A Sentence says one thing about two variants.
type Sentence struct {
	About Topic
	Text  string
	Facts []Fact // the figures that it tells, in its order
}

// A Fact is two figures of a sentence: of the variant that is its subject and
// of the other.
type Fact struct {
	Metric          string // flow.okShare, say; run.bytes and the like for sums over all flows or nodes; "a / b" for one by another
	Subject, Object string // variants
	Of, Against     float64
	Finding         Finding // what the subject's is, beside the other's
}

// Topic is what a sentence is about.
type Topic uint8

// The topics, in the order in which they are told.
const (
	Served Topic = iota
	Work
	Trouble
	Time
	Cost
	Nothing
)

func (t Topic) String() string {
	return [...]string{"served", "work", "trouble", "time", "cost", "nothing"}[t]
}

// Text is all sentences of a pair.
func (p *Pair) Text() string {
	var all []string
	for _, s := range p.Sentences {
		all = append(all, s.Text)
	}
	return strings.Join(all, " ")
}

// essential are the metrics of a variant that accounts are made of.
func essential(s *scenario.Scenario) []string {
	names := []string{"run.window"}
	t := s.Topology()
	for _, f := range t.Flows {
		for _, name := range [...]string{"operations", "okShare", "withinObjective", "losses", "rejected", "appliedTwice", "latencyAll.p50", "latencyAll.p99", "latencyAll.p999", "latency.p50", "latency.p99", "bytes", "requests", "backlog.max", "deadLetters.max", "cause.queued.mean"} {
			names = append(names, f.ID+"."+name)
		}
	}
	for _, id := range stations(s) {
		names = append(names, id+".cpu", id+".connections.max", id+".queue.max", id+".queue.mean", id+".memory.max")
	}
	return names
}

// stations are the subjects of figures of what is asked for something.
func stations(s *scenario.Scenario) []string {
	var ids []string
	for _, n := range s.Topology().Nodes {
		if !n.Edge {
			ids = append(ids, n.ID)
		}
		if n.Sidecar != 0 {
			ids = append(ids, n.ID+"+sidecar")
		}
	}
	return ids
}

// account tells samples in words.
func (s *Samples) account() *Account {
	a := &Account{Ranking: s.ranking(), Kinds: s.kinds()}
	for v := 1; v < len(s.Plan.Variants); v++ {
		p := newPairing(s, s.Plan.Variants[0], s.Plan.Variants[v])
		a.Pairs = append(a.Pairs, Pair{s.Plan.Variants[v], p.tell()})
	}
	return a
}

// A role is what a variant's account needs to know of it.
type role struct {
	name     string // within a sentence
	flows    []string
	news     map[string]bool   // flows whose operations are news to hear of
	within   map[string]string // objectives, in words
	hedged   map[string]bool   // flows of which only hedges can make what is done twice
	inLine   bool              // some disk makes one sync at a time, for which what is to be kept waits
	stations []string
}

// role is that of a variant, which is found out once.
func (s *Samples) role(variant string) *role {
	if s.roles == nil {
		s.roles = map[string]*role{}
	}
	if s.roles[variant] == nil {
		v, err := s.File.Scenario(variant)
		if err != nil {
			panic("experiment: " + err.Error()) // it has been run
		}
		s.roles[variant] = newRole(nameOf(s.File, variant, s.in), v, speech{s.in})
	}
	return s.roles[variant]
}

func newRole(name string, v *scenario.Scenario, in speech) *role {
	r := &role{name: name, news: map[string]bool{}, within: map[string]string{}, hedged: map[string]bool{}, stations: stations(v)}
	for i := range v.Nodes {
		r.inLine = r.inLine || v.Nodes[i].Syncs()
	}
	for i, f := range v.Topology().Flows {
		r.flows = append(r.flows, f.ID)
		r.news[f.ID] = f.Hears
		r.hedged[f.ID] = v.Flows[i].Hedge != nil && v.Flows[i].Retry == nil
		if objective := v.Flows[i].Objective; objective != nil {
			r.within[f.ID] = in.quantity(objective.Seconds(), "s")
		}
	}
	return r
}

// kinds tells of which variants no mean describes the runs.
func (s *Samples) kinds() []string {
	var all []string
	for _, variant := range s.Plan.Variants {
		for _, f := range s.role(variant).flows {
			if low, high, two := kindsOf(s.values(f+".okShare", variant)); two {
				all = append(all, s.sayKinds(variant, f, low, high))
			}
		}
	}
	return all
}

func (s *Samples) sayKinds(variant, flow string, low, high Kind) string {
	in, r := speech{s.in}, s.role(variant)
	does := func(k Kind) string {
		x := in.span(k.From, k.To) + in.of(flow, r)
		form := verbFor(r.news[flow]).many
		if k.Runs == 1 {
			form = verbFor(r.news[flow]).one
		}
		return in.Count(one(x), form, "x", x)
	}
	the := in.Say("the runs of “{name}”", "name", r.name)
	return capital(in.Say("{runs} fall into two kinds: {low} of {all} {serve}, {high} {others}. Their mean describes neither.",
		"runs", the, "low", strconv.Itoa(low.Runs), "all", strconv.Itoa(low.Runs+high.Runs), "serve", does(low),
		"high", strconv.Itoa(high.Runs), "others", does(high)))
}

// span is a range of shares: "17 to 20 %"; where the ends are as good as one,
// that: "99.9 %".
func (s speech) span(from, to float64) string {
	if to-from < 0.002 {
		return s.percent((from + to) / 2)
	}
	digits := 0
	if to-from < 0.02 {
		digits = 1
	}
	end := func(share float64) string { return s.Figure(strconv.FormatFloat(100*share, 'f', digits, 64)) }
	return s.Say("{from} to {to} %", "from", end(from), "to", end(to))
}

// ranking sets all variants in order, by the share served where a difference
// of that is shown, or by how soon half and 99 of 100 are served.
func (s *Samples) ranking() string {
	if len(s.Plan.Variants) < 3 {
		return ""
	}
	in := speech{s.in}
	for _, r := range [...]struct {
		metric      string
		title, news language.Text
		most        bool
	}{
		{"okShare", "Served", "Delivered", true},
		{"latencyAll.p50", "Half served within", "Half delivered within", false},
		{"latencyAll.p99", "99 of 100 served within", "99 of 100 delivered within", false},
	} {
		flow, ok := s.telling(r.metric)
		if !ok {
			continue
		}
		first := s.role(s.Plan.Variants[0])
		title := in.Say(r.title)
		if first.news[flow] {
			title = in.Say(r.news)
		}
		if len(first.flows) > 1 {
			title += ", " + flow
		}
		return title + ": " + s.inOrder(flow+"."+r.metric, r.most) + "."
	}
	return ""
}

// telling is the flow whose metric differs most among the variants, if any is
// shown to differ from the first, and by more than a trifle.
func (s *Samples) telling(metric string) (flow string, ok bool) {
	widest := 0.0
	for _, f := range s.role(s.Plan.Variants[0]).flows {
		row, _ := s.row(f + "." + metric)
		low, high := math.Inf(1), math.Inf(-1)
		shown := false
		for _, c := range row.Cells {
			if defined(c.Mean) {
				low, high = min(low, c.Mean), max(high, c.Mean)
			}
			shown = shown || c.Finding == Less || c.Finding == More
		}
		if wide := high - low; shown && wide >= material*high && (wide > widest || never(wide)) {
			flow, ok, widest = f, true, wide
		}
	}
	return flow, ok
}

// inOrder are the means of a metric by variant, the best first.
func (s *Samples) inOrder(metric string, most bool) string {
	row, _ := s.row(metric)
	var order []int
	for v, c := range row.Cells {
		if defined(c.Mean) {
			order = append(order, v)
		}
	}
	sim.Sort(order, func(a, b int) int {
		if most {
			a, b = b, a
		}
		return cmp.Or(cmp.Compare(row.Cells[a].Mean, row.Cells[b].Mean), cmp.Compare(row.Cells[a].Never(), row.Cells[b].Never()))
	})
	in := speech{s.in}
	var all []string
	for _, v := range order {
		text := cmp.Or(in.mostly(row.Cells[v].Values), in.quantity(row.Cells[v].Mean, row.Unit))
		if row.Kind == metrics.Share {
			text = in.percent(row.Cells[v].Mean)
		}
		all = append(all, in.Say("“{variant}” {figure}", "variant", s.role(s.Plan.Variants[v]).name, "figure", text))
	}
	return strings.Join(all, ", ")
}
