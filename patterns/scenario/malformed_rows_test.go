package scenario

import "slices"

// A spoiling is a way to spoil testdata/orders.json, and what is said of it.
type spoiling struct {
	reason, old, new string
	want             []string
}

var malformed = slices.Concat(malformedScenario, malformedNodes, malformedFlows, malformedTimeline)

// malformedScenario spoils a scenario as a whole: its form, its links, variants and what is expected of it.
var malformedScenario = []spoiling{
	{"two who say how many replicas there are", `"variants": {`, `"variants": {"both": {"nodes": {"db": {"autoscaler": {"target": 0.5, "max": 3}}}, "timeline": {"more": {"at": "1s", "fault": "scale", "target": "db"}}}, `, []string{
		`23:128: /variants/both/timeline/more/fault: "db" has an autoscaler, which says how many replicas there are to be; leave one of the two out`,
	}},
	{"a key space of no size", `"flows": {`, `"keys": {"user": {}}, "flows": {`, []string{
		`16:20: /keys/user/count: a key space needs "count": how many keys there are`,
	}},
	{"a source that is no page", `"title": "Orders"`, `"title": "Orders", "source": {"title": "A", "year": 2012, "url": "javascript:alert(1)"}`, []string{
		`3:68: /source/url: "javascript:alert(1)" begins neither with "https://" nor with "http://"`,
	}},
	{"what was published without a source", `"claim": "RR-2",`, `"published": {"says": "twice", "conditions": "slow"},`, []string{
		`27:19: /expect/0/published: the scenario names no source; say at "/source" where this was published`,
	}},
	{"a metric that was published", `"claim": "RR-2",`, `"published": {"says": "twice", "conditions": "slow", "figure": "2 * order.ok"},`, []string{
		`27:19: /expect/0/published: the scenario names no source...`,
		`27:74: /expect/0/published/figure: "order.ok" is no number: what was published is one, like 6.6Mbit/s`,
	}},
	{"a published figure in another unit", `"claim": "RR-2",`, `"published": {"says": "twice", "conditions": "slow", "figure": "2B"},`, []string{
		`27:19: /expect/0/published: the scenario names no source...`,
		`27:69: /expect/0/published/figure: the figure is in B, what is compared in s`,
	}},
	{"a transport's field that does not exist", `"bandwidth": "20Mbit/s"`, `"transport": {"zzzqq": 1}`, []string{
		`14:78: /links/access/transport/zzzqq: unknown field "zzzqq". "transport" has: ...`,
	}},
	{"below the least that is not 0", `"duration": "60s"`, `"duration": "0.5ns"`, []string{
		`4:15: /duration: "0.5ns" is below the least, "1ns"`,
	}},
	{"a negative duration", `"duration": "60s"`, `"duration": "-1s"`, []string{
		`4:15: /duration: "-1s" is below the least, "1ns"`,
	}},
	{"a run of no length", `"duration": "60s"`, `"duration": "0s"`, []string{
		`4:15: /duration: "0s" is below the least, "1ns"`,
	}},
	{"longer than any run", `"duration": "60s"`, `"duration": "10001d"`, []string{
		`4:15: /duration: "10001d" is above the most, "10000d"; write that, or less`,
	}},
	{"nothing is left to measure", `"duration": "60s"`, `"duration": "60s", "warmup": "60s"`, []string{
		`4:32: /warmup: the warm-up, 60s, must end before the run, which takes 60s`,
	}},
	{"a drain as long as the run", `"duration": "60s"`, `"duration": "60s", "drain": "60s"`, []string{
		`4:31: /drain: the drain, 60s, must be shorter than the run, which takes 60s`,
	}},
	{"a warm-up up to the drain", `"duration": "60s"`, `"duration": "60s", "warmup": "40s", "drain": "20s"`, []string{
		`4:32: /warmup: the warm-up, 40s, must end before the drain, which begins at 40s`,
	}},
	{"two beginnings of the window", `"duration": "60s"`, `"duration": "60s", "warmup": "5s", "measure": {"from": "6s"}`, []string{
		`4:58: /measure/from: the window begins at the warm-up, 5s, or at 6s; leave one of them out`,
	}},
	{"a window that ends after the run", `"duration": "60s"`, `"duration": "60s", "measure": {"to": "61s"}`, []string{
		`4:40: /measure/to: the window ends at 61s, after the run, which takes 60s`,
	}},
	{"a window without length", `"duration": "60s"`, `"duration": "60s", "measure": {"from": "6s", "to": "6s"}`, []string{
		`4:54: /measure/to: the window ends at 6s, and must begin before, not at 6s`,
	}},
	{"a window that begins with the drain", `"duration": "60s"`, `"duration": "60s", "drain": "10s", "measure": {"from": "50s"}`, []string{
		`4:58: /measure/from: the window begins at 50s, and must do so before its end, at 50s`,
	}},
	{"a word for a duration", `"duration": "60s"`, `"duration": "long"`, []string{
		`4:15: /duration: "long" is not a duration; write one like "40ms"`,
	}},
	{"a version yet to come", `"version": 1`, `"version": 2`, []string{
		`2:14: /version: 2 is above the most, 1; write that, or less`,
	}},
	{"a required field is absent", `"title": "Orders",`, ``, []string{
		`1:1: /title: a scenario needs "title": a name for the reader`,
	}},
	{"a required field is empty", `"Orders"`, `""`, []string{
		`3:12: /title: "title" is empty: a name for the reader`,
	}},
	{"two links between one pair", `"links": {`, `"links": {"more": {"from": "lb", "to": "phone"},`, []string{
		`13:21: /links/more: "lb" and "phone" are linked already, by "access"; one pair has one link`,
	}},
	{"a link to itself", `"from": "phone", "to": "lb", "latency"`, `"from": "lb", "to": "lb", "latency"`, []string{
		`14:36: /links/access/to: both ends are "lb"; a link is between two nodes`,
	}},
	{"what is wrong in the patch", `{"workers": 1}`, `{"workers": 0}`, []string{
		`24:43: /variants/slow/nodes/api/workers: 0 is below the least, 1`,
	}},
	{"an unknown field in the patch", `{"workers": 1}`, `{"worker": 1}`, []string{
		`24:32: /variants/slow/nodes/api/worker: unknown field "worker"; did you mean "workers"? A server has: ...`,
	}},
	{"nothing to remove", `{"api": {"workers": 1}}`, `{"apii": null}`, []string{
		`24:24: /variants/slow/nodes/apii: there is no "apii" to remove`,
	}},
	{"what the patch breaks elsewhere", `{"api": {"workers": 1}}`, `{"api": null}`, []string{
		`24:13: /variants/slow: with variant "slow", /nodes/lb/to: "api" is no node; there is "db", "lb", "mail", "phone" and "post"`,
		`24:13: /variants/slow: with variant "slow", /flows/letter/from: "api" is no node; there is "db", "lb", "mail", "phone" and "post"`,
		`24:13: /variants/slow: with variant "slow", /timeline/crash/target: "api" is no node; there is "db", "lb", "mail", "phone" and "post"`,
	}},
	{"a variant is no other question", `"slow": {`, `"slow": {"question": "x", `, []string{
		`24:14: /variants/slow/question: a variant cannot change "question". It may change title, note, nodes, links, keys, flows, timeline, hop, duration, warmup, drain, measure and limits`,
	}},
	{"a variant called base", `"slow": {`, `"base": {`, []string{
		`24:5: /variants/base: "base" is reserved; take another id`,
		`27:50: /expect/0/that: there is no variant "slow". There is "base"`,
	}},
	{"a variant that does not exist", `p99@slow`, `p99@slo`, []string{
		`27:50: /expect/0/that: there is no variant "slo"; did you mean "slow"? There is "base" and "slow"`,
	}},
	{"a metric that does not exist", `order.latency.p99@slow`, `order.latency.p9@slow`, []string{
		`27:38: /expect/0/that: a flow has no metric "latency.p9"; did you mean "latency.p90"?`,
	}},
	{"a metric of nothing", `order.latency.p99@slow`, `oder.latency.p99@slow`, []string{
		`27:32: /expect/0/that: "oder" is no flow, node or link; did you mean "order"?`,
	}},
	{"which statistic", `order.latency.p99@slow`, `order.latency@slow`, []string{
		`27:38: /expect/0/that: a flow has no metric "latency"; there is latency.count, latency.mean, latency.sd, latency.min, latency.max, latency.p50, latency.p90, latency.p95, latency.p99 and latency.p999`,
	}},
	{"seconds against bytes", `order.latency.p99@base`, `5MB`, []string{
		`27:55: /expect/0/that: the left side is in s, the right side in B; they cannot be compared`,
	}},
	{"blanks part words", `@slow >`, `@slow>`, []string{
		`27:54: /expect/0/that: ">" stands within a name; write blanks around what joins two metrics`,
	}},
	{"nothing to compare with", `> order.latency.p99@base`, ``, []string{
		`27:55: /expect/0/that: an expectation compares: write one of < <= > >= == !=, and a value`,
	}},
	{"the place within a string with escapes", `order.latency.p99@slow >`, `ord\u0065r.latency.p99@slow\t\u003e 2 +`, []string{
		`27:70: /expect/0/that: 1 and s cannot be joined by "+"`,
	}},
	{"a claim is written in capitals", `RR-2`, `rr2`, []string{
		`27:15: /expect/0/claim: "rr2" does not match ^[A-Z]+-[0-9]+$: the id of the claim that it shows, like PU-1`,
	}},
	{"a comma too few", `"version": 1,`, `"version": 1`, []string{
		`3:3: this is no JSON: invalid character '"' after object value (expecting ',' or '}')`,
	}},
	{"a bare word", `"title": "Orders"`, `"title": Orders`, []string{
		`3:12: /title: this is no JSON: invalid character 'O' at start of value`,
	}},
	{"JavaScript is not JSON", `"title": "Orders"`, `'title': "Orders"`, []string{
		`3:3: this is no JSON: invalid character '\'' at start of value; put strings in double quotes`,
	}},
	{"a comment", `"version": 1,`, `"version": 1, // one`, []string{
		`2:17: this is no JSON: invalid character '/' at start of value; JSON has no comments`,
	}},
	{"half a letter", `"Orders"`, `"\ud800"`, []string{
		`3:13: /title: this is no JSON: invalid surrogate pair "\\ud800\",\n  \"" in string`,
	}},
	{"a tab in a string", `"Orders"`, "\"Or\tders\"", []string{
		`3:15: /title: this is no JSON: invalid character '\t' in string (expecting non-control character)`,
	}},
	{"bytes that are no text", `"Orders"`, "\"Or\xffders\"", []string{
		`3:15: byte 0xff is not UTF-8; save the file as UTF-8`,
	}},
	{"a metric of a sidecar that is not there", `order.latency.p99@slow > order.latency.p99@base`, `phone+sidecar.cpu > 1s`, []string{
		`27:32: /expect/0/that: "phone" has no sidecar; give it one, or leave out "+sidecar"`,
	}},
	{"a tolerance without its unit", `order.latency.p99@slow > order.latency.p99@base`, `(api/1.utilization + api/0.utilization) / 2 == 0.5 within 2`, []string{
		`27:90: /expect/0/that: "within" needs a percentage, like 2%`,
	}},
	{"a table of what is not there", `"expect": [`, `"table": {"title": "t", "rows": ["slow", "slwo", "slow"], "columns": [{"title": "a", "figure": "order.latency.p98"}, {"title": "b", "figure": "order.ok@fast"}, {"title": "c", "figure": ""}]}, "expect": [`, []string{
		`26:44: /table/rows/1: there is no variant "slwo"; did you mean "slow"? There is "base" and "slow"`,
		`26:52: /table/rows/2: variant "slow" has a row already`,
		`26:105: /table/columns/0/figure: a flow has no metric "latency.p98"; did you mean "latency.p90"?`,
		`26:155: /table/columns/1/figure: there is no variant "fast". There is "base" and "slow"`,
		`26:188: /table/columns/2/figure: "figure" is empty: ...`,
	}},
	{"a failure that nobody has reported, and that nothing cures", `"expect": [`, `"case": {"symptom": "502", "cause": "a race", "cure": "slwo"}, "expect": [`, []string{
		`26:11: /case: the scenario names no source; say at "/source" where this was reported`,
		`26:57: /case/cure: there is no variant "slwo"; did you mean "slow"? There is "base" and "slow"`,
	}},
	{"a failure without words", `"expect": [`, `"source": {"title": "t", "year": 2020}, "case": {"systems": ["nginx"]}, "expect": [`, []string{
		`26:51: /case/symptom: "case" needs "symptom": ...`,
		`26:51: /case/cause: "case" needs "cause": ...`,
	}},
	{"sliders of what cannot be moved", `"expect": [`, `"sliders": [{"path": "/flows/order/send/rat", "label": "x", "min": "1/s", "max": "2/s"}, {"path": "/nodes/api/workers", "label": "x", "min": "0", "max": "2/s"}, {"path":"/nodes/db/service/mean","label":"x","min":"1ms","max":"1ms"}, {"path":"/nodes/api/kind","label":"x","min":"1ms","max":"1ms"}, {"path":"/nodes/apo/kind","label":"x","min":"1ms","max":"1ms"}, {"path":"/title","label":"x","min":"1ms","max":"1ms"},{"path":"/nodes/api/service","label":"x","min":"1ms","max":"8ms","scale":"log"}], "expect": [`, []string{
		`26:24: /sliders/0/path: there is no /flows/order/send/rat: unknown field "rat"; did you mean "rate"?`,
		`26:144: /sliders/1/min: 0 is below the least, 1`,
		`26:156: /sliders/1/max: "2/s" is no number; write it in digits, like 0.25`,
		`26:227: /sliders/2/max: "1ms" is not above the least value, "1ms"`,
		`26:243: /sliders/3/path: /nodes/api/kind is nothing that a slider can move: a number or a value with a unit`,
		`26:307: /sliders/4/path: there is no /nodes/apo: "apo" is not among the nodes; did you mean "api"?`,
		`26:371: /sliders/5/path: "title" cannot be moved; a slider moves what is in nodes, links, keys, flows, timeline, hop, duration, warmup, drain, measure and limits`,
	}},
	{"sliders that do not begin where the scenario is", `"expect": [`, `"sliders": [{"path": "/flows/order/send/rate", "label": "x", "min": "3/s", "max": "9/s"}, {"path": "/nodes/api/workers", "label": "x", "min": "1", "max": "3"}, {"path": "/nodes/phone/count", "label": "x", "min": "1e1", "max": "0x20"}, {"path": "/nodes/db/workers", "label": "x", "min": "2", "max": "3"}, {"path": "/nodes/api/service", "label": "x", "min": "1ms", "max": "4ms"}], "expect": [`, []string{
		`26:71: /sliders/0/min: "3/s" is above what the scenario has at /flows/order/send/rate, "2/s"; lower it, or raise that`,
		`26:157: /sliders/1/max: "3" is below what the scenario has at /nodes/api/workers, "4"; raise it, or lower that`,
		`26:215: /sliders/2/min: "1e1" is no number; write it in digits, like 0.25`,
		`26:229: /sliders/2/max: "0x20" is no number; write it in digits, like 0.25`,
		`26:289: /sliders/3/min: "2" is above what the scenario has at /nodes/db/workers, "1"; lower it, or raise that`,
	}},
	{"a seed that is next to nothing", `"duration": "60s"`, `"duration": "60s", "seed": 1e-400`, []string{
		`4:30: /seed: 1e-400 is no whole number`,
	}},
	{"a share that is next to nothing", `"latency": "40ms"`, `"latency": "40ms", "loss": 1e-400`, []string{
		`14:72: /links/access/loss: 1e-400 is too small a number; write 0`,
	}},
	{"an answer that is not among the options", `"expect": [`, `"predict": {"options":["a","b"],"right":2}, "expect": [`, []string{
		`26:43: /predict/right: 2 is above the most, 1: the options count from 0`,
	}},
	{"a transport past which is answered", `"to": "api"},
    "api": {"kind": "server", "count": 2, "workers": 4, "service": "4ms", "calls": [{"to": "db"}]},
    "db": {"kind": "server", "service": {"dist": "lognormal", "mean": "2ms", "cv": 1}},
    "mail": {"kind": "server", "count": 3},
    "post": {"kind": "broker"}
  },
  "links": {
    "access": {"from": "phone", "to": "lb", "latency": "40ms", "bandwidth": "20Mbit/s"}`, `"to": "api", "reply": "direct"},
    "api": {"kind": "server", "count": 2, "workers": 4, "service": "4ms", "calls": [{"to": "db"}]},
    "db": {"kind": "server", "service": {"dist": "lognormal", "mean": "2ms", "cv": 1}},
    "mail": {"kind": "server", "count": 3},
    "post": {"kind": "broker"}
  },
  "links": {
    "access": {"from": "phone", "to": "lb", "latency": "40ms", "transport": "http1"}`, []string{
		`14:77: /links/access/transport: what "lb" sends on is answered past it, on no connection: write "reply": "proxy" there, or no transport here`,
	}},
	{"a grace after nothing", `"bandwidth": "20Mbit/s"`, `"connection": {"grace": "1s"}`, []string{
		`14:88: /links/access/connection/grace: it is the time after maxAge, and there is none: say maxAge, too, or leave grace out`,
	}},
	{"a jitter of nothing", `"bandwidth": "20Mbit/s"`, `"connection": {"ageJitter": 0.1}`, []string{
		`14:92: /links/access/connection/ageJitter: it is a share of maxAge, and there is none: say maxAge, too, or leave ageJitter out`,
	}},
	{"a middlebox that forgets nothing", `"bandwidth": "20Mbit/s"`, `"connection": {"middlebox": "resets"}`, []string{
		`14:92: /links/access/connection/middlebox: it is what is done with connections that were forgotten, and none is: say middleboxIdle, too, or leave middlebox out`,
	}},
	{"a reset of TCP in QUIC", `"bandwidth": "20Mbit/s"`, `"transport": "http3", "connection": {"middleboxIdle": "1m", "middlebox": "resets"}`, []string{
		`14:137: /links/access/connection/middlebox: a reset is one of TCP, and this protocol goes over QUIC: leave middlebox out`,
	}},
	{"a bound on those who never wait", `"bandwidth": "20Mbit/s"`, `"connection": {"waiting": 5, "wait": "1s"}`, []string{
		`14:90: /links/access/connection/waiting: nobody waits where there may be any number of connections: say max, or leave waiting out`,
		`14:101: /links/access/connection/wait: nobody waits where there may be any number of connections: say max, or leave wait out`,
	}},
	{"a look-up of what is there", `"bandwidth": "20Mbit/s"`, `"connection": {"open": "ready", "lookup": {}}`, []string{
		`14:106: /links/access/connection/lookup: its connections are open from the start: leave lookup out, or say another open`,
	}},
	{"a linger of no port", `"bandwidth": "20Mbit/s"`, `"connection": {"linger": "1s"}`, []string{
		`14:89: /links/access/connection/linger: it is how long a port is taken, and there is any number of these: say ports, too, or leave linger out`,
	}},
	{"ports of connections that share one", `"bandwidth": "20Mbit/s"`, `"transport": "http3", "connection": {"ports": 100}`, []string{
		`14:110: /links/access/connection/ports: connections over QUIC share one port: leave ports out`,
	}},
	{"a life of what ends with its exchange", `"bandwidth": "20Mbit/s"`, `"connection": {"open": "each", "idle": "1s", "acceptorIdle": "1s", "maxAge": "1s"}`, []string{
		`14:103: /links/access/connection/idle: each connection closes with its one exchange: leave idle out, or say another open`,
		`14:125: /links/access/connection/acceptorIdle: each connection closes with its one exchange: leave acceptorIdle out, or say another open`,
		`14:141: /links/access/connection/maxAge: each connection closes with its one exchange: say how long after maxAge that is cut off (grace), leave maxAge out, or say another open`,
	}},
	{"a transport that is a number", `"bandwidth": "20Mbit/s"`, `"transport": 3`, []string{
		`14:77: /links/access/transport: "transport" is its "preset" as a string, like "http1", or an object, not 3`,
	}},
	{"a buffer of a wire that takes everything at once", `"bandwidth": "20Mbit/s"`, `"buffer": "64KiB", "up": {"buffer": "1KiB", "bandwidth": "1Mbit/s"}, "down": {"buffer": "1KiB"}`, []string{
		`14:152: /links/access/down/buffer: a wire without bandwidth takes everything at once, so that nothing waits for it: say bandwidth, too, or leave buffer out`,
	}},
	{"connections that drop without end", `"bandwidth": "20Mbit/s"`, `"drops": {"every": "1us"}`, []string{
		`14:83: /links/access/drops/every: connections would drop without end: at least 1ms lie between drops; write a longer time, or leave drops out`,
	}},
	{"exchanges of what has none", `"bandwidth": "20Mbit/s"`, `"transport": {"preset": "websocket", "streams": 10}`, []string{
		`14:112: /links/access/transport/streams: websocket carries messages both ways, and knows no exchanges to count: leave streams out, and for a pool of connections that each carry one exchange at a time say "connection": {"streams": 1}`,
	}},
	{"a bandwidth in bytes", `"bandwidth": "20Mbit/s"`, `"bandwidth": "887kB/s"`, []string{
		`14:77: /links/access/bandwidth: "887kB/s" is in bytes, and a bandwidth in bits, of which a byte has 8; write "7096kbit/s"`,
	}},
	{"a bandwidth in bytes that has a size", `"bandwidth": "20Mbit/s"`, `"bandwidth": "887KB/s"`, []string{
		`14:77: /links/access/bandwidth: "887KB/s" is in bytes, and a bandwidth in bits, of which a byte has 8; write "7096kbit/s"`,
	}},
	{"a bandwidth in bits as some write it", `"bandwidth": "20Mbit/s"`, `"bandwidth": "887Mb/s"`, []string{
		`14:77: /links/access/bandwidth: "887Mb/s" is not a bandwidth: there is no unit "Mb/s"; did you mean "Mbit/s"? The units are bit/s, kbit/s, Mbit/s, Gbit/s`,
	}},
	{"a variant that says what has no effect there", `"variants": {`, `"variants": {"sockets": {"links": {"access": {"transport": {"preset": "websocket", "streams": 10}}}}, `, []string{
		`23:97: /variants/sockets/links/access/transport/streams: websocket carries messages both ways, and knows no exchanges to count: leave streams out, and for a pool of connections that each carry one exchange at a time say "connection": {"streams": 1}`,
	}},
	{"a share in percent", `"bandwidth": "20Mbit/s"`, `"loss": "1%"`, []string{
		`14:72: /links/access/loss: a share is a number without unit; write 0.01`,
	}},
}
