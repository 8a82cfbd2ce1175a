package node

import (
	"math"

	"backchat/sim"
	"backchat/sim/trace"
)

// Limiter is a token bucket: a request takes a token, tokens come at a rate, and
// those that nobody takes are kept up to a number (Turner, "New directions in
// communications", 1986, as the generic cell rate algorithm, ITU-T I.371). Where
// a request that finds none waits for its own, it is a leaky bucket.
type Limiter struct {
	Rate   sim.Rate `json:"rate" required:"true" min:"1/h" doc:"tokens a second: as many requests are let through in the long run"`
	Burst  int      `json:"burst" default:"1" min:"1" max:"1000000" doc:"tokens that a bucket holds, and has at first: as many requests may come at once"`
	Per    string   `json:"per" enum:"replica,caller,key" default:"replica" doc:"who shares a bucket of a replica: replica: all; caller: requests of one replica that began them; key: those about one key, which a poll or a subscription has where its listener has one (about nothing: one bucket)"`
	Tokens string   `json:"tokens" enum:"steady,whole" default:"steady" doc:"how they come: steady: in fractions, from when one was taken on (nginx, Go's x/time/rate); whole: one at each multiple of 1/rate (Envoy's local rate limit)"`
	Excess string   `json:"excess" enum:"refuse,delay" default:"refuse" doc:"what becomes of a request that finds no token: refuse: it is answered that it is one too many (limited; an HTTP 429), and when there will be a token; delay: it waits for its token, in the order of arrival"`
	Queue  *int     `json:"queue" min:"0" max:"1000000" absent:"any number" doc:"delay: requests of a bucket that may wait; one more is refused"`
}

// A bucket is when it will be full of tokens, if nobody takes one.
type bucket struct{ full sim.Time }

// take takes the next token at a time: now where there is one, and else one that
// will be there after a wait. Where that would be the token of more than so many
// who wait (-1: any number), it takes none; ok tells.
func (b *bucket) take(now, gap sim.Time, burst, room int) (wait sim.Time, ok bool) {
	full := max(b.full, now) + gap
	wait = max(0, full-sim.Time(burst)*gap-now)
	if room >= 0 && wait > sim.Time(room)*gap {
		return wait, false
	}
	b.full = full
	return wait, true
}

// A gate lets requests in at the rate of its limiter: into the replicas of a
// server, or, before they cost it anything, past the sidecars beside them.
//
// Model card. Health checks pass. What is refused costs nothing but its answer. A request that is taken back while it waits has taken its token.
// A crash fills the buckets. Left out: that buckets of several replicas are one.
type gate struct {
	w       *World
	config  *Limiter
	role    admitter
	id      sim.HandlerID
	gap     sim.Time // between two tokens
	room    int
	first   trace.Place
	buckets []map[sim.Key]*bucket // by replica
	held    sim.Slab[held]        // requests that wait for their tokens
	heldAt  sim.Index[int]        // by replica
}

// A held request waits for its token.
type held struct {
	attempt sim.Ref
	replica int
}

// heldBytes is what is kept of one.
const heldBytes = 24

// bucketBytes is what is kept of a bucket, its place in the map included.
const bucketBytes = 48

// An admitter is who goes on with the requests that a gate lets in.
type admitter interface {
	admit(r sim.Ref, a *Attempt)
}

func newGate(w *World, role admitter, c *Limiter, first trace.Place, count int) *gate {
	g := &gate{w: w, config: c, role: role, first: first, buckets: make([]map[sim.Key]*bucket, count)}
	g.gap = c.gap()
	switch {
	case c.Excess == "refuse":
	case c.Queue == nil:
		g.room = -1
	default:
		g.room = *c.Queue
	}
	g.held.Keep(w.Kernel.Keeps("requests that wait for tokens", heldBytes))
	for i := range g.buckets {
		g.forget(i)
	}
	g.id = w.Kernel.Register(g)
	return g
}

