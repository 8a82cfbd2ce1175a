package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A Call is something one place asks of another, with as many attempts as its
// policy allows. It is kept with the first of them, which is mostly the only one,
// and bears its name.
type Call struct {
	Ask             // what it asks, as its first attempt does
	ForJob  sim.Ref // the job of the server that makes it; zero for others
	Ordinal int32   // the caller's own
	Single  bool    // it makes one attempt, and its caller decides what follows
	Quiet   bool    // its attempts are not counted as requests of its flow

	over  bool   // its first attempt is no more, or was not made: what is kept is the call
	live  uint8  // attempts that may still be answered
	agent uint32 // by which it is made: its number; 0: what is kept is an attempt alone
	tries uint32
	more  uint32  // what it remembers of more attempts than one; 0: nothing yet
	tied  sim.Ref // a call's latest attempt; of another attempt than its first: the call
	due   uint32  // the attempt's deadline; 0: none
}

// A repeated is what a call remembers that makes, or may make, more attempts
// than one.
type repeated struct {
	holder uint32      // of its operation: that of the latest attempt
	second trace.Place // whom the twin asks, where the first is tied to it
	wait   sim.Time    // before the latest of them
	timer  sim.TimerID // until that is made
	hedge  sim.TimerID // until the first gets a twin
	twin   sim.Ref     // the attempt before the latest, where that may still be answered
	begun  uint8       // which of two tied attempts a server has begun
	late   uint8       // which of them is not wanted where it goes, should it come there
}

// A Caller is told how the calls by its agent have ended.
type Caller interface {
	// Returned hands over the answer to c: m, whose status tells how it went,
	// or nil where there was none, and why. Of a stream it is called for
	// every answer. The call is over unless more is to come.
	Returned(c *Call, m *network.Message, status trace.Status)
}

// Call makes a call by the agent. Where those on whose behalf it is made speak
// for the operation, they delegate that to the call.
func (w *World) Call(agent *Agent, c *Call) sim.Ref {
	r, a := w.attempts.New()
	a.Ask, a.Single, a.Quiet, a.ForJob, a.Ordinal, a.tries = c.Ask, c.Single, c.Quiet, c.ForJob, c.Ordinal, c.tries
	a.agent, a.picked, a.named, a.Path, a.over = agent.number, c.Dest, c.Dest != 0, c.Path.Then(1), true
	w.callsOf.Add(a.From, r.Index)
	o := w.join(a.Op)
	a.Holder = o.delegate(c.Holder)
	if agent.saves && c.tries == 0 {
		agent.first(a.From)
	}
	if agent.bounds {
		agent.bound(a)
	}
	w.try(r, agent, &a.Call, a, o)
	return r
}

// After says that a call, which is to be made, follows so many that its caller has
// made for the same.
func (c *Call) After(tries uint32) { c.tries = tries }

// callBy is the call of which attempt a, which r names, is a try, and its name; nil
// where it is no more.
func (w *World) callBy(r sim.Ref, a *Attempt) (sim.Ref, *Call) {
	if a.agent != 0 {
		return r, &a.Call
	}
	return a.tied, w.callOf(a.tied)
}

// callOf is the call r names, or nil where it is no more.
func (w *World) callOf(r sim.Ref) *Call {
	if a := w.attempts.Get(r); a != nil && a.agent != 0 {
		return &a.Call
	}
	return nil
}

// Behalf is on whose behalf the call asks now.
func (w *World) Behalf(c *Call) network.Behalf {
	if c.more != 0 {
		return network.Behalf{Op: c.Op, Holder: w.repeated.At(c.more).holder}
	}
	return c.Behalf
}

// replaced makes another attempt speak for the call's operation.
func (w *World) replaced(c *Call) { w.repeatedBy(c).holder = w.replace(w.Behalf(c)).Holder }

// tryAgain makes another attempt of call c, which r names.
func (w *World) tryAgain(r sim.Ref, c *Call) {
	w.try(r, w.agents[c.agent], c, nil, w.ops.Get(c.Op))
}

