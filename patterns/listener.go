package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/trace"
)

// A state is what a listener is doing.
type state uint8

const (
	away   state = iota // it has no request under way, and asks when its time has come
	asking              // it has asked, and has heard nothing yet
	open                // its request has been answered, and goes on: a subscription
	over                // it asks no more, until it starts anew
)

// A listener is one who hears of news, as it knows itself.
type listener struct {
	call  sim.Ref     // by which it asks
	alarm sim.TimerID // before which it must have heard something, where that matters
	past  uint32      // what it remembers; 0 as long as nothing has gone wrong
	state state
}

// A past is what a listener remembers of its requests.
type past struct {
	fails uint32   // in a row
	wait  sim.Time // after the last of them
	spin  node.Spin
	draws *sim.Stream // made when first drawn from
}

// A request is what the other side keeps of a listener: an attempt that is not
// answered to its end.
type request struct {
	attempt sim.Ref
	timer   sim.TimerID // of the pattern's own
	place   trace.Place // where it is kept; once it is not, where it was
}

// kept tells whether there is one.
func (r *request) kept() bool { return r.attempt != (sim.Ref{}) }

// listeners are those who hear of a flow's news, and what the other side keeps
// of their requests. A listener asks, and comes back when its request is over.
type listeners struct {
	*Talk
	id       sim.HandlerID
	places   []trace.Place
	roster   node.Roster // of the places
	all      []listener
	requests []request                  // by listener
	keptAt   sim.LateIndex[trace.Place] // the listeners of those that are kept, by where
	pasts    sim.Slab[past]
	manner   manner
	backoff  node.Backoff
	purpose  string   // of their draws
	join     sim.Time // within which they first ask

	begins, ends trace.Kind // the records of a request that is kept, and that is no more
}

// A manner is how a pattern's listeners ask, and what becomes of what is kept.
type manner interface {
	// wants tells whether a listener has anything to ask for.
	wants(i int) bool
	// say makes a listener ask.
	say(i int) sim.Ref
	// silent says that a listener's alarm has gone off.
	silent(i int)
	// due says that the timer of a listener's request has fired.
	due(i int)
	// gone says that a listener's request is kept no more, since either side is
	// away.
	gone(i int)
}

const (
	eventAsk uint8 = iota
	eventAlarm
	eventDue
	eventJoin
)

// Bytes that a run keeps of a listener at both ends, and of its past.
const (
	listenerBytes = 64
	pastBytes     = 48
)

// listen adds the listeners at those places. Their manner is still to be given.
func (t *Talk) listen(places []trace.Place, backoff node.Backoff, purpose string, begins, ends trace.Kind) *listeners {
	t.W.Kernel.Keeps("listeners", listenerBytes).Add(len(places))
	l := &listeners{
		Talk: t, places: places, roster: node.NewRoster(places), all: make([]listener, len(places)), requests: make([]request, len(places)),
		backoff: backoff, purpose: purpose, begins: begins, ends: ends,
	}
	l.id = t.W.Kernel.Register(l)
	l.pasts.Keep(t.W.Kernel.Keeps("what listeners remember", pastBytes))
	l.keptAt = sim.NewLateIndex(l.kept)
	return l
}

// kept yields the listeners whose requests are kept, each after where.
func (l *listeners) kept(yield func(trace.Place, uint32) bool) {
	for i := range l.requests {
		if r := &l.requests[i]; r.kept() && !yield(r.place, uint32(i)) {
			return
		}
	}
}

// start makes every listener ask: all at once, or one after the other.
func (l *listeners) start() {
	if l.join > 0 {
		l.next(0)
		return
	}
	for i := range l.places {
		l.W.Kernel.At(0, l.id, eventAsk, uint32(i), 0)
	}
}

// next makes listener i ask when its turn has come, and then those after it.
func (l *listeners) next(i int) {
	if n := sim.Time(len(l.places)); sim.Time(i) < n {
		at := l.join/n*sim.Time(i) + l.join%n*sim.Time(i)/n
		l.W.Kernel.At(at, l.id, eventJoin, uint32(i), 0)
	}
}

// Handle fires the timers of both sides.
func (l *listeners) Handle(e sim.Event) {
	i := int(e.A)
	switch e.Kind() {
	case eventAsk:
		l.ask(i)
	case eventJoin:
		l.ask(i)
		l.next(i + 1)
	case eventAlarm:
		l.all[i].alarm = 0
		l.manner.silent(i)
	case eventDue:
		l.requests[i].timer = 0
		l.manner.due(i)
	}
}

