// Package build makes worlds of scenarios: what stands where, by which wires it
// is joined, what is said, and what happens to it.
package build

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/patterns/scenario"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A Run is a world that is ready to run, once.
type Run struct {
	world  *node.World
	kernel *sim.Kernel
	writer *trace.Writer
	cut    error // the limit that was hit while the world was made
}

// New makes the world of a scenario. Its records go to the folds. Where the
// world takes more memory than it may, its run ends before it begins.
func New(s *scenario.Scenario, t *trace.Topology, seed uint64, folds ...trace.Fold) (*Run, error) {
	b := &builder{s: s, top: t, shops: make([]*node.Workshop, len(t.Nodes))}
	r := &Run{kernel: sim.NewKernel(s.Duration, s.Limits.Sim()), writer: trace.NewWriter(folds...)}
	b.named = r.kernel.Keeps("names of places", placeBytes)
	r.cut = r.kernel.Within(func() error {
		r.kernel.Keeps("replicas", replicaBytes).Add(t.Places.Len())
		r.world = node.NewWorld(r.kernel, r.writer, t, seed)
		b.w = r.world
		return b.build()
	})
	if limit := (*sim.LimitError)(nil); r.cut != nil && !errors.As(r.cut, &limit) {
		return nil, r.cut
	}
	return r, nil
}

// Bytes that a run keeps of a replica or a sidecar, readers of the records
// included, of one more mention of it, and of a wire that a fault is about.
const (
	replicaBytes = 120
	placeBytes   = 12
	pairBytes    = 72
)

