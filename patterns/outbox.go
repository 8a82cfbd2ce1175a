package patterns

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// OutboxConfig is what a server does with updates for a listener whose connection
// takes them more slowly than they come up.
type OutboxConfig struct {
	Socket  sim.Bytes  `json:"socket" default:"64KiB" min:"1B" max:"1GiB" doc:"content that a connection takes off the server's hands before its listener has it (the operating system's send buffer), and one update in any case"`
	Full    string     `json:"full" enum:"block,dropOldest,coalesce,disconnect" default:"disconnect" doc:"what becomes of what the connection does not take: block: a replica says one update after another, to whomever, and all wait until this one is taken; dropOldest: it waits for its listener, and beyond the limit the oldest goes; coalesce: the same, and an update takes the place of one of its key that waits; disconnect: it waits, and beyond the limit, or the soft one for too long, the server ends the subscription"`
	Limit   sim.Bytes  `json:"limit" default:"1MiB" min:"0B" max:"1GiB" doc:"content that waits for one listener at most; no matter with block"`
	Soft    *sim.Bytes `json:"soft" min:"0B" max:"1GiB" absent:"none" doc:"disconnect: as much may wait only for a while"`
	SoftFor sim.Time   `json:"softFor" default:"60s" min:"1ns" doc:"disconnect: how long more than the soft limit may wait without a break (Redis: 60 s for subscribers)"`
	Keys    int        `json:"keys" default:"1" min:"1" max:"1000000" doc:"coalesce: an update is the latest state of one of so many things, each as likely"`
}

// outboxes keep, listener by listener, the updates that a server has said and
// that a connection has not taken yet.
//
// Model card. A connection takes updates until the content of those that its
// listener does not have yet is as much as its socket holds: that there is room
// again the server knows as soon as the listener has one, without waiting for
// the acknowledgement. What waits is content alone, without headers. With block
// one writer at each replica serves all its listeners, first come first served.
// A server that disconnects says so by a last message, behind what the socket
// holds; what waited is then as for any listener that is away. The connection stays,
// for what else is on it, and the next subscription goes over it. How much waits is a
// figure of the flow; what breaks the limit counts among it as it ends the subscription.
// Source of the limits: Redis,
// client-output-buffer-limit (hard limit, soft limit, soft seconds). Left out: a
// process that runs out of memory by it, and a socket whose size adapts.
type outboxes struct {
	*telling
	config *OutboxConfig
	id     sim.HandlerID
	all    []outbox // by listener
	lines  map[trace.Place][]waiting
	keys   sim.Key
	kept   *sim.Account
}

// An outbox is a listener's.
type outbox struct {
	queue []waiting // what waits for it alone: without block
	count int       // updates that wait, wherever
	bytes int64     // of content in queue
	taken int64     // bytes of content that its connection has taken and it does not have
	soft  sim.TimerID
}

// A waiting is an update that waits to be taken by a connection.
type waiting struct {
	listener, number uint32
	size             uint32
	msg              uint32 // the number it is kept under
	key              uint32
}

// Bytes that a run keeps of an outbox, and of an update in one.
const (
	outboxBytes  = 64
	waitingBytes = 24
)

func newOutboxes(t *telling, c *OutboxConfig) *outboxes {
	k := t.W.Kernel
	k.Keeps("outboxes", outboxBytes).Add(len(t.Speakers))
	o := &outboxes{
		telling: t, config: c, all: make([]outbox, len(t.Speakers)), lines: map[trace.Place][]waiting{},
		keys: sim.NewKey(0).Named("outbox"), kept: k.Keeps("updates in outboxes", waitingBytes),
	}
	o.id = k.Register(o)
	return o
}

