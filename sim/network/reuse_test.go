package network

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// Three exchanges at once open connections 1, 2 and 3, which come free in the
// order 2, 3, 1. Then there are three more, one at a time.
func TestExchangeTakesTheConnectionThatReuseSays(t *testing.T) {
	for _, row := range []struct {
		reuse string
		want  []uint32
	}{
		{"lastUsed", []uint32{1, 1, 1}},
		{"longestUnused", []uint32{2, 3, 1}},
		{"first", []uint32{1, 1, 1}},
	} {
		p, taken := reusing(t, row.reuse, 3)
		for i, k := range []int{1, 2, 0} {
			p.at(sim.Time(i+1)*10*ms, func() { p.net.Done(taken[k], sim.Ref{}) })
		}
		for i := range 3 {
			p.at(sim.Time(i+10)*10*ms, func() { p.ask(1); p.net.Done(p.conn, sim.Ref{}) })
		}
		p.run()
		if diff := cmp.Diff(row.want, connsOf(p, 3)); diff != "" {
			t.Errorf("%s: %s", row.reuse, diff)
		}
	}
}

func TestLastUsedIsNotTheFirstOpened(t *testing.T) {
	p, taken := reusing(t, "lastUsed", 2)
	p.at(10*ms, func() { p.net.Done(taken[0], sim.Ref{}) })
	p.at(20*ms, func() { p.net.Done(taken[1], sim.Ref{}) })
	p.at(30*ms, func() { p.ask(1) })
	p.run()
	if diff := cmp.Diff([]uint32{2}, connsOf(p, 2)); diff != "" {
		t.Error(diff)
	}
}

func TestAnyConnectionIsTakenAtRandom(t *testing.T) {
	p, taken := reusing(t, "random", 4)
	for k := range 3 { // the fourth stays taken
		p.at(5*ms, func() { p.net.Done(taken[k], sim.Ref{}) })
	}
	const n = 3000
	for i := range n {
		p.at(sim.Time(i+10)*10*ms, func() { p.ask(1); p.net.Done(p.conn, sim.Ref{}) })
	}
	p.run()
	count := map[uint32]int{}
	for _, c := range connsOf(p, 4) {
		count[c]++
	}
	for c := range uint32(3) {
		if got := count[c+1]; got < n/3-80 || got > n/3+80 { // three standard errors
			t.Errorf("connection %d was taken %d times of %d; each of three as often", c+1, got, n)
		}
	}
	if count[4] != 0 {
		t.Error("one was taken that has no room")
	}
}

// reusing is a pair that takes connections by that rule, of which so many are taken
// by an exchange each from the beginning.
func reusing(t *testing.T, reuse string, count int) (p *pair, taken []sim.Ref) {
	one := 1
	p = newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms)}, Connection: ConnectionConfig{Streams: &one, Reuse: reuse}})
	taken = make([]sim.Ref, count)
	p.at(0, func() {
		for i := range taken {
			p.ask(1)
			taken[i] = p.conn
		}
	})
	return p, taken
}

// connsOf are the connections that requests went over, the first few left out.
func connsOf(p *pair, skip int) []uint32 {
	var all []uint32
	for _, r := range p.records {
		if r.Kind == trace.Send && r.Shape == trace.Request {
			all = append(all, r.Conn)
		}
	}
	return all[skip:]
}

// A subscription says nothing for a minute: that is an exchange under way.
func TestSilentExchangeKeepsItsConnectionFromFallingIdle(t *testing.T) {
	rest := 5 * sim.Second
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms)}, Connection: ConnectionConfig{Idle: &rest}})
	p.at(0, func() { p.ask(1) })
	p.at(sim.Minute, func() { p.net.Done(p.conn, sim.Ref{}) })
	p.run()
	var closed []sim.Time
	for _, r := range p.records {
		if r.Kind == trace.Close {
			closed = append(closed, r.At)
		}
	}
	if diff := cmp.Diff([]sim.Time{sim.Minute + rest}, closed); diff != "" {
		t.Error(diff)
	}
}
