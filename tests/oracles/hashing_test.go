package oracles

import (
	"math"
	"strconv"

	"backchat/sim/trace"
)

// A run has many rings, lest their variation is that of a few; each serves so
// many requests, which are about as many keys.
const (
	manyRings  = 90
	hashedKeys = 4000
)

// ownKey gives each speaker a key of its own.
var ownKey = object{"keys": "user", "by": "speaker"}

// rings are balancers over n targets each, which have so many points on a ring
// of their own.
func rings(n, points int) object {
	nodes, flows := object{"phone": client}, object{}
	all := object{"arrivals": "constant", "rate": name("%d/s", hashedKeys), "stop": "1s"}
	for i := range manyRings {
		k := strconv.Itoa(i)
		nodes["api"+k] = server("0s", object{"count": n})
		nodes["lb"+k] = object{"kind": "balancer", "to": list{"api" + k}, "policy": "consistentHashing", "by": "key", "virtualNodes": points}
		flows["f"+k] = asks(all, object{"to": "lb" + k, "about": "user"})
	}
	// There are so many keys that hardly one is drawn twice.
	return with(scenario(1.5e3, 0, nodes, flows), object{"keys": object{"user": object{"count": 1_000_000}}, "limits": object{"memory": "2GB"}})
}

// oneMore is n targets that become one more, which has been down until then; the
// requests of either half are about every key once.
func oneMore(n int, policy string) object {
	s := scenario(4e4, 0, object{
		"phone": with(client, object{"count": hashedKeys}),
		"lb": object{"kind": "balancer", "to": list{"api"}, "policy": policy, "by": "key",
			"health": object{"interval": "1s", "timeout": "500ms", "unhealthy": 1, "healthy": 1}},
		"api": server("0s", object{"count": n + 1}),
	}, object{"f": asks(object{"arrivals": "times", "times": list{"15s", "35s"}}, object{"to": "lb", "about": ownKey})})
	return with(s, object{
		"keys":     object{"user": object{"count": hashedKeys}},
		"timeline": object{"down": object{"at": "1s", "for": "24s", "fault": "crash", "target": name("api/%d", n/2)}},
	})
}

// shares is the coefficient of variation of what the targets of a ring get. That
// requests fall on a ring by chance adds (targets - 1)/requests to its square,
// which is taken off.
type shares struct {
	targets int
	served  map[trace.Place]float64
}

func newShares(targets int) func() gauge {
	return func() gauge { return &shares{targets, map[trace.Place]float64{}} }
}

func (g *shares) Fold(batch []trace.Record) {
	for i := range batch {
		if r := &batch[i]; r.Kind == trace.Applied {
			g.served[r.Node]++
		}
	}
}

func (g *shares) value() float64 {
	all := float64(manyRings * g.targets)
	squares := all - float64(len(g.served)) // of those that got nothing
	for _, n := range g.served {
		d := n*float64(g.targets)/hashedKeys - 1
		squares += d * d
	}
	return math.Sqrt(squares/all - float64(g.targets-1)/hashedKeys)
}
