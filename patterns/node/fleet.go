package node

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A fleet is the replicas of a server some of which come and go: it brings about how
// many of which version there are to be, as the controller of a deployment does.
//
// Model card. Whenever something has changed, it starts and drains what the numbers
// allow (Kubernetes, Deployments, rolling update): it starts one of the new version
// while there are fewer of these than there are to be and, together with the old ones,
// no more than surge beyond; it drains an old one while that leaves no fewer ready than
// the number less what may be unavailable. Of too many of the new version the last by
// number goes. Those that drain count neither way, but keep their place: where all
// that there may be are taken, the next one waits until one is gone. A replica that a
// fault keeps down counts as it did. Left out: pauses, minReadySeconds.
type fleet struct {
	w       *World
	id      sim.HandlerID
	server  *Server
	config  *LifecycleConfig
	first   trace.Place
	all     []replica
	scales  []int // how many there are to be: at the start, then by what holds, the latest last
	held    int   // replicas that are held back
	version uint32

	surge, unavailable int // of the latest deploy
}

// A replica is one of a fleet.
type replica struct {
	phase   trace.Life
	version uint32
	since   sim.Time // when it came to its phase
	epoch   uint32   // counts its phases: an event of an earlier one is stale
	holds   int      // drains that keep it away
	missed  bool     // it was there before these, and no other is to take its place
	listed  bool     // those who choose know of it
	closed  bool     // it takes nothing new
	due     bool     // whether it is idle is about to be looked at
	cold    bool     // it is slow at first
}

// What happens to a fleet's replicas.
const (
	eventStarted uint8 = iota
	eventClosed
	eventKilled
	eventWarm
	eventIdle
	eventListed // B: 1, or 0 where it is not any more
)

// replicaBytes is what is kept of a replica of a fleet.
const replicaBytes = 48

// Fleet lets replicas of server n come and go, of which there are count at the start.
func (w *World) Fleet(n *trace.Node, count int) {
	s := w.Server(n.First)
	f := &fleet{w: w, server: s, config: &s.config.Lifecycle, first: n.First, all: make([]replica, n.Count), scales: []int{count}}
	f.id = w.Kernel.Register(f)
	w.Kernel.Keeps("replicas that come and go", replicaBytes).Add(n.Count)
	w.group(n.First).fleet = f
	w.comes = true
	w.Net.Comes()
	for i := range f.all {
		f.all[i] = replica{phase: trace.Ready, listed: true}
	}
	w.AtStart(f.start)
	if c := s.config.Autoscaler; c != nil {
		f.scaled(c)
	}
}

// start takes those away that are not there at the start.
func (f *fleet) start() {
	for i := f.scales[0]; i < len(f.all); i++ {
		f.turn(i, trace.Gone)
		f.w.Net.Remove(f.place(i))
		f.list(i, false)
	}
}

func (f *fleet) place(i int) trace.Place { return f.first + trace.Place(i) }

// after schedules something for a replica as long as it is in its phase.
func (f *fleet) after(wait sim.Time, kind uint8, i int) {
	f.w.Kernel.At(f.w.Now()+wait, f.id, kind, uint32(i), f.all[i].epoch)
}

// Handle goes on with a replica.
func (f *fleet) Handle(e sim.Event) {
	i := int(e.A)
	if e.Kind() == eventListed {
		f.list(i, e.B == 1)
		return
	}
	if f.all[i].epoch != e.B {
		return
	}
	switch e.Kind() {
	case eventStarted:
		f.ready(i)
	case eventClosed:
		f.close(i)
	case eventKilled:
		f.remove(i, trace.Crashed)
	case eventWarm:
		f.warm(i)
	case eventIdle:
		f.idle(i)
	}
}

// turn notes that a replica is in another phase from now.
func (f *fleet) turn(i int, p trace.Life) *trace.Record {
	x := &f.all[i]
	x.phase, x.since, x.closed, x.due = p, f.w.Now(), false, false
	x.epoch++
	r := f.w.note(trace.Turn, f.place(i))
	r.Aux = int64(p)
	return r
}

