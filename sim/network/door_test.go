package network

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/protocol"
	"backchat/sim/trace"
)

// atDoor joins two places, 1 ms apart, by a link each of whose exchanges has a
// connection of its own, and gives the second place a door.
func atDoor(t *testing.T, manner string, d DoorConfig) *talk {
	t.Helper()
	one := 1
	c := LinkConfig{Direction: Direction{Latency: constant(ms)}, Connection: ConnectionConfig{Open: "each"}}
	var a *talk
	if manner == "whole" {
		c.Connection.Streams = &one
		a = &talk{pair: newPair(t, c)}
		a.net.Receiver(a)
	} else {
		a = newTalk(t, manner, c, bare)
	}
	a.delay, a.answer = 100*ms, 10
	a.net.Guard(2, 1, &d)
	return a
}

func limit(n int) *int { return &n }

// opened is when connections were open for both, in milliseconds.
func (r records) opened() []sim.Time { return r.when(trace.Opened) }

// when is at which milliseconds there are records of that kind.
func (r records) when(kind trace.Kind) (at []sim.Time) {
	for i := range r {
		if r[i].Kind == kind {
			at = append(at, r[i].At/ms)
		}
	}
	return at
}

// read is when requests were read, in milliseconds.
func (a *talk) read() (at []sim.Time) {
	for _, x := range a.heard {
		if x.To == 2 {
			at = append(at, x.At/ms)
		}
	}
	return at
}

// An exchange takes 100 ms and some trips of a millisecond; the next connection is
// accepted when the one before has been closed. All are open after a round trip, and
// what is asked on them has been waiting by then.
func TestWhoFindsNoRoomWaitsInTheBacklog(t *testing.T) {
	for _, row := range []struct {
		manner string
		want   []sim.Time
	}{
		{"whole", []sim.Time{3, 104, 205}},
		{"http1", []sim.Time{3, 105, 207}}, // word of the closing takes a trip, too
		{"amqp", []sim.Time{3, 105, 207}},
	} {
		a := atDoor(t, row.manner, DoorConfig{MaxConnections: limit(1)})
		for range 3 {
			a.at(0, func() { a.ask(10) })
		}
		a.run()
		if got := a.read(); !slices.Equal(got, row.want) || len(a.heard) != 6 {
			t.Errorf("%s: requests are read after %v ms, want %v; %d messages have arrived", row.manner, got, row.want, len(a.heard))
		}
		if got := a.records.opened(); !slices.Equal(got, []sim.Time{2, 2, 2}) {
			t.Errorf("%s: connections are open after %v ms", row.manner, got)
		}
		if got := a.records.when(trace.Admitted); !slices.Equal(got, row.want[1:]) {
			t.Errorf("%s: connections that wait are accepted after %v ms, want those that wait for %v", row.manner, got, row.want[1:])
		}
	}
}

// Two find the backlog full: what is dropped is asked for again after a second,
// what is refused learns of that at once.
func TestBacklogThatIsFullDropsOrRefuses(t *testing.T) {
	for _, row := range []struct {
		manner, overflow string
		want             []sim.Time
		lost             int
	}{
		{"whole", "drops", []sim.Time{2, 2, 1002}, 0},
		{"whole", "refuses", []sim.Time{2, 2}, 1},
		{"http1", "drops", []sim.Time{2, 2, 1002}, 0},
		{"http1", "refuses", []sim.Time{2, 2}, 1},
		{"http3", "drops", []sim.Time{2}, 0},
	} {
		a := atDoor(t, row.manner, DoorConfig{MaxConnections: limit(1), Backlog: limit(1), Overflow: row.overflow})
		for range 3 {
			a.at(0, func() { a.ask(10) })
		}
		a.run()
		got := a.records.opened()
		if row.manner == "http3" { // asked for again after a fifth of a second, and more
			if len(got) != 3 || got[2] < 200 || len(a.heard) != 6 {
				t.Errorf("http3: connections are open after %v ms, %d messages have arrived", got, len(a.heard))
			}
			continue
		}
		if !slices.Equal(got, row.want) || len(a.lost) != row.lost || len(a.broken) != row.lost {
			t.Errorf("%s that %s: connections are open after %v ms, want %v; %d were lost, %d broken", row.manner, row.overflow, got, row.want, len(a.lost), len(a.broken))
		}
	}
}

// early lets a client send its requests with its hello.
func early(c *TransportConfig) {
	c.TLS = protocol.TLSConfig{Version: "1.3", Resumed: true, EarlyData: true}
}

