package scenario

import (
	"errors"
	"fmt"
	"slices"

	"backchat/patterns/scenario/expression"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

// An Overview is a table: variants beside each other in figures of the scenario's
// choice, a row for each of them, and a column for each figure. (A store's table has
// that name in the schema already.)
type Overview struct {
	Title   string   `json:"title" required:"true" doc:"what it sets beside each other"`
	Rows    []string `json:"rows" most:"100" absent:"all variants" doc:"the variants, a row each, in this order"`
	Columns []Column `json:"columns" required:"true" most:"30" doc:"the figures, a column each"`
}

// A Column is one figure of all rows of a table.
type Column struct {
	Title  string                 `json:"title" required:"true" doc:"what stands above it"`
	Figure string                 `json:"figure" required:"true" doc:"a sum over metrics, as expectations have them. A metric without a variant is that of the row; a row that has none stays empty"`
	Best   string                 `json:"best" enum:"none,least,most" default:"none" doc:"which is marked, as far as it is shown to be that: least, most, or none"`
	Sum    *expression.Expression `json:"-"` // what the figure says
}

// table checks a scenario's table once all variants are known.
func (f *File) table(k *checker) {
	t := k.s.Table
	if t == nil {
		return
	}
	for i, v := range t.Rows {
		at := k.item("/table/rows", i)
		switch {
		case !slices.Contains(f.Variants(), v):
			k.fault(at, "%s", f.unknown(v))
		case slices.Contains(t.Rows[:i], v):
			k.fault(at, "variant %q has a row already", v)
		}
	}
	for i := range t.Columns {
		t.Columns[i].Sum = f.columnFigure(k, t, source.Nth("/table/columns", i)+"/figure")
	}
}

// unknown says that there is no such variant, and which there are.
func (f *File) unknown(variant string) string {
	all := f.Variants()
	return fmt.Sprintf("there is no variant %q%s There is %s", wording.Clip(variant), wording.Sentence(wording.DidYouMean(variant, all)), wording.InWords(wording.Quoted(all), "and"))
}

// columnFigure reads what a column shows.
func (f *File) columnFigure(k *checker, t *Overview, at string) *expression.Expression {
	v := k.value(at)
	if v == nil || v.Kind != '"' || v.Text == "" {
		return nil
	}
	sum, err := expression.ParseFigure(v.Text, 0, func(w expression.Word) (expression.Ref, expression.Dimension, error) { return f.rowMetric(t, w) })
	var what *expression.Complaint
	if errors.As(err, &what) {
		k.found.Add(v.Start+source.Offset(f.text[v.Start:v.End], what.At), at, "%s", what.Message)
		return nil
	}
	return sum
}

// rowMetric finds out what a word names in a column: a metric of some row, or of
// the variant that it says.
func (f *File) rowMetric(t *Overview, w expression.Word) (expression.Ref, expression.Dimension, error) {
	ref, unit, err := f.metric(w)
	if err == nil || ref.Variant != "" {
		return ref, unit, err
	}
	for _, v := range f.variants {
		if !t.has(v.id) {
			continue
		}
		if unit, not := f.unitOf(v.scenario, w); not == nil {
			return ref, unit, nil
		}
	}
	return ref, unit, err
}

// has tells whether a variant has a row.
func (t *Overview) has(variant string) bool {
	return len(t.Rows) == 0 || slices.Contains(t.Rows, variant)
}

// RowsOf are the variants that t has a row for, in its order.
func (t *Overview) RowsOf(f *File) []string {
	if len(t.Rows) == 0 {
		return f.Variants()
	}
	return t.Rows
}
