package real

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
	"backchat/tests/validation"
)

// A row is one metric of a cell beside ours.
type row struct {
	cell   string
	of     figureOf
	runs   int
	lossy  bool
	real   Figure
	median float64
	high   float64 // the 99th percentile of our runs
}

// TestRealStacksAreFollowed holds every cell, run as a scenario as often as it
// was measured, against what the real stacks did.
func TestRealStacksAreFollowed(t *testing.T) {
	all, judged := Cells(t), map[string]bool{}
	var rows []row
	for _, m := range measures() {
		c, ok := all[m.cell]
		if !ok {
			t.Fatalf("there is no cell %q", m.cell)
		}
		judged[m.cell] = true
		rows = append(rows, m.rows(t, c)...)
	}
	for name := range all {
		if !judged[name] {
			t.Errorf("the cell %q is not held", name)
		}
	}
	used := map[string]bool{}
	for i := range rows {
		rows[i].judge(t, used)
	}
	for _, d := range deviations {
		if !used[d.row] {
			t.Errorf("%s: is said to deviate (%s), and does not", d.row, d.why)
		}
	}
	validation.Hold(t, "stacks", tell(rows))
}

// rows runs the scenario of a cell.
func (m *measure) rows(t *testing.T, c Cell) []row {
	t.Helper()
	f, err := scenario.Parse(m.cell, []byte(m.text))
	if err != nil {
		t.Fatal(err)
	}
	runs, err := experiment.Replicate(t.Context(), f, experiment.Plan{Variants: []string{scenario.Base}, Seeds: experiment.Seeds(1, c.Runs)},
		experiment.Options{Figures: &metrics.Options{}}, m.values)
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for i, of := range m.figures {
		r := row{cell: m.cell, of: of, runs: c.Runs, lossy: strings.Contains(m.text, `"loss"`) && !strings.Contains(m.text, `"loss": 0,`), real: c.Metrics[of.metric]}
		var ours []float64
		for _, run := range runs[0] {
			if math.IsNaN(run[i]) {
				t.Fatalf("there is no figure %q", of.ours)
			}
			ours = append(ours, run[i])
		}
		if of.each {
			r.real = r.real.each(c.Metrics["deliveries"], of.quantity)
		}
		slices.Sort(ours)
		r.median, r.high = Quantile(ours, 0.5), Quantile(ours, 0.99)
		rows = append(rows, r)
	}
	return rows
}

// each is the figure for each delivery: of medians where it is exact, otherwise
// of means.
func (f Figure) each(deliveries Figure, q quantity) Figure {
	if q.half == 0 {
		return Figure{P50: f.P50 / deliveries.P50}
	}
	return Figure{P50: f.Mean / deliveries.Mean}
}

// values are the figures of one run; NaN for one that there is not.
func (m *measure) values(r *experiment.Result) []float64 {
	value := func(name string) float64 {
		if x, ok := r.Figures.Lookup(name); ok && r.Err == nil {
			return x.Value
		}
		return math.NaN()
	}
	var all []float64
	for _, of := range m.figures {
		x := value(of.ours) * of.scale
		if of.each {
			x /= value("ask.staleness.count")
		}
		all = append(all, x)
	}
	return all
}

// off is by which share of what was ours is.
func off(ours, was float64) float64 {
	if ours == was {
		return 0
	}
	return ours/was - 1
}

// A deviation is a row that is off by more than its quantity allows: by how
// much at most, and why.
type deviation struct {
	row         string // cell and metric
	half, lossy float64
	why         string
}

func (r *row) name() string { return r.cell + ": " + r.of.metric }

// judge demands that a row is as near as its quantity asks, or deviates as is
// said of it, and where something is said, that it does deviate.
func (r *row) judge(t *testing.T, used map[string]bool) {
	t.Helper()
	half, lossy := r.allowed()
	within := math.Abs(off(r.median, r.real.P50)) <= half
	if r.held() {
		within = within && math.Abs(off(r.high, r.real.P99)) <= lossy
	}
	if !within {
		t.Errorf("%s: the median is %.4g and was %.4g (%+.1f %%), the 99th percentile %.4g and was %.4g (%+.1f %%)", r.name(),
			r.median, r.real.P50, 100*off(r.median, r.real.P50), r.high, r.real.P99, 100*off(r.high, r.real.P99))
	}
	q := r.of.quantity
	used[r.name()] = math.Abs(off(r.median, r.real.P50)) > q.half || r.held() && math.Abs(off(r.high, r.real.P99)) > q.lossy
}

