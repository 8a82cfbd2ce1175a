package node

import (
	"cmp"
	"math"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// HashingOptions are the options of the policies modulo and consistentHashing.
type HashingOptions struct {
	By           string   `json:"by" enum:"speaker,key" default:"speaker" doc:"modulo, consistentHashing, sticky: what of a request decides who gets it: speaker: who has begun its operation, or, where it bears none (a poll, a subscription), who has asked; key: what its operation is about, or, of a poll or a subscription, its listener's key; where that is nothing, the speaker"`
	VirtualNodes int      `json:"virtualNodes" default:"160" min:"1" max:"10000" doc:"consistentHashing: points of each target on the ring (libketama: 160); the standard deviation of the targets' shares is about 1/sqrt(virtualNodes) of their mean"`
	Bound        *float64 `json:"bound" min:"1" max:"1000" absent:"none" doc:"consistentHashing: no target gets more than this times the mean number of requests under way; what would go to one that has as many goes on to the next (1.25: consistent hashing with bounded loads)"`
}

// checkHashing finds a bound on what only answers tell.
func checkHashing(c *BalancerConfig, r Report) {
	if c.Bound != nil && c.Reply == "direct" {
		r.Fault("/bound", `a bound needs to see the answers to know what is under way; write "reply": "proxy", or leave "bound" out`)
	}
}

// A hashed key decides who gets a request.
type hashed struct {
	w     *World
	byKey bool
}

func newHashed(b *Balancer) hashed { return hashed{b.w, b.config.By == "key"} }

// of is what decides about a request. The seed has a part in it, so that
// replications hash in other ways.
func (h hashed) of(a *Attempt) sim.Key {
	if h.byKey {
		if key, ok := h.w.subject(a); ok {
			return h.w.Key.Named("ring").With(uint64(key))
		}
	}
	return h.place(h.w.speaker(a))
}

// place is the key of a place, whatever its number.
func (h hashed) place(p trace.Place) sim.Key {
	return h.w.Key.Named("ring").Named(h.w.Node(p).ID).With(uint64(h.w.Replica(p)))
}

// modulo sends a key to the target whose number is the key's hash modulo how
// many are fit.
//
// Model card. What many clients do that know of no ring (memcached's first
// ones). Where one of n targets comes or goes, nearly all keys move: of those of
// n+1 targets 1 - 1/(n+1).
type modulo struct{ hashed }

func newModulo(b *Balancer) func(int) picker {
	p := modulo{newHashed(b)}
	return func(int) picker { return p }
}

func (p modulo) pick(c *choice, a *Attempt) int {
	return c.fit[uint64(p.of(a))%uint64(len(c.fit))]
}

// consistentHashing sends what has the same key to the same target, and moves
// no more keys than it must where targets come and go.
//
// Model card. Targets and keys are hashed onto a ring; a key belongs to the
// next target on it (Karger et al., "Consistent Hashing and Random Trees", STOC
// 1997). Each target has many points, lest some have far longer arcs than
// others: 160, as libketama (Jones, 2007) has. Keys of a target that is out go
// to whoever comes next, which differs from point to point, and come back with
// it; no other key moves. With a bound a target that has its part of what is
// under way, the bound times the mean with this request, rounded up, is passed
// over in the same way (Mirrokni, Thorup, Zadimoghaddam, "Consistent Hashing with
// Bounded Loads", SODA 2018). The ring is the same for all replicas of a
// balancer, and for all balancers of the same targets. A run's seed decides where
// points and keys lie, so that replications try different rings. Left out:
// weights.
type consistentHashing struct {
	hashed
	ring  []point // in the order of their places
	bound float64 // 0: none
}

// A point is one of a target's places on the ring.
type point struct {
	at     sim.Key
	target int
}

// pointBytes is what is kept of a point.
const pointBytes = 16

func newConsistentHashing(b *Balancer) func(int) picker {
	p := &consistentHashing{hashed: newHashed(b)}
	if b.config.Bound != nil {
		p.bound = *b.config.Bound
	}
	b.w.Kernel.Keeps("points of hash rings", pointBytes).Add(len(b.targets) * b.config.VirtualNodes)
	for k, target := range b.targets {
		key := p.place(target)
		for i := range b.config.VirtualNodes {
			p.ring = append(p.ring, point{key.With(uint64(i)), k})
		}
	}
	sim.Sort(p.ring, func(x, y point) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.target, y.target))
	})
	return func(int) picker { return p }
}

func (p *consistentHashing) pick(c *choice, a *Attempt) int {
	next, _ := slices.BinarySearchFunc(p.ring, p.of(a), func(x point, key sim.Key) int { return cmp.Compare(x.at, key) })
	most := p.most(c)
	for i := range p.ring {
		if k := p.ring[(next+i)%len(p.ring)].target; !c.barred(k) && c.load[k] < most {
			return k
		}
	}
	panic("node.consistentHashing: nobody is fit")
}

// most is how much a target that gets one more has under way at most with it.
func (p *consistentHashing) most(c *choice) int {
	if p.bound == 0 {
		return math.MaxInt
	}
	all := 1
	for _, k := range c.fit {
		all += c.load[k]
	}
	return int(math.Ceil(p.bound * float64(all) / float64(len(c.fit))))
}

// speaker is who has begun the operation that a request bears, or, where it
// bears none, who has asked first.
func (w *World) speaker(a *Attempt) trace.Place {
	if o := w.ops.Get(a.Op); o != nil {
		return o.Speaker
	}
	for up := w.Attempt(a.Parent); up != nil; up = w.Attempt(a.Parent) {
		a = up
	}
	return a.From
}
