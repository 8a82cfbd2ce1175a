package properties

import "backchat/tests/trial"

// fitTies unties requests that have no hedge, or do not go straight to a server.
func (w *world) fitTies() {
	for _, id := range w.ids() {
		eachCall(w.nodes[id], func(call trial.Object, to string) {
			if call["hedge"] == nil || !w.straight(id, to) {
				clear(call, "tied")
			}
		})
	}
	for _, f := range w.flows {
		f := f.(trial.Object)
		straight := f["hedge"] != nil
		for _, id := range f["from"].(trial.List) {
			straight = straight && w.straight(id.(string), f["to"].(string))
		}
		if !straight {
			clear(f, "tied")
		}
	}
}

// straight tells whether requests go straight from one node to another, a server.
func (w *world) straight(from, to string) bool {
	n, _ := w.nodes[to].(trial.Object)
	return (n["kind"] == "server" || n["kind"] == "store") && n["sidecar"] == nil && sub(w.nodes[from].(trial.Object), "sidecar") == nil
}
