package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// An Attempt is one exchange between two neighbours: a request, and one
// answer or several. It lives until the asker no longer waits for it and
// nothing of it travels, waits or is worked on any more.
type Attempt struct {
	Call                // what it asks; of the first of a call, all that the call is
	Conn    sim.Ref     // the connection it goes over
	Place   trace.Place // who has it now; 0 while it travels
	Request uint32      // the number of its request in the trace

	child     sim.Ref // what a proxy made of it
	job       sim.Ref // the job that works on it
	original  bool    // its asker has sent it; else it is a copy that a wire has made
	waited    bool    // the asker waits for an answer
	sent      bool    // its request has been sent
	trial     bool    // of a circuit breaker
	taken     bool    // its connection is taken by it
	under     bool    // something of it travels, waits or is worked on
	forwarded bool    // a balancer has sent its request on as it is
	named     bool    // the first of a call whose caller has named whom all its attempts ask: whom it has picked
	turn      uint32  // it is among those of its connection: which of all it was to get one; 0: it is not
	asked     uint32  // the number of the message by which the asker has asked
}

// A Proxy makes attempts on behalf of others and passes answers back.
type Proxy interface {
	// Passed hands over an answer to attempt a, which the proxy has made and r
	// names, or says that there will be none: then m is nil and why tells.
	Passed(r sim.Ref, a *Attempt, m *network.Message, why trace.Status)
}

// Attempt is the attempt r names, or nil where it is no more.
func (w *World) Attempt(r sim.Ref) *Attempt {
	if a := w.attempts.Get(r); a != nil && !a.over {
		return a
	}
	return nil
}

// proxied tells whether a proxy has made the attempt, for which somebody waits, on
// behalf of its parent: it is no call's.
func (a *Attempt) proxied() bool { return a.tied == (sim.Ref{}) }

// send sends the request of attempt a, which r names, towards its destination.
func (w *World) send(r sim.Ref, a *Attempt) {
	w.askedBy.Add(a.From, r.Index)
	a.original, a.waited, a.under, a.sent = true, true, true, false
	m := w.Net.New()
	m.From, m.To, m.Attempt = a.From, w.firstHop(a), r
	a.describe(m)
	if p := w.Attempt(a.Parent); p != nil {
		m.Parent = p.Request
	}
	a.Request, a.asked = m.ID, m.ID
	w.Net.Ask(m)
}

// describe says in m, a request of the attempt, what it is.
func (a *Attempt) describe(m *network.Message) {
	m.Flow, m.Shape, m.Payload, m.Header = a.Flow, a.Shape, a.Payload, a.Header
	m.Watched = a.Shape.Followed()
	m.Behalf, m.Tag, m.Path = a.Behalf, a.Tag, a.Salt
}

// Told tells whether m is an attempt's request, as its asker has sent it, which
// follows from nothing.
func (w *World) Told(m *network.Message) bool {
	a := w.Attempt(m.Attempt)
	return a != nil && m.ID == a.Request && m.Parent == 0 && !a.forwarded
}

// Recall fills in m, the request of its attempt, of which something is under way
// as long as that is.
func (w *World) Recall(m *network.Message) {
	a := w.Attempt(m.Attempt)
	m.ID, m.From, m.To, m.Conn = a.Request, a.From, w.firstHop(a), a.Conn
	a.describe(m)
}

// put notes who has the attempt now; 0: nobody.
func (w *World) put(i uint32, a *Attempt, p trace.Place) {
	if w.askedAt.Kept() {
		w.moved(i, a, p)
	}
	a.Place = p
}

func (w *World) moved(i uint32, a *Attempt, p trace.Place) {
	if w.gauges != nil {
		w.enters(i, a, p)
	}
	if a.Place != 0 {
		w.askedAt.Remove(a.Place, i)
		if w.comes && p != a.Place {
			w.rid(a.Place)
		}
	}
	if p != 0 {
		w.askedAt.Add(p, i)
	}
}

// firstHop is to which its asker has sent the attempt: where it is for, or a
// sidecar on the way.
func (w *World) firstHop(a *Attempt) trace.Place { return w.nextHop(a.From, a.picked) }

// nextHop is the next place on the way: through the sidecar of the one, then
// through that of the other.
func (w *World) nextHop(from, dest trace.Place) trace.Place {
	if w.sidecars {
		return w.sidecarFirst(from, dest)
	}
	return dest
}

