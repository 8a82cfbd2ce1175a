package metrics

import (
	"math"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// The window is from 4 to 10 s. One target is out from 2 to 7 s and from 9 s on, the
// other from 6 to 8 s: 3 + 1 + 2 s, of which two times began within the window.
func TestEjectionsAreCountedOnBothSides(t *testing.T) {
	turn := func(kind trace.Kind, at sim.Time, target trace.Place) trace.Record {
		return trace.Record{Kind: kind, At: at, Node: lb, Peer: target, Status: trace.Failed}
	}
	f := tell(town(10*s, 4*s),
		turn(trace.Eject, 2*s, api0), turn(trace.Eject, 6*s, api1), turn(trace.Readmit, 7*s, api0), turn(trace.Readmit, 8*s, api1), turn(trace.Eject, 9*s, api0))
	want(t, f, map[string]float64{
		"lb.ejections": 2, "lb.ejections.time": 6, "api.ejections": 2, "api.ejections.time": 6,
		"api/0.ejections": 1, "api/0.ejections.time": 4, "api/1.ejections": 1, "api/1.ejections.time": 2,
		"user.ejections": 0, "lb.panic.time": 0,
	})
}

// It panics from 3 to 5 s and, once one more is ill than before, on to 7 s: three
// requests of five come within the window while it does.
func TestWhatComesInPanicIsAShareOfAll(t *testing.T) {
	comes := func(at sim.Time) trace.Record {
		return trace.Record{Kind: trace.Arrive, At: at, Node: lb, Peer: user, Msg: 1, Shape: trace.Request}
	}
	panics := func(at sim.Time, n int64) trace.Record {
		return trace.Record{Kind: trace.Panic, At: at, Node: lb, Aux: n}
	}
	f := tell(town(10*s, 4*s),
		panics(3*s, 1), comes(3*s), comes(4*s), comes(5*s), panics(5*s, 2), comes(6*s), panics(7*s, 0), comes(7*s), comes(8*s))
	want(t, f, map[string]float64{"lb.panic.share": 3. / 5, "lb.panic.time": 3, "api.panic.time": 0, "api.panic.share": math.NaN()})
}
