package check

import "backchat/sim/trace"

// The form of records: their numbers are ones that the topology and the
// constants name, and those that a kind must speak of are there. The other
// invariants take this for granted, except that they survive anything.
type form struct {
	reporter
	topology *trace.Topology
}

func newForm(t *trace.Topology, p reporter) *form { return &form{p, t} }

// speaks is what a kind must speak of.
type speaks struct{ op, msg, node, peer, conn, status bool }

var speaksOf = [...]speaks{
	trace.Begin:        {op: true, node: true},
	trace.Enter:        {op: true},
	trace.Ask:          {node: true},
	trace.Accepted:     {op: true},
	trace.Applied:      {op: true, node: true},
	trace.End:          {op: true, status: true},
	trace.Send:         {msg: true, node: true, peer: true},
	trace.Block:        {msg: true},
	trace.Carry:        {op: true, msg: true},
	trace.Arrive:       {msg: true, node: true, peer: true},
	trace.Lost:         {msg: true, node: true, peer: true, status: true},
	trace.Discard:      {msg: true, node: true, status: true},
	trace.Queue:        {node: true},
	trace.Serve:        {node: true},
	trace.Finish:       {node: true, status: true},
	trace.Drop:         {node: true, status: true},
	trace.Hold:         {msg: true, node: true},
	trace.Free:         {msg: true, node: true},
	trace.Store:        {msg: true, node: true},
	trace.Unstore:      {msg: true, node: true, status: true},
	trace.Deliver:      {msg: true, node: true, peer: true},
	trace.Subscribed:   {node: true, peer: true},
	trace.Unsubscribed: {node: true, peer: true},
	trace.Open:         {node: true, peer: true, conn: true},
	trace.Opened:       {conn: true},
	trace.Close:        {conn: true},
	trace.Reset:        {conn: true, status: true},
	trace.Down:         {node: true, status: true},
	trace.Up:           {node: true},
	trace.Speed:        {node: true},
	trace.Cut:          {node: true, peer: true},
	trace.Mend:         {node: true, peer: true},
	trace.Degrade:      {node: true, peer: true},
	trace.Unfit:        {node: true, peer: true},
	trace.Fit:          {node: true, peer: true},
	trace.Trip:         {node: true, peer: true},
	trace.Probe:        {node: true, peer: true},
	trace.Restore:      {node: true, peer: true},
	trace.Warm:         {},
}

func (f *form) see(r *trace.Record) {
	if r.Kind == trace.NoKind || int(r.Kind) >= len(speaksOf) {
		f.broken(r, "there is no kind %d", r.Kind)
		return
	}
	must := speaksOf[r.Kind]
	for _, field := range [...]struct {
		must  bool
		value uint32
		name  string
	}{
		{must.op, r.Op, "operation"}, {must.msg, r.Msg, "message"}, {must.node, uint32(r.Node), "place"},
		{must.peer, uint32(r.Peer), "peer"}, {must.conn, r.Conn, "connection"}, {must.status, uint32(r.Status), "status"},
	} {
		if field.must && field.value == 0 {
			f.broken(r, "%v without %s", r.Kind, field.name)
		}
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