// put takes an update for a listener that is there: its connection takes it at
// once, or it waits.
func (o *outboxes) put(listener int, u *update) {
	b := &o.all[listener]
	place := o.subs.requests[listener].place
	if b.count == 0 && len(o.lines[place]) == 0 && o.room(b, u.size) {
		o.take(b, listener, u)
		return
	}
	x := waiting{listener: uint32(listener), number: u.number, size: u.size, key: o.key(u)}
	if !o.queue(b, &x, place) {
		o.finish(listener, u, trace.Dropped)
		return
	}
	o.note(&x, place, 1, trace.Store, trace.NoStatus)
	o.W.Wait(u.op, trace.Held, place)
	if o.config.Full == "disconnect" {
		o.bound(b, listener)
	}
}

// queue puts what waits where it waits: in the place of what it makes out of
// date, or at the end. It tells whether there is room.
func (o *outboxes) queue(b *outbox, x *waiting, place trace.Place) bool {
	x.msg = o.W.Net.Number()
	if o.config.Full == "block" {
		o.lines[place] = append(o.lines[place], *x)
		return true
	}
	if at := o.older(b, x); at >= 0 {
		old := b.queue[at]
		b.queue[at] = *x
		o.drop(b, &old, place, trace.Coalesced)
	} else {
		b.queue = append(b.queue, *x)
	}
	b.bytes += int64(x.size)
	return o.config.Full == "disconnect" || o.trim(b, x, place)
}

// trim drops the oldest of what is more than an outbox may hold, and tells
// whether x, which has just come, stays.
func (o *outboxes) trim(b *outbox, x *waiting, place trace.Place) bool {
	for b.bytes > int64(o.config.Limit) {
		old := b.queue[0]
		b.queue = b.queue[1:]
		if old == *x {
			b.bytes -= int64(x.size)
			return false
		}
		o.drop(b, &old, place, trace.Dropped)
	}
	return true
}

// key is the thing of which an update is the latest state.
func (o *outboxes) key(u *update) uint32 {
	if op := o.W.Op(u.op); op != nil && o.config.Full == "coalesce" {
		return uint32(uint64(op.Draw(o.keys, 0)) % uint64(o.config.Keys))
	}
	return 0
}

// older is where the update that x makes out of date waits; -1 where none does.
func (o *outboxes) older(b *outbox, x *waiting) int {
	if o.config.Full != "coalesce" {
		return -1
	}
	return slices.IndexFunc(b.queue, func(w waiting) bool { return w.key == x.key })
}

// bound ends the subscription of a listener for which more waits than may.
func (o *outboxes) bound(b *outbox, listener int) {
	if b.bytes > int64(o.config.Limit) {
		o.subs.hangUp(listener, trace.Dropped)
		return
	}
	o.watch(b, listener)
}

// watch sets the clock of an outbox's soft limit, or stops it.
func (o *outboxes) watch(b *outbox, listener int) {
	over := o.config.Soft != nil && b.bytes > int64(*o.config.Soft)
	switch {
	case over && b.soft == 0:
		b.soft = o.W.Kernel.Timer(o.W.Now()+o.config.SoftFor, o.id, 0, uint32(listener), 0)
	case !over && b.soft != 0:
		o.W.Kernel.Cancel(b.soft)
		b.soft = 0
	}
}

// Handle fires where more than the soft limit has waited for too long.
func (o *outboxes) Handle(e sim.Event) {
	o.all[e.A].soft = 0
	o.subs.hangUp(int(e.A), trace.Dropped)
}

// room tells whether a connection takes so much content.
func (o *outboxes) room(b *outbox, size uint32) bool {
	return b.taken == 0 || b.taken+int64(size) <= int64(o.config.Socket)
}

// take lets a listener's connection take an update.
func (o *outboxes) take(b *outbox, listener int, u *update) {
	u.taken = true
	b.taken += int64(u.size)
	o.say(listener, u)
}

// delivered takes it that a listener has an update.
func (o *outboxes) delivered(listener int, number uint32) {
	if u := o.update(listener, number); u != nil {
		o.arrived(listener, u)
	}
}

