package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"
)

// A row is one workload. To add one is to add it to a list like kernelRows.
type row struct {
	name  string
	limit []string // the arguments of the C program; nil where it has no such thing
	run   func() measurement
	mean  float64 // that theory has, to check the run by; 0 where there is none
	goals []goal
}

// A goal is what a row is to reach in a column, as a share of the limit.
type goal struct {
	column        string
	required, aim float64
}

// A measurement is what one run of a row took.
type measurement struct {
	Events   uint64
	Requests uint64
	Seconds  float64 // on the processor
	Allocs   int64   // -1 where they are not counted
	Mean     float64
}

func (m measurement) eventRate() float64 { return float64(m.Events) / m.Seconds / 1e6 }

// print measures the row twice and prints the better: where code is compiled as
// it runs, the first run is half of it slow.
func (r row) print(w io.Writer) error {
	first, second := r.run(), r.run()
	if second.Seconds < first.Seconds {
		first = second
	}
	return json.NewEncoder(w).Encode(first)
}

// check holds a measurement's mean against theory.
func (r row) check(m measurement) error {
	if r.mean > 0 && math.Abs(m.Mean-r.mean) > 0.05*r.mean {
		return fmt.Errorf("%s: the mean is %.3f, theory has %.3f", r.name, m.Mean, r.mean)
	}
	return nil
}

// A column is a way to run the rows. Where it cannot, absent says why.
type column struct {
	title  string
	absent string
	run    func(row) (measurement, error)
}

// A table keeps the best of several rounds. Within a round the columns take
// turns, so that a busy moment of the machine strikes them alike.
type table struct {
	rows    []row
	columns []column        // the limit is the first
	best    [][]measurement // by row and column; zero where absent
}

func (t *table) measure() error {
	t.best = make([][]measurement, len(t.rows))
	for i := range t.rows {
		t.best[i] = make([]measurement, len(t.columns))
	}
	for range rounds {
		for i := range t.rows {
			if err := t.measureRow(i); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *table) measureRow(i int) error {
	for j, c := range t.columns {
		if c.absent != "" || c.title == limitTitle && t.rows[i].limit == nil {
			continue
		}
		m, err := c.run(t.rows[i])
		if err != nil {
			return fmt.Errorf("%s, %s: %w", t.rows[i].name, c.title, err)
		}
		if err := t.rows[i].check(m); err != nil {
			return fmt.Errorf("%s: %w", c.title, err)
		}
		if best := &t.best[i][j]; best.Seconds == 0 || m.Seconds < best.Seconds {
			*best = m
		}
	}
	return nil
}

// print writes a line for each row and column that was measured.
func (t *table) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "workload\tby\tM events/s\tof the limit\tns/request or packet\tallocations/event\t")
	for i, r := range t.rows {
		limit := t.best[i][0]
		for j, m := range t.best[i] {
			if m.Seconds > 0 {
				fmt.Fprintf(w, "%s\t%s\t%.1f\t%s\t%s\t%s\t\n", r.name, t.columns[j].title,
					m.eventRate(), m.share(limit), m.requests(), m.allocations())
			}
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for i, r := range t.rows {
		for j, m := range t.best[i] {
			r.judge(out, t.columns[j].title, m, t.best[i][0])
		}
	}
	for _, c := range t.columns {
		if c.absent != "" {
			fmt.Fprintf(out, "%s is not measured: %s\n", c.title, c.absent)
		}
	}
	return nil
}

// judge says whether a row's goal in a column is met, where it has one and both
// were measured.
func (r row) judge(out io.Writer, column string, m, limit measurement) {
	i := slices.IndexFunc(r.goals, func(g goal) bool { return g.column == column })
	if i < 0 || m.Seconds == 0 || limit.Seconds == 0 {
		return
	}
	g, verdict := r.goals[i], "not met"
	if share := m.eventRate() / limit.eventRate(); share >= g.required {
		verdict = "met"
	}
	fmt.Fprintf(out, "%s by %s: %s of the limit; %.2f is required, which is %s, and %.2f the aim\n",
		r.name, column, m.share(limit), g.required, verdict, g.aim)
}

const nothing = "-"

func (m measurement) share(limit measurement) string {
	if limit.Seconds == 0 {
		return nothing
	}
	return fmt.Sprintf("%.3f", m.eventRate()/limit.eventRate())
}

func (m measurement) requests() string {
	if m.Requests == 0 {
		return nothing
	}
	return fmt.Sprintf("%.0f", m.Seconds/float64(m.Requests)*1e9)
}

func (m measurement) allocations() string {
	if m.Allocs < 0 {
		return nothing
	}
	return fmt.Sprintf("%.4f", float64(m.Allocs)/float64(m.Events))
}
