package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var requestResponse = Pattern{
	Name: "requestResponse", Title: "request and response",
	Heading:   "Request and response",
	Lead:      "One asks, one answers. What happens when many ask at once, or the answer does not come?",
	Says:      "One asks, one answers, and the asker waits.",
	Operation: "a request, until its answer is there",
	Asks:      true, To: node.Answers,
	New: newRequestResponse,
}

// RequestResponse: the client asks and waits for the answer.
//
// Model card. One operation is one request as the client intended it, from
// its intended start until the client has the answer, or gives up by its
// policy (timeout, retries). The server applies the request's effect when its
// work is done, before the answer leaves: a crash or loss in between leaves
// the two at odds, a retry without an idempotency key applies it again. What
// the last attempt could not get done may be set aside rather than given up.
// Source: Fielding, Nottingham, Reschke, RFC 9110, HTTP Semantics, 2022.
// Left out: pipelining, caching, streaming bodies.
type RequestResponse struct {
	*Talk
	load *Workload
	call node.Call // the next one: what is always the same is filled in
}

func newRequestResponse(s *Setup) (Flow, error) {
	t, err := newTalk(s)
	if err != nil {
		return nil, err
	}
	r := &RequestResponse{Talk: t}
	r.Agent.Tell(r)
	r.call = node.Call{Ask: node.Ask{
		Flow: t.Number, Shape: trace.Request, Header: uint32(t.C.Headers.Request),
		Demand: t.demand, Priority: int16(t.C.Priority), Once: t.C.Idempotent,
	}}
	r.load, err = NewWorkload(t.W, t.C.Send, t.Key, len(t.Speakers), t.nameOf(t.Speakers), r.ask)
	return r, err
}

// Start begins the workload.
func (r *RequestResponse) Start() { r.load.Start() }

// Intend asks once more, on behalf of the timeline.
func (r *RequestResponse) Intend(p trace.Place) { r.load.Extra(r.speaker(p)) }

// Follows asks on behalf of what has been processed at p.
func (r *RequestResponse) Follows(p trace.Place, key sim.Key) {
	if i, ok := r.speaks(p); ok {
		r.ask(i, r.Key.With(uint64(key)))
	}
}

// ask begins an operation: the client sends its request.
func (r *RequestResponse) ask(speaker int, key sim.Key) {
	client := r.Speakers[speaker]
	op := r.W.Begin(r.Number, client, key, trace.Transfer, 1, nil)
	if !r.W.Live(client) {
		r.end(op, speaker, trace.LostOutcome)
		return
	}
	c := &r.call
	c.Behalf, c.From, c.Ordinal = r.W.Assign(op), client, int32(speaker)
	c.Payload, c.Poison = r.size(&r.request, op, 1), r.poisonous(op)
	r.W.Call(r.Agent, c)
}

// Served answers: the server's work is done.
func (r *RequestResponse) Served(j *node.Job) bool {
	if j.Status == trace.OK && !(r.C.Idempotent && r.W.Op(j.Op).Applied > 0) {
		r.W.Apply(j.Op, j.Place)
		r.processed(j.Op, j.Place)
	}
	r.W.Reply(j.Attempt, j.Place, node.Answer{
		Shape: trace.Response, Status: j.Status,
		Payload: r.size(&r.response, j.Op, 2), Header: uint32(r.C.Headers.Response),
	})
	return false
}

// Returned ends the operation: the client has its answer, or gives up.
func (r *RequestResponse) Returned(c *node.Call, _ *network.Message, status trace.Status) {
	s := outcome(status)
	if r.C.DeadLetter && s != trace.OK && s != trace.LostOutcome {
		s = trace.DeadLettered
	}
	r.W.End(c.Op, s)
	r.over(r.load, int(c.Ordinal))
}

func (r *RequestResponse) end(op sim.Ref, speaker int, s trace.Status) {
	r.W.End(op, s)
	r.over(r.load, speaker)
}
