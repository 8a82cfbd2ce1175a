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
	const streams, tries = `"pattern": "serverSentEvents", "updates": {"rate": "1/s"}, "serverSentEvents": {`, `"pattern": "fallback", "updates": {"rate": "1/s"}, "fallback": {`
	const news = `"pattern": "push", "updates": {"rate": "1/s"}, "push": {"outbox": `
	for _, row := range []struct{ reason, link, flow, variants, want string }{
		{"a variant has bandwidth", `, "buffer": "1KiB"`, ask, `"narrow": {"links": {"wire": {"bandwidth": "1Mbit/s"}}}`, ""},
		{"none has", `, "buffer": "1KiB"`, ask, `"slow": {"links": {"wire": {"latency": "9ms"}}}`, "/links/wire/buffer: a wire without bandwidth"},
		{"a variant removes the buffer alone", `, "buffer": "1KiB"`, ask, `"none": {"links": {"wire": {"buffer": null}}}`, "/links/wire/buffer: a wire without bandwidth"},
		{"a variant takes the bandwidth", `, "buffer": "1KiB", "bandwidth": "1Mbit/s"`, ask, `"wide": {"links": {"wire": {"bandwidth": null}}}`, ""},
		{"a variant says the buffer itself", ``, ask, `"wide": {"links": {"wire": {"buffer": "1KiB"}}}`, "/variants/wide/links/wire/buffer: a wire without bandwidth"},
		{"a variant names another preset", `, "transport": {"preset": "http2", "streams": 9}`, ask, `"sockets": {"links": {"wire": {"transport": {"preset": "websocket"}}}}`, ""},
		{"streams beside a preset that has none", `, "transport": {"preset": "amqp", "streams": 9}`, ask, ``, "/links/wire/transport/streams: amqp carries messages both ways"},
		{"streams that a variant makes use of", `, "transport": {"preset": "amqp", "streams": 9}`, ask, `"web": {"links": {"wire": {"transport": {"preset": "http2"}}}}`, ""},
		{"a greeting of who has none", `, "transport": {"preset": "grpc", "greeting": {"roundTrips": 1}}`, ask, ``, "/links/wire/transport/greeting: grpc begins with its first request"},
		{"one that a variant makes use of", `, "transport": {"greeting": {"roundTrips": 1}}`, ask, `"row": {"links": {"wire": {"transport": {"preset": "postgres"}}}}`, ""},
		{"one of a socket", `, "transport": {"preset": "websocket", "greeting": {"roundTrips": 1}}`, ask, ``, ""},
		{"news that a variant brings", ``, ask + `, "updates": {"rate": "1/s"}`, `"polls": {"flows": {"get": {"pattern": "longPolling"}}}`, ""},
		{"news that nobody brings", ``, ask + `, "updates": {"rate": "1/s"}`, ``, "/flows/get/updates: requestResponse brings no news"},
		{"wants of a pattern of news", ``, polls + `, "send": {"rate": "1/s"}`, ``, "/flows/get/send: longPolling asks for nothing"},
		{"parts of a variant's upload", ``, `"pattern": "upload", "upload": {"mode": "oneShot", "parallel": 2}, "send": {"rate": "1/s"}`, `"parts": {"flows": {"get": {"upload": {"mode": "chunked"}}}}`, ""},
		{"headers over a transport", `, "transport": "http2"`, ask + `, "headers": {"request": "9B"}`, ``, "/flows/get/headers: what is around its messages"},
		{"headers that count in a variant", `, "transport": "http2"`, ask + `, "headers": {"request": "9B"}`, `"bare": {"links": {"wire": {"transport": null}}}`, ""},
		{"headers that count", ``, ask + `, "headers": {"request": "9B"}`, `"web": {"links": {"wire": {"transport": "http2"}}}`, ""},
		{"a page over a socket", `, "transport": "websocket"`, `"pattern": "pageLoad", "send": {"rate": "1/s"}`, ``, `/flows/get/pattern: pageLoad goes over HTTP as browsers speak it, and the transport of "wire" is websocket`},
		{"events over AMQP", `, "transport": "amqp"`, `"pattern": "serverSentEvents", "updates": {"rate": "1/s"}`, ``, `/flows/get/pattern: serverSentEvents goes over HTTP as browsers speak it, and the transport of "wire" is amqp`},
		{"events over a variant's AMQP", ``, `"pattern": "serverSentEvents", "updates": {"rate": "1/s"}`, `"queue": {"links": {"wire": {"transport": "amqp"}}}`, `/flows/get/pattern: serverSentEvents goes over HTTP`},
		{"a page over HTTP/2", `, "transport": "http2"`, `"pattern": "pageLoad", "send": {"rate": "1/s"}`, ``, ""},
		{"a page over gRPC", `, "transport": "grpc"`, `"pattern": "pageLoad", "send": {"rate": "1/s"}`, ``, `/flows/get/pattern: pageLoad goes over HTTP as browsers speak it, and the transport of "wire" is grpc`},
		{"events over gRPC", `, "transport": "grpc"`, `"pattern": "serverSentEvents", "updates": {"rate": "1/s"}`, ``, `/flows/get/pattern: serverSentEvents goes over HTTP as browsers speak it`},
		{"events as a way over a database's protocol", `, "transport": "postgres"`, tries + `"ways": ["serverSentEvents"]}`, ``, `/flows/get/pattern: its way serverSentEvents goes over HTTP as browsers speak it, and the transport of "wire" is postgres`},
		{"a socket as a way over AMQP", `, "transport": "amqp"`, tries + `"ways": ["webSocket"]}`, ``, `/flows/get/pattern: its way webSocket goes over HTTP as browsers speak it`},
		{"events as a way over a socket", `, "transport": "websocket"`, tries + `"ways": ["serverSentEvents"]}`, ``, `/flows/get/pattern: its way serverSentEvents goes over HTTP`},
		{"all ways where the first is a socket", `, "transport": "websocket"`, tries + `}`, ``, ""},
		{"polls as a way over AMQP", `, "transport": "amqp"`, tries + `"ways": ["longPolling"]}`, ``, ""},
		{"all ways over HTTP", `, "transport": "http2"`, tries + `}`, ``, ""},
		{"a hold of polls that are no way", ``, tries + `"ways": ["webSocket"], "hold": "9s"}`, ``, `/flows/get/fallback/hold: none of its ways polls`},
		{"one of polls that are", ``, tries + `"ways": ["webSocket", "longPolling"], "hold": "9s"}`, ``, ""},
		{"a frame of events over a transport", `, "transport": "http2"`, streams + `"frame": "9B"}`, ``, `/flows/get/serverSentEvents/frame: what is around an event is what "event" of the transport of "wire" says`},
		{"a comment over a transport", `, "transport": "http2"`, streams + `"comment": "9B"}`, ``, `/flows/get/serverSentEvents/comment: what is around an event`},
		{"a frame of ways over a transport", `, "transport": "http2"`, tries + `"frame": "9B"}`, ``, `/flows/get/fallback/frame: what is around an event`},
		{"a frame that counts in a variant", `, "transport": "http2"`, streams + `"frame": "9B"}`, `"bare": {"links": {"wire": {"transport": null}}}`, ""},
		{"a ping's size on a transport", `, "transport": "http2", "connection": {"ping": {"every": "1s", "timeout": "1s", "size": "9B"}}`, ask, ``, "/links/wire/connection/ping/size: its protocol says how large a ping is"},
		{"one without", `, "connection": {"ping": {"size": "9B"}}`, ask, ``, ""},
		{"whom to take of those that nobody takes again", `, "connection": {"open": "each", "reuse": "first"}`, ask, ``, "/links/wire/connection/reuse: each connection closes with its one exchange"},
		{"whom a variant takes again", `, "connection": {"open": "each", "reuse": "first"}`, ask, `"kept": {"links": {"wire": {"connection": {"open": "first"}}}}`, ""},
		{"a certificate in the clear", `, "transport": {"tls": {"version": "none", "certificate": "1KiB"}}`, ask, ``, "/links/wire/transport/tls/certificate: in the clear"},
		{"records in the clear", `, "transport": {"tls": {"version": "none", "recordRamp": false}}`, ask, ``, "/links/wire/transport/tls/recordRamp: in the clear"},
		{"a certificate of who resumes", `, "transport": {"tls": {"resumed": true, "certificate": "1KiB"}}`, ask, ``, "/links/wire/transport/tls/certificate: who resumes is sent no certificate"},
		{"one that a variant sends", `, "transport": {"tls": {"resumed": true, "certificate": "1KiB"}}`, ask, `"cold": {"links": {"wire": {"transport": {"tls": {"resumed": false}}}}}`, ""},
		{"bytes of a greeting that there is not", `, "transport": {"preset": "websocket", "greeting": {"request": "9B"}}`, ask, ``, "/links/wire/transport/greeting/request: the ends say nothing to each other at first"},
		{"bytes of one that there is", `, "transport": {"preset": "amqp", "greeting": {"request": "9B"}}`, ask, ``, ""},
		{"a protocol that is not its preset's", `, "transport": {"preset": "amqp", "protocol": "http2"}`, ask, ``, "/links/wire/transport/protocol: the preset amqp goes over stream, with all that it says of keys and greetings"},
		{"one without a preset", `, "transport": {"protocol": "http2"}`, ask, ``, ""},
		{"a soft limit below the other", ``, news + `{"limit": "2KiB", "soft": "1KiB"}}`, ``, ""},
		{"a share of a jitter that is none", ``, `"pattern": "push", "updates": {"rate": "1/s"}, "push": {"reconnect": {"share": 0.5}}`, ``, `/flows/get/push/reconnect/share: it has an effect only where "jitter" is share`},
		{"one that is", ``, `"pattern": "push", "updates": {"rate": "1/s"}, "push": {"reconnect": {"share": 0.5, "jitter": "share"}}`, ``, ""},
		{"drops as often as may be", `, "drops": {"every": "1ms"}`, ask, ``, ""},
		{"drops that come at 0", `, "drops": {"every": "0s"}`, ask, ``, "/links/wire/drops/every: connections would drop without end"},
		{"early data over a socket", `, "transport": {"preset": "websocket", "tls": {"resumed": true, "earlyData": true}}`, ask, ``, "/links/wire/transport/tls/earlyData: websocket sends nothing before the handshake is over"},
		{"early data of a database", `, "transport": {"preset": "postgres", "tls": {"version": "1.3", "resumed": true, "earlyData": true}}`, ask, ``, "/links/wire/transport/tls/earlyData: postgres sends nothing"},
		{"early data that a variant sends", `, "transport": {"preset": "websocket", "tls": {"resumed": true, "earlyData": true}}`, ask, `"web": {"links": {"wire": {"transport": {"preset": "http2"}}}}`, ""},
		{"a ticket in the clear", `, "transport": {"preset": "mqtt", "tls": {"resumed": true}}`, ask, ``, "/links/wire/transport/tls/resumed: in the clear there are neither keys nor certificates nor records"},
		{"one to be kept", `, "transport": {"tls": {"version": "none", "tickets": true}}`, ask, ``, "/links/wire/transport/tls/tickets: in the clear there are neither keys nor certificates nor records"},
		{"one of a variant's TLS", `, "transport": {"preset": "mqtt", "tls": {"resumed": true}}`, ask, `"keys": {"links": {"wire": {"transport": {"tls": {"version": "1.3"}}}}}`, ""},
		{"TLS asked for in the clear", `, "transport": {"preset": "postgres", "tls": {"sslRequest": false}}`, ask, ``, "/links/wire/transport/tls/sslRequest: nobody asks here whether there is TLS"},
		{"TLS asked for over HTTP", `, "transport": {"tls": {"sslRequest": true}}`, ask, ``, "/links/wire/transport/tls/sslRequest: nobody asks here"},
		{"TLS not asked for", `, "transport": {"preset": "postgres", "tls": {"version": "1.3", "sslRequest": false}}`, ask, ``, ""},
		{"TLS asked for by another row", `, "transport": {"preset": "amqp", "tls": {"version": "1.3", "sslRequest": true}}`, ask, ``, ""},
		{"a ticket over QUIC", `, "transport": {"preset": "http3", "tls": {"resumed": true}}`, ask, ``, ""},
		{"what an upload asks beside its file", ``, `"pattern": "upload", "request": "1MB", "send": {"rate": "1/s"}`, ``, `/flows/get/request: what an upload sends is the file: say "size" within "upload"`},
		{"what a variant asks instead", ``, `"pattern": "upload", "request": "1MB", "send": {"rate": "1/s"}`, `"asks": {"flows": {"get": {"pattern": "requestResponse"}}}`, ""},
		{"a way between zones where there are none", `, "across": "5ms"`, ask, ``, `/links/wire/across: no replica of "phone" is in another zone than one of "api"`},
		{"one between zones of a variant", `, "across": "5ms"`, ask, `"zones": {"nodes": {"phone": {"zones": ["a"]}, "api": {"zones": ["a", "b"]}}}`, ""},
		{"one within a zone", `, "across": "5ms"`, ask, `"zones": {"nodes": {"phone": {"zones": ["a"]}, "api": {"zones": ["a"]}}}`, "/links/wire/across: "},
		{"a choice by zones where there are none", ``, ask + `, "pick": "ownZone"`, ``, `/flows/get/pick: who asks or "api" is in no zone`},
		{"one where only one side is in a zone", ``, ask + `, "pick": "ownZone"`, `"zones": {"nodes": {"api": {"zones": ["a", "b"]}}}`, "/flows/get/pick: "},
		{"one where both are", ``, ask + `, "pick": "ownZone"`, `"zones": {"nodes": {"phone": {"zones": ["a"]}, "api": {"zones": ["a", "b"]}}}`, ""},
		{"another attempt when the only one is over", ``, ask + `, "timeout": "1s", "hedge": "2001ms"`, ``, "/flows/get/hedge: the one attempt is over by then"},
		{"one before that, where it waits for its connection", ``, ask + `, "timeout": "1s", "hedge": "1999ms"`, ``, ""},
		{"one where it may not wait for long", ``, ask + `, "timeout": "1s", "connectTimeout": "100ms", "hedge": "1999ms"`, ``, "/flows/get/hedge: "},
		{"one while it is tried again", ``, ask + `, "timeout": "1s", "hedge": "3s", "retry": {}`, ``, ""},
		{"polls that are tied", ``, polls + `, "hedge": "10ms", "tied": true`, ``, "/flows/get/tied: polls, fetches and subscriptions are not tied"},
		{"an upload that resumes nothing", ``, `"pattern": "upload", "upload": {"mode": "resumable"}, "send": {"rate": "1/s"}`, ``, `/flows/get/upload/mode: without "retry" an upload ends with its first interruption`},
		{"what is kept for who does not ask for it", ``, `"pattern": "upload", "upload": {"mode": "chunked", "cutOff": "kept"}, "retry": {}, "send": {"rate": "1/s"}`, ``, `/flows/get/upload/cutOff: only a resumable upload asks how much of it is there`},
		{"what is kept for who does not come back", ``, `"pattern": "upload", "upload": {"cutOff": "dropped"}, "send": {"rate": "1/s"}`, ``, `/flows/get/upload/cutOff: without "retry"`},
		{"what is kept in a variant", ``, `"pattern": "upload", "upload": {"mode": "chunked", "cutOff": "dropped"}, "retry": {}, "send": {"rate": "1/s"}`, `"asks": {"flows": {"get": {"upload": {"mode": "resumable"}}}}`, ""},
		{"an upload that drops end, and whose mode nobody says", `, "drops": {"every": "30s"}`, `"pattern": "upload", "send": {"rate": "1/s"}`, ``, `/flows/get/pattern: its connections drop, and without "retry"`},
		{"one of which it is said that it ends then", `, "drops": {"every": "30s"}`, `"pattern": "upload", "upload": {"mode": "chunked"}, "send": {"rate": "1/s"}`, ``, ""},
		{"one that goes on", `, "drops": {"every": "30s"}`, `"pattern": "upload", "retry": {}, "send": {"rate": "1/s"}`, ``, ""},
		{"one on wires that hold", ``, `"pattern": "upload", "send": {"rate": "1/s"}`, ``, ""},
		{"an upload that resumes", ``, `"pattern": "upload", "upload": {"mode": "resumable"}, "retry": {}, "send": {"rate": "1/s"}`, ``, ""},
		{"a fault of a variant that happens to nothing", ``, ask, `"falls": {"timeline": {"falls": {"at": "0s", "fault": "crash"}}}`, `/variants/falls/timeline/falls/target: a fault needs "target": name what it happens to, a node or one replica`},
		{"one of wires", ``, ask, `"falls": {"timeline": {"falls": {"at": "0s", "fault": "loss"}}}`, `/variants/falls/timeline/falls/target: a fault needs "target": name what it happens to, a link, a node`},
		{"one of a fleet", ``, ask, `"falls": {"timeline": {"falls": {"at": "0s", "fault": "scale", "replicas": 2}}}`, `/variants/falls/timeline/falls/target: a fault needs "target": name what it happens to, a server`},
		{"who goes from a queue that is never full", ``, ask, `"yields": {"nodes": {"api": {"full": "leastImportant"}}}`, "/variants/yields/nodes/api/full: any number may wait in its queue"},
		{"one where nobody waits", ``, ask, `"yields": {"nodes": {"api": {"queue": 9, "full": "leastImportant", "discipline": "processorSharing"}}}`, "/variants/yields/nodes/api/full: with processorSharing nobody waits"},
		{"one that has an end", ``, ask, `"yields": {"nodes": {"api": {"queue": 9, "full": "leastImportant"}}}`, ""},
		{"a backlog where all are let in", ``, ask, `"full": {"nodes": {"api": {"backlog": 9}}}`, "/variants/full/nodes/api/backlog: each connection is let in at once"},
		{"a backlog of who lets few in", ``, ask, `"full": {"nodes": {"api": {"backlog": 9, "overflow": "refuses", "maxConnections": 1}}}`, ""},
		{"one of who pauses", ``, ask, `"full": {"nodes": {"api": {"backlog": 9}}, "timeline": {"gc": {"at": "0s", "fault": "pause", "target": "api/0"}}}`, ""},
		{"intervals of silence where nobody is heard", ``, news + `{}, "reconnect": {"misses": 3}}`, ``, `/flows/get/push/reconnect/misses: it has an effect only beside "heartbeat"`},
		{"those of heartbeats", ``, news + `{}, "reconnect": {"misses": 3, "heartbeat": "1s"}}`, ``, ""},
		{"a limit of who blocks", ``, news + `{"full": "block", "limit": "1KiB"}}`, ``, "/flows/get/push/outbox/limit: nothing waits in an outbox that blocks"},
		{"a limit of who does not in a variant", ``, news + `{"full": "block", "limit": "1KiB"}}`, `"shuts": {"flows": {"get": {"push": {"outbox": {"full": "disconnect"}}}}}`, ""},
		{"a soft limit of who shuts nobody out", ``, news + `{"full": "coalesce", "soft": "1KiB"}}`, ``, "/flows/get/push/outbox/soft: it shuts nobody out"},
		{"for how long there is none", ``, news + `{"softFor": "1s"}}`, ``, "/flows/get/push/outbox/softFor: there is no soft limit"},
		{"keys of what waits one by one", ``, news + `{"keys": 3}}`, ``, "/flows/get/push/outbox/keys: no update takes the place"},
		{"an outbox that makes use of all", ``, news + `{"full": "disconnect", "limit": "2KiB", "soft": "1KiB", "softFor": "1s"}}`, ``, ""},
		{"an ejection of the only one there is", ``, ask + `, "ejection": {}`, ``, `/flows/get/ejection: "api" has one replica`},
		{"one of a variant's many", ``, ask + `, "ejection": {}`, `"two": {"nodes": {"api": {"count": 2}}}`, ""},
		{"a bound of waits that are said", ``, ask + `, "retry": {"delays": ["1s"], "cap": "9s"}`, ``, `/flows/get/retry/cap: "delays" says that already: leave it, or cap, out`},
		{"one in another variant", ``, ask + `, "retry": {"delays": ["1s"], "cap": "9s"}`, `"doubles": {"flows": {"get": {"retry": {"delays": null}}}}`, ""},
		{"failures in a row, and by rate", ``, ask + `, "breaker": {"failures": 3, "rate": {"calls": 3}}`, ``, `/flows/get/breaker/failures: "rate" says that already`},
		{"a speed of who is never cold", ``, ask, `"cold": {"nodes": {"api": {"lifecycle": {"cold": 0.1}}}}`, `/variants/cold/nodes/api/lifecycle/cold: it has an effect only beside "warmup": say that, too, or leave cold out`},
		{"one of who is", ``, ask, `"cold": {"nodes": {"api": {"lifecycle": {"cold": 0.1, "warmup": "9s"}}}}`, ""},
		{"a check's demand where it does not queue", ``, ask, `"looks": {"nodes": {"api": {"liveness": {"path": "beside", "demand": "1ms"}}}}`, `/variants/looks/nodes/api/liveness/demand: it has an effect only where "path" is queue: say that`},
		{"one where nothing else is said", ``, ask, `"looks": {"nodes": {"api": {"liveness": {"demand": "1ms"}}}}`, ""},
		{"a second attempt at the deadline", ``, ask + `, "deadline": "1s", "hedge": "1s"`, ``, "/flows/get/hedge: the request is over by then, by its deadline"},
		{"one before", ``, ask + `, "deadline": "1s", "hedge": "999ms"`, ``, ""},
		{"one that a variant has time for", ``, ask + `, "deadline": "1s", "hedge": "1s"`, `"waits": {"flows": {"get": {"deadline": "2s"}}}`, ""},
		{"a wait as long as the deadline", ``, ask + `, "deadline": "1s", "retry": {"backoff": "1s", "jitter": "none"}`, ``, "/flows/get/retry: a second attempt would come after the deadline, 1s"},
		{"a shorter one", ``, ask + `, "deadline": "1s", "retry": {"backoff": "999ms", "jitter": "none"}`, ``, ""},
		{"one that its bound makes shorter", ``, ask + `, "deadline": "1s", "retry": {"backoff": "9s", "cap": "10ms", "jitter": "decorrelated"}`, ``, ""},
		{"one that jitter may halve", ``, ask + `, "deadline": "1s", "retry": {"backoff": "1s", "jitter": "equal"}`, ``, ""},
		{"one whose half is too long", ``, ask + `, "deadline": "1s", "retry": {"delays": ["2s", "1s"], "jitter": "equal"}`, ``, "/flows/get/retry: "},
		{"one of which jitter may leave nothing", ``, ask + `, "deadline": "1s", "retry": {"backoff": "9s"}`, ``, ""},
		{"waits before attempts that are not made", ``, ask + `, "retry": {"attempts": 2, "delays": ["1s", "2s", "3s"]}`, ``, "/flows/get/retry/delays/1: there are 2 attempts"},
		{"as many waits as there are", ``, ask + `, "retry": {"attempts": 2, "delays": ["1s"]}`, ``, ""},
		{"a breaker that sees too few calls", ``, ask + `, "breaker": {"rate": {"calls": 23}}`, ``, "/flows/get/breaker/rate: it never opens: it asks for 23 calls, and no caller makes more than 16"},
		{"one that may see enough of them", ``, ask + `, "breaker": {"rate": {"calls": 16}}`, ``, ""},
		{"one of the latest few", ``, ask + `, "breaker": {"rate": {"size": 16}}`, ``, ""},
		{"one that sees them one after the other", ``, `"pattern": "requestResponse", "send": {"arrivals": "closed"}, "breaker": {"rate": {}}`, ``, ""},
		{"one of a variant with more to see", ``, ask + `, "breaker": {"rate": {}}`, `"busy": {"flows": {"get": {"send": {"rate": "100/s"}}}}`, ""},
		{"one whose window is too short", ``, `"pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "100/s"}, "timeout": "10ms", "hedge": "5ms", "breaker": {"rate": {"calls": 17, "window": "45ms"}}`, ``, "no caller makes more than 16 in the time that counts"},
		{"one that is just long enough", ``, `"pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "100/s"}, "timeout": "10ms", "hedge": "5ms", "breaker": {"rate": {"calls": 16, "window": "45ms"}}`, ``, ""},
		{"one that counts what was asked long ago", ``, `"pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "100/s"}, "breaker": {"rate": {"calls": 17, "window": "45ms"}}`, ``, ""},
		{"a window beside a number of calls", ``, ask + `, "breaker": {"rate": {"calls": 9, "size": 9, "window": "1s"}}`, ``, `/flows/get/breaker/rate/window: "size" says that already`},
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

func TestWhatABalancerOrABrokerNeverHasToDoIsAFault(t *testing.T) {
	for _, row := range []struct{ reason, lb, queue, variants, want string }{
		{"a panic of who leaves nobody out", `, "panic": 0.5`, ``, ``, "/nodes/lb/panic: it counts on all its targets anyway"},
		{"a panic of who ejects", `, "panic": 0.5, "ejection": {}`, ``, ``, ""},
		{"a panic of who asks in a variant", `, "panic": 0.5`, ``, `"asks": {"nodes": {"lb": {"health": {}}}}`, ""},
		{"targets in no zone", `, "zones": ["a"], "preferZone": {}`, ``, ``, "/nodes/lb/preferZone: none of its targets is in a zone"},
		{"targets in zones", `, "zones": ["a"], "preferZone": {}`, ``, `"zones": {"nodes": {"api": {"zones": ["b"]}}}`, ""},
		{"choices of who takes turns", `, "choices": 3`, ``, ``, `/nodes/lb/choices: it has an effect only where "policy" is twoChoices or peakEWMA: say that, or leave choices out`},
		{"choices of who compares in a variant", `, "choices": 3`, ``, `"compares": {"nodes": {"lb": {"policy": "peakEWMA"}}}`, ""},
		{"a disk of who writes nothing", ``, ``, `"writes": {"nodes": {"bus": {"disk": "group"}}}`, `/variants/writes/nodes/bus/disk: it has an effect only where "durable" is true`},
		{"one of who does", ``, ``, `"writes": {"nodes": {"bus": {"disk": "group", "durable": true}}}`, ""},
		{"a queue that is never full", ``, `, "full": "dropOldest"`, ``, "/flows/job/queue/full: it keeps any number of messages"},
		{"a queue that may be full", ``, `, "full": "dropOldest", "capacity": 9`, ``, ""},
		{"more at a time than are kept", ``, `, "capacity": 3, "prefetch": 4`, ``, "/flows/job/queue/prefetch: it keeps 3 messages, so that nobody has more"},
		{"as many as are kept", ``, `, "capacity": 3, "prefetch": 3`, ``, ""},
	} {
		_, err := Parse("t.json", []byte(`{"version": 1, "title": "t", "duration": "1s",
"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api"`+row.lb+`}, "api": {"kind": "server"}, "bus": {"kind": "broker"}},
"flows": {"get": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"rate": "1/s"}},
"job": {"from": "phone", "to": "bus", "pattern": "queue", "queue": {"consumers": "api"`+row.queue+`}, "send": {"rate": "1/s"}}},
"variants": {`+row.variants+`}}`))
		if row.want == "" && err != nil || row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)) {
			t.Errorf("%s: got %v, want %s", row.reason, err, row.want)
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

func TestWhatNobodyAsksForIsNotKeptFromTheStart(t *testing.T) {
	for _, row := range []struct{ reason, api, want string }{
		{"a cache of keys that a flow is about", `"kind": "store", "cache": {"warm": {"keys": "page"}}`, ""},
		{"a cache of others", `"kind": "store", "cache": {"warm": {"keys": "user"}}`, `/nodes/api/cache/warm/keys: no flow is about keys of "user"`},
		{"sessions of others", `"kind": "server", "sessions": {"warm": {"keys": "user"}}`, `/nodes/api/sessions/warm/keys: no flow is about keys of "user"`},
		{"a cache of keys that there are not", `"kind": "store", "cache": {"warm": {"keys": "pages"}}`, `did you mean "page"?`},
	} {
		_, err := Parse("t.json", []byte(`{"version": 1, "title": "t", "duration": "1s", "keys": {"page": {"count": 9}, "user": {"count": 9}},
"nodes": {"api": {`+row.api+`}, "phone": {"kind": "client"}},
"flows": {"get": {"from": "phone", "to": "api", "pattern": "requestResponse", "about": {"keys": "page"}, "send": {"rate": "1/s"}}}}`))
		switch {
		case row.want == "" && err != nil:
			t.Errorf("%s: got %v", row.reason, err)
		case row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)):
			t.Errorf("%s: got %v, want %s", row.reason, err, row.want)
		}
	}
}

