package properties

import (
	"encoding/json"
	"flag"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/tests/trial"
)

// A tally counts what the scenarios of a search have in them.
type tally map[string]int

// untried are the parts of the format that change nothing in a run, and those
// fields that the search sets for its own sake.
func untried(part string) bool {
	return slices.Contains([]string{"duration", "size", "bandwidth", "rate", "node", "limits", "expectation", "published", "source", "case", "goal", "prediction", "slider", "measure", "overview", "column"}, part) ||
		strings.HasSuffix(part, "Distribution") || strings.HasSuffix(part, "Patch") && part != "directionPatch"
}

func TestSearchDrawsEveryFieldAndWord(t *testing.T) {
	seen := tally{}
	longer(t, 4)
	everyWorld(t, func(w *world) { seen.world(w) })
	for part, fields := range parts {
		if untried(part) {
			continue
		}
		for name, f := range fields {
			at := part + "." + name
			if impossible[at] != "" {
				continue
			}
			if seen[at] == 0 {
				t.Errorf("%s is never drawn: give it a hint in hints_test.go, or set it where its part is put together, in nodes_test.go, wires_test.go or flows_test.go", at)
				continue
			}
			for _, word := range f.Enum {
				if seen[at+"="+word] == 0 && name != "kind" && impossible[at+"="+word] == "" {
					t.Errorf("%s is never %q: draw it more often, in hints_test.go", at, word)
				}
			}
		}
	}
}

// impossible says why a field, a word or a cell is not drawn.
var impossible = map[string]string{
	"updates.think":           "news does not wait for its listeners",
	"updates.arrivals=closed": "news does not wait for its listeners",

	"publishSubscribe with expire": brokers, "publishSubscribe with flush": brokers,
	"queue with expire": brokers, "queue with flush": brokers,
	"log with expire": brokers, "log with flush": brokers,

	"requestResponse with diskStall": disks, "shortPolling with diskStall": disks, "longPolling with diskStall": disks, "push with diskStall": disks,
	"serverSentEvents with diskStall": disks, "fallback with diskStall": disks, "pageLoad with diskStall": disks, "upload with diskStall": disks,

	"diskStall upon flush": disks, "diskStall upon expire": disks, "flush upon diskStall": disks, "expire upon diskStall": disks,
	"diskStall upon errors": disks, "errors upon diskStall": disks, "diskStall upon drain": disks, "drain upon diskStall": disks,
	"diskStall upon scale": disks, "scale upon diskStall": disks, "diskStall upon deploy": disks, "deploy upon diskStall": disks,

	"requestResponse with redrive": queues, "shortPolling with redrive": queues, "longPolling with redrive": queues, "push with redrive": queues, "serverSentEvents with redrive": queues,
	"fallback with redrive": queues, "publishSubscribe with redrive": queues, "log with redrive": queues, "pageLoad with redrive": queues, "upload with redrive": queues,

	"redrive upon flush": queues, "flush upon redrive": queues, "redrive upon expire": queues, "expire upon redrive": queues, "redrive upon errors": queues, "errors upon redrive": queues,
	"redrive upon drain": queues, "drain upon redrive": queues, "redrive upon scale": queues, "scale upon redrive": queues, "redrive upon deploy": queues, "deploy upon redrive": queues,

	"sidecar.deadline":   "it is given where a request begins",
	"about.colour":       "it changes the picture alone",
	"sidecar.deadlineAs": "it is given where a request begins",
	"sidecar.tied":       "servers know what they are asked straight away",
	"sidecar.ejection":   "it asks whom its node has picked",

	"drain upon flush": fleets, "scale upon flush": fleets, "deploy upon flush": fleets,
	"drain upon expire": fleets, "scale upon expire": fleets, "deploy upon expire": fleets,
	"flush upon drain": fleets, "flush upon scale": fleets, "flush upon deploy": fleets,
	"expire upon drain": fleets, "expire upon scale": fleets, "expire upon deploy": fleets,
}

const (
	brokers = "a cache takes no part in what goes through a broker"
	disks   = "a disk that stalls is a broker's"
	queues  = "dead letters are a queue's"
	fleets  = "a cache has no replicas that come and go"
)

// everyWorld calls f with the scenarios that every property is tried on.
func everyWorld(t *testing.T, f func(*world)) {
	rapid.Check(t, func(t *rapid.T) { f(newWorld(t)) })
}

