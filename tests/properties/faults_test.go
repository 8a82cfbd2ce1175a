package properties

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"backchat/patterns/node"
	"backchat/tests/trial"
)

// drawTimeline draws faults, many of which overlap on one place, single
// operations and captions.
func (w *world) drawTimeline() {
	for i := range 6 {
		if w.chance("a fault", 50) {
			w.faults[fmt.Sprintf("fault%d", i)] = w.fault()
		}
	}
	if w.chance("a caption", 10) {
		w.faults["caption"] = trial.Object{"at": "1s", "say": "now"}
	}
	w.maybe(w.faults, 15, "extra", func() any {
		e := trial.Object{"at": w.one("at", "1s", "1001ms", "0s"), "send": "flow0"}
		f := w.flows["flow0"].(trial.Object)
		if f["send"] != nil {
			w.maybe(e, 50, "target", func() any { return w.place(f["from"].(trial.List)[0].(string)) })
		}
		return e
	})
}

// fault draws a fault.
func (w *world) fault() any {
	f := trial.Object{"at": w.any("at", "1s", "700ms", "1500ms", "0s", "1001ms")}
	kind := w.any("fault", parts["entry"]["fault"].Enum...)
	f["fault"] = kind
	w.maybe(f, 75, "for", func() any { return w.any("for", "300ms", "5ms", "1s", "3s") })
	row := node.FaultName(kind).Row()
	caches, disks, dead := w.caches(), []string(nil), []string(nil)
	switch row.On {
	case node.OnDisks:
		disks = w.disks()
	case node.OnDeadLetters:
		dead = w.deadLetters()
	}
	if row.On == node.OnStores && len(caches) == 0 || row.On == node.OnDisks && len(disks) == 0 || row.On == node.OnDeadLetters && len(dead) == 0 {
		kind, row = "crash", node.FaultName("crash").Row()
		f["fault"] = kind
	}
	fleets := w.fleets()
	if (row.On == node.OnReplicas || row.On == node.OnFleets) && len(fleets) == 0 {
		kind, row = "crash", node.FaultName("crash").Row()
		f["fault"] = kind
	}
	victims := w.ids()
	switch row.On {
	case node.OnWorkers:
		victims = slices.DeleteFunc(victims, w.idle)
	case node.OnAnswers:
		victims = slices.DeleteFunc(victims, w.silent)
	case node.OnStores:
		victims = caches
	case node.OnDisks:
		victims = disks
	case node.OnDeadLetters:
		victims = dead
	case node.OnReplicas, node.OnFleets:
		victims = fleets
	}
	if free := slices.DeleteFunc(slices.Clone(fleets), w.scaled); kind == "scale" && len(free) > 0 {
		victims = free
	} else if kind == "scale" { // an autoscaler says how many there are
		kind, row = "deploy", node.FaultName("deploy").Row()
		f["fault"] = kind
	}
	if !slices.Contains(victims, w.struck) || w.chance("somewhere else", 30) {
		w.struck = w.any("target", victims...)
	}
	f["target"] = w.place(w.struck)
	if row.On == node.OnFleets {
		f["target"] = w.struck
	}
	wires := row.On == node.OnWires
	if wires && len(w.links) > 0 && w.chance("on a link", 40) {
		f["target"] = w.link()
	} else if wires {
		w.maybe(f, 20, "peer", func() any { return w.place(w.one("peer", w.ids()...)) })
		if peer, _, _ := strings.Cut(fmt.Sprint(f["peer"]), "/"); peer == w.struck && (w.counts[peer] == 1 || f["peer"] == f["target"]) {
			delete(f, "peer") // there is no wire between it and itself
		}
	}
	if row.Bounded && !w.bounded(f) {
		w.bound(f)
	}
	if row.Bounded && !w.bounded(f) {
		kind, row = "latency", node.FaultName("latency").Row()
		f["fault"] = kind
	}
	if row.Momentary {
		delete(f, "for")
	}
	options := row.Options
	if wires {
		options = append([]string{"direction"}, options...)
	}
	for _, name := range options {
		w.maybe(f, 60, name, func() any { return w.detail(name) })
	}
	if most, ok := sub(w.nodes[w.struck].(trial.Object), "lifecycle")["most"].(int); ok && kind == "scale" {
		f["replicas"] = w.number("replicas", 0, most)
	}
	if room := w.room(); kind == "deploy" && f["surge"] != nil {
		f["surge"] = min(f["surge"].(int), room)
	}
	if kind == "deploy" && f["unavailable"] == 0 {
		f["unavailable"] = 1 // whatever else there is room for
	}
	return f
}

// bounded tells whether some of the wires that a fault is about have a bandwidth,
// each way.
func (w *world) bounded(fault trial.Object) bool {
	has := func(link any) bool { return link.(trial.Object)["bandwidth"] != nil }
	if link := w.links[fault["target"].(string)]; link != nil {
		return has(link)
	}
	peer, _ := fault["peer"].(string)
	peer, _, _ = strings.Cut(peer, "/")
	if peer == victim(fault) {
		return has(w.frame["hop"])
	}
	joined := false
	for _, link := range w.links {
		ends := []any{link.(trial.Object)["from"], link.(trial.Object)["to"]}
		if !slices.Contains(ends, any(victim(fault))) || peer != "" && !slices.Contains(ends, any(peer)) {
			continue
		}
		if joined = peer != ""; has(link) {
			return true
		}
	}
	return !joined && has(w.frame["hop"])
}

