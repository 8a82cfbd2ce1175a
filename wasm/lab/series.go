package main

import (
	"slices"

	"backchat/sim/metrics"
)

// A series is a run's figures over time, in windows of Width seconds.
type series struct {
	Width float64      `json:"width"`
	Flows []flowSeries `json:"flows"`
	Nodes []nodeSeries `json:"nodes"`
	Links []linkSeries `json:"links"` // those on which there were packets
}

type flowSeries struct {
	ID      string    `json:"id"`
	Offered []float64 `json:"offered"`
	OK      []float64 `json:"ok"`
	NotOK   []float64 `json:"notOk"`
	Mean    []float64 `json:"mean"`
	P50     []float64 `json:"p50"`
	P99     []float64 `json:"p99"`
	Up      []float64 `json:"up"`
	Down    []float64 `json:"down"`
}

type nodeSeries struct {
	ID          string    `json:"id"`
	Utilization []float64 `json:"utilization"`
	Queue       []float64 `json:"queue"`
	Population  []float64 `json:"population"`
	Connections []float64 `json:"connections"`
	Opening     []float64 `json:"opening"` // nothing, as the next five, where there was none
	Active      []float64 `json:"active"`
	Idle        []float64 `json:"idle"`
	Closed      []float64 `json:"closed"`
	Broken      []float64 `json:"broken"`
	Memory      []float64 `json:"memory"`
}

type linkSeries struct {
	ID       string    `json:"id"`
	Packets  []float64 `json:"packets"`
	Lost     []float64 `json:"lost"`
	Repeated []float64 `json:"repeated"`
	Spurious []float64 `json:"spurious"` // nothing where there was none
	Goodput  []float64 `json:"goodput"`
	Cwnd     []float64 `json:"cwnd"`
	Flight   []float64 `json:"flight"`
}

func seriesOf(s *metrics.Series) *series {
	if s == nil {
		return nil
	}
	out := &series{Width: s.Width.Seconds()}
	for _, f := range s.Flows {
		out.Flows = append(out.Flows, flowSeries(f))
	}
	for _, n := range s.Nodes {
		out.Nodes = append(out.Nodes, nodeSeries{
			n.ID, n.Utilization, n.Queue, n.Population, n.Connections,
			some(n.Opening), some(n.Active), some(n.Idle), some(n.Closed), some(n.Broken), some(n.Memory),
		})
	}
	for _, l := range s.Links {
		if slices.Max(append(l.Packets, 0)) > 0 {
			out.Links = append(out.Links, linkSeries{l.ID, l.Packets, l.Lost, l.Repeated, some(l.Spurious), l.Goodput, l.Cwnd, l.Flight})
		}
	}
	return out
}

// some is a list, or nothing where all of it is 0.
func some(list []float64) []float64 {
	if slices.ContainsFunc(list, func(v float64) bool { return v != 0 }) {
		return list
	}
	return nil
}
