package check

import (
	"strings"

	"backchat/sim/trace"
)

// The form of records: their numbers are ones that the topology and the
// tables name, and those that a kind must speak of are there. The other
// invariants take this for granted, except that they survive anything.
type form struct {
	reporter
	topology *trace.Topology
}

func newForm(t *trace.Topology, p reporter) *form { return &form{p, t} }

func (f *form) see(r *trace.Record) {
	if r.Kind == trace.NoKind || r.Kind >= trace.Kinds {
		f.broken(r, "there is no kind %d", r.Kind)
		return
	}
	if missing := r.Kind.Info().Must &^ r.Fields(); missing != 0 {
		f.broken(r, "%v without %s", r.Kind, strings.Join(missing.Names(), ", "))
	}
	f.bounds(r)
}

func (f *form) bounds(r *trace.Record) {
	for _, field := range [...]struct {
		value, most int
		name        string
	}{
		{int(r.Node), len(f.topology.Places), "place"}, {int(r.Peer), len(f.topology.Places), "peer"},
		{int(r.Flow), len(f.topology.Flows), "flow"}, {int(r.Cause), int(trace.Causes) - 1, "cause"},
		{int(r.Status), int(trace.Statuses) - 1, "status"}, {int(r.Shape), int(trace.Shapes) - 1, "shape"},
	} {
		if field.value > field.most {
			f.broken(r, "%v with %s %d, there are %d", r.Kind, field.name, field.value, field.most)
		}
	}
	if (r.Op == 0) != (r.N == 0) {
		f.broken(r, "%v speaks of %d operations from %d on", r.Kind, r.N, r.Op)
	}
	if r.Op != 0 && r.Op+uint32(r.N) < r.Op {
		f.broken(r, "%v speaks of %d operations from %d on, beyond the last number", r.Kind, r.N, r.Op)
	}
	if r.Op == 0 && r.Cause != trace.NoCause && r.Kind != trace.Send {
		f.broken(r, "%v with cause %v of no operation", r.Kind, r.Cause)
	}
}

func (f *form) end() {}
