package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"backchat/language"
	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// A compareOutput is what compare prints as JSON.
type compareOutput struct {
	Scenario string       `json:"scenario"`
	Seeds    []uint64     `json:"seeds"`
	Base     string       `json:"base"` // the variant that the others are compared with
	Variants []string     `json:"variants"`
	Verdict  verdictWords `json:"verdict"`
	Goals    []goalOutput `json:"goals"`
	Metrics  []rowOutput  `json:"metrics"`
}

// A verdictWords is the comparison in words.
type verdictWords struct {
	Ranking string       `json:"ranking,omitempty"`
	Kinds   []string     `json:"kinds,omitempty"` // warnings: of which variants no mean describes the runs
	Pairs   []pairOutput `json:"pairs"`           // each variant but the first, beside that
}

type pairOutput struct {
	Variant   string           `json:"variant"`
	Sentences []sentenceOutput `json:"sentences"`
}

type sentenceOutput struct {
	About string `json:"about"` // served, trouble, time, cost, nothing
	Text  string `json:"text"`
}

type goalOutput struct {
	Goal     string      `json:"goal"`
	That     string      `json:"that"`
	Variants []metOutput `json:"variants"`
}

// A metOutput is how many runs of a variant met a goal, with Wilson's 95 %
// interval of the share of all that would.
type metOutput struct {
	Variant string `json:"variant"`
	Met     int    `json:"met"`
	Of      int    `json:"of"`
	Low     number `json:"low"`
	High    number `json:"high"`
}

type rowOutput struct {
	Metric   string       `json:"metric"`
	Unit     string       `json:"unit"`
	Kind     string       `json:"kind"`
	Variants []cellOutput `json:"variants"`
}

type cellOutput struct {
	Variant       string            `json:"variant"`
	Mean          number            `json:"mean"`
	StandardError number            `json:"standardError"`       // of the mean; null for fewer than two values
	Undefined     int               `json:"undefined,omitempty"` // on how many seeds
	Never         int               `json:"never,omitempty"`     // on how many seeds; where on any, no mean is a time
	Values        []number          `json:"values"`              // by seed, null where undefined
	Difference    *differenceOutput `json:"difference,omitempty"`
}

type differenceOutput struct {
	Mean    number `json:"mean"`
	Low     number `json:"low"` // of the 95 % interval; null for a single seed
	High    number `json:"high"`
	Pairs   int    `json:"pairs"`
	Finding string `json:"finding"`          // less, more, noDifference, same, single
	Enough  int    `json:"enough,omitempty"` // of noDifference: how many seeds would show one of this size, by a plain estimate
}

func newCompareOutput(c *experiment.Comparison) compareOutput {
	o := compareOutput{Scenario: c.Scenario, Seeds: c.Seeds, Base: c.Variants[0], Variants: c.Variants, Metrics: []rowOutput{}, Goals: []goalOutput{}}
	o.Verdict = newVerdictWords(c.Account)
	for _, g := range c.Goals {
		o.Goals = append(o.Goals, newGoalOutput(c, &g))
	}
	for _, row := range c.Rows {
		r := rowOutput{row.Metric, row.Unit, row.Kind.String(), nil}
		for i, cell := range row.Cells {
			x := cellOutput{Variant: c.Variants[i], Mean: number(cell.Mean), StandardError: number(cell.StandardError()), Undefined: cell.Missing, Never: cell.Never(), Values: numbers(cell.Values)}
			if d := cell.Difference; cell.Finding != experiment.Unpaired {
				x.Difference = &differenceOutput{number(d.Mean), number(d.Low), number(d.High), d.N, cell.Finding.String(), cell.Enough}
			}
			r.Variants = append(r.Variants, x)
		}
		o.Metrics = append(o.Metrics, r)
	}
	return o
}

func numbers(values []float64) []number {
	all := make([]number, len(values))
	for i, x := range values {
		all[i] = number(x)
	}
	return all
}

func newVerdictWords(a *experiment.Account) verdictWords {
	v := verdictWords{Ranking: a.Ranking, Kinds: a.Kinds, Pairs: []pairOutput{}}
	for _, pair := range a.Pairs {
		p := pairOutput{Variant: pair.Variant}
		for _, s := range pair.Sentences {
			p.Sentences = append(p.Sentences, sentenceOutput{s.About.String(), s.Text})
		}
		v.Pairs = append(v.Pairs, p)
	}
	return v
}

