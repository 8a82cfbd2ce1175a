package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

var upload = Pattern{
	Name: "upload", Title: "an upload",
	Says:      "A client sends a file: in one request, in chunks, or so that it goes on from where the server says it stopped.",
	Operation: "an upload, until the client knows that the server has the whole file",
	Asks:      true, To: node.Answers, Options: (*UploadConfig)(nil),
	New: newUpload,
}

// UploadConfig are the options of uploads.
type UploadConfig struct {
	Size     sim.Dist  `json:"size" unit:"size" default:"20MiB" doc:"content of a file"`
	Mode     string    `json:"mode" enum:"oneShot,chunked,resumable" default:"resumable" doc:"oneShot: the file is one request, all of which an interruption costs; chunked: chunks one after the other, and one whose answer is missing is sent again; resumable: the same, and after an interruption the client asks first how much the server has"`
	Chunk    sim.Bytes `json:"chunk" default:"8MiB" min:"1B" max:"4GiB" doc:"chunked, resumable: content of one request (aws s3, multipart_chunksize: 8 MiB)"`
	CutOff   string    `json:"cutOff" enum:"kept,dropped" default:"kept" doc:"resumable: what becomes of a chunk of which a part has come when its connection breaks: kept: the server keeps that part, and the client goes on behind it (tus 1.0.0; draft-ietf-httpbis-resumable-upload); dropped: a chunk is there as a whole or not at all (UploadPart of S3)"`
	Parallel int       `json:"parallel" default:"1" min:"1" max:"100" doc:"chunked, resumable: parts of the file that are sent at a time, chunk by chunk each; a last request without content puts several together (tus 1.0.0, Concatenation; S3, CompleteMultipartUpload)"`
}

// Upload: the client sends a file to a server, and goes on where it was
// interrupted.
//
// Model card. One operation is one file, from its intended start until the client
// knows that all of it is stored. Each chunk is a request with a draw of the
// server's service; the server stores it when its work is done, before the answer
// leaves, and what it has stored survives crashes and is known to all replicas.
// A request that comes to nothing is an interruption: the client waits as the
// flow's retry says, whose attempts are the requests in a row without progress,
// and sends the chunk again. In between the server may have stored it. Where the
// flow is idempotent a chunk bears its place in the file, and is stored once; where
// it is not, it is stored again, and a file that is completed again takes effect
// again. A resumable upload asks for the offset, which is a request without
// content, and what does not begin at the server's offset is refused (409), so
// that nothing is stored twice. With several parts each has an offset.
// Sources: Kleidl, Zhang, Pardue, Resumable Uploads for HTTP,
// draft-ietf-httpbis-resumable-upload (HEAD, Upload-Offset, PATCH); tus
// resumable upload protocol 1.0.0 (the same, and Concatenation).
//
// Of a chunk whose connection breaks, a resumable upload's server keeps what has come,
// unless it is to drop that: over a transport all bytes that it could read, in order
// (of a record of TLS none before it is whole); elsewhere, where a link has a
// bandwidth and drops, what had left the client by a latency earlier; where sending
// takes no time, nothing. A server that has crashed has lost what it had of a chunk, a
// balancer or a sidecar hands on whole requests alone, and the other modes keep
// nothing. Left out: the request
// that makes the upload and the interim answer (104) that names it, since the
// client has its name in time; checksums; uploads that expire; that the server
// reads the file anew where it puts parts together. What arrives of an upload that
// the client has given up is thrown away.
type Upload struct {
	asker
	options *UploadConfig
	once    bool // what has been stored is not stored again
	keeps   bool // the server keeps what has come of a chunk that is cut off
	file    sizer
	uploads sim.Slab[uploading]
	parts   sim.Slab[part]
	id      sim.HandlerID
}

// uploading is a file under way.
type uploading struct {
	op      sim.Ref
	speaker int
	first   uint32 // of its parts
	left    int32  // parts that are not there
	busy    int32  // requests under way
	speaks  uint32 // the part whose request speaks for the operation
	failed  trace.Status
	several bool // parts that are to be put together
}

// Bytes that are kept of a file under way, and of a part of it.
const (
	uploadingBytes = 56
	partBytes      = 80
)

// Requests without content are told from chunks by what they are salted with; that
// of a chunk is where it begins, and 1.
const (
	inquiry    = 1 << 40 // how much is there?
	completion = 1 << 41 // put the parts together
)

