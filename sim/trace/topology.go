package trace

import "backchat/sim"

// A Topology says what the numbers in the records stand for. It is known
// before the first record and does not change.
type Topology struct {
	Nodes     []Node
	Places    Spots
	Links     []Link
	Flows     []Flow // Flows[f-1] is flow f
	Horizon   sim.Time
	Warmup    sim.Time
	Unordered bool // messages between nodes that no link joins may overtake each other
}

// A Node is a kind of replica, as the scenario names it. Its traits are what
// readers of the records go by, whatever the kind is called.
type Node struct {
	ID      string
	Kind    string // its name, as the scenario has it
	First   Place  // the first of its replicas, which are consecutive
	Count   int
	Workers int   // of each replica; 0 where work needs no worker
	Shared  bool  // Workers share all the work there is (processor sharing): any number may be in service
	Queue   int   // how many may wait at each replica; -1 for any number
	Sidecar Place // the sidecar of the first replica, which are consecutive too; 0 for none
	Holding int64 // bytes that an open connection takes, for figures: no binary form has it; 0: that is not counted
	Shelf   Shelf // what each replica keeps by key; no digest tells of it, and files of its capacity alone
	Traits
	Pools  []Pool    // what each replica has units of; no digest covers them
	Bucket [2]Bucket // whose tokens let requests into a replica, and past its sidecar; no digest covers them
	Zones  []string  // which its replicas are in, in turn; none: nobody knows. No binary form has it
}

// A Pool is what each replica of a node has a number of.
type Pool struct {
	ID   string
	Size int
}

// A Bucket is how many tokens one of a limiter's buckets holds, and when they come.
type Bucket struct {
	Tokens int      // 0: there is none
	Gap    sim.Time // between two
}

// Left is how many tokens there are at a time, in one that is full again at another if
// nobody takes any.
func (b Bucket) Left(full, at sim.Time) int {
	if full <= at || b.Gap == 0 {
		return b.Tokens
	}
	return max(0, b.Tokens-int((full-at-1)/b.Gap)-1)
}

// A Shelf is what is kept by key.
type Shelf struct {
	Capacity  int  // entries that there is room for; 0 for any number
	Volatile  bool // a crash empties it
	Coalesces bool // of each key there is one load at a time
	Table     bool // it has the latest of every key, or, where it lags, of some time ago
	Lags      bool
}

// Traits are what nodes of a kind do. They follow from the kind, so that no
// digest covers them.
type Traits struct {
	Edge   bool // it begins operations, or hears of them, and is asked nothing: clients
	Relays bool // it passes on what it is asked, which is counted where it ends up: balancers
	Keeps  bool // it stands in the middle of flows, and keeps what some say for others: brokers
	Stores bool // it keeps something of each key: stores
}

// A Spot is one replica, or the sidecar of one.
type Spot struct {
	Node    int // index into Topology.Nodes
	Replica int
	Sidecar bool
}

// A Link is a wire as the scenario names it.
type Link struct {
	ID        string
	From, To  int  // indices into Topology.Nodes
	Unordered bool // messages may overtake each other
}

// A Flow is a conversation as the scenario names it.
type Flow struct {
	ID      string
	Pattern string
	Hears   bool  // its operations are news to hear of, so that latency is staleness
	From    []int // indices into Topology.Nodes: who begins the conversation
	To      int   // who is spoken to
	Work    []int // who does the work, where that is not To: consumers
	Acks    Acks  // what an acknowledgement of its log says; no binary form has it
}

// Acks says who has what a log acknowledges.
type Acks uint8

// Who that is.
const (
	AcksOne    Acks = iota // the broker, which is alone
	AcksLeader             // the replica that leads
	AcksAll                // all replicas that are in sync
)

// Home is the place at which is told what is kept at p: where the replicas of a node
// keep what others say together, the first of them.
func (t *Topology) Home(p Place) Place {
	if p == 0 || int(p) > t.Places.Len() {
		return p
	}
	if n := &t.Nodes[t.Places.At(p).Node]; n.Keeps {
		return n.First
	}
	return p
}

// Zone is the zone that the replica at p is in, and its sidecar; "" for none.
func (t *Topology) Zone(p Place) string {
	spot := t.Places.At(p)
	if zones := t.Nodes[spot.Node].Zones; len(zones) > 0 {
		return zones[spot.Replica%len(zones)]
	}
	return ""
}

// Across tells whether x and y are in two zones.
func (t *Topology) Across(x, y Place) bool {
	a, b := t.Zone(x), t.Zone(y)
	return a != b && a != "" && b != ""
}

// Name is the place as a scenario addresses it: "lb", "api/0", "api/0+sidecar".
func (t *Topology) Name(p Place) string {
	if p == 0 || int(p) > t.Places.Len() {
		return "nowhere"
	}
	spot := t.Places.At(p)
	n := &t.Nodes[spot.Node]
	name := n.ID
	if n.Count > 1 {
		name += "/" + itoa(spot.Replica)
	}
	if spot.Sidecar {
		name += "+sidecar"
	}
	return name
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}
