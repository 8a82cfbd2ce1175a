package protocol

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

func TestTextNeverGrowsInCompression(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[ -~]{0,300}`).Draw(t, "text")
		if n := literal(text, 7); n > len(text)+3 {
			t.Fatalf("%d bytes take %d", len(text), n)
		}
	})
}

// TestEachFrameReachesItsStreamAlone lets exchanges of all sorts run at a time,
// some of them cancelled, over streams that arrive as they please, with windows
// of all widths: each message arrives once, on its exchange, in the order in
// which it was said there; who reads is never sent more than it allowed; bytes
// by kind add up to the streams; and nothing is left when all is over.
func TestEachFrameReachesItsStreamAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConfig(t)
		p := newPipe(t, c, sim.Time(rapid.Int64Range(0, 1e8).Draw(t, "delay")))
		p.room = rapid.IntRange(40, 3000).Draw(t, "room")
		if c.Protocol == "http3" {
			p.jitter = func() sim.Time { return sim.Time(rapid.Int64Range(0, 1e8).Draw(t, "jitter")) }
		}
		u := &talker{t: t, p: p, sent: map[uint32]*said{}, exchanges: map[sim.Ref]*talk{}}
		u.s = New(&c, p, p, u)
		p.stack = u.s
		p.open(&u.conn, c.Protocol == "http3")
		for range rapid.IntRange(1, 12).Draw(t, "exchanges") {
			u.plan()
		}
		p.run()
		u.finish()
	})
}

func drawConfig(t *rapid.T) Config {
	c := Defaults(rapid.SampledFrom([]string{"http1", "http2", "http3"}).Draw(t, "protocol"))
	c.Order = rapid.SampledFrom([]string{"roundRobin", "served"}).Draw(t, "order")
	if c.Protocol != "http1" {
		n := rapid.IntRange(1, 4).Draw(t, "streams")
		c.Streams = &n
		for _, w := range []**sim.Bytes{&c.Windows.AnswerStream, &c.Windows.AskStream} {
			*w = size(t, rapid.SampledFrom([]int{1 << 10, 64 << 10}).Draw(t, "wide"))
		}
		for _, w := range []**sim.Bytes{&c.Windows.AnswerConnection, &c.Windows.AskConnection} {
			*w = size(t, 64<<10)
		}
	}
	if c.Protocol != "http3" {
		c.TLS.Version = rapid.SampledFrom([]string{"none", "1.2", "1.3"}).Draw(t, "tls")
	}
	c.TLS.Resumed = rapid.Bool().Draw(t, "resumed")
	c.TLS.EarlyData = c.TLS.Resumed && c.TLS.Version == "1.3" && rapid.Bool().Draw(t, "early")
	c.Check(func(field, remedy string) { t.Fatalf("%s: %s", field, remedy) })
	return c
}

func size(t *rapid.T, least int) *sim.Bytes {
	n := sim.Bytes(rapid.IntRange(least, 4*least).Draw(t, "window"))
	return &n
}

// A talker asks, answers in parts, and cancels, as drawn.
type talker struct {
	t         *rapid.T
	p         *pipe
	s         *Stack
	conn      transport.Conn
	lastID    uint32
	sent      map[uint32]*said
	exchanges map[sim.Ref]*talk
	closed    int
	around    [2]int64 // bytes around what each end said, as its readers were told
	content   [2]int64
}

type said struct {
	x       sim.Ref
	payload uint32
	end     int
	order   int
	whole   bool
	begun   bool
	cut     bool // by the end of its exchange
}

type talk struct {
	parts     int // of the answer
	said      [2]int
	heard     [2]int
	cancelled [2]bool
	reset     [2]bool
}

// plan has an exchange begin, and perhaps end early.
func (u *talker) plan() {
	u.p.at(sim.Time(rapid.Int64Range(0, 5e8).Draw(u.t, "asks")), func() {
		if u.closed > 0 {
			return
		}
		k := &talk{parts: rapid.IntRange(0, 3).Draw(u.t, "parts")}
		m := Message{ID: u.id(), Head: Get, Last: true, Target: uint32(rapid.IntRange(0, 3).Draw(u.t, "target"))}
		if rapid.Bool().Draw(u.t, "post") {
			m.Head, m.Payload = Post, uint32(rapid.IntRange(0, 40_000).Draw(u.t, "request"))
		}
		x, _ := u.s.Ask(&u.conn, m)
		u.exchanges[x] = k
		u.note(m, x, 0)
		if rapid.IntRange(0, 3).Draw(u.t, "cancels") == 0 {
			who := rapid.IntRange(0, 2).Draw(u.t, "who") // 2: both
			when := u.p.now + sim.Time(rapid.Int64Range(0, 5e8).Draw(u.t, "after"))
			for end := range 2 {
				if who != 1-end {
					u.p.at(when, func() { u.cancel(x, end) })
				}
			}
		}
	})
}

func (u *talker) cancel(x sim.Ref, end int) {
	k := u.exchanges[x]
	if u.closed > 0 || end == 1 && k.heard[1] == 0 {
		return
	}
	k.cancelled[end] = true
	for _, m := range u.sent {
		m.cut = m.cut || m.x == x
	}
	u.s.Cancel(&u.conn, end, x)
}

func (u *talker) id() uint32 { u.lastID++; return u.lastID }

func (u *talker) note(m Message, x sim.Ref, end int) {
	k := u.exchanges[x]
	u.sent[m.ID] = &said{x: x, payload: m.Payload, end: end, order: k.said[end], cut: k.cancelled[0] || k.cancelled[1]}
	k.said[end]++
}

func (u *talker) Opened(*transport.Conn, int) {}

func (u *talker) Began(_ *transport.Conn, end int, x sim.Ref, id uint32) {
	u.hears(end, x, id)
	if u.sent[id].begun {
		u.t.Fatalf("message %d begins twice", id)
	}
	u.sent[id].begun = true
}

func (u *talker) hears(end int, x sim.Ref, id uint32) {
	m, k := u.sent[id], u.exchanges[x]
	if m == nil || m.x != x || m.end == end {
		u.t.Fatalf("end %d hears message %d on %v: %+v", end, id, x, m)
	}
	if k.cancelled[end] || k.reset[end] {
		u.t.Fatalf("end %d hears of an exchange that is over for it", end)
	}
}

func (u *talker) Whole(_ *transport.Conn, end int, x sim.Ref, id, around uint32) {
	u.around[1-end] += int64(around)
	u.content[1-end] += int64(u.sent[id].payload)
	u.hears(end, x, id)
	m, k := u.sent[id], u.exchanges[x]
	if m.whole || !m.begun || m.order != k.heard[end] {
		u.t.Fatalf("message %d is whole as number %d: %+v", id, k.heard[end], m)
	}
	m.whole = true
	k.heard[end]++
	if end == 1 {
		u.answer(x, k)
	}
}

func (u *talker) answer(x sim.Ref, k *talk) {
	head := Answer
	if rapid.Bool().Draw(u.t, "events") {
		head = Events
	}
	m := Message{ID: u.id(), Head: head, Payload: uint32(rapid.IntRange(0, 60_000).Draw(u.t, "answer")), Last: k.parts == 0}
	u.note(m, x, 1)
	u.s.Send(&u.conn, 1, x, m)
	for i := range k.parts {
		m := Message{ID: u.id(), Head: Part, Payload: uint32(rapid.IntRange(0, 20_000).Draw(u.t, "part")), Last: i == k.parts-1}
		if !m.Last {
			m.Payload++
		}
		u.note(m, x, 1)
		u.s.Send(&u.conn, 1, x, m)
	}
}

func (u *talker) Reset(_ *transport.Conn, end int, x sim.Ref, _ trace.Status) {
	k := u.exchanges[x]
	if k.reset[end] || k.cancelled[end] {
		u.t.Fatalf("end %d is told twice that an exchange is over", end)
	}
	k.reset[end] = true
}

func (u *talker) Ponged(*transport.Conn, int)   {}
func (u *talker) Draining(*transport.Conn, int) {}
func (u *talker) Closed(*transport.Conn, int, trace.Status) {
	u.closed++
}

// finish holds when all is over.
func (u *talker) finish() {
	if u.closed == 2 {
		if n := u.s.links.Live(); n != 0 {
			u.t.Fatal("a closed connection is kept")
		}
	} else {
		for id, m := range u.sent {
			if !m.whole && !m.cut {
				u.t.Fatalf("message %d never arrives: %+v", id, m)
			}
		}
		u.sums()
		u.windows()
	}
	leavesNothing(u.t, fmt.Sprint(u.s.dialect.name, " closed ", u.closed), u.s)
}

// windows holds what each end may send against what the other lets it: all that
// was sent has been read, and all that was allowed is known.
func (u *talker) windows() {
	if !u.s.dialect.turns {
		return
	}
	mx := u.s.muxes.At(u.s.links.At(u.conn.Session).mux)
	for end, may := range mx.window {
		if let := mx.inflow[1-end].left; may != let {
			u.t.Fatalf("end %d may send %d B, and the other lets it send %d", end, may, let)
		}
	}
}

// sums holds bytes by kind against the streams.
func (u *talker) sums() {
	for end := range 2 {
		var byKind, byStream int64
		for _, n := range u.s.Bytes(end) {
			byKind += n
		}
		for _, n := range u.p.sent[end] {
			byStream += n
		}
		if byKind != byStream {
			u.t.Fatalf("end %d: %d B by kind, %d B of streams", end, byKind, byStream)
		}
		if told := u.content[end] + u.around[end] + u.s.Opening(end); told > byKind || u.s.dialect.name == "http1" && told != byKind {
			u.t.Fatalf("end %d: readers were told of %d B, of %d", end, told, byKind)
		}
	}
}
