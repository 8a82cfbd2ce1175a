package scenario

// malformedFlows spoils flows.
var malformedFlows = []spoiling{
	{"a key space that is not there", `"send": {"rate": "2/s"}}`, `"about": "users", "send": {"rate": "2/s"}}`, []string{
		`17:83: /flows/order/about/keys: "users" is no key space, and there is none: define it in "keys", with how many keys it has: "keys": {"users": {"count": 1000}}`,
	}},
	{"a sign of life that a poll does not have", `"pattern": "requestResponse"`, `"pattern": "requestResponse", "longPolling": {"reconnect": {"heartbeat": "2s"}}`, []string{
		`17:104: /flows/order/longPolling/reconnect/heartbeat: unknown field "heartbeat". "reconnect" has: backoff, factor, cap, jitter, share`,
	}},
	{"a flow that is null", `"flows": {`, `"flows": {"nothing": null,`, []string{
		`16:24: /flows/nothing: a flow is an object, not null`,
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
	{"jobs have no replicas", `"post": {"kind": "broker"}`, `"post": {"kind": "broker", "count": 2}`, []string{
		`11:41: /nodes/post/count: several replicas keep only logs together, and flow "letter" is none with "replication"; use several brokers, each with its own flows, or leave this out`,
	}},
	{"replicas keep what comes from a source", `"from": "api", "to": "post", "pattern": "queue"`, `"from": "api", "to": "post", "pattern": "log", "log": {"replication": {"minInSync": 2}}, "updates": {"rate": "1/s"}`, []string{
		`18:100: /flows/letter/log/replication/minInSync: it is above the number of replicas of "post", 1, so that nothing could be read, and nothing be taken with "acks": "all"; lower it, or raise the count of "post"`,
		`18:116: /flows/letter/updates/source: replicas acknowledge what is published to them, and these updates come up at the broker itself; name a client or server in "source"`,
		`18:173: /flows/letter/send: log asks for nothing, it brings news: "updates" says which; leave "send" out, or name a pattern that asks`,
	}},
	{"nobody puts messages together", `"from": "api", "to": "post", "pattern": "queue"`, `"from": "api", "to": "post", "pattern": "log", "log": {"producer": {}}, "updates": {"rate": "1/s"}`, []string{
		`18:83: /flows/letter/log/producer: a source puts messages together, and these updates come up at the broker itself; name a client or server in "updates.source", or leave "producer" out`,
		`18:156: /flows/letter/send: log asks for nothing, it brings news: ...`,
	}},
	{"partitions that no key is in", `"to": "post", "pattern": "queue", "queue": {"consumers": "mail"}, "send": {"arrivals": "after", "after": "order"}}
  },`, `"to": "post", "pattern": "log", "about": "user", "log": {"partitions": 8}, "updates": {"rate": "1/s"}}
  },
  "keys": {"user": {"count": 3}},`, []string{
		`18:102: /flows/letter/log/partitions: a key is in one partition, and there are 3 of "user", so that some partitions would be empty for good; lower this, or raise the count of "user"`,
	}},
	{"no keys to compact by", `"from": "api", "to": "post", "pattern": "queue"`, `"from": "api", "to": "post", "pattern": "log", "log": {"compact": {}}, "updates": {"rate": "1/s"}`, []string{
		`18:82: /flows/letter/log/compact: the newest message of each key is kept, and messages are about nothing; give the flow "about", the id of a key space in "keys", or leave "compact" out`,
		`18:155: /flows/letter/send: log asks for nothing, it brings news: ...`,
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
	{"the key of a cause, and nothing is one", `"send": {"rate": "2/s"}}`, `"about": {"keys": "user", "by": "cause"}, "send": {"rate": "2/s"}}`, []string{
		`17:92: /flows/order/about/keys: "user" is no key space, and there is none: define it in "keys", with how many keys it has: "keys": {"user": {"count": 1000}}`,
		`17:106: /flows/order/about/by: nothing of which these operations could have the key causes them: that is for arrivals "steps" and "after"; write "by": "chance" or "speaker"`,
	}},
	{"the key of a cause that is about nothing", `{"consumers": "mail"}, "send"`, `{"consumers": "mail"}, "about": {"keys": "user", "by": "cause"}, "send"`, []string{
		`18:115: /flows/letter/about/keys: "user" is no key space, and there is none: define it in "keys", with how many keys it has: "keys": {"user": {"count": 1000}}`,
		`18:129: /flows/letter/about/by: what causes these operations, those of "order", is about no keys of "user"; write "about": "user" there, or "by": "chance" here`,
	}},
	{"priorities of more than all messages", `"consumers": "mail"}`, `"consumers": "mail", "priorities": [{"priority": 5, "share": 0.6}, {"priority": 5, "share": 0.6}]}`, []string{
		`18:110: /flows/letter/queue/priorities: these are shares of 1.2 of the messages; lower them to 1 at most, and the rest has the flow's priority`,
		`18:155: /flows/letter/queue/priorities/1/priority: 5 is here twice; keep one`,
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
	{"a time-out that nobody has is extended", `"consumers": "mail"}`, `"consumers": "mail", "extend": "1s"}`, []string{
		`18:106: /flows/letter/queue/extend: there is no visibility timeout to extend; give "redeliver", or leave "extend" out`,
	}},
	{"what is acknowledged already is extended", `"consumers": "mail"}`, `"consumers": "mail", "redeliver": "3s", "ack": "before", "extend": "1s"}`, []string{
		`18:142: /flows/letter/queue/extend: a message that is acknowledged on receipt has nothing to extend; leave "extend" out, or set "ack" to "after"`,
	}},
	{"what is hidden for as long as it is kept", `"consumers": "mail"}`, `"consumers": "mail", "delay": "3s", "expire": "3s"}`, []string{
		`18:105: /flows/letter/queue/delay: every message is thrown away before a consumer may have it, after 3s; let it be shorter than "expire", or "expire" longer`,
	}},
	{"dead letters are kept that never come", `"consumers": "mail"}`, `"consumers": "mail", "deadLetters": "keep"}`, []string{
		`18:111: /flows/letter/queue/deadLetters: no message is ever set aside; give "deliveries", or leave "deadLetters" out`,
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
		`17:71: /flows/order/send: push asks for nothing, it brings news: "updates" says which; leave "send" out, or name a pattern that asks`,
		`18:136: /flows/letter/send/after: "api" does not process "order"; those who do: nobody`,
	}},
	{"a pattern in the wrong case", `"pattern": "requestResponse"`, `"pattern": "requestresponse"`, []string{
		`17:55: /flows/order/pattern: "requestresponse" is none of these: requestResponse, shortPolling, longPolling, push, serverSentEvents, fallback, publishSubscribe, queue, log, pageLoad and upload; did you mean "requestResponse"?`,
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
	{"a flow's route that is not there", `"send": {"rate": "2/s"}}`, `"route": "buy", "send": {"rate": "2/s"}}`, []string{
		`17:83: /flows/order/route: "api" has no route "buy"; add it to its "routes", or leave this out`,
	}},
	{"too many operations", `"rate": "2/s"`, `"rate": "200000000/s"`, []string{
		`17:82: /flows/order/send: some 2.4e+11 operations are to be expected; the limit is 4000000000`,
	}},
	{"operations without end", `{"rate": "2/s"}`, `{"arrivals": "gaps", "gap": "0s"}`, []string{
		`17:110: /flows/order/send/gap: the gaps are 0, so that there would be no end of operations at one instant; make them longer`,
	}},
	{"a number of seconds or milliseconds", `"send": {"rate": "2/s"}`, `"send": {"rate": "2/s"}, "timeout": 5`, []string{
		`17:110: /flows/order/timeout: 5 has no unit; write "5s" or "5ms"`,
	}},
	{"a rate of what", `{"rate": "2/s"}`, `{"rate": 2}`, []string{
		`17:91: /flows/order/send/rate: 2 has no unit; write "2/s" or "2/m"`,
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
	{"a time-out at once", `"send": {"rate": "2/s"}}`, `"timeout": "0s", "send": {"rate": "2/s"}}`, []string{
		`17:85: /flows/order/timeout: an attempt would be over before it could be answered; write how long it may take, or leave timeout out to wait for ever`,
	}},
	{"news of a pattern that asks", `"send": {"rate": "2/s"}}`, `"send": {"rate": "2/s"}, "updates": {"rate": "1/s"}}`, []string{
		`17:110: /flows/order/updates: requestResponse brings no news, it asks: "send" says when; leave "updates" out, or name a pattern that is about news`,
	}},
	{"parts of one request", `"pattern": "requestResponse", "send": {"rate": "2/s"}}`, `"pattern": "upload", "upload": {"mode": "oneShot", "chunk": "1MiB", "parallel": 4}, "send": {"rate": "2/s"}}`, []string{
		`17:104: /flows/order/upload/chunk: a one-shot upload is one request, and has no chunks: leave chunk out, or write "mode": "chunked" or "resumable"`,
		`17:124: /flows/order/upload/parallel: a one-shot upload is one request, and has no parts to send side by side: leave parallel out, or write "mode": "chunked" or "resumable"`,
	}},
}
