package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// Concurrency bounds how many requests each replica of a server has in hand at a
// time: one that comes when there are as many as the limit is refused.
//
// Model card. A request is in hand from when it is let in until its work and its
// steps are over: while it waits for a worker, is worked on, and while what it
// calls is under way; what its flow then holds is in hand only where its server is
// blocking. Health checks pass, and so does a repeat that waits for the result of
// another. What is refused costs the server nothing but its answer. Left out:
// shares of the limit for kinds of requests.
type Concurrency struct {
	Limit    int       `json:"limit" default:"20" min:"1" max:"1000000" doc:"requests that a replica may have in hand; one more is refused (limited; an HTTP 429). With gradient: at first"`
	Gradient *Gradient `json:"gradient" absent:"the limit stays as it is" doc:"work the limit out from how long requests take"`
}

// Gradient finds a limit by comparing how long requests take lately with how long
// they have taken for a long time (Netflix, concurrency-limits: Gradient2Limit in a
// WindowedLimit). With every window, limit x min(1, max(1/2, tolerance x long /
// short)) + room is what is aimed at, and a share of the way there is gone.
//
// Model card. Short is the mean of the window's requests that were served well; long
// averages these, plainly over the first ten windows and exponentially after, and
// where it is above twice the short it is made a twentieth less for the next window.
// A window is over with the first request that is done after its time; where it had
// too few of them nothing changes, and where no request of it found half the limit
// in hand only long does. The limit in force is rounded down. A crash forgets all.
// Left out: that requests of less than 100 us are not counted.
type Gradient struct {
	Least     int      `json:"least" default:"20" min:"1" max:"1000000" doc:"the limit is never below"`
	Most      int      `json:"most" default:"200" min:"1" max:"1000000" doc:"nor above"`
	Tolerance float64  `json:"tolerance" default:"1.5" min:"1" max:"1000" doc:"how many times as long as usual requests may take before the limit falls"`
	Room      int      `json:"room" default:"4" min:"0" max:"1000000" doc:"requests beyond what the gradient says that may be in hand: the queue it allows, and how it finds out that there is room for more"`
	Smoothing float64  `json:"smoothing" unit:"share" default:"0.2" min:"0.000001" max:"1" doc:"how much of the way to what it aims at the limit goes with each window"`
	Window    sim.Time `json:"window" default:"1s" min:"1ns" doc:"how long requests are gathered, before the limit is worked out anew"`
	Samples   int      `json:"samples" default:"10" min:"1" max:"1000000" doc:"how many of them a window needs to count"`
	Long      int      `json:"long" default:"600" min:"1" max:"1000000" doc:"over how many windows the long average goes"`
}

// longWarmup is over how many windows, the first ones, the long average is a plain one.
const longWarmup = 10

// check finds bounds that leave nothing between them.
func (c *Concurrency) check(at string, r Report) {
	if c == nil || c.Gradient == nil {
		return
	}
	if g := c.Gradient; g.Least > g.Most {
		r.Fault(at+"/gradient/least", "%d is above the most, %d; lower it, or raise \"most\"", g.Least, g.Most)
	} else if c.Limit < g.Least {
		r.Fault(at+"/limit", "%d is below the least that gradient allows, %d; raise it, or lower gradient's \"least\"", c.Limit, g.Least)
	} else if c.Limit > g.Most {
		r.Fault(at+"/limit", "%d is above the most that gradient allows, %d; lower it, or raise gradient's \"most\"", c.Limit, g.Most)
	}
}

// A bound holds the replicas of a server to their limits.
type bound struct {
	w      *World
	config *Concurrency
	first  trace.Place
	at     []inHand // by replica
	in     sim.Slab[admission]
	of     sim.Keyed // those of jobs, by their index
}

// inHand is what a replica has in hand, and its limit.
type inHand struct {
	count int
	limit gradient
}

// An admission is the letting in of a request.
type admission struct {
	at    sim.Time
	count int // in hand then, it among them
}

// What is kept of a replica's limit, and of each request that it has let in.
const (
	inHandBytes    = 80
	admissionBytes = 24 + sim.KeyedBytes
)

func newBound(w *World, c *Concurrency, n *trace.Node) *bound {
	b := &bound{w: w, config: c, first: n.First, at: make([]inHand, n.Count)}
	w.Kernel.Keeps("limits", inHandBytes).Add(n.Count)
	b.in.Keep(w.Kernel.Keeps("requests in hand that are counted", admissionBytes))
	for i := range b.at {
		b.at[i].limit.estimate = float64(c.Limit)
	}
	w.AtStart(func() {
		for i := range b.at {
			b.say(b.first + trace.Place(i))
		}
	})
	return b
}

