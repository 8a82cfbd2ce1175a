package patterns

import (
	"slices"
	"strings"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/trace"
)

// ExchangeConfig says which subscribers get a message: those with a binding that
// its routing key matches. Source: AMQP 0-9-1 specification, 2008, section 3.1.3.
type ExchangeConfig struct {
	Kind       string    `json:"kind" enum:"direct,fanout,topic,headers" default:"topic" doc:"which routing keys a binding matches: direct: its own; fanout: all; topic: those of its words, apart by dots, where * is one word and # any number of them, also none; headers: those that have its pairs of name and value"`
	Keys       []string  `json:"keys" most:"1000" doc:"the routing keys of messages: one that is about the i'th key of its key space has the i'th of these, and so on from the first; headers: each is names and values, as in \"format=pdf, kind=report\""`
	Bindings   []Binding `json:"bindings" most:"1000" doc:"which subscribers get what; one with several that match gets one copy"`
	Unroutable string    `json:"unroutable" enum:"drop,return" default:"drop" doc:"what no binding matches: drop: is lost without a word (its outcome is dropped); return: goes back to the publisher, who is told that nobody is there for it (notFound)"`
}

// Binding has the messages that it matches go to a subscriber.
type Binding struct {
	To    string `json:"to" ref:"node" required:"true" doc:"whose replicas they go to: one of the flow's listeners"`
	Key   string `json:"key" doc:"what it matches; fanout: everything, whatever stands here"`
	Match string `json:"match" enum:"all,any" default:"all" doc:"headers: whether a message must have all pairs or any of them"`
}

// check finds an exchange that cannot tell what goes where.
func (c *ExchangeConfig) check(confirm bool, r Report) {
	if len(c.Bindings) == 0 {
		r.Fault("/exchange/bindings", "without any, nobody gets anything; write which listeners get what")
	}
	if c.Kind != "fanout" && len(c.Keys) == 0 {
		r.Fault("/exchange/keys", "a %s exchange goes by routing keys; write those that messages have", c.Kind)
	}
	if c.Unroutable == "return" && !confirm {
		r.Fault("/exchange/unroutable", `a publisher that waits for no acknowledgement hears of nothing; write "confirm": true, or "unroutable": "drop"`)
	}
}

// A router is an exchange at work: who gets a message, by what it is about.
type router struct {
	members [][]uint32 // the listeners, in order, by routing key
	returns bool
}

// routeBytes is what is kept of a listener that a routing key leads to.
const routeBytes = 4

// newRouter compiles an exchange for subscribers, each of whom stands at a node.
func newRouter(w *node.World, c *ExchangeConfig, hearers []trace.Place) *router {
	r := &router{returns: c.Unroutable == "return"}
	keys := c.Keys
	if len(keys) == 0 {
		keys = []string{""}
	}
	for _, key := range keys {
		r.members = append(r.members, c.matched(w, key, hearers))
		w.Kernel.Keeps("routes", routeBytes).Add(len(r.members[len(r.members)-1]))
	}
	return r
}

// matched are the subscribers with a binding that a routing key matches.
func (c *ExchangeConfig) matched(w *node.World, key string, hearers []trace.Place) []uint32 {
	var in []uint32
	for i, p := range hearers {
		id := w.Topology.Nodes[w.Topology.Places.At(p).Node].ID
		if slices.ContainsFunc(c.Bindings, func(b Binding) bool { return b.To == id && c.matches(&b, key) }) {
			in = append(in, uint32(i))
		}
	}
	return in
}

// of are the listeners of a message about that.
func (r *router) of(about uint32) []uint32 {
	if about == 0 {
		return r.members[0]
	}
	return r.members[int(about-1)%len(r.members)]
}

// matches tells whether a binding matches a routing key.
func (c *ExchangeConfig) matches(b *Binding, key string) bool {
	switch c.Kind {
	case "fanout":
		return true
	case "topic":
		return topicMatches(words(b.Key), words(key))
	case "headers":
		return headersMatch(pairs(b.Key), pairs(key), b.Match == "any")
	}
	return b.Key == key
}

// words are those of a routing key; an empty one has none.
func words(key string) []string {
	if key == "" {
		return nil
	}
	return strings.Split(key, ".")
}

// topicMatches tells whether a pattern of words matches those of a routing key.
func topicMatches(pattern, key []string) bool {
	for len(pattern) > 0 {
		switch {
		case pattern[0] == "#":
			return topicMatches(pattern[1:], key) || len(key) > 0 && topicMatches(pattern, key[1:])
		case len(key) == 0 || pattern[0] != "*" && pattern[0] != key[0]:
			return false
		}
		pattern, key = pattern[1:], key[1:]
	}
	return len(key) == 0
}

// pairs are the names and values of headers.
func pairs(headers string) []string {
	var all []string
	for p := range strings.SplitSeq(headers, ",") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

// headersMatch tells whether a message has all pairs that are wanted, or any.
func headersMatch(wanted, has []string, any bool) bool {
	for _, p := range wanted {
		if slices.Contains(has, p) == any {
			return any
		}
	}
	return !any
}

// unroutable ends the operation of an update that nobody gets.
func (n *News) unroutable(op sim.Ref) {
	if n.router.returns {
		n.W.End(op, trace.NotFound)
	} else {
		n.W.End(op, trace.Dropped)
	}
}