// bound gives a link a bandwidth, or else whatever no link joins.
func (w *world) bound(fault trial.Object) {
	link := w.links[fault["target"].(string)]
	if link == nil {
		link = w.frame["hop"]
	}
	link.(trial.Object)["bandwidth"] = "1Mbit/s"
}

// fleets are the servers whose replicas may come and go.
func (w *world) fleets() []string {
	return slices.DeleteFunc(w.ids(), func(id string) bool {
		n := w.nodes[id].(trial.Object)
		return n["kind"] != "server" || n["sidecar"] != nil || n["standby"] != nil
	})
}

// drawFleets lets some servers, which begin no flow, have room for more replicas.
func (w *world) drawFleets() {
	for _, id := range w.fleets() {
		if w.speaks(id) || !w.chance("room for more", 40) {
			continue
		}
		n := w.nodes[id].(trial.Object)
		if w.chance("autoscaler", 40) {
			w.drawAutoscaler(n, w.counts[id])
			continue
		}
		lifecycle := sub(n, "lifecycle")
		if lifecycle == nil {
			lifecycle = trial.Object{}
			n["lifecycle"] = lifecycle
		}
		lifecycle["most"] = w.counts[id] + w.number("more", 1, 2)
	}
}

// drawAutoscaler gives a server with count replicas an autoscaler.
func (w *world) drawAutoscaler(n trial.Object, count int) {
	c := w.draw("autoscaler")
	if c["target"] = []float64{0.3, 0.000001, 0.9}[w.number("target", 0, 2)]; c["metric"] == "inFlight" {
		c["target"] = w.number("target", 1, 3)
	}
	c["min"], c["max"] = w.number("least", 1, count), count+w.number("more", 0, 2)
	n["autoscaler"] = c
}

// scaled tells whether a server has an autoscaler.
func (w *world) scaled(id string) bool { return w.nodes[id].(trial.Object)["autoscaler"] != nil }

// speaks tells whether a flow begins at a node.
func (w *world) speaks(id string) bool {
	for _, f := range w.flows {
		f := f.(trial.Object)
		from, _ := f["from"].(trial.List)
		if slices.Contains(from, any(id)) || sub(f, "updates")["source"] == id {
			return true
		}
	}
	return false
}

// caches are the nodes that can be emptied.
func (w *world) caches() []string {
	return slices.DeleteFunc(w.ids(), func(id string) bool { return w.nodes[id].(trial.Object)["cache"] == nil })
}

// disks are the brokers, each of which writes to a disk from now, one sync at a time.
func (w *world) disks() []string {
	brokers := slices.DeleteFunc(w.ids(), func(id string) bool { return w.nodes[id].(trial.Object)["kind"] != "broker" })
	for _, id := range brokers {
		n := w.nodes[id].(trial.Object)
		if n["durable"] = true; n["disk"] != "serial" {
			n["disk"] = "group"
		}
	}
	return brokers
}

// deadLetters are the brokers of queues, which keep dead letters from now.
func (w *world) deadLetters() []string {
	var brokers []string
	for _, id := range slices.Sorted(maps.Keys(w.flows)) {
		f := w.flows[id].(trial.Object)
		if f["pattern"] != "queue" {
			continue
		}
		q := sub(f, "queue")
		if q["deadLetters"] = "keep"; q["deliveries"] == nil {
			q["deliveries"] = w.number("deliveries", 1, 3)
		}
		brokers = append(brokers, f["to"].(string))
	}
	return brokers
}

// idle tells whether a node's work takes no time, so that it cannot be slow.
func (w *world) idle(id string) bool {
	n := w.nodes[id].(trial.Object)
	kind := node.KindName(n["kind"].(string)).Row()
	timeless := n["service"] == nil || n["service"] == "0s"
	return kind.NewConfig().Idle() && timeless
}

// silent tells whether a node gives no answers of its own.
func (w *world) silent(id string) bool {
	kind := node.KindName(w.nodes[id].(trial.Object)["kind"].(string)).Row()
	return !kind.Is(node.Works | node.Stores)
}

func (w *world) detail(name string) any {
	switch name {
	case "how":
		return w.any("how", "host", "host", "process")
	case "replicas":
		return w.number("replicas", 0, 1)
	case "surge", "unavailable":
		return w.number(name, 0, 2)
	case "factor":
		return []float64{0.5, 0.05, 3}[w.number("factor", 0, 2)]
	case "share", "failing", "refused":
		return w.share()
	case "within":
		return w.one("within", "0s", "1ms", "300ms")
	case "by":
		return w.one("by", "3s", "-10ms", "50ms")
	case "rate":
		return w.one("rate", "10/s", "1/s", "1000/s")
	case "latency":
		return w.one("added", "30ms", "0s", "500ms")
	case "bandwidth":
		return []float64{0.1, 0.5, 0.001, 1}[w.number("left", 0, 3)]
	}
	return w.byType(name, parts["entry"][name])
}

// room is how many more replicas there may be of the node that a fault is about than
// there are at the start.
func (w *world) room() int {
	if most, ok := sub(w.nodes[w.struck].(trial.Object), "lifecycle")["most"].(int); ok {
		return max(0, most-w.counts[w.struck])
	}
	return 0
}
