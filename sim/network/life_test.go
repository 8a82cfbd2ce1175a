package network

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// The ways of talking by which lives of connections are tried: without a
// transport, and with protocols that end them in their own ways.
var manners = []string{"whole", "http1", "http2", "http3", "amqp"}

// newLife joins two places, 10 ms apart, by a link whose connections live so.
func newLife(t *testing.T, manner string, life LifeConfig) *talk {
	t.Helper()
	c := LinkConfig{Direction: Direction{Latency: constant(10 * ms)}, Connection: ConnectionConfig{Open: "first", LifeConfig: life}}
	if manner == "whole" {
		one := 1
		c.Connection.Streams = &one
		a := &talk{pair: newPair(t, c)}
		a.net.Receiver(a)
		return a
	}
	return newTalk(t, manner, c, bare)
}

// ends are when connections ended, how, and why.
func (r records) ends() (ends []trace.Record) {
	for i := range r {
		if k := r[i].Kind; k == trace.Close || k == trace.Reset {
			ends = append(ends, r[i])
		}
	}
	return ends
}

func after(d sim.Time) *sim.Time { return &d }

func TestAcceptorClosesWhatWasUnusedForLong(t *testing.T) {
	for _, manner := range manners {
		a := newLife(t, manner, LifeConfig{AcceptorIdle: after(100 * ms)})
		a.at(0, func() { a.ask(10) })
		a.at(90*ms, func() { a.ask(10) }) // which arrives 70 ms after the first answer
		a.run()
		ends := a.records.ends()
		if len(ends) != 1 || ends[0].Kind != trace.Close || ends[0].Status != trace.Idle {
			t.Errorf("%s: connections end as %v, want one that is closed for being idle", manner, ends)
			continue
		}
		if got := a.records.count(trace.Open, trace.NoShape); got != 1 {
			t.Errorf("%s: %d connections, want 1", manner, got)
		}
		if least := 210 * ms; ends[0].At < least || ends[0].At > least+40*ms {
			t.Errorf("%s: closed at %v, want 100 ms after the answer at 100 ms, and up to four ways later", manner, ends[0].At)
		}
		if len(a.heard) != 4 || len(a.broken) != 0 {
			t.Errorf("%s: %d messages have arrived, and %d ends broke; want 4 and 0", manner, len(a.heard), len(a.broken))
		}
	}
}

func TestAcceptorDoesNotCloseWhatItHasInHand(t *testing.T) {
	for _, manner := range manners {
		a := newLife(t, manner, LifeConfig{AcceptorIdle: after(100 * ms)})
		a.delay, a.holds = sim.Second, true
		a.at(0, func() { a.ask(10) })
		a.at(sim.Second, func() { a.holds = false })
		a.run()
		ends := a.records.ends()
		if len(a.heard) != 2 || len(ends) != 1 || ends[0].At < 1130*ms || ends[0].At > 1170*ms {
			t.Errorf("%s: heard %v, ended %v; want an answer after 1 s, and an end 100 ms later", manner, a.heard, ends)
		}
	}
}

// The acceptor closes at 130 ms. What is sent 5 ms later crosses its word.
func TestRequestThatCrossesTheCloseIsRefused(t *testing.T) {
	for _, row := range []struct {
		manner string
		heard  int      // messages at either end
		broken sim.Time // when the one who asked learns of it; 0: never
	}{
		{"whole", 2, 140 * ms}, {"http1", 2, 140 * ms}, {"amqp", 2, 140 * ms},
		{"http2", 4, 0}, {"http3", 4, 0}, // GOAWAY: what crosses it is answered
	} {
		a := newLife(t, row.manner, LifeConfig{AcceptorIdle: after(100 * ms)})
		a.at(0, func() { a.ask(10) })
		a.at(135*ms, func() { a.ask(10) })
		var broken sim.Time
		a.at(140*ms-1, func() { a.broken = nil })
		a.at(140*ms+1, func() {
			if len(a.broken) == 1 && a.broken[0] == 1 {
				broken = 140 * ms
			}
		})
		a.run()
		if len(a.heard) != row.heard || broken != row.broken {
			t.Errorf("%s: %d messages arrive, broken at %v: want %d and %v", row.manner, len(a.heard), broken, row.heard, row.broken)
		}
		if got := len(a.records.ends()); got != 1 {
			t.Errorf("%s: %d connections have ended, want 1", row.manner, got)
		}
	}
}

// A request after the close finds another connection, and nothing of it is lost.
func TestRequestAfterTheCloseOpensAnother(t *testing.T) {
	for _, manner := range manners {
		a := newLife(t, manner, LifeConfig{AcceptorIdle: after(100 * ms)})
		a.at(0, func() { a.ask(10) })
		a.at(200*ms, func() { a.ask(10) })
		a.run()
		if got := a.records.count(trace.Open, trace.NoShape); got != 2 || len(a.heard) != 4 || len(a.broken) != 0 {
			t.Errorf("%s: %d connections, %d messages, %d ends broke; want 2, 4 and 0", manner, got, len(a.heard), len(a.broken))
		}
		if got := len(a.records.ends()); got != 2 {
			t.Errorf("%s: %d connections have ended, want 2", manner, got)
		}
	}
}

