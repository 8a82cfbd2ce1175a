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
		if f.About != nil && f.About.By == "speaker" && f.Updates != nil && !asks(f) && f.Updates.Audience != "each" {
			k.fault(source.Under("/flows", f.ID)+"/about/by", `every update is for several listeners, so it has the key of none; write "by": "chance", or "audience": "each"`)
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
