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
	if any := r.Kind.Info().Any; any != 0 && any&r.Fields() == 0 {
		f.broken(r, "%v without %s", r.Kind, strings.Join(any.Names(), " or "))
	}
	f.bounds(r)
}

func (f *form) bounds(r *trace.Record) {
	if places := f.topology.Places.Len(); int(r.Node) > places || int(r.Peer) > places || int(r.Flow) > len(f.topology.Flows) ||
		r.Cause >= trace.Causes || r.Status >= trace.Statuses || r.Shape >= trace.Shapes {
		f.beyond(r)
	}
	f.rest(r)
}

// beyond says which number of a record nothing has.
func (f *form) beyond(r *trace.Record) {
	for _, field := range [...]struct {
		value, most int
		name        string
	}{
		{int(r.Node), f.topology.Places.Len(), "place"}, {int(r.Peer), f.topology.Places.Len(), "peer"},
		{int(r.Flow), len(f.topology.Flows), "flow"}, {int(r.Cause), int(trace.Causes) - 1, "cause"},
		{int(r.Status), int(trace.Statuses) - 1, "status"}, {int(r.Shape), int(trace.Shapes) - 1, "shape"},
	} {
		if field.value > field.most {
			f.broken(r, "%v with %s %d, there are %d", r.Kind, field.name, field.value, field.most)
		}
	}
}

// rest holds what goes together in a record.
func (f *form) rest(r *trace.Record) {
	if r.Kind == trace.Sized {
		f.sized(r)
	}
	if r.Kind.Packets() {
		f.packet(r)
		return
	}
	if (r.Op == 0) != (r.N == 0) {
		f.broken(r, "%v speaks of %d operations from %d on", r.Kind, r.N, r.Op)
	}
	if r.Op != 0 && r.Op+uint32(r.N) < r.Op {
		f.broken(r, "%v speaks of %d operations from %d on, beyond the last number", r.Kind, r.N, r.Op)
	}
	if r.Op == 0 && r.Cause != trace.NoCause && r.Kind != trace.Send && r.Kind != trace.Enter {
		f.broken(r, "%v with cause %v of no operation", r.Kind, r.Cause)
	}
}

// sized holds that an autoscaler speaks of the first replica, and wants some, but no
// more than there is room for.
func (f *form) sized(r *trace.Record) {
	if int(r.Node) > f.topology.Places.Len() || r.Node == 0 {
		return
	}
	p := f.topology.Places.At(r.Node)
	if most := f.topology.Nodes[p.Node].Count; p.Replica != 0 || r.Aux < 1 || r.Aux > int64(most) {
		f.broken(r, "%v: replica %d says that %d are wanted, of at most %d", r.Kind, p.Replica, r.Aux, most)
	}
}

// packet holds what has a meaning of its own in the record of a packet.
func (f *form) packet(r *trace.Record) {
	if r.N != 0 || r.Msg != 0 || r.Cause != trace.NoCause {
		f.broken(r, "%v of %d operations and message %d, with cause %v", r.Kind, r.N, r.Msg, r.Cause)
	}
	lost := r.Until == 0 && (r.At > 0 || r.Aux > 0 || r.Status != trace.NoStatus) // at instant 0 it may be there at once
	if lost != (r.Status != trace.NoStatus) {
		f.broken(r, "%v that arrives at %v, and is lost: %v", r.Kind, r.Until, r.Status)
	}
	switch r.Shape {
	case trace.Handshaking, trace.Ack, trace.Health, trace.Resetting, trace.NoShape:
	default:
		f.broken(r, "%v of shape %v", r.Kind, r.Shape)
	}
}

func (f *form) end() {}