// The first exchange goes on for a second. What comes after the connection's age
// of 300 ms finds another.
func TestConnectionThatIsOldEnoughTakesNoMore(t *testing.T) {
	for _, manner := range manners {
		a := newLife(t, manner, LifeConfig{MaxAge: after(300 * ms)})
		a.delay = sim.Second
		a.at(0, func() { a.ask(10) })
		a.at(500*ms, func() { a.ask(10) })
		a.run()
		ends := a.records.ends()
		if got := a.records.count(trace.Open, trace.NoShape); got != 2 || len(a.heard) != 4 || len(a.broken) != 0 || len(ends) != 2 {
			t.Errorf("%s: %d connections, %d messages, %d ends broke, %d ended; want 2, 4, 0 and 2", manner, got, len(a.heard), len(a.broken), len(ends))
			continue
		}
		if at := ends[0].At; at < 1040*ms || at > 1100*ms {
			t.Errorf("%s: the first is closed at %v, want its answer's arrival at 1.04 s", manner, at)
		}
	}
}

// What lies between forgets the connection 200 ms after the first answer. The
// second request, 300 ms later, never arrives, and nobody is told.
func TestWhatLiesBetweenForgetsWhatIsSilent(t *testing.T) {
	for _, manner := range manners {
		for _, row := range []struct {
			second sim.Time
			heard  int
		}{{240 * ms, 4}, {540 * ms, 2}} {
			a := newLife(t, manner, LifeConfig{MiddleboxIdle: after(250 * ms)})
			a.at(0, func() { a.ask(10) })
			a.at(row.second, func() { a.ask(10) })
			a.at(5*sim.Second, func() {
				if len(a.heard) != row.heard || len(a.broken) != 0 {
					t.Errorf("%s: asked again at %v: %d messages have arrived after 5 s, %d ends broke; want %d and 0", manner, row.second, len(a.heard), len(a.broken), row.heard)
				}
			})
			a.run()
		}
	}
}

// The second request is sent 250 ms and more after the first answer. Half-way what
// lies between answers it by a reset; the other end is told nothing.
func TestWhatLiesBetweenResetsWhatItHasForgotten(t *testing.T) {
	for _, manner := range []string{"whole", "http1", "http2", "amqp"} {
		a := newLife(t, manner, LifeConfig{MiddleboxIdle: after(250 * ms), Middlebox: "resets"})
		a.at(0, func() { a.ask(10) })
		a.at(540*ms, func() { a.ask(10) })
		a.at(550*ms-1, func() {
			if len(a.broken) != 0 {
				t.Errorf("%s: an end broke before the reset was there", manner)
			}
		})
		a.at(550*ms+1, func() {
			if len(a.heard) != 2 || !slices.Equal(a.broken, []trace.Place{1}) {
				t.Errorf("%s: %d messages have arrived, ends %v broke; want 2 and that of who asked, 10 ms after", manner, len(a.heard), a.broken)
			}
		})
		a.at(600*ms, func() { a.ask(10) }) // on another connection
		a.run()
		if got := a.records.count(trace.Open, trace.NoShape); got != 2 || len(a.heard) != 4 {
			t.Errorf("%s: %d connections, and %d messages have arrived; want 2 and 4", manner, got, len(a.heard))
		}
	}
}

// What lies between speaks for the other end only where that could have spoken.
func TestNobodySpeaksForAHostThatIsSilent(t *testing.T) {
	for _, manner := range []string{"whole", "http1"} {
		a := newLife(t, manner, LifeConfig{MiddleboxIdle: after(250 * ms), Middlebox: "resets"})
		a.at(0, func() { a.ask(10) })
		a.at(100*ms, func() { a.net.Crash(2, trace.Silent) })
		a.at(540*ms, func() { a.ask(10) })
		a.at(5*sim.Second, func() {
			if len(a.broken) != 0 {
				t.Errorf("%s: %v broke, though nobody has said so", manner, a.broken)
			}
		})
		a.run()
	}
}

// Of connections that opened at one instant and on one wire, too, each has an age
// of its own.
func TestConnectionsGrowOldAtDifferentAges(t *testing.T) {
	one := 1
	c := LinkConfig{Direction: Direction{Latency: constant(ms)}, Connection: ConnectionConfig{Open: "first", Streams: &one, LifeConfig: LifeConfig{MaxAge: after(sim.Second), AgeJitter: 0.1}}}
	a := &talk{pair: newPair(t, c)}
	a.net.Receiver(a)
	a.at(0, func() {
		for range 100 {
			a.ask(10)
		}
	})
	a.run()
	var ages []sim.Time
	for _, r := range a.records.ends() {
		ages = append(ages, r.At-2*ms)
	}
	slices.Sort(ages)
	if len(ages) != 100 || ages[0] < 900*ms || ages[99] >= 1100*ms || ages[10] > 950*ms || ages[89] < 1050*ms {
		t.Errorf("%d connections ended at ages from %v to %v; want 100, evenly from 900 ms to 1.1 s", len(ages), ages[0], ages[len(ages)-1])
	}
	if len(slices.Compact(ages)) != 100 {
		t.Error("two of them have the same age")
	}
}

