package main

import (
	"context"
	_ "embed"
	"runtime"

	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

//go:embed w3.json
var w3 []byte

// modelRows are the whole model, read from JSON: with links, calls, policies,
// records, and the figures of the manual.
func modelRows() []row {
	return []row{{
		name:  "W3, whole model",
		limit: []string{"w3", "quad", "500000"},
		run:   func() measurement { return model(w3) },
		mean:  5.3, // three hops of 0.1, and 1/(1 - 0.8) of service: in mean service times
		goals: []goal{{nativeTitle, 0.25, 0.4}, {wasmTitle, 0.07, 0.16}},
	}}
}

// model runs a scenario with figures on. A scenario that ships with the
// program and does not run is a programmer's mistake.
func model(text []byte) measurement {
	f, err := scenario.Parse("w3.json", text)
	if err != nil {
		panic(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := processorTime()
	r, err := experiment.Run(context.Background(), f, scenario.Base, 1, experiment.Options{Figures: &metrics.Options{}})
	if err != nil || r.Err != nil {
		panic("bench: the whole model does not run")
	}
	seconds := (processorTime() - start).Seconds()
	runtime.ReadMemStats(&after)
	mean, _ := r.Figures.Lookup("work.latency.mean")
	count, _ := r.Figures.Lookup("work.operations")
	return measurement{
		Events: r.Events, Requests: uint64(count.Value), Seconds: seconds,
		Allocs: int64(after.Mallocs - before.Mallocs), Mean: mean.Value * 1e3,
	}
}
