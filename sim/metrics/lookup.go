package metrics

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"backchat/sim/trace"
)

// A subject is what figures are looked up of: one of its pointers is set.
type subject struct {
	flow    *flow
	node    *node
	station *station // a replica; a node has its own
	link    *link
	run     *run
}

// runName is the subject of the figures of the whole run.
const runName = "run"

// name prepares the finding of subjects.
func (f *Figures) name() {
	f.subjects = map[string]subject{runName: {run: &f.run}}
	for i := range f.topology.Links {
		f.subjects[f.topology.Links[i].ID] = subject{link: &f.links[i]}
	}
	for i := range f.topology.Flows {
		f.subjects[f.topology.Flows[i].ID] = subject{flow: &f.flows[i+1]}
	}
	for i := range f.topology.Nodes {
		id := f.topology.Nodes[i].ID
		f.subjects[id] = subject{node: &f.nodes[i]}
		if s := f.sidecars[i]; s != 0 {
			f.subjects[id+sidecar] = subject{node: &f.nodes[s]}
		}
	}
}

const sidecar = "+sidecar"

// nodeID names what nodes[i] holds the figures of.
func (f *Figures) nodeID(i int) string {
	if i < len(f.sidecars) {
		return f.topology.Nodes[i].ID
	}
	return f.topology.Nodes[slices.Index(f.sidecars, i)].ID + sidecar
}

// subject finds what a name before the dot stands for.
func (f *Figures) subject(name string) (subject, bool) {
	s, ok := f.subjects[name]
	if ok {
		return s, true
	}
	id, number, ok := strings.Cut(name, "/")
	if strings.HasSuffix(id, sidecar) {
		return subject{}, false
	}
	number, aside := strings.CutSuffix(number, sidecar)
	i, err := strconv.Atoi(number)
	if aside {
		id += sidecar
	}
	n := f.subjects[id].node
	if !ok || err != nil || n == nil || strconv.Itoa(i) != number || i < 0 || i >= n.replicas {
		return subject{}, false
	}
	switch {
	case n.replicas == 1:
		return subject{station: &n.station}, true
	case n.told == nil:
		return subject{}, false
	}
	return subject{station: &n.told[i]}, true
}

// Lookup finds a metric by its name. It panics before [Figures.Close].
func (f *Figures) Lookup(name string) (Metric, bool) {
	f.needClosed("Lookup")
	return f.lookup(name)
}

func (f *Figures) lookup(name string) (Metric, bool) {
	id, rest, _ := strings.Cut(name, ".")
	s, ok := f.subject(id)
	if !ok {
		return Metric{}, false
	}
	c, w := &f.rows, f.measured
	switch {
	case s.flow != nil:
		return find(id, c.flows, rest, s.flow, w)
	case s.link != nil:
		return find(id, c.links, rest, s.link, w)
	case s.run != nil:
		return find(id, c.runs, rest, s.run, w)
	case s.station != nil:
		return find(id, c.stations, rest, s.station, w)
	}
	if m, ok := find(id, c.stations, rest, &s.node.station, w); ok {
		return m, true
	}
	if r, ok := crowded(rest); ok {
		return r.read(id, s.node, w), true
	}
	return find(id, c.nodes, rest, s.node, w)
}

func find[T any](id string, rows []row[T], name string, of *T, w window) (Metric, bool) {
	for i := range rows {
		if rows[i].Name == name {
			return rows[i].read(id, of, w), true
		}
	}
	return Metric{}, false
}

// read is the metric of a row.
func (r *row[T]) read(id string, of *T, w window) Metric {
	return Metric{Name: id + "." + r.Name, Value: r.value(of, w), Unit: r.Unit, Kind: r.Kind}
}

// All is every metric that has a value: of flows, nodes and their sidecars
// with their replicas, links and the run, in the order of the topology and
// the catalogue. Left out are the replicas of clients and the like, of which there may be
// very many, and metrics with a number in their name; Lookup knows both.
// It panics before [Figures.Close].
func (f *Figures) All() []Metric {
	f.needClosed("All")
	return slices.DeleteFunc(f.every(), func(m Metric) bool { return math.IsNaN(m.Value) })
}

// every is All with those that have no value.
func (f *Figures) every() []Metric {
	var all []Metric
	c, w := &f.rows, f.measured
	for i := range f.topology.Flows {
		all = list(all, f.topology.Flows[i].ID, c.flows, &f.flows[i+1], w)
	}
	for i := range f.topology.Nodes {
		all = f.listNode(all, &f.topology.Nodes[i], &f.nodes[i])
		if s := f.sidecars[i]; s != 0 {
			all = f.listNode(all, &f.topology.Nodes[i], &f.nodes[s])
		}
	}
	for i := range f.topology.Links {
		all = list(all, f.topology.Links[i].ID, c.links, &f.links[i], w)
	}
	return list(all, runName, c.runs, &f.run, w)
}

// listNode lists the metrics of a node, or of its sidecars: n has their figures.
func (f *Figures) listNode(all []Metric, of *trace.Node, n *node) []Metric {
	suffix := ""
	if n.sidecars {
		suffix = sidecar
	}
	all = list(all, of.ID+suffix, f.rows.stations, &n.station, f.measured)
	all = list(all, of.ID+suffix, f.rows.nodes, n, f.measured)
	if of.Edge {
		return all
	}
	for i := range n.told {
		all = list(all, of.ID+"/"+strconv.Itoa(i)+suffix, f.rows.stations, &n.told[i], f.measured)
	}
	return all
}

func list[T any](all []Metric, id string, rows []row[T], of *T, w window) []Metric {
	for i := range rows {
		all = append(all, rows[i].read(id, of, w))
	}
	return all
}

func (f *Figures) needClosed(method string) {
	if !f.closed {
		panic("metrics.Figures." + method + ": not closed yet")
	}
}

// Names lists the metrics of any run of topology, as [Figures.All] does, but
// whether they have a value or not.
func Names(topology *trace.Topology) []string {
	f := New(topology, Options{})
	f.Close(0)
	var names []string
	for _, m := range f.every() {
		names = append(names, m.Name)
	}
	return names
}

// Known tells whether a run of topology has a metric of that name.
func Known(topology *trace.Topology, name string) bool {
	f := New(topology, Options{})
	f.Close(0)
	_, ok := f.lookup(name)
	return ok
}
