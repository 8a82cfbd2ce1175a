package metrics

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// relayTopology is clients, a balancer and servers.
func relayTopology(horizon, warmup sim.Time) *trace.Topology {
	t := &trace.Topology{Horizon: horizon, Warmup: warmup, Nodes: []trace.Node{
		{ID: "phone", Kind: "client", First: 1, Count: 1000, Queue: -1, Traits: trace.Traits{Edge: true}},
		{ID: "lb", Kind: "balancer", First: 1001, Count: 1, Queue: -1, Traits: trace.Traits{Relays: true}},
		{ID: "api", Kind: "server", First: 1002, Count: 8, Workers: 16, Queue: -1},
	}, Links: []trace.Link{{ID: "access", From: 0, To: 1}, {ID: "inner", From: 1, To: 2}},
		Flows: []trace.Flow{{ID: "page", Pattern: "requestResponse", From: []int{0}, To: 1, Work: []int{2}}}}
	for n := range t.Nodes {
		for i := range t.Nodes[n].Count {
			t.Places = t.Places.And(trace.Spot{Node: n, Replica: i}, 1)
		}
	}
	return t
}

// A generator writes the records of requests from client over
// balancer to server and back, of which 64 are under way at a time: thirteen
// records a request.
type generator struct {
	batch []trace.Record
	at    sim.Time
	op    uint32
	msg   uint32
}

const (
	underWay = 64
	step     = 100 * sim.Nanosecond
)

// next writes the records of 64 interleaved requests: stage by stage.
func (g *generator) next() []trace.Record {
	g.batch = g.batch[:0]
	for stage := range 13 {
		for i := range uint32(underWay) {
			g.add(stage, i)
		}
	}
	g.op += underWay
	g.msg += 4 * underWay
	return g.batch
}

func (g *generator) add(stage int, i uint32) {
	g.at += step
	op := g.op + i + 1
	client, server := trace.Place(1+op%1000), trace.Place(1002+op%8)
	r := trace.Record{At: g.at, Op: op, N: 1, Flow: 1, Payload: 500, Header: 40, Msg: g.msg + 4*i + 1}
	hop := func(n uint32, kind trace.Kind, shape trace.Shape, from, to trace.Place) {
		r.Kind, r.Shape, r.Node, r.Peer, r.Msg = kind, shape, from, to, r.Msg+n
		if kind == trace.Send {
			r.Cause, r.Aux, r.Until = trace.Transfer, int64(g.at+step), g.at+50*step
		} else {
			r.Op, r.N = 0, 0
		}
	}
	switch stage {
	case 0:
		r.Kind, r.Cause, r.Aux, r.Node, r.Peer = trace.Begin, trace.WaitingConn, int64(g.at), client, 1001
	case 1:
		r.Kind, r.Aux, r.Node = trace.Ask, 1, client
	case 2:
		hop(0, trace.Send, trace.Request, client, 1001)
	case 3:
		hop(0, trace.Arrive, trace.Request, 1001, client)
	case 4:
		hop(1, trace.Send, trace.Request, 1001, server)
	case 5:
		hop(1, trace.Arrive, trace.Request, server, 1001)
	case 6:
		r.Kind, r.Cause, r.Node, r.Shape, r.Aux = trace.Serve, trace.InService, server, trace.Request, 0
	case 7:
		r.Kind, r.Node, r.Shape, r.Status, r.Aux = trace.Finish, server, trace.Request, trace.OK, int64(underWay*step)
	case 8:
		hop(2, trace.Send, trace.Response, server, 1001)
	case 9:
		hop(2, trace.Arrive, trace.Response, 1001, server)
	case 10:
		hop(3, trace.Send, trace.Response, 1001, client)
	case 11:
		hop(3, trace.Arrive, trace.Response, client, 1001)
	case 12:
		r.Kind, r.Status, r.Node = trace.End, trace.OK, client
	}
	g.batch = append(g.batch, r)
}

// BenchmarkFold measures the whole fold. One iteration is a record; 13 are a
// request.
func BenchmarkFold(b *testing.B) {
	f := New(relayTopology(100*sim.Hour, 0), Options{})
	g := generator{}
	batch := g.next()
	b.ReportAllocs()
	b.ResetTimer()
	for n := 0; n < b.N; n += len(batch) {
		for part := range slices.Chunk(batch, 256) { // as a writer hands them over
			g.shift(part, len(batch))
			f.Fold(part)
		}
	}
}

// shift turns a part of a batch of size records into that of the batch that
// follows it.
func (g *generator) shift(batch []trace.Record, size int) {
	d := sim.Time(size) * step
	for i := range batch {
		r := &batch[i]
		r.At += d
		if r.Op > 0 {
			r.Op += underWay
		}
		r.Msg += 4 * underWay
		if r.Kind == trace.Begin || r.Kind == trace.Send {
			r.Aux += int64(d)
		}
	}
}

// BenchmarkShift is what BenchmarkFold spends on making records.
func BenchmarkShift(b *testing.B) {
	g := generator{}
	batch := g.next()
	for n := 0; n < b.N; n += len(batch) {
		g.shift(batch, len(batch))
	}
}

func TestFoldingAllocatesNothingInSteadyState(t *testing.T) {
	f := New(relayTopology(sim.Hour, 0), Options{})
	g := generator{}
	for range 20 {
		f.Fold(g.next())
	}
	if n := testing.AllocsPerRun(200, func() { f.Fold(g.next()) }); n != 0 {
		t.Errorf("folding 832 records allocates %v times", n)
	}
}
