// Package scenario reads scenarios: the one input of a run. A scenario is a
// JSON file; what it may hold is said by the struct tags of the types it is
// decoded into, here and beside the models. It is read ([Parse]), its variants
// are made by merge patches, and what no single field shows is checked, so that
// a [Scenario] that is there is whole.
//
// What one may look for stands in packages of its own: the walk over tagged
// structs in schema, a file's text with its places in source, expectations in
// expression, values with units in quantity, how faults are told in wording, and
// what makes a world of a scenario in build.
package scenario

import (
	"slices"
	"strings"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/patterns/scenario/expression"
	"backchat/patterns/scenario/schema"
	"backchat/patterns/scenario/source"
	"backchat/sim"
	"backchat/sim/network"
)

// A Scenario is one variant of a file: whole, defaults filled in, checked.
// Nodes, links and flows are in the order of their ids, the timeline in the
// order of time and, at one time, of ids: the order of keys in the file has no
// meaning.
type Scenario struct {
	Schema   string        `json:"$schema" doc:"where the JSON Schema of this format is, for editors"`
	Version  int           `json:"version" required:"true" min:"1" max:"1" doc:"of this format"`
	Title    string        `json:"title" required:"true" doc:"a name for the reader"`
	Note     string        `json:"note" doc:"what is so here, and what to look at, in a sentence for the reader; a variant has its own or none"`
	Question string        `json:"question" doc:"what the scenario is there to find out; figures in braces"`
	Lesson   string        `json:"lesson" doc:"what it shows; figures in braces, like {api.utilization@push}, are those of the run"`
	Source   *Source       `json:"source" absent:"none" doc:"where the result was published that it reproduces, or the failure reported that it shows"`
	Case     *Case         `json:"case" absent:"none" doc:"the failure that it shows, where others have reported one"`
	Seed     uint64        `json:"seed" default:"1" min:"0" max:"9007199254740991" doc:"where all randomness comes from; replication i uses seed + i"`
	Duration sim.Time      `json:"duration" required:"true" min:"1ns" doc:"virtual time from the start of the run to its end"`
	Warmup   sim.Time      `json:"warmup" default:"0s" min:"0s" doc:"where the measured window begins: operations intended before are left out of the figures"`
	Drain    sim.Time      `json:"drain" default:"0s" min:"0s" doc:"for this long before the end no flow begins anything of its own, so that what is under way can end; the measured window ends where it begins"`
	Measure  Measure       `json:"measure" doc:"another window for the figures than from the warm-up to the drain"`
	Hop      Hop           `json:"hop" doc:"the wires between nodes that no link connects"`
	Limits   Limits        `json:"limits" doc:"what the run may use; one that is hit ends it"`
	Nodes    []NamedNode   `json:"nodes" required:"true" most:"200" doc:"the places"`
	Links    []NamedLink   `json:"links" most:"1000" doc:"the wires"`
	Keys     []NamedKeys   `json:"keys" most:"100" doc:"what operations may be about"`
	Flows    []NamedFlow   `json:"flows" required:"true" most:"200" doc:"the conversations"`
	Timeline []NamedEntry  `json:"timeline" most:"10000" doc:"what happens to them: faults, single operations, captions"`
	Expect   []Expectation `json:"expect" most:"1000" doc:"what must come out"`
	Goals    []Goal        `json:"goals" most:"1000" doc:"what the reader may try to reach"`
	Predict  *Prediction   `json:"predict" absent:"none" doc:"what the reader is asked beforehand"`
	Sliders  []Slider      `json:"sliders" most:"1000" doc:"values that the reader may move"`
	Table    *Overview     `json:"table" absent:"none" doc:"variants beside each other, in figures of the scenario's choice"`
}

// Hop is a link between any two nodes.
type Hop struct {
	network.Direction
	Connection network.ConnectionConfig `json:"connection" doc:"how connections over it are opened and kept"`
}

// Limits lower the limits of a run.
type Limits struct {
	Events       int64     `json:"events" default:"10000000000" min:"1" max:"10000000000" doc:"events of the whole run"`
	Pending      int64     `json:"pending" default:"20000000" min:"1" max:"20000000" doc:"events and timers at a time"`
	AtOneInstant int64     `json:"atOneInstant" default:"3000000" min:"1" max:"10000000" doc:"events without time passing: a request costs some five of them where its way takes no time. A loop that goes round 1,000 times meanwhile is named and ended before"`
	Messages     int64     `json:"messages" default:"10000000" min:"1" max:"10000000" doc:"messages that live at a time"`
	Operations   int64     `json:"operations" default:"4000000000" min:"1" max:"4000000000" doc:"operations, and messages, of the whole run"`
	Memory       sim.Bytes `json:"memory" default:"750MB" min:"1MB" max:"1000GB" doc:"what the run keeps at a time, by count: messages, operations, attempts, jobs, connections, replicas"`
	OfHost       bool      `json:"-"` // memory is all that the host has
}

