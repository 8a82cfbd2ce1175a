package real

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"backchat/sim"
	"backchat/sim/protocol"
	"backchat/sim/transport"
)

var renew = flag.Bool("packets", false, "write the listings of packets anew")

// TestPacketsOfASmallPageAreAsTheyWere loads a page of three objects by each
// protocol, without loss and with one packet of the server lost, and lists all
// packets for people to read: packets/http2.txt, packets/http2-loss.txt and so
// on. It goes over the stacks and the link of the measured pages. An object is
// of 4,000 B, and HTTP/1.1 has two connections.
func TestPacketsOfASmallPageAreAsTheyWere(t *testing.T) {
	for _, row := range []struct {
		protocol    string
		connections int
		drops       int // the packet of the server that is lost: one with content of an answer
	}{{"http1", 2, 12}, {"http2", 1, 9}, {"http3", 1, 6}} {
		for _, drops := range []int{0, row.drops} {
			l := listed(t, row.protocol, row.connections, drops)
			file := filepath.Join("packets", row.protocol+map[bool]string{true: "-loss"}[drops > 0]+".txt")
			if *renew {
				if err := os.WriteFile(file, []byte(l), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if l != string(want) {
				t.Errorf("%s is another: go test ./tests/real -run PacketsOfASmallPage -packets; now:\n%s", file, l)
			}
			if lost := strings.Count(l, "  lost  "); lost != min(drops, 1) {
				t.Errorf("%s: %d packets are lost", file, lost)
			}
		}
	}
}

// A listing is the packets of a page, a line each.
type listing struct {
	strings.Builder
	w       *world
	numbers map[*transport.Conn]*[2]int
	written map[source][]written
	content map[message]int64 // bytes that are written of it
}

// A message is a request or an answer, by its number.
type message struct {
	end    int
	number uint32
}

// A written is bytes of a stream. Where they are of a message's content, offset
// is where in it they begin.
type written struct {
	protocol.Stretch
	offset int64
}

// A source is a stream in one direction.
type source struct {
	c      *transport.Conn
	end    int
	stream transport.StreamID
}

// listed loads a page, and lists its packets.
func listed(t *testing.T, name string, connections, drops int) string {
	t.Helper()
	c := protocol.Defaults(name)
	p := &page{objects: 3, each: 4000, many: connections == 1}
	way := lane{bandwidth: 20e6, queue: 250_000, delay: 50 * sim.Millisecond}
	p.w = newWorld(&c, way, p, 1)
	p.w.lanes[1].drops = drops
	l := &listing{w: p.w, numbers: map[*transport.Conn]*[2]int{}, written: map[source][]written{}, content: map[message]int64{}}
	fmt.Fprintf(l, "%9s  %4s  %-16s  %6s  %5s  %9s  %-14s  %s\n", "sent, ms", "conn", "from", "number", "bytes", "there, ms", "under way", "what is in it")
	p.w.look, p.w.protocol.Watch = l.packet, l.write
	for range connections {
		p.w.open()
	}
	p.w.run(t)
	if p.whole != p.objects {
		t.Fatalf("%s: %d of %d objects arrive", name, p.whole, p.objects)
	}
	return l.String()
}

func (l *listing) write(s protocol.Stretch) {
	at := source{s.Conn, s.End, s.Stream}
	w := written{Stretch: s}
	if m := (message{s.End, s.Message}); s.Kind == protocol.Payload {
		w.offset = l.content[m]
		l.content[m] += s.To - s.From
	}
	l.written[at] = append(l.written[at], w)
}

func (l *listing) packet(c *transport.Conn, end int, packet uint32, bytes int, arrives sim.Time) {
	if l.numbers[c] == nil {
		l.numbers[c] = new([2]int)
	}
	l.numbers[c][end]++
	there := "lost  "
	if arrives > 0 {
		there = fmt.Sprintf("%.3f", arrives.Seconds()*1e3)
	}
	what := l.w.transport.Tell(packet, func(end int, p transport.Piece, crypto bool) string { return l.name(c, end, p, crypto) })
	switch x := l.w.transport.Parcel(packet); {
	case x.Spurious:
		what += " (again, and is not lost)"
	case x.Again:
		what += " (again)"
	}
	fmt.Fprintf(l, "%9.3f  %4d  %-16s  %6d  %5d  %9s  %-14s  %s\n", l.w.Now().Seconds()*1e3, c.Host+1,
		[2]string{"client -> server", "client <- server"}[end], l.numbers[c][end], bytes, there, l.w.transport.Flight(packet), what)
}

// name says what a piece is of.
func (l *listing) name(c *transport.Conn, end int, p transport.Piece, crypto bool) string {
	if crypto {
		return "(keys)"
	}
	var names []string
	data := -1 // the name that is of the message's content before
	var of uint32
	var from, to int64
	for _, s := range l.written[source{c, end, p.Stream}] {
		first, last := max(s.From, p.From), min(s.To, p.To)
		if first > last || first == last && s.From < s.To {
			continue
		}
		if s.Kind != protocol.Payload {
			if text := called(s); text != "" && !slices.Contains(names, text) {
				names = append(names, text)
			}
			continue
		}
		if first, last = first-s.From+s.offset, last-s.From+s.offset; data < 0 || of != s.Message {
			data, of, from = len(names), s.Message, first
			names = append(names, "")
		}
		to = last
		names[data] = fmt.Sprintf("DATA %d %d..%d", of, from, to)
	}
	if p.Stream == transport.Frames {
		return strings.Join(names, ", ")
	}
	return "(" + strings.Join(names, ", ") + ")"
}

// eventNames are what bytes that are of no message are called.
var eventNames = map[protocol.Event]string{
	protocol.Flight: "TLS handshake", protocol.Settings: "SETTINGS", protocol.SettingsHeard: "SETTINGS ack", protocol.Credit: "WINDOW_UPDATE",
	protocol.Reset: "RST_STREAM", protocol.GoAway: "GOAWAY", protocol.MoreStreams: "MAX_STREAMS", protocol.Alert: "close_notify",
}

// called says what bytes that are no content are. What TLS and frames put around
// others goes without saying, but for a frame that only ends a message.
func called(s written) string {
	switch {
	case s.Kind == protocol.Header:
		return fmt.Sprintf("HEADERS %d", s.Message)
	case s.Message != 0 && s.Event == protocol.Ends:
		return fmt.Sprintf("end of %d", s.Message)
	case s.Stream > 0 && s.Stream < transport.Frames && s.Stream%4 != 0:
		return "control stream, SETTINGS"
	case s.Message != 0:
		return ""
	}
	return eventNames[s.Event]
}
