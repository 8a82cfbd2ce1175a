package properties

import (
	"slices"

	"backchat/sim/protocol"
	"backchat/tests/trial"
)

// linked are the pairs of nodes that may have a link of their own.
var linked = [...][2]string{
	{"phone", "lb"}, {"phone", "api"}, {"tablet", "bus"}, {"lb", "api"}, {"api", "db"},
	{"bus", "worker"}, {"phone", "bus"}, {"worker", "db"}, {"lb", "db"}, {"tablet", "api"},
}

func (w *world) drawLinks() {
	for _, pair := range linked {
		if !w.chance("link", 35) {
			continue
		}
		l := w.draw("link")
		l["from"], l["to"] = pair[0], pair[1]
		w.links[pair[0]+"-"+pair[1]] = l
	}
}

func (w *world) link() string {
	var ids []string
	for _, pair := range linked {
		if id := pair[0] + "-" + pair[1]; w.links[id] != nil {
			ids = append(ids, id)
		}
	}
	return w.one("link", ids...)
}

// drawTransports gives links transports whose nodes can use one, without what a
// transport does by itself.
func (w *world) drawTransports() {
	for _, pair := range linked {
		l := sub(w.links, pair[0]+"-"+pair[1])
		if l == nil || !w.carries(pair[0]) || !w.carries(pair[1]) || !w.chance("transport", 40) {
			continue
		}
		var presets []string
		for i := range protocol.Presets {
			presets = append(presets, protocol.Presets[i].Name)
		}
		l["transport"] = w.any("preset", presets...)
		for _, o := range [...]trial.Object{l, sub(l, "up"), sub(l, "down")} {
			clear(o, "retransmit", "order", "duplicate", "header")
		}
		clear(sub(l, "connection"), "retry", "giveUp", "streams")
		if c := sub(l, "connection"); c["open"] == "ready" {
			c["open"] = "first"
		}
	}
}

// carries tells whether what a node says can go over a transport.
func (w *world) carries(id string) bool {
	n := w.nodes[id].(trial.Object)
	if n["kind"] == "broker" || n["sidecar"] != nil || n["reply"] == "direct" {
		return false
	}
	return !w.anyFlow(func(f trial.Object) bool {
		return f["pattern"] != "requestResponse" && slices.Contains(members(f), id)
	})
}
