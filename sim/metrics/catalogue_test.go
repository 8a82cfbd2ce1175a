package metrics

import (
	"math"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

func TestEveryNameIsDefinedOnce(t *testing.T) {
	shape := regexp.MustCompile(`^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*$`)
	seen := map[string]Subject{}
	for _, d := range Catalogue() {
		if !shape.MatchString(d.Name) || d.Says == "" || !slices.Contains([]string{seconds, bytes, bytesPerSecond, perSecond, one}, d.Unit) {
			t.Errorf("%+v is not well defined", d)
		}
		of := d.Of
		if of == OfReplica {
			of = OfNode
		}
		key := of.String() + " " + d.Name
		if _, ok := seen[key]; ok {
			t.Errorf("%s is defined twice", key)
		}
		seen[key] = of
	}
}

func TestEveryListedNameIsFound(t *testing.T) {
	topology := town(10*s, 0)
	f := tell(topology)
	names := Names(topology)
	for _, name := range names {
		if m, ok := f.Lookup(name); !ok || m.Name != name {
			t.Errorf("%s is listed, and Lookup says %v, %v", name, m, ok)
		}
		if !Known(topology, name) {
			t.Errorf("%s is listed and not known", name)
		}
	}
	for _, m := range f.All() {
		if math.IsNaN(m.Value) || math.IsInf(m.Value, -1) || math.IsInf(m.Value, 1) && m.Unit != "s" {
			t.Errorf("%s is %v", m.Name, m.Value)
		}
		if !slices.Contains(names, m.Name) {
			t.Errorf("%s has a value and is not listed", m.Name)
		}
	}
	for _, name := range []string{"page.latency.p99", "api.population.p99", "api/1.served", "api/0+sidecar.cpu", "api+sidecar.wait.mean", "rack.bytes.up", "run.records"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is not listed", name)
		}
	}
}

func TestNamesThatMeanNothingAreNotFound(t *testing.T) {
	f := tell(town(10*s, 0))
	for name, reason := range map[string]string{
		"":                         "nothing",
		"page":                     "no metric",
		"page.":                    "no metric either",
		"nobody.ok":                "no such subject",
		"page.latency.p42":         "a quantile that is not kept",
		"page.utilization":         "of a node, not a flow",
		"api.ok":                   "of a flow, not a node",
		"api/2.served":             "no such replica",
		"api/01.served":            "not how a replica is written",
		"api/0.wait.mean":          "replicas have no histograms",
		"api/0.imbalance":          "of a node, not a replica",
		"lb+sidecar.cpu":           "it has none",
		"api+sidecar/0.cpu":        "the wrong way round",
		"page/0.ok":                "flows have no replicas",
		"api.population.atLeast.x": "not a number",
		"api.population.atLeast.":  "no number",
	} {
		if m, ok := f.Lookup(name); ok {
			t.Errorf("%q (%s) is %v", name, reason, m)
		}
	}
}

func TestASingleReplicaIsItsNode(t *testing.T) {
	f := tell(town(10*s, 0), served(0, 1, 0, worker))
	want(t, f, map[string]float64{"worker.busy.mean": 1, "worker/0.busy.mean": 1, "worker.share": math.NaN()})
}

func TestOnlyCountsAndExtremesMustHoldOnEverySeed(t *testing.T) {
	f := tell(town(10*s, 0))
	for name, exact := range map[string]bool{
		"page.operations": true, "page.bytes": true, "page.finished.max": true, "api.queue.max": true, "jobs.backlog.end": true,
		"page.okShare": false, "page.latency.mean": false, "page.latency.p50": false, "page.goodput": false,
		"api.utilization": false, "api.population.atLeast.3": false, "api.imbalance": false,
	} {
		if m, ok := f.Lookup(name); !ok || m.Kind.Exact() != exact {
			t.Errorf("%s is a %v, exact: %v, want %v", name, m.Kind, m.Kind.Exact(), exact)
		}
	}
}

func TestSeriesFollowTheRun(t *testing.T) {
	// Four windows of 5 s. Operation 1: 1 to 4 s; 2: 6 to 16 s; 3 fails at 10 s,
	// the first instant of the third. The worker is busy from 4 to 12 s.
	f := tell(town(20*s, 5*s),
		begun(1, 1*s, trace.Queued),
		served(4*s, 1, 0, worker), ended(1, 4*s, trace.OK),
		begun(2, 6*s, trace.Queued), begun(3, 7*s, trace.Queued),
		ended(3, 10*s, trace.Failed),
		queued(10*s, 9, 1, worker),
		finished(12*s, 1, 8*s, worker, trace.OK),
		trace.Record{At: 12 * s, Until: 13 * s, Kind: trace.Send, Flow: 1, Node: lb, Peer: user, Shape: trace.Response, Payload: 7},
		ended(2, 16*s, trace.OK))
	got := f.Series()
	none := math.NaN()
	wantFlow := FlowSeries{
		ID: "page", Offered: []float64{1, 2, 0, 0}, OK: []float64{1, 0, 0, 1}, NotOK: []float64{0, 0, 1, 0},
		Mean: []float64{3, none, none, 10}, P50: []float64{3, none, none, 10}, P99: []float64{3, none, none, 10},
		Up: []float64{0, 0, 0, 0}, Down: []float64{0, 0, 7, 0},
	}
	wantNode := NodeSeries{
		ID: "worker", Utilization: []float64{0.2, 1, 0.4, 0}, Queue: []float64{0, 0, 1, 1},
		Population: []float64{0.2, 1, 1.4, 1}, Connections: []float64{0, 0, 0, 0},
		Opening: []float64{0, 0, 0, 0}, Active: []float64{0, 0, 0, 0}, Idle: []float64{0, 0, 0, 0}, Closed: []float64{0, 0, 0, 0}, Broken: []float64{0, 0, 0, 0},
		Memory: []float64{0, 0, 0, 0},
	}
	equal := cmp.Options{cmp.Comparer(near), cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "areas" }, cmp.Ignore())}
	if diff := cmp.Diff(wantFlow, got.Flows[0], equal); diff != "" {
		t.Error(diff)
	}
	i := slices.IndexFunc(got.Nodes, func(n NodeSeries) bool { return n.ID == "worker" })
	if diff := cmp.Diff(wantNode, got.Nodes[i], equal); diff != "" {
		t.Error(diff)
	}
	if got.Width != 5*s || got.Nodes[5].ID != "api+sidecar" {
		t.Errorf("windows of %v, and %s after the nodes", got.Width, got.Nodes[5].ID)
	}
}

func TestSeriesEndWhereTheRunDoes(t *testing.T) {
	for _, row := range []struct {
		reason  string
		windows int
		close   sim.Time
		want    int
	}{
		{"whole", 4, 10 * s, 4},
		{"more windows than the horizon divides by", 7, 10 * s, 7},
		{"within the third window", 4, 6 * s, 3},
		{"between two windows", 4, 5 * s, 2},
		{"at once", 4, 0, 0},
	} {
		f := New(town(10*s, 0), Options{Windows: row.windows})
		f.Fold([]trace.Record{begun(1, 0, trace.Queued)})
		f.Close(row.close)
		if got := len(f.Series().Flows[0].Offered); got != row.want {
			t.Errorf("%s: %d windows, want %d", row.reason, got, row.want)
		}
	}
	if f := New(town(10*s, 0), Options{}); f.Series() != nil {
		t.Error("a series nobody asked for")
	}
}
