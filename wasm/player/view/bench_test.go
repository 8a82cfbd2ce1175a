package view

import (
	"fmt"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// flock is a tape of which n messages are under way from 0 to 1 s.
func flock(n int) *Tape {
	t := &trace.Topology{Horizon: sim.Second, Flows: []trace.Flow{{ID: "f", To: 1, From: []int{0}}}}
	t.Nodes = []trace.Node{
		{ID: "phone", Kind: "client", First: 1, Count: 2000, Queue: -1, Traits: trace.Traits{Edge: true}},
		{ID: "api", Kind: "server", First: 2001, Count: 8, Workers: 16, Queue: 100},
	}
	for k := range 2000 {
		t.Places = t.Places.And(trace.Spot{Node: 0, Replica: k}, 1)
	}
	for k := range 8 {
		t.Places = t.Places.And(trace.Spot{Node: 1, Replica: k}, 1)
	}
	records := make([]trace.Record, n)
	for i := range records {
		records[i] = trace.Record{
			Kind: trace.Send, Msg: uint32(i + 1), Node: trace.Place(1 + i%2000), Peer: trace.Place(2001 + i%8),
			Flow: 1, Until: sim.Time(500+i%500) * ms, Payload: uint32(i), Shape: trace.Request,
		}
	}
	return NewTape(t, records)
}

func BenchmarkFrame(b *testing.B) {
	for _, n := range []int{100, 2000, 20_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := NewStage(flock(n), 560, 300)
			var text []byte
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.Seek(sim.Time(i%450) * ms)
				s.Frame()
				text = s.Sentence(text[:0])
			}
		})
	}
}

func BenchmarkFrameOfFlows(b *testing.B) {
	s := NewStage(busyTape(b, 60), 560, 300)
	s.Speed = 10
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Seek(10*sim.Second + sim.Time(i%450)*ms)
		s.Frame()
	}
	if len(s.frame.Flows) < 100 {
		b.Errorf("%d flows", len(s.frame.Flows))
	}
}

func BenchmarkSeekAtRandom(b *testing.B) {
	s := NewStage(busyTape(b, 200), 560, 300)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Seek(sim.Time(i*7919%20_000) * ms)
	}
}

func TestFrameTakesNoMemory(t *testing.T) {
	s := NewStage(flock(2000), 560, 300)
	s.Speed = .5
	var text []byte
	show := func() {
		s.Seek(100 * ms)
		s.Frame()
		text = s.Sentence(text[:0])
	}
	show()
	if n := testing.AllocsPerRun(20, show); n > 0 {
		t.Errorf("a frame makes %v allocations", n)
	}
}
