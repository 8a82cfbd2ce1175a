// Package words holds what Backchat says in words against its figures, over
// the whole gallery.
package words

import (
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

// seeds is on how many each variant is run.
func seeds() int {
	if os.Getenv("BACKCHAT_SOAK") != "" {
		return 24
	}
	return 6
}

func TestSentencesOfTheGallerySayWhatTheFiguresSay(t *testing.T) {
	names := gallery.Names()
	told := make([][]experiment.Topic, len(names))
	t.Run("of", func(t *testing.T) {
		for i, name := range names {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				told[i] = hear(t, name)
			})
		}
	})
	for _, about := range []experiment.Topic{experiment.Served, experiment.Trouble, experiment.Time, experiment.Cost, experiment.Nothing} {
		if !slices.ContainsFunc(told, func(of []experiment.Topic) bool { return slices.Contains(of, about) }) {
			t.Errorf("no sentence of the gallery is about %v", about)
		}
	}
}

// hear holds all that is said of a scenario against its figures, and tells what it is about.
func hear(t *testing.T, name string) (about []experiment.Topic) {
	f, err := gallery.File(name)
	if err != nil {
		t.Fatal(err)
	}
	c := compare(t, f)
	toldInGerman(t, name, c)
	clients := clientsOf(t, f, c.Variants)
	for i := range c.Account.Pairs {
		pair := &c.Account.Pairs[i]
		h := &holder{t, name + ", " + pair.Variant, c, clients}
		h.leads(pair)
		for j := range pair.Sentences {
			about = append(about, pair.Sentences[j].About)
			h.holds(&pair.Sentences[j])
		}
	}
	for _, text := range c.Account.Kinds {
		t.Errorf("%s: %s", name, text)
	}
	return about
}

