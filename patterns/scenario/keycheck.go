package scenario

import (
	"slices"

	"backchat/patterns/node"
	"backchat/patterns/scenario/source"
)

// keys checks that whatever goes by keys has some to go by.
func (k *checker) keys() {
	for i := range k.s.Flows {
		f := &k.s.Flows[i]
		if f.About != nil && f.About.By == "speaker" && f.Updates != nil && !asks(f) && f.Updates.Audience == "all" {
			k.fault(source.Under("/flows", f.ID)+"/about/by", `every update is for all listeners, so it has the key of none; write "by": "chance", or "audience": "each"`)
		}
	}
	if slices.ContainsFunc(k.s.Flows, func(f NamedFlow) bool { return f.About != nil }) {
		return
	}
	for i := range k.s.Nodes {
		if b, ok := k.s.Nodes[i].Config.(*node.BalancerConfig); ok && b.By == "key" {
			k.fault(source.Under("/nodes", k.s.Nodes[i].ID)+"/by", `no flow is about any keys; give one "about", the id of a key space in "keys", or write "by": "speaker"`)
		}
	}
}
