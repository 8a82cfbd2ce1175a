package transport

import (
	"testing"

	"backchat/sim"
)

const ms = sim.Millisecond

func TestFirstByteTakesTwoRoundTripsOnANewConnection(t *testing.T) {
	for _, s := range Stacks {
		d, _ := fetch(t, s.TCP, wire{delay: 50 * ms}, 100, 1000, 1)
		if d.connected != 100*ms || d.first != 200*ms || d.last != 200*ms {
			t.Errorf("%s: connected after %v, first byte after %v, last after %v", s.Name, d.connected, d.first, d.last)
		}
	}
}

func TestSlowStartDoublesEachRoundTrip(t *testing.T) {
	for _, row := range []struct {
		bytes int64
		trips sim.Time
	}{
		{10 * 1448, 1}, {10*1448 + 1, 2}, {30 * 1448, 2}, {30*1448 + 1, 3}, {70 * 1448, 3}, {150 * 1448, 4}, {150*1448 + 1, 5},
	} {
		stack := linux
		stack.SlowStart, stack.FirstWindow = "plain", stack.ReceiveWindow
		d, _ := fetch(t, stack, wire{delay: 50 * ms}, 100, row.bytes, 1)
		if got := d.last - 100*ms; got != row.trips*100*ms {
			t.Errorf("%d bytes took %v after the connection was there, not %d round trips", row.bytes, got, row.trips)
		}
	}
}
