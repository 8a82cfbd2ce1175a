package node

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"

	"backchat/sim/trace"
)

// A Kind is a kind of node: a row of [Kinds].
type Kind struct {
	Name, Says string
	Traits     Trait
	Config     Config // a nil pointer to the struct of what a scenario says of such a node
}

// A Trait is something that nodes of a kind may do.
type Trait uint8

// The traits, to be combined.
const (
	Speaks  Trait = 1 << iota // it may begin a flow's operations, and hear of news
	Answers                   // it may be asked
	Works                     // operations are processed there
	Relays                    // it passes on what it is asked: operations are processed behind it
	Keeps                     // it may stand in the middle, and keep what some say for others
	Stores                    // it keeps something of each key
)

// String says what nodes may do that have those traits.
func (t Trait) String() string {
	var may []string
	for i, says := range [...]string{"begin flows", "be asked", "process operations", "pass on what it is asked", "stand in the middle of a flow", "keep by key"} {
		if t&(1<<i) != 0 {
			may = append(may, says)
		}
	}
	return strings.Join(may, ", ")
}

// Kinds are the kinds of node there are. A sidecar is none: it is a field of
// some.
var Kinds = [...]Kind{
	{"client", "where operations come from, or where news is heard: a user, a phone, a job", Speaks, (*ClientConfig)(nil)},
	{"server", "does the work that it is asked for, with so many workers, before which the rest waits in a queue", Speaks | Answers | Works, (*ServerConfig)(nil)},
	{"balancer", "spreads requests over several servers", Answers | Relays, (*BalancerConfig)(nil)},
	{"broker", "takes messages from some and hands them to others, so that the two need not know each other", Keeps, (*BrokerConfig)(nil)},
	{"store", "keeps something of each key that operations are about: a table all of it, a cache copies for a while", Answers | Stores, (*StoreConfig)(nil)},
}

// Is tells whether nodes of the kind have the trait.
func (k *Kind) Is(t Trait) bool { return k.Traits&t != 0 }

// Told are the kind's traits as readers of the records are told them.
func (k *Kind) Told() trace.Traits {
	return trace.Traits{Edge: !k.Is(Answers | Keeps), Relays: k.Is(Relays), Keeps: k.Is(Keeps), Stores: k.Is(Stores)}
}

// NewConfig makes a configuration of the kind that says nothing yet.
func (k *Kind) NewConfig() Config {
	return reflect.New(reflect.TypeOf(k.Config).Elem()).Interface().(Config)
}

// A Config is what a scenario says of the nodes of one kind.
type Config interface {
	// New places them at n's replicas, and returns their stations: nil where
	// their work takes no time. places gives the replicas of a node by its id.
	New(w *World, n *trace.Node, places func(id string) []trace.Place) (*Workshop, error)
	// Stations tells, in n, what each replica works with. Where n is as it was,
	// it has no workers, and room for any number of requests.
	Stations(n *trace.Node)
	// Idle tells that nothing a replica does takes a worker, so that none can be
	// slow.
	Idle() bool
	// Proxy is the sidecar beside each replica, or nil.
	Proxy() *SidecarConfig
	// Leads are the nodes that it asks of its own accord.
	Leads() []Lead
	// Check finds what no single field shows; count is how many replicas there
	// are.
	Check(count int, r Report)
}

// A Lead is a node that another one asks, and where its configuration says so,
// as a JSON pointer.
type Lead struct {
	To, Pointer string
	On          string  // the route on which it does; "": that of requests which name none
	Route       string  // the route that it names; "": none
	Passes      bool    // it does on any, and names the one that it was asked for itself
	By          *Policy // nil: there is none
}

// A KindName is the name of one of the [Kinds].
type KindName string

// Words are the names there are, and what each means.
func (KindName) Words() iter.Seq2[string, string] { return wordsOf(Kinds[:]) }

// Row is the row of that name.
func (n KindName) Row() *Kind { return rowOf(Kinds[:], "kind of node", string(n)) }

func (k Kind) word() (name, says string) { return k.Name, k.Says }

// Holds panics where what stands at the replicas of n, which are of the kind, is not
// what its row says; c is what the scenario says of them.
func (k *Kind) Holds(w *World, n *trace.Node, c Config) {
	role := w.group(n.First).role
	_, passes := role.(Proxy)
	var lacks string
	switch {
	case role == nil:
		lacks = "nothing stands there: have the New of its Config call World.Place"
	case k.Is(Relays) && !passes:
		lacks = fmt.Sprintf("its row has the trait Relays, but %T is no Proxy: give it the method Passed, or take the trait away", role)
	case passes && !k.Is(Relays):
		lacks = fmt.Sprintf("%T passes on what it is asked, since it is a Proxy: give its row the trait Relays, or take the method Passed away", role)
	case passes && !slices.ContainsFunc(c.Leads(), func(l Lead) bool { return l.Passes }):
		lacks = "its row has the trait Relays, but its Leads name nobody whom it passes on to: return them, with Passes"
	default:
		return
	}
	panic(fmt.Sprintf("node.Kinds: the kind %s at %s: %s", k.Name, n.ID, lacks))
}

// KindsThat are the names of the kinds that have a trait, in their order.
func KindsThat(may Trait) []string {
	var names []string
	for i := range Kinds {
		if Kinds[i].Is(may) {
			names = append(names, Kinds[i].Name)
		}
	}
	return names
}