// Sim is l as the kernel takes it.
func (l Limits) Sim() sim.Limits {
	return sim.Limits{Events: l.Events, Pending: l.Pending, AtOneInstant: l.AtOneInstant, Messages: l.Messages, Operations: l.Operations, Memory: int64(l.Memory), OfHost: l.OfHost}
}

// A NamedNode is a node with its id, and what its kind may be told.
type NamedNode struct {
	ID     string        `json:"-"`
	Kind   node.KindName `json:"kind" required:"true" doc:"what it is"`
	Count  int           `json:"count" default:"1" min:"1" max:"1000000" doc:"how many replicas; they are addressed as api/0, api/1, ..., all of them as api/*"`
	Zones  []string      `json:"zones" most:"1000" doc:"the zones that its replicas are in: the first in the first of these, and so on, from the beginning again; none: they are in no zone"`
	Config node.Config   `options:"kind"` // nil where the kind could not be decoded
}

// Sidecar is the proxy beside each replica of n, or nil.
func (n *NamedNode) Sidecar() *node.SidecarConfig {
	if n.Config == nil {
		return nil
	}
	return n.Config.Proxy()
}

// Places is how many replicas of n there may be at a time.
func (n *NamedNode) Places() int {
	if s, ok := n.Config.(*node.ServerConfig); ok {
		return s.Places(n.Count)
	}
	return n.Count
}

// Fleet tells whether replicas of n may come and go.
func (n *NamedNode) Fleet() bool {
	s, ok := n.Config.(*node.ServerConfig)
	return ok && s.Sidecar == nil && s.Standby == nil
}

// Scaled tells whether an autoscaler says how many replicas n has.
func (n *NamedNode) Scaled() bool {
	s, ok := n.Config.(*node.ServerConfig)
	return ok && s.Autoscaler != nil
}

// Tells tells whether n is a name, which tells addresses and passes nothing on.
func (n *NamedNode) Tells() bool {
	if n == nil {
		return false
	}
	b, ok := n.Config.(*node.BalancerConfig)
	return ok && b.DNS != nil
}

// Forgets tells whether n keeps something by key that can be flushed, or expire: a
// cache, or sessions.
func (n *NamedNode) Forgets() bool {
	switch c := n.Config.(type) {
	case *node.StoreConfig:
		return c.Cache != nil
	case *node.ServerConfig:
		return c.Sessions != nil
	}
	return false
}

// Syncs tells whether n writes to a disk that takes one sync at a time.
func (n *NamedNode) Syncs() bool {
	c, ok := n.Config.(interface{ Syncs() bool })
	return ok && c.Syncs()
}

// KeepsDeadLetters tells whether a flow to n has that keep its dead letters.
func (s *Scenario) KeepsDeadLetters(n *NamedNode) bool {
	return slices.ContainsFunc(s.Flows, func(f NamedFlow) bool {
		q, ok := f.Own().(*patterns.QueueConfig)
		return ok && f.To == n.ID && q.KeepsDeadLetters()
	})
}

// ByClock tells whether a deadline goes along as an instant.
func (s *Scenario) ByClock() bool {
	by := func(p *node.Policy) bool { return p != nil && p.Deadline != nil && p.DeadlineAs == "instant" }
	return slices.ContainsFunc(s.Flows, func(f NamedFlow) bool { return by(&f.Policy) }) ||
		slices.ContainsFunc(s.Nodes, func(n NamedNode) bool {
			return n.Config != nil && slices.ContainsFunc(n.Config.Leads(), func(l node.Lead) bool { return by(l.By) })
		})
}

// Is tells whether n's kind has the trait.
func (n *NamedNode) Is(t node.Trait) bool { return n.Kind != "" && n.Kind.Row().Is(t) }

// A NamedLink is a link with its id.
type NamedLink struct {
	ID string `json:"-"`
	network.LinkConfig
}

// NamedKeys are a key space with its id.
type NamedKeys struct {
	ID string `json:"-"`
	node.KeysConfig
}

