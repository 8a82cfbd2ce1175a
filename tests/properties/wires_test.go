package properties

import "backchat/tests/trial"

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
		l := trial.Object{"from": pair[0], "to": pair[1]}
		w.way(l)
		w.maybe(l, 20, "shared", w.yes)
		w.maybe(l, 15, "up", w.patch)
		w.maybe(l, 15, "down", w.patch)
		w.maybe(l, 50, "connection", w.connection)
		w.links[pair[0]+"-"+pair[1]] = l
	}
}

func (w *world) hop() trial.Object {
	h := trial.Object{}
	w.maybe(h, 30, "latency", w.lawOf("hop's latency", "5ms", "0s", "60ms"))
	w.maybe(h, 30, "connection", w.connection)
	w.maybe(h, 10, "loss", w.loss)
	return h
}

func (w *world) loss() any { return []float64{0.05, 0.3, 1}[w.number("loss", 0, 2)] }

// way draws what a wire does to messages.
func (w *world) way(o trial.Object) {
	w.maybe(o, 60, "latency", w.lawOf("latency", "10ms", "0s", "80ms"))
	w.maybe(o, 25, "bandwidth", func() any { return w.one("bandwidth", "1Mbit/s", "100kbit/s") })
	w.maybe(o, 20, "buffer", func() any { return w.one("buffer", "3KiB", "20KiB") })
	w.maybe(o, 25, "loss", w.loss)
	if o["loss"] != 1.0 {
		w.maybe(o, 25, "retransmit", w.duration("retransmit", "50ms", "300ms"))
	}
	w.maybe(o, 20, "duplicate", w.share)
	w.maybe(o, 25, "order", func() any { return "none" })
	w.maybe(o, 20, "header", func() any { return w.one("header", "0B", "100B") })
}

func (w *world) patch() any {
	p := trial.Object{}
	w.way(p)
	return p
}

func (w *world) connection() any {
	c := trial.Object{}
	w.maybe(c, 60, "open", func() any { return w.one("open", "ready", "each", "first") })
	w.maybe(c, 35, "streams", w.count("streams", 1, 3))
	w.maybe(c, 35, "max", w.count("max", 1, 3))
	w.maybe(c, 30, "giveUp", func() any { return w.one("giveUp", "close", "wait", "reset") })
	w.maybe(c, 30, "idle", w.duration("idle", "200ms", "5ms", "2s"))
	w.maybe(c, 30, "retry", w.duration("connection's retry", "1s", "50ms"))
	return c
}

// fault draws an entry of the timeline.
func (w *world) fault() any {
	f := trial.Object{"at": w.one("at", "1s", "700ms", "1500ms", "0s", "1001ms")}
	kind := w.one("fault", "crash", "pause", "slow", "partition", "loss", "latency")
	f["fault"] = kind
	w.maybe(f, 75, "for", w.duration("for", "300ms", "5ms", "1s", "3s"))
	wires := kind == "partition" || kind == "loss" || kind == "latency"
	if wires && len(w.links) > 0 && w.chance("on a link", 50) {
		f["target"] = w.link()
	} else {
		f["target"] = w.place(w.one("target", w.ids()...))
	}
	switch kind {
	case "crash":
		w.maybe(f, 50, "how", func() any { return "host" })
	case "slow":
		w.maybe(f, 70, "factor", func() any { return []float64{0.5, 0.05, 3}[w.number("factor", 0, 2)] })
	case "loss":
		w.maybe(f, 60, "share", w.share)
	case "latency":
		w.maybe(f, 60, "latency", w.duration("added", "30ms", "0s", "500ms"))
	}
	if wires {
		w.maybe(f, 30, "direction", func() any { return w.one("direction", "out", "in") })
	}
	return f
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
