package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var push = Pattern{
	Name: "push", Title: "push",
	Heading:   "Push",
	Lead:      "Keep a line open, and be told.",
	Says:      "The listener keeps a connection open, and is told of news as it comes.",
	Operation: anUpdate,
	To:        node.Answers, Options: (*PushConfig)(nil),
	New: newPush,
}

// PushConfig are the options of push over a held connection.
type PushConfig struct {
	Service   sim.Dist  `json:"service" unit:"duration" default:"0s" doc:"the server's work for each message it pushes"`
	Buffer    int       `json:"buffer" default:"0" min:"0" max:"1000000" doc:"updates kept for a listener that is away; more push out the oldest, none are kept at 0"`
	Reconnect Reconnect `json:"reconnect" doc:"coming back after the connection broke"`
}

// Push: the listener keeps a connection open, and the server says what there
// is as soon as it knows.
//
// Model card. A listener subscribes once; its subscription holds a
// connection, and each update is one message on it, which may cost the server
// work. A listener that is away misses what comes up, unless the server
// buffers; one that comes back says up to where it has heard, and gets what
// the buffer still has. It notices a reset at once and silence by its
// heartbeat, and comes back after waits that grow. Source: Fette, Melnikov,
// RFC 6455, The WebSocket Protocol, 2011. Left out: merging of updates, flow
// control between server and listener.
type Push struct {
	*News
	options *PushConfig
	subs    *subscriptions
	service sim.Sampler
	free    bool // a push costs the server no work
}

func newPush(s *Setup) (Flow, error) {
	n, err := newNews(s, s.Speakers)
	if err != nil {
		return nil, err
	}
	p := &Push{News: n, options: options[PushConfig](s)}
	p.subs = newSubscriptions(n.Talk, &p.options.Reconnect, "push", n.Speakers, n.Agent, p.heard)
	p.subs.note = func(listener int) uint64 { return pack(listener, n.heard(listener)) }
	n.known = func(listener int, _ trace.Place) { p.tell(listener) }
	p.service, err = p.options.Service.Sampler()
	p.free = p.service.IsConstant() && p.service.Mean() == 0
	return p, err
}

// Start begins the news, and every listener subscribes.
func (p *Push) Start() {
	p.load.Start()
	p.subs.start()
}

// Served takes a subscription in, or sends an update on which the server has
// done its work.
func (p *Push) Served(j *node.Job) bool {
	switch j.Shape {
	case trace.Publish:
		p.taken(j)
	case trace.Push:
		listener, number := unpack(j.Note)
		p.send(listener, number)
	default:
		return p.subscribe(j)
	}
	return false
}

// subscribe remembers a subscription and sends what was missed.
func (p *Push) subscribe(j *node.Job) (keep bool) {
	if !p.subs.subscribe(j) {
		return false
	}
	listener, _ := unpack(j.Note)
	p.tell(listener)
	return true
}

// tell sends a listener what it was not sent yet, as far as its replica knows
// of it. For one that is away it is kept, as far as the buffer goes.
func (p *Push) tell(listener int) {
	r := &p.subs.requests[listener]
	if !r.kept() {
		p.keep(listener)
		return
	}
	to, _ := p.news(listener, 0, r.place)
	for u := range p.pending(listener, 0) {
		if u.number >= to {
			break
		}
		if !u.sent {
			u.sent = true
			p.push(listener, u)
		}
	}
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

// push sends an update, after the server's work on it, where there is any.
func (p *Push) push(listener int, u *update) {
	r := &p.subs.requests[listener]
	server := p.W.Server(r.place)
	if server == nil || p.free {
		p.send(listener, u.number)
		return
	}
	j := &node.Job{
		Place: r.place, Flow: p.Number, Shape: trace.Push, Behalf: p.W.Assign(u.op),
		Note: pack(listener, u.number), Path: node.Path(listener),
	}
	if !server.Work(j, &p.service) {
		p.finish(listener, u, trace.Dropped)
	}
}

// send says an update to its listener, where that is still there.
func (p *Push) send(listener int, number uint32) {
	r := &p.subs.requests[listener]
	u := p.update(listener, number)
	if u == nil {
		return
	}
	if !r.kept() {
		u.sent = false
		p.W.Wait(u.op, trace.NextPoll, r.place)
		p.keep(listener)
		return
	}
	p.W.Reply(r.attempt, r.place, node.Answer{
		Shape: trace.Push, Status: trace.OK, Payload: u.size, Header: uint32(p.C.Headers.Push),
		Note: pack(listener, number), More: true, Behalf: p.W.Assign(u.op),
	})
}

// heard ends an update's operation: its listener has it.
func (p *Push) heard(_ int, m *network.Message) {
	listener, number := unpack(m.Note)
	p.hearOne(listener, number)
}

// Missed says that a pushed update will not arrive. Where there is a buffer
// the listener gets it when it comes back.
func (p *Push) Missed(m *network.Message, why trace.Status) {
	if m.Shape != trace.Push || m.Op == (sim.Ref{}) {
		return
	}
	listener, number := unpack(m.Note)
	u := p.update(listener, number)
	switch {
	case u == nil:
	case p.options.Buffer == 0:
		p.finish(listener, u, trace.LostOutcome)
	default:
		u.sent = false
		p.W.Wait(u.op, trace.Unanswered, m.From)
		p.keep(listener)
	}
}

// Lapsed forgets a subscription whose listener has gone.
func (p *Push) Lapsed(a sim.Ref) { p.subs.lapsed(a) }

// Crashed forgets the subscriptions at a place, and the work on pushes there.
func (p *Push) Crashed(at trace.Place) {
	if !p.free {
		for _, i := range p.subs.keptAt.Of(at) {
			p.unsend(int(i))
		}
	}
	p.subs.crashed(at)
}

// unsend takes it that what the listener has not heard was not sent.
func (p *Push) unsend(listener int) {
	for u := range p.pending(listener, 0) {
		u.sent = false
	}
}

// Revived makes a listener that comes back subscribe.
func (p *Push) Revived(at trace.Place) { p.subs.revived(at) }
