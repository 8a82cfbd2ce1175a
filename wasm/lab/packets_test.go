package main

import (
	"bytes"
	"testing"

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

// A counter is a fold that counts what it is handed.
type counter struct{ w *trace.Writer }

func (c counter) Fold(batch []trace.Record) {
	for range batch {
		c.w.Add()
	}
}