func compare(t *testing.T, f *scenario.File) *experiment.Comparison {
	t.Helper()
	base, err := f.Scenario(scenario.Base)
	if err != nil {
		t.Fatal(err)
	}
	names, err := experiment.Names(f, f.Variants())
	if err != nil {
		t.Fatal(err)
	}
	c, err := experiment.Compare(t.Context(), f, experiment.Plan{Variants: f.Variants(), Seeds: experiment.Seeds(base.Seed, seeds())}, names)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A holder holds what is said of one pair against the figures.
type holder struct {
	t     *testing.T
	where string
	c     *experiment.Comparison
	// clients are the ids of the nodes that are clients.
	clients map[string]bool
}

// leads demands that no share served that is shown to differ is left out of
// the first sentence.
func (h *holder) leads(p *experiment.Pair) {
	v := slices.Index(h.c.Variants, p.Variant)
	for _, row := range h.c.Rows {
		found := row.Cells[v].Finding
		if !strings.HasSuffix(row.Metric, ".okShare") || found != experiment.Less && found != experiment.More {
			continue
		}
		first := p.Sentences[0]
		if first.About != experiment.Served || !slices.ContainsFunc(first.Facts, func(f experiment.Fact) bool { return f.Metric == row.Metric }) {
			h.t.Errorf("%s: %s differs, and the verdict begins with %q", h.where, row.Metric, first.Text)
		}
	}
}

// holds demands that the facts of a sentence are what the runs came to, that
// they are shown, and that its numbers are those of its facts.
func (h *holder) holds(s *experiment.Sentence) {
	for _, f := range s.Facts {
		of, against := h.values(f.Metric, f.Subject), h.values(f.Metric, f.Object)
		if !same(f.Of, average(of)) || !same(f.Against, average(against)) {
			h.t.Errorf("%s: %q tells of %v and %v; %s comes to %v and %v", h.where, s.Text, f.Of, f.Against, f.Metric, average(of), average(against))
		}
		if !shown(f, of, against) {
			h.t.Errorf("%s: %q tells that %s is %v, which %v and %v do not show", h.where, s.Text, f.Metric, f.Finding, of, against)
		}
	}
	if len(s.Facts) > 0 {
		h.numbers(s)
	}
}

// values are a metric's by seed, from the rows of the comparison; one of the
// run but its window is the sum over its flows or over what is no client, "a / b" one by
// another, seed by seed.
func (h *holder) values(metric, variant string) []float64 {
	if of, by, divided := strings.Cut(metric, " / "); divided {
		ratio := slices.Clone(h.values(of, variant))
		for i, x := range h.values(by, variant) {
			ratio[i] /= x
		}
		return ratio
	}
	v := slices.Index(h.c.Variants, variant)
	sum := make([]float64, len(h.c.Seeds))
	name, total := strings.CutPrefix(metric, "run.")
	total = total && name != "window"
	for _, row := range h.c.Rows {
		subject, rest, _ := strings.Cut(row.Metric, ".")
		if !total && row.Metric == metric {
			return h.forSomeTime(row, v)
		}
		if total && rest == name && !strings.Contains(subject, "/") && !h.client(subject, name) {
			for i, x := range row.Cells[v].Values {
				if !math.IsNaN(x) {
					sum[i] += x
				}
			}
		}
	}
	return sum
}

// forSomeTime are the values of a row, without queues of what waits for no time.
func (h *holder) forSomeTime(row experiment.Row, v int) []float64 {
	values := slices.Clone(row.Cells[v].Values)
	if place, isQueue := strings.CutSuffix(row.Metric, ".queue.max"); isQueue {
		for i, mean := range h.values(place+".queue.mean", h.c.Variants[v]) {
			if mean == 0 {
				values[i] = 0
			}
		}
	}
	return values
}

// client tells whether a subject's work does not count as cost, or, of other
// metrics, whether it is no flow.
func (h *holder) client(subject, metric string) bool {
	isFlow := slices.ContainsFunc(h.c.Rows, func(r experiment.Row) bool { return r.Metric == subject+".okShare" })
	if metric != "cpu" {
		return !isFlow
	}
	return h.clients[subject]
}

func clientsOf(t *testing.T, f *scenario.File, variants []string) map[string]bool {
	clients := map[string]bool{}
	for _, variant := range variants {
		s, err := f.Scenario(variant)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range s.Topology().Nodes {
			clients[n.ID] = clients[n.ID] || n.Kind == "client"
		}
	}
	return clients
}

func average(values []float64) float64 {
	sum, n := 0.0, 0.0
	for _, x := range values {
		if !math.IsNaN(x) {
			sum += x
			n++
		}
	}
	return sum / n
}

func same(a, b float64) bool { return a == b || math.Abs(a-b) <= 1e-9*math.Abs(a) }

// shown judges a difference anew: by the paired interval, with t from a table.
func shown(f experiment.Fact, of, against []float64) bool {
	var d []float64
	all, less, more := 0, 0, 0
	for i := range of {
		if math.IsNaN(of[i]) || math.IsNaN(against[i]) {
			continue
		}
		all++
		if of[i] < against[i] {
			less++
		} else if of[i] > against[i] {
			more++
		}
		d = append(d, of[i]-against[i])
	}
	switch mean, half := average(d), reach(d); {
	case f.Finding == experiment.Same:
		return less == 0 && more == 0
	case math.IsNaN(half): // one is never
		return f.Finding == experiment.Less && less == all || f.Finding == experiment.More && more == all
	case f.Finding == experiment.Less:
		return mean+half < 0
	case f.Finding == experiment.More:
		return mean-half > 0
	}
	return false
}

// reach is half the 95 % interval of a mean, with t from a table; of numbers of
// values that are not in it, with 2, which makes it too narrow.
func reach(d []float64) float64 {
	mean, sum := average(d), 0.0
	for _, x := range d {
		sum += (x - mean) * (x - mean)
	}
	n := float64(len(d))
	t, known := map[int]float64{24: 2.0687, 10: 2.2622, 9: 2.3060, 8: 2.3646, 7: 2.4469}[len(d)]
	if !known {
		t = 2
	}
	return t * math.Sqrt(sum/(n-1)/n)
}

// aNumber is a number of a sentence with what follows it.
var aNumber = regexp.MustCompile(`([0-9][0-9,.]*[0-9]|[0-9]) ?(%|ns|µs|ms|s\b|kB|MB|GB|B\b)?`)

var sizes = map[string]float64{"": 1, "%": 0.01, "ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1, "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}

// someNever says of how many runs a time is not the mean.
var someNever = regexp.MustCompile(`[^ ]+ m?s \(never in [0-9]+ of [0-9]+ runs\)`)

// numbers demands that each number of a sentence is one of its facts', the
// subject's before the object's.
func (h *holder) numbers(s *experiment.Sentence) {
	text := someNever.ReplaceAllString(strings.NewReplacer("999 of 1,000 ", "", "99 of 100 ", "").Replace(s.Text), "")
	for _, m := range aNumber.FindAllStringSubmatch(text, -1) {
		x, err := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", ""), 64)
		if err != nil {
			h.t.Fatalf("%s: %q in %q: %v", h.where, m[1], s.Text, err)
		}
		x *= sizes[m[2]]
		if !slices.ContainsFunc(s.Facts, func(f experiment.Fact) bool { return tells(x, f.Of, f) || tells(x, f.Against, f) }) && !h.named(m[0], x) {
			h.t.Errorf("%s: no fact of %q is %v: %+v", h.where, s.Text, x, s.Facts)
		}
	}
	if f := s.Facts[0]; len(s.Facts) == 1 && f.Finding != experiment.Same && !math.IsInf(f.Of, 0) && !math.IsInf(f.Against, 0) && f.Of != 0 && f.Against != 0 {
		if m := aNumber.FindAllStringSubmatch(text, -1); len(m) == 2 {
			x, _ := strconv.ParseFloat(strings.ReplaceAll(m[0][1], ",", ""), 64)
			if !tells(x*sizes[m[0][2]], f.Of, f) {
				h.t.Errorf("%s: %q begins with %v, not with the subject's %v", h.where, s.Text, x, f.Of)
			}
		}
	}
}

// named tells whether a number belongs to a name, as in load80, or to an
// objective.
func (h *holder) named(text string, x float64) bool {
	for _, v := range h.c.Variants {
		f, err := gallery.File(strings.TrimSuffix(h.c.Scenario, ".json"))
		if err != nil {
			h.t.Fatal(err)
		}
		if strings.Contains(v+" "+experiment.Title(f, v, nil), strings.TrimSpace(text)) {
			return true
		}
		s, err := f.Scenario(v)
		if err != nil {
			h.t.Fatal(err)
		}
		for i := range s.Flows {
			if o := s.Flows[i].Objective; o != nil && math.Abs(x-o.Seconds()) <= 0.006*x {
				return true
			}
		}
	}
	return false
}

// tells tells whether a number stands for a figure: to three digits, a share
// to a tenth of the difference.
func tells(x, figure float64, f experiment.Fact) bool {
	if strings.HasSuffix(f.Metric, "Share") || strings.HasSuffix(f.Metric, "withinObjective") {
		return math.Abs(x-figure) <= max(0.0005, math.Abs(f.Of-f.Against)/10)
	}
	return math.Abs(x-figure) <= 0.006*figure
}