func newUpload(s *Setup) (Flow, error) {
	p := &Upload{options: options[UploadConfig](s)}
	if err := p.prepare(s, p); err != nil {
		return nil, err
	}
	p.call.Single = true
	p.once = p.C.Idempotent || p.options.Mode == "resumable"
	p.keeps = p.options.Mode == "resumable" && p.options.CutOff == "kept"
	p.id = p.W.Kernel.Register(p)
	p.uploads.Keep(p.W.Kernel.Keeps("uploads under way", uploadingBytes))
	p.parts.Keep(p.W.Kernel.Keeps("parts of uploads", partBytes))
	var err error
	p.file, err = newSizer(p.options.Size)
	return p, err
}

// open begins to send all parts of a file.
func (p *Upload) open(speaker int, op sim.Ref) {
	r, u := p.uploads.New()
	u.op, u.speaker = op, speaker
	size := uint64(p.size(&p.file, op, 1))
	chunk, count := p.chunk(), uint64(1)
	chunks := max(1, (size+chunk-1)/chunk)
	if p.options.Mode != "oneShot" {
		count = min(uint64(p.options.Parallel), chunks)
	}
	u.several = count > 1
	u.busy++ // it is not over before all parts are begun
	for k := count; k > 0; k-- {
		p.add(r.Index, chunks*(k-1)/count*chunk, min(size, chunks*k/count*chunk))
	}
	for i := u.first; i != 0; {
		next := p.parts.At(i).next
		p.send(i)
		i = next
	}
	switch u.busy--; {
	case u.busy > 0:
	case u.failed != trace.NoStatus:
		p.close(r.Index, u.failed)
	default:
		p.W.Wait(op, trace.BackingOff, p.Speakers[speaker])
	}
}

// chunk is how much content a request has at most.
func (p *Upload) chunk() uint64 {
	if p.options.Mode == "oneShot" {
		return 1 << 32
	}
	return uint64(p.options.Chunk)
}

// add adds a part to a file.
func (p *Upload) add(upload uint32, from, end uint64) uint32 {
	u := p.uploads.At(upload)
	r, t := p.parts.New()
	t.upload, t.at, t.sent, t.has, t.end, t.next = upload, uint32(from), uint32(from), uint32(from), uint32(end), u.first
	u.first = r.Index
	u.left++
	return r.Index
}

// send sends the next chunk of a part, or, where that was interrupted, may ask
// first how much of it is there.
func (p *Upload) send(i uint32) {
	t := p.parts.At(i)
	if t.doubtful && p.options.Mode == "resumable" {
		p.note(trace.Inquired, i, p.To[0])
		p.ask(i, inquiry|uint64(t.at), 0)
		return
	}
	to := uint32(min(uint64(t.end), uint64(t.at)+p.chunk()))
	again := min(to, t.sent) - min(t.at, t.sent)
	if t.tries > 0 || again > 0 || t.unsaid > 0 {
		r := p.note(trace.Resumed, i, p.To[0])
		r.Payload, r.Aux, r.Header, r.Until = again, int64(t.at), t.unsaid, t.resumed
	}
	t.resent, t.unsaid, t.resumed = again, 0, p.W.Now()
	t.before, t.sent = t.sent, max(t.sent, to)
	salt := uint64(t.at) + 1
	if t.joins {
		salt |= completion
	}
	p.ask(i, salt, to-t.at)
}

// ask makes a request for a part.
func (p *Upload) ask(i uint32, salt uint64, content uint32) {
	t := p.parts.At(i)
	u := p.uploads.At(t.upload)
	u.busy++
	u.speaks = i
	c := &p.call
	c.Behalf, c.From, c.Ordinal = p.W.Assign(u.op), p.Speakers[u.speaker], int32(i)
	c.Salt, c.Path, c.Payload = salt, node.Path(t.tries), content
	c.Poison = salt&inquiry == 0 && p.poisonous(u.op, 0)
	c.Tag = network.ForPart(p.parts.Ref(i))
	c.After(t.tries)
	p.W.Call(p.Agent, c)
}

