package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var longPolling = Pattern{
	Name: "longPolling", Title: "long polling",
	Says:      "Asking once; the answer is held back until there is news, or the hold is over. Then one asks again.",
	Operation: anUpdate,
	To:        node.Answers, Options: (*LongPollingConfig)(nil),
	New: newLongPolling,
}

// LongPollingConfig are the options of long polling.
type LongPollingConfig struct {
	Hold      sim.Time `json:"hold" default:"30s" min:"0s" doc:"a request without news is answered empty after this long"`
	Gather    int      `json:"gather" default:"1" min:"1" max:"1000000" doc:"updates that a request is held for: it is answered once there are so many, or with what there is when the hold is over"`
	Until     *int     `json:"until" min:"1" absent:"it asks for ever" doc:"a listener that has heard of so many updates asks no more"`
	Pause     sim.Time `json:"pause" default:"0s" min:"0s" doc:"from an answer to the next request"`
	Jitter    sim.Time `json:"jitter" default:"0s" min:"0s" doc:"random extra pause, uniform from 0 to this"`
	Join      sim.Time `json:"join" default:"0s" min:"0s" max:"1h" doc:"the listeners first ask within this long, evenly and in turn; 0s: all at the start"`
	Reconnect Waits    `json:"reconnect" doc:"asking again after a request that failed; how long it waits for an answer, the flow's timeout says"`
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
	options   *LongPollingConfig
	listeners *listeners
}

func newLongPolling(s *Setup) (Flow, error) {
	n, err := newNews(s, s.Speakers)
	if err != nil {
		return nil, err
	}
	l := newPoller(n, options[LongPollingConfig](s))
	l.Agent.Tell(l)
	n.known = l.tell
	return l, nil
}

// newPoller has the hearers of some news ask for it, as options say.
func newPoller(n *News, options *LongPollingConfig) *LongPolling {
	l := &LongPolling{News: n, options: options}
	l.listeners = n.listen(n.Speakers, options.Reconnect.policy(), "long polling", trace.Hold, trace.Free)
	l.listeners.manner, l.listeners.join = l, options.Join
	return l
}

// Start begins the news, and every listener asks.
func (l *LongPolling) Start() {
	l.load.Start()
	l.listeners.start()
}

// wants tells whether a listener has not heard enough yet.
func (l *LongPolling) wants(listener int) bool { return !l.sated(listener, l.options.Until) }

// say asks.
func (l *LongPolling) say(listener int) sim.Ref { return l.poll(listener) }

// silent does nothing: how long a listener waits for its answer, its policy
// says.
func (l *LongPolling) silent(int) {}

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
	listener := a.Tag.Listener()
	if l.enough(listener, a.Tag.Number(), j.Place) {
		l.answer(j.Attempt, j.Place)
		return false
	}
	l.release(listener) // an older request of the same listener
	l.listeners.keep(listener, j)
	l.listeners.fireAfter(listener, l.options.Hold)
	return true
}

// enough tells whether a replica knows of so many updates, from cursor on, that
// a request is answered.
func (l *LongPolling) enough(listener int, cursor uint32, replica trace.Place) bool {
	to, _ := l.news(listener, cursor, replica)
	return to >= cursor+uint32(l.options.Gather)
}

// tell answers the listener that is held at the replica (or, for 0, anywhere),
// if it has waited for enough.
func (l *LongPolling) tell(listener int, replica trace.Place) {
	r := &l.listeners.requests[listener]
	if !r.kept() || replica != 0 && replica != r.place {
		return
	}
	if a := l.W.Attempt(r.attempt); a != nil && !l.enough(listener, a.Tag.Number(), r.place) {
		return
	}
	l.release(listener)
}

// due answers a request that has been held for long enough.
func (l *LongPolling) due(listener int) { l.release(listener) }

// release answers a held request with what there is.
func (l *LongPolling) release(listener int) {
	r, job := l.listeners.letGo(listener)
	if !r.kept() {
		return
	}
	l.W.NoteMsg(trace.Free, r.attempt, l.Speakers[listener], trace.OK)
	l.answer(r.attempt, r.place)
	l.W.Release(job)
}

// gone does nothing: what a listener has not heard of waits for its next
// request.
func (l *LongPolling) gone(int) {}

// Lapsed forgets a held request whose listener has gone.
func (l *LongPolling) Lapsed(a sim.Ref) { l.listeners.lapsed(a) }

// Crashed forgets what was held at p, and what a listener at p knew.
func (l *LongPolling) Crashed(p trace.Place) { l.listeners.crashed(p) }

// Retires answers the polls that are held at p.
func (l *LongPolling) Retires(p trace.Place) {
	for _, i := range l.listeners.keptAt.Of(p) {
		l.release(int(i))
	}
}

// Revived makes a listener that comes back ask.
func (l *LongPolling) Revived(p trace.Place) { l.listeners.revived(p) }

// Returned takes an answer: the listener hears, and asks again.
func (l *LongPolling) Returned(c *node.Call, m *network.Message, status trace.Status) {
	i := int(c.Ordinal)
	if m != nil && status == trace.OK {
		l.News.hear(m.Tag.Listener(), m.Tag.Number())
	}
	wait := l.options.Pause
	if status == trace.OK || status == trace.Empty {
		l.listeners.well(i)
	} else {
		wait += l.listeners.failed(i)
	}
	if j := l.options.Jitter; j > 0 {
		wait += sim.FromNanos(float64(j) * l.listeners.draws(i).Float64())
	}
	switch status {
	case trace.OK:
	case trace.Empty:
		l.listeners.turn(i, "asks and is told that there is no news", "hold")
	default:
		l.listeners.turn(i, "asks and is refused", "reconnect/backoff")
	}
	l.listeners.later(i, wait)
}
