package check

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

func TestABreakerLetsTrialsThroughOnlyWhileItIsOpen(t *testing.T) {
	restore := rec{Kind: trace.Restore, Node: phone, Peer: api}
	hold(t, storyTopology(), []row{
		{"a trial of a closed one", func(s *story) { s.without(trace.Trip, 0) }, "breakers", "no circuit breaker of place 1 towards 3 is open"},
		{"a trial of another's", func(s *story) { s.of(trace.Trip, 0).Node = tablet }, "breakers", "no circuit breaker of place 1 towards 3 is open"},
		{"a trial of another policy's", func(s *story) { s.of(trace.Probe, 0).Payload = 1 }, "breakers", "no circuit breaker of place 1 towards 3 is open"},
		{"it closes after its trial", func(s *story) { s.then(trace.Probe, 0, restore) }, "", ""},
		{"it closes twice", func(s *story) { s.then(trace.Probe, 0, restore, restore) }, "breakers", "no circuit breaker of place 1 towards 3 is open"},
		{"it closes without a trial", func(s *story) { *s.of(trace.Probe, 0) = rec{Kind: trace.Restore, At: 100, Node: phone, Peer: api} }, "breakers", "closes without a trial"},
		{"it closes with a crash", func(s *story) {
			*s.of(trace.Probe, 0) = rec{Kind: trace.Restore, At: 100, Node: phone, Peer: api, Status: trace.Crashed}
		}, "", ""},
		{"it opens anew after a trial, and closes after another", func(s *story) {
			s.then(trace.Probe, 0, *s.of(trace.Trip, 0), *s.of(trace.Probe, 0), restore)
		}, "", ""},
	})
}

func TestATargetThatIsEjectedComesBackWhenItWasSaid(t *testing.T) {
	eject := rec{Kind: trace.Eject, At: 100, Until: 110, Node: phone, Peer: api, Status: trace.Failed}
	back := rec{Kind: trace.Readmit, At: 110, Node: phone, Peer: api}
	crash := rec{Kind: trace.Readmit, At: 105, Node: phone, Peer: api, Status: trace.Crashed}
	with := func(more ...rec) func(*story) {
		return func(s *story) { s.then(trace.Probe, 0, more...) }
	}
	at := func(r rec, t sim.Time) rec { r.At = t; return r }
	hold(t, storyTopology(), []row{
		{"out, and back", with(eject, back), "", ""},
		{"out, and forgotten with a crash", with(eject, crash), "", ""},
		{"out twice", with(eject, at(eject, 105)), "ejections", "has ejected 3 already, until 110ns"},
		{"back twice", with(eject, back, back), "ejections", "has not ejected 3"},
		{"back too early", with(eject, at(back, 109)), "ejections", "until 110ns"},
		{"back too late", with(eject, at(back, 111)), "ejections", "until 110ns"},
		{"forgotten after its time", with(eject, at(crash, 111)), "ejections", "until 110ns"},
		{"never back", with(eject), "ejections", "never sends to it again"},
		{"still out at the end", with(rec{Kind: trace.Eject, At: 100, Until: 2000, Node: phone, Peer: api, Status: trace.Failed}), "", ""},
		{"out for no time", with(rec{Kind: trace.Eject, At: 100, Until: 100, Node: phone, Peer: api, Status: trace.Failed}, at(back, 100)), "ejections", "for no time"},
	})
}

func TestWhoPanicsHasTargetsThatAreNotWell(t *testing.T) {
	eject := rec{Kind: trace.Eject, At: 100, Until: 2000, Node: phone, Peer: api, Status: trace.Failed}
	unfit := rec{Kind: trace.Unfit, At: 100, Node: phone, Peer: api}
	panics := func(n int64) rec { return rec{Kind: trace.Panic, At: 100, Node: phone, Aux: n} }
	with := func(more ...rec) func(*story) {
		return func(s *story) { s.then(trace.Probe, 0, more...) }
	}
	hold(t, storyTopology(), []row{
		{"for one that it has ejected", with(eject, panics(1)), "", ""},
		{"for one that is unfit, and that is over", with(unfit, panics(1), rec{Kind: trace.Fit, At: 100, Node: phone, Peer: api}, panics(0)), "", ""},
		{"one that is both is one", with(eject, unfit, panics(2)), "panics", "place 1 counts on 2 targets that are not well, of 1"},
		{"all are well", with(panics(1)), "panics", "place 1 counts on 1 targets that are not well, of 0"},
		{"another's is none of its own", with(rec{Kind: trace.Unfit, At: 100, Node: tablet, Peer: api}, panics(1)), "panics", "of 0"},
		{"all are well again", with(unfit, rec{Kind: trace.Fit, At: 100, Node: phone, Peer: api}, panics(1)), "panics", "of 0"},
		{"fewer than none", with(panics(-1)), "panics", "-1 targets"},
		{"the same again", with(unfit, panics(1), panics(1)), "panics", "has said already"},
		{"it ends what it has not begun", with(panics(0)), "panics", "has said already"},
	})
}

