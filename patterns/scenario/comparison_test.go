package scenario

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/patterns/scenario/expression"
	"backchat/sim/metrics"
)

// ordersFile is a file whose metrics expectations can name.
func compare(t *testing.T, text string) *expression.Comparison {
	t.Helper()
	c, err := expression.ParseComparison(text, parse(t, orders(t)).metric)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return c
}

func TestExpectationsAreComputed(t *testing.T) {
	figures := map[string]float64{
		"order.latency.p99": 0.2, "order.latency.p99@slow": 0.5, "order.operations": 100, "order.ok": 98,
		"api.utilization": 0.5, "api/1.utilization": 0.25, "order.throughput": 40, "order.bytes": 4096, "run.window": 55,
	}
	read := func(metric, variant string) (float64, error) {
		value, ok := figures[expression.Ref{Name: metric, Variant: variant}.String()]
		if !ok {
			return 0, fmt.Errorf("no %s", metric)
		}
		return value, nil
	}
	for _, row := range []struct {
		text        string
		left, right float64
		holds       bool
	}{
		{"order.latency.p99 < 200ms", 0.2, 0.2, false},
		{"order.latency.p99 <= 200ms", 0.2, 0.2, true},
		{"order.latency.p99@slow - order.latency.p99 == 0.3s", 0.3, 0.3, true},
		{"order.latency.p99@slow == 505ms within 1%", 0.5, 0.505, true},
		{"order.latency.p99@slow == 506ms within 1%", 0.5, 0.506, false},
		{"order.ok / order.operations >= 98%", 0.98, 0.98, true},
		{"2 * (api.utilization + api/1.utilization) > 1", 1.5, 1, true},
		{"1 - api.utilization - 0.25 == 25%", 0.25, 0.25, true},
		{"1 - (api.utilization - 0.25) != 25%", 0.75, 0.25, true},
		{"order.throughput == 2400/m", 40, 40, true},
		{"order.operations / run.window > 1/s", 100.0 / 55, 1, true},
		{"order.bytes == 4KiB", 4096, 4096, true},
		{"order.bytes / 1s < 1Mbit/s", 4096, 125000, true},
		{"order.latency.p99 > 0", 0.2, 0, true},
		{"order.throughput * order.latency.p99 < 9", 8, 9, true},
		{"0 < order.latency.p99", 0, 0.2, true},
		{"-1 < order.ok", -1, 98, true},
	} {
		left, right, holds, err := compare(t, row.text).Eval(read)
		if err != nil || math.Abs(left-row.left) > 1e-12 || math.Abs(right-row.right) > 1e-12 || holds != row.holds {
			t.Errorf("%s: got %v, %v, %v, %v, want %v, %v, %v", row.text, left, right, holds, err, row.left, row.right, row.holds)
		}
	}
	if _, _, _, err := compare(t, "order.failed == 0").Eval(read); err == nil {
		t.Error("an error of reading is lost")
	}
}

func TestNothingIsExpectedOfWhatIsNoNumber(t *testing.T) {
	nan := func(string, string) (float64, error) { return math.NaN(), nil }
	for _, op := range expression.Comparators {
		if _, _, holds, _ := compare(t, "order.latency.p99 "+op+" 1s").Eval(nan); holds {
			t.Errorf("not a number %s 1s holds", op)
		}
	}
}

func TestExpectationsPrintAsTheyAreRead(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"order.ok  ==\torder.operations", "order.ok == order.operations"},
		{"(order.ok) == ((2 * 3))", "order.ok == 2 * 3"},
		{"(order.ok + 1) * 2 == 3", "(order.ok + 1) * 2 == 3"},
		{"1 - (order.ok - 2) == 3", "1 - (order.ok - 2) == 3"},
		{"(1 - order.ok) - 2 == 3", "1 - order.ok - 2 == 3"},
		{"order.ok / (2 * 3) == 3 within 2.5%", "order.ok / (2 * 3) == 3 within 2.5%"},
		{"api/1.utilization@slow < 5%", "api/1.utilization@slow < 5%"},
	} {
		got := compare(t, row.text).String()
		if got != row.want || compare(t, got).String() != got {
			t.Errorf("%s prints %s, want %s", row.text, got, row.want)
		}
	}
}