// try makes the next attempt of call c by the agent, which r names, for operation
// o: in a cell of its own, or for the first in a.
func (w *World) try(r sim.Ref, agent *Agent, c *Call, a *Attempt, o *Op) {
	if agent.holds && agent.holdsBack(c.From, w.Now()) {
		c.tries++
		w.attemptEnded(r.Index, c, w.Behalf(c), nil, trace.Throttled)
		return
	}
	dest, ok, trial := trace.Place(0), true, false
	if first := w.attempts.At(r.Index); first.named {
		dest = first.picked
	} else if agent.ties && c.tries == 1 && c.live == 1 {
		dest = w.repeated.At(c.more).second
	}
	switch {
	case agent.breaks:
		dest, ok, trial = agent.admit(c.From, dest, w.Now())
	case dest == 0:
		dest = agent.target(c.From)
	}
	c.tries++
	if !ok {
		w.noteAsk(trace.Barred, c, o)
		w.attemptEnded(r.Index, c, w.Behalf(c), nil, trace.BreakerOpen)
		return
	}
	if trial {
		agent.says(trace.Probe, c.From, agent.watched(dest))
	}
	c.live++
	c.tied = r
	if a == nil {
		c.tied, a = w.another(c)
		a.tied = r
		if f, ok := w.flows[a.Flow].(Repeater); ok && !a.Nested {
			f.Repeated(a, dest)
		}
	}
	a.over, a.Dest, a.picked, a.trial = false, dest, dest, trial
	if w.named {
		w.lookUp(a)
	}
	if a.Due != 0 {
		w.endAtDeadline(c.tied, a)
	}
	if !c.Quiet {
		w.noteAsk(trace.Ask, c, o)
	}
	switch {
	case c.OneWay:
		w.sendOneWay(r.Index, c, a)
	case agent.plain:
		w.send(c.tied, a)
	default:
		w.sendInTime(agent, c, a)
	}
}

// another makes an attempt of call c after its first.
func (w *World) another(c *Call) (sim.Ref, *Attempt) {
	r, a := w.attempts.New()
	a.Ask = c.Ask
	a.Holder, a.Path = w.Behalf(c).Holder, c.Path+Path(c.tries-1)
	w.join(a.Op)
	return r, a
}

// sendOneWay sends the one attempt of a call that waits for no answer.
func (w *World) sendOneWay(i uint32, c *Call, a *Attempt) {
	r := c.tied
	w.send(r, a)
	w.freeCall(i, c)
	a.waited = false
	w.release(r.Index, a)
}

// sendInTime sends an attempt that may take only so long, or gets a twin.
func (w *World) sendInTime(agent *Agent, c *Call, a *Attempt) {
	w.arm(agent, a, c)
	r, patience := c.tied, w.patience(agent, a)
	w.send(r, a)
	if patience > 0 {
		w.awaitConnection(r, patience)
	}
}

// noteAsk records that an attempt of a call is made, or is not.
func (w *World) noteAsk(kind trace.Kind, c *Call, o *Op) {
	r := w.Trace.Add()
	r.Kind, r.At, r.Node, r.Flow, r.Shape, r.Aux = kind, w.Now(), c.From, c.Flow, c.Shape, int64(c.tries)
	if kind == trace.Ask {
		r.Msg = w.Net.Next()
	}
	if o != nil {
		r.Op, r.N = o.ID, o.count()
	}
}

// arm draws how long an attempt may take, and sets when it gets a twin.
func (w *World) arm(agent *Agent, a *Attempt, c *Call) {
	if agent.policy.Timeout != nil {
		w.deadline(a).limit = max(1, agent.timeout.Time(&agent.state(c.From).draws))
	}
	if h := agent.policy.Hedge; h != nil && c.tries == 1 && !c.Stream {
		if agent.ties {
			w.tie(agent, c, a)
		}
		w.repeatedBy(c).hedge = w.Kernel.Timer(w.Now()+*h, w.id, eventHedge, c.tied.Index, c.tied.Generation)
	}
}

// patience is how long an attempt may wait for its connection; 0: for ever.
func (w *World) patience(agent *Agent, a *Attempt) sim.Time {
	if t := agent.policy.ConnectTimeout; t != nil {
		return *t
	}
	if a.due != 0 {
		return w.deadlines.At(a.due).limit
	}
	return 0
}

// awaitConnection bounds how long an attempt that could not be sent at once
// waits for its connection.
func (w *World) awaitConnection(r sim.Ref, patience sim.Time) {
	if a := w.Attempt(r); a != nil && !a.sent && a.waited {
		w.alarm(r, a, patience)
	}
}

// alarm ends an attempt by a timeout, unless it has ended before.
func (w *World) alarm(r sim.Ref, a *Attempt, after sim.Time) {
	w.deadline(a).timer = w.Kernel.Timer(w.Now()+after, w.id, eventTimeout, r.Index, r.Generation)
}

