package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A part is a stretch of a file that is sent chunk by chunk, in order: what its
// client knows of it, and what its server does.
type part struct {
	upload   uint32
	next     uint32   // of its file
	at       uint32   // the client knows that what is before is stored
	sent     uint32   // what is before has left its client, once at least
	before   uint32   // so it was when the latest request was made
	resent   uint32   // how much of that is to go again with it
	unsaid   uint32   // of which so much has not left, since it was cut off
	resumed  sim.Time // when that was
	end      uint32   // of the part
	has      uint32   // the server has stored what is before
	tries    uint32   // in a row that came to nothing
	wait     sim.Time // before the latest of them
	doubtful bool     // it was interrupted: the server may have more than the client knows
	joins    bool     // it is nothing of the file, but puts together what the others were
}

// Served answers: the server has stored a chunk, or says how much it has.
func (p *Upload) Served(j *node.Job) bool {
	a := p.W.Attempt(j.Attempt)
	if a == nil {
		return false
	}
	x := node.Answer{Shape: trace.Response, Status: j.Status, Header: uint32(p.C.Headers.Response)}
	t := p.parts.Get(a.Tag.Part())
	switch {
	case j.Status != trace.OK:
	case t == nil:
		p.storeLate(j, a)
	case j.Salt&inquiry != 0:
		x.Tag = network.AtOffset(t.has, p.W.Op(j.Op).Applied > 0)
	case p.store(j, a, t):
		x.Payload = p.finish(j, a, t)
	default:
		x.Status = trace.Failed
	}
	p.W.Reply(j.Attempt, j.Place, x)
	return false
}

// store stores a chunk. It tells whether the chunk is one that the server takes.
func (p *Upload) store(j *node.Job, a *node.Attempt, t *part) bool {
	from, content := uint32(j.Salt-1), a.Payload
	known := min(max(t.has, from)-from, content)
	switch {
	case p.options.Mode == "resumable" && from != t.has:
		return false
	case p.once:
		p.written(j.Op, j.Place, a.From, content-known, 0)
	default:
		p.written(j.Op, j.Place, a.From, content, known)
	}
	t.has = max(t.has, from+content)
	return true
}

// CutOff stores what has come of a chunk that is cut off, where the server keeps that,
// and notes how much of it has left its client.
func (p *Upload) CutOff(a *node.Attempt, m *network.Message, came, left uint32) {
	t := p.parts.Get(a.Tag.Part())
	if t == nil || a.Salt&inquiry != 0 {
		return
	}
	u, from := p.uploads.At(t.upload), uint32(a.Salt-1)
	if p.keeps && from == t.has && p.W.Live(m.To) && !p.W.Relays(m.To) {
		p.written(u.op, m.To, m.From, came, 0)
		t.has += came
	}
	if m.From == p.Speakers[u.speaker] && from == t.at {
		t.sent = max(t.before, from+left)
		t.unsaid = t.resent - min(t.resent, left)
	}
}

// Repeated notes that a hedge, or who is on the way, sends a chunk once more.
func (p *Upload) Repeated(a *node.Attempt, dest trace.Place) {
	if p.parts.Get(a.Tag.Part()) != nil && a.Salt&inquiry == 0 && a.Payload > 0 {
		r := p.W.Record(trace.Resumed, a.From, dest, a.Op)
		r.Flow, r.Payload, r.Aux = p.Number, a.Payload, int64(a.Salt-1)
	}
}

// finish lets a file that is there as a whole take effect. It is how much content
// the answer has: that to the last request is the flow's response.
func (p *Upload) finish(j *node.Job, a *node.Attempt, t *part) uint32 {
	several := p.uploads.At(t.upload).several
	if uint32(j.Salt-1)+a.Payload != t.end || several && !t.joins {
		return 0
	}
	p.takesEffect(j)
	return p.size(&p.response, j.Op, 2)
}

// storeLate stores again a chunk of a file whose client has been told that it is
// there.
func (p *Upload) storeLate(j *node.Job, a *node.Attempt) {
	if p.once || p.W.Op(j.Op).Applied == 0 || j.Salt&inquiry != 0 {
		return
	}
	p.written(j.Op, j.Place, a.From, a.Payload, a.Payload)
	if p.options.Mode == "oneShot" {
		p.takesEffect(j)
	}
}

// takesEffect says that a file is there, unless that is known.
func (p *Upload) takesEffect(j *node.Job) {
	if !p.once || p.W.Op(j.Op).Applied == 0 {
		p.W.Apply(j.Op, j.Place)
		p.processed(j.Op, j.Place)
	}
}

// written records that content of a chunk is stored at a place, of which some was before.
func (p *Upload) written(op sim.Ref, at, from trace.Place, content, known uint32) {
	if content > 0 {
		r := p.W.Record(trace.Written, at, from, op)
		r.Flow, r.Payload, r.Aux = p.Number, content, int64(known)
	}
}
