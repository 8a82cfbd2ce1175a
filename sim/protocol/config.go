package protocol

import (
	"strings"

	"backchat/sim"
)

// Config describes what runs on connections. Its defaults are Go's net/http
// (go1.26) as client and server, and quic-go (v0.65.0) for HTTP/3.
type Config struct {
	Protocol string    `json:"protocol" enum:"http1,http2,http3,websocket,stream" default:"http1" doc:"http1: one exchange at a time (RFC 9112); http2: exchanges in frames on one connection (RFC 9113); http3: the same over QUIC (RFC 9114); websocket: messages both ways after an upgrade (RFC 6455); stream: messages both ways with a fixed number of bytes around each (AMQP, MQTT, databases)"`
	TLS      TLSConfig `json:"tls" doc:"how keys are agreed on"`

	Host        string    `json:"host" default:"example.com" doc:"the server's name as requests have it"`
	Path        string    `json:"path" default:"/object/1" doc:"what requests ask for: its length counts"`
	ContentType string    `json:"contentType" default:"application/octet-stream" doc:"the type of content as headers have it"`
	Gather      sim.Bytes `json:"gather" default:"4KiB" min:"1B" doc:"bytes that are written at once at first, the header among them; the rest follows in a second write (bufio in net/http)"`
	Event       sim.Bytes `json:"event" default:"8B" min:"0B" doc:"bytes around each server-sent event: 'data: ' and the empty line after it"`
	Overhead    sim.Bytes `json:"overhead" default:"8B" min:"1B" max:"64KiB" doc:"stream: bytes around each message"`
	Greeting    Greeting  `json:"greeting" doc:"stream and websocket: what the ends say to each other, once there are keys, before the first message"`

	Streams     *int      `json:"streams" min:"1" max:"1000000" absent:"1 for http1, 250 for http2, 100 for http3" doc:"exchanges that are under way on a connection at a time; what comes on top waits"`
	Order       string    `json:"order" enum:"roundRobin,served" default:"roundRobin" doc:"http2 and http3: whose frame is next: roundRobin: of each exchange in turn (net/http, quic-go); served: of the one whose message was there first, until that is out"`
	GRPC        bool      `json:"grpc" default:"false" doc:"http2: messages are those of gRPC, as grpc-go speaks it: five bytes before each, header fields of its own, trailers behind an answer, and a ping for what is read, by which either end measures the path and widens its windows of 64 KiB, up to 16 MiB (not those that 'windows' says); a message that is larger has its exchange's window opened for all of it"`
	Frame       sim.Bytes `json:"frame" default:"16KiB" min:"1KiB" max:"16MiB" doc:"http2: the most content that a frame has (SETTINGS_MAX_FRAME_SIZE)"`
	HeaderTable sim.Bytes `json:"headerTable" default:"4KiB" min:"0B" max:"1MiB" doc:"http2: how much of headers each end remembers (SETTINGS_HEADER_TABLE_SIZE)"`
	Windows     Windows   `json:"windows" doc:"http2 and http3: how much may be sent before the other end has read it"`
}

// Windows are how many bytes each end lets the other send ahead, on an exchange
// and on the connection as a whole. Go's client and server give them as follows
// (http2Transport, http2Server in h2_bundle.go); quic-go begins with 512 KiB and
// 768 KiB at both ends (internal/protocol/params.go), and widens them where they are
// filled faster than within four round trips.
type Windows struct {
	AnswerStream     *sim.Bytes `json:"answerStream" min:"1KiB" max:"1GiB" absent:"4 MiB for http2, 512 KiB for http3" doc:"what the client gives each answer"`
	AnswerConnection *sim.Bytes `json:"answerConnection" min:"64KiB" max:"1GiB" absent:"1 GiB for http2, 768 KiB for http3" doc:"what the client gives all answers together; over HTTP/2, as Go does, beside the 65,535 B that the protocol begins with"`
	AskStream        *sim.Bytes `json:"askStream" min:"1KiB" max:"1GiB" absent:"1 MiB for http2, 512 KiB for http3" doc:"what the server gives each request"`
	AskConnection    *sim.Bytes `json:"askConnection" min:"64KiB" max:"1GiB" absent:"1 MiB for http2, 768 KiB for http3" doc:"what the server gives all requests together"`
	WidestStream     *sim.Bytes `json:"widestStream" min:"1KiB" max:"1GiB" absent:"6 MiB for http3" doc:"http3: up to so much either end doubles what it gives an exchange, where that is filled faster than within four round trips (quic-go, MaxStreamReceiveWindow); not above that: it stays as it is"`
	WidestConnection *sim.Bytes `json:"widestConnection" min:"64KiB" max:"1GiB" absent:"15 MiB for http3" doc:"http3: the same of what an end gives all exchanges together, which is half as much again as what it gives one of them at least (quic-go, MaxConnectionReceiveWindow)"`
}

// A Greeting is how a protocol begins once its connection is there: a session is
// asked for, a name proved, a channel opened.
type Greeting struct {
	RoundTrips int       `json:"roundTrips" default:"0" min:"0" max:"100" doc:"how often who opens asks and is answered"`
	Request    sim.Bytes `json:"request" default:"0B" min:"0B" max:"64KiB" doc:"what it sends for that in all: as much each time, a byte at least"`
	Response   sim.Bytes `json:"response" default:"0B" min:"0B" max:"64KiB" doc:"what it is answered in all, in the same way"`
}

