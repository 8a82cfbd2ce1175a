package main

import (
	"runtime"
	"strconv"

	"backchat/tests/bench/workload"
)

// How much work a row is: a few tenths of a second.
const (
	customers = 4_000_000
	holds     = 6_000_000
	requests  = 2_000_000
	packets   = 1_000_000
)

// kernelRows are the bare kernel.
func kernelRows() []row {
	return []row{
		{
			name: "W1, one server", mean: 9, limit: []string{"w1", "quad", strconv.Itoa(customers)},
			run: timed(func() workload.Result { return workload.OneServer(customers) }),
		},
		holdRow("W2, 100 pending", 100),
		holdRow("W2, 10,000 pending", 10_000),
		{
			name: "W3, balanced servers", mean: 5.3, limit: []string{"w3", "quad", strconv.Itoa(requests)},
			run: timed(func() workload.Result { return workload.Balanced(requests) }),
		},
	}
}

func holdRow(name string, pending int) row {
	return row{
		name: name, limit: []string{"w2", "quad", strconv.Itoa(pending), strconv.Itoa(holds)},
		run: timed(func() workload.Result { return workload.Hold(pending, holds) }),
	}
}

// packetRows are the insides of connections: what a full packet takes with its
// part of the acknowledgements, in a download. Beside them C has as many events
// pending as there are packets under way, and does nothing at any.
func packetRows() []row {
	limit := []string{"w2", "quad", "400", strconv.Itoa(holds)}
	return []row{
		{name: "TCP", limit: limit, run: timed(func() workload.Result { return workload.TCP(packets, 0) })},
		{name: "TCP, 1 % lost", limit: limit, run: timed(func() workload.Result { return workload.TCP(packets, 0.01) })},
		{name: "QUIC", limit: limit, run: timed(func() workload.Result { return workload.QUIC(packets, 0) })},
		{name: "QUIC, 1 % lost", limit: limit, run: timed(func() workload.Result { return workload.QUIC(packets, 0.01) })},
	}
}

// timed measures a run of this process.
func timed(run func() workload.Result) func() measurement {
	return func() measurement {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := processorTime()
		r := run()
		elapsed := processorTime() - start
		runtime.ReadMemStats(&after)
		return measurement{
			Events: r.Events, Requests: r.Requests, Mean: r.Mean,
			Seconds: elapsed.Seconds(), Allocs: int64(after.Mallocs - before.Mallocs),
		}
	}
}

const nativeTitle = "Go"

func nativeColumn() column {
	return column{title: nativeTitle, run: func(r row) (measurement, error) { return r.run(), nil }}
}