// gap is how long it takes from one token to the next.
func (c *Limiter) gap() sim.Time {
	return sim.Time(math.Ceil(float64(sim.Second) / float64(c.Rate)))
}

// tells is what is told of the buckets; nothing where there is no limiter.
func (c *Limiter) tells() trace.Bucket {
	if c == nil {
		return trace.Bucket{}
	}
	return trace.Bucket{Tokens: c.Burst, Gap: c.gap()}
}

// forget fills a replica's buckets. What waits for tokens there is lost, whether its
// caller knows or not.
func (g *gate) forget(replica int) {
	for _, i := range g.heldAt.Of(replica) {
		g.letGo(i)
	}
	if n := len(g.buckets[replica]); n > 0 {
		g.w.Kernel.Keeps("buckets", bucketBytes).Add(-n)
		g.w.note(trace.Spend, g.first+trace.Place(replica)).Status = trace.Crashed
	}
	g.buckets[replica] = map[sim.Key]*bucket{}
}

// admits tells whether attempt a, which r names, may go on at once; where not, it
// is refused, or goes on later.
func (g *gate) admits(r sim.Ref, a *Attempt) bool {
	if a.Shape == trace.Health {
		return true
	}
	now := g.w.Now()
	ticks := now
	if g.config.Tokens == "whole" {
		ticks -= now % g.gap
	}
	x, b := g.bucket(a)
	wait, ok := b.take(ticks, g.gap, g.config.Burst, g.room)
	wait = max(0, wait-(now-ticks))
	if ok {
		g.spend(a, x, b)
	}
	switch {
	case !ok:
		g.w.tooMany(r, a, wait)
	case wait > 0:
		g.w.waits(r, a, trace.Held)
		own, h := g.held.New()
		*h = held{r, int(a.Place - g.first)}
		g.heldAt.Add(h.replica, own.Index)
		g.w.Kernel.At(now+wait, g.id, 0, own.Index, own.Generation)
	}
	return ok && wait == 0
}

// spend records that an attempt has taken a token of x's bucket.
func (g *gate) spend(a *Attempt, x sim.Key, b *bucket) {
	r := g.w.note(trace.Spend, a.Place)
	r.Msg, r.Flow, r.Shape, r.Aux = a.Request, a.Flow, a.Shape, int64(b.full)
	switch g.config.Per {
	case "caller":
		r.Peer = trace.Place(x)
	case "key":
		r.Payload = uint32(x)
	}
}

// bucket is the one whose token an attempt takes, and whom or what it is for.
func (g *gate) bucket(a *Attempt) (key sim.Key, b *bucket) {
	all := g.buckets[a.Place-g.first]
	switch g.config.Per {
	case "caller":
		key = sim.Key(g.w.origin(a))
	case "key":
		key, _ = g.w.subject(a)
	}
	if b = all[key]; b == nil {
		b = &bucket{}
		all[key] = b
		g.w.Kernel.Keeps("buckets", bucketBytes).Add(1)
	}
	return key, b
}

// origin is who has begun the request of an attempt, whoever passes it on.
func (w *World) origin(a *Attempt) trace.Place {
	for up := w.Attempt(a.Parent); up != nil && !a.Nested; up = w.Attempt(a.Parent) {
		a = up
	}
	return a.From
}

// letGo takes a request out of those that wait.
func (g *gate) letGo(i uint32) {
	g.heldAt.Remove(g.held.At(i).replica, i)
	g.held.Free(i)
}

// Handle lets a request in whose token is there, unless it is here no longer.
func (g *gate) Handle(e sim.Event) {
	h := g.held.Get(sim.Ref{Index: e.A, Generation: e.B})
	if h == nil {
		return
	}
	r := h.attempt
	g.letGo(e.A)
	if a := g.w.Attempt(r); a != nil && a.Place != 0 && !g.w.expired(r, a) {
		g.role.admit(r, a)
	}
}