// hold has replica i go without another in its place, or lets it come back.
func (f *fleet) hold(i int, end bool) {
	x := &f.all[i]
	switch {
	case end:
		if x.holds--; x.holds == 0 && x.missed {
			x.missed = false
			f.held--
		}
	default:
		if x.holds++; x.phase == trace.Starting || x.phase == trace.Ready {
			x.missed = true
			f.held++
			f.drain(i)
		}
	}
	f.reconcile()
}

// scale changes how many replicas there are to be, or undoes that.
func (f *fleet) scale(replicas int, end bool) {
	if end {
		k := 1 + slices.Index(f.scales[1:], replicas)
		f.scales = slices.Delete(f.scales, k, k+1)
	} else {
		f.scales = append(f.scales, replicas)
	}
	f.reconcile()
}

// deploy has all replicas replaced by those of another version.
func (f *fleet) deploy(surge, unavailable int) {
	f.version++
	f.surge, f.unavailable = surge, unavailable
	f.reconcile()
}

// wanted is how many replicas there are to be.
func (f *fleet) wanted() int { return max(0, f.scales[len(f.scales)-1]-f.held) }

// reconcile starts and drains replicas until the numbers allow no more.
func (f *fleet) reconcile() {
	for f.startOne() || f.drainOne() {
	}
}

// A census is how many replicas there are that do not drain.
type census struct {
	live, fresh, ready int // in all, of the new version, ready of either
}

func (f *fleet) census() (c census) {
	for i := range f.all {
		x := &f.all[i]
		if x.phase != trace.Starting && x.phase != trace.Ready {
			continue
		}
		c.live++
		if x.version == f.version {
			c.fresh++
		}
		if x.phase == trace.Ready {
			c.ready++
		}
	}
	return c
}

// startOne starts a replica where there are to be more, and there is a place.
func (f *fleet) startOne() bool {
	c, want := f.census(), f.wanted()
	if c.fresh >= want || c.live >= want+f.surge && c.live > c.fresh {
		return false
	}
	i := slices.IndexFunc(f.all, func(x replica) bool { return x.phase == trace.Gone && x.holds == 0 })
	if i < 0 {
		return false
	}
	f.turn(i, trace.Starting)
	f.all[i].version = f.version
	f.after(f.config.Startup, eventStarted, i)
	return true
}

// drainOne drains a replica that is old, or one too many.
func (f *fleet) drainOne() bool {
	c, want := f.census(), f.wanted()
	switch {
	case c.live > c.fresh && c.ready > want-f.unavailable:
		f.drain(f.find(func(x *replica) bool { return x.version != f.version }, false))
	case c.fresh > want:
		f.drain(f.find(func(x *replica) bool { return x.version == f.version }, true))
	default:
		return false
	}
	return true
}

// find is the first of those that do not drain and are such, or the last. There is
// one.
func (f *fleet) find(such func(*replica) bool, last bool) (found int) {
	for i := range f.all {
		if x := &f.all[i]; (x.phase == trace.Starting || x.phase == trace.Ready) && such(x) {
			if found = i; !last {
				break
			}
		}
	}
	return found
}

// ready lets a replica take requests.
func (f *fleet) ready(i int) {
	f.turn(i, trace.Ready)
	p := f.place(i)
	f.w.Net.Admit(p)
	if f.w.Net.Up(p) {
		f.w.begin(p)
	}
	if f.config.Warmup != nil {
		f.all[i].cold = true
		f.w.speed(f.server.shop, p, f.config.Cold, false)
		f.after(*f.config.Warmup, eventWarm, i)
	}
	f.tell(i, true)
	f.reconcile()
}

// warm ends that a replica is slow.
func (f *fleet) warm(i int) {
	if f.all[i].cold {
		f.all[i].cold = false
		f.w.speed(f.server.shop, f.place(i), f.config.Cold, true)
	}
}

// drain has a replica go, unless it does.
func (f *fleet) drain(i int) {
	switch f.all[i].phase {
	case trace.Starting:
		f.leave(i, trace.OK)
	case trace.Ready:
		f.warm(i)
		f.turn(i, trace.Draining)
		f.tell(i, false)
		f.after(f.config.PreStop, eventClosed, i)
		f.after(f.config.Grace, eventKilled, i)
	}
}

