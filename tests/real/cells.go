// Package real holds what real stacks did over one emulated link: see the README.
package real

import (
	_ "embed"
	"encoding/json"
	"testing"
)

//go:embed cells.json
var measured []byte

// A Cell is one measurement.
type Cell struct {
	Cell   string
	Clock  string
	Config struct {
		CC            string
		LossDown      float64 `json:"loss_down"`
		LossEach      float64 `json:"loss_each_way"`
		BandwidthMbps int64   `json:"bandwidth_mbps"`
		QueueBytes    int64   `json:"queue_bytes"`
		RTT           int64   `json:"rtt_ms"`
		Bytes         int64
	}
	Runs    int
	Metrics map[string]Figure
}

// A Figure is what was measured of one thing, over all runs.
type Figure struct {
	Mean, SD, P50, P90, P99 float64
}

// Cells are all measurements, by name.
func Cells(t testing.TB) map[string]Cell {
	t.Helper()
	var all struct{ Cells []Cell }
	if err := json.Unmarshal(measured, &all); err != nil {
		t.Fatal(err)
	}
	found := map[string]Cell{}
	for _, c := range all.Cells {
		found[c.Cell] = c
	}
	return found
}

// Quantile is that of a sorted list, between its neighbours.
func Quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
