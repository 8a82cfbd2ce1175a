package experiment

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"backchat/patterns/scenario"
	"backchat/patterns/scenario/expression"
	"backchat/sim/metrics"
)

// A Table is a scenario's table with what the runs came to.
type Table struct {
	Scenario, Title string
	Seeds           []uint64
	Columns         []TableColumn
	Rows            []TableRow
}

// A TableColumn is what stands above a column.
type TableColumn struct {
	Title string
	Unit  string // s, B, 1/s, 1 or a product of such
	Share bool   // its figures are shares of 1
}

// A TableRow is a variant.
type TableRow struct {
	Variant, Title string
	Figures        []TableFigure // by column
}

// A TableFigure is what one figure of one variant came to.
type TableFigure struct {
	Interval      // 99 %, over the seeds on which it has a value
	Missing  int  // on how many seeds it has none
	Never    int  // on how many it is never; where on any, no mean is a time
	Best     bool // it is marked: no other row's interval comes near it
}

// NoTable says that a scenario has none.
type NoTable struct{ Scenario string }

func (e *NoTable) Error() string {
	return fmt.Sprintf(`%s has no "table": it would say which figures of which variants stand beside each other`, e.Scenario)
}

// Tabulate makes the runs of a scenario's table on the seeds of a plan, each
// variant that it needs on the same. Its error is a *[NoTable], or that of a run.
func Tabulate(ctx context.Context, f *scenario.File, p Plan) (*Table, error) {
	base, err := f.Scenario(scenario.Base)
	if err != nil {
		return nil, err
	}
	if base.Table == nil {
		return nil, &NoTable{f.Name}
	}
	refs := tableRefs(base.Table)
	p.Variants = TableVariants(f)
	served := servedOf(base)
	samples, err := Sample(ctx, f, p, func(v string) []string { return append(namesOf(refs, v, v), served...) })
	if err != nil {
		return nil, err
	}
	t := &Table{Scenario: f.Name, Title: base.Table.Title, Seeds: p.Seeds}
	for i := range base.Table.Columns {
		c := &base.Table.Columns[i]
		t.Columns = append(t.Columns, TableColumn{Title: c.Title, Unit: c.Sum.Unit(), Share: samples.share(c.Sum)})
	}
	for _, v := range base.Table.RowsOf(f) {
		row := TableRow{Variant: v, Title: Title(f, v, p.In)}
		for i := range base.Table.Columns {
			row.Figures = append(row.Figures, samples.figure(base.Table.Columns[i].Sum, v))
		}
		t.Rows = append(t.Rows, row)
	}
	short := samples.short(t, served)
	for i := range base.Table.Columns {
		t.mark(i, base.Table.Columns[i].Best, short)
	}
	return t, nil
}

// servedOf are the shares served of all flows.
func servedOf(base *scenario.Scenario) (names []string) {
	flows := base.Topology().Flows
	for i := range flows {
		names = append(names, flows[i].ID+".okShare")
	}
	return names
}

// trifle is what share of operations may be unfinished at the end of a run.
const trifle = 0.02

// short tells of which rows less of some flow is served than of another row.
func (s *Samples) short(t *Table, served []string) []bool {
	short := make([]bool, len(t.Rows))
	for _, name := range served {
		shares := make([]TableFigure, len(t.Rows))
		for i := range t.Rows {
			all := slices.DeleteFunc(s.values(name, t.Rows[i].Variant), math.IsNaN)
			shares[i].Interval = IntervalOf(all, Certain)
		}
		for i := range shares {
			short[i] = short[i] || slices.ContainsFunc(shares, func(x TableFigure) bool {
				return x.beats(&shares[i], "most") && x.Mean-shares[i].Mean > trifle
			})
		}
	}
	return short
}

