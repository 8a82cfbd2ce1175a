package metrics

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A Series says how figures changed over a run, warm-up included. The run is
// cut into windows of equal length; what happens at the boundary of two
// belongs to the later one. Element i of each list is about window i, which
// begins at i times Width; spans are in seconds. What there is nothing to
// take from is not a number.
type Series struct {
	Width sim.Time
	Flows []FlowSeries
	Nodes []NodeSeries
	Links []LinkSeries

	count   int
	current int
	figures *Figures
	open    []flowWindow // by flow
}

// A FlowSeries is what became of a flow.
type FlowSeries struct {
	ID             string
	Offered        []float64 // operations begun
	OK, NotOK      []float64 // operations that ended, unfinished ones left out
	Mean, P50, P99 []float64 // latency of those that ended ok in the window
	Up, Down       []float64 // bytes sent, on every hop
}

// A NodeSeries is what became of a node, or of its sidecars. Its levels are
// averages over the window's time, of all replicas together.
type NodeSeries struct {
	ID                             string
	Utilization                    []float64
	Queue, Population, Connections []float64
	Opening, Active, Idle          []float64 // connections; those that are open only on a transport
	Closed, Broken                 []float64 // connections that ended
	Memory                         []float64 // bytes that open connections take; 0 where the node does not say how many
	areas                          [7]sum    // up to the window: of busy workers, queue, busy, and connections: open, opening, active, idle
}

func (s *NodeSeries) lists() [10]*[]float64 {
	return [...]*[]float64{&s.Utilization, &s.Queue, &s.Population, &s.Connections, &s.Opening, &s.Active, &s.Idle, &s.Closed, &s.Broken, &s.Memory}
}

// A flowWindow is what is counted of a flow within the window at hand.
type flowWindow struct {
	offered, ok, notOK uint64
	latency            distribution
	bytes              [2]volume
}

func newSeries(f *Figures, windows int) *Series {
	s := &Series{Width: (f.topology.Horizon + sim.Time(windows) - 1) / sim.Time(windows), figures: f}
	s.Width = max(s.Width, 1)
	s.count = int(max((f.topology.Horizon+s.Width-1)/s.Width, 1))
	s.open = make([]flowWindow, len(f.topology.Flows))
	for i := range s.open {
		s.Flows = append(s.Flows, newFlowSeries(f.topology.Flows[i].ID, s.count))
		s.open[i].latency.horizon = f.topology.Horizon
		f.flows[i+1].window = &s.open[i]
	}
	for i := range f.links {
		f.links[i].window = new(packets)
		s.Links = append(s.Links, newLinkSeries(f.topology.Links[i].ID, s.count))
	}
	for i := range f.nodes[:len(f.nodes)-1] {
		s.Nodes = append(s.Nodes, newNodeSeries(f.nodeID(i), s.count))
	}
	return s
}

func newFlowSeries(id string, windows int) FlowSeries {
	s := FlowSeries{ID: id}
	for _, list := range [...]*[]float64{&s.Offered, &s.OK, &s.NotOK, &s.Mean, &s.P50, &s.P99, &s.Up, &s.Down} {
		*list = make([]float64, 0, windows)
	}
	return s
}

func newNodeSeries(id string, windows int) NodeSeries {
	s := NodeSeries{ID: id}
	for _, list := range s.lists() {
		*list = make([]float64, 0, windows)
	}
	return s
}

// end is when the window at hand ends; the last one never does.
func (s *Series) end() sim.Time {
	if s.current+1 >= s.count {
		return sim.Never
	}
	return s.begin() + s.Width
}

func (s *Series) begin() sim.Time { return sim.Time(s.current) * s.Width }

// pass completes the windows that are over at t.
func (s *Series) pass(t sim.Time) {
	for t >= s.end() {
		s.complete(s.end())
		s.current++
	}
}

// close completes the window at hand at at, unless nothing of it passed.
func (s *Series) close(at sim.Time) {
	s.pass(at)
	if at > s.begin() {
		s.complete(at)
	}
}

// complete adds the window at hand, which ends at t, to all lists.
func (s *Series) complete(t sim.Time) {
	for i := range s.Flows {
		s.Flows[i].add(&s.open[i])
	}
	w := window{s.begin(), t}
	for i := range s.Nodes {
		s.Nodes[i].add(&s.figures.nodes[i], w)
	}
	for i := range s.Links {
		s.Links[i].add(&s.figures.links[i], w)
	}
}

// end counts an operation that ended after span.
func (w *flowWindow) end(outcome trace.Status, span sim.Time) {
	switch outcome {
	case trace.Unfinished:
	case trace.OK:
		w.ok++
		w.latency.record(int64(span))
	default:
		w.notOK++
	}
}

// add takes what was counted in a window, and empties it.
func (s *FlowSeries) add(w *flowWindow) {
	s.Offered = append(s.Offered, float64(w.offered))
	s.OK = append(s.OK, float64(w.ok))
	s.NotOK = append(s.NotOK, float64(w.notOK))
	s.Mean = append(s.Mean, w.latency.mean())
	s.P50 = append(s.P50, w.latency.quantile(0.5))
	s.P99 = append(s.P99, w.latency.quantile(0.99))
	s.Up = append(s.Up, float64(w.bytes[up].all()))
	s.Down = append(s.Down, float64(w.bytes[down].all()))
	w.offered, w.ok, w.notOK, w.bytes = 0, 0, 0, [2]volume{}
	w.latency.reset()
}

// add takes what was counted in a window, and empties it.
func (s *NodeSeries) add(n *node, w window) {
	var means [7]float64
	working := n.busy.area(w.to).minus(n.beyond.area(w.to))
	for i, area := range [...]sum{
		working, n.station.queue.area(w.to), n.busy.area(w.to), n.connections.area(w.to),
		n.opening.area(w.to), n.active.area(w.to), n.idle.area(w.to),
	} {
		means[i] = over(area.minus(s.areas[i]).float(), float64(w.to-w.from))
		s.areas[i] = area
	}
	values := [...]float64{
		over(means[0], float64(n.workers)), means[1], means[1] + means[2], means[3],
		means[4], means[5], means[6], float64(n.ends[0]), float64(n.ends[1]),
		means[3] * float64(n.station.holding),
	}
	for i, list := range s.lists() {
		*list = append(*list, values[i])
	}
	n.ends = [2]uint64{}
}
