package scenario

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/patterns/scenario/schema"
)

// linked is a scenario of a phone and a server whose link says what is given,
// beside its ends.
func linked(link string) string {
	return fmt.Sprintf(`{"version": 1, "title": "t", "duration": "1s",
"nodes": {"api": {"kind": "server"}, "phone": {"kind": "client"}},
"links": {"wire": {"from": "phone", "to": "api", %s}},
"flows": {"get": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "poisson", "rate": "1/s"}}}}`, link)
}

func TestWhatDoesNotFitATransportIsSaidWithItsRemedy(t *testing.T) {
	for _, row := range []struct{ reason, link, want string }{
		{"no such preset", `"transport": "http4"`, `/links/wire/transport/preset: "http4" is none of these: `},
		{"a name of ALPN", `"transport": "h2"`, `postgres; did you mean "http2"?`},
		{"a name as people write it", `"transport": "HTTP/2"`, `postgres; did you mean "http2"?`},
		{"what is beneath the protocol", `"transport": "tcp"`, `postgres; all but http3 go over TCP: say which of them speaks on it, or leave transport out`},
		{"none", `"transport": "none"`, `postgres; without one a message travels whole: leave transport out, or write null in a variant`},
		{"what there is without one", `"transport": "whole"`, `postgres; without one a message travels whole: leave transport out`},
		{"neither keys nor frames", `"transport": "plain"`, `postgres; without one a message travels whole: leave transport out`},
		{"one in small letters or not", `"transport": {"preset": "UDP"}`, `postgres; without one a message travels whole: leave transport out`},
		{"TLS beside the transport", `"tls": {}`, `/links/wire/tls: unknown field "tls"; it is a field of "transport". A link has: `},
		{"bits a second without unit", `"bandwidth": 10000000`, `/links/wire/bandwidth: 10000000 has no unit; write "10Mbit/s"`},
		{"bits a second as some write them", `"bandwidth": "10Mbps"`, `there is no unit "Mbps"; did you mean "Mbit/s"?`},
		{"bytes without unit", `"buffer": 65536, "bandwidth": "1Mbit/s"`, `/links/wire/buffer: 65536 has no unit; write "64KiB"`},
		{"a time-out of the connection", `"connection": {"connectTimeout": "1s"}`, `unknown field "connectTimeout"; here that is "connectTimeout" of a call or "connectTimeout" of a flow. "connection" has: `},
		{"neither object nor name", `"transport": 4`, `/links/wire/transport: "transport" is its "preset" as a string, like "http1", or an object, not 4`},
		{"a stack of the other kind", `"transport": {"preset": "http3", "stack": "linux"}`, `/links/wire/transport/stack: linux speaks TCP, and http3 goes over QUIC: quic-go, or another protocol`},
		{"a stack of QUIC", `"transport": {"preset": "http2", "stack": "quic-go"}`, `/links/wire/transport/stack: quic-go speaks QUIC, and http2 goes over TCP: linux, or http3`},
		{"a window below a segment", `"transport": {"tcp": {"receiveWindow": "1000B"}}`, `/links/wire/transport/tcp/receiveWindow: a window has room for a segment at least`},
		{"a first window below a segment", `"transport": {"tcp": {"firstWindow": "1000B"}}`, `/links/wire/transport/tcp/firstWindow: a window has room for a segment at least`},
		{"a least above the first", `"transport": {"preset": "http3", "quic": {"initialWindow": 3, "leastWindow": 4}}`, `/links/wire/transport/quic/leastWindow: the window begins below its least`},
		{"a fault of wires to nobody", `"transport": "http1"}}, "timeline": {"x": {"at": "0s", "fault": "loss", "share": 0.1, "target": "nobody"}}, "keys": {"k": {"count": 1`, `/timeline/x/target: "nobody" is neither a node nor a link; there is "api", "phone" and "wire"`},
		{"a slow start by the name of its RFC", `"transport": {"tcp": {"slowStart": "hystart++"}}`, `did you mean "hystartPlus"?`},
		{"per cent for a share", `"loss": 5`, `/links/wire/loss: 5 is above the most, 1, which is all; 5 % are 0.05`},
		{"a size that is too large", `"transport": {"tcp": {"segment": "20MB"}}`, `"20MB" is above the most, "64KiB"; write that, or less`},
		{"early data of nothing", `"transport": {"tls": {"earlyData": true}}`, `/links/wire/transport/tls/earlyData: `},
		{"the link retransmits", `"transport": "http1", "retransmit": "50ms"`, `/links/wire/retransmit: this link has a transport: it sends again what is lost when it finds out: leave retransmit out`},
		{"one direction does", `"transport": "http1", "up": {"retransmit": "50ms"}`, `/links/wire/up/retransmit: this link has a transport`},
		{"the link keeps no order", `"transport": "http1", "order": "none"`, `/links/wire/order: this link has a transport`},
		{"the link makes copies", `"transport": "http1", "duplicate": 0.1`, `/links/wire/duplicate: this link has a transport`},
		{"the link adds headers", `"transport": "http1", "header": "40B"`, `/links/wire/header: this link has a transport: its packets have headers of their own, see tcp.overhead`},
		{"openings are repeated", `"transport": "http1", "connection": {"retry": "1s"}`, `/links/wire/connection/retry: this link has a transport: it repeats an opening itself`},
		{"what giving up costs", `"transport": "http1", "connection": {"giveUp": "wait"}`, `/links/wire/connection/giveUp: this link has a transport: its protocol says`},
		{"streams of the connection", `"transport": "http2", "connection": {"streams": 3}`, `/links/wire/connection/streams: this link has a transport: its protocol says how many`},
		{"a buffer below a packet", `"transport": "http1", "bandwidth": "1Mbit/s", "buffer": "1499B"`, `/links/wire/buffer: a full packet has 1500B here, and would never find room behind another: write at least that`},
		{"one of a direction", `"transport": "http3", "bandwidth": "1Mbit/s", "buffer": "3KiB", "up": {"buffer": "1307B"}`, `/links/wire/up/buffer: a full packet has 1308B here`},
		{"one of the other", `"transport": {"preset": "amqp", "stack": "rfc"}, "bandwidth": "1Mbit/s", "down": {"buffer": "1KiB"}`, `/links/wire/down/buffer: a full packet has 1500B here`},
		{"connections that nobody opened", `"transport": "http1", "connection": {"open": "ready"}`, `/links/wire/connection/open: a transport opens its connections by packets, so that none is open from the start: write "first", or "each", or leave transport out`},
	} {
		_, err := Parse("t.json", []byte(linked(row.link)))
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %s", row.reason, err, row.want)
		}
	}
}

