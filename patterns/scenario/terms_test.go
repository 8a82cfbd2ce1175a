package scenario

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/patterns/scenario/schema"
	"backchat/patterns/scenario/wording"
	"backchat/sim"
)

// termRoots are what the first word of a term's field stands for.
var termRoots = map[string]reflect.Type{
	"flow": reflect.TypeFor[patterns.FlowConfig](), "call": reflect.TypeFor[node.Policy](), "link": reflect.TypeFor[NamedLink](),
	"balancer": reflect.TypeFor[node.BalancerConfig](), "server": reflect.TypeFor[node.ServerConfig](), "store": reflect.TypeFor[node.StoreConfig](),
	"distribution": reflect.TypeFor[sim.Dist](),
}

func TestEveryTermIsOfAFieldThatThereIs(t *testing.T) {
	for _, term := range wording.Terms {
		parts := strings.Split(term.Here, ".")
		at := termRoots[parts[0]]
		for _, part := range parts[1:] {
			for at != nil && (at.Kind() == reflect.Slice || at.Kind() == reflect.Pointer) {
				at = at.Elem()
			}
			at = fieldIn(at, part)
		}
		if at == nil {
			t.Errorf("nothing has the field %s", term.Here)
		}
	}
}

// fieldIn is what a struct's field of that name is; nil where it has none.
func fieldIn(at reflect.Type, name string) reflect.Type {
	if at == nil || at.Kind() != reflect.Struct {
		return nil
	}
	all := schema.FieldsOf(at)
	i := slices.IndexFunc(all, func(f schema.Field) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return all[i].Type
}

// TestWhatASystemCallsAFieldLeadsToIt writes into a place what some system would have
// there.
func TestWhatASystemCallsAFieldLeadsToIt(t *testing.T) {
	const start = `{"version": 1, "title": "t", "duration": "1s", "nodes": {"phone": {"kind": "client"},
"api": {"kind": "server", "pools": {"db": {"size": 1POOL}}SERVER}, "lb": {"kind": "balancer", "to": "api", "ejection": {EJECTION}BALANCER},
"bus": {"kind": "broker", "durable": true, "count": 3}, "reader": {"kind": "server"}},
"flows": {"get": {"from": "phone", "to": "lb", "pattern": "requestResponse", "queue": {"consumers": "api"QUEUE}, "send": {"rate": "1/s"}FLOW},
"log": {"from": "reader", "to": "bus", "pattern": "log", "log": {"replication": {"minInSync": 1REPLICATION}LOG}, "updates": {"source": "phone", "audience": "all", "totalRate": "1/s"}}}}`
	for _, row := range []struct{ place, said, want string }{
		{"EJECTION", `"consecutive_5xx": 5`, `/nodes/lb/ejection/consecutive_5xx: unknown field "consecutive_5xx"; here that is "errors". "ejection" has: `},
		{"EJECTION", `"maxEjectionPercent": 10`, `; here that is "most". "ejection" has: `},
		{"EJECTION", `"baseEjectionTime": "30s"`, `; here that is "base". "ejection" has: `},
		{"BALANCER", `, "outlier_detection": {}`, `; here that is "ejection". A balancer has: `},
		{"BALANCER", `, "proxy_read_timeout": "1s"`, `; here that is "readTimeout". A balancer has: `},
		{"BALANCER", `, "policy": "LEAST_REQUEST"`, `sticky; did you mean "twoChoices"?`},
		{"BALANCER", `, "limiter": {}`, `; it is a field of a server. A balancer has: `},
		{"POOL", `, "maximumPoolSize": 10`, `/nodes/api/pools/db/maximumPoolSize: unknown field "maximumPoolSize"; here that is "size". A pool has: `},
		{"POOL", `, "connectionTimeout": "1s"`, `; here that is "wait". A pool has: `},
		{"SERVER", `, "maximumPoolSize": 10`, `; here that is "size" of the "pools" of a server. A server has: `},
		{"SERVER", `, "timeout": "1s"`, `/nodes/api/timeout: unknown field "timeout"; here that is "timeout" of a flow or "timeout" of a call. A server has: `},
		{"SERVER", `, "keepalive_timeout": "1s"`, `; here that is "idle" of the "connection" of a link or "acceptorIdle" of the "connection" of a link. A server has: `},
		{"QUEUE", `, "VisibilityTimeout": "30s"`, `; here that is "redeliver". "queue" has: `},
		{"QUEUE", `, "maxReceiveCount": 3`, `; here that is "deliveries". "queue" has: `},
		{"QUEUE", `, "prefetchCount": 3`, `; here that is "prefetch". "queue" has: `},
		{"QUEUE", `, "prefetchh": 3`, `; did you mean "prefetch"? "queue" has: `},
		{"LOG", `, "min.insync.replicas": 2`, `; here that is "minInSync" of the "replication" of the "log" of a flow. "log" has: `},
		{"REPLICATION", `, "acks": "1"`, `/flows/log/log/replication/acks: "1" is none of these: all and leader; did you mean "leader"?`},
		{"REPLICATION", `, "acks": 1`, `"1" is none of these: all and leader; did you mean "leader"?`},
		{"REPLICATION", `, "acks": "-1"`, `"-1" is none of these: all and leader; did you mean "all"?`},
		{"REPLICATION", `, "acks": "0"`, `0 is no acknowledgement at all: "confirm": false of the log`},
		{"FLOW", `, "connectionTimeout": "1s"`, `; here that is "connectTimeout". A flow has: `},
		{"FLOW", `, "retry": {"Attempts": 2, "maxBackoff": "1s"}`, `; here that is "cap". "retry" has: `},
	} {
		text := strings.Replace(start, row.place, row.said, 1)
		text = strings.NewReplacer("POOL", "", "SERVER", "", "EJECTION", "", "BALANCER", "", "QUEUE", "", "FLOW", "", "LOG", "", "REPLICATION", "").Replace(text)
		if _, err := Parse("t.json", []byte(text)); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s at %s: got %v, want %s", row.said, row.place, err, row.want)
		}
	}
}
