package oracles

import (
	"fmt"
	"math"
	"testing"
)

// TestALeaderThatCrashesLosesWhatItHasNotHandedOn: one follower fetches what the
// leader has. A fetch is answered when there is something, and the next comes 2 D
// later, so that D away the leader is in a cycle of 2 D for a share b of the time: it
// ends idle where nothing has come meanwhile (Poisson at rate l), for 1/l in the mean:
// b = 2 D / (2 D + e^(-2 l D) / l). A crash at any instant of a cycle finds l D
// messages in the mean that came since its answer, acknowledged by the leader alone.
func TestALeaderThatCrashesLosesWhatItHasNotHandedOn(t *testing.T) {
	const crashes = 3000
	faults := object{}
	for i := range crashes {
		faults[fmt.Sprintf("crash%d", i)] = object{"at": fmt.Sprintf("%dms", 1000*(i+1)), "for": "300ms", "fault": "crash", "target": fmt.Sprintf("bus/%d", i%2)}
	}
	var rows []row
	for _, c := range []struct{ rate, delay float64 }{{.1, 10}, {.1, 5}} {
		s := scenario(1000*(crashes+1), 0, object{"shop": client, "bus": object{"kind": "broker", "count": 2, "durable": true}, "reader": server(ms(0), nil)}, object{
			"f": object{"from": list{"reader"}, "to": "bus", "pattern": "log", "timeout": "100ms",
				"log":     object{"order": "none", "retention": "1s", "reconnect": object{"backoff": "100ms"}, "replication": object{"acks": "leader", "delay": ms(c.delay), "detect": "100ms"}},
				"updates": object{"source": "shop", "audience": "all", "arrivals": "poisson", "totalRate": perSecond(c.rate)}},
		})
		s["timeline"] = faults
		ld := c.rate * c.delay
		busy := 2 * c.delay / (2*c.delay + math.Exp(-2*ld)/c.rate)
		rows = append(rows, row{name: name("log: lost a crash, %v", c), want: busy * ld, figure: "f.truncated", scale: 1. / crashes, scenario: s})
	}
	run(t, rows)
}
