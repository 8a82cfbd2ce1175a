package tables

import (
	"cmp"
	"encoding/json"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"backchat/patterns/gallery"
	"backchat/patterns/node"
	"backchat/patterns/scenario"
	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// tables are what a field of the format may be by a table of patterns/node: the
// words there are, by what the field is called and what has it.
var tables = []struct {
	what, field, part string
	words             iter.Seq2[string, string]
}{
	{"kind of node", "kind", "node", node.KindName("").Words()},
	{"balancing policy", "policy", "balancer", node.BalancingName("").Words()},
	{"pick", "pick", "flow", node.PickName("").Words()},
	{"fault", "fault", "entry", node.FaultName("").Words()},
}

func TestEveryRowHasWordsOfItsOwn(t *testing.T) {
	for _, table := range tables {
		seen := map[string]bool{}
		for name, says := range table.words {
			switch {
			case name == "" || seen[name]:
				t.Errorf("a %s has the name %q, which is empty, or another's", table.what, name)
			case says == "" || seen[says]:
				t.Errorf("the %s %s says nothing, or what another one says", table.what, name)
			case strings.HasSuffix(says, ".") || says[:1] != strings.ToLower(says[:1]):
				t.Errorf("the %s %s says a sentence; say what follows the name and a colon: %s", table.what, name, says)
			}
			seen[name], seen[says] = true, true
		}
	}
}

// TestEveryRowIsWhole names what is called, and would be nil.
func TestEveryRowIsWhole(t *testing.T) {
	for _, k := range node.Kinds {
		if k.Config == nil || k.Traits == 0 {
			t.Errorf("the kind of node %s lacks its Config or its Traits", k.Name)
		}
		if k.Is(node.Relays) && !k.Is(node.Answers) {
			t.Errorf("the kind of node %s has the trait Relays, and nobody may ask it: give it the trait Answers", k.Name)
		}
	}
	for _, b := range node.Balancings {
		if b.New == nil {
			t.Errorf("the balancing policy %s lacks New", b.Name)
		}
	}
	for _, f := range node.Faults {
		if f.Happen == nil {
			t.Errorf("the fault %s lacks Happen", f.Name)
		}
	}
}

// TestEveryFaultIsDoneAndUndoneByHand holds what the page offers, and says as
// long as a fault lasts.
func TestEveryFaultIsDoneAndUndoneByHand(t *testing.T) {
	for _, f := range node.Faults {
		if f.Momentary {
			if strings.Count(f.Do, "{it}") != 1 || f.While == "" || f.Undo+f.Over != "" {
				t.Errorf("the fault %s is over as it happens: Do, %q, says once, as {it}, what it happens to, and While, %q, what follows its name; Undo, %q, and Over, %q, are never said", f.Name, f.Do, f.While, f.Undo, f.Over)
			}
		} else if strings.Count(f.Do, "{it}") != 1 || strings.Count(f.Undo, "{it}") != 1 {
			t.Errorf("the fault %s: Do is %q and Undo %q; both are to say once, as {it}, what it happens to", f.Name, f.Do, f.Undo)
		}
		if !f.Momentary && (f.While == "" || f.Over == "") {
			t.Errorf("the fault %s: While is %q and Over %q; both are to say what follows the name of what it happens to", f.Name, f.While, f.Over)
		}
		for _, says := range []string{f.Do, f.Undo, f.While, f.Over} {
			if strings.HasSuffix(says, ".") || says != "" && says[:1] != strings.ToLower(says[:1]) {
				t.Errorf("the fault %s says %q, which is a sentence", f.Name, says)
			}
		}
		if _, err := scenario.Parse("by-hand.json", byHand(&f)); err != nil {
			t.Errorf("the fault %s With %s is refused: %v", f.Name, f.With, err)
		}
	}
}

// byHand is a scenario in which nothing happens but a fault as the page offers it,
// from 1 s to 21 s, if it lasts. Replicas take 5 s to start.
func byHand(f *node.Fault) []byte {
	target := "api"
	if f.On == node.OnStores {
		target = "cache"
	} else if f.On == node.OnDisks {
		target = "bus"
	} else if f.On == node.OnDeadLetters {
		target = "post"
	}
	options := `"fault": "` + f.Name + `", "target": "` + target + `"`
	if f.With != "" {
		options += ", " + f.With
	}
	if !f.Momentary {
		options += `, "for": "20s"`
	}
	return []byte(`{"version": 1, "title": "by hand", "duration": "40s", "hop": {"bandwidth": "1Mbit/s"},
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "count": 2}, "cache": {"kind": "store", "cache": {}}, "bus": {"kind": "broker", "durable": true, "disk": "group"}, "post": {"kind": "broker"}}, "keys": {"user": {"count": 1}},
		"flows": {"f": {"from": "phone", "to": "api", "pattern": "requestResponse", "about": "user", "deadline": "1s", "deadlineAs": "instant", "send": {"arrivals": "times", "times": ["39s"]}},
			"dead": {"from": "phone", "to": "post", "pattern": "queue", "poison": 1, "queue": {"consumers": "api", "deliveries": 1, "deadLetters": "keep"}, "send": {"arrivals": "times", "times": ["0s"]}}},
		"timeline": {"hand": {"at": "1s", ` + options + `}}}`)
}

// TestEveryFaultLeavesARecord holds that a fault is said where it begins, and what
// lasts where it ends: the picture knows of nothing else.
func TestEveryFaultLeavesARecord(t *testing.T) {
	for _, f := range node.Faults {
		run, err := trial.Of(byHand(&f), "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		opens := func(r trace.Record) bool { return r.At == sim.Second && r.Opens() }
		if !slices.ContainsFunc(run.Records, opens) {
			t.Errorf("the fault %s begins without a record that opens anything: what lasts must be said (trace.KindInfo), and be told from what is as usual (trace.Record.Opens)", f.Name)
		}
		closed := slices.ContainsFunc(run.Records, func(r trace.Record) bool { return r.At == 21*sim.Second && r.Kind.Info().Closes != 0 })
		if !f.Momentary && !closed {
			t.Errorf("the fault %s ends without a record that closes what its beginning has opened (trace.KindInfo)", f.Name)
		}
		for _, r := range lasting(run.Records) {
			t.Errorf("the fault %s is over, and what a record of the kind %s has opened at %s goes on: the end of an act undoes what it has begun, and says so", f.Name, r.Kind, run.Topology.Name(r.Node))
		}
	}
}

// lasting are the records that have opened something about the world which nothing
// has closed since.
func lasting(all []trace.Record) []trace.Record {
	type topic struct {
		kind       trace.Kind
		node, peer trace.Place
	}
	of := func(k trace.Kind, r *trace.Record) topic { return topic{k, r.Node, r.Peer} }
	open := map[topic]trace.Record{}
	for i := range all {
		r := &all[i]
		if closes := r.Kind.Info().Closes; closes != 0 {
			delete(open, of(closes, r))
		}
		if r.Kind.Info().About == trace.World && r.Opens() && r.At >= sim.Second {
			open[of(r.Kind, r)] = *r
		}
	}
	return slices.SortedFunc(maps.Values(open), func(x, y trace.Record) int { return cmp.Compare(x.At, y.At) })
}

func TestEveryOptionOfAFaultIsItsAlone(t *testing.T) {
	of := map[string]string{"at": "all faults", "for": "all faults", "say": "captions", "send": "operations", "fault": "all faults", "target": "all faults"}
	for _, field := range node.ForWires {
		of[field] = "all faults on wires"
	}
	for _, f := range node.Faults {
		for _, option := range f.Options {
			if other, taken := of[option]; taken {
				t.Errorf("the fault %s has the option %q, which is for %s", f.Name, option, other)
			}
			of[option] = "the fault " + f.Name
		}
	}
}

func TestEveryRowStandsInTheSchemaAndItsOptionsWithIt(t *testing.T) {
	var schema struct {
		Defs map[string]struct {
			Properties map[string]struct{ Enum []string }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(scenario.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		for name := range table.words {
			if !slices.Contains(schema.Defs[table.part].Properties[table.field].Enum, name) {
				t.Errorf("the schema's %s.%s lacks %s", table.part, table.field, name)
			}
		}
	}
	for _, k := range node.Kinds {
		if schema.Defs[k.Name].Properties == nil {
			t.Errorf("the schema does not say what a %s has", k.Name)
		}
	}
	for _, f := range node.Faults {
		for _, option := range f.Options {
			if _, ok := schema.Defs["entry"].Properties[option]; !ok {
				t.Errorf("the option %q of the fault %s is no field of the timeline's entries", option, f.Name)
			}
		}
	}
}

func TestEveryOptionOfATimelinesEntryIsAFaults(t *testing.T) {
	taken := []string{"at", "for", "say", "send", "fault", "target"}
	taken = append(taken, node.ForWires[:]...)
	for _, f := range node.Faults {
		taken = append(taken, f.Options...)
	}
	var schema struct {
		Defs struct {
			Entry struct{ Properties map[string]any }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(scenario.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for name := range schema.Defs.Entry.Properties {
		if !slices.Contains(taken, name) {
			t.Errorf("no row of node.Faults has the option %q", name)
		}
	}
}

func TestEveryRowStandsInTheManual(t *testing.T) {
	manual := text(t, "docs/scenario.md")
	for _, table := range tables {
		for name, says := range table.words {
			if !strings.Contains(manual, name+": "+says) && !strings.Contains(strings.ToLower(manual), "### "+name+"\n\n"+strings.ToLower(says)+".") {
				t.Errorf("the manual does not say what the %s %s is; go test ./tests/docs -update", table.what, name)
			}
		}
	}
}

func TestEveryRowIsShown(t *testing.T) {
	var shown []string
	for _, name := range gallery.Names() {
		file, _ := gallery.Text(name)
		shown = append(shown, string(file))
	}
	for _, example := range regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(text(t, "docs/scenario.md"), -1) {
		shown = append(shown, example[1])
	}
	all := strings.Join(shown, "\n")
	for _, table := range tables {
		for name := range table.words {
			if !strings.Contains(all, `"`+table.field+`": "`+name+`"`) {
				t.Errorf("no scenario of the gallery and no example of the manual has the %s %s", table.what, name)
			}
		}
	}
}

func TestEveryRowIsAmongTheGoldenScenarios(t *testing.T) {
	golden := text(t, "tests/golden/generated.jsonl")
	for _, table := range tables {
		for name := range table.words {
			if !strings.Contains(golden, `"`+table.field+`":"`+name+`"`) {
				t.Errorf("no golden scenario has the %s %s; tests/properties draws some: go test ./tests/properties -run TestKeepScenarios -keep ../golden/generated.jsonl", table.what, name)
			}
		}
	}
}

func text(t *testing.T, path string) string {
	t.Helper()
	read, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(read)
}
