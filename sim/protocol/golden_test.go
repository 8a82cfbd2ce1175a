package protocol

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

var update = flag.Bool("update", false, "write the listings anew")

// TestListingsOfASmallPageAreAsTheyWere has each protocol load two objects, or
// say two things each way, and lists what is written, for people to read.
func TestListingsOfASmallPageAreAsTheyWere(t *testing.T) {
	for _, name := range []string{"http1", "http2", "http3", "websocket", "stream"} {
		l := &listing{}
		c := Defaults(name)
		if name == "stream" {
			c.TLS.Version = "none"
		}
		if name == "http1" || name == "http2" || name == "http3" {
			g := newPage(t, c, 2, get, Message{Head: Answer, Payload: 5000, Last: true}, true)
			l.of(g.p, g.s)
			g.open()
		} else {
			chat(t, c, l)
		}
		file := filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(file, []byte(l.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.String(); got != string(want) {
			t.Errorf("%s is another: go test ./sim/protocol -run Listings -update; now:\n%s", file, got)
		}
	}
}

// A listing is what was written, a line for all that is read together.
type listing struct {
	strings.Builder
	line  Stretch
	when  sim.Time
	parts []string
}

func (l *listing) of(p *pipe, s *Stack) {
	fmt.Fprintf(l, "%9s  %-6s  %-8s  %11s  what is read together\n", "ms", "from", "stream", "bytes")
	s.Watch = func(w Stretch) { l.add(p.now, w) }
	p.after = func() { l.flush() }
}

func (l *listing) add(now sim.Time, w Stretch) {
	if len(l.parts) > 0 && (l.line.End != w.End || l.line.Stream != w.Stream || l.line.To != w.From || l.line.Readable != w.Readable && w.To != w.Readable) {
		l.flush()
	}
	if len(l.parts) == 0 {
		l.line, l.when = w, now
	}
	l.line.To, l.line.Readable = w.To, w.Readable
	text := fmt.Sprintf("%s %d", w.Kind, w.To-w.From)
	if w.Event != Nothing {
		text += " (" + w.Event.String()
		if w.Message != 0 {
			text += fmt.Sprintf(" %d", w.Message)
		}
		text += ")"
	}
	l.parts = append(l.parts, text)
}

func (l *listing) flush() {
	if len(l.parts) == 0 {
		return
	}
	stream := fmt.Sprint(l.line.Stream)
	if l.line.Stream == Frames {
		stream = "frames"
	}
	fmt.Fprintf(l, "%9.1f  %-6s  %-8s  %5d %5d  %s\n", float64(l.when)/1e6, [2]string{"client", "server"}[l.line.End], stream, l.line.From, l.line.To, strings.Join(l.parts, ", "))
	l.parts = nil
}

// A chatter says two things each way once it may.
type chatter struct {
	page
	heard [2]int
}

func chat(t *testing.T, c Config, l *listing) *chatter {
	p := newPipe(t, c, 50*sim.Millisecond)
	u := &chatter{}
	u.p, u.s = p, New(&c, p, p, u)
	p.stack = u.s
	if l != nil {
		l.of(p, u.s)
	}
	var conn transport.Conn
	p.open(&conn, false)
	p.run()
	return u
}

func (u *chatter) Opened(c *transport.Conn, end int) {
	u.opened[end] = u.p.now
	u.s.Say(c, end, Message{ID: uint32(10*end + 1), Payload: 200})
	u.s.Say(c, end, Message{ID: uint32(10*end + 2), Payload: 5000})
	if end == 0 && u.s.dialect.name == "websocket" {
		u.s.Ping(c, end)
	}
}

func (u *chatter) Whole(_ *transport.Conn, end int, x sim.Ref, message, _ uint32) {
	u.heard[end]++
	if x != (sim.Ref{}) || message/10 == uint32(end) {
		u.p.t.Errorf("end %d hears message %d of exchange %v", end, message, x)
	}
}

func (u *chatter) Closed(*transport.Conn, int, trace.Status) {}
