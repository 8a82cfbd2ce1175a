package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var requestResponse = Pattern{
	Name: "requestResponse", Title: "request and response",
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
// the two at odds, a retry without an idempotency key applies it again. A
// request for what is not there takes as much work, and has no effect: its
// answer says so, without content, and is final. What the last attempt could
// not get done may be set aside rather than given up.
// Source: Fielding, Nottingham, Reschke, RFC 9110, HTTP Semantics, 2022.
// Left out: pipelining, caching, streaming bodies.
type RequestResponse struct {
	asker
	absent sim.Key // what is drawn to know whether something is there
}

func newRequestResponse(s *Setup) (Flow, error) {
	r := &RequestResponse{absent: sim.NewKey(0).Named("unknown")}
	err := r.prepare(s, r)
	r.call.Once = s.Config.Idempotent
	return r, err
}

// open sends the client's request.
func (r *RequestResponse) open(speaker int, op sim.Ref) {
	c := &r.call
	c.Behalf, c.From, c.Ordinal = r.W.Assign(op), r.Speakers[speaker], int32(speaker)
	c.Payload, c.Poison = r.size(&r.request, op, 1), r.poisonous(op, 0)
	r.W.Call(r.Agent, c)
}

// Served answers: the server's work is done.
func (r *RequestResponse) Served(j *node.Job) bool {
	if r.C.Unknown > 0 && j.Status == trace.OK && r.unknown(j.Op) {
		j.Status = trace.NotFound
		r.answer(j, 0)
		return false
	}
	r.takeEffect(j)
	r.answer(j, r.size(&r.response, j.Op, 2))
	return false
}

// unknown tells whether the operation is about something that is not there.
func (r *RequestResponse) unknown(op sim.Ref) bool {
	o := r.W.Op(op)
	return o != nil && o.Draw(r.absent, 0).Chance(r.C.Unknown)
}

// Returned ends the operation: the client has its answer, or gives up.
func (r *RequestResponse) Returned(c *node.Call, _ *network.Message, status trace.Status) {
	s := outcome(status)
	if r.C.DeadLetter && s != trace.OK && s != trace.LostOutcome && s != trace.NotFound {
		s = trace.DeadLettered
	}
	r.end(c.Op, int(c.Ordinal), s)
}