// hedge gives a call that is still unanswered a second attempt.
func (w *World) hedge(r sim.Ref) {
	c := w.callOf(r)
	if c == nil || c.tries != 1 || c.live != 1 {
		return
	}
	x := w.repeatedBy(c)
	x.hedge, x.twin = 0, c.tied
	x.holder = w.fork(c.Behalf, c.From).Holder
	w.tryAgain(r, c)
}

// counts lets one of the call's two attempts that are under way, on whose behalf b
// is, alone speak for the operation.
func (w *World) counts(c *Call, b network.Behalf) {
	if c.more == 0 {
		return
	}
	x := w.repeated.At(c.more)
	second := network.Behalf{Op: c.Op, Holder: x.holder}
	if b == second {
		w.prevail(c.Behalf, second, trace.Second, c.From)
		return
	}
	w.prevail(c.Behalf, second, trace.First, c.From)
	x.holder = b.Holder
}

// timedOut ends an attempt that has taken too long.
func (w *World) timedOut(r sim.Ref) {
	a := w.Attempt(r)
	if a == nil || !a.waited {
		return
	}
	if w.overdue(&a.Ask) {
		w.letGo(r, a)
		return
	}
	if a.proxied() {
		w.sendCancel(r, a, always)
	} else {
		_, c := w.callBy(r, a)
		w.takeBack(r, a, &w.agents[c.agent].policy)
	}
	w.fail(r, a, trace.TimedOut)
}

// callAnswered takes an answer to one of the call's attempts.
func (w *World) callAnswered(a *Attempt, m *network.Message) {
	r, c := w.callBy(m.Attempt, a)
	if c == nil {
		return
	}
	if !m.Last {
		w.endDeadline(a)
		w.agents[c.agent].caller.Returned(c, m, m.Status)
		return
	}
	c.live--
	agent := w.agents[c.agent]
	if agent.ties && m.Status == trace.Cancelled {
		agent.forgo(a)
		w.attemptEnded(r.Index, c, a.Behalf, nil, trace.Failed)
		return
	}
	if agent.breaks {
		w.watch(c, a, m.Status)
	}
	if agent.outliers != nil {
		agent.judge(a, m.Status)
	}
	if agent.holds {
		agent.answered(c.From, m.Status, w.Now())
	}
	if good(m.Status) {
		if c.live > 0 {
			w.counts(c, a.Behalf)
		}
		w.endCall(r.Index, agent, c, m, m.Status)
		return
	}
	w.attemptEnded(r.Index, c, a.Behalf, m, m.Status)
}

// callFailed takes it that attempt a, which r names, will not be answered.
func (w *World) callFailed(r sim.Ref, a *Attempt, why trace.Status) {
	if r, c := w.callBy(r, a); c != nil {
		c.live--
		if w.agents[c.agent].breaks {
			w.watch(c, a, why)
		}
		if agent := w.agents[c.agent]; agent.outliers != nil {
			agent.judge(a, why)
		}
		w.attemptEnded(r.Index, c, a.Behalf, nil, why)
	}
}

// good tells whether an attempt that ended so needs no other: that there is
// nothing of the kind is an answer like any.
func good(s trace.Status) bool {
	return s == trace.OK || s == trace.Empty || s == trace.Miss || s == trace.NotFound
}

// attemptEnded decides what follows the end of an attempt that was not good:
// another, or the end of the call. b is the attempt's.
func (w *World) attemptEnded(i uint32, c *Call, b network.Behalf, m *network.Message, s trace.Status) {
	if c.live > 0 { // its twin may still be answered
		w.awaitTwin(c, b)
		return
	}
	agent := w.agents[c.agent]
	if !c.Single && w.Net.Up(c.From) && !w.overdue(&c.Ask) && agent.may(c.From, c.tries, s) && w.backOff(i, c, m) {
		return
	}
	w.endCall(i, agent, c, m, s)
}

// awaitTwin goes on with a call one of whose twins, on whose behalf b is, has
// ended: the other alone speaks for the operation, and what is done for that one from
// now is late. A deadline ends both at one instant, so that neither counts: the first
// has been under way from the beginning, and speaks for both.
func (w *World) awaitTwin(c *Call, b network.Behalf) {
	other := w.Behalf(c)
	if b == other || w.overdue(&c.Ask) {
		other = c.Behalf
	}
	w.counts(c, other)
}

