package patterns

import (
	"slices"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var fallback = Pattern{
	Name: "fallback", Title: "fallback",
	Says:      "The listener tries one way of hearing news after the other: a WebSocket, server-sent events, long polling. It keeps to the first by which something comes.",
	Operation: anUpdate,
	To:        node.Answers, Options: (*FallbackConfig)(nil),
	New: newFallback,
}

// FallbackConfig are the options of listeners that try several ways.
type FallbackConfig struct {
	Ways      []string  `json:"ways" enum:"webSocket,serverSentEvents,longPolling" default:"webSocket,serverSentEvents,longPolling" doc:"the ways that are tried, always in this order: a WebSocket first, long polling last"`
	Timeout   sim.Time  `json:"timeout" default:"10s" min:"1ms" max:"1h" doc:"a stream by which nothing has come for this long from its asking, not even the greeting that the server sends at once, is given up for the next way"`
	Hold      sim.Time  `json:"hold" default:"30s" min:"0s" doc:"a long poll without news is answered empty after this long"`
	Heartbeat sim.Time  `json:"heartbeat" default:"25s" min:"100ms" max:"1h" doc:"the server says on a stream this often that it is there; a listener that hears nothing for two of them takes it for broken"`
	Frame     sim.Bytes `json:"frame" default:"13B" min:"0B" max:"1MiB" doc:"bytes around an event of a stream, where the link has no transport"`
	Join      sim.Time  `json:"join" default:"0s" min:"0s" max:"1h" doc:"the listeners first ask within this long, evenly and in turn; 0s: all at the start"`
	Reconnect Waits     `json:"reconnect" doc:"asking again by the same way, after what has worked broke, or the last way failed"`
}

// Fallback: each listener tries a WebSocket, then server-sent events, then long
// polling, and hears the same news by the first that passes.
//
// Model card. A way that is refused, or by which nothing comes in time, is given up
// for the next, at once; the server greets every stream, so that one that a proxy
// holds is found out by that. A way that has worked is kept until its listener
// crashes; the last is kept whatever comes. The server keeps an update until its
// listener has heard of it or of a later one: whoever asks says up to where it has
// heard, by each way the same. So nothing is lost between ways; what a stream loses
// while it goes on is lost. A stream costs the server no work for each update.
// Source: Socket.IO, "How it works" (transports and their upgrade); SockJS protocol
// 0.3.3 (the fallback chain, and the frame that opens a stream). Left out: going
// back to a better way, ways that are tried side by side.
type Fallback struct {
	*telling
	options *FallbackConfig
	polls   *LongPolling
	ways    []way   // that are tried
	on      []uint8 // by listener: which of them
	proved  []bool  // by listener: it has worked
}

// A way of hearing news.
type way string

const (
	byWebSocket way = "webSocket"
	byEvents    way = "serverSentEvents"
	byPolls     way = "longPolling"
)

// wayBytes is what is kept of the way that a listener is on.
const wayBytes = 2

func newFallback(s *Setup) (Flow, error) {
	n, err := newNews(s, s.Speakers)
	if err != nil {
		return nil, err
	}
	o := options[FallbackConfig](s)
	n.W.Kernel.Keeps("ways of listeners", wayBytes).Add(len(n.Speakers))
	f := &Fallback{options: o, on: make([]uint8, len(n.Speakers)), proved: make([]bool, len(n.Speakers))}
	for _, w := range []way{byWebSocket, byEvents, byPolls} {
		if slices.Contains(o.Ways, string(w)) {
			f.ways = append(f.ways, w)
		}
	}
	k := upkeep{
		backoff: o.Reconnect.policy(), answer: o.Timeout, beat: o.Heartbeat, silence: 2 * o.Heartbeat,
		saying: uint32(o.Frame), field: "reconnect/backoff", greets: true,
	}
	f.polls = newPoller(n, &LongPollingConfig{Hold: o.Hold, Gather: 1, Reconnect: o.Reconnect})
	if f.telling, err = newTelling(n, sim.Dist{Law: "constant"}, k, f.heard); err != nil {
		return nil, err
	}
	f.header = func(uint32) uint32 { return uint32(o.Frame) }
	f.unsaid, f.resume = func(int) {}, f.replay
	f.subs.manner, f.polls.listeners.manner = streams{f.subs, f}, polled{f.polls, f}
	f.subs.join, f.polls.listeners.join = o.Join, o.Join
	f.subs.gaveUp, f.subs.opens = f.next, func(i int) { f.proved[i] = true }
	f.subs.plain = func(i int) bool { return f.way(i) == byEvents }
	n.known = f.known
	f.Agent.Tell(f)
	return f, nil
}

// way is the one that a listener is on.
func (f *Fallback) way(listener int) way { return f.ways[f.on[listener]] }

// streams are the listeners' streams: those on other ways ask for none.
type streams struct {
	*subscriptions
	f *Fallback
}

func (s streams) wants(i int) bool { return s.f.way(i) != byPolls }

// polled are the listeners' polls: those on other ways make none.
type polled struct {
	*LongPolling
	f *Fallback
}

func (p polled) wants(i int) bool { return p.f.way(i) == byPolls }

// Start begins the news, and every listener asks.
func (f *Fallback) Start() {
	f.telling.Start()
	f.polls.listeners.start()
}

// next puts a listener that has got nothing by its way on the next one, and tells
// whether there is one.
func (f *Fallback) next(i int) bool {
	if f.proved[i] || int(f.on[i])+1 == len(f.ways) {
		return false
	}
	f.on[i]++
	f.subs.later(i, 0)
	f.polls.listeners.later(i, 0)
	return true
}

// known tells a listener of news, by the way that the server knows it to be on.
func (f *Fallback) known(listener int, replica trace.Place) {
	if f.polls.listeners.requests[listener].kept() {
		f.polls.tell(listener, replica)
		return
	}
	f.tell(listener)
}

// Served takes a subscription or a poll in: what was kept of the same listener
// before is no more.
func (f *Fallback) Served(j *node.Job) bool {
	a := f.W.Attempt(j.Attempt)
	switch {
	case a == nil, j.Status != trace.OK, j.Shape == trace.Publish, j.Shape == trace.Push:
	case j.Shape == trace.Poll:
		f.subs.forget(a.Tag.Listener())
	default:
		f.polls.listeners.forget(a.Tag.Listener())
	}
	if j.Shape == trace.Poll {
		return f.polls.Served(j)
	}
	return f.telling.Served(j)
}

// replay sends a listener that has come to a replica all that it misses.
func (f *Fallback) replay(listener int, said uint32, _ trace.Place) {
	for u := range f.pending(listener, said) {
		u.sent = false
	}
	f.tell(listener)
}

// Returned takes what the server says.
func (f *Fallback) Returned(c *node.Call, m *network.Message, status trace.Status) {
	if c.Shape == trace.Poll {
		f.polls.Returned(c, m, status)
		return
	}
	f.subs.Returned(c, m, status)
}

// heard ends an update's operation: its listener has it, and asks for none before
// it again.
func (f *Fallback) heard(listener int, m *network.Message) {
	number := m.Tag.Number()
	f.hearOne(listener, number)
	for u := range f.pending(listener, 0) {
		if u.number >= number {
			break
		}
		if !u.sent {
			f.finish(listener, u, trace.LostOutcome)
		}
	}
}

// Missed says that what bears updates will not arrive: they wait for their
// listener, unless it has heard of later ones.
func (f *Fallback) Missed(m *network.Message, why trace.Status) {
	if m.Shape != trace.Push {
		f.News.Missed(m, why)
		return
	}
	listener := m.Tag.Listener()
	u := f.update(listener, m.Tag.Number())
	switch {
	case u == nil || !f.W.Speaks(m.Behalf):
	case u.number < f.News.heard(listener):
		f.finish(listener, u, trace.LostOutcome)
	default:
		f.unsend(listener, u, trace.Unanswered, m.From)
	}
}

// Lapsed forgets what the server keeps of a listener that has gone.
func (f *Fallback) Lapsed(a sim.Ref) {
	if f.W.Attempt(a).Shape == trace.Poll {
		f.polls.Lapsed(a)
		return
	}
	f.telling.Lapsed(a)
}

// Crashed forgets what was kept at p, and by which way a listener there hears.
func (f *Fallback) Crashed(p trace.Place) {
	f.telling.Crashed(p)
	f.polls.Crashed(p)
	if i, ok := f.speaks(p); ok {
		f.on[i], f.proved[i] = 0, false
	}
}

// Retires sends away who is kept at p.
func (f *Fallback) Retires(p trace.Place) {
	f.telling.Retires(p)
	f.polls.Retires(p)
}

// Revived makes a listener that comes back ask.
func (f *Fallback) Revived(p trace.Place) {
	f.telling.Revived(p)
	f.polls.Revived(p)
}
