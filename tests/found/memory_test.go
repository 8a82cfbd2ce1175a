package found_test

import (
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"testing"

	"backchat/patterns/scenario/build"
	"backchat/sim"
	"backchat/sim/check"
	"backchat/sim/metrics"
	"backchat/tests/trial"
)

func TestRunsThatGrowWithoutBoundEndByTheirMemory(t *testing.T) {
	for _, row := range []struct{ name, most string }{
		{"burst-a-million.json", "operations under way"},
		{"gaps-mostly-zero.json", "operations under way"},
		{"fanout-a-million.json", "stations"},
	} {
		run, err := trial.Of(file(t, row.name), "base", trial.Checks|trial.Figures)
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Checks.Err(); err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
		switch l := run.Limit; {
		case l == nil:
			t.Errorf("%s: nothing ends it", row.name)
		case l.Bound != 750e6 || !strings.Contains(l.Error(), row.most):
			t.Errorf("%s: %v", row.name, l)
		}
	}
}

// crowds are scenarios that each let another kind of thing grow.
var crowds = []struct{ name, text string }{
	{"clients", `"nodes": {"c": {"kind": "client", "count": 300000}, "s": {"kind": "server"}},
		"flows": {"f": {"from": "c", "to": "s", "pattern": "requestResponse", "send": {"rate": "1/s"}}}`},
	{"subscribers", `"nodes": {"c": {"kind": "client", "count": 120000}, "s": {"kind": "server"}},
		"flows": {"f": {"from": "c", "to": "s", "pattern": "push", "updates": {"totalRate": "1/s", "audience": "all"}}}`},
	{"a broker's backlog", `"nodes": {"c": {"kind": "client"}, "b": {"kind": "broker"}, "s": {"kind": "server", "service": "1s"}},
		"flows": {"f": {"from": "c", "to": "b", "pattern": "queue", "queue": {"consumers": "s"}, "send": {"rate": "1000000/s"}}}`},
	{"a server's queue", `"nodes": {"c": {"kind": "client"}, "s": {"kind": "server", "service": "1s"}},
		"flows": {"f": {"from": "c", "to": "s", "pattern": "requestResponse", "send": {"rate": "1000000/s"}}}`},
	{"retries", `"nodes": {"c": {"kind": "client"}, "s": {"kind": "server", "service": "10s"}},
		"flows": {"f": {"from": "c", "to": "s", "pattern": "requestResponse", "send": {"rate": "50000/s"}, "timeout": "10ms", "retry": {"attempts": 1000, "backoff": "1ms"}}}`},
	{"connections", `"nodes": {"c": {"kind": "client"}, "s": {"kind": "server", "service": "10s", "workers": 1000000}}, "hop": {"connection": {"open": "each"}},
		"flows": {"f": {"from": "c", "to": "s", "pattern": "requestResponse", "send": {"rate": "1000000/s"}}}`},
	{"a wire that is cut", `"nodes": {"c": {"kind": "client"}, "s": {"kind": "server"}}, "hop": {"retransmit": "1s"},
		"flows": {"f": {"from": "c", "to": "s", "pattern": "requestResponse", "send": {"rate": "1000000/s"}}},
		"timeline": {"cut": {"at": "0s", "fault": "partition", "target": "s"}}`},
	{"health checks", `"nodes": {"c": {"kind": "client"}, "l": {"kind": "balancer", "count": 500, "to": ["s"], "health": {"interval": "100ms"}}, "s": {"kind": "server", "count": 1000}},
		"flows": {"f": {"from": "c", "to": "l", "pattern": "requestResponse", "send": {"rate": "1/s"}}}`},
	{"updates for all", `"nodes": {"c": {"kind": "client", "count": 30000}, "s": {"kind": "server"}},
		"flows": {"f": {"from": "c", "to": "s", "pattern": "shortPolling", "shortPolling": {"interval": "1h"}, "updates": {"totalRate": "100/s", "audience": "all"}}}`},
}

func TestMemoryThatIsChargedIsAboutWhatIsTaken(t *testing.T) {
	const bound = 100e6
	for _, row := range crowds {
		s, err := trial.Parse([]byte(`{"version": 1, "title": "crowd", "duration": "10s", "limits": {"memory": "100MB"}, `+row.text+`}`), "base")
		if err != nil {
			t.Fatal(err)
		}
		before := heap()
		top := s.Topology()
		figures, checks := metrics.New(top, metrics.Options{}), check.All(top)
		run, err := build.New(s, top, 1, figures, checks)
		if err != nil {
			t.Fatal(err)
		}
		if limit := (*sim.LimitError)(nil); !errors.As(run.Go(t.Context()), &limit) || limit.Bound != bound {
			t.Errorf("%s: not ended by its memory, but by %v", row.name, limit)
		}
		if taken := heap() - before; taken < bound/2 || taken > 1.25*bound { // what grows has room for a quarter more
			t.Errorf("%s: %d MB are taken where %d are charged", row.name, int(taken/1e6), int(bound/1e6))
		}
		runtime.KeepAlive(run)
		runtime.KeepAlive(figures)
		runtime.KeepAlive(checks)
	}
}

func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

func TestWorldsAreNotBuiltBeyondTheirMemory(t *testing.T) {
	for _, row := range []struct{ text, most string }{
		{`"nodes": {"c": {"kind": "client"}, "l": {"kind": "balancer", "count": 100000, "to": ["s"], "health": {}}, "s": {"kind": "server", "count": 100000}},
			"flows": {"f": {"from": "c", "to": "l", "pattern": "requestResponse", "send": {"rate": "1/s"}}}`, "targets of balancers"},
		{`"nodes": {"c": {"kind": "client", "count": 100000}, "s": {"kind": "server", "count": 100000}},
			"flows": {"f": {"from": "c", "to": "s", "pattern": "requestResponse", "send": {"rate": "1/s"}}},
			"timeline": {"cut": {"at": "0s", "fault": "partition", "target": "c"}}`, "wires that faults are about"},
		{`"nodes": {"c": {"kind": "client", "count": 1000000}, "s": {"kind": "server"}}, "flows": ` + flows(t, 200, `{"from": "c", "to": "s", "pattern": "shortPolling", "updates": {"rate": "0.0001/s"}}`), "speakers"},
	} {
		run, err := trial.Of([]byte(`{"version": 1, "title": "large", "duration": "10s", `+row.text+`}`), "base", trial.Figures)
		if err != nil {
			t.Fatal(err)
		}
		if run.Limit == nil || run.End != sim.Time(0) || !strings.Contains(run.Limit.Error(), row.most) {
			t.Errorf("%s: %v", row.most, run.Limit)
		}
	}
}

// flows are n flows, all alike.
func flows(t *testing.T, n int, like string) string {
	t.Helper()
	all := map[string]json.RawMessage{}
	for i := range n {
		all["f"+string(rune('a'+i/26))+string(rune('a'+i%26))] = json.RawMessage(like)
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
