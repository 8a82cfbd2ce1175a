package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var longPolling = Pattern{
	Name: "longPolling", Title: "long polling",
	Heading:   "Long polling",
	Lead:      "Ask once, and be answered when there is something to say.",
	Says:      "Asking once; the answer is held back until there is news, or the hold is over. Then one asks again.",
	Operation: anUpdate,
	To:        node.Answers, Options: (*LongPollingConfig)(nil),
	New: newLongPolling,
}

// LongPollingConfig are the options of long polling.
type LongPollingConfig struct {
	Hold      sim.Time  `json:"hold" default:"30s" min:"0s" doc:"a request without news is answered empty after this long"`
	Gather    int       `json:"gather" default:"1" min:"1" max:"1000000" doc:"updates that a request is held for: it is answered once there are so many, or with what there is when the hold is over"`
	Until     *int      `json:"until" min:"1" absent:"it asks for ever" doc:"a listener that has heard of so many updates asks no more"`
	Pause     sim.Time  `json:"pause" default:"0s" min:"0s" doc:"from an answer to the next request"`
	Jitter    sim.Time  `json:"jitter" default:"0s" min:"0s" doc:"random extra pause, uniform from 0 to this"`
	Reconnect Reconnect `json:"reconnect" doc:"asking again after a request that failed"`
}

// LongPolling: the listener asks, and the server answers when there is news,
// or empty when it has held the request for long enough. Then the listener
// asks again.
//
// Model card. A held request takes no worker, unless its server is blocking;
// it takes a connection. An answer brings all there is, once there is as much
// as is gathered, or when the hold is over. News that comes up between an
// answer and the next request waits for that request: at most a round trip. A request that fails is made again after a wait that grows.
// Source: Loreto, Saint-Andre, Salsano, Wilkins, RFC 6202, 2011. Left out:
// HTTP streaming.
type LongPolling struct {
	*News
	options *LongPollingConfig
	wake    sim.HandlerID
	ears    []ear
	heldAt  sim.Index[trace.Place] // listeners by where their requests are held
	starts  sim.Stream
}

// An ear is what a listener and its server know of their exchange.
type ear struct {
	held   sim.Ref // the attempt the server holds
	job    sim.Ref // the job it came with, where the server is blocking
	place  trace.Place
	timer  sim.TimerID
	fails  uint32 // in a row
	wait   sim.Time
	asking bool
	spin   node.Spin
	draws  *sim.Stream // made when first drawn from
}

const (
	eventAsk uint8 = iota
	eventHeld
)

// pollBytes is what is kept of a listener that polls.
const pollBytes = 88

func newLongPolling(s *Setup) (Flow, error) {
	n, err := newNews(s, s.Speakers)
	if err != nil {
		return nil, err
	}
	n.W.Kernel.Keeps("long polls", pollBytes).Add(len(n.Speakers))
	l := &LongPolling{News: n, options: options[LongPollingConfig](s), ears: make([]ear, len(n.Speakers))}
	n.known = l.tell
	l.wake = n.W.Kernel.Register((*longBeat)(l))
	return l, nil
}

// longBeat fires a listener's next request and the end of its hold.
type longBeat LongPolling

// Handle asks again, or answers empty.
func (b *longBeat) Handle(e sim.Event) {
	l := (*LongPolling)(b)
	if e.Kind() == eventAsk {
		l.ask(int(e.A))
		return
	}
	l.ears[e.A].timer = 0
	l.release(int(e.A))
}

// Start begins the news, and every listener asks.
func (l *LongPolling) Start() {
	l.load.Start()
	for i := range l.ears {
		l.W.Kernel.At(0, l.wake, eventAsk, uint32(i), 0)
	}
}

// ask makes a listener ask, unless it does already or has heard enough.
func (l *LongPolling) ask(listener int) {
	e := &l.ears[listener]
	if e.asking || l.sated(listener, l.options.Until) || !l.W.Live(l.Speakers[listener]) {
		return
	}
	e.asking = true
	l.poll(listener, l)
}

// Served answers a poll where there is news, and holds it where there is
// none.
func (l *LongPolling) Served(j *node.Job) bool {
	switch {
	case j.Shape == trace.Publish:
		l.taken(j)
	case j.Status != trace.OK:
		l.W.Reply(j.Attempt, j.Place, node.Answer{Shape: trace.Response, Status: j.Status})
	default:
		return l.hear(j)
	}
	return false
}

