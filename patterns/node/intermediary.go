package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// IntermediaryConfig describes what a proxy does to what passes through it,
// beside passing it on.
//
// Model card. Whoever buffers passes the first part of an answer on at once (its
// head), and keeps the further ones until their bytes reach a size, or the answer
// ends: nginx's proxy_buffering. Bytes are those of content and, where the link has
// no transport, of the flow's headers. What has left HTTP for a protocol of its own
// (a WebSocket, a broker's protocol) is passed on as it comes, or refused at its
// opening. Left out: buffers that all answers share, a buffer that is emptied after
// a while, requests that are kept until they are whole.
type IntermediaryConfig struct {
	Buffering *BufferingConfig `json:"buffering" absent:"each part of an answer is passed on as it comes (nginx: proxy_buffering off, or a server that answers with X-Accel-Buffering: no)" doc:"answers that come in parts, such as server-sent events, are kept until there is enough of them"`
	Upgrades  string           `json:"upgrades" enum:"passed,refused" default:"passed" doc:"requests to leave HTTP for a protocol of its own, as push does for a WebSocket: refused: answered with an error, as by many a firewall"`
}

// BufferingConfig describes a proxy that keeps parts of answers.
type BufferingConfig struct {
	Size sim.Bytes `json:"size" default:"8KiB" min:"1B" max:"1GiB" doc:"parts of an answer are passed on once so many bytes of them are there, or the answer ends (nginx: proxy_buffers, whose size is a memory page, 4 or 8 KiB)"`
}

// refuses tells whether an attempt comes no further.
func (c *IntermediaryConfig) refuses(a *Attempt) bool { return a.Upgrade && c.Upgrades == "refused" }

// keeps is how much of an answer is kept; 0: nothing.
func (c *IntermediaryConfig) keeps() int64 {
	if c.Buffering == nil {
		return 0
	}
	return int64(c.Buffering.Size)
}

// A buffer is what a proxy keeps of the answer to an attempt.
type buffer struct {
	parts []Answer
	bytes int64
}

// Bytes that a run keeps of a buffer, beside the answers in it.
const bufferBytes = 48

// buffered takes the next part of the answer to attempt up at p, where answers are
// kept up to size, and returns what is to be passed on now.
func (w *World) buffered(up sim.Ref, p trace.Place, size int64, x Answer) []Answer {
	a, b := w.Attempt(up), w.buffers[up]
	if b == nil {
		if a != nil && !a.Upgrade && x.More {
			w.openBuffer(up)
		}
		return []Answer{x}
	}
	w.buffering.Add(1)
	b.parts = append(b.parts, x)
	b.bytes += int64(x.Payload) + int64(x.Header)
	if x.More && b.bytes < size {
		w.Enter(x.Behalf, trace.Held, p)
		return nil
	}
	if !x.More {
		delete(w.buffers, up)
	}
	return w.emptied(b)
}

// emptied empties a buffer, and returns what was in it.
func (w *World) emptied(b *buffer) []Answer {
	parts := b.parts
	w.buffering.Add(-len(parts))
	b.parts, b.bytes = nil, 0
	return parts
}

// openBuffer begins to keep what follows of the answer to an attempt.
func (w *World) openBuffer(up sim.Ref) {
	if w.buffers == nil {
		w.buffers = map[sim.Ref]*buffer{}
		w.buffering = w.Kernel.Keeps("parts of answers that proxies keep", bufferBytes+answerBytes)
	}
	w.buffers[up] = &buffer{}
}

// missBuffered says that what is kept of the answer to an attempt will not be
// heard.
func (w *World) missBuffered(up sim.Ref, a *Attempt) {
	b := w.buffers[up]
	if b == nil {
		return
	}
	delete(w.buffers, up)
	p, flow := a.Place, a.Flow
	for _, x := range w.emptied(b) {
		w.unheard(p, flow, &x)
	}
}

// unheard says that what an answer from p bears will not be heard.
func (w *World) unheard(p trace.Place, flow uint16, x *Answer) {
	w.Enter(x.Behalf, trace.Unanswered, p)
	w.missed(&network.Message{
		Flow: flow, Shape: x.Shape, From: p, Tag: x.Tag, Behalf: x.Behalf,
	}, trace.Late)
}
