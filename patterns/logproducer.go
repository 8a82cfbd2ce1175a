package patterns

import (
	"iter"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// LogProducer describes how sources of a log's messages put them together.
type LogProducer struct {
	Linger sim.Time  `json:"linger" default:"5ms" min:"0s" max:"1h" doc:"a batch is sent so long after its first message came up, unless it is full before; 0s: at once, with what has come with it in one burst (Kafka: linger.ms)"`
	Size   sim.Bytes `json:"size" default:"16KiB" min:"1B" max:"1GiB" doc:"content of a batch at most: it is sent at once when it has as much, and when the next message is too much for it; a larger message goes by itself (Kafka: batch.size)"`
	Count  *int      `json:"count" min:"1" max:"1000000" absent:"any number" doc:"messages of a batch at most"`
}

// producers are the sources of a log that send several messages at once.
type producers struct {
	log     *Log
	c       *LogProducer
	sources node.Roster
	open    []sim.Ref // by source and partition: the batch that waits for more messages
	turns   []int     // by source: the partition of messages that are about nothing
	batches sim.Slab[batch]
	spare   [][]collected // of batches that are gone
	held    *sim.Account
	id      sim.HandlerID
}

// A batch is messages of one source for one partition, which travel together.
type batch struct {
	items    []collected
	from     trace.Place
	slot     int   // of its source and partition
	bytes    int64 // of content
	linger   sim.TimerID
	path     node.Path // of the latest attempt to send it
	appended bool
	end      uint32 // behind its last message in the partition, where replicas keep that
}

// A collected is one message of a batch.
type collected struct {
	op     sim.Ref
	stream int32
	size   uint32
}

// Bytes that a run keeps of a batch, and of a message in one.
const (
	batchBytes     = 88
	collectedBytes = 16
)

// collects has the sources of a log send messages in batches, where they are to.
func (l *Log) collects() {
	if l.c.Producer == nil || len(l.sources) == 0 {
		return
	}
	k := l.W.Kernel
	p := &producers{
		log: l, c: l.c.Producer, sources: node.NewRoster(l.sources), turns: make([]int, len(l.sources)),
		open: make([]sim.Ref, len(l.sources)*len(l.parts)), held: k.Keeps("messages in batches", collectedBytes),
	}
	for i := range p.turns {
		p.turns[i] = i % len(l.parts)
	}
	p.batches.Keep(k.Keeps("batches", batchBytes))
	p.id = k.Register(p)
	l.source.Tell(p)
	l.producers, l.collect = p, p.add
}

// add puts a message that has come up at one of the sources into a batch.
func (p *producers) add(op sim.Ref, stream int, at trace.Place) {
	l := p.log
	size := l.size(&l.content, op, 1)
	source, _ := p.sources.Find(at)
	slot := source*len(l.parts) + p.partitionOf(op, source)
	if b := p.batches.Get(p.open[slot]); b != nil && b.bytes+int64(size) > int64(p.c.Size) {
		p.send(p.open[slot], b)
		slot = source*len(l.parts) + p.partitionOf(op, source)
	}
	r := p.open[slot]
	b := p.batches.Get(r)
	if b == nil {
		r, b = p.begin(slot, at)
	}
	l.W.Join(op)
	b.items = append(b.items, collected{op, int32(stream), size})
	b.bytes += int64(size)
	p.held.Add(1)
	if b.bytes >= int64(p.c.Size) || p.c.Count != nil && len(b.items) == *p.c.Count {
		p.send(r, b)
	}
}

// partitionOf is which partition a message of that operation goes to: what is about
// nothing goes where the source's latest did, until that batch is sent.
func (p *producers) partitionOf(op sim.Ref, source int) int {
	if i, keyed := p.log.keyed(op); keyed {
		return i
	}
	return p.turns[source]
}

// begin begins a batch, which is sent once it has lingered.
func (p *producers) begin(slot int, at trace.Place) (sim.Ref, *batch) {
	r, b := p.batches.New()
	*b = batch{from: at, slot: slot}
	if n := len(p.spare) - 1; n >= 0 {
		b.items, p.spare = p.spare[n], p.spare[:n]
	}
	p.open[slot] = r
	k := p.log.W.Kernel
	b.linger = k.Timer(k.Now()+p.c.Linger, p.id, 0, r.Index, r.Generation)
	return r, b
}

// Handle sends a batch that has lingered for long enough.
func (p *producers) Handle(e sim.Event) {
	r := sim.Ref{Index: e.A, Generation: e.B}
	if b := p.batches.Get(r); b != nil {
		b.linger = 0
		p.send(r, b)
	}
}

// send sends a batch: one request with all of its messages.
func (p *producers) send(r sim.Ref, b *batch) {
	l := p.log
	l.W.Kernel.Cancel(b.linger)
	p.open[b.slot] = sim.Ref{}
	source := b.slot / len(l.parts)
	if l.keys == nil {
		p.turns[source] = (p.turns[source] + 1) % len(l.parts)
	}
	l.W.Call(l.source, &node.Call{
		Ask: node.Ask{
			Flow: l.Number, From: b.from, Shape: trace.Batch, Payload: uint32(b.bytes), Header: uint32(l.C.Headers.Publish),
			Priority: int16(l.C.Priority), Tag: network.ForKept(r), Once: true, OneWay: l.unconfirmed,
		},
		Ordinal: int32(r.Index),
	})
}

// taken appends a batch that has reached the broker, once and as a whole, and
// acknowledges it.
func (p *producers) taken(j *node.Job) {
	if a := p.log.W.Attempt(j.Attempt); a != nil && j.Status == trace.OK {
		if b := p.batches.Get(a.Tag.Kept()); b != nil && !b.appended {
			p.append(a.Tag.Kept(), b, j.Place)
		}
	}
	p.log.confirm(j, j.Status)
}

func (p *producers) append(r sim.Ref, b *batch, home trace.Place) {
	l := p.log
	b.appended = true
	l.placed = b.slot%len(l.parts) + 1
	for _, x := range b.items {
		if o := l.W.Op(x.op); o != nil && l.W.Open(x.op) {
			o.Taken = node.Taken
			to := l.audience(int(x.stream), o.About)
			l.publish(x.op, &to, home, x.size)
		}
	}
	partition := l.placed - 1
	l.placed = 0
	if l.unconfirmed {
		p.forget(r, b)
	}
	l.serveAll(partition)
}

// Returned says that a source knows what has become of a batch.
func (p *producers) Returned(c *node.Call, _ *network.Message, status trace.Status) {
	r := c.Tag.Kept()
	b := p.batches.Get(r)
	for _, x := range b.items {
		p.log.told(x.op, status)
	}
	p.forget(r, b)
}

// forget lets go of a batch.
func (p *producers) forget(r sim.Ref, b *batch) {
	for _, x := range b.items {
		p.log.W.Leave(x.op)
	}
	p.held.Add(-len(b.items))
	p.spare = append(p.spare, b.items[:0])
	p.batches.Free(r.Index)
}

// BatchEntered has the messages of a batch share its fate on its way.
func (l *Log) BatchEntered(t network.Tag, attempt node.Path, cause trace.Cause, p trace.Place, s node.Sent) {
	b := l.producers.batches.Get(t.Kept())
	if b == nil || b.appended || attempt < b.path {
		return
	}
	b.path = attempt
	for _, x := range b.items {
		if cause == trace.Transfer {
			l.W.Carry(x.op, s, p, s.To)
		} else {
			l.W.Wait(x.op, cause, p)
		}
	}
}

// BatchOver says that an attempt to send a batch has come to nothing.
func (l *Log) BatchOver(t network.Tag, attempt node.Path, p trace.Place) {
	l.BatchEntered(t, attempt, trace.Unanswered, p, node.Sent{})
	if b := l.producers.batches.Get(t.Kept()); b != nil && l.unconfirmed {
		for _, x := range b.items {
			l.vanished(x.op, trace.LostOutcome)
		}
		l.producers.forget(t.Kept(), b)
	}
}

// BatchDropped says that there was no room for a batch, and nobody will know.
func (l *Log) BatchDropped(t network.Tag) {
	if b := l.producers.batches.Get(t.Kept()); b != nil && !b.appended {
		for _, x := range b.items {
			l.W.End(x.op, trace.Dropped)
		}
	}
}

// Retires has a source that is about to go send what it has.
func (l *Log) Retires(at trace.Place) {
	for r, b := range l.producers.waiting(at) {
		l.producers.send(r, b)
	}
}

// crashed loses what has not been sent.
func (p *producers) crashed(at trace.Place) {
	for r, b := range p.waiting(at) {
		for _, x := range b.items {
			p.log.W.End(x.op, trace.LostOutcome)
		}
		p.log.W.Kernel.Cancel(b.linger)
		p.open[b.slot] = sim.Ref{}
		p.forget(r, b)
	}
}

// waiting are the batches of a source that are not sent, partition by partition.
func (p *producers) waiting(at trace.Place) iter.Seq2[sim.Ref, *batch] {
	return func(yield func(sim.Ref, *batch) bool) {
		if p == nil {
			return
		}
		source, ok := p.sources.Find(at)
		n := len(p.log.parts)
		for k := 0; ok && k < n; k++ {
			r := p.open[source*n+k]
			if b := p.batches.Get(r); b != nil && !yield(r, b) {
				return
			}
		}
	}
}
