// Package node holds the things that talk: clients, servers, balancers,
// brokers and sidecars, with their policies, and the world they live in. A
// node knows how to work, wait, keep, pass on and fail; what is said, and why,
// is a pattern's.
package node

import (
	"fmt"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A World is everything that takes part in one run.
type World struct {
	Kernel   *sim.Kernel
	Net      *network.Network
	Trace    *trace.Writer
	Topology *trace.Topology
	Key      sim.Key // of the run's seed

	id         sim.HandlerID
	groups     []*group
	groupOf    []uint32         // by place: the index of its group
	sidecars   bool             // there are some
	named      bool             // some are asked for by name
	flows      []Flow           // by number; flows[0] is unused
	keys       []*Keys          // by flow: what its operations are about, where that is anything
	spaces     []sim.Key        // key spaces that flows are about
	writes     []float64        // by flow: the share of its operations that write
	written    sim.Keyed        // by topic: how often it was written
	inHand     *network.Message // the request that has arrived now, unless it was sent on
	starts     []func()
	ops        sim.Slab[Op]
	attempts   sim.Slab[Attempt]          // and calls, each with its first
	deadlines  sim.Slab[deadline]         // of attempts
	repeated   sim.Slab[repeated]         // what calls remember of more attempts than one
	askedBy    sim.LateIndex[trace.Place] // attempts by who has made them
	askedAt    sim.LateIndex[trace.Place] // attempts by who has them
	askedOn    sim.LateIndex[uint32]      // attempts by their connections
	callsOf    sim.LateIndex[trace.Place] // calls by who makes them
	jobs       sim.Slab[Job]
	waiters    sim.Slab[waiter]
	jobsAt     sim.LateIndex[trace.Place] // jobs by who works on them
	deeds      sim.Slab[deed]
	repeats    sim.Slab[repeat]
	repeatsAt  sim.LateIndex[trace.Place] // repeats by where they wait
	answers    sim.Slab[Answer]           // that wait for a sidecar's work
	buffers    map[sim.Ref]*buffer        // of the answers that proxies keep, by whom they are for; nil before there is one
	buffering  *sim.Account               // parts of answers in them
	grips      sim.Slab[grip]             // what jobs have of pools
	gripping   bool                       // there are pools
	gripped    uint32                     // how often a unit was asked for
	open       *sim.Account               // operations by number, as readers of the records keep them
	agents     []*Agent                   // by number; agents[0] is unused
	demands    []wish                     // that requests name, from 1
	routes     []string                   // that they name, by number, from 1
	balancers  []*Balancer
	gauges     []*gauge     // by place: of those that are probed
	arrivals   []arrival    // by attempt: of those that gauges count
	comes      bool         // replicas come and go
	listings   uint32       // how often those who choose among replicas have heard of one that does
	ties       bool         // some requests are tied
	skews      []sim.Time   // by place: by how much its clock is ahead; nil: none ever was
	callers    *sim.Account // what agents remember, caller by caller
	spareSides []*sides     // that operations had which are no more
	siding     *sim.Account // operations that have sides
	lastOp     uint32
	maxOps     int64
	connected  uint32 // attempts that have had a connection
}

// A group is the replicas of a node, or their sidecars: neighbours.
type group struct {
	role    Role
	first   trace.Place // where the first replica stands
	sidecar trace.Place // the proxy before that; 0 for none
	fleet   *fleet      // whose replicas come and go; nil: they stay
	restart sim.Time    // after it ran out of memory
	standby *standby    // each replica is two machines; nil: one
}

// A Role is what a node does at its places.
type Role interface {
	// Asked hands over attempt a, which r names and which has reached a place of
	// the role's: it is to be answered, passed on or held, or let go by
	// [World.Discard].
	Asked(r sim.Ref, a *Attempt)
	// Worked says that the station has done its work on a job of this role.
	Worked(j *Job)
	// Crashed says that all that p had in memory is gone.
	Crashed(p trace.Place)
	// Revived says that p is up again.
	Revived(p trace.Place)
}

// A Flow is a conversation that follows a pattern.
type Flow interface {
	// Start schedules the first that happens.
	Start()
	// Served says that a server has done its work on a job that came with an
	// attempt of this flow: the flow answers it, now or later. It tells
	// whether it keeps the job: then a blocking server's worker stays taken
	// until the flow lets go of it by [World.Release].
	Served(j *Job) (keep bool)
	// Intend begins one operation on top of the workload, at place p, or at
	// the first speaker where p is 0.
	Intend(p trace.Place)
	// Lapsed says that whoever made an attempt that the flow holds has gone.
	Lapsed(a sim.Ref)
	// Crashed says that place p has lost its memory.
	Crashed(p trace.Place)
	// Revived says that place p is up again.
	Revived(p trace.Place)
	// Retires says that place p is about to go: who stays there with a request is to
	// be answered.
	Retires(p trace.Place)
}

const (
	eventTimeout uint8 = iota
	eventRetry
	eventHedge
	eventTakeOver
	eventRevive
	eventDeadline
)

// Handle fires the timers of calls, and has work taken over.
func (w *World) Handle(e sim.Event) {
	r := sim.Ref{Index: e.A, Generation: e.B}
	switch e.Kind() {
	case eventTimeout:
		w.timedOut(r)
	case eventRetry:
		w.retry(r)
	case eventHedge:
		w.hedge(r)
	case eventTakeOver:
		w.takeOver(r)
	case eventRevive:
		w.revive(trace.Place(e.A), trace.Crashed, uint8(e.B))
	case eventDeadline:
		w.deadlinePassed(r)
	}
}

// NewWorld makes an empty world for the topology. Roles are placed and flows
// added before it runs.
func NewWorld(k *sim.Kernel, t *trace.Writer, top *trace.Topology, seed uint64) *World {
	w := &World{
		Kernel: k, Trace: t, Topology: top, Key: sim.NewKey(seed),
		groups: make([]*group, 1, 2*len(top.Nodes)+1), groupOf: make([]uint32, top.Places.Len()+1), flows: make([]Flow, 1, len(top.Flows)+1),
		agents: make([]*Agent, 1),
	}
	w.groups[0] = &group{} // nowhere
	w.id = k.Register(w)
	w.maxOps = k.Limits().Operations
	w.account()
	w.index()
	for i := range top.Nodes {
		n := &top.Nodes[i]
		w.settleIn(&group{first: n.First, sidecar: n.Sidecar}, n.Count)
		if n.Sidecar != 0 {
			w.sidecars = true
			w.settleIn(&group{first: n.Sidecar}, n.Count)
		}
	}
	return w
}

// settleIn gives a group its places, of which there are count.
func (w *World) settleIn(g *group, count int) {
	for i := range count {
		w.groupOf[g.first+trace.Place(i)] = uint32(len(w.groups))
	}
	w.groups = append(w.groups, g)
}

// group is that of a place.
func (w *World) group(p trace.Place) *group { return w.groups[w.groupOf[p]] }

// Bytes that a run keeps of each, what readers of the records remember
// included.
const (
	opBytes          = 120
	sidesBytes       = 160
	openBytes        = 288
	attemptBytes     = 184
	deadlineBytes    = 24
	repeatedBytes    = 56
	jobBytes         = 248
	waiterBytes      = 40
	deedBytes        = 56
	repeatBytes      = 256
	answerBytes      = 64
	callerStateBytes = 160
)

// account opens the accounts of what lives while the world runs.
func (w *World) account() {
	k := w.Kernel
	w.ops.Keep(k.Keeps("operations", opBytes))
	w.siding = k.Keeps("operations with attempts side by side", sidesBytes)
	w.attempts.Keep(k.Keeps("calls and attempts", attemptBytes))
	w.deadlines.Keep(k.Keeps("deadlines", deadlineBytes))
	w.repeated.Keep(k.Keeps("calls of several attempts", repeatedBytes))
	w.jobs.Keep(k.Keeps("jobs", jobBytes))
	w.waiters.Keep(k.Keeps("requests that wait in a crowd", waiterBytes))
	w.deeds.Keep(k.Keeps("what is done once", deedBytes))
	w.repeats.Keep(k.Keeps("repeats that wait", repeatBytes))
	w.answers.Keep(k.Keeps("answers", answerBytes))
	w.open, w.callers = k.Keeps("operations under way", openBytes), k.Keeps("callers", callerStateBytes)
}

// index says what is found by places and connections, once one fails.
func (w *World) index() {
	w.askedBy = indexed(&w.attempts, func(a *Attempt) (trace.Place, bool) { return a.From, a.original && !a.over })
	w.askedAt = indexed(&w.attempts, func(a *Attempt) (trace.Place, bool) { return a.Place, a.Place != 0 })
	w.askedOn = indexed(&w.attempts, func(a *Attempt) (uint32, bool) { return a.Conn.Index, a.turn != 0 })
	w.callsOf = indexed(&w.attempts, func(a *Attempt) (trace.Place, bool) { return a.From, a.agent != 0 })
	w.jobsAt = indexed(&w.jobs, func(j *Job) (trace.Place, bool) { return j.Place, true })
	w.repeatsAt = indexed(&w.repeats, func(r *repeat) (trace.Place, bool) { return r.Place, true })
}

// indexed finds those of a slab that have a key by that.
func indexed[T any, K ~uint32 | ~int](s *sim.Slab[T], key func(*T) (k K, has bool)) sim.LateIndex[K] {
	return sim.NewLateIndex(func(yield func(K, uint32) bool) {
		for i, x := range s.All() {
			if k, has := key(x); has && !yield(k, i) {
				return
			}
		}
	})
}

// Connect sets the network that carries the world's messages.
func (w *World) Connect(n *network.Network) {
	w.Net = n
	n.Receiver(w)
}

// Place puts a role on a node's replicas, or on their sidecars, of which first
// is one.
func (w *World) Place(first trace.Place, r Role) { w.group(first).role = r }

// AddFlow adds the next flow of the topology.
func (w *World) AddFlow(f Flow) { w.flows = append(w.flows, f) }

// AtStart has f called when the world starts, before its flows do.
func (w *World) AtStart(f func()) { w.starts = append(w.starts, f) }

// Start lets every node, then every flow, schedule its first.
func (w *World) Start() {
	for _, start := range w.starts {
		start()
	}
	for _, f := range w.flows[1:] {
		f.Start()
	}
}

// Finish ends what is still under way at the horizon as unfinished, in the
// order of its beginning.
func (w *World) Finish() {
	open := make([]uint32, 0, w.ops.Live())
	for i, o := range w.ops.All() {
		if !o.ended {
			open = append(open, i)
		}
	}
	sortBy(open, func(i uint32) uint32 { return w.ops.At(i).ID })
	for _, i := range open {
		w.End(w.ops.Ref(i), trace.Unfinished)
	}
	lost := w.answers.Live()
	for _, j := range w.jobs.All() {
		if j.answer != (sim.Ref{}) {
			lost--
		}
	}
	if lost != 0 {
		panic(fmt.Sprintf("node.World.Finish: %d answers that no job passes on", lost))
	}
}

// Replica is which of its node's replicas stands at p.
func (w *World) Replica(p trace.Place) int { return int(p - w.group(p).first) }

// Server is the server at p, or nil where another kind of node stands there.
func (w *World) Server(p trace.Place) *Server {
	s, _ := w.group(p).role.(*Server)
	return s
}

// restart is how long p takes to come back once a crash of it is over.
func (w *World) restart(p trace.Place) sim.Time {
	if s := w.Server(p); s != nil {
		return s.config.Restart
	}
	return 0
}

// Broker is the broker at p, or nil where another kind of node stands there.
func (w *World) Broker(p trace.Place) *Broker {
	b, _ := w.group(p).role.(*Broker)
	return b
}

// Node is the node that p is a replica of.
func (w *World) Node(p trace.Place) *trace.Node {
	return &w.Topology.Nodes[w.Topology.Places.At(p).Node]
}

// replicas are count places from first on.
func replicas(first trace.Place, count int) []trace.Place {
	all := make([]trace.Place, count)
	for i := range all {
		all[i] = first + trace.Place(i)
	}
	return all
}

// Now is the present virtual time.
func (w *World) Now() sim.Time { return w.Kernel.Now() }

// note adds a record of something at place p.
func (w *World) note(kind trace.Kind, p trace.Place) *trace.Record {
	r := w.Trace.Add()
	r.At, r.Kind, r.Node = w.Kernel.Now(), kind, p
	return r
}

// Note adds a record of something at p towards peer.
func (w *World) Note(kind trace.Kind, p, peer trace.Place, why trace.Status) {
	r := w.note(kind, p)
	r.Peer, r.Status = peer, why
}

// Record adds a record of something at p towards peer, about an operation
// (or, for the zero Ref, none).
func (w *World) Record(kind trace.Kind, p, peer trace.Place, op sim.Ref) *trace.Record {
	r := w.note(kind, p)
	r.Peer = peer
	if o := w.ops.Get(op); o != nil {
		r.Op, r.N = o.ID, 1
	}
	return r
}

// NoteMsg adds a record of something that happens to an attempt's request
// where it is now.
func (w *World) NoteMsg(kind trace.Kind, attempt sim.Ref, peer trace.Place, why trace.Status) {
	if a := w.Attempt(attempt); a != nil {
		r := w.note(kind, a.Place)
		r.Peer, r.Status, r.Msg, r.Flow, r.Shape = peer, why, a.Request, a.Flow, a.Shape
		if kind == trace.Hold {
			w.waits(attempt, a, trace.Held)
		}
	}
}

// Draws is the stream of a node's own chances: what for, at which replica.
func (w *World) Draws(p trace.Place, purpose string) sim.Stream {
	s := w.Topology.Places.At(p)
	k := w.Key.Named("node").Named(w.Topology.Nodes[s.Node].ID).With(uint64(s.Replica))
	if s.Sidecar {
		k = k.Named("sidecar")
	}
	return sim.NewStream(k.Named(purpose))
}