func (w *World) sidecarFirst(from, dest trace.Place) trace.Place {
	if s := w.sidecar(from); s != 0 && s != dest {
		return s
	}
	if s := w.sidecar(dest); s != 0 && s != from {
		return s
	}
	return dest
}

// sidecar is the proxy before p; 0 for none.
func (w *World) sidecar(p trace.Place) trace.Place {
	at := w.group(p)
	if at.sidecar == 0 {
		return 0
	}
	return at.sidecar + p - at.first
}

// proxy is who has made an attempt on behalf of another.
func (w *World) proxy(a *Attempt) Proxy { return w.group(a.From).role.(Proxy) }

// Pass makes an attempt of the proxy at from on behalf of another, whose
// request has reached it. It waits so long for whatever it is told next; 0: for
// ever.
func (w *World) Pass(parent sim.Ref, from, dest trace.Place, patience sim.Time) {
	w.send(w.passing(parent, from, dest, patience))
}

// passing makes such an attempt, which is still to be sent.
func (w *World) passing(parent sim.Ref, from, dest trace.Place, patience sim.Time) (sim.Ref, *Attempt) {
	up := w.Attempt(parent)
	r, a := w.attempts.New()
	a.Ask = up.Ask
	a.Due = w.dueAt(&up.Ask, from)
	a.From, a.Dest, a.picked, a.Parent = from, dest, dest, parent
	w.join(a.Op)
	up.child = r
	if patience > 0 {
		w.deadline(a).limit = patience
	}
	if a.Due != 0 {
		w.endAtDeadline(r, a)
	}
	return r, a
}

// forward sends the request of attempt a, which r names, on to another place as
// it is: the answer goes straight to the asker.
func (w *World) forward(r sim.Ref, a *Attempt, from, dest trace.Place) {
	w.put(r.Index, a, 0)
	a.Dest, a.forwarded = dest, true
	m := w.inHand
	if w.inHand = nil; m != nil {
		w.Net.Renew(m)
	} else {
		m = w.Net.New()
	}
	m.From, m.To, m.Parent, m.Attempt = from, dest, a.Request, r
	a.describe(m)
	a.Request = m.ID
	w.Net.Tell(m, w.Carried(m))
}

// An Answer is what is said to an attempt.
type Answer struct {
	Shape          trace.Shape
	Status         trace.Status
	Payload        uint32
	Header         uint32
	Tag            network.Tag // what it is about
	More           bool        // further answers follow: the attempt stays open
	Parent         uint32      // the message it follows from, where that is not the request
	network.Behalf             // where that is not the attempt's
	Path           Path        // which delivery of what it carries it is
}

// Reply answers attempt r from place p, and returns the message's number and
// when it leaves and arrives; 0 where there is nobody to answer.
func (w *World) Reply(r sim.Ref, p trace.Place, x Answer) Sent {
	a := w.Attempt(r)
	if a == nil {
		return Sent{}
	}
	m := w.Net.New()
	m.From, m.To, m.Parent, m.Conn = p, a.From, a.Request, a.Conn
	m.Flow, m.Shape, m.Status, m.Payload, m.Header = a.Flow, x.Shape, x.Status, x.Payload, x.Header
	m.Attempt, m.Answer, m.Last, m.Tag = r, true, !x.More, x.Tag
	m.Behalf, m.Path = x.Behalf, uint64(x.Path)
	if x.Op == (sim.Ref{}) {
		m.Behalf = a.Behalf
	}
	if a.forwarded {
		m.Conn = sim.Ref{} // the connection leads to whoever forwarded it
	}
	if x.Parent != 0 {
		m.Parent = x.Parent
	}
	if m.Last {
		if w.gauges != nil {
			w.gaugeAnswer(r.Index, a)
		}
		w.put(r.Index, a, 0)
		a.job = sim.Ref{}
	}
	s, followed := Sent{Msg: m.ID, To: m.To}, a.Shape.Followed()
	w.Net.Tell(m, w.Carried(m))
	s.Out, s.Until = m.Out, m.Until
	switch {
	case m.ID != s.Msg:
		s = Sent{} // it was lost at once
	case x.Shape == trace.News && x.Status == trace.OK && !m.Shipped:
		w.bear(m, s)
	}
	if followed {
		w.bringsNothing(r)
	}
	w.Net.FreePacked(m)
	return s
}

