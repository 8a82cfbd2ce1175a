package transport

import (
	"testing"
	"unsafe"

	"backchat/sim"
	"backchat/sim/trace"
)

// deaf makes a world in which end from sends into the void from some time on.
func deaf(w *world, from int) { w.wires[from].loss = 1 }

func TestAnOpeningIsRepeatedAndGivenUp(t *testing.T) {
	d := &download{ask: 1, answer: 1}
	d.w = newWorld(d, wire{delay: 50 * ms}, 1)
	deaf(d.w, 0)
	c := d.w.open(d.w.transport.Use(linux))
	d.w.later((5+2+4+8+16+32+64)*sim.Second-1, func() {
		if d.closed[0] != trace.NoStatus {
			t.Errorf("it is given up before 131 s")
		}
	})
	d.w.later((5+2+4+8+16+32+64)*sim.Second+1, func() {
		if d.closed[0] == trace.NoStatus {
			t.Errorf("it is not given up after 131 s")
		}
	})
	d.w.run(t)
	if got := d.w.wires[0].packets; got != 11 {
		t.Errorf("an opening is sent %d times, not once, 4 times more and 6 times", got)
	}
	if d.closed[0] != trace.TimedOut || c.Ready(0) {
		t.Errorf("closed as %v", d.closed[0])
	}
	quietNow(t, d.w)
}

func TestALostHandshakeCostsItsTimeout(t *testing.T) {
	d := &download{ask: 100, answer: 1000}
	d.w = newWorld(d, wire{delay: 50 * ms}, 1)
	deaf(d.w, 0)
	d.w.later(500*ms, func() { d.w.wires[0].loss = 0 })
	d.w.open(d.w.transport.Use(linux))
	d.w.run(t)
	if d.first != sim.Second+200*ms {
		t.Errorf("the first byte came after %v", d.first)
	}
}

// A round trip below a microsecond is known after a rest, too: what is lost then is
// sent again after the least time-out, and not after that of whom nothing was heard.
func TestAShortRoundTripIsNotForgottenAtRest(t *testing.T) {
	for _, row := range []struct {
		name string
		use  func(t *Transport) StackID
		most sim.Time
	}{
		{"Linux", func(t *Transport) StackID { return t.Use(linux) }, 201 * ms},
		{"RFC", func(t *Transport) StackID { return t.Use(rfc) }, 1001 * ms},
		{"quic-go", func(t *Transport) StackID { return t.UseQUIC(quicGo) }, 30 * ms}, // what the other may wait, and twice that of its clock
		{"RFC of QUIC", func(t *Transport) StackID { return t.UseQUIC(rfcQUIC) }, 30 * ms},
	} {
		for _, delay := range []sim.Time{0, 1, 499} {
			d := &download{ask: 100, answer: 100}
			d.w = newWorld(d, wire{delay: delay}, 1)
			c := d.w.open(row.use(d.w.transport))
			var sent []sim.Time
			d.w.later(10*sim.Second, func() {
				if c.active != 0 {
					t.Errorf("%s: it is not at rest", row.name)
				}
				if rtt := d.w.transport.RoundTrip(c, 0); rtt == 0 {
					t.Errorf("%s, %v each way: no round trip is known", row.name, delay)
				}
				d.w.lose = func(end int, _ uint32) bool { return end == 0 && len(sent) < 2 }
				d.w.watch = func(_ *Conn, end int, _ uint32, _ string) {
					if end == 0 {
						sent = append(sent, d.w.Now())
					}
				}
				d.ask = 200
				d.w.transport.Push(c, 0)
			})
			d.w.run(t)
			if len(sent) < 2 || sent[1]-sent[0] > row.most {
				t.Errorf("%s, %v each way: what is lost after a rest is sent at %v, want again after %v at most", row.name, delay, sent, row.most)
			}
			if d.got[1] != 200 {
				t.Errorf("%s: %d B of the requests are there", row.name, d.got[1])
			}
		}
	}
}

// Ten segments are asked with after a handshake, each round trip 100 ms; with a window
// of one segment they take four round trips, one of which the plain standards' delayed
// acknowledgement makes longer.
func TestAnOpeningThatIsLostOftenBeginsWithASegment(t *testing.T) {
	for _, row := range []struct {
		name   string
		stack  TCP
		silent sim.Time // nothing gets there before
		want   sim.Time
	}{
		{"Linux, none lost", linux, 0, 200 * ms},
		{"Linux, one lost", linux, 500 * ms, 1200 * ms},
		{"Linux, two lost", linux, 1500 * ms, 2500 * ms},
		{"RFC, none lost", rfc, 0, 200 * ms},
		{"RFC, one lost", rfc, 500 * ms, 1700 * ms},
	} {
		d := &download{ask: 10 * int64(row.stack.Segment), answer: 100}
		d.w = newWorld(d, wire{delay: 50 * ms}, 1)
		if row.silent > 0 {
			deaf(d.w, 0)
			d.w.later(row.silent, func() { d.w.wires[0].loss = 0 })
		}
		d.w.open(d.w.transport.Use(row.stack))
		d.w.run(t)
		if d.first != row.want {
			t.Errorf("%s: the first byte came after %v, want %v", row.name, d.first, row.want)
		}
	}
}

