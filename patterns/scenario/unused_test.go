package scenario

import (
	"strings"
	"testing"
)

// idling is a scenario of a phone and a server, with what is said of their link and
// flow, and variants.
func idling(link, flow, variants string) string {
	return `{"version": 1, "title": "t", "duration": "1s",
"nodes": {"api": {"kind": "server"}, "phone": {"kind": "client"}},
"links": {"wire": {"from": "phone", "to": "api", "latency": "1ms"` + link + `}},
"flows": {"get": {"from": "phone", "to": "api", ` + flow + `}},
"variants": {` + variants + `}}`
}

func TestWhatHasNoEffectInAnyVariantIsAFault(t *testing.T) {
	const ask, polls = `"pattern": "requestResponse", "send": {"rate": "1/s"}`, `"pattern": "longPolling", "updates": {"rate": "1/s"}`
	for _, row := range []struct{ reason, link, flow, variants, want string }{
		{"a variant has bandwidth", `, "buffer": "1KiB"`, ask, `"narrow": {"links": {"wire": {"bandwidth": "1Mbit/s"}}}`, ""},
		{"none has", `, "buffer": "1KiB"`, ask, `"slow": {"links": {"wire": {"latency": "9ms"}}}`, "/links/wire/buffer: a wire without bandwidth"},
		{"a variant removes the buffer alone", `, "buffer": "1KiB"`, ask, `"none": {"links": {"wire": {"buffer": null}}}`, "/links/wire/buffer: a wire without bandwidth"},
		{"a variant takes the bandwidth", `, "buffer": "1KiB", "bandwidth": "1Mbit/s"`, ask, `"wide": {"links": {"wire": {"bandwidth": null}}}`, ""},
		{"a variant says the buffer itself", ``, ask, `"wide": {"links": {"wire": {"buffer": "1KiB"}}}`, "/variants/wide/links/wire/buffer: a wire without bandwidth"},
		{"a variant names another preset", `, "transport": {"preset": "http2", "streams": 9}`, ask, `"sockets": {"links": {"wire": {"transport": {"preset": "websocket"}}}}`, ""},
		{"streams beside a preset that has none", `, "transport": {"preset": "amqp", "streams": 9}`, ask, ``, "/links/wire/transport/streams: amqp carries messages both ways"},
		{"streams that a variant makes use of", `, "transport": {"preset": "amqp", "streams": 9}`, ask, `"web": {"links": {"wire": {"transport": {"preset": "http2"}}}}`, ""},
		{"news that a variant brings", ``, ask + `, "updates": {"rate": "1/s"}`, `"polls": {"flows": {"get": {"pattern": "longPolling"}}}`, ""},
		{"news that nobody brings", ``, ask + `, "updates": {"rate": "1/s"}`, ``, "/flows/get/updates: requestResponse brings no news"},
		{"wants of a pattern of news", ``, polls + `, "send": {"rate": "1/s"}`, ``, "/flows/get/send: longPolling asks for nothing"},
		{"parts of a variant's upload", ``, `"pattern": "upload", "upload": {"mode": "oneShot", "parallel": 2}, "send": {"rate": "1/s"}`, `"parts": {"flows": {"get": {"upload": {"mode": "chunked"}}}}`, ""},
		{"headers over a transport", `, "transport": "http2"`, ask + `, "headers": {"request": "9B"}`, ``, "/flows/get/headers: what is around its messages"},
		{"headers that count in a variant", `, "transport": "http2"`, ask + `, "headers": {"request": "9B"}`, `"bare": {"links": {"wire": {"transport": null}}}`, ""},
		{"headers that count", ``, ask + `, "headers": {"request": "9B"}`, `"web": {"links": {"wire": {"transport": "http2"}}}`, ""},
		{"a page over a socket", `, "transport": "websocket"`, `"pattern": "pageLoad", "send": {"rate": "1/s"}`, ``, `/flows/get/pattern: pageLoad goes over HTTP, and the transport of "wire" is websocket`},
		{"events over AMQP", `, "transport": "amqp"`, `"pattern": "serverSentEvents", "updates": {"rate": "1/s"}`, ``, `/flows/get/pattern: serverSentEvents goes over HTTP, and the transport of "wire" is amqp`},
		{"events over a variant's AMQP", ``, `"pattern": "serverSentEvents", "updates": {"rate": "1/s"}`, `"queue": {"links": {"wire": {"transport": "amqp"}}}`, `/flows/get/pattern: serverSentEvents goes over HTTP`},
		{"a page over HTTP/2", `, "transport": "http2"`, `"pattern": "pageLoad", "send": {"rate": "1/s"}`, ``, ""},
		{"drops as often as may be", `, "drops": {"every": "1ms"}`, ask, ``, ""},
		{"drops that come at 0", `, "drops": {"every": "0s"}`, ask, ``, "/links/wire/drops/every: connections would drop without end"},
		{"a time-out that is drawn", ``, ask + `, "timeout": {"dist": "empirical", "values": ["0s", "1s"]}`, ``, ""},
	} {
		_, err := Parse("t.json", []byte(idling(row.link, row.flow, row.variants)))
		switch {
		case row.want == "" && err != nil:
			t.Errorf("%s: got %v", row.reason, err)
		case row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "\n")):
			t.Errorf("%s: got %v, want %s alone", row.reason, err, row.want)
		}
	}
}

func TestATimeoutAtOnceIsAFaultWhereverItStands(t *testing.T) {
	for _, row := range []struct{ node, want string }{
		{`"calls": [{"to": "db", "timeout": "0s"}]`, "/nodes/api/calls/0/timeout: "},
		{`"steps": [{"call": "db", "timeout": "0s"}]`, "/nodes/api/steps/0/timeout: "},
		{`"calls": [{"to": "db"}], "sidecar": {"timeout": "0s"}`, "/nodes/api/sidecar/timeout: "},
	} {
		text := strings.Replace(idling("", `"pattern": "requestResponse", "send": {"rate": "1/s"}`, ""), `"api": {"kind": "server"}`, `"db": {"kind": "server"}, "api": {"kind": "server", `+row.node+`}`, 1)
		if _, err := Parse("t.json", []byte(text)); err == nil || !strings.Contains(err.Error(), row.want+"an attempt would be over before it could be answered") {
			t.Errorf("%s: got %v", row.node, err)
		}
	}
}