// Returned goes on with a part, whose request has ended.
func (p *Upload) Returned(c *node.Call, m *network.Message, status trace.Status) {
	i := uint32(c.Ordinal)
	u := p.uploads.At(p.parts.At(i).upload)
	u.busy--
	switch {
	case outcome(status) != trace.OK:
		p.interrupted(i, status)
	case u.failed != trace.NoStatus:
		p.abandoned(i)
	case c.Salt&inquiry != 0:
		p.told(i, m.Tag)
	default:
		p.stored(i, c.Payload)
	}
}

// told goes on from where the server says.
func (p *Upload) told(i uint32, x network.Tag) {
	t := p.parts.At(i)
	has, whole := x.Offset()
	if has > t.at {
		t.tries, t.wait = 0, 0
	}
	t.at, t.doubtful = has, false
	p.goOn(i, t.at == t.end && (whole || p.uploads.At(t.upload).several && !t.joins))
}

// stored goes on after a chunk.
func (p *Upload) stored(i, content uint32) {
	t := p.parts.At(i)
	t.at += content
	t.tries, t.wait = 0, 0
	p.goOn(i, t.at == t.end)
}

// goOn sends what is next of a part, or ends it where it is there.
func (p *Upload) goOn(i uint32, there bool) {
	if !there {
		p.send(i)
		return
	}
	t := p.parts.At(i)
	at := t.upload
	u := p.uploads.At(at)
	u.left--
	switch {
	case u.left > 0:
		p.rest(i)
	case u.several && !t.joins:
		last := p.add(at, uint64(t.end), uint64(t.end))
		p.parts.At(last).joins = true
		p.send(last)
	default:
		p.close(at, trace.OK)
	}
}

// interrupted waits before a part is tried again, or gives the file up.
func (p *Upload) interrupted(i uint32, why trace.Status) {
	t := p.parts.At(i)
	u := p.uploads.At(t.upload)
	client := p.Speakers[u.speaker]
	if p.W.Live(client) {
		p.note(trace.Interrupted, i, p.To[0]).Status = why
	}
	t.tries++
	t.doubtful = true
	wait, again := p.Agent.Again(client, t.tries, why, t.wait)
	if !again && u.failed == trace.NoStatus {
		u.failed = outcome(why)
	}
	if u.failed != trace.NoStatus {
		p.abandoned(i)
		return
	}
	t.wait = wait
	r := p.parts.Ref(i)
	p.W.Kernel.At(p.W.Now()+wait, p.id, 0, r.Index, r.Generation)
	p.rest(i)
}

// abandoned goes on with a part of a file that is given up: the file ends with the
// last of its requests.
func (p *Upload) abandoned(i uint32) {
	at := p.parts.At(i).upload
	if u := p.uploads.At(at); u.busy == 0 {
		p.close(at, u.failed)
		return
	}
	p.rest(i)
}

// rest says what a file waits for, of which a part sends nothing now.
func (p *Upload) rest(i uint32) {
	u := p.uploads.At(p.parts.At(i).upload)
	switch client := p.Speakers[u.speaker]; {
	case u.busy == 0:
		p.W.Wait(u.op, trace.BackingOff, client)
	case u.speaks == i:
		p.W.Wait(u.op, trace.Gathering, client)
	}
}

// Handle tries a part again, unless its file is over.
func (p *Upload) Handle(e sim.Event) {
	r := sim.Ref{Index: e.A, Generation: e.B}
	if t := p.parts.Get(r); t != nil && p.uploads.At(t.upload).failed == trace.NoStatus {
		p.send(r.Index)
	}
}

// Crashed loses the files whose client has crashed while it waited.
func (p *Upload) Crashed(at trace.Place) {
	for i, u := range p.uploads.All() {
		if p.Speakers[u.speaker] == at {
			p.close(i, trace.LostOutcome)
		}
	}
}

// close ends a file.
func (p *Upload) close(upload uint32, s trace.Status) {
	u := *p.uploads.At(upload)
	for i := u.first; i != 0; {
		next := p.parts.At(i).next
		p.parts.Free(i)
		i = next
	}
	p.uploads.Free(upload)
	p.end(u.op, u.speaker, s)
}

// note records what the client of a part does towards peer.
func (p *Upload) note(kind trace.Kind, i uint32, peer trace.Place) *trace.Record {
	u := p.uploads.At(p.parts.At(i).upload)
	r := p.W.Record(kind, p.Speakers[u.speaker], peer, u.op)
	r.Flow = p.Number
	return r
}