func TestMetricsAreNamedOnce(t *testing.T) {
	got := compare(t, "order.ok@slow + order.ok < order.ok@slow * 2 + api/0.utilization@base").Metrics()
	want := []expression.Ref{{Name: "order.ok", Variant: "slow"}, {Name: "order.ok"}, {Name: "api/0.utilization", Variant: "base"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNeverIsLaterThanAnyTime(t *testing.T) {
	never := math.Inf(1)
	for _, row := range []struct {
		text  string
		p50   float64
		p99   float64
		holds bool
	}{
		{"order.latencyAll.p50 < order.latencyAll.p99", 1, never, true},
		{"order.latencyAll.p50 < order.latencyAll.p99", never, never, false},
		{"order.latencyAll.p50 <= order.latencyAll.p99", never, never, true},
		{"order.latencyAll.p50 == order.latencyAll.p99", never, never, true},
		{"order.latencyAll.p50 == order.latencyAll.p99 within 100%", 1, never, false},
		{"order.latencyAll.p99 == order.latencyAll.p50 within 100%", 1, never, false},
		{"order.latencyAll.p50 != order.latencyAll.p99", 1, never, true},
		{"order.latencyAll.p99 > 1000000h", 1, never, true},
		{"order.latencyAll.p99 / 2 > 1000000h", 1, never, true},
		{"order.latencyAll.p50 / order.latencyAll.p99 == 0", 1, never, true},
		{"order.latencyAll.p99 - order.latencyAll.p50 > 0s", never, never, false},
		{"1 / order.latencyAll.p50 > 0/s", 0, never, false},
		{"1 / order.latencyAll.p50 <= 0/s", 0, never, false},
	} {
		_, _, holds, err := compare(t, row.text).Eval(func(metric, _ string) (float64, error) {
			if metric == "order.latencyAll.p50" {
				return row.p50, nil
			}
			return row.p99, nil
		})
		if err != nil || holds != row.holds {
			t.Errorf("%s with %v and %v holds: %v, %v; want %v", row.text, row.p50, row.p99, holds, err, row.holds)
		}
	}
}

func TestWrongExpectationsHavePlaces(t *testing.T) {
	f := parse(t, orders(t))
	for _, row := range []struct {
		reason, text string
		at           int
		want         string
	}{
		{"nothing", "", 0, "a number or a metric is missing"},
		{"one side", "order.ok", 8, "an expectation compares"},
		{"assignment", "order.ok = 1", 9, `write "=="`},
		{"two comparisons", "1 < order.ok < 3", 13, "after the end"},
		{"no blanks", "order.ok<3", 8, "write blanks"},
		{"no blanks in a quotient", "order.bytes / 60s < 887000B/1s", 20, `"887000B/1s" lacks blanks; write "887000B / 1s"`},
		{"bytes a second", "order.bytes / 60s < 887KB/s", 20, `write "887KB / 1s"`},
		{"no blanks around a sum", "order.ok+1 < 3", 6, `no metric "ok+1"`},
		{"no number", "1.2.3 < order.ok", 0, "no number"},
		{"no unit of that name", "order.latency.p99 < 3sec", 21, `no unit "sec"`},
		{"seconds and bytes", "order.latency.p99 + order.bytes > 0", 18, "s and B cannot be joined"},
		{"seconds and rates", "order.latency.p99 < 3/s", 18, "in s, the right side in 1/s"},
		{"products have units", "order.latency.p99 * order.bytes < 3s", 32, "in B*s"},
		{"no closing parenthesis", "(order.ok < 3", 10, `")" is missing`},
		{"an operator alone", "* < 3", 0, "stands where a number"},
		{"within needs ==", "order.ok < 3 within 2%", 13, `"within" goes with ==`},
		{"within needs a percentage", "order.ok == 3 within 0.02", 21, "like 2%"},
		{"within nothing", "order.ok == 3 within 0%", 21, "not above 0%"},
		{"dividing by nothing", "order.ok / 0 > 1", 11, "divides by 0"},
		{"dividing by what comes to nothing", "order.ok / ( 1 - 1 ) > 1", 15, "divides by 0"},
		{"dividing by no time", "order.latency.p99 / ( 1s - 1000ms ) > 1", 25, "divides by 0"},
		{"dividing a number by nothing", "1 / ( 1 - 1 ) > order.ok", 8, "divides by 0"},
		{"another base", "0x10 > order.ok", 0, "write one in digits"},
		{"a power of ten", "1e400 > order.ok", 0, "write one in digits"},
		{"a power of ten with a unit", "1e3ms > order.latency.p99", 0, "write one in digits"},
		{"no digits", ". > order.ok", 0, "no number"},
		{"groups of digits", "1_000 > order.ok", 0, "write one in digits"},
		{"more than there is", strings.Repeat("9", 90) + strings.Repeat(" * "+strings.Repeat("9", 90), 3) + " > order.ok", 277, "more than any number"},
		{"numbers alone", "2 > 1", 2, "says nothing of any run"},
		{"no such thing", "orders.ok > 1", 0, `did you mean "order"?`},
		{"no such variant", "order.ok@quick > 1", 9, `no variant "quick"`},
		{"no such replica", "api/7.cpu > 1s", 0, "beyond the last replica"},
		{"all replicas have no name of their own", "api/*.cpu > 1s", 0, `those of "api"`},
		{"an entry of the timeline has no figures", "crash.ok > 1", 0, "no flow, node or link"},
		{"too long", strings.Repeat("1 + ", 1000) + "1 > 1", 0, "at most 2000 bytes"},
		{"too deep", strings.Repeat("(", 100) + "1 > 1", 50, "nested deeper"},
	} {
		_, err := expression.ParseComparison(row.text, f.metric)
		var c *expression.Complaint
		if !errors.As(err, &c) || c.At != row.at || !strings.Contains(c.Message, row.want) {
			t.Errorf("%s: got %+v, want %q at %d", row.reason, err, row.want, row.at)
		}
	}
}

func TestExpectationsKnowTheMetricsThatRunsHave(t *testing.T) {
	f := parse(t, strings.Replace(orders(t), `"kind": "server", "count": 3`, `"kind": "server", "count": 3, "sidecar": {}`, 1))
	topology := variant(t, f, Base).Topology()
	names := append(metrics.Names(topology), "api.population.atLeast.0", "api.population.atLeast.25", "mail/1+sidecar.cpu", "phone/3.requests")
	for _, name := range names {
		if _, err := f.unitOf(variant(t, f, Base), expression.Word{Text: name}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !metrics.Known(topology, name) {
			t.Errorf("%s is no metric", name)
		}
	}
	for _, name := range []string{"api.population.atLeast.x", "api.population.atLeast", "api/2.cpu", "order.cpu", "run.cpu", "mail/1.wait.mean"} {
		_, err := f.unitOf(variant(t, f, Base), expression.Word{Text: name})
		if known := metrics.Known(topology, name); known || err == nil {
			t.Errorf("%s: known to metrics: %v, here: %v", name, known, err)
		}
	}
}
