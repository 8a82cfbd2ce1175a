package scenario

import (
	"strings"
	"testing"
)

func TestAPoolOfOneConnectionIsAFault(t *testing.T) {
	const streams = `"one": {"links": {"wire": {"connection": {"streams": 1}}}}`
	hold(t, []lone{
		{"the most of what there is one of", `, "connection": {"max": 2}`, `/links/wire/connection/max: one connection carries any number of exchanges`, streams},
		{"a wait for it", `, "connection": {"max": 2, "streams": 1, "wait": "1s", "waiting": 3}`, "", ""},
		{"which of several, of one", `, "connection": {"reuse": "random"}`, `/links/wire/connection/reuse: one connection carries`, streams},
		{"several to a database", `, "transport": "postgres", "connection": {"max": 2}`, `say how many exchanges it carries at a time ("streams": 1)`, streams},
		{"a pool of a database", `, "transport": "postgres", "connection": {"max": 2, "streams": 1, "wait": "1s"}`, "", ""},
		{"several of a protocol with exchanges", `, "transport": "http2", "connection": {"max": 2}`, "", ""},
		{"the most that are open where each has its own", `, "connection": {"open": "each", "max": 2, "wait": "1s"}`, "", ""},
		{"several on a connection of its own", `, "connection": {"open": "each", "streams": 2}`, `/links/wire/connection/streams: each exchange has a connection of its own`, `"kept": {"links": {"wire": {"connection": {"open": "first"}}}}`},
		{"who gives up a connection of its own", `, "connection": {"open": "each", "giveUp": "wait"}`, `/links/wire/connection/giveUp: each exchange`, ""},
		{"the size of a ping", `, "connection": {"ping": {"size": "17B"}}`, "", ""},
		{"that of a protocol's", `, "transport": "http2", "connection": {"ping": {"size": "17B"}}`, `/links/wire/connection/ping/size: the protocol of the transport says what a ping is`, `"bare": {"links": {"wire": {"transport": null}}}`},
	}, func(said, variants string) string { return idling(said, asking, variants) })
	_, err := Parse("t.json", []byte(idling(`, "transport": "postgres", "connection": {"max": 2, "wait": "1s", "waiting": 3}`, asking, "")))
	for _, field := range []string{"max", "wait", "waiting"} {
		if err == nil || !strings.Contains(err.Error(), "/links/wire/connection/"+field+": one connection carries") {
			t.Errorf("of %s there is nothing in %v", field, err)
		}
	}
}

func TestWhatAnotherProtocolMeansIsAFault(t *testing.T) {
	hold(t, []lone{
		{"a ticket in the clear", `"preset": "http1", "tls": {"version": "none", "tickets": true}`, `/links/wire/transport/tls/tickets: it goes in the clear`, `"keys": {"links": {"wire": {"transport": {"tls": {"version": "1.3"}}}}}`},
		{"a database's that is resumed", `"preset": "postgres", "tls": {"resumed": true}`, `/links/wire/transport/tls/resumed: it goes in the clear`, ""},
		{"a ticket of who has one", `"preset": "http1", "tls": {"resumed": true, "tickets": true}`, `/links/wire/transport/tls/tickets: the client resumes by a ticket`, `"first": {"links": {"wire": {"transport": {"tls": {"resumed": false}}}}}`},
		{"a certificate that is not sent", `"preset": "http3", "tls": {"resumed": true, "certificate": "1KiB"}`, `/links/wire/transport/tls/certificate: `, ""},
		{"records over QUIC", `"preset": "http3", "tls": {"recordRamp": false}`, `/links/wire/transport/tls/recordRamp: it is for http1, http2, websocket and stream`, `"tcp": {"links": {"wire": {"transport": {"preset": "http2"}}}}`},
		{"TCP beneath QUIC", `"preset": "http3", "tcp": {"initialWindow": 4}`, `/links/wire/transport/tcp: it is for`, `"tcp": {"links": {"wire": {"transport": {"preset": "http2"}}}}`},
		{"QUIC beneath TCP", `"preset": "http2", "quic": {"keep": 0.5}`, `/links/wire/transport/quic: it is for http3`, `"quic": {"links": {"wire": {"transport": {"preset": "http3"}}}}`},
		{"a table of headers of HTTP/1.1", `"preset": "http1", "headerTable": "1KiB"`, `/links/wire/transport/headerTable: it is for http2, and http1 speaks http1`, ""},
		{"windows of a socket", `"preset": "websocket", "windows": {"askStream": "1KiB"}`, `/links/wire/transport/windows: it is for http2 and http3`, ""},
		{"a path of a queue", `"preset": "amqp", "path": "/a"`, `/links/wire/transport/path: it is for`, ""},
		{"what is around a message of HTTP", `"preset": "http1", "overhead": "9B"`, `/links/wire/transport/overhead: it is for stream`, ""},
		{"what HTTP/2 goes by", `"preset": "http2", "order": "served", "frame": "1KiB", "headerTable": "1KiB", "windows": {"askStream": "1KiB"}, "gather": "1KiB", "event": "9B", "tcp": {"initialWindow": 4}, "tls": {"tickets": true, "names": "4B"}`, "", ""},
	}, func(said, variants string) string {
		return idling(`, "transport": {`+said+`}`, asking, variants)
	})
}
