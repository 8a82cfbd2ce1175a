package main

import (
	"fmt"
	"slices"
	"strings"

	"backchat/sim"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// write prints where two runs part.
func (d *parting) write(p *program) {
	t := &table{}
	for i, run := range []*playback{d.a, d.b} {
		t.plain(string(rune('A'+i))+"  "+run.name, plural(run.count, "record"))
	}
	t.write(p, "", 40, 2)
	for _, run := range []*playback{d.a, d.b} {
		if run.err != nil {
			fmt.Fprintf(p.out, "%s was cut short: %v\n", run.name, run.err)
		}
	}
	if !d.alike {
		fmt.Fprintln(p.out, "Their nodes, links, flows or times are not the same: records are compared by names.")
	}
	fmt.Fprintln(p.out)
	if d.first == 0 {
		fmt.Fprintln(p.out, "The same, record by record.")
		return
	}
	fmt.Fprintf(p.out, "They differ from %s on, at %s s%s:\n\n", p.paint.strong("record "+metrics.Decimal(float64(d.first), 3)), exact(d.at), d.where())
	d.records(p, " ", d.first-uint64(len(d.before)), d.before, d.a.top, p.paint.faint)
	d.records(p, "-", d.first, d.afterA, d.a.top, p.paint.bad)
	d.records(p, "+", d.first, d.afterB, d.b.top, p.paint.good)
	fmt.Fprintln(p.out)
	d.counts(p)
}

// where is in which fields they differ.
func (d *parting) where() string {
	switch names := d.differing(); {
	case len(names) > 0:
		return ", in " + strings.Join(names, ", ")
	case len(d.afterA) == 0:
		return ", where A is over"
	case len(d.afterB) == 0:
		return ", where B is over"
	}
	return ""
}

func (d *parting) records(p *program, mark string, number uint64, list []trace.Record, t *trace.Topology, paint func(string) string) {
	for i := range list {
		line := fmt.Sprintf("%s %9d  %s", mark, number+uint64(i), told(&list[i], t))
		fmt.Fprintln(p.out, paint(line))
	}
}

// counts prints how many records of each kind the runs have.
func (d *parting) counts(p *program) {
	t := &table{}
	t.painted(p.paint.faint, "records", "A", "B", "B - A")
	for _, k := range d.kinds() {
		a, b := d.a.kinds[k], d.b.kinds[k]
		t.plain(k.String(), metrics.Decimal(float64(a), 3), metrics.Decimal(float64(b), 3), surplus(a, b))
	}
	t.write(p, "  ", 14, 3)
}

// kinds are those that either run has, in their order.
func (d *parting) kinds() []trace.Kind {
	var all []trace.Kind
	for _, run := range []*playback{d.a, d.b} {
		for k := range run.kinds {
			if !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	slices.Sort(all)
	return all
}

func surplus(a, b uint64) string {
	switch {
	case a == b:
		return ""
	case a > b:
		return "-" + metrics.Decimal(float64(a-b), 3)
	}
	return "+" + metrics.Decimal(float64(b-a), 3)
}

func plural(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return metrics.Decimal(float64(n), 3) + " " + noun + "s"
}

// A diffOutput is where two runs part, in JSON.
type diffOutput struct {
	Same  bool       `json:"same"`
	A     sideOutput `json:"a"`
	B     sideOutput `json:"b"`
	First *firstJSON `json:"first,omitempty"` // absent where they are the same
}

type sideOutput struct {
	Run     string            `json:"run"`
	Records uint64            `json:"records"`
	Kinds   map[string]uint64 `json:"kinds"`
}

type firstJSON struct {
	Record uint64   `json:"record"` // from 1
	At     sim.Time `json:"at"`     // nanoseconds
	In     []string `json:"in"`     // the fields that differ
	A      string   `json:"a"`      // the records, empty where the run is over
	B      string   `json:"b"`
}

func newDiffOutput(d *parting) diffOutput {
	o := diffOutput{Same: d.first == 0, A: newSideOutput(d.a), B: newSideOutput(d.b)}
	if d.first == 0 {
		return o
	}
	o.First = &firstJSON{Record: d.first, At: d.at, In: append([]string{}, d.differing()...)}
	if len(d.afterA) > 0 {
		o.First.A = told(&d.afterA[0], d.a.top)
	}
	if len(d.afterB) > 0 {
		o.First.B = told(&d.afterB[0], d.b.top)
	}
	return o
}

func newSideOutput(run *playback) sideOutput {
	o := sideOutput{Run: run.name, Records: run.count, Kinds: map[string]uint64{}}
	for k, n := range run.kinds {
		o.Kinds[k.String()] = n
	}
	return o
}
