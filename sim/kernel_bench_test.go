package sim_test

import (
	"testing"

	"backchat/tests/bench/workload"
)

func BenchmarkOneServer(b *testing.B) {
	measure(b, func() workload.Result { return workload.OneServer(b.N/2 + 1) })
}

func BenchmarkHold100(b *testing.B) {
	measure(b, func() workload.Result { return workload.Hold(100, b.N) })
}

func BenchmarkHold10000(b *testing.B) {
	measure(b, func() workload.Result { return workload.Hold(10_000, b.N) })
}

func BenchmarkBalanced(b *testing.B) {
	measure(b, func() workload.Result { return workload.Balanced(b.N/5 + 1) })
}

// measure takes one operation for one event.
func measure(b *testing.B, run func() workload.Result) {
	b.ReportAllocs()
	r := run()
	b.ReportMetric(float64(r.Events)/b.Elapsed().Seconds()/1e6, "Mevents/s")
	b.ReportMetric(r.Mean, "mean")
}
