package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var serverSentEvents = Pattern{
	Name: "serverSentEvents", Title: "server-sent events",
	Says:      "The listener asks once, over plain HTTP, and the answer goes on: an event for each piece of news, one way only. A listener that loses it asks again by itself and names the last event that it has, so that the server can send what it missed.",
	Operation: anUpdate,
	Web:       true, To: node.Answers, Options: (*ServerSentEventsConfig)(nil),
	Check: func(options any, chosen bool, r Report) {
		if chosen {
			r.Often("/keepAlive", "comments", options.(*ServerSentEventsConfig).KeepAlive)
		}
	},
	New: newServerSentEvents,
}

// ServerSentEventsConfig are the options of server-sent events.
type ServerSentEventsConfig struct {
	Service   sim.Dist      `json:"service" unit:"duration" default:"0s" doc:"the server's work for each event it sends"`
	Buffer    int           `json:"buffer" default:"100" min:"0" max:"1000000" doc:"replay buffer: the latest events of the stream, sent or not, that each replica keeps; a listener that comes back gets those of them that came after the last one it has, older ones are lost for it"`
	Durable   bool          `json:"durable" default:"false" doc:"true: the replay buffer survives a crash (it lies in a store beside the servers); false: it is the replica's memory, which begins anew"`
	Outbox    *OutboxConfig `json:"outbox" absent:"a connection takes whatever is said, and all of it is under way" doc:"events that a listener's connection does not take at once; where it ends the stream, the listener comes back as after any loss of it"`
	Fresh     string        `json:"fresh" enum:"live,replay" default:"live" doc:"what a listener gets that names no last event, since it has none yet or was restarted: live: what comes up from then on; replay: the buffer first"`
	Join      sim.Time      `json:"join" default:"0s" min:"0s" max:"1h" doc:"the listeners first ask within this long, evenly and in turn; 0s: all at the start"`
	Retry     sim.Time      `json:"retry" default:"3s" min:"0s" doc:"reconnection time, which the server names in the stream: a listener that has lost it waits this long before it asks again (Chrome and Safari 3 s, Firefox 5 s where no server names one)"`
	Factor    float64       `json:"factor" default:"1" min:"1" max:"100" doc:"each further wait, while tries fail, is this much longer (the standard leaves it to the browser)"`
	Cap       sim.Time      `json:"cap" default:"30s" min:"0s" doc:"no wait is longer"`
	Jitter    string        `json:"jitter" enum:"none,full,equal,decorrelated" default:"none" doc:"how the waits are spread, as for retries"`
	Errors    string        `json:"errors" enum:"stop,retry" default:"stop" doc:"a listener whose request is answered with an error instead of a stream: stop: gives up for good, as browsers do (the standard: fail the connection); retry: comes back, as a wrapper around EventSource makes it"`
	KeepAlive sim.Time      `json:"keepAlive" default:"15s" min:"0s" doc:"the server sends a comment this often, so that nothing on the way takes the stream for dead; 0s: none"`
	Misses    *int          `json:"misses" min:"1" max:"1000" absent:"never, as in browsers" doc:"a listener that hears nothing for so many keep-alive intervals, not even a comment, takes the stream for broken; without comments it watches for nothing"`
	Frame     sim.Bytes     `json:"frame" default:"13B" min:"0B" max:"1MiB" doc:"bytes around the id and the data of an event: \"id: \", \"data: \" and three newlines; where the link has no transport, whose event says it there"`
	Comment   sim.Bytes     `json:"comment" default:"3B" min:"0B" max:"1MiB" doc:"bytes of a keep-alive comment: a colon and two newlines; where the link has no transport, whose event says it there"`
}

// ServerSentEvents: the listener asks once, and the server's answer goes on
// for as long as both are there, an event for each update. It is one way: what
// a listener has to say takes requests of its own.
//
// Model card. Events are numbered by the stream (that of all listeners, or a
// listener's own) and bear the number as their id. A listener that loses the
// stream asks again after the reconnection time, and names the last id it has
// (Last-Event-ID, whose bytes count). The replay buffer belongs to the stream,
// not to the listener: by how many events it goes back is the same for all,
// and a listener that is away for longer misses the older ones, whatever it
// costs. Each replica keeps the events that it has come to know of since its
// process began; so one that comes back to another replica, behind a balancer,
// gets what that one keeps, and a crash empties a buffer that is not durable.
// An event that is lost on the wire while the stream goes on is lost: later
// ones move the last id past it. A listener notices a reset at once; silence
// only where it watches for comments, which browsers do not. Ids are decimal
// numbers from 1, data is one line, and nothing names the kind of event. What a
// connection does not take at once is under way all the same, unless there is an
// outbox, which has a model card of its own; what that drops is not replayed, for
// later events move the last id past it.
// Source: WHATWG, HTML Living Standard, section 9.2 (server-sent events): 9.2.3
// processing model, 9.2.4 the Last-Event-ID header, 9.2.7 authoring notes.
// Left out: streams that end (204 No Content, which stops a listener), the six
// connections of a browser to one origin over HTTP/1.1, framing by chunks or
// HTTP/2, data of several lines.
type ServerSentEvents struct {
	*telling
	options *ServerSentEventsConfig
	last    []uint32                 // by listener: the id of the last event it has; 0: none
	began   map[trace.Place]sim.Time // when the memory of a replica that has crashed began anew
}