func (y tally) world(w *world) {
	y.part("hop", w.frame["hop"].(trial.Object))
	for _, n := range w.nodes {
		y.part(n.(trial.Object)["kind"].(string), n.(trial.Object))
	}
	for part, all := range map[string]trial.Object{"keys": sub(w.frame, "keys"), "link": w.links, "flow": w.flows, "entry": w.faults} {
		for _, o := range all {
			y.part(part, o.(trial.Object))
		}
	}
}

// part counts the fields of an object and of those in it.
func (y tally) part(part string, o trial.Object) {
	for name, v := range o {
		at := part + "." + name
		y[at]++
		if word, ok := v.(string); ok {
			y[at+"="+word]++
		}
		f := parts[part][name]
		if f == nil {
			continue
		}
		if list, ok := v.(trial.List); ok && f.Items != nil {
			for _, item := range list {
				y.item(f.Items, item)
			}
			continue
		}
		y.item(f, v)
		y.entries(f, v)
	}
}

// entries counts what is in the entries of an object by id.
func (y tally) entries(f *field, v any) {
	var entry field
	o, ok := v.(trial.Object)
	if !ok || json.Unmarshal(f.Additional, &entry) != nil || parts[entry.ref()] == nil {
		return
	}
	for _, one := range o {
		y.item(&entry, one)
	}
}

func (y tally) item(f *field, v any) {
	if o, ok := v.(trial.Object); ok && parts[f.ref()] != nil {
		y.part(f.ref(), o)
	}
}

// ways are what a flow may have of its own, or by those it goes through.
var ways = withFaults(map[string]func(*world, trial.Object) bool{
	"timeout":       has("timeout"),
	"hedge":         has("hedge"),
	"breaker":       has("breaker"),
	"retry":         has("retry"),
	"retry at once": func(_ *world, f trial.Object) bool { r := sub(f, "retry"); return r["backoff"] == "0s" },
	"retry budget":  func(_ *world, f trial.Object) bool { return sub(f, "retry")["budget"] != nil },
	"cancel queued": is("cancel", "queued"),
	"cancel always": is("cancel", "always"),
	"pick random":   is("pick", "random"),
	"pick pinned":   is("pick", "pinned"),
	"demand":        has("demand"),
	"idempotent":    is("idempotent", true),
	"poison":        has("poison"),
	"priority":      has("priority"),
	"burst": func(_ *world, f trial.Object) bool {
		return sub(f, "send")["burst"] != nil || sub(f, "updates")["burst"] != nil
	},
	"sidecar":           behind(func(n trial.Object) bool { return n["sidecar"] != nil }),
	"sidecar's retry":   behind(func(n trial.Object) bool { return sub(n, "sidecar")["retry"] != nil }),
	"sidecar's hedge":   behind(func(n trial.Object) bool { return sub(n, "sidecar")["hedge"] != nil }),
	"sidecar's timeout": behind(func(n trial.Object) bool { return sub(n, "sidecar")["timeout"] != nil }),
	"blocking":          behind(func(n trial.Object) bool { return n["blocking"] == true }),
	"calls":             behind(func(n trial.Object) bool { return n["calls"] != nil }),
	"errors":            behind(func(n trial.Object) bool { return n["errors"] != nil }),
	"patience":          behind(func(n trial.Object) bool { return n["patience"] != nil }),
	"no queue":          behind(func(n trial.Object) bool { return n["queue"] == 0 }),
	"queue of one":      behind(func(n trial.Object) bool { return n["queue"] == 1 }),
	"lifo":              behind(func(n trial.Object) bool { return n["discipline"] == "lifo" }),
	"preemptive":        behind(func(n trial.Object) bool { return n["discipline"] == "preemptive" }),
	"sharing":           behind(func(n trial.Object) bool { return n["discipline"] == "processorSharing" }),
})

// withFaults adds every kind of fault to the ways.
func withFaults(ways map[string]func(*world, trial.Object) bool) map[string]func(*world, trial.Object) bool {
	for i := range node.Faults {
		ways[node.Faults[i].Name] = struck(node.Faults[i].Name)
	}
	return ways
}

func has(name string) func(*world, trial.Object) bool {
	return func(_ *world, f trial.Object) bool { return f[name] != nil }
}

