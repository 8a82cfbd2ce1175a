package node

import (
	"cmp"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// ConsistentHashingOptions are the options of the policy consistentHashing.
type ConsistentHashingOptions struct {
	By           string `json:"by" enum:"speaker" default:"speaker" doc:"consistentHashing: what of a request decides who gets it: speaker: who has begun its operation, or, where it bears none (a poll, a subscription), who has asked"`
	VirtualNodes int    `json:"virtualNodes" default:"160" min:"1" max:"10000" doc:"consistentHashing: points of each target on the ring (libketama: 160); the standard deviation of the targets' shares is about 1/sqrt(virtualNodes) of their mean"`
}

// consistentHashing sends what has the same key to the same target, and moves
// no more keys than it must where targets come and go.
//
// Model card. Targets and keys are hashed onto a ring; a key belongs to the
// next target on it (Karger et al., "Consistent Hashing and Random Trees", STOC
// 1997). Each target has many points, lest some have far longer arcs than
// others: 160, as libketama (Jones, 2007) has. Keys of a target that is out go
// to whoever comes next, which differs from point to point, and come back with
// it; no other key moves. The ring is the same for all replicas of a balancer,
// and for all balancers of the same targets. A run's seed decides where points
// and keys lie, so that replications try different rings. Left out: weights, a
// bound on the load (Mirrokni et al., "Consistent Hashing with Bounded Loads",
// SODA 2018), other keys than the speaker.
type consistentHashing struct {
	w    *World
	ring []point // in the order of their places
}

// A point is one of a target's places on the ring.
type point struct {
	at     sim.Key
	target int
}

// pointBytes is what is kept of a point.
const pointBytes = 16

func newConsistentHashing(b *Balancer) func(int) picker {
	p := &consistentHashing{w: b.w}
	b.w.Kernel.Keeps("points of hash rings", pointBytes).Add(len(b.targets) * b.config.VirtualNodes)
	for k, target := range b.targets {
		key := p.key(target)
		for i := range b.config.VirtualNodes {
			p.ring = append(p.ring, point{key.With(uint64(i)), k})
		}
	}
	slices.SortFunc(p.ring, func(x, y point) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.target, y.target))
	})
	return func(int) picker { return p }
}

// key is that of a place, whatever its number.
func (p *consistentHashing) key(of trace.Place) sim.Key {
	return p.w.Key.Named("ring").Named(p.w.Node(of).ID).With(uint64(p.w.Replica(of)))
}

func (p *consistentHashing) pick(c *choice, a *Attempt) int {
	next, _ := slices.BinarySearchFunc(p.ring, p.key(p.w.speaker(a)), func(x point, key sim.Key) int { return cmp.Compare(x.at, key) })
	for i := range p.ring {
		if k := p.ring[(next+i)%len(p.ring)].target; !c.out[k] {
			return k
		}
	}
	panic("node.consistentHashing: nobody is fit")
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