// close lets a replica that drains take nothing new, and send away who stays.
func (f *fleet) close(i int) {
	p := f.place(i)
	if f.config.PreStop >= f.config.Grace {
		return // it is killed first
	}
	f.all[i].closed = true
	f.look(p)
	f.w.askedAt.Of(p) // from now it is known what is in its hands
	for _, flow := range f.w.flows[1:] {
		flow.Retires(p)
	}
	f.w.Net.Retire(p)
}

// look looks, behind all that happens at this instant, whether the one at p, of which
// something has gone, is idle.
func (f *fleet) look(p trace.Place) {
	i := int(p - f.first)
	if x := &f.all[i]; x.closed && !x.due {
		x.due = true
		f.after(0, eventIdle, i)
	}
}

// idle takes a replica away that has ended all it had.
func (f *fleet) idle(i int) {
	p := f.place(i)
	f.all[i].due = false
	f.w.Net.CloseIdle(p)
	if len(f.w.askedAt.Of(p)) == 0 && len(f.w.jobsAt.Of(p)) == 0 && !f.w.Net.Served(p) {
		f.remove(i, trace.OK)
	}
}

// remove takes a replica away, with whatever is in its hands.
func (f *fleet) remove(i int, why trace.Status) {
	p := f.place(i)
	f.warm(i)
	f.leave(i, why).Payload = f.inHand(p)
	up := f.w.Net.Up(p)
	f.w.Net.Remove(p)
	if up {
		f.w.lose(p)
	}
	f.reconcile()
}

// inHand counts the requests in the hands of the one at p, health checks left out.
func (f *fleet) inHand(p trace.Place) (n uint32) {
	for _, i := range f.w.askedAt.Of(p) {
		if f.w.attempts.At(i).Shape != trace.Health {
			n++
		}
	}
	return n
}

// leave notes that a replica is gone.
func (f *fleet) leave(i int, why trace.Status) *trace.Record {
	r := f.turn(i, trace.Gone)
	r.Status = why
	return r
}

// tell lets those who choose among replicas know, in a while, whether there is that
// one.
func (f *fleet) tell(i int, there bool) {
	if f.config.Discovery == 0 {
		f.list(i, there)
		return
	}
	b := uint32(0)
	if there {
		b = 1
	}
	f.w.Kernel.At(f.w.Now()+f.config.Discovery, f.id, eventListed, uint32(i), b)
}

// list lets those who choose among replicas know whether there is that one.
func (f *fleet) list(i int, there bool) {
	f.all[i].listed = there
	f.w.listings++
	for _, b := range f.w.balancers {
		b.list(f.place(i), there)
	}
}

// unlisted tells whether those who choose among replicas do not count on p.
func (w *World) unlisted(p trace.Place) bool {
	f := w.group(p).fleet
	return f != nil && !f.all[p-f.first].listed
}

// gone tells whether p is none of its fleet's replicas any more.
func (w *World) gone(p trace.Place) bool {
	f := w.group(p).fleet
	return f != nil && f.all[p-f.first].phase == trace.Gone
}

// presentAtStart tells whether p is there when the run begins.
func (w *World) presentAtStart(p trace.Place) bool {
	f := w.group(p).fleet
	return f == nil || int(p-f.first) < f.scales[0]
}

// rid says that something has gone that was in the hands of the one at p.
func (w *World) rid(p trace.Place) {
	if f := w.group(p).fleet; f != nil {
		f.look(p)
	}
}

// Quit says that a connection is no more which the one at p had accepted.
func (w *World) Quit(p trace.Place) { w.rid(p) }

// list notes whether p is among those to choose from, if it is a target. What health
// checks found before is forgotten.
func (b *Balancer) list(p trace.Place, there bool) {
	k, ok := b.indices.Find(p)
	if !ok {
		return
	}
	for i := range b.states {
		s := &b.states[i]
		s.turn(k, absent, !there)
		if s.out[k]&unfit != 0 {
			s.turn(k, unfit, false)
			b.w.Note(trace.Fit, b.first+trace.Place(i), p, trace.NoStatus)
		}
		if b.health != nil {
			b.health.states[i][k] = health{}
		}
		b.alarm(i)
	}
}

// listed are those of places that are listed; all where none is.
func (w *World) listed(places []trace.Place) []trace.Place {
	if !w.comes {
		return places
	}
	listed := slices.DeleteFunc(slices.Clone(places), w.unlisted)
	if len(listed) == 0 {
		return places
	}
	return listed
}
