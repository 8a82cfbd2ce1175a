package properties

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// play runs a scenario's variant, which must be valid.
func play(t *rapid.T, text []byte, variant string, parts trial.Part) *trial.Trial {
	run, err := trial.Of(text, variant, parts)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestSameSeedGivesTheSameBytesWhateverIsMadeOfThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := newWorld(t).text()
		bare := play(t, text, "base", trial.Digest)
		again := play(t, text, "base", trial.Digest)
		whole := play(t, text, "base", trial.Digest|trial.Figures|trial.Records|trial.Checks)
		if bare.Digest != again.Digest || bare.Digest != whole.Digest || bare.Events != whole.Events {
			t.Fatalf("digests %x, %x, with folds %x\n%s", bare.Digest, again.Digest, whole.Digest, text)
		}
	})
}

func TestFaultDoesNotRewriteThePast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		fault := w.fault() // which may need something of the world
		w.faults["fault-x"] = fault
		w.fitClocks()
		delete(w.faults, "fault-x")
		without := play(t, w.text(), "base", trial.Records)
		w.faults["fault-x"] = fault
		with := play(t, w.text(), "base", trial.Records)
		at, err := time.ParseDuration(fault.(trial.Object)["at"].(string))
		if err != nil {
			t.Fatal(err)
		}
		a, b := before(without.Records, sim.Time(at)), before(with.Records, sim.Time(at))
		if without.Limit == nil && with.Limit == nil {
			compare(t, a, b, func(r trace.Record) string { return fmt.Sprintf("%+v", r) }, w.text())
		}
	})
}

func before(records []trace.Record, t sim.Time) []trace.Record {
	i, _ := slices.BinarySearchFunc(records, t, func(r trace.Record, t sim.Time) int {
		if r.At < t {
			return -1
		}
		return 1
	})
	return records[:i]
}

func compare(t *rapid.T, a, b []trace.Record, say func(trace.Record) string, text []byte) {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("record %d was\n%s\nand is\n%s\n%s", i, say(a[i]), say(b[i]), text)
		}
	}
	if len(a) != len(b) {
		t.Fatalf("there were %d records, and are %d\n%s", len(a), len(b), text)
	}
}

func TestNewNodesAndFlowsMoveNoOthersDraws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		alone := play(t, w.text(), "base", trial.Records)
		// Before and behind the others in the order of ids, which numbers them.
		id := w.one("new ids", "zz", "aa")
		w.nodes[id+"-visitor"] = trial.Object{"kind": "client", "count": w.number("visitors", 1, 3)}
		w.nodes[id+"-site"] = trial.Object{"kind": "server", "service": trial.Object{"dist": "exponential", "mean": "3ms"}}
		w.flows[id+"-visit"] = trial.Object{
			"from": id + "-visitor", "to": id + "-site", "pattern": "requestResponse", "send": trial.Object{"rate": "20/s"},
		}
		crowded := play(t, w.text(), "base", trial.Records)
		if alone.Limit != nil || crowded.Limit != nil {
			return
		}
		a, b := told(alone, id), told(crowded, id)
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("line %d was\n%s\nand is\n%s\n%s", i, a[i], b[i], w.text())
			}
		}
		if len(a) != len(b) {
			t.Fatalf("there were %d lines, and are %d\n%s", len(a), len(b), w.text())
		}
	})
}

// told is what the records say of the flows that are not new, without the
// numbers of things, which count all there are.
func told(run *trial.Trial, fresh string) []string {
	var lines []string
	for i := range run.Records {
		r := &run.Records[i]
		if r.Flow == 0 || run.Topology.Flows[r.Flow-1].ID == fresh+"-visit" {
			continue
		}
		aux := r.Aux
		lines = append(lines, fmt.Sprint(r.At, " ", r.Until, " ", aux, " ", r.Kind, " ", run.Topology.Flows[r.Flow-1].ID, " ",
			run.Topology.Name(r.Node), " ", run.Topology.Name(r.Peer), " ", r.Payload, " ", r.Header, " ", r.Cause, " ", r.Status, " ", r.Shape))
	}
	return lines
}

func TestVariantsMeetTheSameWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		o := w.object()
		o["variants"] = trial.Object{"other": w.variant()}
		text := trial.Text(o)
		base, other := play(t, text, "base", trial.Records), play(t, text, "other", trial.Records)
		if base.Limit != nil || other.Limit != nil {
			return
		}
		a, b := w.work(base), w.work(other)
		for _, key := range slices.Sorted(maps.Keys(a)) {
			if x, ok := b[key]; ok && x != a[key] {
				t.Fatalf("%s was %s, and is %s\n%s", key, a[key], x, text)
			}
		}
		for _, key := range missing(a, b) {
			t.Fatalf("%s is in one variant only\n%s", key, text)
		}
	})
}

// variant changes how the work is done, not what it is.
func (w *world) variant() trial.Object {
	return trial.Object{
		"hop": trial.Object{"latency": w.one("variant's latency", "7ms", "0s", "90ms"), "loss": 0.1},
		"nodes": trial.Object{
			"api": trial.Object{"workers": w.number("variant's workers", 1, 5), "discipline": "fifo", "queue": nil, "errors": 0},
			"db":  trial.Object{"workers": 7, "discipline": "lifo"},
			"bus": trial.Object{"durable": true, "sync": "1ms"},
		},
		"timeline": trial.Object{"other": trial.Object{"at": "1s", "for": "1s", "fault": "crash", "target": "db"}},
	}
}

