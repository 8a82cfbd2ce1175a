package properties

import (
	"reflect"
	"slices"

	"backchat/patterns/node"
)

// byHand are the kinds of node that drawNodes places one by one.
var byHand = []string{"client", "server", "balancer", "broker"}

// others are the kinds of node that are placed by their traits alone: so a kind
// that is new takes part in all that it may without a word here.
func others() []*node.Kind {
	var kinds []*node.Kind
	for i := range node.Kinds {
		if k := &node.Kinds[i]; !slices.Contains(byHand, k.Name) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// idOf is the node of another kind.
func idOf(k *node.Kind) string { return k.Name + "Node" }

// othersThat are the nodes of other kinds that have the trait.
func othersThat(may node.Trait) []string {
	var ids []string
	for _, k := range others() {
		if k.Is(may) {
			ids = append(ids, idOf(k))
		}
	}
	return ids
}

// drawOthers places a node of each other kind: one replica of what keeps
// messages, as of brokers.
func (w *world) drawOthers() {
	for _, k := range others() {
		most := 2
		if k.Is(node.Keeps) {
			most = 1
		}
		w.add(idOf(k), most, w.node(k.Name))
	}
}

// hintOthers lets the fields of other kinds be drawn by their types, where they
// have no hint of their own, and often: what a field of that name is in other
// parts tells nothing of it. A field that names nodes names servers.
func hintOthers(hints map[string]hint) {
	for _, k := range others() {
		names := refers(k)
		for name, f := range parts[k.Name] {
			h := hint{40, nil}
			switch {
			case name == "kind" || name == "count":
				h.percent = 0
			case f.required:
				h.percent = 100
			case name == "zones": // of any node
				h.value = zones
			}
			if slices.Contains(names, name) {
				h.value = of("api", "db")
			}
			if _, given := hints[k.Name+"."+name]; !given {
				hints[k.Name+"."+name] = h
			}
		}
	}
}

// refers lists the fields by which nodes of a kind name others.
func refers(k *node.Kind) []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(k.Config).Elem()) {
		if f.Tag.Get("ref") == "node" {
			names = append(names, f.Tag.Get("json"))
		}
	}
	return names
}