// An end that sends early data uses a connection before the other has heard of it, which
// lets it in, or does not, once its first packet is there, and counts it then.
func TestEarlyDataComesToTheDoor(t *testing.T) {
	room := sim.Bytes(2 << 20)
	for _, row := range []struct {
		what    string
		door    DoorConfig
		retired bool
		read    []sim.Time // in milliseconds
	}{
		{"as many as may are let in", DoorConfig{MaxConnections: limit(2)}, false, []sim.Time{1, 1, 103}},
		{"memory is of those that are in", DoorConfig{Memory: &MemoryConfig{PerConnection: 1 << 20, Limit: &room}}, false, []sim.Time{1, 1, 1}},
		{"who lets nobody in any more", DoorConfig{MaxConnections: limit(9)}, true, nil},
	} {
		a := newTalk(t, "http3", LinkConfig{Direction: Direction{Latency: constant(ms)}, Connection: ConnectionConfig{Open: "each"}}, early)
		a.delay, a.answer = 100*ms, 10
		a.net.Guard(2, 1, &row.door)
		for range 3 {
			a.at(0, func() { a.ask(10) })
		}
		if row.retired {
			a.at(ms/2, func() { a.net.Retire(2) })
		}
		a.run()
		if got := a.read(); !slices.Equal(got, row.read) {
			t.Errorf("%s: requests are read after %v ms, want %v", row.what, got, row.read)
		}
		if got := a.records.opened(); !slices.Equal(got, []sim.Time{0, 0, 0}) {
			t.Errorf("%s: clients use their connections after %v ms", row.what, got)
		}
		if got := a.records.when(trace.Admitted); !slices.Equal(got, row.read) {
			t.Errorf("%s: connections are accepted after %v ms, want %v", row.what, got, row.read)
		}
	}
}

// A process that is paused accepts nothing where it has a backlog: what is asked of it
// meanwhile is read when that is over.
func TestPausedProcessAcceptsNothing(t *testing.T) {
	for _, manner := range []string{"whole", "http1"} {
		a := atDoor(t, manner, DoorConfig{Backlog: limit(2)})
		a.at(0, func() { a.net.Pause(2, true) })
		for range 3 {
			a.at(0, func() { a.ask(10) })
		}
		a.at(500*ms, func() { a.net.Pause(2, false) })
		a.run()
		opened, read := a.records.opened(), a.read()
		if !slices.Equal(opened, []sim.Time{2, 2, 1002}) || !slices.Equal(read, []sim.Time{500, 500, 1003}) || len(a.heard) != 6 {
			t.Errorf("%s: connections are open after %v ms, requests read after %v, %d messages have arrived", manner, opened, read, len(a.heard))
		}
	}
	a := atDoor(t, "whole", DoorConfig{})
	a.at(0, func() { a.net.Pause(2, true); a.ask(10) })
	a.run()
	if got := a.records.opened(); !slices.Equal(got, []sim.Time{2}) {
		t.Errorf("without a backlog connections are open after %v ms", got)
	}
}

// A place that crashes lets go of all who wait, and of what it has accepted.
func TestCrashEmptiesTheBacklog(t *testing.T) {
	for _, row := range []struct {
		manner string
		how    trace.Status
		want   []sim.Time
	}{
		{"whole", trace.Crashed, []sim.Time{2, 2, 502}},
		{"whole", trace.Silent, []sim.Time{2, 2, 502}},
		{"http1", trace.Crashed, []sim.Time{2, 2, 502}},
		{"http1", trace.Silent, []sim.Time{2, 2, 502}},
		{"http3", trace.Silent, []sim.Time{2, 202, 502}},
	} {
		a := atDoor(t, row.manner, DoorConfig{MaxConnections: limit(1), Backlog: limit(1)})
		a.at(0, func() { a.ask(10) })
		a.at(0, func() { a.ask(10) })
		a.at(50*ms, func() { a.net.Crash(2, row.how) })
		a.at(60*ms, func() { a.net.Revive(2, row.how) })
		a.at(500*ms, func() { a.ask(10) })
		a.run()
		d := a.net.doorOf(2)
		if d.accepted != 0 || d.waits != 0 || d.open != 0 || len(d.queue) != 0 || a.net.doorsteps.Len() != 0 {
			t.Errorf("%s, %v: in the end %d are accepted, %d wait, %d are open, and of %d something is kept", row.manner, row.how, d.accepted, d.waits, d.open, a.net.doorsteps.Len())
		}
		if got := a.records.opened(); !slices.Equal(got, row.want) {
			t.Errorf("%s, %v: connections are open after %d ms, want %d", row.manner, row.how, got, row.want)
		}
	}
}

// Whoever is told that its memory is full is told how many are open. It accepts no
// other meanwhile.
func TestMemoryIsFullOfOpenConnections(t *testing.T) {
	room := sim.Bytes(2<<20 + 100)
	for _, manner := range []string{"whole", "http1", "http2"} {
		a := atDoor(t, manner, DoorConfig{Memory: &MemoryConfig{PerConnection: 1 << 19, Thread: new(sim.Bytes(1 << 19)), Limit: &room}})
		for range 5 {
			a.at(0, func() { a.ask(10) })
		}
		a.run()
		if !slices.Equal(a.full, []int{2, 3}) || len(a.heard) != 10 {
			t.Errorf("%s: told of %v, want [2 3]; %d messages have arrived", manner, a.full, len(a.heard))
		}
	}
}
