package protocol

import (
	"math"
	"testing"

	"backchat/sim"
	"backchat/sim/transport"
)

// A hearer is a client that is told of updates of 200 B: it asks, or upgrades,
// and then only listens.
type hearer struct {
	chatter
	news func(c *transport.Conn) // an update is sent
}

func (h *hearer) Opened(c *transport.Conn, end int) {
	switch {
	case h.s.dialect.streams == 0:
		h.news = func(c *transport.Conn) { h.s.Say(c, 1, Message{ID: 11, Payload: 200}) }
	case end == 0:
		accept := len("accept: text/event-stream\r\n")
		h.s.Ask(c, Message{ID: 1, Head: Get, Fields: uint32(accept), Last: true})
	}
}

func (h *hearer) Whole(c *transport.Conn, end int, x sim.Ref, id, _ uint32) {
	if end == 1 {
		h.s.Send(c, 1, x, Message{ID: 10, Head: Events})
		h.news = func(c *transport.Conn) { h.s.Send(c, 1, x, Message{ID: 11, Head: Part, Payload: 200}) }
	}
}

// TestUpdatesTakeTheBytesOfRealOnes holds what it takes to set a listener up, and
// to tell it of an update, against the cells M4: by connection and by update,
// without 52 B for each packet and 8 for each SYN, within 5 %.
func TestUpdatesTakeTheBytesOfRealOnes(t *testing.T) {
	for _, row := range []struct {
		cell, protocol, path string
		up, down, update     float64
	}{
		{"M4 websocket", "websocket", "/socket", stream(44220, 160, 20) / 20, stream(47381, 120, 20) / 20, stream(130660, 470, 0) / 470},
		{"M4 sse", "http1", "/updates", stream(42520, 160, 20) / 20, stream(46899, 120, 20) / 20, stream(138470, 470, 0) / 470},
	} {
		c := Defaults(row.protocol)
		c.Path = row.path
		p := newPipe(t, c, 40*sim.Millisecond)
		h := &hearer{}
		h.p, h.s = p, New(&c, p, p, h)
		p.stack = h.s
		var conn transport.Conn
		p.open(&conn, false)
		p.run()
		up, down := float64(p.sent[0][0]), float64(p.sent[1][0])
		h.news(&conn)
		p.run()
		update := float64(p.sent[1][0]) - down
		for _, n := range []struct {
			what       string
			real, ours float64
		}{{"client, opening", row.up, up}, {"server, opening", row.down, down}, {"an update", row.update, update}} {
			t.Logf("| %s, %s | %.0f | %.0f | %+.2f %% |", row.cell, n.what, n.real, n.ours, 100*(n.ours/n.real-1))
			if math.Abs(n.ours/n.real-1) > 0.05 {
				t.Errorf("%s, %s: %v B, really %v", row.cell, n.what, n.ours, n.real)
			}
		}
	}
}
