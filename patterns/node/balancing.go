package node

import (
	"iter"

	"backchat/sim"
)

// A Balancing is a way of choosing who gets the next request: a row of
// [Balancings].
type Balancing struct {
	Name, Says string
	Loads      bool // it looks at what is under way, which only answers that come back tell
	// New makes what the choice needs, once a balancer, and returns what makes
	// the picker of one of its replicas: at the beginning, and after a crash.
	New func(b *Balancer) func(replica int) picker
	// Check finds what is wrong with its options that no single one shows; nil
	// where nothing can be.
	Check func(c *BalancerConfig, r Report)
}

// Balancings are the ways of choosing who gets the next request.
var Balancings = [...]Balancing{
	{Name: "roundRobin", Says: "in turn", New: newRoundRobin},
	{Name: "random", Says: "at random", New: newRandom},
	{Name: "weighted", Says: "in turn by weight, evenly spread", New: newWeighted, Check: checkWeights},
	{Name: "leastConnections", Says: "fewest requests under way, ties at random", Loads: true, New: newLeastConnections},
	{Name: "twoChoices", Says: "the better of two random ones", Loads: true, New: newTwoChoices},
	{Name: "modulo", Says: "by the key's hash modulo the number of targets; most move when one comes or goes", New: newModulo},
	{Name: "consistentHashing", Says: "the same one for the same key, few of which move when a target comes or goes", New: newConsistentHashing, Check: checkHashing},
}

// BalancingOptions are the options of all of them. Those of one that is not
// chosen have no effect.
type BalancingOptions struct {
	TwoChoicesOptions
	LoadOptions
	WeightedOptions
	HashingOptions
}

// A BalancingName is the name of one of the [Balancings].
type BalancingName string

// Words are the names there are, and what each means.
func (BalancingName) Words() iter.Seq2[string, string] { return wordsOf(Balancings[:]) }

// Row is the row of that name.
func (n BalancingName) Row() *Balancing { return rowOf(Balancings[:], "balancing policy", string(n)) }

func (b Balancing) word() (name, says string) { return b.Name, b.Says }

// A picker chooses, for one replica of a balancer, who gets the next request.
type picker interface {
	// pick is one of those that are fit, of which there is at least one, for the
	// request that a has brought.
	pick(c *choice, a *Attempt) int
}

// A choice is what one replica of a balancer chooses from and by, whatever its
// policy.
type choice struct {
	fit   []int  // targets that are not out, by number; in order until a picker says otherwise
	out   []bool // by target: the health check has taken it out
	load  []int  // requests under way, by target
	draws sim.Stream
}
