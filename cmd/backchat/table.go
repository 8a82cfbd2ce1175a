package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"backchat/language"
	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// A tableRequest is what the flags of table ask for.
type tableRequest struct {
	seeds, workers int
	seed           seedFlag
	language       languageFlag
	format         string
}

func (p *program) tabulate() *cobra.Command {
	var r tableRequest
	c := &cobra.Command{
		Use: "table FILE|NAME", Short: "Print the table of a scenario, measured",
		Long: `Table runs the variants that a scenario's "table" has rows for, each on the same
seeds, and prints the figures that it has columns for: the mean, and how far its
99 % interval reaches (Student's t), where seeds differ. What a column calls best
is marked with * where its interval keeps clear of those of the others; rows that
none is shown to beat share it. Whoever serves less than another is best in nothing.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.showTable(c.Context(), args[0], &r)
		},
	}
	c.Flags().IntVar(&r.seeds, "seeds", 10, "run each variant on `N` seeds")
	c.Flags().Var(&r.seed, "seed", "the first of the seeds (default: the scenario's own)")
	r.language.flag(c)
	c.Flags().StringVar(&r.format, "format", "text", "text, markdown, csv or json")
	c.Flags().IntVar(&r.workers, "workers", 0, "`N` runs at a time (default: as many as processors)")
	return p.limited(c)
}

func (p *program) showTable(ctx context.Context, arg string, r *tableRequest) error {
	write, known := map[string]func(*experiment.Table) error{
		"text": p.tableText, "markdown": p.tableMarkdown, "csv": p.tableCSV, "json": p.tableJSON,
	}[r.format]
	if !known {
		return wrong("--format is text, markdown, csv or json, not %q", r.format)
	}
	if err := countBetween("seeds", r.seeds, mostSeeds); err != nil {
		return err
	}
	f, err := p.loadIn(ctx, r.language, arg)
	if err != nil {
		return err
	}
	_, first, err := choose(f, scenario.Base, r.seed)
	if err != nil {
		return err
	}
	shown := p.followRuns(r.seeds * len(experiment.TableVariants(f)))
	t, err := experiment.Tabulate(ctx, f, experiment.Plan{Seeds: experiment.Seeds(first, r.seeds), Workers: r.workers, Done: shown.ran, In: r.language.table()})
	shown.end()
	var none *experiment.NoTable
	switch {
	case errors.As(err, &none):
		return wrong("%w", err)
	case err != nil:
		return err
	}
	return write(t)
}

// tableText writes a table for people.
func (p *program) tableText(t *experiment.Table) error {
	fmt.Fprintln(p.out, p.paint.strong(t.Title))
	p.paragraph("", p.tableManner(t, p.say("* is best")))
	fmt.Fprintln(p.out)
	lines := &table{}
	heads := []string{""}
	for _, c := range t.Columns {
		heads = append(heads, c.Title)
	}
	lines.painted(p.paint.strong, heads...)
	named := 0 // how wide the names of rows are, which are not clipped: they are what is compared
	for _, row := range t.Rows {
		cells := []cell{{row.Title, nil}}
		named = max(named, width(row.Title))
		for i := range row.Figures {
			x := &row.Figures[i]
			c := cell{p.tableFigure(&t.Columns[i], x, "*"), nil}
			if x.Best {
				c.paint = p.paint.strong
			}
			cells = append(cells, c)
		}
		lines.row(cells...)
	}
	lines.write(p, "", named, 2)
	return nil
}

// tableManner says what the figures are taken from, and how the best are marked, where
// any are.
func (p *program) tableManner(t *experiment.Table, best string) string {
	if len(t.Seeds) == 1 {
		return p.say("One run of each, all on seed {seed}: how far chance reaches cannot be said; use --seeds.", "seed", seedText(t.Seeds[0]))
	}
	marked := slices.ContainsFunc(t.Rows, func(r experiment.TableRow) bool {
		return slices.ContainsFunc(r.Figures, func(x experiment.TableFigure) bool { return x.Best })
	})
	says := language.Text("Means of {n} runs of each, on seeds {first} to {last}, and how far their 99 % intervals reach.")
	if marked {
		says = "Means of {n} runs of each, on seeds {first} to {last}, and how far their 99 % intervals reach; {best}, where it is shown to be."
	}
	return p.say(says, "n", strconv.Itoa(len(t.Seeds)), "first", seedText(t.Seeds[0]), "last", seedText(t.Seeds[len(t.Seeds)-1]), "best", best)
}

// tableFigure is a figure for people: its mean, how far its interval reaches, and
// a mark where it is best.
func (p *program) tableFigure(c *experiment.TableColumn, x *experiment.TableFigure, mark string) string {
	if x.N == 0 {
		return "–"
	}
	if 0 < x.Never && x.Never < x.N {
		return p.partlyNever(x.Never, x.N)
	}
	text := p.tableAmount(c, x.Mean)
	if x.Half() > 1e-6*math.Abs(x.Mean) { // less comes of rounding
		text += " ±" + p.tableAmount(c, x.Half())
	}
	if x.Best {
		text += mark
	}
	return text
}

func (p *program) tableAmount(c *experiment.TableColumn, x float64) string {
	if c.Share {
		return p.percent(x)
	}
	return p.figure(x, c.Unit)
}

// tableMarkdown writes a table in Markdown.
func (p *program) tableMarkdown(t *experiment.Table) error {
	row := func(cells []string) {
		for i := range cells {
			cells[i] = strings.ReplaceAll(cells[i], "|", `\|`)
		}
		fmt.Fprintf(p.out, "| %s |\n", strings.Join(cells, " | "))
	}
	heads := []string{t.Title}
	for _, c := range t.Columns {
		heads = append(heads, c.Title)
	}
	row(heads)
	fmt.Fprintln(p.out, "|"+strings.Repeat(" --- |", len(heads)))
	for _, r := range t.Rows {
		cells := []string{r.Title}
		for i := range r.Figures {
			cells = append(cells, p.tableFigure(&t.Columns[i], &r.Figures[i], " "+p.say("(best)")))
		}
		row(cells)
	}
	fmt.Fprintf(p.out, "\n%s\n", p.tableManner(t, p.say("(best) marks the best")))
	return nil
}

// tableCSV writes a table as comma-separated values in base units: of each figure
// its mean and the ends of its interval.
func (p *program) tableCSV(t *experiment.Table) error {
	w := csv.NewWriter(p.out)
	w.Write([]string{"variant", "title", "column", "unit", "mean", "low", "high", "seeds", "best"})
	for _, r := range t.Rows {
		for i, x := range r.Figures {
			w.Write([]string{r.Variant, r.Title, t.Columns[i].Title, t.Columns[i].Unit,
				csvNumber(x.Mean), csvNumber(x.Low), csvNumber(x.High), strconv.Itoa(x.N), strconv.FormatBool(x.Best)})
		}
	}
	w.Flush()
	return w.Error()
}

// csvNumber is a number for machines, empty where there is none.
func csvNumber(x float64) string {
	switch {
	case math.IsNaN(x):
		return ""
	case math.IsInf(x, 1):
		return metrics.Never
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// A tableOutput is what table prints as JSON.
type tableOutput struct {
	Scenario string           `json:"scenario"`
	Title    string           `json:"title"`
	Seeds    []uint64         `json:"seeds"`
	Columns  []columnOutput   `json:"columns"`
	Rows     []tableRowOutput `json:"rows"`
}

type columnOutput struct {
	Title string `json:"title"`
	Unit  string `json:"unit"`
}

type tableRowOutput struct {
	Variant string              `json:"variant"`
	Title   string              `json:"title"`
	Figures []tableFigureOutput `json:"figures"` // by column
}

type tableFigureOutput struct {
	Mean  number `json:"mean"`
	Low   number `json:"low"` // of the 99 % interval
	High  number `json:"high"`
	Seeds int    `json:"seeds"`           // on which there is one
	Never int    `json:"never,omitempty"` // on how many of them it is never; where on any, no mean is a time
	Best  bool   `json:"best,omitempty"`
}

// tableJSON writes a table as JSON, in base units.
func (p *program) tableJSON(t *experiment.Table) error {
	o := tableOutput{Scenario: t.Scenario, Title: t.Title, Seeds: t.Seeds}
	for _, c := range t.Columns {
		o.Columns = append(o.Columns, columnOutput{c.Title, c.Unit})
	}
	for _, r := range t.Rows {
		row := tableRowOutput{Variant: r.Variant, Title: r.Title}
		for _, x := range r.Figures {
			row.Figures = append(row.Figures, tableFigureOutput{number(x.Mean), number(x.Low), number(x.High), x.N, x.Never, x.Best})
		}
		o.Rows = append(o.Rows, row)
	}
	return p.print(o)
}
