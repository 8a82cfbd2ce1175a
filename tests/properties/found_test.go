package properties

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim/trace"
	"backchat/tests/trial"
)

// Scenarios that the search has found, made small.
func TestChecksHoldWhereTheyOnceDidNot(t *testing.T) {
	for _, row := range []struct{ reason, text string }{
		{"a phone crashes whose second connection waits in the backlog of a broker", `{
			"version": 1, "title": "found", "duration": "2s",
			"nodes": {"bus": {"kind": "broker", "maxConnections": 2}, "db": {"kind": "server"}, "phone": {"kind": "client"}},
			"links": {"access": {"from": "phone", "to": "bus", "transport": "http1"}},
			"flows": {"news": {"from": "phone", "to": "bus", "pattern": "log", "updates": {"source": "db", "arrivals": "gaps", "gap": {"dist": "empirical", "values": ["100ms"]}}}},
			"timeline": {"fault": {"at": "1001ms", "fault": "crash", "target": "phone"}}
		}`},
		{"a balancer gives up a server that has asked another, and answers the phone while that goes on", `{
			"version": 1, "title": "found", "seed": 0, "duration": "1s",
			"nodes": {
				"phone": {"kind": "client"},
				"lb": {"kind": "balancer", "readTimeout": "50ms", "to": ["api"]},
				"api": {"kind": "server", "calls": [{"to": "db"}]},
				"db": {"kind": "server", "service": "80ms"}
			},
			"links": {"access": {"from": "phone", "to": "lb", "latency": "40ms"}},
			"flows": {"page": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["0s"]}}}
		}`},
		{"balancers behind balancers give up a server that has asked another, and whoever asked asks again", `{
			"version": 1, "title": "found", "seed": 0, "duration": "2s",
			"nodes": {
				"phone": {"kind": "client"},
				"edge": {"kind": "balancer", "to": ["lb"]},
				"lb": {"kind": "balancer", "readTimeout": "50ms", "to": ["api"]},
				"api": {"kind": "server", "calls": [{"to": "db"}]},
				"db": {"kind": "server", "service": "80ms"}
			},
			"links": {"access": {"from": "phone", "to": "edge", "latency": "40ms"}},
			"flows": {"page": {"from": "phone", "to": "edge", "pattern": "requestResponse", "retry": {"attempts": 3, "backoff": "20ms", "on": ["timedOut"]}, "send": {"arrivals": "times", "times": ["0s"]}}}
		}`},
		{"the sidecar of whoever has done a job holds back the reply, and the job is handed over again", `{
			"version": 1, "title": "found", "duration": "2s",
			"nodes": {"api": {"kind": "server"}, "bus": {"kind": "broker"}, "worker": {"kind": "server", "sidecar": {"throttle": {}}}},
			"flows": {"flow0": {"from": "api", "to": "bus", "pattern": "queue", "queue": {"consumers": ["worker"], "reply": true}, "send": {"rate": "20/s"}}}
		}`},
		{"an answer that is over at the instant at which it is there is looked up at the beginning of the run, and again", `{
			"version": 1, "title": "found", "duration": "2s",
			"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server"}},
			"links": {"access": {"from": "phone", "to": "api", "connection": {"open": "each", "lookup": {"time": "0s", "ttl": "0s"}}}},
			"flows": {"page": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["0s", "0s", "1s"]}}}
		}`},
		{"a place crashes once more while its host answers anew for a connection that it had lost before", `{"duration": "8s", "flows": {"flow0": {"from": ["phone"], "pattern": "pageLoad", "send": {"rate": "5/s"}, "to": "db"}, "flowAfter": {"from": ["db"], "pattern": "queue", "queue": {"consumers": ["worker"]}, "send": {"after": "flow0", "arrivals": "after"}, "to": "bus"}}, "links": {"bus-worker": {"from": "bus", "to": "worker", "transport": {}}}, "nodes": {"bus": {"kind": "broker", "memory": {"limit": "90KiB", "thread": "64KiB"}}, "db": {"kind": "server"}, "phone": {"kind": "client"}, "worker": {"count": 2, "kind": "server"}}, "timeline": {"fault3": {"at": "1001ms", "direction": "out", "fault": "disconnect", "target": "bus-worker"}}, "title": "generated", "version": 1}`},
		{"a connection ends with what waited for it, just before its wire drops it", `{"duration": "4s", "flows": {"flow1": {"breaker": {"failures": 2, "open": "10ms", "trials": 1}, "empty": {"dist": "exponential", "mean": "2KiB"}, "from": ["tablet"], "idempotent": true, "pageLoad": {"objects": 1}, "pattern": "requestResponse", "request": "0B", "response": {"dist": "exponential", "mean": "2KiB"}, "send": {"arrivals": "poisson", "rate": "2/s"}, "to": "lb"}, "flow2": {"breaker": {"failures": 2, "open": "1s", "trials": 2}, "cancel": "none", "from": ["tablet", "phone"], "longPolling": {"hold": "3s", "join": "300ms", "reconnect": {"backoff": "5ms", "cap": "20ms"}}, "pattern": "push", "push": {"reconnect": {"heartbeat": "200ms", "misses": 5, "timeout": "30ms"}}, "to": "api", "updates": {"arrivals": "poisson", "rate": "5/s"}}}, "hop": {"latency": {"dist": "exponential", "mean": "5ms"}}, "limits": {"atOneInstant": 20000, "events": 200000}, "links": {"bus-worker": {"connection": {"acceptorIdle": "2s", "idle": "200ms"}, "from": "bus", "loss": 0.05, "retransmit": "300ms", "to": "worker"}, "lb-api": {"connection": {"acceptorIdle": "200ms", "middlebox": "drops", "middleboxIdle": "400ms"}, "down": {"latency": "10ms"}, "from": "lb", "latency": "0s", "to": "api", "transport": {"headerTable": "100B", "preset": "amqp", "stack": "rfc", "tcp": {"blocks": 3, "delayedAck": {"every": 4, "quick": 0}}}}, "phone-api": {"connection": {"max": 1, "open": "first"}, "from": "phone", "header": "100B", "latency": {"cv": 1.5, "dist": "gamma", "mean": "80ms"}, "loss": 0.05, "to": "api"}, "phone-lb": {"bandwidth": "100kbit/s", "buffer": "3KiB", "from": "phone", "latency": {"cv": 1.5, "dist": "gamma", "mean": "10ms"}, "loss": 1, "to": "lb", "transport": {"preset": "websocket", "quic": {"ackDelay": "1s", "ackEvery": 2, "initialTimeout": "200ms", "nudge": 3}, "stack": "rfc", "tcp": {"congestion": "cubic", "leastOf": "whole", "slowStartAfterIdle": false}, "tls": {"version": "none"}}, "up": {"latency": "0s", "loss": 0.3}}, "tablet-api": {"bursts": {"toBad": 0.05, "toGood": 0.3}, "connection": {"open": "ready", "streams": 1}, "drops": {"every": "500ms"}, "from": "tablet", "latency": {"cv": 0.3, "dist": "normal", "mean": "10ms"}, "loss": 1, "order": "none", "retransmit": "50ms", "to": "api"}}, "nodes": {"api": {"count": 3, "discipline": "lifo", "kind": "server", "queue": 3, "service": {"cv": 0.3, "dist": "normal", "mean": "40ms"}, "workers": 4}, "bus": {"durable": false, "kind": "broker", "service": "0s"}, "db": {"blocking": true, "count": 3, "discipline": "preemptive", "errors": 0.9, "kind": "server", "patience": "300ms"}, "lb": {"buffering": {"size": "100B"}, "by": "speaker", "count": 2, "kind": "balancer", "policy": "consistentHashing", "to": ["db"]}, "lb2": {"health": {"healthy": 2, "interval": "500ms", "timeout": "50ms", "unhealthy": 1}, "kind": "balancer", "policy": "random", "to": ["db"]}, "phone": {"count": 3, "kind": "client"}, "tablet": {"kind": "client"}, "worker": {"discipline": "processorSharing", "kind": "server", "service": {"cv": 2, "dist": "lognormal", "mean": "40ms"}}}, "seed": 40, "timeline": {"fault0": {"at": "1s", "fault": "pause", "for": "5ms", "target": "bus"}, "fault1": {"at": "1s", "fault": "crash", "for": "5ms", "how": "host", "target": "bus"}, "fault3": {"at": "1500ms", "fault": "partition", "for": "1s", "target": "db"}, "fault4": {"at": "700ms", "fault": "pause", "for": "1s", "target": "db"}, "fault5": {"at": "700ms", "direction": "both", "fault": "latency", "for": "5ms", "target": "lb-api"}}, "title": "generated", "version": 1, "warmup": "0s"}`},
		{"a hedge times out before its twin, and is worked on nevertheless", `{"duration": "8s", "flows": {"flow0": {"cancel": "queued", "from": ["phone"], "hedge": "200ms", "pattern": "requestResponse", "send": {"totalRate": "5/s"}, "timeout": {"cv": 2, "dist": "lognormal", "mean": "100ms"}, "to": "api"}}, "hop": {"bandwidth": "100kbit/s"}, "nodes": {"api": {"calls": [{"to": "db"}], "kind": "server"}, "db": {"kind": "server"}, "phone": {"kind": "client"}}, "seed": 6, "title": "found", "version": 1}`},
		{"a subscription is given up while the balancer's message that passes it on waits for a connection", `{
			"version": 1, "title": "found", "seed": 0, "duration": "2s",
			"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "reply": "direct", "to": ["db"]}, "db": {"kind": "server", "service": "0s"}},
			"links": {"lb-db": {"from": "lb", "to": "db", "retransmit": "50ms"}},
			"flows": {"news": {"from": "phone", "to": "lb", "pattern": "push", "push": {"reconnect": {"timeout": "400ms"}}, "updates": {"arrivals": "times", "times": ["1s"]}}},
			"timeline": {"cut": {"at": "0s", "fault": "partition", "target": "db"}}
		}`},
		{"a reply and its hedge find the producer's queue full, and the broker has the job again when it hears", `{
			"version": 1, "title": "found", "duration": "4s",
			"nodes": {"bus": {"kind": "broker"}, "phone": {"kind": "client", "sidecar": {"upgrades": "refused"}}, "worker": {"kind": "server"}},
			"flows": {"job": {"from": "phone", "to": "bus", "pattern": "queue", "hedge": "0s", "queue": {"capacity": 4, "consumers": ["worker"], "reply": true},
				"send": {"arrivals": "times", "times": ["1s", "1500ms"]}}}
		}`},
		{"a sidecar works with a worker of a server that has as many requests in hand as it may", `{
			"version": 1, "title": "found", "duration": "2s",
			"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "10ms", "concurrency": {"limit": 1}, "sidecar": {}}},
			"flows": {"page": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["1s", "1s", "1s"]}}}
		}`},
		{"a sidecar gives a request up whose server waits for a call of its own, and the client asks again", `{
			"version": 1, "title": "found", "seed": 0, "duration": "2s",
			"nodes": {
				"phone": {"kind": "client", "sidecar": {"cancel": "always", "hop": "0s", "timeout": "8ms"}},
				"api": {"kind": "server", "service": "0s", "calls": [{"to": "db"}, {"to": "db"}]},
				"db": {"kind": "server", "service": "5ms"}
			},
			"flows": {"page": {"from": "phone", "to": "api", "pattern": "requestResponse", "retry": {"attempts": 2}, "send": {"arrivals": "poisson", "rate": "20/s"}}}
		}`},
		{"a connection is open at once to a host that is down, whose end pings", `{
			"version": 1, "title": "found", "seed": 0, "duration": "2s",
			"hop": {"connection": {"maxAge": "20ms", "open": "ready", "ping": {"every": "200ms"}}},
			"nodes": {"api": {"kind": "server"}, "inner": {"kind": "balancer", "to": "api"}, "lb": {"kind": "balancer", "to": ["inner", "storeNode"], "health": {"interval": "500ms"}}, "storeNode": {"kind": "store"}},
			"flows": {},
			"timeline": {"crash": {"at": "1500ms", "fault": "crash", "how": "host", "target": "storeNode"}}
		}`},
		{"a source crashes whose messages wait for connections that are opened for each of them", `{
			"version": 1, "title": "found", "seed": 0, "duration": "2s", "hop": {"latency": "7ms", "loss": 0.1, "connection": {"open": "each"}},
			"nodes": {"phone": {"kind": "client"}, "bus": {"kind": "broker"}, "db": {"kind": "server", "service": "5ms"}},
			"flows": {"news": {"from": "phone", "to": "bus", "pattern": "publishSubscribe", "publishSubscribe": {"confirm": false}, "updates": {"arrivals": "poisson", "rate": "200/s", "source": "db"}}},
			"timeline": {"crash": {"at": "1s", "for": "1s", "fault": "crash", "target": "db"}}
		}`},
		{"a broker crashes while messages wait for connections that are opened for each of them, and its reset arrives", `{
			"version": 1, "title": "found", "seed": 0, "duration": "2s",
			"nodes": {"tablet": {"kind": "client", "sidecar": {"hop": "50us", "retry": {"attempts": 1}}}, "bus": {"kind": "broker"}, "worker": {"kind": "server", "service": "5ms"}},
			"links": {"tablet-bus": {"from": "tablet", "to": "bus", "connection": {"open": "each"}}},
			"flows": {"mail": {"from": "tablet", "to": "bus", "pattern": "queue", "queue": {"confirm": false, "consumers": ["worker"]}, "retry": {"attempts": 1}, "send": {"arrivals": "poisson", "rate": "20/s"}}},
			"timeline": {"crash": {"at": "1s", "fault": "crash", "target": "bus"}}
		}`},
		{"a place crashes while an exchange waits for its connection to open, another for that one to end, and one was given up", `{
			"version": 1, "title": "found", "seed": 0, "duration": "4s",
			"nodes": {"tablet": {"kind": "client"}, "api": {"kind": "server"}, "db": {"kind": "server"}},
			"links": {"api-db": {"from": "api", "to": "db", "connection": {"max": 1, "open": "each"}}},
			"flows": {"news": {"from": "tablet", "to": "api", "pattern": "push", "timeout": "300ms", "updates": {"arrivals": "times", "times": ["1s", "1400ms", "1450ms"], "source": "db"}}},
			"timeline": {"cut": {"at": "700ms", "fault": "partition", "target": "db"}, "crash": {"at": "1500ms", "fault": "crash", "target": "db"}}
		}`},
		{"a sidecar waits to ask again for a poll whose twin is refused while news waits with it", `{
			"duration": "4s",
			"flows": {"flow1": {"from": ["phone", "tablet"], "hedge": "0s", "pattern": "longPolling", "to": "db", "updates": {"arrivals": "times", "times": ["0s", "1s", "1s", "1500ms"]}}},
			"nodes": {"db": {"kind": "server"}, "phone": {"kind": "client", "sidecar": {"breaker": {"failures": 2}, "retry": {"on": ["breakerOpen", "rejected"]}, "service": "0s", "timeout": {"dist": "empirical", "values": ["0s", "20ms", "100ms"]}}}, "tablet": {"kind": "client"}},
			"title": "found",
			"version": 1
		}`},
		{"a sidecar works on the refusal of a poll that news waits with", `{
			"duration": "4s",
			"flows": {"flow0": {"from": ["phone"], "pattern": "longPolling", "retry": {}, "to": "lb2", "updates": {"arrivals": "times", "times": ["0s", "1s", "1s", "1500ms"]}}},
			"hop": {"latency": {"dist": "uniform", "max": "60ms"}},
			"nodes": {"db": {"kind": "server"}, "lb2": {"kind": "balancer", "to": ["db"]}, "phone": {"kind": "client", "sidecar": {"breaker": {"failures": 1, "open": "1s"}, "hedge": "30ms", "service": {"dist": "empirical", "values": ["0s", "5ms", "100ms"]}, "timeout": {"dist": "exponential", "mean": "100ms"}}}},
			"title": "found",
			"version": 1
		}`},
		{"what waits for its token is lost with the server, though its caller cannot hear of that", `{"duration": "4s", "flows": {"flow0": {"from": ["tablet"], "pattern": "pageLoad", "send": {"rate": "20/s"}, "to": "api"}, "flowAfter": {"from": ["phone"], "pattern": "shortPolling", "to": "db", "updates": {"after": "flow0", "arrivals": "after", "source": "api"}}}, "links": {"api-db": {"from": "api", "to": "db"}}, "nodes": {"api": {"kind": "server"}, "db": {"kind": "server", "limiter": {"excess": "delay", "rate": "1/s"}}, "phone": {"kind": "client"}, "tablet": {"kind": "client"}}, "timeline": {"fault2": {"at": "1001ms", "fault": "partition", "target": "api-db"}, "fault4": {"at": "1001ms", "fault": "crash", "target": "db"}}, "title": "generated", "version": 1}`},
		{"a reply that its consumer's sidecar holds back, while word that the job is done is on its way", `{"duration": "2s", "flows": {"flow2": {"from": ["api"], "pattern": "queue", "queue": {"ack": "before", "consumers": ["worker"], "reply": true}, "send": {"arrivals": "gaps", "gap": {"cv": 3, "dist": "hyperexponential", "mean": "150ms"}}, "to": "bus"}}, "nodes": {"api": {"kind": "server"}, "bus": {"kind": "broker"}, "worker": {"kind": "server", "sidecar": {"throttle": {}}}}, "title": "found", "version": 1}`},
		{"what is told over a transport, which is no attempt, is taken back", `{"duration": "2s", "flows": {"flow0": {"from": ["tablet", "api"], "pattern": "publishSubscribe", "publishSubscribe": {"delivery": "atLeastOnce", "reconnect": {"heartbeat": "200ms"}}, "to": "bus", "updates": {"arrivals": "gaps", "gap": {"dist": "uniform", "max": "150ms"}}}}, "links": {"tablet-bus": {"connection": {"max": 1, "middleboxIdle": "30ms"}, "from": "tablet", "to": "bus", "transport": {"tcp": {"leastTimeout": "1ms", "tries": 1}}}}, "nodes": {"api": {"count": 3, "kind": "server"}, "bus": {"kind": "broker"}, "tablet": {"count": 2, "kind": "client"}}, "title": "found", "version": 1}`},
		{"an answer to a fetch is lost while its reader has given it up and asked anew, and is of no use to it", `{"duration":"2s","flows":{"flow0":{"about":{"keys":"user"},"demand":{"dist":"exponential","mean":"10ms"},"from":["phone","api"],"log":{"commit":"after","leave":"session","partitions":1,"rebalance":"cooperative","reconnect":{},"wait":"200ms"},"objective":"10ms","pattern":"log","retry":{"attempts":2,"backoff":"10ms","cap":"0s","jitter":"equal"},"timeout":{"dist":"pareto","mean":"100ms","shape":2.5},"to":"bus","updates":{"arrivals":"constant","burst":{"gap":"3ms","size":2},"size":{"dist":"exponential","mean":"2KiB"},"source":"tablet","spread":"0s","stagger":"random","totalRate":"20/s"}},"flow1":{"connectTimeout":"5ms","from":["tablet","phone"],"longPolling":{"hold":"500ms","pause":"1ms"},"pageLoad":{"objects":1},"pattern":"upload","response":{"dist":"uniform","max":"3KiB","min":"1B"},"send":{"arrivals":"poisson","stop":"1800ms","totalRate":"2/s"},"to":"lb","upload":{"chunk":"1KB","size":"0B"}}},"hop":{"bandwidth":"1Mbit/s","connection":{"idle":"5ms","streams":2},"duplicate":0.5,"latency":"5ms"},"keys":{"user":{"count":2}},"limits":{"atOneInstant":20000,"events":200000},"links":{"phone-api":{"connection":{"idle":"200ms"},"from":"phone","latency":"0s","retransmit":"50ms","to":"api"},"phone-lb":{"bandwidth":"100kbit/s","from":"phone","header":"100B","to":"lb","up":{"latency":{"dist":"exponential","mean":"80ms"},"retransmit":"1ms"}},"tablet-bus":{"connection":{"max":1,"waiting":2},"from":"tablet","to":"bus","transport":{"preset":"http1","tcp":{"leastOf":"variance"},"windows":{"answerStream":"1KiB"}},"up":{"bandwidth":"1Mbit/s","bursts":{"toBad":0,"toGood":1},"latency":"0s"}}},"nodes":{"api":{"errors":0.5,"kind":"server","routes":{"read":{"steps":[{"wait":"0s"},{"call":"lb2","connectTimeout":"5ms","hedge":"0s","retry":{"attempts":1,"backoff":"10ms"},"route":"read","timeout":"20ms"}]}},"service":"5ms","sidecar":{"hedge":"30ms","retry":{"attempts":1,"backoff":"10ms","budget":0.5,"on":["rejected","breakerOpen"]},"service":{"cv":3,"dist":"hyperexponential","mean":"5ms"}}},"bus":{"durable":true,"kind":"broker","patience":"20ms"},"db":{"kind":"server","pools":{"rows":{"size":1}},"routes":{"read":{"steps":[{"work":"0s"},{"work":"5ms"}]}},"steps":[{"work":"5ms"}]},"lb":{"buffering":{"size":"100B"},"kind":"balancer","policy":"peakEWMA","to":["storeNode"]},"lb2":{"health":{"healthy":1,"interval":"500ms","path":"queue","timeout":"50ms","unhealthy":1},"kind":"balancer","memory":{"thread":"64KiB"},"policy":"twoChoices","service":{"dist":"exponential","mean":"1ms"},"to":["db"]},"phone":{"kind":"client"},"storeNode":{"cache":{"negative":"200ms","origin":{"request":"100B","route":"read","timeout":"20ms","to":"db"},"stale":"200ms","timeToLive":"2s"},"kind":"store","patience":"0s","restart":"10ms"},"tablet":{"kind":"client"},"worker":{"blocking":false,"discipline":"processorSharing","kind":"server","routes":{"read":{"steps":[{"wait":"5ms"},{"wait":"0s"}]}},"steps":[{"call":"db","else":[{"wait":{"cv":0.3,"dist":"normal","mean":"5ms"}},{"breaker":{"failures":3,"open":"1s","trials":1},"call":"db","cancel":"queued","demand":{"dist":"exponential","mean":"10ms"},"retry":{"attempts":3,"backoff":"10ms"},"route":"read","timeout":"1ns"},{"share":0.9,"work":"0s"}],"pick":"random","retry":{"attempts":2,"backoff":"300ms","factor":1,"jitter":"decorrelated"},"timeout":{"dist":"exponential","mean":"1s"}},{"all":[{"work":"0s"}],"need":1},{"all":[{"wait":{"cv":1.5,"dist":"gamma","mean":"40ms"}},{"call":"db","demand":"100ms","pick":"roundRobin"},{"any":[{"access":"read","call":"db","connectTimeout":"50ms","share":0.5},{"call":"db","hedge":"200ms","share":0.5,"timeout":{"cv":2,"dist":"lognormal","mean":"1s"}}],"share":0.1}]}],"workers":2}},"seed":1,"timeline":{"fault2":{"at":"1001ms","fault":"expire","target":"storeNode"}},"title":"generated","version":1,"warmup":"0s"}`},
	} {
		run, err := trial.Of([]byte(row.text), "base", trial.Checks)
		if err != nil {
			t.Fatalf("%s: %v", row.reason, err)
		}
		if err := run.Checks.Err(); err != nil {
			t.Errorf("%s: %v", row.reason, err)
		}
	}
}