// bear tells the flow of answer m, where that bears news, that it has been sent,
// or waits to be.
func (w *World) bear(m *network.Message, s Sent) {
	switch f := w.bearer(m); {
	case f == nil:
	case m.Sent:
		f.Borne(m.Tag, s, m.From)
	default:
		f.Paused(m.Tag, m.From, trace.Unanswered)
	}
}

// bearer is the flow of answer m, where its answers carry several operations.
func (w *World) bearer(m *network.Message) Bearer {
	f, _ := w.flowOf(m.Flow).(Bearer)
	return f
}

// bears tells whether m is an answer with news.
func bears(m *network.Message) bool {
	return m.Answer && m.Shape == trace.News && m.Status == trace.OK
}

// Shipped tells the flow of answer m that it has been sent.
func (w *World) Shipped(m *network.Message) {
	if bears(m) {
		w.bear(m, Sent{Msg: m.ID, To: m.To, Shipped: true})
	}
}

// A Bearer is a flow whose answers carry several operations.
type Bearer interface {
	// Borne says that an answer with that tag has been sent from p.
	Borne(t network.Tag, s Sent, p trace.Place)
	// Paused says that an answer with that tag waits at p for what is given.
	Paused(t network.Tag, p trace.Place, cause trace.Cause)
}

// Told is a message outside of question and answer.
type Told struct {
	Flow   uint16
	Shape  trace.Shape
	Status trace.Status
	Header uint32
	Tag    network.Tag
}

// Tell sends a message from p to another place, on the connection that p's
// call goes over where that leads there.
func (w *World) Tell(p trace.Place, call sim.Ref, to trace.Place, x Told) {
	m := w.Net.New()
	m.From, m.To, m.Flow, m.Shape, m.Status, m.Header, m.Tag = p, to, x.Flow, x.Shape, x.Status, x.Header, x.Tag
	if c := w.callOf(call); c != nil {
		if a := w.Attempt(c.tied); a != nil && w.nextHop(p, to) == to && w.Net.Conn(a.Conn) != nil {
			m.Conn = a.Conn
		}
	}
	w.Net.Tell(m, network.Load{})
}

// A Sent tells of a message that has just been sent. Msg is 0 where none was.
type Sent struct {
	Msg        uint32
	To         trace.Place
	Out, Until sim.Time
	Shipped    bool // on a transport: nobody knows these times
}

// Discard lets go of an attempt that will not be answered any more.
func (w *World) Discard(r sim.Ref) {
	if a := w.Attempt(r); a != nil {
		w.missBuffered(r, a)
		w.bringsNothing(r)
		a.under = false
		w.release(r.Index, a)
	}
}

// release frees the attempt once the asker does not wait and nothing of it is
// under way.
func (w *World) release(i uint32, a *Attempt) {
	if a.waited || a.under {
		return
	}
	w.unlink(i, a)
	if a.taken {
		w.Net.Done(a.Conn, w.attempts.Ref(i))
	}
	if a.original {
		w.askedBy.Remove(a.From, i)
	}
	w.put(i, a, 0)
	if a.over = true; a.agent == 0 {
		w.free(i, &a.Call)
	}
}

// free forgets attempt i and its call, both of which are over.
func (w *World) free(i uint32, c *Call) {
	op := w.ops.Get(c.Op)
	w.attempts.Free(i)
	w.leave(op)
}

// settle says that the asker waits no longer. Where it has its answer, its
// connection is free for the next exchange; where it gives up, the link's
// giveUp decides, and the attempt stays among those of its connection: by that
// the other end, which may hold it, learns what a reset means. Where nothing is
// under way any more, since it was lost, the asker does not know that.
func (w *World) settle(i uint32, a *Attempt, answered bool) {
	a.waited = false
	if a.Shape.Followed() {
		w.bringsNothing(w.attempts.Ref(i))
	}
	w.endDeadline(a)
	if !a.under {
		w.unlink(i, a)
	}
	switch {
	case !a.taken:
	case a.under:
		a.taken = !w.Net.GiveUp(a.Conn, w.attempts.Ref(i))
	default:
		a.taken = false
		if answered || !w.Net.Miss(a.Conn, w.attempts.Ref(i)) {
			w.Net.Done(a.Conn, w.attempts.Ref(i))
		}
	}
}