// The handshake was repeated, and what follows it is lost once: without time stamps no
// round trip is known.
func TestWhatIsLostAfterARepeatedOpeningIsMissedAfterThreeSeconds(t *testing.T) {
	for _, row := range []struct {
		name  string
		stack TCP
		want  sim.Time
	}{
		{"Linux, by its time stamps", linux, 1100*ms + (100+200+100)*ms},
		{"RFC", rfc, 1100*ms + (3000+100)*ms},
	} {
		d := &download{ask: 100, answer: 100}
		d.w = newWorld(d, wire{delay: 50 * ms}, 1)
		deaf(d.w, 0)
		d.w.later(500*ms, func() { d.w.wires[0].loss = 0 })
		d.w.later(1080*ms, func() { d.w.wires[0].loss = 1 })
		d.w.later(1200*ms, func() { d.w.wires[0].loss = 0 })
		row.stack.TailProbe = false
		d.w.open(d.w.transport.Use(row.stack))
		d.w.run(t)
		if d.first != row.want {
			t.Errorf("%s: the first byte came after %v, want %v", row.name, d.first, row.want)
		}
	}
}

// does is a handler that does one thing.
type does func()

func (f does) Handle(sim.Event) { f() }

// later makes the world do f at that instant.
func (w *world) later(at sim.Time, f func()) {
	w.kernel.At(at, w.kernel.Register(does(f)), 0, 0, 0)
}

func TestAbortResetsTheOtherEnd(t *testing.T) {
	d := &download{ask: 100, answer: 10e6}
	d.w = newWorld(d, wire{delay: 50 * ms, bandwidth: 10e6}, 1)
	c := d.w.open(d.w.transport.Use(linux))
	d.w.later(sim.Second, func() { d.w.transport.Abort(c, 0) })
	d.w.run(t)
	if d.closed != [2]trace.Status{trace.NoStatus, trace.Refused} || !c.Over() {
		t.Errorf("closed as %v", d.closed)
	}
	quietNow(t, d.w)
}

func TestWhoSendsToAForgottenConnectionIsReset(t *testing.T) {
	d := &download{ask: 100, answer: 10e6}
	d.w = newWorld(d, wire{delay: 50 * ms, bandwidth: 10e6}, 1)
	c := d.w.open(d.w.transport.Use(linux))
	d.w.later(sim.Second, func() { d.w.transport.Forget(c, 0) })
	d.w.run(t)
	if d.closed != [2]trace.Status{trace.NoStatus, trace.Refused} {
		t.Errorf("closed as %v", d.closed)
	}
	quietNow(t, d.w)
}

func TestWhoHearsNothingGivesUp(t *testing.T) {
	d := &download{ask: 100, answer: 10e6}
	d.w = newWorld(d, wire{delay: 50 * ms, bandwidth: 10e6}, 1)
	c := d.w.open(d.w.transport.Use(linux))
	d.w.later(sim.Second, func() { deaf(d.w, 0); deaf(d.w, 1) })
	d.w.run(t)
	if d.closed != [2]trace.Status{trace.NoStatus, trace.TimedOut} {
		t.Errorf("closed as %v", d.closed)
	}
	if !c.Ready(0) {
		t.Error("the end that only listens knows of it")
	}
	quietNow(t, d.w)
}

func TestAnEndWithoutRoomStopsTheOtherUntilItReads(t *testing.T) {
	stack := linux
	stack.ReceiveWindow = 10 * 1448
	d := &download{ask: 100, answer: 100 * 1448}
	d.w = newWorld(d, wire{delay: 50 * ms}, 1)
	c := d.w.open(d.w.transport.Use(stack))
	d.unread = func(upTo int64) int64 {
		if d.w.Now() < 10*sim.Second {
			return upTo
		}
		return 0
	}
	var stuck int64
	d.w.later(10*sim.Second-1, func() { stuck = d.got[0] })
	d.w.later(10*sim.Second-1, func() {
		if s := d.w.transport.Standing(c, 1, 0, stuck); s != NoRoom {
			t.Errorf("what there is no room for is %v", s)
		}
	})
	d.w.later(10*sim.Second, func() { d.w.transport.Unread(c, 0, 0) })
	d.w.run(t)
	if stuck != 10*1448 {
		t.Errorf("with room for 14,480 bytes and nobody reading, %d arrived", stuck)
	}
	if d.got[0] != d.answer {
		t.Errorf("in the end %d bytes arrived", d.got[0])
	}
	quietNow(t, d.w)
}

func TestALostWindowUpdateIsAskedFor(t *testing.T) {
	stack := linux
	stack.ReceiveWindow = 10 * 1448
	d := &download{ask: 100, answer: 100 * 1448}
	d.w = newWorld(d, wire{delay: 50 * ms}, 1)
	c := d.w.open(d.w.transport.Use(stack))
	reading := false
	d.unread = func(upTo int64) int64 {
		if reading {
			return 0
		}
		return upTo
	}
	d.w.later(10*sim.Second, func() {
		reading = true
		deaf(d.w, 0)
		d.w.transport.Unread(c, 0, 0)
		d.w.wires[0].loss = 0
	})
	d.w.run(t)
	if d.got[0] != d.answer {
		t.Errorf("%d bytes arrived", d.got[0])
	}
	quietNow(t, d.w)
}

