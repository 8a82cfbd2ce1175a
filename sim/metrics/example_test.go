package metrics_test

import (
	"fmt"

	"backchat/sim"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

func Example() {
	topology := &trace.Topology{
		Horizon: 10 * sim.Second,
		Nodes:   []trace.Node{{ID: "user", Kind: "client", First: 1, Count: 1, Traits: trace.Traits{Edge: true}}, {ID: "api", Kind: "server", First: 2, Count: 1, Workers: 1}},
		Places:  trace.SpotsOf(trace.Spot{Node: 0}, trace.Spot{Node: 1}),
		Flows:   []trace.Flow{{ID: "page", From: []int{0}, To: 1}},
	}
	figures := metrics.New(topology, metrics.Options{})
	figures.Fold([]trace.Record{
		{At: 0, Kind: trace.Begin, Op: 1, N: 1, Flow: 1, Node: 1, Peer: 2, Cause: trace.WaitingConn},
		{At: 1 * sim.Second, Kind: trace.Serve, Op: 1, N: 1, Flow: 1, Msg: 1, Node: 2, Cause: trace.InService},
		{At: 4 * sim.Second, Kind: trace.Finish, Flow: 1, Msg: 1, Node: 2, Aux: int64(3 * sim.Second), Status: trace.OK},
		{At: 4 * sim.Second, Kind: trace.End, Op: 1, N: 1, Flow: 1, Node: 1, Status: trace.OK},
	})
	figures.Close(topology.Horizon)
	for _, name := range []string{"page.latency.mean", "page.cause.inService.share", "page.goodput", "api.utilization"} {
		m, _ := figures.Lookup(name)
		fmt.Printf("%s %.3g %s (%v)\n", m.Name, m.Value, m.Unit, m.Kind)
	}
	// Output:
	// page.latency.mean 4 s (mean)
	// page.cause.inService.share 0.75 1 (share)
	// page.goodput 0.1 1/s (rate)
	// api.utilization 0.3 1 (level)
}
