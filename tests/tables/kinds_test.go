package tables

import (
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"backchat/patterns/node"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// needs are what a kind of node cannot do without, beside the nodes that it names.
var needs = map[string]string{"store": `, "table": {}`}

// asked is a scenario in which a node of a kind is asked by a phone, which may give
// up while it is at it, and stands behind a balancer, until it crashes amid its work,
// and when it is back. What it has to name is a server, or whoever else behind says.
func asked(k *node.Kind, behind, load string) []byte {
	it := `"kind": "` + k.Name + `"` + needs[k.Name]
	for _, f := range reflect.VisibleFields(reflect.TypeOf(k.Config).Elem()) {
		if f.Tag.Get("ref") != "node" || f.Tag.Get("required") != "true" {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		it += fmt.Sprintf(`, %q: %q`, name, behind)
	}
	return fmt.Appendf(nil, `{"version": 1, "title": "asked", "duration": "60s", "keys": {"user": {"count": 3}},
		"nodes": {"phone": {"kind": "client"}, "it": {%s}, "lb": {"kind": "balancer", "to": "it", "health": {"interval": "1s"}}, "api": {"kind": "server", "service": "5ms"}},
		"flows": {
			"direct": {"from": "phone", "to": "it", "pattern": "requestResponse", "about": "user", %[2]s},
			"hasty": {"from": "phone", "to": "it", "pattern": "requestResponse", "about": "user", "timeout": "2ms", %[2]s},
			"spread": {"from": "phone", "to": "lb", "pattern": "requestResponse", "about": "user", %[2]s}
		},
		"timeline": {"crash": {"at": "20003ms", "for": "5s", "fault": "crash", "target": "it"}}}`, it, load)
}

const aSecond = `"send": {"arrivals": "constant", "rate": "1/s", "stop": "40s"}`

// TestEveryKindThatIsAskedAnswers holds that whoever may be asked is placed, answers
// all that it is asked, once, and lives through a crash; and that whoever passes on
// has its operations processed behind it.
func TestEveryKindThatIsAskedAnswers(t *testing.T) {
	for i := range node.Kinds {
		if k := &node.Kinds[i]; k.Is(node.Answers) {
			t.Run(k.Name, func(t *testing.T) { answers(t, k) })
		}
	}
}

func answers(t *testing.T, k *node.Kind) {
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("the kind of node %s brings a run to its knees: %v\n%s", k.Name, r, debug.Stack())
		}
	}()
	run, err := trial.Of(asked(k, "api", aSecond), "base", trial.Records|trial.Checks)
	if err != nil {
		t.Fatalf("the kind of node %s is refused; say in needs what it cannot do without: %v", k.Name, err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Errorf("the kind of node %s: %v", k.Name, err)
	}
	begun, ended, done := 0, 0, map[string]int{}
	for _, r := range run.Records {
		switch r.Kind {
		case trace.Begin:
			begun++
		case trace.End:
			if r.Status != trace.Unfinished {
				ended++
			}
		case trace.Applied:
			done[run.Topology.Name(r.Node)]++
		}
	}
	if ended < begun {
		t.Errorf("of %d operations at the kind of node %s %d never end: whatever it is asked is to be answered, or passed on (Asked, Passed)", begun, k.Name, begun-ended)
	}
	if k.Is(node.Relays) && (done["it"] > 0 || done["api"] == 0) {
		t.Errorf("the kind of node %s has the trait Relays, and processes %d operations, whoever is behind it %d: pass what it is asked on, by World.Pass", k.Name, done["it"], done["api"])
	}
}

// TestEveryKindThatPassesOnNamesToWhom holds that a scenario is checked through a
// node of the kind: who is behind it can be asked, has the route that is named, and
// does not ask it in turn.
func TestEveryKindThatPassesOnNamesToWhom(t *testing.T) {
	for i := range node.Kinds {
		k := &node.Kinds[i]
		if !k.Is(node.Relays) {
			continue
		}
		for _, row := range []struct{ reason, behind, load, remedy string }{
			{"whoever is behind it cannot be asked", "phone", aSecond, "have Check report it (Report.Nodes)"},
			{"whoever is behind it lacks the route", "api", `"route": "none", ` + aSecond, "name whom it passes on to in Leads, with Passes"},
			{"it passes on to itself", "it", aSecond, "name whom it passes on to in Leads, with Passes"},
		} {
			if _, err := trial.Parse(asked(k, row.behind, row.load), "base"); err == nil {
				t.Errorf("%s, and a scenario with the kind of node %s is taken as it is: %s", row.reason, k.Name, row.remedy)
			}
		}
	}
}

// TestEveryKindThatIsNotIdleHasStations holds that a pause, which only work knows,
// finds work.
func TestEveryKindThatIsNotIdleHasStations(t *testing.T) {
	for i := range node.Kinds {
		k := &node.Kinds[i]
		if !k.Is(node.Answers) {
			continue
		}
		pause := strings.Replace(string(asked(k, "api", aSecond)), `"fault": "crash"`, `"fault": "pause"`, 1)
		s, err := trial.Parse([]byte(pause), "base")
		if err != nil {
			continue // it is idle, and the check says so
		}
		run, err := trial.Run(s, 1, trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(run.Records, func(r trace.Record) bool { return r.Kind == trace.Speed }) {
			t.Errorf("the kind of node %s is not Idle, and a pause finds no station: have its New return a Workshop, or say that it is Idle", k.Name)
		}
	}
}