// arrived takes it that an update is in its listener's connection no more: there
// may be room for others. Without outboxes nothing is taken by one.
func (o *outboxes) arrived(listener int, u *update) {
	if !u.taken {
		return
	}
	u.taken = false
	b := &o.all[listener]
	b.taken -= int64(u.size)
	if o.config.Full == "block" {
		o.drain(o.subs.requests[listener].place)
		return
	}
	place := o.subs.requests[listener].place
	for len(b.queue) > 0 && o.room(b, b.queue[0].size) {
		x := b.queue[0]
		b.queue = b.queue[1:]
		o.leave(b, &x, place)
	}
	if o.config.Full == "disconnect" {
		o.watch(b, listener)
	}
}

// drain lets connections take what waits at a replica that blocks, in order, up
// to the first for which there is no room.
func (o *outboxes) drain(place trace.Place) {
	for len(o.lines[place]) > 0 {
		x := o.lines[place][0]
		b := &o.all[x.listener]
		if !o.room(b, x.size) {
			return
		}
		o.lines[place] = o.lines[place][1:]
		o.leave(b, &x, place)
	}
}

// leave lets a connection take what has waited for it.
func (o *outboxes) leave(b *outbox, x *waiting, place trace.Place) {
	o.forget(b, x, place, trace.OK)
	if u := o.update(int(x.listener), x.number); u != nil {
		o.take(b, int(x.listener), u)
	}
}

// drop gives up what has waited.
func (o *outboxes) drop(b *outbox, x *waiting, place trace.Place, why trace.Status) {
	o.forget(b, x, place, why)
	if u := o.update(int(x.listener), x.number); u != nil {
		o.finish(int(x.listener), u, why)
	}
}

// forget counts what waits no more.
func (o *outboxes) forget(b *outbox, x *waiting, place trace.Place, why trace.Status) {
	if o.config.Full != "block" {
		b.bytes -= int64(x.size)
	}
	o.note(x, place, -1, trace.Unstore, why)
}

// note records that one more update, or one fewer, waits for a listener.
func (o *outboxes) note(x *waiting, place trace.Place, by int, kind trace.Kind, why trace.Status) {
	b := &o.all[x.listener]
	b.count += by
	o.kept.Add(by)
	r := o.W.Record(kind, place, o.Speakers[x.listener], sim.Ref{})
	r.Msg, r.Flow, r.Status, r.Aux, r.Header = x.msg, o.Number, why, int64(b.count), x.size
}

// lost empties the outbox of a listener whose subscription is no more: what
// waited in it waits for the listener, as far as the buffer has room.
func (o *outboxes) lost(listener int) {
	b := &o.all[listener]
	place := o.subs.requests[listener].place
	o.W.Kernel.Cancel(b.soft)
	b.soft, b.taken = 0, 0
	for u := range o.pending(listener, 0) {
		u.taken = false
	}
	left := append(b.queue, o.withdraw(listener, place)...)
	b.queue = nil
	for i := range left {
		o.forget(b, &left[i], place, trace.Away)
	}
	for i := range left {
		if u := o.update(listener, left[i].number); u != nil {
			o.unsend(listener, u, trace.NextPoll, place)
		}
	}
	o.drain(place)
}

// crashed leaves what waits in the line of a replica to the listeners, each of
// whom is forgotten next.
func (o *outboxes) crashed(place trace.Place) {
	for _, x := range o.lines[place] {
		b := &o.all[x.listener]
		b.queue = append(b.queue, x)
	}
	delete(o.lines, place)
}

// withdraw takes what waits for a listener out of a replica's line.
func (o *outboxes) withdraw(listener int, place trace.Place) []waiting {
	var left, others []waiting
	for _, x := range o.lines[place] {
		if int(x.listener) == listener {
			left = append(left, x)
		} else {
			others = append(others, x)
		}
	}
	o.lines[place] = others
	return left
}
