// Package workload has small models on the kernel of backchat/sim: event for
// event those that limit/limit.c has on a queue of its own, one server, hold and
// balanced servers; and a download, by the transports of backchat/sim/transport.
package workload

import (
	"context"

	"backchat/sim"
)

const seed = 42

// A Result is what a model did, and a mean to check it by.
type Result struct {
	Events   uint64
	Requests uint64  // customers, or packets; 0 for hold
	Mean     float64 // in mean service times; 0 for hold and downloads
}

// run runs a model that has scheduled its first events.
func run(k *sim.Kernel) uint64 {
	if err := k.Run(context.Background()); err != nil {
		panic(err)
	}
	return k.Fired()
}
