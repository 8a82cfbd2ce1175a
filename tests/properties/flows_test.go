package properties

import (
	"maps"
	"slices"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/tests/trial"
)

// drawFlow draws a conversation by any pattern.
func (w *world) drawFlow(id string) {
	f := w.draw("flow")
	f["pattern"] = w.any("pattern", parts["flow"]["pattern"].Enum...)
	w.parties(f, way(f))
	w.flows[id] = f
}

// priorities are those that some of a queue's messages have.
func (w *world) priorities() trial.List {
	var list trial.List
	for i := range w.number("priorities", 1, 2) {
		p := w.draw("priorityShare")
		p["priority"], p["share"] = w.number("priority", 0, 2)*(1-2*i)-i, []float64{0.5, 0.3, 0}[w.number("share", 0, 2)]
		list = append(list, p)
	}
	return list
}

// way is the pattern that a flow goes by.
func way(f trial.Object) *patterns.Pattern { return patterns.Name(f["pattern"].(string)).Row() }

// brokered tells whether a pattern has a broker in its middle.
func brokered(p *patterns.Pattern) bool { return node.KindName("broker").Row().Is(p.To) }

// parties draws who takes part, what is said when, and, mostly, the options of
// the pattern.
func (w *world) parties(f trial.Object, p *patterns.Pattern) {
	middle := append([]string{"bus"}, othersThat(node.Keeps)...)
	switch speakers := othersThat(node.Speaks); {
	case brokered(p) && p.Asks:
		f["from"], f["to"] = w.pick("producers", append([]string{"phone", "tablet", "api"}, speakers...)...), w.one("middle", middle...)
	case brokered(p):
		f["from"], f["to"] = w.pick("listeners", append([]string{"phone", "worker", "tablet", "api"}, speakers...)...), w.one("middle", middle...)
	default:
		f["from"], f["to"] = w.pick("speakers", append([]string{"phone", "tablet"}, speakers...)...), w.one("asked", "api", "lb", "db", "lb2")
		if more := othersThat(node.Answers); len(more) > 0 && w.chance("another kind", 15) {
			f["to"] = w.any("another kind", more...)
		}
	}
	if p.Asks {
		f["send"] = w.send("send", true)
	} else {
		f["updates"] = w.updates(f)
	}
	if p.Options != nil && (p.Works != nil || w.chance("options", 70)) {
		f[p.Name] = w.draw(p.Name)
	}
	if x := sub(f, "upload"); p.Name == "upload" && x["mode"] == "oneShot" {
		clear(x, "chunk", "parallel")
	}
	if p.Works != nil {
		sub(f, p.Name)["consumers"] = w.consumers(f)
	}
	if u, ok := f["updates"].(trial.Object); ok && p.Name == "publishSubscribe" && u["audience"] == "all" && w.chance("exchange", 70) {
		w.exchange(f)
	}
	if w.routed && p.Asks && (p.Works != nil || w.routes(f["to"].(string))) {
		w.maybe(f, 40, "route", func() any { return "read" })
	}
}

// exchange lets a flow's messages go by routing keys.
func (w *world) exchange(f trial.Object) {
	x, bindings := w.draw("exchange"), trial.List{}
	for _, to := range f["from"].(trial.List) {
		b := w.draw("binding")
		b["to"] = to
		bindings = append(bindings, b)
	}
	x["bindings"], f["about"] = bindings, trial.Object{"keys": "user"}
	options := sub(f, "publishSubscribe")
	if options == nil {
		options = trial.Object{}
	}
	options["exchange"] = x
	if options["confirm"] == false {
		delete(x, "unroutable")
	}
	f["publishSubscribe"] = options
}

func (w *world) consumers(f trial.Object) trial.List {
	able := slices.DeleteFunc(append([]string{"worker", "api"}, othersThat(node.Works)...), func(id string) bool {
		return slices.Contains(f["from"].(trial.List), any(id))
	})
	return w.pick("consumers", able...)
}

// send draws when something is wanted.
func (w *world) send(part string, closed bool) trial.Object {
	s := w.draw(part)
	arrivals := []string{"poisson", "constant", "gaps", "times"}
	if closed {
		arrivals = append(arrivals, "closed")
	}
	s["arrivals"] = w.one("arrivals", arrivals...)
	switch s["arrivals"] {
	case "poisson", "constant":
		s[w.one("rate of", "rate", "totalRate")] = w.one("rate", "2/s", "20/s", "5/s")
		w.maybe(s, 15, "changes", func() any {
			return trial.List{trial.Object{"at": "500ms", "over": w.one("over", "0s", "1s"), "factor": w.number("factor", 0, 4)}}
		})
	case "gaps":
		s["gap"] = w.law(w.one("gap", "150ms", "400ms"))
	case "times":
		s["times"] = trial.List{"0s", "1s", "1s", "1500ms"}
	case "closed":
		w.maybe(s, 90, "think", func() any { return w.law(w.one("think", "100ms", "500ms")) })
	}
	if s["arrivals"] == "constant" {
		w.maybe(s, 50, "stagger", func() any { return w.one("stagger", "even", "random", "none") })
	}
	if s["arrivals"] != "closed" {
		w.maybe(s, 25, "burst", func() any { return w.draw("burst") })
	}
	return s
}

