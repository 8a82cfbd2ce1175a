package scenario

// malformed are ways to spoil testdata/orders.json, and what is said of each.
var malformed = []struct {
	reason, old, new string
	want             []string
}{
	{"a field that does not exist", `"workers": 4`, `"wokers": 4`, []string{
		`8:43: /nodes/api/wokers: unknown field "wokers"; did you mean "workers"? A server has: ...`,
	}},
	{"the right name in the wrong case", `"workers": 4`, `"Workers": 4`, []string{
		`8:43: /nodes/api/Workers: unknown field "Workers"; did you mean "workers"? A server has: ...`,
	}},
	{"an autoscaler without bound", `"db": {"kind": "server", `, `"db": {"kind": "server", "autoscaler": {"target": 0.5}, `, []string{
		`9:44: /nodes/db/autoscaler/max: "autoscaler" needs "max": how many there are to be at the most`,
	}},
	{"an autoscaler for nothing", `"db": {"kind": "server", `, `"db": {"kind": "server", "autoscaler": {"target": 0, "max": 3, "interval": "0s"}, `, []string{
		`9:55: /nodes/db/autoscaler/target: 0 is below the least, 0.000001`,
		`9:80: /nodes/db/autoscaler/interval: "0s" is below the least, "1ms"`,
	}},
	{"fewer at the most than at the least", `"db": {"kind": "server", `, `"db": {"kind": "server", "autoscaler": {"target": 0.5, "min": 4, "max": 3}, `, []string{
		`9:67: /nodes/db/autoscaler/min: 4 is more than max, 3; lower it, or raise max`,
	}},
	{"fewer at the start than at the least", `"db": {"kind": "server", `, `"db": {"kind": "server", "autoscaler": {"target": 0.5, "min": 2, "max": 3}, `, []string{
		`9:67: /nodes/db/autoscaler/min: 2 is more than the 1 that there are at the start; lower it, or raise count`,
	}},
	{"more at the start than at the most", `"db": {"kind": "server", `, `"db": {"kind": "server", "count": 4, "autoscaler": {"target": 0.5, "max": 3}, `, []string{
		`9:79: /nodes/db/autoscaler/max: 3 is fewer than the 4 that there are at the start; raise it, or lower count`,
	}},
	{"an autoscaler without room", `"db": {"kind": "server", `, `"db": {"kind": "server", "lifecycle": {"most": 2}, "autoscaler": {"target": 0.5, "max": 3}, `, []string{
		`9:93: /nodes/db/autoscaler/max: there is room for 2; raise lifecycle.most, or lower this`,
	}},
	{"busier than there are workers", `"db": {"kind": "server", `, `"db": {"kind": "server", "autoscaler": {"target": 2, "max": 3}, `, []string{
		`9:55: /nodes/db/autoscaler/target: 2 is above 1, which a utilization never is; lower it, or go by inFlight`,
	}},
	{"an autoscaler of what has sidecars", `"db": {"kind": "server", `, `"db": {"kind": "server", "sidecar": {}, "autoscaler": {"target": 0.5, "max": 3}, `, []string{
		`9:59: /nodes/db/autoscaler: replicas with a sidecar neither come nor go; leave one of the two out`,
	}},
	{"two who say how many replicas there are", `"variants": {`, `"variants": {"both": {"nodes": {"db": {"autoscaler": {"target": 0.5, "max": 3}}}, "timeline": {"more": {"at": "1s", "fault": "scale", "target": "db"}}}, `, []string{
		`23:128: /variants/both/timeline/more/fault: "db" has an autoscaler, which says how many replicas there are to be; leave one of the two out`,
	}},
	{"a liveness check of what has sidecars", `"db": {"kind": "server", `, `"db": {"kind": "server", "sidecar": {}, "liveness": {}, `, []string{
		`9:57: /nodes/db/liveness: a restart would leave the sidecar as it is; leave one of the two out`,
	}},
	{"a balancer by keys that nothing is about", `"to": "api"}`, `"to": "api", "policy": "modulo", "by": "key"}`, []string{
		`7:71: /nodes/lb/by: no flow is about any keys; give one "about", the id of a key space in "keys", or write "by": "speaker"`,
	}},
	{"a cache of what nothing is about", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3}, "c": {"kind": "store", "cache": {}}`, []string{
		`10:77: /nodes/c/cache: no flow is about any keys, of which a cache could keep something; give one "about", the id of a key space in "keys"`,
	}},
	{"a cache that is a table", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3}, "c": {"kind": "store", "cache": {}, "table": {}}`, []string{
		`10:77: /nodes/c/cache: no flow is about any keys, of which a cache could keep something; give one "about", the id of a key space in "keys"`,
		`10:90: /nodes/c/table: a store is a cache or a table; make two nodes of it, of which the table is the "origin" of the cache`,
	}},
	{"a cache with nobody to ask", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3}, "c": {"kind": "store", "cache": {"coalesce": true}}`, []string{
		`10:77: /nodes/c/cache: no flow is about any keys, of which a cache could keep something; give one "about", the id of a key space in "keys"`,
		`10:90: /nodes/c/cache/coalesce: needs an "origin" to ask; add one, or leave it out`,
	}},
	{"a cache from which nothing expires", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3}, "c": {"kind": "store", "cache": {"jitter": 0.1}}`, []string{
		`10:77: /nodes/c/cache: no flow is about any keys, of which a cache could keep something; give one "about", the id of a key space in "keys"`,
		`10:88: /nodes/c/cache/jitter: nothing expires; add a "timeToLive", or leave it out`,
	}},
	{"a cache of nobody", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3}, "c": {"kind": "store", "cache": {"origin": {"to": "nobody"}}}`, []string{
		`10:77: /nodes/c/cache: no flow is about any keys, of which a cache could keep something; give one "about", the id of a key space in "keys"`,
		`10:95: /nodes/c/cache/origin/to: "nobody" is no node...`,
	}},
	{"a cache of everybody", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3}, "c": {"kind": "store", "cache": {"origin": {"to": "mail", "fanout": true}}}`, []string{
		`10:77: /nodes/c/cache: no flow is about any keys, of which a cache could keep something; give one "about", the id of a key space in "keys"`,
		`10:113: /nodes/c/cache/origin/fanout: a cache keeps one answer; leave it out`,
	}},
	{"a table that is flushed", `"fault": "crash", "target": "api/0"`, `"fault": "flush", "target": "db"`, []string{
		`21:69: /timeline/crash/target: "db" is no cache, so that there is nothing to flush; name a store with a "cache"`,
	}},
	{"a key space of no size", `"flows": {`, `"keys": {"user": {}}, "flows": {`, []string{
		`16:20: /keys/user/count: a key space needs "count": how many keys there are`,
	}},
	{"a key space that is not there", `"send": {"rate": "2/s"}}`, `"about": "users", "send": {"rate": "2/s"}}`, []string{
		`17:83: /flows/order/about/keys: "users" is no key space`,
	}},
	{"a sidecar with a deadline", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3, "sidecar": {"deadline": "1s"}}`, []string{
		`10:68: /nodes/mail/sidecar/deadline: a sidecar gives requests no deadline of their own; write it where the request begins, at a flow or a call, and the sidecar heeds it`,
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
	{"a sign of life that a poll does not have", `"pattern": "requestResponse"`, `"pattern": "requestResponse", "longPolling": {"reconnect": {"heartbeat": "2s"}}`, []string{
		`17:104: /flows/order/longPolling/reconnect/heartbeat: unknown field "heartbeat". "reconnect" has: backoff, factor, cap, jitter, share`,
	}},
	{"words are case-sensitive", `"kind": "broker"`, `"kind": "Broker"`, []string{
		`11:22: /nodes/post/kind: "Broker" is none of client, server, balancer, broker and store; did you mean "broker"?`,
	}},
	{"a node without its kind", `{"kind": "broker"}`, `{}`, []string{
		`11:13: /nodes/post/kind: a node needs "kind": what it is`,
	}},
	{"a limit that begins outside its bounds", `"workers": 4`, `"workers": 4, "concurrency": {"limit": 5, "gradient": {"most": 50}}`, []string{
		`8:82: /nodes/api/concurrency/limit: 5 is below the least that gradient allows, 20; raise it, or lower gradient's "least"`,
	}},
	{"a limit whose bounds leave nothing", `"workers": 4`, `"workers": 4, "concurrency": {"limit": 15, "gradient": {"most": 10}}`, []string{
		`8:98: /nodes/api/concurrency/gradient/least: 20 is above the most, 10; lower it, or raise "most"`,
	}},
	{"below the least", `"workers": 4`, `"workers": 0`, []string{
		`8:54: /nodes/api/workers: 0 is below the least, 1`,
	}},
	{"above the most", `"workers": 4`, `"workers": 2000000`, []string{
		`8:54: /nodes/api/workers: 2000000 is above the most, 1000000`,
	}},
	{"half a worker", `"workers": 4`, `"workers": 1.5`, []string{
		`8:54: /nodes/api/workers: 1.5 is no whole number`,
	}},
	{"a number in quotation marks", `"workers": 4`, `"workers": "4"`, []string{
		`8:54: /nodes/api/workers: a number is wanted here, not "4"`,
	}},
	{"what has a dimension carries its unit", `"service": "4ms"`, `"service": 4`, []string{
		`8:68: /nodes/api/service: 4 has no unit; write "4s" or "4ms"`,
	}},
	{"also in a string", `"service": "4ms"`, `"service": "4"`, []string{
		`8:68: /nodes/api/service: 4 has no unit; write "4s" or "4ms"`,
	}},
	{"a sum", `"service": "4ms"`, `"service": "4 + 10ms"`, []string{
		`8:68: /nodes/api/service: "4 + 10ms" is a sum; write one value, or a distribution like {"dist": "uniform", "min": "40ms", "max": "80ms"}`,
	}},
	{"a unit that does not exist", `"service": "4ms"`, `"service": "4msec"`, []string{
		`8:68: /nodes/api/service: "4msec" is not a duration: there is no unit "msec". The units are ns, us, ms, s, m, h, d`,
	}},
	{"units are case-sensitive", `"service": "4ms"`, `"service": "4MS"`, []string{
		`8:68: /nodes/api/service: "4MS" is not a duration: there is no unit "MS"; did you mean "ms"? The units are ns, us, ms, s, m, h, d`,
	}},
	{"a blank before the unit", `"service": "4ms"`, `"service": "4 ms"`, []string{
		`8:68: /nodes/api/service: "4 ms" has a blank in it; write "4ms"`,
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
		`4:15: /duration: "10001d" is above the most, "10000d"`,
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
	{"a flow that is null", `"flows": {`, `"flows": {"nothing": null,`, []string{
		`16:24: /flows/nothing: a flow is an object, not null`,
	}},
	{"null outside a variant", `"workers": 4`, `"workers": null`, []string{
		`8:54: /nodes/api/workers: null stands for removal, and only in a variant; leave the field out`,
	}},
	{"a key twice", `"workers": 4`, `"workers": 4, "workers": 5`, []string{
		`8:57: /nodes/api/workers: "workers" is here twice; keep one`,
	}},
	{"true is no number", `"cv": 1`, `"cv": true`, []string{
		`9:84: /nodes/db/service/cv: a number is wanted here, not true`,
	}},
	{"a law that does not exist", `"lognormal"`, `"lognormale"`, []string{
		`9:50: /nodes/db/service/dist: "lognormale" is none of constant, uniform, exponential, normal, lognormal, gamma, erlang, pareto, hyperexponential, empirical and mixture; did you mean "lognormal"?`,
	}},
	{"a parameter that the law has no use for", `"cv": 1`, `"shape": 1`, []string{
		`9:78: /nodes/db/service/shape: lognormal takes no "shape"; it takes a mean with cv or sd`,
	}},
	{"a law with too few parameters", `, "cv": 1`, ``, []string{
		`9:41: /nodes/db/service: lognormal takes mean and cv, or mean and sd; this one has mean`,
	}},
	{"a parameter of no law", `"cv": 1`, `"variance": 1`, []string{
		`9:78: /nodes/db/service/variance: unknown field "variance". A distribution has: ...`,
	}},
	{"a version yet to come", `"version": 1`, `"version": 2`, []string{
		`2:14: /version: 2 is above the most, 1`,
	}},
	{"a required field is absent", `"title": "Orders",`, ``, []string{
		`1:1: /title: a scenario needs "title": a name for the reader`,
	}},
	{"a required field is empty", `"Orders"`, `""`, []string{
		`3:12: /title: "title" is empty: a name for the reader`,
	}},
	{"an id begins with a small letter", `"mail": {"kind"`, `"Mail": {"kind"`, []string{
		`10:5: /nodes/Mail: "Mail" is no id: one begins with a small letter and has letters, digits and hyphens, 64 at most`,
		`18:88: /flows/letter/queue/consumers: "mail" is no node; did you mean "Mail"?`,
	}},
	{"an id with a meaning of its own", `"mail": {"kind"`, `"run": {"kind"`, []string{
		`10:5: /nodes/run: "run" is reserved; take another id`,
		`18:88: /flows/letter/queue/consumers: "mail" is no node; there is "api", "db", "lb", "phone", "post" and "run"`,
	}},
	{"a flow named like a node", `"order": {"from"`, `"api": {"from"`, []string{
		`17:5: /flows/api: the id "api" is taken by /nodes/api; ids are unique in the file`,
		`18:136: /flows/letter/send/after: "order" is no flow; there is "api" and "letter"`,
		`27:32: /expect/0/that: "order" is no flow, node or link`,
	}},
	{"a reference that leads nowhere", `"from": "phone", "to": "lb", "pattern"`, `"from": "phne", "to": "lb", "pattern"`, []string{
		`17:23: /flows/order/from: "phne" is no node; did you mean "phone"?`,
	}},
	{"a reference to another kind of thing", `"to": "lb", "pattern"`, `"to": "access", "pattern"`, []string{
		`17:38: /flows/order/to: "access" is a link; a node is wanted here`,
	}},
	{"jobs are put into a broker", `"from": "api", "to": "post", "pattern": "queue"`, `"from": "api", "to": "phone", "pattern": "queue"`, []string{
		`18:37: /flows/letter/to: "phone" is a client; whom queue speaks to is a broker`,
	}},
	{"a broker begins nothing", `"from": "api", "to"`, `"from": "post", "to"`, []string{
		`18:24: /flows/letter/from: "post" is a broker; who begins a flow is a client or a server`,
		`18:38: /flows/letter/to: "post" speaks to itself; name another node`,
		`18:137: /flows/letter/send/after: "post" is a broker; who begins operations after others, once it has processed them, is a server`,
	}},
	{"a server is no broker", `"to": "post", "pattern"`, `"to": "db", "pattern"`, []string{
		`18:37: /flows/letter/to: "db" is a server; whom queue speaks to is a broker`,
	}},
	{"who consumes, and only once", `"consumers": "mail"`, `"consumers": ["mail", "phone", "mail"]`, []string{
		`18:97: /flows/letter/queue/consumers/1: "phone" is a client; a consumer is a server`,
		`18:106: /flows/letter/queue/consumers/2: "mail" is here twice; keep one`,
	}},
	{"who asks would answer", `"consumers": "mail"}`, `"consumers": ["mail", "api"], "reply": true}`, []string{
		`18:97: /flows/letter/queue/consumers/1: "api" would answer itself; name another consumer, or leave out "reply"`,
	}},
	{"an exchange that routes nothing", `"letter": {"from": "api", "to": "post", "pattern": "queue", "queue": {"consumers": "mail"}, "send": {"arrivals": "after", "after": "order"}}`,
		`"letter": {"from": "api", "to": "post", "pattern": "publishSubscribe", "publishSubscribe": {"confirm": false, "exchange": {"unroutable": "return"}}, "updates": {"totalRate": "1/s", "audience": "all"}}`, []string{
			`18:127: /flows/letter/publishSubscribe/exchange/bindings: without any, nobody gets anything; write which listeners get what`,
			`18:127: /flows/letter/publishSubscribe/exchange/keys: a topic exchange goes by routing keys; write those that messages have`,
			`18:142: /flows/letter/publishSubscribe/exchange/unroutable: a publisher that waits for no acknowledgement hears of nothing; write "confirm": true, or "unroutable": "drop"`,
		}},
	{"an exchange to those who do not listen", `"letter": {"from": "api", "to": "post", "pattern": "queue", "queue": {"consumers": "mail"}, "send": {"arrivals": "after", "after": "order"}}`,
		`"letter": {"from": "api", "to": "post", "pattern": "publishSubscribe", "publishSubscribe": {"exchange": {"keys": ["a", "b"], "bindings": [{"to": "mail", "key": "a"}]}}, "updates": {"rate": "1/s"}}`, []string{
			`18:150: /flows/letter/publishSubscribe/exchange/bindings/0/to: "mail" does not listen to this flow; those who do: "api"`,
			`18:185: /flows/letter/updates/audience: who gets an update is the exchange's to say; write "audience": "all"`,
			`18:185: /flows/letter/updates: the routing key of an update is that of what it is about, and updates are about nothing; give the flow "about", the id of a key space in "keys"`,
		}},
	{"nobody takes the jobs", `"queue": {"consumers": "mail"},`, ``, []string{
		`18:15: /flows/letter/queue/consumers: a queue needs "consumers": the servers that process its messages`,
	}},
	{"two rates", `{"rate": "2/s"}`, `{"rate": "2/s", "totalRate": "4/s"}`, []string{
		`17:111: /flows/order/send/totalRate: there is a "rate" already; "rate" counts for each speaker, "totalRate" for all together: keep one`,
	}},
	{"no rate", `{"rate": "2/s"}`, `{}`, []string{
		`17:82: /flows/order/send/rate: poisson arrivals need "rate" (of each speaker) or "totalRate" (of all together)`,
	}},
	{"a field of other arrivals", `{"rate": "2/s"}`, `{"rate": "2/s", "think": "1s"}`, []string{
		`17:107: /flows/order/send/think: "think" is for arrivals closed; these are poisson`,
	}},
	{"gaps without a gap", `{"rate": "2/s"}`, `{"arrivals": "gaps"}`, []string{
		`17:82: /flows/order/send/gap: arrivals by gaps need "gap": the time from one operation of a speaker to its next`,
	}},
	{"times that fall", `{"rate": "2/s"}`, `{"arrivals": "times", "times": ["2s", "1s"]}`, []string{
		`17:120: /flows/order/send/times/1: 1s is before 2s; times are in rising order`,
	}},
	{"an end before the start", `{"rate": "2/s"}`, `{"rate": "2/s", "start": "5s", "stop": "5s"}`, []string{
		`17:121: /flows/order/send/stop: the stop, 5s, must come after the start, 5s`,
	}},
	{"a pattern without what it is about", `"pattern": "requestResponse"`, `"pattern": "push"`, []string{
		`17:14: /flows/order/updates: push needs "updates": the news that the speakers want to hear of`,
		`18:136: /flows/letter/send/after: "api" does not process "order"; those who do: nobody`,
	}},
	{"a pattern in the wrong case", `"pattern": "requestResponse"`, `"pattern": "requestresponse"`, []string{
		`17:55: /flows/order/pattern: "requestresponse" is none of requestResponse, shortPolling, longPolling, push, serverSentEvents, fallback, publishSubscribe, queue, log, pageLoad and upload; did you mean "requestResponse"?`,
	}},
	{"who has not seen an operation cannot follow it up", `"from": "api", "to": "post"`, `"from": "db", "to": "post"`, []string{
		`18:135: /flows/letter/send/after: "db" does not process "order"; those who do: "api"`,
	}},
	{"after a flow that does not exist", `"after": "order"`, `"after": "oder"`, []string{
		`18:136: /flows/letter/send/after: "oder" is no flow; did you mean "order"?`,
	}},
	{"a flow after itself", `"after": "order"`, `"after": "letter"`, []string{
		`18:136: /flows/letter/send/after: "api" does not process "letter"; those who do: "mail"`,
		`18:136: /flows/letter/send/after: "letter" begins after "letter", so that operations would go round for ever; break the cycle`,
	}},
	{"requests that go round", `"db": {"kind": "server",`, `"db": {"kind": "server", "calls": [{"to": "lb"}],`, []string{
		`7:38: /nodes/lb/to: "api" leads back to "lb", so that a request would go round for ever; break the cycle`,
	}},
	{"a balancer behind itself", `"to": "api"}`, `"to": ["api", "lb"]}`, []string{
		`7:46: /nodes/lb/to/1: "lb" leads back to "lb", so that a request would go round for ever; break the cycle`,
	}},
	{"a call's route that is not there", `"service": "4ms", "calls": [{"to": "db"}]},`, `"routes": {"read": {"steps": [{"call": "mail", "route": "more"}]}}},`, []string{
		`8:113: /nodes/api/routes/read/steps/0/route: "mail" has no route "more"; add it to its "routes", or leave this out`,
	}},
	{"routes that lead back", `"mail": {"kind": "server",`, `"mail": {"kind": "server", "routes": {"a": {"steps": [{"call": "lb", "route": "b"}]}, "b": {"steps": [{"call": "lb", "route": "a"}]}},`, []string{
		`10:83: /nodes/mail/routes/a/steps/0/route: "api" has no route "b"; add it to its "routes", or leave this out`,
		`10:131: /nodes/mail/routes/b/steps/0/route: "api" has no route "a"; add it to its "routes", or leave this out`,
	}},
	{"a route to itself", `"mail": {"kind": "server",`, `"mail": {"kind": "server", "routes": {"a": {"steps": [{"call": "mail", "route": "b"}]}, "b": {"steps": [{"call": "mail", "route": "a"}]}},`, []string{
		`10:118: /nodes/mail/routes/b/steps/0/call: "mail" leads back to "mail" on the route "a", so that a request would go round for ever; break the cycle, or ask for a route that does not lead back`,
	}},
	{"a flow's route that is not there", `"send": {"rate": "2/s"}}`, `"route": "buy", "send": {"rate": "2/s"}}`, []string{
		`17:83: /flows/order/route: "api" has no route "buy"; add it to its "routes", or leave this out`,
	}},
	{"a route with another name", `"service": "4ms", "calls": [{"to": "db"}]},`, `"routes": {"buys": {"steps": [{"work": "1ms", "share": 0.5}]}}}, "x": {"kind": "server", "calls": [{"to": "api", "route": "buy"}]},`, []string{
		`8:179: /nodes/x/calls/0/route: "api" has no route "buy"; did you mean "buys"?`,
	}},
	{"a step that does nothing", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"share": 0.5}]`, []string{
		`8:67: /nodes/api/steps/0: a step does one of "work", "wait", "call", "all", "any", "hold", "do", "free", "publish", "answer", "fail"; this one does nothing`,
	}},
	{"a step that does two things", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"work": "1ms", "wait": "1ms"}]`, []string{
		`8:91: /nodes/api/steps/0/wait: a step does one thing, and this one has "work" already; make two steps of it`,
	}},
	{"a wait with a time-out", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"wait": "1ms", "timeout": "1ms"}]`, []string{
		`8:94: /nodes/api/steps/0/timeout: "timeout" is nothing for a step that does "wait"; leave it out`,
	}},
	{"a pool that is not there", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"hold": "db"}]`, []string{
		`8:76: /nodes/api/steps/0/hold: "db" is no pool of the server's; add it to its "pools", like {"db": {"size": 10}}`,
	}},
	{"another pool", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"free": "db"}], "pools": {"rows": {"size": 1}}`, []string{
		`8:76: /nodes/api/steps/0/free: "db" is no pool of the server's; there is "rows"`,
	}},
	{"publishing what begins by itself", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"publish": "letter"}]`, []string{
		`8:79: /nodes/api/steps/0/publish: the operations of "letter" begin by themselves; write "arrivals": "steps" there`,
	}},
	{"publishing where one does not speak", `"db": {"kind": "server", "service"`, `"db": {"kind": "server", "steps": [{"publish": "letter"}], "patience"`, []string{
		`9:52: /nodes/db/steps/0/publish: "db" does not speak in "letter"; those who do: "api"`,
	}},
	{"an answer by one of several", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"all": [{"answer": true}]}]`, []string{
		`8:87: /nodes/api/steps/0/all/0/answer: one of several steps side by side cannot answer for all; put it before or after them`,
	}},
	{"steps beside calls", `"service": "4ms",`, `"steps": [{"work": "1ms"}],`, []string{
		`8:94: /nodes/api/calls: there are "steps", which say all that is done; make it a step of these`,
	}},
	{"no step side by side", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"all": []}]`, []string{
		`8:75: /nodes/api/steps/0/all: there is no step in it; add one, or leave it out`,
	}},
	{"what comes after failing", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"fail": "failed"}, {"work": "1ms"}]`, []string{
		`8:87: /nodes/api/steps/1: nothing is done after "fail"; leave it out, or give "fail" a "share"`,
	}},
	{"more needed than there are", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"all": [{"work": "1ms"}], "need": 2}]`, []string{
		`8:102: /nodes/api/steps/0/need: 2 is above the most, 1: there are no more steps`,
	}},
	{"steps too deep", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"do": [{"do": [{"do": [{"do": [{"do": [{"do": [{"do": [{"do": [{"do": [{"work": "1ms"}]}]}]}]}]}]}]}]}]}]`, []string{
		`8:66: /nodes/api/steps: steps stand 9 deep in each other; the most is 8`,
	}},
	{"a client takes no requests", `"to": "api"}`, `"to": ["api", "phone"]}`, []string{
		`7:46: /nodes/lb/to/1: "phone" is a client; whom a balancer sends to is a server, a balancer or a store`,
	}},
	{"a quorum of more than there are", `{"to": "db"}`, `{"to": "db", "fanout": true, "need": 3}`, []string{
		`8:122: /nodes/api/calls/0/need: 3 is above the most, 1: "db" has no more replicas`,
	}},
	{"a replica beyond the last", `"target": "api/0"`, `"target": "api/2"`, []string{
		`21:69: /timeline/crash/target: "api/2" is beyond the last replica of "api", "api/1"; raise its count, or name another`,
	}},
	{"no replica at all", `"target": "api/0"`, `"target": "api/first"`, []string{
		`21:69: /timeline/crash/target: "api/first" names no place; write "api", "api/*" or "api/0"`,
	}},
	{"a fault of nothing", `, "target": "api/0"`, ``, []string{
		`21:14: /timeline/crash/target: a fault needs "target": what it happens to`,
	}},
	{"a field of another fault", `"fault": "crash"`, `"fault": "crash", "factor": 0.5`, []string{
		`21:69: /timeline/crash/factor: "factor" is for slow; the fault of this entry is "crash"`,
	}},
	{"two things at once", `"fault": "crash"`, `"fault": "crash", "send": "order"`, []string{
		`21:67: /timeline/crash/send: an entry is a fault or an operation to send, not both; make two entries of it`,
	}},
	{"nothing happens", `{"at": "20s", "for": "5s", "fault": "crash", "target": "api/0"}`, `{"at": "20s"}`, []string{
		`21:14: /timeline/crash: an entry needs "fault", "send" or "say"`,
	}},
	{"after the end", `"at": "20s"`, `"at": "60s"`, []string{
		`21:21: /timeline/crash/at: 60s is not before the end of the run, 60s`,
	}},
	{"a wire has no process", `"target": "api/0"`, `"target": "access"`, []string{
		`21:69: /timeline/crash/target: "access" is a link; the fault "crash" happens to a node or a replica`,
	}},
	{"two links between one pair", `"links": {`, `"links": {"more": {"from": "lb", "to": "phone"},`, []string{
		`13:21: /links/more: "lb" and "phone" are linked already, by "access"; one pair has one link`,
	}},
	{"a link to itself", `"from": "phone", "to": "lb", "latency"`, `"from": "lb", "to": "lb", "latency"`, []string{
		`14:36: /links/access/to: both ends are "lb"; a link is between two nodes`,
	}},
	{"weights for others", `"to": "api"}`, `"to": "api", "policy": "weighted", "weights": {"api/0": 2, "db": 1, "api/7": -1}}`, []string{
		`7:97: /nodes/lb/weights/db: "db" is none of those that the balancer sends to`,
		`7:109: /nodes/lb/weights/api~17: -1 is below the least, 0`,
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
		`24:14: /variants/slow/question: a variant cannot change "question". It may change title, nodes, links, keys, flows, timeline, hop, duration, warmup, drain, measure and limits`,
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
	{"an object for a list", `"calls": [{"to": "db"}]`, `"calls": {"to": "db"}`, []string{
		`8:84: /nodes/api/calls: a list is wanted here, not an object`,
	}},
	{"a number for an id", `"to": "api"}`, `"to": [1]}`, []string{
		`7:39: /nodes/lb/to/0: a string is wanted here, not 1`,
	}},
	{"a comma too many", `"kind": "broker"}`, `"kind": "broker",}`, []string{
		`11:30: /nodes/post: this is no JSON: invalid character ',' at start of value; leave out the comma before a closing bracket`,
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
	{"not a number is no number", `"cv": 1`, `"cv": NaN`, []string{
		`9:84: /nodes/db/service/cv: this is no JSON: invalid character 'N' at start of value`,
	}},
	{"an octal number", `"cv": 1`, `"cv": 01`, []string{
		`9:85: /nodes/db/service: this is no JSON: invalid character '1' after object value (expecting ',' or '}')`,
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
	{"a client has no work that could be slow", `"fault": "crash", "target": "api/0"`, `"fault": "slow", "target": "phone/3"`, []string{
		`21:68: /timeline/crash/target: "phone" is a client whose work takes no time, so that a slow does nothing to it; name a node that works, or make it a crash`,
	}},
	{"a balancer whose work takes no time is not paused", `"fault": "crash", "target": "api/0"`, `"fault": "pause", "target": "lb"`, []string{
		`21:69: /timeline/crash/target: "lb" is a balancer whose work takes no time, so that a pause does nothing to it; name a node that works, or make it a crash`,
	}},
	{"a sidecar that is not there", `"target": "api/0"`, `"target": "api/0+sidecar"`, []string{
		`21:69: /timeline/crash/target: "api" has no sidecar; give it one, or leave out "+sidecar"`,
	}},
	{"a metric of a sidecar that is not there", `order.latency.p99@slow > order.latency.p99@base`, `phone+sidecar.cpu > 1s`, []string{
		`27:32: /expect/0/that: "phone" has no sidecar; give it one, or leave out "+sidecar"`,
	}},
	{"a tolerance without its unit", `order.latency.p99@slow > order.latency.p99@base`, `(api/1.utilization + api/0.utilization) / 2 == 0.5 within 2`, []string{
		`27:90: /expect/0/that: "within" needs a percentage, like 2%`,
	}},
	{"who begins an operation of the timeline", `{"at": "20s", "for": "5s", "fault": "crash", "target": "api/0"}`, `{"at": "20s", "send": "order", "target": "api/0"}`, []string{
		`21:55: /timeline/crash/target: "api/0" begins no operations of "order"; those who do: "phone"`,
	}},
	{"a caption does nothing", `{"at": "20s", "for": "5s", "fault": "crash", "target": "api/0"}`, `{"at": "20s", "say": "x", "target": "api/0", "how": "host"}`, []string{
		`21:50: /timeline/crash/target: a caption has no target; leave it out`,
		`21:66: /timeline/crash/how: "how" is for crash; this entry is a caption`,
	}},
	{"too many places", `"kind": "client", "count": 20`, `"kind": "client", "count": 1000000, "sidecar": {}`, []string{
		`5:12: /nodes: there are 2000008 replicas, sidecars among them; the most is 2000000`,
	}},
	{"too many operations", `"rate": "2/s"`, `"rate": "200000000/s"`, []string{
		`17:82: /flows/order/send: some 2.4e+11 operations are to be expected; the limit is 4000000000`,
	}},
	{"a string for an object", `[{"to": "db"}]`, `["db"]`, []string{
		`8:85: /nodes/api/calls/0: each of "calls" is an object, not "db"`,
	}},
	{"a list for a number", `"kind": "client", "count": 20`, `"kind": "client", "count": [20]`, []string{
		`6:42: /nodes/phone/count: a number is wanted here, not a list`,
	}},
	{"a list for a distribution", `"service": "4ms"`, `"service": ["4ms"]`, []string{
		`8:68: /nodes/api/service: a duration like "40ms", or a distribution, is wanted here, not a list`,
	}},
	{"a mean of 0", `"mean": "2ms"`, `"mean": "0ms"`, []string{
		`9:71: /nodes/db/service/mean: "mean" of lognormal is 0; it must be above 0 (what does not vary is constant)`,
	}},
	{"bounds the wrong way round", `"cv": 1`, `"cv": 1, "min": "9ms", "max": "3ms"`, []string{
		`9:94: /nodes/db/service/min: "min" is "9ms", above "max", which is "3ms"; exchange them`,
	}},
	{"a uniform that would reach below 0", `{"dist": "lognormal", "mean": "2ms", "cv": 1}`, `{"dist": "uniform", "mean": "2ms", "cv": 1}`, []string{
		`9:82: /nodes/db/service/cv: "cv" of uniform is 1; above 0.577350269 draws would be below 0: lower it, or take gamma or lognormal`,
	}},
	{"a parameter without unit", `"mean": "2ms"`, `"mean": 2`, []string{
		`9:71: /nodes/db/service/mean: 2 has no unit; write "2s" or "2ms"`,
	}},
	{"bytes for seconds", `"mean": "2ms"`, `"mean": "2KiB"`, []string{
		`9:71: /nodes/db/service/mean: "2KiB" is not a duration: there is no unit "KiB". The units are ns, us, ms, s, m, h, d`,
	}},
	{"a law that cannot vary so little", `{"dist": "lognormal", "mean": "2ms", "cv": 1}`, `{"dist": "hyperexponential", "mean": "2ms", "cv": 0.5}`, []string{
		`9:91: /nodes/db/service/cv: "cv" of hyperexponential is 0.5; it must be at least 1: raise it, or take gamma`,
	}},
	{"operations without end", `{"rate": "2/s"}`, `{"arrivals": "gaps", "gap": "0s"}`, []string{
		`17:110: /flows/order/send/gap: the gaps are 0, so that there would be no end of operations at one instant; make them longer`,
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
	{"a whole number and next to nothing", `"workers": 4`, `"workers": 4.00000000000000000001`, []string{
		`8:54: /nodes/api/workers: 4.00000000000000000001 is no whole number`,
	}},
	{"a number of seconds or milliseconds", `"send": {"rate": "2/s"}`, `"send": {"rate": "2/s"}, "timeout": 5`, []string{
		`17:110: /flows/order/timeout: 5 has no unit; write "5s" or "5ms"`,
	}},
	{"a rate of what", `{"rate": "2/s"}`, `{"rate": 2}`, []string{
		`17:91: /flows/order/send/rate: 2 has no unit; write "2/s" or "2/m"`,
	}},
	{"a mixture with a wrong part", `{"dist": "lognormal", "mean": "2ms", "cv": 1}`, `{"dist": "mixture", "parts": ["4ms", {"dist": "gamma", "mean": "2ms"}, 3], "shares": [1]}`, []string{
		`9:78: /nodes/db/service/parts/1: gamma takes mean and cv, or mean and sd, or mean and shape; this one has mean`,
		`9:112: /nodes/db/service/parts/2: 3 has no unit; write "3s" or "3ms"`,
	}},
	{"an answer that is not among the options", `"expect": [`, `"predict": {"options":["a","b"],"right":2}, "expect": [`, []string{
		`26:43: /predict/right: 2 is above the most, 1: the options count from 0`,
	}},
	{"nobody is sent to", `"to": "api"}`, `"to": "api", "policy": "weighted", "weights": {"api": 0}}`, []string{
		`7:78: /nodes/lb/weights: all weights are 0; at least one must be above`,
	}},
	{"nobody, one by one", `"to": "api"}`, `"to": "api", "policy": "weighted", "weights": {"api/0": 0, "api/1": 0}}`, []string{
		`7:78: /nodes/lb/weights: all weights are 0; at least one must be above`,
	}},
	{"a quorum without a fan-out", `{"to": "db"}`, `{"to": "db", "need": 1}`, []string{
		`8:106: /nodes/api/calls/0/need: "need" is for calls with "fanout": true`,
	}},
	{"a fan-out over one", `{"kind": "server", "count": 3}`, `{"kind": "server", "calls": [{"to": "bal", "fanout": true}]}, "bal": {"kind": "balancer", "to": "db"}`, []string{
		`10:66: /nodes/mail/calls/0/fanout: "bal" is a balancer, which asks one replica; to ask every replica, call the servers behind it`,
	}},
	{"a part of no bandwidth", `"fault": "crash", "target": "api/0"`, `"fault": "bandwidth", "target": "db"`, []string{
		`21:73: /timeline/crash/target: none of the wires that this is about has a bandwidth, of which a fault could leave a part; give their link one`,
	}},
	{"a wire of a wire", `"fault": "crash", "target": "api/0"`, `"fault": "loss", "target": "access", "peer": "api"`, []string{
		`21:86: /timeline/crash/peer: "access" is a link, which has its ends; leave "peer" out, or name a node as the target`,
	}},
	{"news that waits", `"pattern": "requestResponse", "send": {"rate": "2/s"}`, `"pattern": "push", "updates": {"arrivals": "closed", "think": "1s"}`, []string{
		`17:87: /flows/order/updates/arrivals: news does not wait for its listeners: updates cannot be closed`,
		`18:136: /flows/letter/send/after: "api" does not process "order"; those who do: nobody`,
	}},
	{"one rate for each of all", `"pattern": "requestResponse", "send": {"rate": "2/s"}`, `"pattern": "push", "updates": {"audience": "all", "rate": "1/s"}`, []string{
		`17:102: /flows/order/updates/rate: where the audience is "all", no listener has a rate of its own; write "totalRate"`,
		`18:136: /flows/letter/send/after: "api" does not process "order"; those who do: nobody`,
	}},
	{"rooms of nothing", `"pattern": "requestResponse", "send": {"rate": "2/s"}`, `"pattern": "push", "updates": {"audience": "room", "totalRate": "1/s"}`, []string{
		`17:87: /flows/order/updates/audience: an update is in the room that it is about, and updates are about nothing; give the flow "about", the id of a key space in "keys"`,
		`18:136: /flows/letter/send/after: "api" does not process "order"; those who do: nobody`,
	}},
	{"several rooms, and no news for a room", `"pattern": "requestResponse", "send": {"rate": "2/s"}`, `"pattern": "push", "updates": {"rooms": 2, "totalRate": "1/s"}`, []string{
		`17:84: /flows/order/updates/rooms: there are no rooms; write "audience": "room", or leave this out`,
		`18:136: /flows/letter/send/after: "api" does not process "order"; those who do: nobody`,
	}},
	{"changes that overlap", `{"rate": "2/s"}`, `{"rate": "2/s", "changes": [{"at": "5s", "over": "5s", "factor": 2}, {"at": "9s", "factor": 1}]}`, []string{
		`17:158: /flows/order/send/changes/1/at: 9s is before the end of the change before, 10s; changes are in rising order`,
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
}