// endCall ends call i by the agent.
func (w *World) endCall(i uint32, agent *Agent, c *Call, m *network.Message, s trace.Status) {
	twin := w.endRepeats(c)
	if c.live > 0 {
		w.abandonTwin(twin, agent)
		w.abandonTwin(c.tied, agent)
	}
	agent.caller.Returned(c, m, s)
	w.freeCall(i, c)
}

// freeCall forgets call i, and what is kept of it unless its first attempt goes
// on.
func (w *World) freeCall(i uint32, c *Call) {
	w.callsOf.Remove(c.From, i)
	if c.more != 0 {
		w.endRepeats(c)
		w.repeated.Free(c.more)
		c.more = 0
	}
	c.agent = 0
	if c.over {
		w.free(i, c)
	}
}

// abandonTwin lets go of an attempt of a call that is over.
func (w *World) abandonTwin(r sim.Ref, agent *Agent) {
	a := w.Attempt(r)
	if a == nil || !a.waited {
		return
	}
	w.takeBack(r, a, &agent.policy)
	agent.forgo(a)
	w.settle(r.Index, a, false)
	w.release(r.Index, a)
}

// backOff waits before the next attempt; m is the answer to the last, or nil. It
// tells whether there is time for another.
func (w *World) backOff(i uint32, c *Call, m *network.Message) bool {
	agent := w.agents[c.agent]
	r := agent.policy.Retry
	x := w.repeatedBy(c)
	x.wait = r.wait(c.tries, x.wait, &agent.state(c.From).draws)
	if r.Heed && m != nil && m.Status == trace.Limited {
		x.wait = max(x.wait, m.Tag.After())
	}
	if c.Due != 0 && w.Now()+x.wait >= c.Due.at() {
		return false
	}
	x.begun, x.late = 0, 0
	w.replaced(c)
	w.Enter(w.Behalf(c), trace.BackingOff, c.From)
	switch c.Shape {
	case trace.Poll:
		w.followed(c.Parent, trace.BackingOff, c.From, Sent{})
	case trace.Batch:
		w.flows[c.Flow].(Collector).BatchEntered(c.Tag, c.Path+Path(c.tries-1), trace.BackingOff, c.From, Sent{})
	}
	x.timer = w.Kernel.Timer(w.Now()+x.wait, w.id, eventRetry, i, w.attempts.Ref(i).Generation)
	return true
}

func (w *World) retry(r sim.Ref) {
	if c := w.callOf(r); c != nil {
		w.repeatedBy(c).timer = 0
		w.tryAgain(r, c)
	}
}

// repeatedBy is what the call remembers of more attempts than one, from now on at
// the latest.
func (w *World) repeatedBy(c *Call) *repeated {
	if c.more == 0 {
		r, x := w.repeated.New()
		c.more, x.holder = r.Index, c.Holder
	}
	return w.repeated.At(c.more)
}

// endRepeats forgets that, but for who speaks for the call: it makes no further
// attempt. It returns the one before the latest, where that may still be answered.
func (w *World) endRepeats(c *Call) (twin sim.Ref) {
	if c.more == 0 {
		return sim.Ref{}
	}
	x := w.repeated.At(c.more)
	w.Kernel.Cancel(x.timer)
	w.Kernel.Cancel(x.hedge)
	twin = x.twin
	*x = repeated{holder: x.holder}
	return twin
}

// DropSilent ends a call on which nothing is heard, and lets its connection be used
// for nothing more: who asks again does so by another.
func (w *World) DropSilent(r sim.Ref) {
	var conn sim.Ref
	if c := w.callOf(r); c != nil {
		if a := w.Attempt(c.tied); a != nil {
			conn = a.Conn
		}
	}
	w.DropCall(r, true)
	w.Net.Distrust(conn)
}

// DropCall ends a call of which its caller wants to hear nothing more. Where
// told, the other side learns of it.
func (w *World) DropCall(r sim.Ref, tell bool) {
	c := w.callOf(r)
	if c == nil {
		return
	}
	last, agent := c.tied, w.agents[c.agent]
	w.freeCall(r.Index, c)
	if a := w.Attempt(last); a != nil && a.waited {
		if tell {
			w.sendCancel(last, a, always)
		}
		agent.forgo(a)
		w.settle(last.Index, a, false)
		w.release(last.Index, a)
	}
}
