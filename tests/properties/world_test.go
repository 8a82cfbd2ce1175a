package properties

import (
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"backchat/tests/trial"
)

// A world draws small scenarios that are valid: every kind of node, policy,
// pattern, link and fault may be in one, but a run of it takes milliseconds.
type world struct {
	t      *rapid.T
	hints  map[string]hint
	nodes  trial.Object
	counts map[string]int
	links  trial.Object
	flows  trial.Object
	faults trial.Object
	frame  trial.Object // the rest of the scenario
	struck string       // the node that the last fault was about
	routed bool         // servers have a route "read"
}

// newWorld draws a scenario. Zero draws are the plainest one, so that what
// fails shrinks to little.
func newWorld(t *rapid.T) *world {
	w := &world{
		t: t, hints: hints(), nodes: trial.Object{}, counts: map[string]int{}, links: trial.Object{},
		flows: trial.Object{}, faults: trial.Object{},
	}
	w.frame = trial.Object{
		"version": 1, "title": "generated", "seed": w.number("seed", 0, 1000), "warmup": w.one("warmup", "0s", "500ms"),
		"duration": w.one("duration", "2s", "4s", "8s"), "hop": w.draw("hop"),
		"limits": trial.Object{"events": 200_000, "atOneInstant": 20_000},
	}
	boundless(sub(w.frame, "hop"))
	w.drawNodes()
	w.drawLinks()
	for i := range w.number("flows", 1, 3) {
		w.drawFlow(fmt.Sprintf("flow%d", i))
	}
	w.followers()
	w.publishers()
	w.drawReplicas()
	w.carriedOver()
	w.drawKeys()
	w.drawFleets()
	w.drawTimeline()
	for _, id := range w.ids() {
		clear(sub(w.nodes[id].(trial.Object), "sidecar"), "deadline", "ejection")
	}
	w.fitClocks()
	w.fitIdle()
	w.fitTies()
	return w
}

// fitCauses gives keys to what has the key of its cause: to all flows, of which some
// is that; where nothing is, it draws its own.
func (w *world) fitCauses() {
	for _, id := range w.flowIDs() {
		f := w.flows[id].(trial.Object)
		if about := sub(f, "about"); about["by"] != "cause" {
			continue
		} else if a := w.arrivals(id); a != "after" && a != "steps" {
			clear(about, "by")
			continue
		}
		for _, other := range w.flowIDs() {
			if g := w.flows[other].(trial.Object); g["about"] == nil {
				g["about"] = trial.Object{"keys": "user"}
			}
		}
	}
}

// fitPartitions sees to it that there is a key for each partition.
func (w *world) fitPartitions() {
	keys := sub(sub(w.frame, "keys"), "user")
	for _, id := range w.flowIDs() {
		f := w.flows[id].(trial.Object)
		if n, ok := sub(f, "log")["partitions"].(int); ok && f["pattern"] == "log" && f["about"] != nil && n > keys["count"].(int) {
			keys["count"] = n
		}
	}
}

func (w *world) flowIDs() []string { return slices.Sorted(maps.Keys(w.flows)) }

// drawKeys draws the key space that some flows are about: one, if need be, where a
// balancer goes by keys, or a cache keeps something of each.
func (w *world) drawKeys() {
	needed, given := false, false
	for _, id := range w.ids() {
		n := w.nodes[id].(trial.Object)
		needed = needed || n["by"] == "key" || n["cache"] != nil || n["sessions"] != nil
	}
	for _, id := range w.flowIDs() {
		f := w.flows[id].(trial.Object)
		about := sub(f, "about")
		if about == nil && needed && !given {
			about = trial.Object{"keys": "user"}
			f["about"] = about
		}
		room := sub(f, "updates")["audience"] == "room"
		if room && about == nil {
			about = trial.Object{"keys": "user"}
			f["about"] = about
		}
		given = given || f["about"] != nil
		if room || sub(f, "updates")["audience"] == "all" {
			clear(about, "by")
		}
	}
	w.fitCauses()
	if given {
		w.frame["keys"] = trial.Object{"user": w.draw("keys")}
		w.fitPartitions()
	}
}

// object is the scenario.
func (w *world) object() trial.Object {
	o := maps.Clone(w.frame)
	o["nodes"], o["links"], o["flows"], o["timeline"] = w.nodes, w.links, w.flows, w.faults
	return o
}

func (w *world) text() []byte { return trial.Text(w.object()) }

// Draws. The first of several is what shrinking leads to.

func (w *world) number(label string, least, most int) int {
	return rapid.IntRange(least, most).Draw(w.t, label)
}

// fair draws a number below 64 bit by bit: rapid favours small numbers, which
// would make what is rare far rarer.
func (w *world) fair(label string) int {
	n := 0
	for range 6 {
		n <<= 1
		if rapid.Bool().Draw(w.t, label) {
			n++
		}
	}
	return n
}

func (w *world) chance(label string, percent int) bool {
	return percent > 0 && w.fair(label)*100 >= (100-percent)<<6
}

// any draws one of several, each about as often.
func (w *world) any(label string, of ...string) string {
	return of[w.fair(label)*len(of)>>6]
}

func (w *world) one(label string, of ...string) string {
	return rapid.SampledFrom(of).Draw(w.t, label)
}

// maybe sets a field of o, now and then.
func (w *world) maybe(o trial.Object, percent int, field string, value func() any) {
	if w.chance(field, percent) {
		o[field] = value()
	}
}

func (w *world) share() any { return []float64{0.5, 0.1, 0.9, 1}[w.number("share", 0, 3)] }

// law is a distribution of durations with about that mean.
func (w *world) law(mean string) any {
	if mean == "0s" {
		return mean
	}
	switch w.number("law", 0, 8) {
	case 0:
		return mean
	case 1:
		return trial.Object{"dist": "exponential", "mean": mean}
	case 2:
		return trial.Object{"dist": "uniform", "max": mean}
	case 3:
		return trial.Object{"dist": "normal", "mean": mean, "cv": 0.3}
	case 4:
		return trial.Object{"dist": "lognormal", "mean": mean, "cv": 2}
	case 5:
		return trial.Object{"dist": "gamma", "mean": mean, "cv": 1.5}
	case 6:
		return trial.Object{"dist": "pareto", "mean": mean, "shape": 2.5}
	case 7:
		return trial.Object{"dist": "hyperexponential", "mean": mean, "cv": 3}
	}
	return trial.Object{"dist": "empirical", "values": trial.List{"0s", mean, "100ms"}}
}

func (w *world) size() any {
	switch w.number("size law", 0, 2) {
	case 0:
		return w.one("size", "100B", "0B", "20KiB")
	case 1:
		return trial.Object{"dist": "exponential", "mean": "2KiB"}
	}
	return trial.Object{"dist": "uniform", "min": "1B", "max": "3KiB"}
}

// pick is some of the ids, at least one.
func (w *world) pick(label string, of ...string) trial.List {
	first := w.number(label, 0, len(of)-1)
	list := trial.List{of[first]}
	for i, id := range of {
		if i != first && w.chance(label, 25) {
			list = append(list, id)
		}
	}
	return list
}

func (w *world) place(id string) string {
	if n := w.counts[id]; n > 1 && w.chance("one replica", 70) {
		return fmt.Sprintf("%s/%d", id, w.number("replica", 0, n-1))
	}
	return id
}

func (w *world) ids() []string {
	var ids []string
	for id := range w.nodes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