func TestAReplicaLetsInNoMoreThanItsLimit(t *testing.T) {
	limit := func(n int64) rec { return rec{Kind: trace.Limits, Node: api, Aux: n} }
	requests := func(s *story) { // what is served, with its shape
		for i := range *s {
			if r := &(*s)[i]; r.Node == api && (r.Msg == 2 || r.Msg == 3) && r.Kind != trace.Send {
				r.Shape = trace.Request
			}
		}
	}
	hold(t, storyTopology(), []row{
		{"two at a time", func(s *story) { requests(s); s.then(trace.Begin, 0, limit(2)) }, "", ""},
		{"one at a time", func(s *story) { requests(s); s.then(trace.Begin, 0, limit(1)) }, "limits", "place 3 lets in one of 2, of at most 1"},
		{"the limit falls once they are in", func(s *story) { requests(s); s.then(trace.Begin, 0, limit(2)); s.then(trace.Queue, 0, limit(1)) }, "", ""},
		{"the limit falls before", func(s *story) { requests(s); s.then(trace.Begin, 0, limit(2)); s.then(trace.Serve, 0, limit(1)) }, "limits", "of at most 1"},
		{"another's limit", func(s *story) { requests(s); r := limit(1); r.Node = broker; s.then(trace.Begin, 0, r) }, "", ""},
		{"none at all", func(s *story) { s.then(trace.Begin, 0, limit(0)) }, "limits", "may have no request in hand"},
	})
}

func TestAReplicaThatHasCrashedHasNothingInHand(t *testing.T) {
	for _, crashes := range []bool{false, true} {
		book := new(log)
		l := newLimits(reporter{book, "limits"})
		for _, r := range []rec{
			{Kind: trace.Limits, Node: api, Aux: 1},
			{Kind: trace.Arrive, Node: api, Msg: 1, Shape: trace.Request}, {Kind: trace.Serve, Node: api, Msg: 1, Shape: trace.Request},
			{Kind: trace.Down, Node: api},
			{Kind: trace.Arrive, Node: api, Msg: 2, Shape: trace.Request}, {Kind: trace.Serve, Node: api, Msg: 2, Shape: trace.Request},
		} {
			if r.Kind != trace.Down || crashes {
				l.see(&r)
			}
		}
		if broken := book.count > 0; broken == crashes {
			t.Errorf("it crashes: %t; the second is one too many: %t", crashes, broken)
		}
	}
}

func TestADiskStallsByOneFaultAfterAnother(t *testing.T) {
	stall := func(counts ...int64) func(*story) {
		return func(s *story) {
			for i := range counts {
				s.then(trace.Probe, 0, rec{Kind: trace.Stall, Node: broker, Aux: counts[len(counts)-1-i]})
			}
		}
	}
	hold(t, storyTopology(), []row{
		{"one, another, and neither", stall(1, 2, 1, 0), "", ""},
		{"it goes on, and did not stall", stall(0), "stalls", "0 faults keep the disk of place 5, after 0"},
		{"two at once", stall(2), "stalls", "2 faults keep the disk of place 5, after 0"},
		{"fewer than none", stall(1, 0, -1), "stalls", "-1 faults"},
		{"it goes on though one is left", stall(1, 2, 0), "stalls", "0 faults keep the disk of place 5, after 2"},
	})
}

// TestADeadLetterIsInOnePlace: message 7 leaves its queue for the dead letters, is put
// back, and is done.
