package main

import (
	"bytes"
	"testing"

	"backchat/sim/metrics"
	"backchat/sim/trace"
)

func TestPacketsAreHandedOverWhereTheyAreAskedFor(t *testing.T) {
	all := []trace.Record{{Kind: trace.Open, Conn: 1}, {Kind: trace.Packet, Conn: 1}, {Kind: trace.Again, Conn: 1}}
	for _, c := range []struct {
		packets bool
		want    uint64
	}{{false, 1}, {true, 3}} {
		r := request{packets: c.packets}
		var out bytes.Buffer
		file := r.recorder(&out, &trace.Topology{})
		count := trace.NewWriter()
		r.wanted(counter{count}).Fold(all)
		r.wanted(file).Fold(all)
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		read, err := trace.NewReader(&out)
		if err != nil || read.FoldInto(trace.NewKept(0)) != nil || read.Total() != c.want || read.Brief() == c.packets || count.Total() != c.want {
			t.Errorf("asked for packets: %v; %d records are written, %d handed on: %v", c.packets, read.Total(), count.Total(), err)
		}
	}
}

func TestASeriesTellsOfLinksWithPacketsAlone(t *testing.T) {
	f := metrics.New(&trace.Topology{
		Nodes: []trace.Node{{ID: "a", First: 1, Count: 1}, {ID: "b", First: 2, Count: 1}}, Places: trace.SpotsOf(trace.Spot{Node: 0}, trace.Spot{Node: 1}),
		Links: []trace.Link{{ID: "silent", From: 0, To: 0}, {ID: "wire", From: 0, To: 1}}, Horizon: 10,
	}, metrics.Options{Windows: 2})
	f.Fold([]trace.Record{{Kind: trace.Packet, At: 5, Aux: 6, Until: 7, Node: 1, Peer: 2, Conn: 1, Payload: 80, Op: 1400}})
	f.Close(10)
	got := seriesOf(f.Series()).Links
	if len(got) != 1 || got[0].ID != "wire" || got[0].Packets[1] != 1 || got[0].Cwnd[1] != 1400 || got[0].Flight[1] != 32 || got[0].Goodput[1] != 80/5e-9 || got[0].Lost[1] != 0 || got[0].Repeated[0] != 0 || got[0].Spurious != nil {
		t.Errorf("%+v", got)
	}
}

// What takes no memory, or none that is known, has no list of it.
func TestASeriesTellsOfMemoryWhereANodeSaysWhatAConnectionTakes(t *testing.T) {
	for _, holding := range []int64{0, 4096} {
		f := metrics.New(&trace.Topology{
			Nodes: []trace.Node{{ID: "a", First: 1, Count: 1, Holding: holding}, {ID: "b", First: 2, Count: 1}}, Places: trace.SpotsOf(trace.Spot{Node: 0}, trace.Spot{Node: 1}), Horizon: 10,
		}, metrics.Options{Windows: 2})
		f.Fold([]trace.Record{{Kind: trace.Open, Node: 2, Peer: 1, Conn: 1}, {Kind: trace.Opened, At: 5, Node: 2, Peer: 1, Conn: 1}})
		f.Close(10)
		got := seriesOf(f.Series()).Nodes[0].Memory
		if holding == 0 && got != nil || holding > 0 && (len(got) != 2 || got[0] != 0 || got[1] != 4096) {
			t.Errorf("of %d B each: %v", holding, got)
		}
	}
}

// A counter is a fold that counts what it is handed.
type counter struct{ w *trace.Writer }

func (c counter) Fold(batch []trace.Record) {
	for range batch {
		c.w.Add()
	}
}
