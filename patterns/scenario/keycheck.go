package scenario

import (
	"slices"

	"backchat/patterns/node"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

// keys checks that whatever goes by keys has some to go by.
func (k *checker) keys() {
	for i := range k.s.Flows {
		f := &k.s.Flows[i]
		if f.About != nil && f.About.By == "speaker" && f.Updates != nil && !asks(f) && f.Updates.Audience != "each" {
			k.fault(source.Under("/flows", f.ID)+"/about/by", `every update is for several listeners, so it has the key of none; write "by": "chance", or "audience": "each"`)
		}
		if f.About != nil && f.About.By == "cause" && f.Pattern != "" {
			k.caused(f, source.Under("/flows", f.ID)+"/about/by")
		}
	}
	k.warmed()
	if slices.ContainsFunc(k.s.Flows, func(f NamedFlow) bool { return f.About != nil }) {
		return
	}
	for i := range k.s.Nodes {
		at := source.Under("/nodes", k.s.Nodes[i].ID)
		switch c := k.s.Nodes[i].Config.(type) {
		case *node.BalancerConfig:
			if c.By == "key" {
				k.fault(at+"/by", `no flow is about any keys; give one "about", the id of a key space in "keys", or write "by": "speaker"`)
			}
		case *node.ServerConfig:
			if c.Sessions != nil {
				k.fault(at+"/sessions", `no flow is about any keys, of which there could be sessions; give one "about", the id of a key space in "keys"`)
			}
		case *node.StoreConfig:
			if c.Cache != nil {
				k.fault(at+"/cache", `no flow is about any keys, of which a cache could keep something; give one "about", the id of a key space in "keys"`)
			}
		}
	}
}

// caused checks that operations with the keys of their causes have such, about keys of
// the same space.
func (k *checker) caused(f *NamedFlow, at string) {
	causes, by := k.causes(f)
	if !by {
		k.fault(at, `nothing of which these operations could have the key causes them: that is for arrivals "steps" and "after"; write "by": "chance" or "speaker"`)
		return
	}
	if len(causes) > 0 && !slices.ContainsFunc(causes, func(id string) bool {
		about := k.s.FlowNamed(id).About
		return about != nil && about.Keys == f.About.Keys
	}) {
		k.fault(at, `what causes these operations, those of %s, is about no keys of %q; write "about": %[2]q there, or "by": "chance" here`, wording.InWords(wording.Quoted(causes), "and"), f.About.Keys)
	}
}

// causes are the flows whose operations bring about those of a flow, and whether its
// operations have causes at all.
func (k *checker) causes(f *NamedFlow) (ids []string, any bool) {
	if before, _ := origin(f); before != "" {
		if k.s.FlowNamed(before) != nil {
			ids = []string{before}
		}
		return ids, true
	}
	for i := range k.s.Flows {
		g := &k.s.Flows[i]
		if g.Pattern != "" && slices.ContainsFunc(k.reachable(k.processors(g)), func(id string) bool { return k.publishes(id, f.ID) }) {
			ids = append(ids, g.ID)
		}
	}
	return ids, k.bySteps(f)
}

// publishes tells whether a server publishes to a flow.
func (k *checker) publishes(id, flow string) bool {
	return slices.ContainsFunc(k.published(id), func(e edge) bool { return e.to.node == flow })
}

// warmed finds what is to be kept from the start, and nobody asks for.
func (k *checker) warmed() {
	for i := range k.s.Nodes {
		at := source.Under("/nodes", k.s.Nodes[i].ID)
		var warm *node.WarmConfig
		switch c := k.s.Nodes[i].Config.(type) {
		case *node.ServerConfig:
			if c.Sessions != nil {
				warm, at = c.Sessions.Warm, at+"/sessions/warm/keys"
			}
		case *node.StoreConfig:
			if c.Cache != nil {
				warm, at = c.Cache.Warm, at+"/cache/warm/keys"
			}
		}
		if warm != nil && !slices.ContainsFunc(k.s.Flows, func(f NamedFlow) bool { return f.About != nil && f.About.Keys == warm.Keys }) {
			k.fault(at, `no flow is about keys of %q, so that nobody asks for what would be kept; name the space that a flow is "about"`, warm.Keys)
		}
	}
}
