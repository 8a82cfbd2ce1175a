package oracles

import "testing"

// TestBatchesAreAsLargeAsTheyLinger: the first message of a batch opens it, and l T
// come meanwhile, at any instant of the T that it lingers (Poisson). So a batch has
// 1 + l T messages, and one waits T (1 + l T / 2) / (1 + l T) for it to go.
func TestBatchesAreAsLargeAsTheyLinger(t *testing.T) {
	var rows []row
	for _, c := range []struct{ rate, linger float64 }{{.3, 10}, {1, 5}, {.05, 20}} {
		length := 30_000 / c.rate
		s := scenario(length, length/100, object{"shop": client, "bus": object{"kind": "broker", "durable": true}, "reader": server(ms(0), nil)}, object{
			"f": object{"from": list{"reader"}, "to": "bus", "pattern": "log",
				"log":     object{"order": "none", "retention": "1s", "producer": object{"linger": ms(c.linger), "size": "1MiB"}},
				"updates": object{"source": "shop", "audience": "all", "arrivals": "poisson", "totalRate": perSecond(c.rate)}},
		})
		more := c.rate * c.linger
		rows = append(rows,
			row{name: name("log: batches a message, %v", c), want: 1 / (1 + more), figure: "f.batches", scale: 1 / c.rate / (length * .99), scenario: s},
			row{name: name("log: wait for a batch, %v", c), want: c.linger * (1 + more/2) / (1 + more), figure: "f.cause.held.mean", scale: 1e3, scenario: s})
	}
	run(t, rows)
}