func (l *LongPolling) hear(j *node.Job) (keep bool) {
	a := l.W.Attempt(j.Attempt)
	if a == nil {
		return false
	}
	listener, cursor := unpack(a.Note)
	if l.enough(listener, cursor, j.Place) {
		l.answer(j.Attempt, j.Place)
		return false
	}
	l.release(listener) // an older request of the same listener
	e := &l.ears[listener]
	e.held, e.job, e.place = j.Attempt, j.Self, j.Place
	l.heldAt.Add(e.place, uint32(listener))
	l.W.NoteMsg(trace.Hold, j.Attempt, l.Speakers[listener], trace.NoStatus)
	e.timer = l.W.Kernel.Timer(l.W.Now()+l.options.Hold, l.wake, eventHeld, uint32(listener), 0)
	return true
}

// enough tells whether a replica knows of so many updates, from cursor on, that
// a request is answered.
func (l *LongPolling) enough(listener int, cursor uint64, replica trace.Place) bool {
	_, to, _ := l.news(listener, cursor, replica)
	return to >= cursor+uint64(l.options.Gather)
}

// tell answers the listener that is held at the replica (or, for 0, anywhere),
// if it has waited for enough.
func (l *LongPolling) tell(listener int, replica trace.Place) {
	e := &l.ears[listener]
	if e.held == (sim.Ref{}) || replica != 0 && replica != e.place {
		return
	}
	if a := l.W.Attempt(e.held); a != nil {
		if _, cursor := unpack(a.Note); !l.enough(listener, cursor, e.place) {
			return
		}
	}
	l.release(listener)
}

// release answers a held request with what there is.
func (l *LongPolling) release(listener int) {
	e := &l.ears[listener]
	if e.held == (sim.Ref{}) {
		return
	}
	held, job, place := e.held, e.job, e.place
	l.letGo(listener)
	l.W.NoteMsg(trace.Free, held, l.Speakers[listener], trace.OK)
	l.answer(held, place)
	l.W.Release(job)
}

// Lapsed forgets a held request whose listener has gone.
func (l *LongPolling) Lapsed(a sim.Ref) {
	if i, _ := unpack(l.W.Attempt(a).Note); i < len(l.ears) && l.ears[i].held == a {
		l.forget(i)
	}
	l.W.Discard(a)
}

func (l *LongPolling) forget(listener int) {
	e := &l.ears[listener]
	l.W.NoteMsg(trace.Free, e.held, l.Speakers[listener], trace.Away)
	job := e.job
	l.letGo(listener)
	l.W.Release(job)
}

// letGo takes it that a listener's request is held no more.
func (l *LongPolling) letGo(listener int) {
	e := &l.ears[listener]
	l.W.Kernel.Cancel(e.timer)
	l.heldAt.Remove(e.place, uint32(listener))
	e.held, e.job, e.timer = sim.Ref{}, sim.Ref{}, 0
}

// Crashed forgets what was held at p.
func (l *LongPolling) Crashed(p trace.Place) {
	for _, i := range l.heldAt.Of(p) {
		l.forget(int(i))
	}
}

// Revived makes a listener that comes back ask.
func (l *LongPolling) Revived(p trace.Place) {
	if i, ok := l.speaks(p); ok {
		l.ears[i].asking = false
		l.ask(i)
	}
}

// chances are a listener's draws.
func (l *LongPolling) chances(listener int) *sim.Stream {
	return l.drawn(&l.ears[listener].draws, l.Speakers[listener], "long polling")
}

// Returned takes an answer: the listener hears, and asks again.
func (l *LongPolling) Returned(c *node.Call, m *network.Message, status trace.Status) {
	e := &l.ears[c.Ordinal]
	e.asking = false
	if m != nil && status == trace.OK {
		listener, to := unpack(m.Note)
		l.News.hear(listener, to)
	}
	wait := l.options.Pause
	if status == trace.OK || status == trace.Empty {
		e.fails, e.wait = 0, 0
	} else {
		e.fails++
		e.wait = l.options.Reconnect.backoff().Wait(e.fails, e.wait, l.chances(c.Ordinal))
		wait += e.wait
	}
	if j := l.options.Jitter; j > 0 {
		wait += sim.FromNanos(float64(j) * l.chances(c.Ordinal).Float64())
	}
	switch status {
	case trace.OK:
	case trace.Empty:
		l.again(&e.spin, l.Speakers[c.Ordinal], "asks and is told that there is no news", "longPolling/hold")
	default:
		l.again(&e.spin, l.Speakers[c.Ordinal], "asks and is refused", "longPolling/reconnect/backoff")
	}
	l.W.Kernel.At(l.W.Now()+wait, l.wake, eventAsk, uint32(c.Ordinal), 0)
}