func (w *world) updates(f trial.Object) trial.Object {
	u := w.send("updates", false)
	if u["rate"] != nil && w.chance("audience", 30) {
		delete(u, "rate")
		u["totalRate"], u["audience"] = "4/s", "all"
	} else if u["rate"] == nil {
		w.maybe(u, 40, "audience", func() any { return w.one("audience", "all", "each") })
	}
	if u["audience"] == "all" && w.chance("room", 25) {
		u["audience"] = "room"
		w.maybe(u, 60, "rooms", func() any { return w.number("rooms", 1, 3) })
	}
	if w.chance("source", 35) {
		u["source"] = "tablet"
		if f["to"] == "bus" || f["to"] == "api" {
			u["source"] = w.one("source", "db", "tablet")
		}
	}
	return u
}

// followers lets a flow begin its operations after those of the first, where
// the server that begins them has processed those.
func (w *world) followers() {
	first := w.flows["flow0"].(trial.Object)
	by := w.processor(first)
	if by == "" || !w.chance("a flow follows", 55) {
		return
	}
	f := w.draw("flow")
	if by == "api" && w.chance("news", 60) {
		f["pattern"], f["from"], f["to"] = w.one("pattern", listening()...), trial.List{"phone"}, "db"
		if brokered(way(f)) {
			f["to"] = "bus"
		}
		f["updates"] = w.after("updates")
		f["updates"].(trial.Object)["source"] = by
	} else {
		f["pattern"], f["from"], f["to"] = "queue", trial.List{by}, "bus"
		f["send"] = w.after("send")
		f["queue"] = w.draw("queue")
		f["queue"].(trial.Object)["consumers"] = trial.List{w.other(by)}
	}
	w.flows["flowAfter"] = f
}

// drawReplicas gives a broker several replicas where all of its flows are logs that
// replicas keep. What they keep comes from a source, and they are as many as are to be
// in sync.
func (w *world) drawReplicas() {
	counts, alone := map[string]int{}, map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(w.flows)) {
		f := w.flows[id].(trial.Object)
		to := f["to"].(string)
		if w.nodes[to] == nil || !brokered(way(f)) {
			continue
		}
		kept := sub(sub(f, "log"), "replication")
		u := sub(f, "updates")
		if f["pattern"] == "log" && u["source"] == nil {
			delete(sub(f, "log"), "producer")
		}
		if f["about"] == nil {
			delete(sub(f, "log"), "compact")
		}
		if f["pattern"] != "log" || kept == nil {
			alone[to] = true
			continue
		}
		if u["source"] == nil {
			u["source"] = "tablet"
			f["from"] = slices.DeleteFunc(f["from"].(trial.List), func(x any) bool { return x == "tablet" })
			if len(f["from"].(trial.List)) == 0 {
				f["from"] = trial.List{"worker"}
			}
		}
		if counts[to] == 0 {
			counts[to] = w.number("replicas", 1, 3)
		}
	}
	for _, to := range slices.Sorted(maps.Keys(counts)) {
		if alone[to] {
			counts[to] = 1
		} else if n := counts[to]; n > 1 {
			w.nodes[to].(trial.Object)["count"], w.counts[to] = n, n
		}
	}
	for _, f := range w.flows {
		f := f.(trial.Object)
		if kept := sub(sub(f, "log"), "replication"); kept["minInSync"] != nil {
			kept["minInSync"] = min(kept["minInSync"].(int), max(1, counts[f["to"].(string)]))
		}
	}
}

// publishers draws a flow whose operations a step of the api begins.
func (w *world) publishers() {
	if !w.chance("a step publishes", 15) {
		return
	}
	f, api := w.draw("flow"), w.nodes["api"].(trial.Object)
	begins := trial.Object{"arrivals": "steps"}
	if w.chance("news", 40) {
		f["pattern"], f["from"], f["to"], f["updates"] = "publishSubscribe", trial.List{"phone"}, "bus", begins
		begins["source"] = "api"
	} else {
		f["pattern"], f["from"], f["to"], f["send"] = "queue", trial.List{"api"}, "bus", begins
		f["queue"] = w.draw("queue")
		f["queue"].(trial.Object)["consumers"] = trial.List{"worker"}
	}
	w.flows["flowSteps"] = f
	if api["steps"] == nil {
		clear(api, "service", "calls")
		api["steps"] = trial.List{}
	}
	api["steps"] = append(api["steps"].(trial.List), trial.Object{"publish": "flowSteps"})
}

// listening are the patterns whose operations are news.
func listening() []string {
	var names []string
	for _, p := range patterns.All {
		if !p.Asks {
			names = append(names, p.Name)
		}
	}
	return names
}

// processor is a server that processes a flow's operations, or "".
func (w *world) processor(f trial.Object) string {
	switch p := way(f); {
	case p.Works != nil:
		return sub(f, p.Name)["consumers"].(trial.List)[0].(string)
	case p.Asks && (f["to"] == "api" || f["to"] == "db"):
		return f["to"].(string)
	}
	return ""
}

func (w *world) other(server string) string {
	if server == "worker" {
		return "db"
	}
	return "worker"
}

// after draws what begins with each operation of the first flow.
func (w *world) after(part string) trial.Object {
	s := w.draw(part)
	clear(s, "start", "stop")
	s["arrivals"], s["after"] = "after", "flow0"
	w.maybe(s, 25, "burst", func() any { return w.draw("burst") })
	return s
}