func newServerSentEvents(s *Setup) (Flow, error) {
	n, err := newNews(s, s.Speakers)
	if err != nil {
		return nil, err
	}
	n.W.Kernel.Keeps("last ids of listeners", lastIDBytes).Add(len(n.Speakers))
	e := &ServerSentEvents{
		options: options[ServerSentEventsConfig](s), last: make([]uint32, len(n.Speakers)), began: map[trace.Place]sim.Time{},
	}
	if e.telling, err = newTelling(n, e.options.Service, e.options.upkeep(), e.heard); err != nil {
		return nil, err
	}
	e.subs.join = e.options.Join
	e.box(e.options.Outbox)
	e.subs.said = func(listener int) uint32 { return e.last[listener] }
	e.subs.more = func(listener int) uint32 { return lastIDHeader(e.last[listener]) }
	e.header = func(number uint32) uint32 { return uint32(e.options.Frame) + digits(int64(number)+1) }
	e.unsaid, e.resume = e.forgetOld, e.replay
	return e, nil
}

// lastIDBytes is what is kept of the last id that a listener has.
const lastIDBytes = 4

func (c *ServerSentEventsConfig) upkeep() upkeep {
	k := upkeep{
		backoff: node.Backoff{First: c.Retry, Factor: c.Factor, Cap: max(c.Cap, c.Retry), Jitter: c.Jitter},
		beat:    c.KeepAlive, saying: uint32(c.Comment), field: "retry", http: true, final: c.Errors == "stop",
		greeting: uint32(len("retry: \n\n")) + digits(int64(c.Retry/sim.Millisecond)),
	}
	if c.Misses != nil {
		k.silence = sim.Time(*c.Misses) * c.KeepAlive
	}
	return k
}

// lastIDHeader is the bytes of the header that names the last event, which a
// listener that has none leaves out.
func lastIDHeader(last uint32) uint32 {
	if last == 0 {
		return 0
	}
	return uint32(len("Last-Event-ID: \r\n")) + digits(int64(last))
}

// digits counts those of a decimal number.
func digits(n int64) uint32 {
	count := uint32(1)
	for ; n >= 10; n /= 10 {
		count++
	}
	return count
}

// replay sends a listener that has come to a replica what it misses: of the
// events after the last one that it has, those that the replica keeps. The
// others are lost for it.
func (e *ServerSentEvents) replay(listener int, last uint32, replica trace.Place) {
	known, _ := e.news(listener, 0, replica)
	if last == 0 && e.options.Fresh == "live" {
		last = known
	}
	for u := range e.pending(listener, 0) {
		switch {
		case u.number >= known: // it is sent once the replica knows of it
		case u.number < last || !e.remembers(u, replica):
			e.finish(listener, u, trace.LostOutcome)
			continue
		case e.tooOld(listener, u):
			e.finish(listener, u, e.outOfBuffer())
			continue
		}
		u.sent, u.astray = false, false
	}
	e.tell(listener)
}

// remembers tells whether a replica that knows of an event has come to know of
// it since its memory began.
func (e *ServerSentEvents) remembers(u *update, replica trace.Place) bool {
	return e.options.Durable || u.at+e.delay(u, replica) >= e.began[replica]
}

// tooOld tells whether an event has left the replay buffer.
func (e *ServerSentEvents) tooOld(listener int, u *update) bool {
	return int64(u.number)+int64(e.options.Buffer) < int64(e.boxes.Value(listener).next)
}

// outOfBuffer is what becomes of an event that is wanted and not kept.
func (e *ServerSentEvents) outOfBuffer() trace.Status {
	if e.options.Buffer == 0 {
		return trace.LostOutcome
	}
	return trace.Dropped
}

// forgetOld finishes the events for a listener that is away which are not
// under way and have left the replay buffer.
func (e *ServerSentEvents) forgetOld(listener int) {
	for u := range e.pending(listener, 0) {
		if !e.tooOld(listener, u) {
			break
		}
		if !u.sent || u.astray {
			e.finish(listener, u, e.outOfBuffer())
		}
	}
}

// heard ends an event's operation: its listener has it, and names it from now
// on. What has gone astray before is not sent again.
func (e *ServerSentEvents) heard(listener int, m *network.Message) {
	number := m.Tag.Number()
	if e.outbox != nil {
		e.outbox.delivered(listener, number)
	}
	e.hearOne(listener, number)
	e.last[listener] = max(e.last[listener], number+1)
	for u := range e.pending(listener, 0) {
		if u.number >= number {
			break
		}
		if u.astray {
			e.finish(listener, u, trace.LostOutcome)
		}
	}
}

// Missed says that an event will not arrive, which the server does not know.
// Its listener gets it when it comes back, unless it has heard of a later one.
func (e *ServerSentEvents) Missed(m *network.Message, _ trace.Status) {
	if m.Shape != trace.Push || !e.W.Speaks(m.Behalf) {
		return
	}
	listener, number := m.Tag.Listener(), m.Tag.Number()
	u := e.update(listener, number)
	if u == nil {
		return
	}
	e.outbox.arrived(listener, u)
	switch {
	case number < e.last[listener]:
		e.finish(listener, u, trace.LostOutcome)
	default:
		u.astray = true
		e.W.Wait(u.op, trace.Unanswered, m.From)
		if !e.subs.requests[listener].kept() {
			e.forgetOld(listener)
		}
	}
}

// Crashed forgets the streams at a place, and, of a listener there, which event
// it had last.
func (e *ServerSentEvents) Crashed(at trace.Place) {
	e.telling.Crashed(at)
	if i, ok := e.speaks(at); ok {
		e.last[i] = 0
	}
}

// Revived begins a replica's memory anew, or makes a listener ask.
func (e *ServerSentEvents) Revived(at trace.Place) {
	e.began[at] = e.W.Now()
	e.telling.Revived(at)
}