func newGoalOutput(c *experiment.Comparison, g *experiment.Goal) goalOutput {
	o := goalOutput{Goal: g.Text, That: g.That}
	for v, met := range g.Met {
		if met.Of == 0 {
			continue
		}
		o.Variants = append(o.Variants, metOutput{c.Variants[v], met.Met, met.Of, number(met.Low), number(met.High)})
	}
	return o
}

// mostBeside is how many variants fit side by side, the base among them.
const mostBeside = 4

// comparison writes variants side by side; in several tables, each with the
// base, where they are many. Zeros that are the same everywhere are left out
// unless every metric was asked for.
func (p *program) comparison(f *scenario.File, c *experiment.Comparison, every bool) {
	s, err := f.Scenario(c.Variants[0])
	if err != nil {
		panic("backchat: " + err.Error()) // it has just been run
	}
	fmt.Fprintln(p.out, p.paint.strong(line(s.Title)))
	p.paragraph("", f.Bare(s.Question))
	fmt.Fprintln(p.out)
	p.notes(f, c.Variants)
	p.paragraph("", p.manner(c))
	p.account(c)
	p.strips(c)
	p.goals(c)
	for first := 1; first == 1 || first < len(c.Variants); first += mostBeside - 1 {
		columns := []int{0}
		for v := first; v < min(first+mostBeside-1, len(c.Variants)); v++ {
			columns = append(columns, v)
		}
		p.beside(c, columns, every)
	}
}

// notes says what the file tells its reader of variants.
func (p *program) notes(f *scenario.File, variants []string) {
	any := false
	for _, v := range variants {
		s, err := f.Scenario(v)
		if err != nil {
			panic("backchat: " + err.Error()) // it has just been run
		}
		if s.Note != "" {
			any = true
			p.paragraph("  ", v+": "+s.Note)
		}
	}
	if any {
		fmt.Fprintln(p.out)
	}
}

// manner says what the figures are taken from.
func (p *program) manner(c *experiment.Comparison) string {
	n := len(c.Seeds)
	if n == 1 {
		return p.say("One run of each variant, all on seed {seed}: whether a difference is more than chance cannot be said; use --replications.", "seed", seedText(c.Seeds[0]))
	}
	return p.say("Means of {n} runs of each variant, on seeds {first} to {last}; below them the paired difference to {base} and its 95 % interval (Student's t). Where that holds 0, it is not shown; \"the same\" is so on every seed, and \"sooner on every seed\" and the like where one is never; below a line where all are the same stands nothing. A figure that some runs have no value of says of how many it is the mean.",
		"n", strconv.Itoa(n), "first", seedText(c.Seeds[0]), "last", seedText(c.Seeds[n-1]), "base", c.Variants[0])
}

// beside writes one table of variants, a section for each subject.
func (p *program) beside(c *experiment.Comparison, columns []int, every bool) {
	var t *table
	last := ""
	for i := range c.Rows {
		row := &c.Rows[i]
		if !every && idle(row) {
			continue
		}
		id, name, _ := strings.Cut(row.Metric, ".")
		if id != last {
			t.finish(p)
			t, last = &table{}, id
			t.heading(p, id, c, columns)
		}
		t.means(p, name, row, columns)
		t.differences(p, row, columns)
	}
	t.finish(p)
}

// finish writes the table of a subject, if there is one.
func (t *table) finish(p *program) {
	if t != nil {
		fmt.Fprintln(p.out)
		t.write(p, "", besideName, 1)
	}
}

// The widths of the columns: the names of metrics, and variants.
const (
	besideName  = 20
	besideWidth = 14
)

func (t *table) heading(p *program, id string, c *experiment.Comparison, columns []int) {
	cells := []cell{{clip(id, besideName), p.paint.strong}}
	for _, v := range columns {
		cells = append(cells, cell{fmt.Sprintf("%*s", besideWidth, clip(c.Variants[v], besideWidth)), p.paint.strong})
	}
	t.row(cells...)
}

func (t *table) means(p *program, name string, row *experiment.Row, columns []int) {
	cells, below := []cell{{clip(name, besideName), nil}}, []cell{{"", nil}}
	fewer := false
	for _, v := range columns {
		text, of := p.meanOf(row, &row.Cells[v])
		cells, below = append(cells, cell{text, nil}), append(below, cell{of, p.paint.faint})
		fewer = fewer || of != ""
	}
	t.row(cells...)
	if fewer {
		t.row(below...)
	}
}