func is(name string, v any) func(*world, trial.Object) bool {
	return func(_ *world, f trial.Object) bool { return f[name] == v }
}

func sub(o trial.Object, name string) trial.Object {
	s, _ := o[name].(trial.Object)
	return s
}

// members are the nodes that a flow goes between.
func members(f trial.Object) []string {
	ids := []string{f["to"].(string)}
	for _, list := range []any{f["from"], sub(f, "queue")["consumers"]} {
		list, _ := list.(trial.List)
		for _, id := range list {
			ids = append(ids, id.(string))
		}
	}
	return ids
}

// behind tells whether one of a flow's members, or one that a balancer among
// them sends to, is such a node.
func behind(such func(trial.Object) bool) func(*world, trial.Object) bool {
	return func(w *world, f trial.Object) bool {
		for _, id := range members(f) {
			n := w.nodes[id].(trial.Object)
			if such(n) {
				return true
			}
			to, _ := n["to"].(trial.List)
			for _, id := range to {
				if such(w.nodes[id.(string)].(trial.Object)) {
					return true
				}
			}
		}
		return false
	}
}

// struck tells whether a fault of that kind happens to a member of a flow.
func struck(kind string) func(*world, trial.Object) bool {
	return func(w *world, f trial.Object) bool {
		for _, e := range w.faults {
			if e := e.(trial.Object); e["fault"] == kind && slices.Contains(members(f), victim(e)) {
				return true
			}
		}
		return false
	}
}

// victim is the node that a fault happens to; a link's first end.
func victim(fault trial.Object) string {
	id, _, _ := strings.Cut(fault["target"].(string), "/")
	id, _, _ = strings.Cut(id, "-")
	return id
}

// kinds are of faults: a crash is of the process or of the host.
func kindOf(fault trial.Object) string {
	if fault["fault"] == "crash" && fault["how"] == "host" {
		return "crash of the host"
	}
	return fault["fault"].(string)
}

// coincidences are what the search must come upon, each by what tells it.
var coincidences = map[string]func(*world) bool{
	"a wire without latency":             func(w *world) bool { return sub(w.frame, "hop")["latency"] == "0s" },
	"duplicates on a wire without order": func(w *world) bool { return w.anyLink("duplicate", "order") },
	"a wire that loses and sends again":  func(w *world) bool { return w.anyLink("loss", "retransmit") },
	"connections of one exchange": func(w *world) bool {
		return w.anyConn(func(c trial.Object) bool { return c["streams"] == 1 && c["max"] == 1 })
	},
	"connections that are soon idle": func(w *world) bool { return w.anyConn(func(c trial.Object) bool { return c["idle"] == "5ms" }) },
	"a connection for each, few at a time": func(w *world) bool {
		return w.anyConn(func(c trial.Object) bool { return c["open"] == "each" && c["max"] != nil })
	},
	"a quorum":              func(w *world) bool { return w.anyCall(func(c trial.Object) bool { return c["need"] != nil }) },
	"a call that is hedged": func(w *world) bool { return w.anyCall(func(c trial.Object) bool { return c["hedge"] != nil }) },
	"a call that is taken back": func(w *world) bool {
		return w.anyCall(func(c trial.Object) bool { return c["cancel"] == "always" && c["timeout"] != nil })
	},
	"a flow that follows":          func(w *world) bool { return w.flows["flowAfter"] != nil },
	"an operation of the timeline": func(w *world) bool { return w.faults["extra"] != nil },
	"dead letters": func(w *world) bool {
		return w.anyFlow(func(f trial.Object) bool { return sub(f, "queue")["deliveries"] != nil && f["poison"] != nil })
	},
	"redelivery of one at a time": func(w *world) bool {
		return w.anyFlow(func(f trial.Object) bool {
			return sub(f, "queue")["redeliver"] != nil && sub(f, "queue")["prefetch"] == 1
		})
	},
	"news for all by a source": func(w *world) bool {
		return w.anyFlow(func(f trial.Object) bool {
			return sub(f, "updates")["source"] != nil && sub(f, "updates")["audience"] == "all"
		})
	},
	"a burst at one instant": func(w *world) bool {
		return w.anyFlow(func(f trial.Object) bool { return sub(sub(f, "send"), "burst")["gap"] == "0s" })
	},
	"a balancer's health checks":  func(w *world) bool { return sub(w.nodes, "lb")["health"] != nil },
	"balancers behind each other": func(w *world) bool { return w.anyCall(func(c trial.Object) bool { return c["to"] == "lb2" }) },
}