func TestSizesOfAServersOwnCallsAreThoseOfTheOperation(t *testing.T) {
	text := []byte(`{
		"version": 1, "title": "found", "seed": 3, "duration": "3s",
		"nodes": {
			"phone": {"kind": "client", "count": 3},
			"api": {"kind": "server", "service": "20ms", "queue": 5, "calls": [{"to": "db", "request": {"dist": "exponential", "mean": "2KiB"}}]},
			"db": {"kind": "server", "service": "1ms"}
		},
		"flows": {"page": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "poisson", "rate": "10/s"}}},
		"variants": {"lifo": {"nodes": {"api": {"discipline": "lifo", "queue": 50, "workers": 2}}}}
	}`)
	sizes := func(variant string) map[uint32]uint32 {
		run, err := trial.Of(text, variant, trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		of := map[uint32]uint32{}
		for _, r := range run.Records {
			if r.Kind == trace.Send && r.Shape == trace.Request && run.Topology.Name(r.Node) == "api" {
				of[r.Op] = r.Payload
			}
		}
		return of
	}
	base, lifo := sizes("base"), sizes("lifo")
	both := 0
	for op, size := range base {
		if other, ok := lifo[op]; ok {
			both++
			if size != other {
				t.Errorf("operation %d asks with %d bytes, and with %d", op, size, other)
			}
		}
	}
	if both < 20 {
		t.Errorf("only %d operations are in both", both)
	}
}

func TestWindowShowsTheWorkOfAPlaceThatTheWholeShows(t *testing.T) {
	for _, row := range []struct{ reason, text string }{
		{"operations expire while the broker's work on them waits", `{
			"duration": "8s",
			"flows": {"flow0": {"from": ["tablet", "phone"], "pattern": "queue", "queue": {"consumers": ["api"], "expire": "10ms"}, "send": {"arrivals": "gaps", "gap": {"cv": 3, "dist": "hyperexponential", "mean": "150ms"}}, "to": "bus"}, "flow1": {"from": ["api", "worker"], "pattern": "publishSubscribe", "to": "bus", "updates": {"audience": "all", "changes": [{"at": "500ms", "factor": 3, "over": "1s"}], "totalRate": "4/s"}}, "flow2": {"from": ["api", "worker", "tablet"], "pattern": "publishSubscribe", "to": "bus", "updates": {"arrivals": "constant", "source": "tablet", "totalRate": "5/s"}}},
			"hop": {"latency": {"cv": 2, "dist": "lognormal", "mean": "60ms"}},
			"nodes": {"api": {"count": 3, "kind": "server"}, "bus": {"kind": "broker", "patience": {"dist": "exponential", "mean": "300ms"}, "service": {"cv": 3, "dist": "hyperexponential", "mean": "20ms"}}, "phone": {"kind": "client"}, "tablet": {"count": 2, "kind": "client", "sidecar": {"connectTimeout": "1s"}}, "worker": {"count": 3, "kind": "server"}},
			"seed": 323,
			"timeline": {"fault3": {"at": "0s", "fault": "partition", "for": "3s", "target": "bus"}, "fault4": {"at": "1s", "factor": 0.5, "fault": "slow", "target": "bus"}},
			"title": "found",
			"version": 1
		}`},
		{"work of one flow is taken up in no time while that of another joins the queue", `{
			"duration": "4s",
			"flows": {"flow1": {"from": ["api"], "pattern": "queue", "queue": {"consumers": ["worker"]}, "send": {"arrivals": "constant", "totalRate": "5/s"}, "to": "bus"}, "flow2": {"from": ["api"], "pattern": "queue", "queue": {"consumers": ["worker"]}, "send": {"arrivals": "gaps", "gap": "150ms"}, "to": "bus"}},
			"hop": {"latency": "0s"},
			"nodes": {"api": {"count": 3, "kind": "server"}, "bus": {"kind": "broker"}, "worker": {"kind": "server"}},
			"title": "found",
			"version": 1
		}`},
	} {
		s, err := trial.Parse([]byte(row.text), "base")
		if err != nil {
			t.Fatal(err)
		}
		run, err := trial.Of([]byte(row.text), "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		samePictures(t, row.reason, s.Topology(), run.Records)
	}
}

// TestAWindowThatShrinksWhileAFrameIsWrittenHoldsNothingUp lets the server allow
// requests less than they may have before it is heard: what says so is heard
// while a frame is being written that is larger. The frame is written to its end
// before the answer to that, and what was read of it is allowed again.
func TestAWindowThatShrinksWhileAFrameIsWrittenHoldsNothingUp(t *testing.T) {
	run, err := trial.Of([]byte(`{
		"version": 1, "title": "found", "seed": 0, "duration": "2s",
		"nodes": {"tablet": {"kind": "client"}, "api": {"kind": "server"}},
		"links": {"access": {"from": "tablet", "to": "api", "latency": "10ms", "transport": {"preset": "http2", "windows": {"askStream": "1KiB"}}}},
		"flows": {"post": {"from": "tablet", "to": "api", "pattern": "requestResponse", "request": "20KiB", "send": {"arrivals": "times", "times": ["100ms", "200ms"]}}}
	}`), "base", trial.Checks|trial.Figures)
	if err != nil {
		t.Fatal(err)
	}
	if faults := run.Checks.Faults(); len(faults) > 0 {
		t.Error(faults)
	}
	if m, _ := run.Figures.Lookup("post.ok"); m.Value != 2 {
		t.Errorf("%v of 2 requests are answered", m.Value)
	}
}

func TestWhatTakesARequestBackDoesNotOutliveAConnectionThatIsCut(t *testing.T) {
	run, err := trial.Of([]byte(`{"duration": "2s", "flows": {"flow0": {"cancel": "queued", "from": ["phone"], "pattern": "push", "push": {"reconnect": {"cap": "20ms"}}, "timeout": {"cv": 1.5, "dist": "gamma", "mean": "1ns"}, "to": "api", "updates": {"arrivals": "times", "times": ["1500ms"]}}}, "links": {"phone-api": {"from": "phone", "to": "api", "transport": {"preset": "grpc"}}}, "nodes": {"api": {"kind": "server"}, "phone": {"kind": "client"}}, "timeline": {"fault3": {"at": "1500ms", "fault": "disconnect", "target": "phone-api"}}, "title": "generated", "version": 1}`), "base", trial.Records)
	if err != nil {
		t.Fatal(err)
	}
	if r := withoutPacket(run.Records); r != nil {
		t.Errorf("message %d arrives on a transport at %v without a packet", r.Msg, r.At)
	}
}

func TestBranchesEndWithACrashInOneOrderWhateverElseThereIs(t *testing.T) {
	const alone = `{"duration": "8s", "flows": {"flow2": {"from": ["tablet"], "hedge": "0s", "pattern": "upload", "route": "read", "send": {"arrivals": "gaps", "gap": {"dist": "uniform", "max": "400ms"}}, "to": "db"}}, "hop": {"connection": {"max": 2, "open": "each"}}, "nodes": {"db": {"kind": "server", "liveness": {"failures": 2, "interval": "20ms", "timeout": "1ns"}, "routes": {"read": {"steps": [{"all": [{"any": [{"wait": {"cv": 0.3, "dist": "normal", "mean": "40ms"}}, {"work": {"dist": "empirical", "values": ["0s", "40ms", "100ms"]}}, {"wait": "0s"}]}, {"wait": {"cv": 2, "dist": "lognormal", "mean": "40ms"}}]}, {"do": [{"wait": "0s"}, {"do": [{"work": {"cv": 1.5, "dist": "gamma", "mean": "40ms"}}, {"work": {"dist": "empirical", "values": ["0s", "100ms"]}}, {"fail": "timedOut", "share": 0.1}]}, {"do": [{"work": "0s"}, {"wait": {"dist": "exponential", "mean": "5ms"}}]}]}]}}, "workers": 4}, "tablet": {"kind": "client"}}, "seed": 6, "title": "generated", "version": 1}`
	var runs [2][]string
	for i, text := range []string{alone, strings.NewReplacer(
		`"nodes": {`, `"nodes": {"zz-visitor": {"kind": "client"}, "zz-site": {"kind": "server", "service": {"dist": "exponential", "mean": "3ms"}}, `,
		`"flows": {`, `"flows": {"zz-visit": {"from": "zz-visitor", "to": "zz-site", "pattern": "requestResponse", "send": {"rate": "20/s"}}, `,
	).Replace(alone)} {
		run, err := trial.Of([]byte(text), "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		runs[i] = told(run, "zz")
	}
	if diff := cmp.Diff(runs[0], runs[1]); diff != "" {
		t.Errorf("without and with others (-without +with):\n%s", diff)
	}
}
