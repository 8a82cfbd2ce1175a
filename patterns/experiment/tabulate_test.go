package experiment

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// counted has ten requests a second of 1 ms each, and in a variant twice as many; in
// another nobody asks, and somebody listens.
const counted = `{"version": 1, "title": "t", "duration": "10s",
"hop": {"latency": "1ms", "connection": {"open": "ready"}},
"nodes": {"api": {"kind": "server", "service": "1ms"}, "phone": {"kind": "client"}, "desk": {"kind": "client"}},
"flows": {"get": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "10/s"}}},
"variants": {
  "twice": {"title": "twice as many", "flows": {"get": {"send": {"rate": "20/s"}}}},
  "told": {"flows": {"get": {"pattern": "push", "send": null, "updates": {"source": "desk", "arrivals": "constant", "totalRate": "10/s"}}}}
}, "table": {"title": "T", "columns": [%s]}}`

func tabled(t *testing.T, seeds int, columns string) *Table {
	t.Helper()
	f := file(t, strings.Replace(counted, "%s", columns, 1))
	table, err := Tabulate(t.Context(), f, Plan{Seeds: Seeds(1, seeds)})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestATableHasARowForEachVariantAndAMetricIsThatOfItsRow(t *testing.T) {
	table := tabled(t, 2, `{"title": "requests", "figure": "get.operations"}, {"title": "as many as", "figure": "get.operations / get.operations@twice"}, {"title": "late", "figure": "get.staleness.mean"}`)
	counts := map[string][2]float64{"base": {100, .5}, "told": {100, .5}, "twice": {200, 1}}
	for _, row := range table.Rows {
		for c, want := range counts[row.Variant] {
			if got := row.Figures[c]; math.Abs(got.Mean-want) > .011*want || got.N != 2 || got.Missing != 0 {
				t.Errorf("%s, column %d: %+v, want %v", row.Variant, c, got, want)
			}
		}
		if late := row.Figures[2]; (late.N == 2) != (row.Variant == "told") || late.N+late.Missing != 2 {
			t.Errorf("%s: staleness %+v", row.Variant, late)
		}
	}
	if len(table.Rows) != 3 || table.Rows[0].Title == "" || table.Columns[0].Unit != "1" || table.Columns[2].Unit != "s" {
		t.Errorf("%d rows, columns %+v", len(table.Rows), table.Columns)
	}
}

func TestWhatIsBestIsMarkedWhereItIsShown(t *testing.T) {
	const columns = `{"title": "least", "figure": "get.operations", "best": "least"}, {"title": "most", "figure": "get.operations", "best": "most"}, {"title": "none", "figure": "get.operations"}`
	marks := func(seeds int) (list [3]string) {
		for _, row := range tabled(t, seeds, columns).Rows {
			for c, x := range row.Figures {
				if x.Best {
					list[c] += row.Variant
				}
			}
		}
		return list
	}
	if got := marks(3); got != [3]string{"basetold", "twice", ""} { // two are least alike, and share the lead
		t.Errorf("marked are %q", got)
	}
	if got := marks(1); got != [3]string{} {
		t.Errorf("on one seed, marked are %q", got)
	}
}

// Where the wire loses a fifth, fewer bytes come back and the server has less to do, and a
// third of all is not served.
func TestWhoServesLessIsNotBest(t *testing.T) {
	from, to := strings.Index(counted, `"told"`), strings.Index(counted, `}, "table"`)
	text := counted[:from] + `"lossy": {"links": {"wire": {"from": "phone", "to": "api", "loss": 0.2}}}` + counted[to:]
	f := file(t, strings.Replace(text, "%s", `{"title": "bytes back", "figure": "get.bytes.down", "best": "least"}, {"title": "work", "figure": "api.cpu", "best": "least"}, {"title": "served", "figure": "get.okShare", "best": "most"}, {"title": "took", "figure": "get.latency.mean", "best": "most"}`, 1))
	table, err := Tabulate(t.Context(), f, Plan{Seeds: Seeds(1, 5)})
	if err != nil {
		t.Fatal(err)
	}
	marks := map[string][4]bool{}
	for _, row := range table.Rows {
		var best [4]bool
		for c, x := range row.Figures {
			best[c] = x.Best
		}
		marks[row.Variant] = best
	}
	for variant, want := range map[string][4]bool{
		"base":  {true, true, true, false}, // it does half of what "twice" does, and serves all
		"twice": {false, false, true, false},
		"lossy": {}, // it does the least, of which it serves two thirds
	} {
		if marks[variant] != want {
			t.Errorf("%s: marked are %v, want %v: %+v", variant, marks[variant], want, table.Rows)
		}
	}
}

// One who serves all is ahead of one who does not, and there is nobody else.
func TestWhoServesAllIsMarkedBesideThoseWhoDoNot(t *testing.T) {
	from, to := strings.Index(counted, `"twice"`), strings.Index(counted, `}, "table"`)
	text := counted[:from] + `"slow": {"nodes": {"api": {"service": "150ms"}}}` + counted[to:]
	f := file(t, strings.Replace(text, "%s", `{"title": "took", "figure": "get.latency.mean", "best": "least"}, {"title": "more", "figure": "get.latency.mean", "best": "most"}`, 1))
	table, err := Tabulate(t.Context(), f, Plan{Seeds: Seeds(1, 5)})
	if err != nil {
		t.Fatal(err)
	}
	if row := table.Rows[0]; !row.Figures[0].Best || row.Figures[1].Best || table.Rows[1].Figures[1].Best {
		t.Errorf("whoever serves all is the quickest, and who serves less is best in nothing: %+v", table.Rows)
	}
}

func TestAScenarioWithoutATableSaysSo(t *testing.T) {
	f := file(t, strings.Replace(counted, `, "table": {"title": "T", "columns": [%s]}`, "", 1))
	var none *NoTable
	if _, err := Tabulate(t.Context(), f, Plan{Seeds: Seeds(1, 1)}); !errors.As(err, &none) {
		t.Errorf("got %v", err)
	}
	if v := TableVariants(f); len(v) != 0 {
		t.Errorf("it would run %q", v)
	}
}

// Where the wire loses a hundredth, the slowest of a hundred are served on some seeds and never on others.
func TestATimeThatIsNeverOnSomeSeedsIsCountedOnThese(t *testing.T) {
	from, to := strings.Index(counted, `"twice"`), strings.Index(counted, `}, "table"`)
	text := counted[:from] + `"lossy": {"links": {"wire": {"from": "phone", "to": "api", "loss": 0.01}}}` + counted[to:]
	f := file(t, strings.Replace(text, "%s", `{"title": "slowest", "figure": "get.latencyAll.p99", "best": "least"}`, 1))
	lossy := func(first uint64, seeds int) TableFigure {
		table, err := Tabulate(t.Context(), f, Plan{Seeds: Seeds(first, seeds)})
		if err != nil {
			t.Fatal(err)
		}
		return table.Rows[1].Figures[0]
	}
	const seeds = 10
	var one int
	for seed := range uint64(seeds) {
		if math.IsInf(lossy(1+seed, 1).Mean, 1) {
			one++
		}
	}
	if all := lossy(1, seeds); all.Never != one || one == 0 || one == seeds || !math.IsInf(all.Mean, 1) || !math.IsNaN(all.Half()) {
		t.Errorf("%+v, and %d of %d runs by themselves are never", all, one, seeds)
	}
}