func (w *world) anyLink(fields ...string) bool {
	for _, l := range w.links {
		if !slices.ContainsFunc(fields, func(f string) bool { return l.(trial.Object)[f] == nil || l.(trial.Object)[f] == "fifo" }) {
			return true
		}
	}
	return false
}

func (w *world) anyConn(such func(trial.Object) bool) bool {
	for _, l := range w.links {
		if such(sub(l.(trial.Object), "connection")) {
			return true
		}
	}
	return such(sub(sub(w.frame, "hop"), "connection"))
}

func (w *world) anyCall(such func(trial.Object) bool) bool {
	for _, n := range w.nodes {
		calls, _ := n.(trial.Object)["calls"].(trial.List)
		if slices.ContainsFunc(calls, func(c any) bool { return such(c.(trial.Object)) }) {
			return true
		}
	}
	return false
}

func (w *world) anyFlow(such func(trial.Object) bool) bool {
	for _, f := range w.flows {
		if such(f.(trial.Object)) {
			return true
		}
	}
	return false
}

func TestSearchLeavesNoCellEmpty(t *testing.T) {
	seen := tally{}
	longer(t, 30)
	everyWorld(t, func(w *world) { seen.cells(w) })
	for _, p := range parts["flow"]["pattern"].Enum {
		for trait := range ways {
			seen.wants(t, p+" with "+trait)
		}
		for _, policy := range parts["balancer"]["policy"].Enum {
			if node.KindName("balancer").Row().Is(patterns.Name(p).Row().To) {
				seen.wants(t, p+" through "+policy)
			}
		}
	}
	kinds := append(slices.Clone(parts["entry"]["fault"].Enum), "crash of the host")
	for _, first := range kinds {
		for _, second := range kinds {
			seen.wants(t, second+" upon "+first)
		}
	}
	for name := range coincidences {
		seen.wants(t, name)
	}
}

// longer lets a search draw so many times as many scenarios as it would: a
// rare cell is one in hundreds, and may not hang on a single draw.
func longer(t *testing.T, times int) {
	t.Helper()
	checks := flag.Lookup("rapid.checks").Value
	was := checks.String()
	n, err := strconv.Atoi(was)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = checks.Set(was) })
	if err := checks.Set(strconv.Itoa(times * n)); err != nil {
		t.Fatal(err)
	}
}

func (y tally) wants(t *testing.T, cell string) {
	t.Helper()
	if y[cell] == 0 && impossible[cell] == "" {
		t.Errorf("%s is never drawn", cell)
	}
}

// cells counts the pairs of things that meet in a scenario.
func (y tally) cells(w *world) {
	for _, f := range w.flows {
		f := f.(trial.Object)
		for trait, of := range ways {
			if of(w, f) {
				y[f["pattern"].(string)+" with "+trait]++
			}
		}
		if n := w.nodes[f["to"].(string)].(trial.Object); n["kind"] == "balancer" {
			policy, ok := n["policy"].(string)
			if !ok {
				policy = "roundRobin"
			}
			y[f["pattern"].(string)+" through "+policy]++
		}
	}
	for name, of := range coincidences {
		if of(w) {
			y[name]++
		}
	}
	y.overlaps(slices.Collect(maps.Values(w.faults)))
}

// overlaps counts pairs of faults of one node, the second while the first
// lasts.
func (y tally) overlaps(faults []any) {
	for i, a := range faults {
		for k, b := range faults {
			a, b := a.(trial.Object), b.(trial.Object)
			if i == k || a["fault"] == nil || b["fault"] == nil || victim(a) != victim(b) {
				continue
			}
			if from, until := lasts(a); from <= at(b) && at(b) < until {
				y[kindOf(b)+" upon "+kindOf(a)]++
			}
		}
	}
}

func at(fault trial.Object) time.Duration { return length(fault["at"].(string)) }

// lasts is when a fault begins and ends.
func lasts(fault trial.Object) (from, until time.Duration) {
	if fault["for"] == nil {
		return at(fault), time.Hour
	}
	return at(fault), at(fault) + length(fault["for"].(string))
}

func length(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		panic(err)
	}
	return d
}