// say records the limit of the replica at p.
func (b *bound) say(p trace.Place) {
	b.w.note(trace.Limits, p).Aux = int64(b.replica(p).limit.inForce())
}

func (b *bound) replica(p trace.Place) *inHand { return &b.at[p-b.first] }

// admits tells whether there is room for attempt a, which r names; where not, it is
// refused.
func (b *bound) admits(r sim.Ref, a *Attempt) bool {
	x := b.replica(a.Place)
	if a.Shape == trace.Health || x.count < x.limit.inForce() {
		return true
	}
	b.w.tooMany(r, a, 0)
	return false
}

// enter says that a request of which j is the job is in hand from now.
func (b *bound) enter(j *Job) {
	if j.Shape == trace.Health {
		return
	}
	x := b.replica(j.Place)
	x.count++
	r, in := b.in.New()
	in.at, in.count = b.w.Now(), x.count
	b.of.Put(uint64(j.Self.Index), r.Index)
	j.counted = true
}

// giveBack says that a job whose request is in hand is over.
func (w *World) giveBack(j *Job) {
	b := w.Server(j.Place).bound
	i := b.of.Get(uint64(j.Self.Index))
	b.of.Delete(uint64(j.Self.Index))
	in := *b.in.At(i)
	b.in.Free(i)
	j.counted = false
	b.replica(j.Place).count--
	if j.Status == trace.OK {
		b.learn(j.Place, in)
	}
}

// learn takes it that a request which was let in so has been served well at p.
func (b *bound) learn(p trace.Place, in admission) {
	g, now := b.config.Gradient, b.w.Now()
	if g == nil {
		return
	}
	x := b.replica(p)
	before := x.limit.inForce()
	if x.limit.sample(g, now, now-in.at, in.count); x.limit.inForce() != before {
		b.say(p)
	}
}

// forget makes a replica, which has crashed, begin with its first limit again.
func (b *bound) forget(p trace.Place) {
	x := b.replica(p)
	before := x.limit.inForce()
	x.limit = gradient{estimate: float64(b.config.Limit)}
	if x.limit.inForce() != before {
		b.say(p)
	}
}

// A gradient is a limit that follows how long requests take.
type gradient struct {
	estimate float64
	until    sim.Time // the window's end
	samples  int      // of the window
	sum      sim.Time // of the time they took
	most     int      // in hand when one of them was let in
	long     float64  // average of windows, nanoseconds
	windows  int      // of which long is a plain average
	total    float64  // of these
}

func (g *gradient) inForce() int { return int(g.estimate) }

// sample takes it that a request is done after so long, which found so many in hand,
// itself among them.
func (g *gradient) sample(c *Gradient, now, took sim.Time, count int) {
	g.samples++
	g.sum += took
	g.most = max(g.most, count)
	if now <= g.until {
		return
	}
	if g.samples >= c.Samples {
		g.learn(c, float64(g.sum)/float64(g.samples), g.most)
	}
	g.until, g.samples, g.sum, g.most = now+c.Window, 0, 0, 0
}

// learn works the limit out anew by a window whose requests took so long in the mean,
// with so many in hand.
func (g *gradient) learn(c *Gradient, short float64, count int) {
	long := g.average(c, short)
	if long > 2*short {
		g.long = long * 0.95
	}
	if float64(count) < g.estimate/2 {
		return
	}
	slope := 1.0
	if short > 0 {
		slope = max(0.5, min(1, float64(c.Tolerance*long)/short))
	}
	aim := float64(g.estimate*slope) + float64(c.Room)
	next := float64(g.estimate*(1-c.Smoothing)) + float64(aim*c.Smoothing)
	g.estimate = max(float64(c.Least), min(float64(c.Most), next))
}

// average is the long average with another window.
func (g *gradient) average(c *Gradient, short float64) float64 {
	if g.windows < longWarmup {
		g.windows++
		g.total += short
		g.long = g.total / float64(g.windows)
	} else {
		f := 2 / float64(c.Long+1)
		g.long = float64(g.long*(1-f)) + float64(short*f)
	}
	return g.long
}

// tooMany refuses attempt a, which r names: it is one too many. After a wait there
// will be room; 0: nobody knows.
func (w *World) tooMany(r sim.Ref, a *Attempt, wait sim.Time) {
	x := w.note(trace.Drop, a.Place)
	x.Msg, x.Flow, x.Shape, x.Status = a.Request, a.Flow, a.Shape, trace.Limited
	w.Reply(r, a.Place, Answer{Shape: answerTo(a.Shape), Status: trace.Limited, Tag: network.ForRetry(wait)})
}
