package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var push = Pattern{
	Name: "push", Title: "push",
	Says:      "The listener keeps a connection open, and is told of news as it comes.",
	Operation: anUpdate,
	To:        node.Answers, Options: (*PushConfig)(nil),
	New: newPush,
}

// PushConfig are the options of push over a held connection.
type PushConfig struct {
	Service   sim.Dist      `json:"service" unit:"duration" default:"0s" doc:"the server's work for each message it pushes"`
	Buffer    int           `json:"buffer" default:"0" min:"0" max:"1000000" doc:"updates kept for a listener that is away; more push out the oldest, none are kept at 0"`
	Outbox    *OutboxConfig `json:"outbox" absent:"a connection takes whatever is said, and all of it is under way" doc:"updates that a listener's connection does not take at once"`
	Join      sim.Time      `json:"join" default:"0s" min:"0s" max:"1h" doc:"the listeners first ask within this long, evenly and in turn; 0s: all at the start"`
	Reconnect Reconnect     `json:"reconnect" doc:"coming back after the connection broke"`
}

// Push: the listener keeps a connection open, and the server says what there
// is as soon as it knows.
//
// Model card. A listener subscribes once; its subscription holds a
// connection, and each update is one message on it, which may cost the server
// work. A listener that is away misses what comes up, unless the server
// buffers; one that comes back says up to where it has heard, and gets what
// the buffer still has. It notices a reset at once and silence by its
// heartbeat, and comes back after waits that grow. What a connection does not
// take at once is under way all the same, unless there is an outbox, which has a
// model card of its own. Source: Fette, Melnikov, RFC 6455, The WebSocket
// Protocol, 2011. Left out: a server that says once what all are to hear.
type Push struct {
	*telling
	options *PushConfig
}

func newPush(s *Setup) (Flow, error) {
	n, err := newNews(s, s.Speakers)
	if err != nil {
		return nil, err
	}
	p := &Push{options: options[PushConfig](s)}
	if p.telling, err = newTelling(n, p.options.Service, p.options.Reconnect.upkeep(&n.C.Headers), p.heard); err != nil {
		return nil, err
	}
	p.subs.join = p.options.Join
	p.box(p.options.Outbox)
	p.header = func(uint32) uint32 { return uint32(n.C.Headers.Push) }
	p.unsaid = p.keep
	p.resume = p.replay
	return p, nil
}

// replay sends a listener that has come back what the buffer still has of all that it has
// not heard: also what is under way to it by an earlier connection, which may come late or
// never.
func (p *Push) replay(listener int, _ uint32, _ trace.Place) {
	if p.options.Buffer > 0 {
		for u := range p.pending(listener, 0) {
			if u.sent {
				u.sent, u.spare = false, u.spare+1
			}
		}
		p.keep(listener)
	}
	p.tell(listener)
}

// keep keeps the updates that a listener that is away was not sent, the
// latest ones.
func (p *Push) keep(listener int) {
	why := trace.Dropped
	if p.options.Buffer == 0 {
		why = trace.LostOutcome
	}
	p.prune(listener, p.options.Buffer, why)
}

// heard ends an update's operation: its listener has it.
func (p *Push) heard(listener int, m *network.Message) {
	number := m.Tag.Number()
	if p.outbox != nil {
		p.outbox.delivered(listener, number)
	}
	p.hearOne(listener, number)
}

// Missed says that a pushed update will not arrive. Where there is a buffer
// the listener gets it when it comes back.
func (p *Push) Missed(m *network.Message, why trace.Status) {
	if m.Shape != trace.Push || m.Op == (sim.Ref{}) {
		return
	}
	listener := m.Tag.Listener()
	u := p.update(listener, m.Tag.Number())
	if u == nil {
		return
	}
	p.outbox.arrived(listener, u)
	switch {
	case u.spare > 0:
		u.spare-- // it has been sent again, by another connection
	case p.options.Buffer == 0:
		p.finish(listener, u, trace.LostOutcome)
	default:
		p.unsend(listener, u, trace.Unanswered, m.From)
	}
}