// ask makes a listener ask that is away, up, and wants to.
func (l *listeners) ask(i int) {
	x := &l.all[i]
	if x.state != away || !l.W.Live(l.places[i]) || !l.manner.wants(i) {
		return
	}
	x.state = asking
	x.call = l.manner.say(i)
}

// later lets a listener's request be over, and makes it ask again after a while.
func (l *listeners) later(i int, wait sim.Time) {
	x := &l.all[i]
	x.state, x.call = away, sim.Ref{}
	l.W.Kernel.At(l.W.Now()+wait, l.id, eventAsk, uint32(i), 0)
}

// expect sets a listener's alarm.
func (l *listeners) expect(i int, within sim.Time) {
	l.all[i].alarm = l.W.Kernel.Timer(l.W.Now()+within, l.id, eventAlarm, uint32(i), 0)
}

// calm takes a listener's alarm back.
func (l *listeners) calm(i int) {
	l.W.Kernel.Cancel(l.all[i].alarm)
	l.all[i].alarm = 0
}

// past is what a listener remembers, from now on at the latest.
func (l *listeners) past(i int) *past {
	x := &l.all[i]
	if x.past == 0 {
		r, _ := l.pasts.New()
		x.past = r.Index
	}
	return l.pasts.At(x.past)
}

// draws are a listener's.
func (l *listeners) draws(i int) *sim.Stream {
	return l.drawn(&l.past(i).draws, l.places[i], l.purpose)
}

// failed counts one more request of a listener's that went wrong. It is how
// long the listener waits for that.
func (l *listeners) failed(i int) sim.Time {
	x := l.past(i)
	x.fails++
	x.wait = l.backoff.Wait(x.fails, x.wait, l.draws(i))
	return x.wait
}

// well forgets the requests that went wrong, since one has not.
func (l *listeners) well(i int) {
	if k := l.all[i].past; k != 0 {
		x := l.pasts.At(k)
		x.fails, x.wait = 0, 0
	}
}

// turn counts one more turn of the loop of asking.
func (l *listeners) turn(i int, doing, field string) {
	l.again(&l.past(i).spin, l.places[i], doing, string(l.C.Pattern), field)
}

// keep keeps a listener's request, which has come with a job.
func (l *listeners) keep(i int, j *node.Job) {
	r := &l.requests[i]
	r.attempt, r.place = j.Attempt, j.Place
	l.keptAt.Add(r.place, uint32(i))
	l.W.NoteMsg(l.begins, j.Attempt, l.places[i], trace.NoStatus)
}

// fireAfter sets the timer of a listener's request.
func (l *listeners) fireAfter(i int, wait sim.Time) {
	l.requests[i].timer = l.W.Kernel.Timer(l.W.Now()+wait, l.id, eventDue, uint32(i), 0)
}

// letGo takes it that nothing is kept of a listener any more, and returns what
// was, and the job that it came with, where a worker stays taken for it.
func (l *listeners) letGo(i int) (r request, job sim.Ref) {
	r = l.requests[i]
	if r.kept() {
		job = l.W.JobOf(r.attempt)
		l.W.Kernel.Cancel(r.timer)
		l.keptAt.Remove(r.place, uint32(i))
	}
	l.requests[i] = request{place: r.place}
	return r, job
}

// forget drops a listener's request: either side is away.
func (l *listeners) forget(i int) {
	if !l.requests[i].kept() {
		return
	}
	l.W.NoteMsg(l.ends, l.requests[i].attempt, l.places[i], trace.Away)
	r, job := l.letGo(i)
	l.manner.gone(i)
	l.W.Release(job)
	l.W.Discard(r.attempt)
}

// lapsed forgets the request that an attempt has brought, whose asker has gone.
func (l *listeners) lapsed(a sim.Ref) {
	if i := l.W.Attempt(a).Tag.Listener(); i < len(l.requests) && l.requests[i].attempt == a {
		l.forget(i)
		return
	}
	l.W.Discard(a)
}

// crashed forgets the requests that were kept at p, and what a listener at p
// knew.
func (l *listeners) crashed(p trace.Place) {
	for _, i := range l.keptAt.Of(p) {
		l.forget(int(i))
	}
	if i, ok := l.roster.Find(p); ok {
		l.calm(i)
		l.well(i)
		l.all[i].state, l.all[i].call = away, sim.Ref{}
	}
}

// revived makes the listener at p ask.
func (l *listeners) revived(p trace.Place) {
	if i, ok := l.roster.Find(p); ok {
		l.ask(i)
	}
}
