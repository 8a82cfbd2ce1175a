package patterns

import (
	"iter"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/trace"
)

// A Pattern is a way to talk: all that others need to know of it. Its row
// stands in the pattern's own file, beside its options and its model; what
// reads scenarios, checks, explains and draws them reads the row.
type Pattern struct {
	Name      string // as scenarios have it: longPolling
	Title     string // as people say it: long polling
	Says      string // what it is, for the glossary and the manual
	Operation string // what one of its operations is: a request, until its answer is there

	Web     bool       // it is one of HTTP's
	Asks    bool       // its operations are asked for by who speaks (`send`); otherwise they are news to hear of (`updates`)
	To      node.Trait // that the nodes have which may be its other side
	Options any        // a nil pointer to the struct of its options; nil where it has none

	Works func(options any) []string               // the nodes that process its operations where `to` does not; nil where it does, or nobody
	Check func(options any, chosen bool, r Report) // what no single field of its options shows; chosen: the flow goes by them
	New   func(*Setup) (Flow, error)               // the conversation of a flow
}

// All are the patterns, in the order of the manual.
var All = []*Pattern{&requestResponse, &shortPolling, &longPolling, &push, &serverSentEvents, &fallback, &publishSubscribe, &queue, &logPattern, &pageLoad, &upload}

// A Name is the name of one of the patterns.
type Name string

// Words are the names there are, and what each means.
func (Name) Words() iter.Seq2[string, string] {
	return func(yield func(name, says string) bool) {
		for _, p := range All {
			if !yield(p.Name, p.Says) {
				return
			}
		}
	}
}

// Row is the row of that name. It panics where there is none: what a file says
// has been checked before.
func (n Name) Row() *Pattern {
	for _, p := range All {
		if p.Name == string(n) {
			return p
		}
	}
	panic("patterns: no pattern is called " + string(n))
}

// A Report takes what is wrong with a flow's options of a pattern.
type Report interface {
	node.Report
	// Often finds fault with an interval at which every speaker says something,
	// where the run would say more than it may.
	Often(pointer, what string, interval sim.Time)
}

// A Setup is a flow that is to be made: its configuration, and where in the
// world it goes on.
type Setup struct {
	World    *node.World
	Config   *FlowConfig
	Keys     *node.Keys    // that its operations are about; nil: nothing
	Number   uint16        // of the flow, from 1
	Speakers []trace.Place // the replicas of `from`
	To       []trace.Place // the replicas of `to`
	Behind   []trace.Place // where what is said to `to` ends up: behind a balancer the servers; of news alone
	Sources  []trace.Place // where updates come from, if not from there
	Places   func(ids []string) []trace.Place
}

// options are the flow's of its pattern.
func options[T any](s *Setup) *T { return s.Config.Own().(*T) }

// A Flow is a conversation in the world, that others may follow and that may
// follow others.
type Flow interface {
	node.Flow
	Follower
	// Follow makes f begin an operation wherever one of the flow has been
	// processed.
	Follow(f Follower)
}
