package network

import (
	"math/rand/v2"
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// The connection is open at 20 ms, 300 ms old at 320 ms, and cut off 200 ms later by the
// one that accepted it. The request was there at 30 ms.
func TestAnswerThatLeavesBeforeTheCutArrivesAndOneAfterItDoesNot(t *testing.T) {
	const cut = 520 * ms
	for _, manner := range manners {
		for _, leaves := range []sim.Time{cut - 1, cut + 1} {
			a := newLife(t, manner, LifeConfig{MaxAge: after(300 * ms), Grace: after(200 * ms)})
			a.delay = leaves - 30*ms
			a.at(0, func() { a.ask(10) })
			var early, there []trace.Place // that have learnt of it
			a.at(cut+10*ms-1, func() { early = slices.Clone(a.broken) })
			a.at(cut+10*ms+1, func() { there = slices.Clone(a.broken) })
			arrivals := a.run()
			if leaves < cut {
				if len(arrivals) != 2 || arrivals[1] != leaves+10*ms || slices.Contains(early, 1) {
					t.Errorf("%s: an answer that leaves at %v: arrivals at %v, broken before 530 ms at %v; want it 10 ms later", manner, leaves, arrivals, early)
				}
				continue
			}
			if len(arrivals) != 1 || !slices.Equal(early, []trace.Place{2}) || !slices.Equal(there, []trace.Place{2, 1}) {
				t.Errorf("%s: an answer that would leave at %v: arrivals at %v, broken before 530 ms at %v and then at %v; want the request alone, and who asked to learn at 530 ms", manner, leaves, arrivals, early, there)
			}
			if ends := a.records.ends(); len(ends) != 1 || ends[0].Kind != trace.Reset || ends[0].At != cut+10*ms {
				t.Errorf("%s: ended %v, want a reset at 530 ms", manner, ends)
			}
		}
	}
}

// A kernel has a connection that waits to be accepted, and knows of no age.
func TestOpenerCutsOffWhatWasNeverAccepted(t *testing.T) {
	one, none := 1, 100
	for _, manner := range []string{"whole", "http1"} {
		a := newLife(t, manner, LifeConfig{MaxAge: after(300 * ms), Grace: after(200 * ms)})
		a.net.Guard(2, 1, &DoorConfig{MaxConnections: &one, Backlog: &none})
		a.net.Pause(2, true)
		a.at(0, func() { a.ask(10) })
		a.at(520*ms+1, func() {
			if !slices.Equal(a.broken, []trace.Place{1}) {
				t.Errorf("%s: broken at %v, want at the opener alone, at once", manner, a.broken)
			}
		})
		a.run()
		if len(a.broken) == 0 || len(a.heard) != 0 {
			t.Errorf("%s: broken at %v, heard %v; want the one who asked, and nothing", manner, a.broken, a.heard)
		}
	}
}

// Whatever is under way when connections are cut off: what leaves before arrives, what
// leaves later does not, each who asks learns how it ends, and nothing is left.
func TestEachExchangeIsAnsweredOrLearnsOfTheCut(t *testing.T) {
	answered, cutOff := 0, 0
	for seed := range uint64(60) {
		draw := rand.New(rand.NewPCG(seed, 1))
		upTo := func(most sim.Time) sim.Time { return sim.Time(draw.Int64N(int64(most))) + 1 }
		age, grace := upTo(400*ms), upTo(400*ms)
		for _, manner := range manners {
			a := newLife(t, manner, LifeConfig{MaxAge: &age, Grace: &grace})
			asks := 1 + draw.IntN(12)
			for range asks {
				a.at(upTo(900*ms), func() { a.delay = upTo(sim.Second); a.ask(uint32(draw.IntN(1000))) })
			}
			a.run()
			opened, cut, left := map[uint32]sim.Time{}, map[uint32]sim.Time{}, map[uint32]sim.Time{}
			for _, r := range a.records {
				switch {
				case r.Kind == trace.Opened:
					opened[r.Conn] = r.At
					cut[r.Conn] = r.At + age + grace
				case r.Kind == trace.Send && r.Shape == trace.Response:
					if left[r.Msg] = r.At; r.At > cut[r.Conn] {
						t.Errorf("%s, seed %d: an answer leaves at %v, after the cut at %v", manner, seed, r.At, cut[r.Conn])
					}
				case r.Kind == trace.Arrive && r.Shape == trace.Response:
					if answered++; r.At != left[r.Msg]+10*ms {
						t.Errorf("%s, seed %d: an answer of %v arrives at %v", manner, seed, left[r.Msg], r.At)
					}
					delete(left, r.Msg)
				}
			}
			learnt := 0
			for _, p := range a.broken {
				if p == 1 {
					learnt++
				}
			}
			cutOff += learnt
			if len(left) != 0 || learnt == 0 && len(a.heard) != 2*asks {
				t.Errorf("%s, seed %d: %d answers that left before the cut are lost; %d of %d messages have come, and the one who asked was told %d times why", manner, seed, len(left), len(a.heard), 2*asks, learnt)
			}
			if a.net.conns.Live() != 0 || a.net.shipments.Live() != 0 || a.net.pipes.Live() != 0 || a.net.msgs.Live() != 0 {
				t.Errorf("%s, seed %d: %d connections, %d insides, %d shipments and %d messages are left", manner, seed, a.net.conns.Live(), a.net.pipes.Live(), a.net.shipments.Live(), a.net.msgs.Live())
			}
		}
	}
	if answered < 500 || cutOff < 300 {
		t.Errorf("%d are answered and %d connections cut off, which shows nothing", answered, cutOff)
	}
}
