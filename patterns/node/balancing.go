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
	Keys       bool // it keeps what belongs together at one target
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
	{Name: "peakEWMA", Says: "the better of two random ones by how long its requests take, of late, times one more than how many are under way", Loads: true, New: newPeakEWMA},
	{Name: "prequal", Says: "by what targets say of themselves when they are probed: the fastest of those that have not too much in hand", New: newPrequal, Check: checkPrequal},
	{Name: "modulo", Says: "by the key's hash modulo the number of targets; most move when one comes or goes", Keys: true, New: newModulo},
	{Name: "consistentHashing", Says: "the same one for the same key, few of which move when a target comes or goes", Keys: true, New: newConsistentHashing, Check: checkHashing},
	{Name: "sticky", Says: "the same one as before, at first the next in turn", Keys: true, New: newSticky},
}

// BalancingOptions are the options of all of them. Those of one that is not
// chosen have no effect.
type BalancingOptions struct {
	TwoChoicesOptions
	LoadOptions
	PeakEWMAOptions
	PrequalOptions
	WeightedOptions
	HashingOptions
	StickyOptions
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

// A hearer is a picker that goes by how long requests take.
type hearer interface {
	// heard says that what was sent to target k at since is over now.
	heard(k int, since, now sim.Time)
}

// A choice is what one replica of a balancer chooses from and by, whatever its
// policy.
type choice struct {
	fit   []int    // targets that are not out, by number; in order until a picker says otherwise
	out   []reason // by target: why it is not picked
	panic float64  // below this share of fit targets it goes by those that are ill as well
	spare reason   // reasons that are overlooked now
	said  int      // how many that are ill it was last said to count on
	near  []bool   // by target: it is in the balancer's zone; nil: no matter
	least float64  // share of the near that have to be fit, or it goes by all
	warms *warming // nil: who comes back is picked at once as others are
	load  []int    // requests under way, by target, as the policy sees them
	under []int    // requests under way, by target
	seen  sim.Time // when it looked last
	now   sim.Time // of the pick
	draws sim.Stream
}

// newChoice is one from n targets, that sees what is under way as it was when it
// looked last, every so often; 0: as it is.
func newChoice(n int, refresh sim.Time, draws sim.Stream) choice {
	c := choice{out: make([]reason, n), load: make([]int, n), draws: draws}
	if c.under = c.load; refresh > 0 {
		c.under = make([]int, n)
	}
	return c
}

// A reason is why a target is not picked. There may be several at a time.
type reason uint8

// The reasons, to be combined.
const (
	unfit   reason = 1 << iota // its health checks fail
	absent                     // it is not there, as far as the balancer knows
	ejected                    // its requests have failed

	ill = unfit | ejected // what a panic overlooks
)

// turn begins or ends a reason why target k is not picked.
func (c *choice) turn(k int, why reason, on bool) {
	was := c.out[k]
	if c.out[k] &^= why; on {
		c.out[k] |= why
	}
	if c.warms != nil && was != 0 && c.out[k] == 0 {
		c.warms.back(k)
	}
	c.refit()
}

// refit lists the targets that are not out, and of these those that are near, where
// these are enough; or, where too few are well, those that are ill as well, near or far:
// that they are near is no reason to go by none but the ill.
func (c *choice) refit() {
	c.spare = 0
	c.list()
	if c.panic > 0 {
		c.overlook()
	}
	if c.near != nil && c.spare == 0 {
		c.keepNear()
	}
}

// overlook has those that are ill count as fit, where too few are well.
func (c *choice) overlook() {
	well := len(c.fit)
	c.spare = ill
	if c.list(); float64(well) >= c.panic*float64(len(c.fit)) {
		c.spare = 0
		c.list()
	}
}

// spared is how many targets that are ill it goes by all the same.
func (c *choice) spared() (n int) {
	for k := range c.out {
		if c.spare != 0 && c.out[k]&ill != 0 && !c.barred(k) {
			n++
		}
	}
	return n
}

func (c *choice) list() {
	c.fit = c.fit[:0]
	for k := range c.out {
		if !c.barred(k) {
			c.fit = append(c.fit, k)
		}
	}
}

// barred tells whether target k is not to be picked.
func (c *choice) barred(k int) bool { return c.out[k]&^c.spare != 0 }

// share is that of the targets that are there which are out for a reason.
func (c *choice) share(why reason) float64 {
	there, out := 0, 0
	for _, x := range c.out {
		if x&absent != 0 {
			continue
		}
		if there++; x&why != 0 {
			out++
		}
	}
	return float64(out) / float64(max(1, there))
}

// unload forgets what is under way.
func (c *choice) unload() {
	clear(c.under)
	clear(c.load)
}

// look looks at what is under way, where it is time to; before that changes.
func (c *choice) look(now, refresh sim.Time) {
	if refresh > 0 && now/refresh != c.seen/refresh {
		c.seen = now
		copy(c.load, c.under)
	}
}
