package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/trace"
)

// An asker is what conversations have whose operations are asked for, and
// answered by the place that is asked.
type asker struct {
	*Talk
	load *Workload
	call node.Call // the next one: what is always the same is filled in
	opener
}

// An opener is one of those conversations: it asks what an operation is asked for.
type opener interface {
	open(speaker int, op sim.Ref)
}

// prepare makes it what a conversation has, whose calls come back to that.
func (a *asker) prepare(s *Setup, whole interface {
	opener
	node.Caller
}) (err error) {
	if a.Talk, err = newTalk(s); err != nil {
		return err
	}
	a.opener = whole
	a.Agent.Tell(whole)
	a.call = node.Call{Ask: node.Ask{
		Flow: a.Number, Shape: trace.Request, Header: uint32(a.C.Headers.Request),
		Demand: a.demand, Priority: int16(a.C.Priority),
	}}
	a.load, err = NewWorkload(a.W, a.C.Send, a.Key, len(a.Speakers), a.nameOf(a.Speakers), a.begin)
	return err
}

// Start begins the workload.
func (a *asker) Start() { a.load.Start() }

// Intend asks once more, on behalf of the timeline.
func (a *asker) Intend(p trace.Place) { a.load.Extra(a.speaker(p)) }

// Follows asks on behalf of what has been processed at p.
func (a *asker) Follows(p trace.Place, key sim.Key, about node.Topic) {
	if i, ok := a.speaks(p); ok {
		a.beginFor(i, a.Key.With(uint64(key)), about)
	}
}

// begin begins an operation that has no cause.
func (a *asker) begin(speaker int, key sim.Key) { a.beginFor(speaker, key, 0) }

// beginFor begins an operation whose cause is about a topic. It is lost where its
// speaker is down.
func (a *asker) beginFor(speaker int, key sim.Key, cause node.Topic) {
	client := a.Speakers[speaker]
	op := a.intend(speaker, key, cause)
	if !a.W.Live(client) {
		a.end(op, speaker, trace.LostOutcome)
		return
	}
	a.open(speaker, op)
}

// takeEffect says that the work of an operation is done, unless it was before
// and its key tells.
func (a *asker) takeEffect(j *node.Job) {
	if j.Status == trace.OK && !(a.C.Idempotent && a.W.Op(j.Op).Applied > 0) {
		a.W.Apply(j.Op, j.Place)
		a.processed(j.Op, j.Place)
	}
}

// answer answers a request with that much content.
func (a *asker) answer(j *node.Job, payload uint32) {
	a.W.Reply(j.Attempt, j.Place, node.Answer{
		Shape: trace.Response, Status: j.Status, Payload: payload, Header: uint32(a.C.Headers.Response),
	})
}

// end ends an operation of a speaker's.
func (a *asker) end(op sim.Ref, speaker int, s trace.Status) {
	a.W.End(op, s)
	a.over(a.load, speaker)
}