// steps are those of the greeting, in their order.
func (g *Greeting) steps() (all []step) {
	for i := range g.RoundTrips {
		for end, bytes := range [2]sim.Bytes{g.Request, g.Response} {
			n := int(bytes)*(i+1)/g.RoundTrips - int(bytes)*i/g.RoundTrips
			all = append(all, step{flight{end, max(n, 1)}, Framing})
		}
	}
	return all
}

// A dialect is what is fixed of a protocol.
type dialect struct {
	name    string
	alpn    string // what it is called in the handshake; empty: it is not named there
	agent   string // how its client calls itself
	streams int    // exchanges at a time; 0: it has none, messages go both ways
	turns   bool   // exchanges take turns, each with windows of its own
	quic    bool
	windows [2][2]sim.Bytes // of the end that reads, 0 the client: for a stream, for the connection
	widest  [2]sim.Bytes    // what they grow to at either end, over QUIC
	socket  int64           // so much is written ahead of what packets have room for
	next    func(*Stack, place, *outgoing) outcome
}

// dialects are all protocols.
func dialects() []dialect {
	return []dialect{
		{name: "http1", alpn: "http/1.1", agent: "Go-http-client/1.1", streams: 1, next: (*Stack).nextHTTP1},
		{name: "http2", alpn: "h2", agent: "Go-http-client/2.0", streams: 250, turns: true, next: (*Stack).nextHTTP2,
			windows: [2][2]sim.Bytes{{4 << 20, 1 << 30}, {1 << 20, 1 << 20}}},
		{name: "http3", alpn: "h3", agent: "quic-go HTTP/3", streams: 100, turns: true, quic: true, next: (*Stack).nextHTTP3,
			windows: [2][2]sim.Bytes{{512 << 10, 768 << 10}, {512 << 10, 768 << 10}}, widest: [2]sim.Bytes{6 << 20, 15 << 20}},
		{name: "websocket", alpn: "http/1.1", agent: "Go-http-client/1.1", next: (*Stack).nextWebSocket},
		{name: "stream", next: (*Stack).nextStream},
	}
}

// dialect is that of the protocol.
func (c *Config) dialect() dialect {
	for _, d := range dialects() {
		if d.name == c.Protocol {
			return c.settle(d)
		}
	}
	panic("protocol.Config: there is no protocol " + c.Protocol)
}

// QUIC tells whether the protocol goes over QUIC; otherwise it goes over TCP.
func (c *Config) QUIC() bool { return c.dialect().quic }

// Exchanges is how many exchanges a connection carries at a time; 0: the
// protocol has none, and messages go both ways.
func (c *Config) Exchanges() int { return c.dialect().streams }

// settle puts what the configuration says in place of a dialect's defaults.
func (c *Config) settle(d dialect) dialect {
	if c.GRPC {
		d.agent, d.streams, d.windows = "grpc-go/1.85.0", 1e6, [2][2]sim.Bytes{{unsettled, unsettled}, {unsettled, unsettled}}
		d.socket = socketGRPC
	}
	if c.Streams != nil && d.streams > 0 {
		d.streams = *c.Streams
	}
	for _, w := range []struct {
		said  *sim.Bytes
		place *sim.Bytes
	}{
		{c.Windows.AnswerStream, &d.windows[0][0]}, {c.Windows.AnswerConnection, &d.windows[0][1]},
		{c.Windows.AskStream, &d.windows[1][0]}, {c.Windows.AskConnection, &d.windows[1][1]},
		{c.Windows.WidestStream, &d.widest[0]}, {c.Windows.WidestConnection, &d.widest[1]},
	} {
		if w.said != nil {
			*w.place = *w.said
		}
	}
	return d
}

// words are what stands for the names in the table of heads.
func (c *Config) words(d *dialect) map[string]string {
	scheme := "https"
	if c.TLS.Version == "none" && !d.quic {
		scheme = "http"
	}
	return map[string]string{"path": c.Path, "host": c.Host, "type": c.ContentType, "agent": d.agent, "scheme": scheme}
}

// filled is a text with words in the place of {names}.
func filled(text string, words map[string]string) string {
	before, rest, found := strings.Cut(text, "{")
	if !found {
		return text
	}
	name, after, _ := strings.Cut(rest, "}")
	return before + words[name] + filled(after, words)
}

// Defaults is the configuration of a protocol with all defaults.
func Defaults(protocol string) Config {
	return Config{
		Protocol: protocol, TLS: TLSConfig{Version: "1.3", Certificate: 400, Names: 11, RecordRamp: true},
		Host: "example.com", Path: "/object/1", ContentType: "application/octet-stream", Gather: 4 << 10, Event: 8, Overhead: 8,
		Order: "roundRobin", Frame: 16 << 10, HeaderTable: 4 << 10,
	}
}

// Check tells what no single field shows, with the field that is wrong and what
// would be right.
func (c *Config) Check(say func(field, remedy string)) {
	quic := c.Protocol == "http3"
	switch {
	case quic && c.TLS.Version != "1.3":
		say("tls.version", "QUIC has TLS 1.3 within it: 1.3, or another protocol")
	case c.TLS.EarlyData && c.TLS.Version != "1.3":
		say("tls.earlyData", "only TLS 1.3 has early data: version 1.3, or no earlyData")
	case c.TLS.EarlyData && !c.TLS.Resumed:
		say("tls.earlyData", "early data needs the keys of an earlier connection: resumed true, or no earlyData")
	}
	if c.GRPC && c.Protocol != "http2" {
		say("grpc", "gRPC goes over HTTP/2: http2, or no grpc")
	}
	if c.Protocol == "http1" && c.Streams != nil && *c.Streams != 1 {
		say("streams", "HTTP/1.1 carries one exchange at a time: 1, or another protocol")
	}
}