func TestWhatHasNoEffectBesideOthersIsAFault(t *testing.T) {
	for _, row := range []struct{ reason, more, want string }{
		{"more beyond their number than there is room for", `"timeline": {"ship": {"at": "0s", "fault": "deploy", "target": "api", "surge": 3}}`, `/timeline/ship/surge: "api" has room for 4, its count is 2`},
		{"as many as there is room for", `"timeline": {"ship": {"at": "0s", "fault": "deploy", "target": "api", "surge": 2}}`, ""},
		{"more where there may be fewer", `"timeline": {"ship": {"at": "0s", "fault": "deploy", "target": "api", "surge": 3}, "one": {"at": "0s", "fault": "scale", "target": "api", "replicas": 1}}`, ""},
		{"what is old of what lasts for ever", `"variants": {"old": {"nodes": {"keeps": {"cache": {"stale": "1s"}}}}}`, `/variants/old/nodes/keeps/cache/stale: nothing that it keeps has its time over`},
		{"what is old of what there was not", `"variants": {"old": {"nodes": {"keeps": {"cache": {"stale": "1s", "negative": "1s"}}}}}`, ""},
		{"what is old since somebody has it expire", `"timeline": {"old": {"at": "0s", "fault": "expire", "target": "keeps"}}, "variants": {"old": {"nodes": {"keeps": {"cache": {"stale": "1s"}}}}}`, ""},
		{"what is old of what expires", `"variants": {"old": {"nodes": {"keeps": {"cache": {"stale": "1s", "timeToLive": "1s"}}}}}`, ""},
	} {
		_, err := Parse("t.json", []byte(`{"version": 1, "title": "t", "duration": "1s", "keys": {"page": {"count": 9}}, "nodes": {
"phone": {"kind": "client"}, "db": {"kind": "store"},
"lb": {"kind": "balancer", "to": "api"}, "api": {"kind": "server", "count": 2, "lifecycle": {"most": 4}, "calls": [{"to": "db"}]}, "keeps": {"kind": "store", "cache": {"origin": {"to": "db"}}}},
"flows": {"get": {"from": "phone", "to": "lb", "pattern": "requestResponse", "about": "page", "send": {"rate": "1/s"}}}, `+row.more+`}`))
		if row.want == "" && err != nil || row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)) {
			t.Errorf("%s: got %v, want %s", row.reason, err, row.want)
		}
	}
}
