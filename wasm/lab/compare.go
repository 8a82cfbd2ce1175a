package main

import (
	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// mostReplications bounds what the page can ask for.
const mostReplications = 1000

// A comparison sets one variant beside another on the same seeds.
type comparison struct {
	Seeds     int        `json:"seeds"`
	Rows      []row      `json:"rows"`
	Kinds     []string   `json:"kinds"`     // warnings: no mean describes these runs
	Sentences []sentence `json:"sentences"` // the verdict in words
	Strips    []strip    `json:"strips"`
	Goals     []reached  `json:"goals"`
	of        *experiment.Comparison
}

// A sentence of the verdict; About is served, trouble, time, cost or nothing.
type sentence struct {
	About string `json:"about"`
	Text  string `json:"text"`
}

// A strip is the runs of both variants, by seed, in one metric.
type strip struct {
	Name string    `json:"name"`
	Unit string    `json:"unit"`
	A    []float64 `json:"a"`
	B    []float64 `json:"b"`
}

// reached is how many runs of either variant met a goal.
type reached struct {
	Text string `json:"text"`
	A    share  `json:"a"`
	B    share  `json:"b"`
}

// A share is how many of so many runs, and Wilson's 95 % interval.
type share struct {
	Met  int     `json:"met"`
	Of   int     `json:"of"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// A row is one metric: the means, and the 95 % interval of their difference,
// which is the other variant's less the first one's.
type row struct {
	Name    string  `json:"name"`
	Unit    string  `json:"unit"`
	Kind    string  `json:"kind"`
	A       float64 `json:"a"`
	B       float64 `json:"b"`
	Mean    float64 `json:"mean"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Finding string  `json:"finding"`
	NeverA  *partly `json:"neverA"`
	NeverB  *partly `json:"neverB"`
}

// A partly is on how many seeds of all a figure is never, where on some alone.
type partly struct {
	N  int `json:"n"`
	Of int `json:"of"`
}

func partlyOf(n, of int) *partly {
	if n == 0 || n == of {
		return nil
	}
	return &partly{n, of}
}

func neverOf(c *experiment.Cell) *partly { return partlyOf(c.Never(), len(c.Values)-c.Missing) }

func (r *request) compare(f *scenario.File) (any, error) {
	s, err := r.scenario(f, r.variant)
	if err != nil {
		return nil, err
	}
	names, err := experiment.Names(f, []string{r.variant, r.other})
	if err != nil {
		return nil, err
	}
	plan := r.plan(s.Seed, r.variant, r.other)
	c, err := experiment.Compare(r.ctx, f, plan, names)
	if err != nil {
		return nil, err
	}
	out := comparison{Seeds: len(plan.Seeds), of: c}
	out.tell(c.Account, c.Goals)
	for _, line := range c.Strips {
		out.Strips = append(out.Strips, strip{line.Metric, line.Unit, line.Cells[0].Values, line.Cells[1].Values})
	}
	for _, line := range c.Rows {
		a, b := &line.Cells[0], &line.Cells[1]
		d := b.Difference
		out.Rows = append(out.Rows, row{line.Metric, line.Unit, line.Kind.String(), a.Mean, b.Mean, d.Mean, d.Low, d.High, b.Finding.String(), neverOf(a), neverOf(b)})
	}
	return out, nil
}

// tell takes what is said in words.
func (c *comparison) tell(a *experiment.Account, goals []experiment.Goal) {
	c.Kinds = a.Kinds
	for _, s := range a.Pairs[0].Sentences {
		c.Sentences = append(c.Sentences, sentence{s.About.String(), s.Text})
	}
	for _, g := range goals {
		c.Goals = append(c.Goals, reached{g.Text, shareOf(g.Met[0]), shareOf(g.Met[1])})
	}
}

func shareOf(p experiment.Proportion) share { return share{p.Met, p.Of, p.Low, p.High} }

// plan is the variants on as many seeds as are asked for, one run at a time:
// the worker has one thread.
func (r *request) plan(seed uint64, variants ...string) experiment.Plan {
	p := experiment.Plan{Variants: variants, Workers: 1, In: r.in}
	p.Seeds = experiment.Seeds(seed, min(max(r.replications, 1), mostReplications))
	done, all := 0, len(p.Seeds)*len(variants)
	p.Done = func() {
		done++
		if r.progress != nil {
			r.progress(float64(done) / float64(all))
		}
	}
	return p
}

// A verdict is what became of an expectation on one seed.
type verdict struct {
	Claim     string  `json:"claim"`
	That      string  `json:"that"`
	Published string  `json:"published"` // what the source says; "" where it says nothing
	Unit      string  `json:"unit"`
	Measured  float64 `json:"measured"`
	Bound     float64 `json:"bound"`
	Ruling    string  `json:"ruling"` // holds, fails; several seeds alone may show nothing
	Why       string  `json:"why"`
}

// A judgement is what runs on one seed say of a scenario: what became of its
// expectations, and its texts with the figures in them.
type judgement struct {
	Verdicts []verdict `json:"verdicts"`
	Question string    `json:"question"`
	Lesson   string    `json:"lesson"`
	Captions []caption `json:"captions"`
	of       *experiment.Trial
}

// A caption is what the timeline of a variant says.
type caption struct {
	Variant string `json:"variant"`
	Entry   string `json:"entry"`
	Say     string `json:"say"`
}

// judge runs all variants that the expectations and the texts name, on one
// seed.
func (r *request) judge(f *scenario.File) (any, error) {
	s, err := r.scenario(f, r.variant)
	if err != nil {
		return nil, err
	}
	t, err := experiment.Try(r.ctx, f, r.variant, s.Seed, experiment.Options{Figures: &metrics.Options{}, In: r.in}, 1)
	if err != nil {
		return nil, err
	}
	if err := t.Cut(); err != nil {
		return nil, err
	}
	return judgementOf(f, t)
}

// judgementOf is what a trial says of a scenario.
func judgementOf(f *scenario.File, t *experiment.Trial) (any, error) {
	s, err := f.Scenario(t.Variant)
	if err != nil {
		return nil, err
	}
	j := judgement{Question: t.Says(s.Question), Lesson: t.Says(s.Lesson), of: t}
	for _, v := range t.Verdicts {
		j.Verdicts = append(j.Verdicts, verdict{v.Claim, v.That, said(v.Published), v.Unit, v.Measured, v.Bound, v.Ruling.String(), v.Why})
	}
	for _, id := range f.Variants() {
		of, _ := f.Scenario(id)
		for _, e := range of.Timeline {
			if e.Say != "" {
				j.Captions = append(j.Captions, caption{id, e.ID, t.Says(e.Say)})
			}
		}
	}
	return j, nil
}