func TestABufferThatHasRoomForAPacketIsNoFault(t *testing.T) {
	for _, link := range []string{
		`"transport": "http1", "bandwidth": "1Mbit/s", "buffer": "1500B"`,
		`"transport": {"tcp": {"segment": "500B", "overhead": "40B"}}, "bandwidth": "1Mbit/s", "buffer": "540B"`,
		`"transport": "http3", "bandwidth": "1Mbit/s", "buffer": "1308B"`,
		`"bandwidth": "1Mbit/s", "buffer": "1B"`,
	} {
		if _, err := Parse("t.json", []byte(linked(link))); err != nil {
			t.Errorf("%s: %v", link, err)
		}
	}
}

func TestPresetIsWhatItsFieldsSay(t *testing.T) {
	for _, row := range []struct{ short, long string }{
		{`"http1"`, `{"preset": "http1"}`},
		{`"http3"`, `{"preset": "http3", "protocol": "http3"}`},
		{`{"preset": "amqp", "stack": "rfc"}`, `{"preset": "amqp", "stack": "rfc", "tcp": {"timestamps": false}}`},
		{`{}`, `"http1"`},
	} {
		if diff := cmp.Diff(transportOf(t, row.short), transportOf(t, row.long)); diff != "" {
			t.Errorf("%s is not %s:\n%s", row.short, row.long, diff)
		}
	}
}

func TestFieldsBesideAPresetOverrideIt(t *testing.T) {
	c := transportOf(t, `{"preset": "http2", "stack": "rfc", "frame": "32KiB", "tcp": {"initialWindow": 4}}`).Links[0].Transport
	if c.Protocol != "http2" || c.Frame != 32<<10 || c.TCP.InitialWindow != 4 || c.TCP.Timestamps {
		t.Errorf("got %s, frames of %d, a window of %d and time stamps %v", c.Protocol, c.Frame, c.TCP.InitialWindow, c.TCP.Timestamps)
	}
}

func transportOf(t *testing.T, text string) *Scenario {
	t.Helper()
	f, err := Parse("t.json", []byte(linked(`"transport": `+text)))
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Scenario(Base)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTransportIsWrittenAsShortAsItWasRead(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{`"http1"`, `"transport": {}`},
		{`"http2"`, `"transport": {"preset": "http2"}`},
		{`{"preset": "http3", "quic": {"keep": 0.5}}`, `"transport": {"preset": "http3", "quic": {"keep": 0.5}}`},
		{`{"preset": "mqtt", "stack": "rfc", "tcp": {"blocks": 2}}`, `"transport": {"preset": "mqtt", "stack": "rfc", "tcp": {"blocks": 2}}`},
	} {
		first := transportOf(t, row.text)
		text := string(schema.Encode(first))
		if got := strings.Join(strings.Fields(text), ""); !strings.Contains(got, strings.Join(strings.Fields(row.want), "")) {
			t.Errorf("%s is written as\n%s", row.text, text)
		}
		f, err := Parse("t.json", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		second, err := f.Scenario(Base)
		if err != nil {
			t.Fatal(err)
		}
		if again := string(schema.Encode(second)); again != text {
			t.Errorf("%s becomes\n%s", text, again)
		}
		if diff := cmp.Diff(first.Links, second.Links); diff != "" {
			t.Errorf("what is read back differs:\n%s", diff)
		}
	}
}