// arrivals are how a flow's operations begin.
func (w *world) arrivals(id string) any {
	f := w.flows[id].(trial.Object)
	if s := sub(f, "send"); s != nil {
		return s["arrivals"]
	}
	return sub(f, "updates")["arrivals"]
}

// An ordinal names an operation in every variant: by its flow, who speaks, who
// hears of it, and its number among those.
type ordinal struct {
	flow  string
	peers [2]trace.Place
}

// work is when operations were intended, and how large their first request was
// or, where they are uploads, which have several at once, the file that was
// stored. Where they begin when others have ended, when that is depends on the
// variant; where they begin when others were processed, or got to a step, so does which is
// which.
func (w *world) work(run *trial.Trial) map[string]string {
	all := map[string]string{}
	numbers := map[ordinal]int{}
	names, speakers := map[uint32]string{}, map[uint32]trace.Place{}
	stored := map[uint32]int64{}
	for i := range run.Records {
		r := &run.Records[i]
		switch r.Kind {
		case trace.Begin:
			id := run.Topology.Flows[r.Flow-1].ID
			if a := w.arrivals(id); a == "after" || a == "steps" {
				continue
			}
			o := ordinal{id, [2]trace.Place{r.Node, r.Peer}}
			numbers[o]++
			names[r.Op] = fmt.Sprintf("%s %s %s %05d", id, run.Topology.Name(r.Node), run.Topology.Name(r.Peer), numbers[o])
			speakers[r.Op] = r.Node // of others' requests for it, such as a consumer's, the size is their own
			if w.arrivals(id) != "closed" {
				all["start "+names[r.Op]] = fmt.Sprint(r.Aux)
			}
		case trace.Send:
			if names[r.Op] == "" || run.Topology.Flows[r.Flow-1].Pattern == "upload" {
				continue
			}
			if key := "size " + names[r.Op]; r.N == 1 && r.Node == speakers[r.Op] && all[key] == "" && (r.Shape == trace.Request || r.Shape == trace.Publish) {
				all[key] = fmt.Sprint(r.Payload)
			}
		case trace.Written:
			stored[r.Op] += int64(r.Payload) - r.Aux
		case trace.End:
			if bytes, ok := stored[r.Op]; ok && r.Status == trace.OK && names[r.Op] != "" {
				all["file "+names[r.Op]] = fmt.Sprint(bytes)
			}
		}
	}
	return all
}

// missing are the starts that only one of two has.
func missing(a, b map[string]string) []string {
	var all []string
	for _, pair := range [...][2]map[string]string{{a, b}, {b, a}} {
		for key := range pair[0] {
			if _, ok := pair[1][key]; !ok && key[:5] == "start" {
				all = append(all, key)
			}
		}
	}
	slices.Sort(all)
	return all
}

// TestCrashEndsPollsInTheOrderOfTheirRequests has polls of one listener under
// way when it crashes, without and with a flow that uses the slabs meanwhile.
func TestCrashEndsPollsInTheOrderOfTheirRequests(t *testing.T) {
	const scenario = `{"version": 1, "title": "polls that end at once", "duration": "2s", "hop": {"latency": "60ms"},
		"nodes": {
			"phone": {"kind": "client", "count": 2}, "api": {"kind": "server", "sidecar": {"service": "100us", "timeout": "100ms"}},
			"zz-visitor": {"kind": "client", "count": 2}, "zz-site": {"kind": "server", "service": {"dist": "exponential", "mean": "3ms"}}},
		"links": {"phone-api": {"from": "phone", "to": "api", "bandwidth": "1Mbit/s", "buffer": "3KiB"}},
		"flows": {
			"flow0": {"from": "phone", "to": "api", "pattern": "shortPolling", "shortPolling": {"interval": "300ms"}, "demand": "10ms",
				"hedge": "30ms", "breaker": {"failures": 1, "open": "200ms", "trials": 1}, "updates": {"totalRate": "4/s", "audience": "all", "spread": "20ms"}},
			"zz-visit": {"from": "zz-visitor", "to": "zz-site", "pattern": "requestResponse", "send": {"rate": "20/s"}}},
		"timeline": {
			"crash": {"at": "1s", "for": "3s", "fault": "crash", "how": "host", "target": "phone/0"},
			"late": {"at": "0s", "for": "1s", "fault": "latency", "latency": "500ms", "direction": "out", "target": "phone"}}}`
	var crowded trial.Object
	if err := json.Unmarshal([]byte(scenario), &crowded); err != nil {
		t.Fatal(err)
	}
	var runs [2][]string
	for i := range runs {
		run, err := trial.Of(trial.Text(crowded), "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		runs[i] = told(run, "zz")
		for part, fresh := range map[string][]string{"nodes": {"zz-visitor", "zz-site"}, "flows": {"zz-visit"}} {
			for _, id := range fresh {
				delete(crowded[part].(map[string]any), id)
			}
		}
	}
	if !slices.Equal(runs[0], runs[1]) {
		t.Error("another flow changes in which order the polls of who crashes end")
	}
}