func TestAConnectionAtRestTakesNothing(t *testing.T) {
	if n := unsafe.Sizeof(Conn{}); n > 112 {
		t.Errorf("a connection takes %d bytes", n)
	}
	d := &download{ask: 100, answer: 100_000}
	d.w = newWorld(d, wire{delay: 50 * ms}, 1)
	c := d.w.open(d.w.transport.Use(linux))
	d.w.run(t)
	quietNow(t, d.w)
	if !c.Ready(0) || !c.Ready(1) {
		t.Error("it is not open any more")
	}
	if c.ends[1].sent != 100_000 || micros(c.ends[1].smooth) < 100*ms || micros(c.ends[1].smooth) > 150*ms {
		t.Errorf("it remembers %+v", c.ends[1])
	}
}

func TestWhatHoldsUpAByte(t *testing.T) {
	d := &download{ask: 100, answer: 1000 * 1448}
	d.w = newWorld(d, wire{delay: 50 * ms, bandwidth: 10e6}, 1)
	c := d.w.open(d.w.transport.Use(linux))
	is := func(at sim.Time, offset int64, want Standing) {
		d.w.later(at, func() {
			if got := d.w.transport.Standing(c, 1, 0, offset); got != want {
				t.Errorf("at %v byte %d is %v, not %v", at, offset, got, want)
			}
		})
	}
	is(0, 0, Opening)
	is(149*ms, 0, Opening)
	is(151*ms, 0, UnderWay)
	is(151*ms, 10*1448, Congested)
	is(202*ms, 0, Delivered)
	d.w.watch = func(_ *Conn, end int, id uint32, _ string) {
		q := d.w.transport.packets.At(id)
		if end == 1 {
			d.w.wires[1].loss = 0
			if q.seq == 20*1448 && d.w.Now() < 300*ms {
				d.w.wires[1].loss = 1 // the next one
			}
		}
	}
	is(270*ms, 21*1448, Recovering)
	is(320*ms, 21*1448, Recovering)
	is(320*ms, 22*1448, HeadOfLine)
	d.w.run(t)
	if d.last == 0 {
		t.Fatal("not done")
	}
}

// undone is how often end 1 of the first connection took a reduction back,
// while it is busy.
func (w *world) undone() int { return w.transport.pairs.all[1].ends[1].undone }

func TestWhatIsLostOnAWireThatKeepsOrderIsNeverTakenBack(t *testing.T) {
	for seed := range uint64(20) {
		d := &download{ask: 100, answer: 3e6}
		d.w = newWorld(d, wire{bandwidth: 100e6, queue: 625_000, delay: 25 * ms, loss: 0.01}, seed)
		most := 0
		d.w.watch = func(*Conn, int, uint32, string) { most = max(most, d.w.undone()) }
		d.w.open(d.w.transport.Use(linux))
		d.w.run(t)
		if d.w.wires[1].lost == 0 || most > 0 {
			t.Errorf("seed %d: of %d losses %d were taken back", seed, d.w.wires[1].lost, most)
		}
	}
}

func TestATimeoutThatWasNotCalledForIsTakenBack(t *testing.T) {
	for _, stamps := range []bool{true, false} {
		stack := linux
		stack.Timestamps = stamps
		d := &download{ask: 100, answer: 3e6}
		d.w = newWorld(d, wire{bandwidth: 100e6, delay: 25 * ms}, 1)
		most := 0
		d.w.watch = func(*Conn, int, uint32, string) { most = max(most, d.w.undone()) }
		d.w.later(250*ms, func() { d.w.wires[1].delay = 425 * ms })
		d.w.open(d.w.transport.Use(stack))
		d.w.run(t)
		if d.last == 0 || (most > 0) != stamps {
			t.Errorf("time stamps %v: taken back %d times", stamps, most)
		}
	}
}

func TestALossIsRepeatedWhenThreeLaterOnesHaveArrived(t *testing.T) {
	d := &download{ask: 100, answer: 10 * 1448}
	d.w = newWorld(d, wire{bandwidth: 12e6, delay: 50 * ms}, 1) // a segment takes 1 ms
	var sent []sim.Time
	d.w.watch = func(_ *Conn, e int, id uint32, _ string) {
		if q := d.w.transport.packets.At(id); e == 1 && q.end > q.seq {
			d.w.wires[1].loss = 0
			if q.seq == 2*1448 {
				d.w.wires[1].loss = 1 // the next one
			}
			if q.seq == 3*1448 {
				sent = append(sent, d.w.Now())
			}
		}
	}
	d.w.open(d.w.transport.Use(linux))
	d.w.run(t)
	if len(sent) != 2 {
		t.Fatalf("sent at %v", sent)
	}
	if after := sent[1] - sent[0]; after < 107*ms || after > 108*ms { // the seventh of ten is there after 57 ms
		t.Errorf("repeated after %v", after)
	}
}