// held tells whether the row's 99th percentile is held, too.
func (r *row) held() bool { return r.lossy && r.of.quantity.lossy > 0 }

// allowed is by how much a row may be off.
func (r *row) allowed() (half, lossy float64) {
	half, lossy = r.of.quantity.half, r.of.quantity.lossy
	if d := r.deviation(); d != nil {
		half, lossy = max(half, d.half), max(lossy, d.lossy)
	}
	return half + 1e-9, lossy
}

func (r *row) deviation() *deviation {
	for i := range deviations {
		if deviations[i].row == r.name() {
			return &deviations[i]
		}
	}
	return nil
}

// tell is the part of the document.
func tell(rows []row) string {
	var text strings.Builder
	summary := validation.NewTable("quantity", "rows", "median of the error", "90th percentile", "99th percentile", "asked for")
	for _, q := range quantities {
		var errors []float64
		for i := range rows {
			if rows[i].of.quantity == q {
				errors = append(errors, 100*math.Abs(off(rows[i].median, rows[i].real.P50)))
			}
		}
		slices.Sort(errors)
		summary.Row(q.name, fmt.Sprint(len(errors)), percent(Quantile(errors, 0.5)), percent(Quantile(errors, 0.9)), percent(Quantile(errors, 0.99)), q.asked())
	}
	text.WriteString(summary.String() + "\n")
	table := validation.NewTable("cell", "runs", "metric", "real: median (99th)", "deviation of the real runs", "ours: median (99th)", "error: median (99th)", "verdict")
	var notes []string
	for i := range rows {
		notes = rows[i].tell(table, notes)
	}
	text.WriteString(table.String() + "\n")
	for i, why := range notes {
		fmt.Fprintf(&text, "\n%d: %s.\n", i+1, why)
	}
	return text.String()
}

func (q quantity) asked() string {
	switch {
	case q.half == 0:
		return "exact"
	case q.lossy > 0:
		return percent(100*q.half) + ", under loss the 99th percentile " + percent(100*q.lossy)
	}
	return percent(100 * q.half)
}

// tell adds the row to the table, and its reason to those that the rows before have,
// unless one of them has the same.
func (r *row) tell(table *validation.Table, notes []string) []string {
	number := func(x float64) string { return metrics.Decimal(x, 5) }
	pair := func(median, high string) string {
		if r.held() {
			return median + " (" + high + ")"
		}
		return median
	}
	verdict := "holds"
	if d := r.deviation(); d != nil {
		if !slices.Contains(notes, d.why) {
			notes = append(notes, d.why)
		}
		verdict = fmt.Sprintf("off: %d", slices.Index(notes, d.why)+1)
	}
	metric, spread := r.of.metric, number(r.real.SD)
	if r.of.each {
		metric, spread = metric+", for each delivery", "–"
	}
	table.Row(r.cell, fmt.Sprint(r.runs), metric, pair(number(r.real.P50), number(r.real.P99)), spread,
		pair(number(r.median), number(r.high)), pair(signed(off(r.median, r.real.P50)), signed(off(r.high, r.real.P99))), verdict)
	return notes
}

func signed(share float64) string { return fmt.Sprintf("%+.2f %%", 100*share) }

func percent(x float64) string { return metrics.Decimal(x, 2) + " %" }

func TestReasonsAreNumberedAsTheyAppearEqualOnesOnce(t *testing.T) {
	var rows []row
	for _, name := range []string{
		"M3linux linux-reno 5MB loss1% both=true: up_bytes", "M3linux linux-cubic 5MB loss0.5% both=true: up_bytes", "M3linux linux-cubic 5MB loss0.5% both=true: down_bytes",
		"M3linux linux-cubic 5MB loss1% both=true: up_bytes", "M1linux quic-0rtt rtt100: ttfb_ms",
	} {
		cell, metric, _ := strings.Cut(name, ": ")
		rows = append(rows, row{cell: cell, of: figureOf{metric: metric}})
	}
	table, notes := validation.NewTable(), []string(nil)
	for i := range rows {
		notes = rows[i].tell(table, notes)
	}
	if want := []string{lateLink, spread, late}; !slices.Equal(notes, want) {
		t.Errorf("the reasons are %q, want %q", notes, want)
	}
	var marks []string
	for line := range strings.Lines(table.String()) {
		if _, mark, ok := strings.Cut(line, "off: "); ok {
			marks = append(marks, mark[:1])
		}
	}
	if got := strings.Join(marks, " "); got != "1 2 1 3" {
		t.Errorf("rows are marked %s", got)
	}
}
