package main

import (
	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
)

// A tabulated is a scenario's table, measured.
type tabulated struct {
	Seeds   int       `json:"seeds"`
	Columns []heading `json:"columns"`
	Rows    []measure `json:"rows"`
}

// A heading is what stands above a column.
type heading struct {
	Title string `json:"title"`
	Unit  string `json:"unit"`
	Share bool   `json:"share"` // of 1
}

// A measure is a row: a variant in all figures.
type measure struct {
	Variant string   `json:"variant"`
	Title   string   `json:"title"`
	Figures []amount `json:"figures"`
}

// An amount is the mean of a figure, and how far its 99 % interval reaches.
type amount struct {
	Mean  float64 `json:"mean"`
	Half  float64 `json:"half"`
	Never *partly `json:"never"`
	Best  bool    `json:"best"`
}

// table runs the variants of a scenario's table on so many seeds.
func (r *request) table(f *scenario.File) (any, error) {
	s, err := r.scenario(f, scenario.Base)
	if err != nil {
		return nil, err
	}
	plan := r.plan(s.Seed, experiment.TableVariants(f)...)
	t, err := experiment.Tabulate(r.ctx, f, plan)
	if err != nil {
		return nil, err
	}
	out := tabulated{Seeds: len(t.Seeds)}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, heading{c.Title, c.Unit, c.Share})
	}
	for _, row := range t.Rows {
		m := measure{Variant: row.Variant, Title: row.Title}
		for _, x := range row.Figures {
			m.Figures = append(m.Figures, amount{x.Mean, x.Half(), partlyOf(x.Never, x.N), x.Best})
		}
		out.Rows = append(out.Rows, m)
	}
	return out, nil
}