func (b *builder) build() error {
	for _, part := range [...]func() error{b.connect, b.nodes, b.flows, b.timeline} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// Go runs the world to its horizon. The error is a [*sim.LimitError] or the
// context's; what happened until then has reached the folds.
func (r *Run) Go(ctx context.Context) error {
	if r.cut != nil {
		return r.cut
	}
	err := r.kernel.Within(r.start)
	if err == nil {
		err = r.kernel.Run(ctx)
	}
	if err == nil {
		r.world.Finish()
	}
	r.writer.Flush()
	return err
}

// start schedules the first events.
func (r *Run) start() error {
	r.world.Start()
	return nil
}

// Events counts what has fired.
func (r *Run) Events() uint64 { return r.kernel.Fired() }

// Now is how far the run has come.
func (r *Run) Now() sim.Time { return r.kernel.Now() }

// A builder makes a world out of a scenario.
type builder struct {
	s     *scenario.Scenario
	top   *trace.Topology
	w     *node.World
	named *sim.Account
	shops []*node.Workshop // by node
	side  []*node.Workshop // sidecars with a worker of their own, by node
}

// connect makes the network and its links.
func (b *builder) connect() error {
	hop, err := newLinkEnd("hop", &network.LinkConfig{Direction: b.s.Hop.Direction, Connection: b.s.Hop.Connection})
	if err != nil {
		return err
	}
	links := make(map[[2]int]linkEnd)
	for i := range b.s.Links {
		c := &b.s.Links[i]
		l, err := newLinkEnd(c.ID, b.ownSockets(c))
		if err != nil {
			return err
		}
		to := b.s.NodeIndex(c.To)
		l.from = b.s.NodeIndex(c.From)
		links[[2]int{min(l.from, to), max(l.from, to)}] = l
	}
	local := make([]*network.Link, len(b.top.Nodes))
	for i := range b.s.Nodes {
		if c := b.s.Nodes[i].Sidecar(); c != nil {
			if local[i], err = localLink(c); err != nil {
				return err
			}
		}
	}
	b.w.Connect(network.New(b.w.Kernel, b.w.Trace, b.w.Key, b.top.Places.Len(),
		func(x, y trace.Place) (*network.Link, trace.Place) { return b.link(x, y, links, local, hop) },
		func(p trace.Place) (string, int) {
			s := b.top.Places.At(p)
			if s.Sidecar {
				return b.top.Nodes[s.Node].ID + "+sidecar", s.Replica
			}
			return b.top.Nodes[s.Node].ID, s.Replica
		}))
	return nil
}

// ownSockets is c as it is, but for sockets that each that is served has of its own.
func (b *builder) ownSockets(c *scenario.NamedLink) *network.LinkConfig {
	own := c.LinkConfig
	if b.s.OwnSockets(c) {
		own.Connection.Streams = new(1)
	}
	return &own
}

// A linkEnd is what joins the replicas of two nodes.
type linkEnd struct {
	link   *network.Link
	across *network.Link // those in different zones
	from   int           // the node at its `from`
}

// newLinkEnd compiles what c says.
func newLinkEnd(id string, c *network.LinkConfig) (e linkEnd, err error) {
	if e.link, err = network.NewLink(id, c); err != nil || c.Across == nil {
		e.across = e.link
		return e, err
	}
	far := *c
	far.Latency = *c.Across
	e.across, err = network.NewLink(id, &far)
	return e, err
}

// between is what joins x and y.
func (e *linkEnd) between(t *trace.Topology, x, y trace.Place) *network.Link {
	if e.across != e.link && t.Across(x, y) {
		return e.across
	}
	return e.link
}

// localLink is what joins a node and its sidecar.
func localLink(c *node.SidecarConfig) (*network.Link, error) {
	return network.NewLink("sidecar", &network.LinkConfig{
		Direction:  network.Direction{Latency: c.Hop, Order: "fifo"},
		Connection: network.ConnectionConfig{Open: "ready", Retry: sim.Second},
	})
}

// link is what joins two places, and which of them is at its `from`.
func (b *builder) link(x, y trace.Place, links map[[2]int]linkEnd, local []*network.Link, hop linkEnd) (*network.Link, trace.Place) {
	sx, sy := b.top.Places.At(x), b.top.Places.At(y)
	if sx.Node == sy.Node && sx.Replica == sy.Replica {
		return local[sx.Node], min(x, y)
	}
	end, ok := links[[2]int{min(sx.Node, sy.Node), max(sx.Node, sy.Node)}]
	switch {
	case !ok:
		return hop.between(b.top, x, y), min(x, y)
	case sx.Node == end.from:
		return end.between(b.top, x, y), x
	}
	return end.between(b.top, x, y), y
}

// nodes places every node's role.
func (b *builder) nodes() error {
	b.side = make([]*node.Workshop, len(b.top.Nodes))
	for i := range b.s.Nodes {
		if err := b.node(i); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) node(i int) error {
	c, n := &b.s.Nodes[i], &b.top.Nodes[i]
	var err error
	if b.shops[i], err = c.Config.New(b.w, n, b.places); err != nil {
		return err
	}
	c.Kind.Row().Holds(b.w, n, c.Config)
	if side := c.Sidecar(); side != nil {
		s, err := node.NewSidecar(b.w, side, n, b.shops[i])
		if err != nil {
			return err
		}
		b.side[i] = s.Shop()
	}
	return nil
}

// places are the replicas of a node.
func (b *builder) places(id string) []trace.Place {
	n := &b.top.Nodes[b.s.NodeIndex(id)]
	b.named.Add(n.Count)
	places := make([]trace.Place, n.Count)
	for i := range places {
		places[i] = n.First + trace.Place(i)
	}
	return places
}

func (b *builder) placesOf(ids []string) []trace.Place {
	var all []trace.Place
	for _, id := range ids {
		all = append(all, b.places(id)...)
	}
	return all
}

// flows adds every flow, then lets those follow that come after another.
func (b *builder) flows() error {
	flows := make([]patterns.Flow, len(b.s.Flows))
	for i := range b.s.Flows {
		f, err := b.flow(i)
		if err != nil {
			return err
		}
		flows[i] = f
		b.w.AddFlow(f)
	}
	for i := range b.s.Flows {
		if send := b.s.Flows[i].Load(); send.Arrivals == "after" {
			flows[b.flowIndex(send.After)].Follow(flows[i])
		}
	}
	return nil
}

func (b *builder) flow(i int) (patterns.Flow, error) {
	c := b.s.Flows[i].Ending(b.s.Calm())
	s := &patterns.Setup{
		World: b.w, Config: c, Number: uint16(i + 1), Speakers: b.placesOf(c.From), To: b.places(c.To), Places: b.placesOf,
	}
	if c.About != nil {
		s.Keys = node.NewKeys(c.About.Keys, &b.s.KeysNamed(c.About.Keys).KeysConfig)
	}
	if !c.Pattern.Row().Asks {
		s.Behind = b.behind(c.To)
		if c.Updates.Source != "" {
			s.Sources = b.places(c.Updates.Source)
		}
	}
	return c.Pattern.Row().New(s)
}

// behind are the replicas of a node, or, of a balancer, those that its
// requests end at.
func (b *builder) behind(id string) []trace.Place {
	n := b.s.NodeNamed(id)
	if !n.Is(node.Relays) {
		return b.places(id)
	}
	var all []trace.Place
	for _, lead := range n.Config.Leads() {
		all = append(all, b.behind(lead.To)...)
	}
	return all
}

func (b *builder) flowIndex(id string) int {
	for i := range b.s.Flows {
		if b.s.Flows[i].ID == id {
			return i
		}
	}
	panic("build: no flow " + id)
}

// timeline schedules what happens to the world.
func (b *builder) timeline() error {
	var acts []node.Act
	for i := range b.s.Timeline {
		acts = append(acts, b.act(&b.s.Timeline[i].EntryConfig))
	}
	for i := range b.s.Nodes {
		if n := &b.s.Nodes[i]; b.varies(n) {
			b.w.Fleet(&b.top.Nodes[i], n.Count)
		}
	}
	node.NewTimeline(b.w, acts, b.shop)
	return nil
}

// varies tells whether replicas of a node come and go.
func (b *builder) varies(n *scenario.NamedNode) bool {
	if s, ok := n.Config.(*node.ServerConfig); n.Places() > n.Count || ok && s.Autoscaler != nil {
		return true
	}
	for i := range b.s.Timeline {
		e := &b.s.Timeline[i]
		if e.Fault != "" && (e.Fault.Row().On == node.OnReplicas || e.Fault.Row().On == node.OnFleets) && nodeOf(e.Target) == n.ID {
			return true
		}
	}
	return false
}

// shop is the stations at a place, or nil.
func (b *builder) shop(p trace.Place) *node.Workshop {
	s := b.top.Places.At(p)
	if s.Sidecar {
		return b.side[s.Node]
	}
	return b.shops[s.Node]
}

func (b *builder) act(c *node.EntryConfig) node.Act {
	a := node.Act{EntryConfig: *c}
	if c.Send != "" {
		a.Flow = b.flowIndex(c.Send) + 1
	}
	if l := b.s.LinkNamed(c.Target); l != nil {
		a.Pairs = b.pairs(b.placesOf([]string{l.From}), b.placesOf([]string{l.To}), c.Direction)
		return a
	}
	if c.Target != "" {
		a.Places = b.resolve(c.Target)
	}
	if c.Fault != "" {
		b.strike(&a)
	}
	return a
}

// strike works out what the fault of an act at places happens to.
func (b *builder) strike(a *node.Act) {
	switch a.Fault.Row().On {
	case node.OnProcesses, node.OnClocks:
		a.Places = b.withSidecars(a.Places)
	case node.OnWires:
		a.Pairs = b.pairs(a.Places, b.peers(a.Peer), a.Direction)
	}
}

// pairs lists from whom to whom a fault on the wires between x and y goes,
// those of their sidecars among them, by its direction, seen from x. What is
// on one host needs no wire.
func (b *builder) pairs(x, y []trace.Place, direction string) [][2]trace.Place {
	var pairs [][2]trace.Place
	seen := make(map[[2]trace.Place]bool)
	add := func(from, to trace.Place) {
		if pair := [2]trace.Place{from, to}; !seen[pair] {
			seen[pair] = true
			pairs = append(pairs, pair)
		}
	}
	b.w.Kernel.Keeps("wires that faults are about", pairBytes).Add(len(x) * len(y))
	for _, from := range b.withSidecars(x) {
		for _, to := range b.withSidecars(y) {
			s, t := b.top.Places.At(from), b.top.Places.At(to)
			if s.Node == t.Node && s.Replica == t.Replica {
				continue
			}
			if direction != "in" {
				add(from, to)
			}
			if direction != "out" {
				add(to, from)
			}
		}
	}
	return pairs
}

// peers are the places of a fault's peer, or all.
func (b *builder) peers(peer string) []trace.Place {
	if peer != "" {
		return b.resolve(peer)
	}
	var all []trace.Place
	for p, s := range b.top.Places.All() {
		if !s.Sidecar {
			all = append(all, p)
		}
	}
	return all
}

// withSidecars adds the sidecars of places: they share their fate.
func (b *builder) withSidecars(places []trace.Place) []trace.Place {
	for _, p := range places {
		s := b.top.Places.At(p)
		if side := b.top.Nodes[s.Node].Sidecar; side != 0 && !s.Sidecar {
			places = append(places, side+trace.Place(s.Replica))
		}
	}
	return places
}

func nodeOf(address string) string {
	address, _, _ = strings.Cut(address, "+")
	address, _, _ = strings.Cut(address, "/")
	return address
}

// resolve is the places that an address names: `api`, `api/*`, `api/0`,
// `api/0+sidecar`.
func (b *builder) resolve(address string) []trace.Place {
	rest, sidecar := strings.CutSuffix(address, "+sidecar")
	id, replica, one := strings.Cut(rest, "/")
	n := &b.top.Nodes[b.s.NodeIndex(id)]
	first := n.First
	if sidecar {
		first = n.Sidecar
	}
	if i, err := strconv.Atoi(replica); one && err == nil {
		return []trace.Place{first + trace.Place(i)}
	}
	b.named.Add(n.Count)
	places := make([]trace.Place, n.Count)
	for i := range places {
		places[i] = first + trace.Place(i)
	}
	return places
}