// meanOf is a mean, and of how many runs where not of all. Of a time that is never in
// some runs alone there is none, and a bare never would be said of all of them.
func (p *program) meanOf(row *experiment.Row, c *experiment.Cell) (text, of string) {
	all := len(c.Values) - c.Missing
	if c.Missing > 0 && all > 0 {
		of = p.told.Count(float64(all), "of {n} run | of {n} runs", "n", strconv.Itoa(all))
	}
	if n := c.Never(); 0 < n && n < all {
		return p.partlyNever(n, all), of
	}
	return p.shown(row, c.Mean), of
}

func (p *program) partlyNever(n, all int) string {
	return p.say("{n} of {all} never", "n", strconv.Itoa(n), "all", strconv.Itoa(all))
}

// shown is a metric's value for people: shares are percentages.
func (p *program) shown(row *experiment.Row, x float64) string {
	if experiment.InPercent(row.Metric, row.Kind) {
		return p.percent(x)
	}
	return p.figure(x, row.Unit)
}

// differences adds a line with what the differences show, unless all are the
// same; and one more where one of them takes two.
func (t *table) differences(p *program, row *experiment.Row, columns []int) {
	cells, below := []cell{{"", nil}}, []cell{{"", nil}}
	some, more := false, false
	for _, v := range columns {
		text, paint := p.finding(row, &row.Cells[v])
		text, rest, _ := strings.Cut(text, "\n")
		cells, below = append(cells, cell{text, paint}), append(below, cell{rest, paint})
		f := row.Cells[v].Finding
		some, more = some || f != experiment.Unpaired && f != experiment.Same, more || rest != ""
	}
	if some {
		t.row(cells...)
	}
	if more {
		t.row(below...)
	}
}

// finding is what a difference shows, in one line or two, and its colour.
func (p *program) finding(row *experiment.Row, c *experiment.Cell) (string, func(string) string) {
	switch paint := p.paint; c.Finding {
	case experiment.Same:
		return p.say("the same"), paint.faint
	case experiment.NoDifference:
		return p.say("not shown"), paint.faint
	case experiment.Less, experiment.More, experiment.Single:
		if math.IsNaN(c.Difference.Mean) {
			return p.everywhere(row, c.Finding), paint.bar // one is never
		}
		return p.told.Figure(spread(row, c.Difference)), paint.bar
	}
	return "", nil
}

// everywhere is a difference without a size, in two lines.
func (p *program) everywhere(row *experiment.Row, f experiment.Finding) string {
	words := map[experiment.Finding]language.Text{experiment.Less: "less on\nevery seed", experiment.More: "more on\nevery seed"}
	if row.Unit == "s" {
		words = map[experiment.Finding]language.Text{experiment.Less: "sooner on\nevery seed", experiment.More: "later on\nevery seed"}
	}
	return p.say(words[f])
}

// spread is a difference and how far its interval reaches, in one unit:
// "−2.46 ±0.11 s", in fewer digits where it would be too wide.
func spread(row *experiment.Row, d experiment.Interval) string {
	size, name := metrics.Scale(d.Mean, row.Unit)
	if experiment.InPercent(row.Metric, row.Kind) {
		size, name = 0.01, " pp" // percentage points
	}
	mean, half := d.Mean/size, d.Half()/size
	text := signed(mean, metrics.Decimal(mean, 3)) + reach(half, metrics.Decimal(half, 2)) + name
	for digits := 3; width(text) > besideWidth && digits > 0; digits-- {
		text = signed(mean, metrics.Decimal(mean, digits)) + reach(half, asFar(half, mean, digits)) + name
	}
	if width(text) > besideWidth {
		text = signed(mean, metrics.Scientific(mean, 2)) + reach(half, metrics.Scientific(half, 1)) + name
	}
	if width(text) > besideWidth {
		text = signed(mean, metrics.Scientific(mean, 2)) + name
	}
	return text
}

// asFar is how far an interval reaches, rounded up to the last of the mean's
// digits.
func asFar(half, mean float64, digits int) string {
	after := math.Pow10(max(digits-1-int(math.Floor(math.Log10(math.Abs(mean)))), 0))
	return metrics.Decimal(math.Ceil(half*after)/after, 2)
}

func signed(x float64, text string) string {
	if x > 0 {
		return "+" + text
	}
	return text
}

// reach is how far an interval goes from its mean, "" where it has no width.
func reach(half float64, text string) string {
	if half > 0 {
		return " ±" + text
	}
	return ""
}

// idle tells whether a row says nothing: 0 everywhere.
func idle(row *experiment.Row) bool {
	for _, c := range row.Cells {
		if c.Mean != 0 && !math.IsNaN(c.Mean) {
			return false
		}
	}
	return true
}
