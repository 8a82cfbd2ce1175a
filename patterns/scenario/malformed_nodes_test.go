package scenario

// malformedNodes spoils nodes.
var malformedNodes = []spoiling{
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
	{"a name that passes on", `"to": "api"}`, `"to": "api", "dns": {}, "count": 2, "reply": "direct", "readTimeout": "1s", "policy": "twoChoices"}`, []string{
		`7:65: /nodes/lb/count: with "dns" one stands for all the name servers that there are; leave it out, or "dns"`,
		`7:77: /nodes/lb/reply: callers ask its targets themselves, and it sees no requests; leave it out, or "dns"`,
		`7:102: /nodes/lb/readTimeout: callers...`,
		`7:118: /nodes/lb/policy: callers...`,
	}},
	{"a balancer before a name", `"to": "api"}`, `"to": "name"}, "name": {"kind": "balancer", "to": "api", "dns": {}}`, []string{
		`7:38: /nodes/lb/to: "name" tells addresses ("dns"), and a balancer looks none up; name whom it tells of`,
	}},
	{"a liveness check of what has sidecars", `"db": {"kind": "server", `, `"db": {"kind": "server", "sidecar": {}, "liveness": {}, `, []string{
		`9:57: /nodes/db/liveness: a restart would leave the sidecar as it is; leave one of the two out`,
	}},
	{"a standby of what has sidecars", `"db": {"kind": "server", `, `"db": {"kind": "server", "sidecar": {}, "standby": {}, `, []string{
		`9:56: /nodes/db/standby: a sidecar stands beside one machine, and would stay there when the address moves to the other; leave out sidecar, or this`,
	}},
	{"a standby of what comes and goes", `"db": {"kind": "server", `, `"db": {"kind": "server", "lifecycle": {"most": 9}, "standby": {}, `, []string{
		`9:67: /nodes/db/standby: replicas that come and go have no address of their own that could move; leave out lifecycle.most and autoscaler, or this`,
	}},
	{"a balancer in no zone", `"to": "api"}`, `"to": "api", "preferZone": {}}`, []string{
		`7:59: /nodes/lb/preferZone: "lb" is in no zone; give it "zones", or leave this out`,
	}},
	{"a zone for what belongs together", `"to": "api"}`, `"to": "api", "zones": ["a"], "preferZone": {}, "policy": "sticky"}`, []string{
		`7:75: /nodes/lb/preferZone: "sticky" sends what belongs together to one target, wherever that is; choose another policy, or leave "preferZone" out`,
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
	{"a session that is over before it can be idle", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3, "sessions": {"idle": "30m", "timeToLive": "30m"}}`, []string{
		`10:56: /nodes/mail/sessions: no flow is about any keys, of which there could be sessions; give one "about", the id of a key space in "keys"`,
		`10:65: /nodes/mail/sessions/idle: a session is over by its "timeToLive" before it has been idle for that long; make it shorter, or leave one of them out`,
	}},
	{"a cache of nobody", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3}, "c": {"kind": "store", "cache": {"origin": {"to": "nobody"}}}`, []string{
		`10:77: /nodes/c/cache: no flow is about any keys, of which a cache could keep something; give one "about", the id of a key space in "keys"`,
		`10:95: /nodes/c/cache/origin/to: "nobody" is no node...`,
	}},
	{"a cache of everybody", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3}, "c": {"kind": "store", "cache": {"origin": {"to": "mail", "fanout": true}}}`, []string{
		`10:77: /nodes/c/cache: no flow is about any keys, of which a cache could keep something; give one "about", the id of a key space in "keys"`,
		`10:113: /nodes/c/cache/origin/fanout: a cache keeps one answer; leave it out`,
	}},
	{"a sidecar with a deadline", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3, "sidecar": {"deadline": "1s"}}`, []string{
		`10:68: /nodes/mail/sidecar/deadline: a sidecar gives requests no deadline of their own; write it where the request begins, at a flow or a call, and the sidecar heeds it`,
	}},
	{"how a deadline goes along that there is not", `"calls": [{"to": "db"}]`, `"calls": [{"to": "db", "deadlineAs": "instant"}]`, []string{
		`8:112: /nodes/api/calls/0/deadlineAs: there is no deadline that could go along: write one beside it, or leave deadlineAs out`,
	}},
	{"a sidecar that limits what comes to nobody", `"phone": {"kind": "client"`, `"phone": {"kind": "client", "sidecar": {"limiter": {"rate": "1/s"}}`, []string{
		`6:56: /nodes/phone/sidecar/limiter: nobody asks this node, and a sidecar limits what its node is asked; write it at the sidecar of the server that is asked`,
	}},
	{"a sidecar that ties", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3, "sidecar": {"hedge": "1s", "tied": true}}`, []string{
		`10:79: /nodes/mail/sidecar/tied: a sidecar ties no requests: servers know what they are asked straight away; write it at a flow or a call, and leave the sidecar out`,
	}},
	{"ties without anything to be tied to, and not straight to a server", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 3, "sidecar": {}}, "door": {"kind": "balancer", "to": "mail"}, "shop": {"kind": "server", "calls": [{"to": "door", "hedge": "1s", "tied": true}, {"to": "mail", "tied": true}]}`, []string{
		`10:179: /nodes/shop/calls/0/tied: "door" is a balancer, and a server behind it does not know whom the other attempt asks; ask the servers themselves, or leave it out`,
		`10:209: /nodes/shop/calls/1/tied: there is nothing to be tied to; add a "hedge", or leave it out`,
		`10:209: /nodes/shop/calls/1/tied: the sidecar of "mail" makes a request of its own, of which a server does not know to what it is tied; leave one of the two out`,
	}},
	{"words are case-sensitive", `"kind": "broker"`, `"kind": "Broker"`, []string{
		`11:22: /nodes/post/kind: "Broker" is none of these: client, server, balancer, broker and store; did you mean "broker"?`,
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
		`8:54: /nodes/api/workers: 2000000 is above the most, 1000000; write that, or less`,
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
		`8:68: /nodes/api/service: "4msec" is not a duration: there is no unit "msec"; did you mean "ms"? The units are ns, us, ms, s, m, h, d`,
	}},
	{"units are case-sensitive", `"service": "4ms"`, `"service": "4MS"`, []string{
		`8:68: /nodes/api/service: "4MS" is not a duration: there is no unit "MS"; did you mean "ms"? The units are ns, us, ms, s, m, h, d`,
	}},
	{"a blank before the unit", `"service": "4ms"`, `"service": "4 ms"`, []string{
		`8:68: /nodes/api/service: "4 ms" has a blank in it; write "4ms"`,
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
		`9:50: /nodes/db/service/dist: "lognormale" is none of these: constant, uniform, exponential, normal, lognormal, gamma, erlang, pareto, hyperexponential, empirical and mixture; did you mean "lognormal"?`,
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
	{"an id begins with a small letter", `"mail": {"kind"`, `"Mail": {"kind"`, []string{
		`10:5: /nodes/Mail: "Mail" is no id: one begins with a small letter and has letters, digits and hyphens, 64 at most`,
		`18:88: /flows/letter/queue/consumers: "mail" is no node; did you mean "Mail"?`,
	}},
	{"an id with a meaning of its own", `"mail": {"kind"`, `"run": {"kind"`, []string{
		`10:5: /nodes/run: "run" is reserved; take another id`,
		`18:88: /flows/letter/queue/consumers: "mail" is no node; there is "api", "db", "lb", "phone", "post" and "run"`,
	}},
	{"a part whose name is no id", `"db": {"kind": "server",`, `"db": {"kind": "server", "pools": {"A b": {"size": 1}, "run": {"size": 1}},`, []string{
		`9:40: /nodes/db/pools/A b: "A b" is no id: ...`,
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
	{"a deadline of what asks nobody", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"work": "1ms", "deadline": "1s"}]`, []string{
		`8:95: /nodes/api/steps/0/deadline: "deadline" is nothing for a step that does "work"; leave it out`,
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
	{"a step that does not answer", `"service": "4ms", "calls": [{"to": "db"}]`, `"steps": [{"work": "4ms"}, {"answer": false}]`, []string{
		`8:84: /nodes/api/steps/1: a step does one of "work", "wait", "call", "all", "any", "hold", "do", "free", "publish", "answer", "fail"; this one does nothing`,
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
	{"weights for others", `"to": "api"}`, `"to": "api", "policy": "weighted", "weights": {"api/0": 2, "db": 1, "api/7": -1}}`, []string{
		`7:97: /nodes/lb/weights/db: "db" is none of those that the balancer sends to`,
		`7:109: /nodes/lb/weights/api~17: -1 is below the least, 0`,
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
	{"not a number is no number", `"cv": 1`, `"cv": NaN`, []string{
		`9:84: /nodes/db/service/cv: this is no JSON: invalid character 'N' at start of value`,
	}},
	{"an octal number", `"cv": 1`, `"cv": 01`, []string{
		`9:85: /nodes/db/service: this is no JSON: invalid character '1' after object value (expecting ',' or '}')`,
	}},
	{"too many places", `"kind": "client", "count": 20`, `"kind": "client", "count": 1000000, "sidecar": {}`, []string{
		`5:12: /nodes: there are 2000008 replicas, sidecars among them; the most is 2000000`,
	}},
	{"too many points", `"mail": {"kind": "server", "count": 3}`, `"mail": {"kind": "server", "count": 201}, "ring": {"kind": "balancer", "to": "mail", "policy": "consistentHashing", "virtualNodes": 10000}`, []string{
		`10:55: /nodes/ring: there are 2010000 points on its ring, "virtualNodes" of each target; the most is 2000000`,
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
	{"a whole number and next to nothing", `"workers": 4`, `"workers": 4.00000000000000000001`, []string{
		`8:54: /nodes/api/workers: 4.00000000000000000001 is no whole number`,
	}},
	{"a mixture with a wrong part", `{"dist": "lognormal", "mean": "2ms", "cv": 1}`, `{"dist": "mixture", "parts": ["4ms", {"dist": "gamma", "mean": "2ms"}, 3], "shares": [1]}`, []string{
		`9:78: /nodes/db/service/parts/1: gamma takes mean and cv, or mean and sd, or mean and shape; this one has mean`,
		`9:112: /nodes/db/service/parts/2: 3 has no unit; write "3s" or "3ms"`,
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
}