func TestWhatLiesBetweenForgetsForGood(t *testing.T) {
	a := newLife(t, "whole", LifeConfig{MiddleboxIdle: after(100 * ms)})
	a.mute = true
	for i := range 4 { // the second comes too late, and the others soon after it
		a.at(sim.Time([]int{0, 300, 310, 320}[i])*ms, func() { a.ask(10); a.net.Done(a.conn, sim.Ref{}) })
	}
	a.run()
	if len(a.heard) != 1 || len(a.lost) != 3 {
		t.Errorf("%d have arrived and %d are lost, want 1 and 3", len(a.heard), len(a.lost))
	}
}

// opens are when connections were asked for.
func (r records) opens() (at []sim.Time) {
	for i := range r {
		if r[i].Kind == trace.Open {
			at = append(at, r[i].At)
		}
	}
	return at
}

// Of a pool of one, the connection grows old at 100 ms and more, in the midst of an
// exchange that takes a second. What is asked meanwhile waits for its end where the
// connection carries one at a time; where it carries several, the old one drains
// beside the new.
func TestAnOldConnectionCountsUntilItIsGivenBack(t *testing.T) {
	one := 1
	for _, row := range []struct {
		manner, giveUp string
		waits          bool
	}{
		{"whole", "close", true}, {"whole", "wait", true}, {"http1", "", true}, {"amqp", "", true},
		{"shared", "", false}, {"http2", "", false}, {"http3", "", false},
	} {
		c := LinkConfig{Direction: Direction{Latency: constant(10 * ms)}, Connection: ConnectionConfig{Open: "first", Max: &one, LifeConfig: LifeConfig{MaxAge: after(100 * ms)}}}
		var a *talk
		switch row.manner {
		case "whole", "shared":
			two := 2
			c.Connection.Streams = &two
			if row.manner == "whole" {
				c.Connection.Streams, c.Connection.GiveUp = &one, &row.giveUp
			}
			a = &talk{pair: newPair(t, c)}
			a.net.Receiver(a)
		default:
			if row.manner == "amqp" {
				c.Connection.Streams = &one
			}
			a = newTalk(t, row.manner, c, nil)
		}
		a.delay = sim.Second
		a.at(0, func() { a.ask(10) })
		a.at(500*ms, func() { a.ask(10) })
		a.run()
		opens := a.records.opens()
		if len(a.heard) != 4 || len(opens) != 2 {
			t.Errorf("%s: heard %v on connections opened at %v, want 4 on 2", row.manner, a.heard, opens)
			continue
		}
		want := 500 * ms
		if row.waits {
			want = a.heard[1].At // when its opener has the answer, and closes it
		}
		if opens[1] != want {
			t.Errorf("%s: the second connection is asked for at %v, want %v", row.manner, opens[1], want)
		}
	}
}

// What waits for the place of an old connection gets it where that is cut off.
func TestWhatIsCutOffMakesRoomForWhatWaits(t *testing.T) {
	one := 1
	for _, manner := range []string{"whole", "http1"} {
		c := LinkConfig{Direction: Direction{Latency: constant(10 * ms)}, Connection: ConnectionConfig{Open: "first", Max: &one, LifeConfig: LifeConfig{MaxAge: after(100 * ms), Grace: after(200 * ms)}}}
		a := &talk{}
		if manner == "whole" {
			c.Connection.Streams = &one
			a.pair = newPair(t, c)
			a.net.Receiver(a)
		} else {
			a = newTalk(t, manner, c, nil)
		}
		a.mute = true
		a.at(0, func() { a.ask(10) })
		a.at(150*ms, func() { a.ask(10) })
		a.run()
		if opens := a.records.opens(); len(opens) != 2 || len(a.heard) != 2 || opens[1] < 320*ms || opens[1] > 350*ms {
			t.Errorf("%s: opened at %v, heard %v; want the second at 300 ms after the first was open", manner, opens, a.heard)
		}
	}
}

// An old connection that is left, since its asker has given up, counts no longer.
func TestAnOldConnectionThatIsLeftMakesRoom(t *testing.T) {
	one := 1
	c := LinkConfig{Direction: Direction{Latency: constant(10 * ms)}, Connection: ConnectionConfig{Open: "first", Streams: &one, Max: &one, LifeConfig: LifeConfig{MaxAge: after(100 * ms)}}}
	a := &talk{pair: newPair(t, c), mute: true}
	a.net.Receiver(a)
	a.at(0, func() { a.ask(10) })
	a.at(200*ms, func() { a.ask(10) })
	a.at(300*ms, func() { a.net.GiveUp(a.conn, sim.Ref{}) })
	a.run()
	if opens := a.records.opens(); len(opens) != 2 || opens[1] != 300*ms {
		t.Errorf("opened at %v; want the second where the first is given up, at 300 ms", opens)
	}
}
