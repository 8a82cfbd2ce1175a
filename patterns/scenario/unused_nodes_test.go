package scenario

import (
	"strings"
	"testing"
)

func TestWhatANodeHasNothingForIsAFault(t *testing.T) {
	const two = `"two": {"nodes": {"db": {"count": 2}}}`
	hold(t, []lone{
		{"a queue before who refuses", `"api": {"kind": "server", "limiter": {"rate": "9/s", "queue": 3}}`, `/nodes/api/limiter/queue: who finds no token is refused, and nobody waits: write "excess": "delay"`, `"waits": {"nodes": {"api": {"limiter": {"excess": "delay"}}}}`},
		{"one before a sidecar that refuses", `"api": {"kind": "server", "sidecar": {"limiter": {"rate": "9/s", "queue": 3}}}`, `/nodes/api/sidecar/limiter/queue: `, ""},
		{"a bucket for each key of none", `"api": {"kind": "server", "limiter": {"rate": "9/s", "per": "key"}}`, `/nodes/api/limiter/per: no flow is about any keys`, `"keyed": {"flows": {"get": {"about": "user"}}}`},
		{"who goes where there is room for all", `"api": {"kind": "server"}, "memory": {"kind": "store", "cache": {"eviction": "fifo"}}`, `/nodes/memory/cache/eviction: there is room for all`, `"small": {"nodes": {"memory": {"cache": {"capacity": 3}}}}`},
		{"what is stale and never expires", `"db": {"kind": "store"}, "api": {"kind": "store", "cache": {"origin": {"to": "db"}, "stale": "1s"}}`, `/nodes/api/cache/stale: nothing expires`, ""},
		{"writes that one replica hears of late", `"api": {"kind": "server"}, "db": {"kind": "store", "table": {"lag": "1s"}}`, `/nodes/db/table/lag: there is one replica`, two},
		{"how slow a replica is that is as fast as ever", `"api": {"kind": "server", "lifecycle": {"cold": 0.1}}`, `/nodes/api/lifecycle/cold: a new replica is as fast as ever`, ""},
		{"work of a check beside all work", `"api": {"kind": "server", "liveness": {"path": "beside", "demand": "1ms"}}`, `/nodes/api/liveness/demand: such a check is answered beside all work`, ""},
		{"a return of who is never out of memory", `"api": {"kind": "server", "memory": {"restart": "2s"}}`, `/nodes/api/memory/restart: it never runs out of memory`, ""},
		{"a disk of who writes nothing", `"api": {"kind": "server"}, "bus": {"kind": "broker", "sync": "1ms"}`, `/nodes/bus/sync: nothing is written to a disk`, `"safe": {"nodes": {"bus": {"durable": true}}}`},
	}, func(said, variants string) string {
		about := ""
		if strings.Contains(said, `"cache"`) {
			about = `"about": "user", `
		}
		return `{"version": 1, "title": "t", "duration": "1s", "keys": {"user": {"count": 9}}, "nodes": {"phone": {"kind": "client"}, ` + said + `},
"flows": {"get": {"from": "phone", "to": "api", ` + about + asking + `}}, "variants": {` + variants + `}}`
	})
}

func TestKeysThatAreAllAlikeHaveNoExponent(t *testing.T) {
	hold(t, []lone{
		{"of uniform keys", `"exponent": 2`, `/keys/user/exponent: uniform keys are all alike: write "law": "zipf", or leave exponent out`, `"skewed": {"keys": {"user": {"law": "zipf"}}}`},
		{"of others", `"law": "zipf", "exponent": 2`, "", ""},
	}, func(said, variants string) string {
		return `{"version": 1, "title": "t", "duration": "1s", "keys": {"user": {"count": 9, ` + said + `}}, "nodes": {"phone": {"kind": "client"}, "api": {"kind": "server"}},
"flows": {"get": {"from": "phone", "to": "api", "about": "user", ` + asking + `}}, "variants": {` + variants + `}}`
	})
}

func TestWhatABalancersPolicyDoesNotGoByIsAFault(t *testing.T) {
	policy := func(name string) string { return `"other": {"nodes": {"lb": {"policy": "` + name + `"}}}` }
	hold(t, []lone{
		{"who compares, in turn", `"choices": 3`, `/nodes/lb/choices: the policy roundRobin does not go by it: leave choices out, or let the policy be twoChoices or peakEWMA`, policy("peakEWMA")},
		{"how long who is sent in turn sticks", `"stickFor": "1s"`, `/nodes/lb/stickFor: the policy roundRobin does not go by it: leave stickFor out, or let the policy be sticky`, policy("sticky")},
		{"points of no ring", `"policy": "modulo", "virtualNodes": 9`, `/nodes/lb/virtualNodes: the policy modulo does not go by it`, policy("consistentHashing")},
		{"points of one", `"policy": "consistentHashing", "virtualNodes": 9`, "", ""},
		{"what is under way, of who does not look", `"policy": "consistentHashing", "refresh": "1s"`, `/nodes/lb/refresh: without a bound it does not look`, `"bound": {"nodes": {"lb": {"bound": 2}}}`},
		{"weights of who weighs nothing", `"policy": "random", "weights": {"api": 2}`, `/nodes/lb/weights: the policy random does not go by it`, policy("weighted")},
		{"work of a check beside all work", `"health": {"path": "beside", "demand": "1ms"}`, `/nodes/lb/health/demand: `, ""},
		{"how long what is kept for ever is good for", `"dns": {"keep": "forever", "ttl": "1s"}`, `/nodes/lb/dns/ttl: callers keep their answer for ever`, ""},
		{"an ejection longer than the longest", `"ejection": {"base": "10m"}`, `/nodes/lb/ejection/base: no ejection is longer than longest, 300s, so that each is as long as that: lower base, or raise longest`, ""},
	}, func(said, variants string) string {
		return `{"version": 1, "title": "t", "duration": "1s", "nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api", ` + said + `}, "api": {"kind": "server", "count": 2}},
"flows": {"get": {"from": "phone", "to": "lb", ` + asking + `}}, "variants": {` + variants + `}}`
	})
}