// A NamedFlow is a flow with its id.
type NamedFlow struct {
	ID string `json:"-"`
	patterns.FlowConfig
}

// A NamedEntry is an entry of the timeline with its id.
type NamedEntry struct {
	ID string `json:"-"`
	node.EntryConfig
}

// An Expectation is a comparison that must hold.
type Expectation struct {
	Claim      string                 `json:"claim" pattern:"^[A-Z]+-[0-9]+$" doc:"the id of the claim that it shows, like PU-1"`
	That       string                 `json:"that" required:"true" doc:"a comparison of metrics"`
	Published  *Published             `json:"published" absent:"none" doc:"what the scenario's source says that the left side comes to"`
	BrokenBy   source.Patch           `json:"brokenBy" doc:"a change of the scenario that takes away what is expected, as a merge patch (RFC 7396), of the variants too: with it, the comparison must not hold"`
	Comparison *expression.Comparison `json:"-"` // what that says
}

// A Goal is a comparison that the reader may try to make true.
type Goal struct {
	Text       string                 `json:"text" required:"true" doc:"the goal in words"`
	That       string                 `json:"that" required:"true" doc:"a comparison of metrics"`
	ReachedIn  string                 `json:"reachedIn" doc:"the variant that reaches it, shown to who asks for a hint"`
	ReachedBy  source.Patch           `json:"reachedBy" doc:"a change of the base that reaches it, as a merge patch (RFC 7396); shown to who asks for a hint"`
	Comparison *expression.Comparison `json:"-"` // what that says
}

// A Prediction is a question whose answer the run gives.
type Prediction struct {
	Options []string `json:"options" required:"true" doc:"the answers to choose from"`
	Right   int      `json:"right" required:"true" min:"0" doc:"which of them is right, from 0"`
}

// A Slider is a value of the scenario that the reader may move.
type Slider struct {
	Path  string `json:"path" required:"true" doc:"the value, as a JSON pointer into the scenario: /flows/inbox/updates/rate"`
	Label string `json:"label" required:"true" doc:"its name for the reader"`
	Min   string `json:"min" required:"true" doc:"its least value, in the field's notation"`
	Max   string `json:"max" required:"true" doc:"its largest value"`
	Scale string `json:"scale" enum:"linear,log" default:"linear" doc:"how the slider's way is divided"`
}

// NodeNamed is the node with that id, or nil.
func (s *Scenario) NodeNamed(id string) *NamedNode {
	i, ok := slices.BinarySearchFunc(s.Nodes, id, func(x NamedNode, id string) int { return strings.Compare(x.ID, id) })
	if !ok {
		return nil
	}
	return &s.Nodes[i]
}

// OwnSockets tells whether each that is served over l has a connection of its own on it,
// which l does not say: who passes on what it hears over a WebSocket has one for each,
// since a tunnel carries one conversation (RFC 6455, section 4.1; nginx, proxy_pass with
// Upgrade).
func (s *Scenario) OwnSockets(l *NamedLink) bool {
	from, t := s.NodeNamed(l.From), l.Transport
	return t != nil && t.Protocol == "websocket" && l.Connection.Streams == nil && from != nil && from.Is(node.Relays)
}

// LinkNamed is the link with that id, or nil.
func (s *Scenario) LinkNamed(id string) *NamedLink {
	i, ok := slices.BinarySearchFunc(s.Links, id, func(x NamedLink, id string) int { return strings.Compare(x.ID, id) })
	if !ok {
		return nil
	}
	return &s.Links[i]
}

// KeysNamed is the key space with that id, or nil.
func (s *Scenario) KeysNamed(id string) *NamedKeys {
	i, ok := slices.BinarySearchFunc(s.Keys, id, func(x NamedKeys, id string) int { return strings.Compare(x.ID, id) })
	if !ok {
		return nil
	}
	return &s.Keys[i]
}

// FlowNamed is the flow with that id, or nil.
func (s *Scenario) FlowNamed(id string) *NamedFlow {
	i, ok := slices.BinarySearchFunc(s.Flows, id, func(x NamedFlow, id string) int { return strings.Compare(x.ID, id) })
	if !ok {
		return nil
	}
	return &s.Flows[i]
}

// JSON is s in its canonical form: every field that is not at its default, in
// the order of the manual, ids in order. Reading it gives s again.
func (s *Scenario) JSON() []byte { return schema.Encode(s) }
