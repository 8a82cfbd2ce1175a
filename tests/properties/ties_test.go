package properties

import "backchat/tests/trial"

// fitTies unties requests that have no hedge, or do not go straight to a server.
func (w *world) fitTies() {
	for _, id := range w.ids() {
		w.fitTiesOf(id, w.nodes[id])
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

// fitTiesOf does so for the calls of a node, wherever they stand in what is said of it.
func (w *world) fitTiesOf(id string, said any) {
	switch said := said.(type) {
	case trial.List:
		for _, v := range said {
			w.fitTiesOf(id, v)
		}
	case trial.Object:
		to, _ := said["to"].(string)
		if call, ok := said["call"].(string); ok {
			to = call
		}
		if said["hedge"] == nil || !w.straight(id, to) {
			clear(said, "tied")
		}
		for _, v := range said {
			w.fitTiesOf(id, v)
		}
	}
}

// straight tells whether requests go straight from one node to another, a server.
func (w *world) straight(from, to string) bool {
	n, _ := w.nodes[to].(trial.Object)
	return (n["kind"] == "server" || n["kind"] == "store") && n["sidecar"] == nil && sub(w.nodes[from].(trial.Object), "sidecar") == nil
}