// TableVariants are the variants of which [Tabulate] makes a run on each seed: the
// rows of the table, and those that its figures name; none where a file has no table.
func TableVariants(f *scenario.File) []string {
	base, err := f.Scenario(scenario.Base)
	if err != nil || base.Table == nil {
		return nil
	}
	rows, refs := base.Table.RowsOf(f), tableRefs(base.Table)
	return slices.DeleteFunc(f.Variants(), func(v string) bool {
		return !slices.Contains(rows, v) && !slices.ContainsFunc(refs, func(r expression.Ref) bool { return r.Variant == v })
	})
}

// tableRefs are the metrics that the columns of a table name.
func tableRefs(t *scenario.Overview) (refs []expression.Ref) {
	for i := range t.Columns {
		refs = expression.Include(refs, t.Columns[i].Sum)
	}
	return refs
}

// figure is what a sum of a variant came to on all seeds.
func (s *Samples) figure(sum *expression.Expression, variant string) TableFigure {
	var there []float64
	for seed := range s.Plan.Seeds {
		x, err := sum.Eval(func(metric, of string) (float64, error) {
			m, err := s.metric(metric, at(of, variant), seed)
			return m.Value, err
		})
		if err == nil && defined(x) {
			there = append(there, x)
		}
	}
	t := TableFigure{Interval: IntervalOf(there, Certain), Missing: len(s.Plan.Seeds) - len(there)}
	if t.Never = nevers(there); t.Never > 0 {
		t.Interval = Interval{N: len(there), Mean: math.Inf(1), Low: math.NaN(), High: math.NaN()}
	}
	return t
}

// share tells whether a sum is a share of 1 and nothing else.
func (s *Samples) share(sum *expression.Expression) bool {
	if sum.Op != 'm' {
		return false
	}
	for _, v := range s.Plan.Variants {
		if m, err := s.metric(sum.Metric.Name, v, 0); err == nil {
			return InPercent(sum.Metric.Name, m.Kind)
		}
	}
	return false
}

// seen is by what share of it a figure differs, at the least, for a reader to see it
// in three digits.
const seen = 0.01

// InPercent tells whether a metric is for people to read in percent: a share of 1. What is
// 1 where all have as much is none.
func InPercent(metric string, kind metrics.Kind) bool {
	return kind == metrics.Share && !strings.HasSuffix(metric, ".imbalance") ||
		strings.HasSuffix(metric, ".utilization") || strings.HasSuffix(metric, ".availability")
}

// mark marks the rows whose figures in a column are the least, or the most: those that
// none is shown to beat, where each of them is shown to beat every other. Several share
// the lead; where all do, there is nothing to mark. A row is none of them of which less is
// served than of another, and beats none: what it does not serve costs nothing.
func (t *Table) mark(column int, best string, short []bool) {
	var lead, rest []*TableFigure
	for i := range t.Rows {
		x := &t.Rows[i].Figures[column]
		beaten := false
		for k := range t.Rows {
			beaten = beaten || !short[k] && t.Rows[k].Figures[column].beats(x, best)
		}
		switch {
		case x.N == 0 || short[i]:
		case beaten || x.N == 1 || never(x.Mean):
			rest = append(rest, x)
		default:
			lead = append(lead, x)
		}
	}
	for _, x := range lead {
		if slices.ContainsFunc(rest, func(r *TableFigure) bool { return !x.beats(r, best) }) {
			return
		}
	}
	for _, x := range lead {
		x.Best = len(rest) > 0
		for i := range t.Rows {
			x.Best = x.Best || short[i] && x.beats(&t.Rows[i].Figures[column], best)
		}
	}
}

// beats tells whether a figure is better than another, its interval clear of that one's,
// by as much as can be seen.
func (x *TableFigure) beats(other *TableFigure, best string) bool {
	ahead := x.High < other.Low || never(other.Mean)
	if best == "most" {
		ahead = x.Low > other.High
	}
	return best != "none" && ahead && other.N > 0 && !never(x.Mean) && math.Abs(other.Mean-x.Mean) >= seen*math.Abs(other.Mean)
}
