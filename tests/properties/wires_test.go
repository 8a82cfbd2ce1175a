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
		l := w.draw("link")
		if w.direct() {
			clear(l, "transport")
		}
		if l["transport"] != nil {
			w.carry(l)
		}
		boundless(l)
		l["from"], l["to"] = pair[0], pair[1]
		w.links[pair[0]+"-"+pair[1]] = l
	}
}

// boundless takes away what waits for a wire that has no bandwidth.
func boundless(l trial.Object) {
	if l["bandwidth"] != nil {
		return
	}
	for _, way := range []trial.Object{sub(l, "up"), sub(l, "down")} {
		if way["bandwidth"] == nil {
			clear(way, "buffer")
		}
	}
	if sub(l, "up")["bandwidth"] == nil && sub(l, "down")["bandwidth"] == nil {
		clear(l, "buffer")
	}
}

// carriedOver takes away what does not go together with the transports that flows
// go over: header bytes of their own, and what is HTTP's over another protocol.
func (w *world) carriedOver() {
	for _, x := range w.flows {
		f := x.(trial.Object)
		for _, l := range w.links {
			l := l.(trial.Object)
			t := sub(l, "transport")
			if t == nil || l["from"] != f["to"] && l["to"] != f["to"] {
				continue
			}
			clear(f, "headers")
			clear(sub(f, "serverSentEvents"), "frame", "comment")
			clear(sub(f, "fallback"), "frame")
			p := protocolOf(t)
			browsed := p != "websocket" && p != "stream" && t["preset"] != "grpc" && t["grpc"] != true
			if tried := f["pattern"] == "fallback" && (p != "websocket" || !triesWay(f, "webSocket")); !browsed && (way(f).Web || tried) {
				clear(l, "transport")
			}
		}
	}
}

// connection is drawn, without a grace after nothing.
func (w *world) connection() any {
	c := w.draw("connection")
	if c["maxAge"] == nil {
		clear(c, "grace", "ageJitter")
	}
	if c["max"] == nil {
		clear(c, "waiting", "wait")
	}
	if c["open"] == "ready" {
		clear(c, "lookup")
	}
	if c["ports"] == nil {
		clear(c, "linger")
	}
	if c["middleboxIdle"] == nil {
		clear(c, "middlebox")
	}
	if c["open"] == "each" {
		clear(c, "ping", "idle", "acceptorIdle", "reuse")
		if c["grace"] == nil {
			clear(c, "maxAge", "ageJitter")
		}
	}
	return c
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
