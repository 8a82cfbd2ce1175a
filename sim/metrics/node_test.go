package metrics

import (
	"math"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

func queued(at sim.Time, msg uint32, waiting int64, p trace.Place) trace.Record {
	return trace.Record{At: at, Kind: trace.Queue, Msg: msg, Node: p, Aux: waiting}
}

func served(at sim.Time, msg uint32, waited sim.Time, p trace.Place) trace.Record {
	return trace.Record{At: at, Kind: trace.Serve, Msg: msg, Node: p, Aux: int64(waited), Shape: trace.Request}
}

func finished(at sim.Time, msg uint32, work sim.Time, p trace.Place, how trace.Status) trace.Record {
	return trace.Record{At: at, Kind: trace.Finish, Msg: msg, Node: p, Aux: int64(work), Shape: trace.Request, Status: how}
}

func TestOverlappingServesAddUpToUtilization(t *testing.T) {
	// Of the two workers of api/0 one is busy from 0 to 8 s, the other from 2
	// to 6 s; api/1 is idle. Window 4 to 10 s: 4 + 2 = 6 worker seconds.
	f := tell(town(10*s, 4*s),
		served(0, 1, 0, api0), served(2*s, 2, 0, api0),
		finished(6*s, 2, 4*s, api0, trace.OK), finished(8*s, 1, 8*s, api0, trace.Failed))
	want(t, f, map[string]float64{
		"api/0.utilization": 6. / 12, "api.utilization": 6. / 24, "api/0.busy.mean": 1, "api.busy.max": 2, "api.busy.end": 0,
		"api.served": 1, "api.failed": 1, "api.cpu": 12, "api.cpu.request": 12, "api.service.mean": 6,
		"api.waited":          math.NaN(), // both were taken up before
		"user.utilization":    math.NaN(),
		"api.population.mean": 1, "api.population.p50": 1, "api.population.atLeast.1": 4. / 6, "api.population.atLeast.2": 2. / 6, "api.population.atLeast.3": 0,
	})
}

func TestSharedWorkersAreBusyNoMoreThanTheyAre(t *testing.T) {
	// Three at a time share two workers for 5 s of 10.
	f := tell(town(10*s, 0),
		served(0, 1, 0, api0), served(0, 2, 0, api0), served(0, 3, 0, api0),
		finished(5*s, 1, s, api0, trace.OK), finished(5*s, 2, s, api0, trace.OK), finished(5*s, 3, s, api0, trace.OK))
	want(t, f, map[string]float64{"api/0.utilization": 0.5, "api/0.busy.mean": 1.5, "api.busy.max": 3})
}

func TestQueueIsWeightedByTime(t *testing.T) {
	// Waiting: 0 until 1 s, 1 until 2 s, 2 until 5 s, 1 until 7 s, 0 until 10 s.
	// 1 + 6 + 2 = 9 message seconds; waits of 0, 4 and 5 s are the same 9.
	f := tell(town(10*s, 0),
		served(0, 1, 0, worker),
		queued(1*s, 2, 1, worker), queued(2*s, 3, 2, worker),
		finished(5*s, 1, 5*s, worker, trace.OK), served(5*s, 2, 4*s, worker),
		finished(7*s, 2, 2*s, worker, trace.OK), served(7*s, 3, 5*s, worker),
		finished(9*s, 3, 2*s, worker, trace.OK))
	want(t, f, map[string]float64{
		"worker.queue.mean": 0.9, "worker.queue.max": 2, "worker.queue.end": 0,
		"worker.wait.mean": 3, "worker.wait.max": 5, "worker.wait.min": 0, "worker.waited": 2. / 3,
		"worker.population.mean": 0.9 + 0.9, "worker.population.atLeast.2": 0.6, "worker.population.atLeast.3": 0.3,
	})
}

func TestOnlyTheQueuedLeaveTheQueue(t *testing.T) {
	// At 2 s, message 1 is interrupted and waits, and 2 is taken up at once.
	// At 4 s, 3 is refused, and 1 gives up.
	f := tell(town(10*s, 0),
		served(0, 1, 0, worker), finished(2*s, 1, 2*s, worker, trace.Unfinished),
		queued(2*s, 1, 1, worker), served(2*s, 2, 0, worker),
		trace.Record{At: 4 * s, Kind: trace.Drop, Msg: 3, Node: worker, Status: trace.Rejected},
		trace.Record{At: 4 * s, Kind: trace.Drop, Msg: 1, Node: worker, Status: trace.TimedOut},
	)
	want(t, f, map[string]float64{
		"worker.queue.mean": 0.2, "worker.queue.end": 0, "worker.rejected": 1, "worker.dropped": 1,
		"worker.cutShort": 1, "worker.busy.end": 1,
	})
}

func TestOwnWorkThatHasNotWaitedLeavesTheOthersInTheQueue(t *testing.T) {
	// Message 2 waits from 2 s on. At that instant work of the place's own is
	// refused, and other such work is taken up at once.
	f := tell(town(10*s, 0),
		served(0, 1, 0, worker), queued(2*s, 2, 1, worker),
		trace.Record{At: 2 * s, Kind: trace.Drop, Node: worker, Status: trace.Rejected},
		served(2*s, 0, 0, worker),
	)
	want(t, f, map[string]float64{"worker.queue.mean": 0.8, "worker.queue.end": 1, "worker.rejected": 1, "worker.busy.end": 2})
}

func TestConnectionsCountAtBothEndsUntilTheyEnd(t *testing.T) {
	conn := func(at sim.Time, kind trace.Kind, c uint32, to trace.Place) trace.Record {
		return trace.Record{At: at, Kind: kind, Conn: c, Node: user, Peer: to}
	}
	f := tell(town(10*s, 0),
		conn(0, trace.Open, 1, lb), conn(1*s, trace.Opened, 1, lb),
		conn(1*s, trace.Open, 2, lb), conn(2*s, trace.Reset, 2, lb), // refused: never open, hence not broken
		conn(2*s, trace.Open, 3, lb), conn(3*s, trace.Opened, 3, lb), conn(5*s, trace.Close, 3, lb),
		conn(6*s, trace.Open, 4, lb), conn(6*s, trace.Opened, 4, lb), conn(8*s, trace.Reset, 4, lb))
	want(t, f, map[string]float64{
		"lb.opens": 4, "user.opens": 4, "lb.resets": 1, "user.resets": 1, "lb.connections.max": 2, "lb.connections.end": 1,
		"user.connections.mean": (9. + 2. + 2.) / 10,
	})
}

// The balancer has what it has accepted: of three, one at once, one after 3 s, which ends
// at 8 s, and one never. A crash since 5 connections were too many says how many it had.
func TestWhatWaitsToBeAcceptedCountsForItsOpenerAlone(t *testing.T) {
	conn := func(at sim.Time, kind trace.Kind, c uint32, waits int64) trace.Record {
		return trace.Record{At: at, Kind: kind, Conn: c, Node: user, Peer: lb, Aux: waits}
	}
	f := tell(town(10*s, 0),
		conn(0, trace.Open, 1, 0), conn(0, trace.Opened, 1, 0), conn(0, trace.Open, 2, 0), conn(0, trace.Open, 3, 0),
		conn(1*s, trace.Opened, 2, 1), conn(2*s, trace.Opened, 3, 1), conn(4*s, trace.Admitted, 2, 0),
		conn(8*s, trace.Close, 2, 0), conn(9*s, trace.Reset, 3, 0))
	want(t, f, map[string]float64{
		"user.connections.mean": (10. + 7. + 7.) / 10, "user.connections.opening.mean": (1. + 2.) / 10, "user.connections.max": 3,
		"lb.connections.mean": (10. + 4.) / 10, "lb.connections.opening.mean": (4. + 9.) / 10, "lb.connections.max": 2,
		"lb.opened": 2, "user.opened": 3, "lb.resets": 0, "user.resets": 1, "lb.closes": 1,
	})
	f = tell(town(10*s, 0), conn(0, trace.Open, 1, 0), conn(0, trace.Opened, 1, 0), trace.Record{At: 1 * s, Kind: trace.Down, Node: lb, Aux: 5})
	want(t, f, map[string]float64{"lb.connections.max": 5, "lb.connections.end": 1})
}

// A connection breaks for the one that has opened it, and the other hears of that 4 s
// later; of another it never does. One that is refused had not been open.
func TestAConnectionBreaksForEitherEndAsItHears(t *testing.T) {
	conn := func(at sim.Time, kind trace.Kind, n uint32) trace.Record {
		return trace.Record{At: at, Kind: kind, Node: user, Peer: lb, Conn: n}
	}
	reset := func(at sim.Time, n uint32, why trace.Status) trace.Record {
		return trace.Record{At: at, Kind: trace.Arrive, Node: user, Peer: lb, Conn: n, Shape: trace.Resetting, Status: why}
	}
	f := tell(town(10*s, 0), conn(0, trace.Open, 1), conn(0, trace.Opened, 1), conn(0, trace.Open, 2), conn(0, trace.Opened, 2), conn(0, trace.Open, 3),
		reset(1*s, 3, trace.NoStatus), reset(1*s, 2, trace.Leaving), reset(2*s, 1, trace.NoStatus), reset(3*s, 2, trace.NoStatus), conn(6*s, trace.Reset, 1))
	want(t, f, map[string]float64{
		"user.resets": 2, "lb.resets": 1, "user.connections.mean": (2. + 3.) / 10, "user.connections.end": 0,
		"lb.connections.mean": (6. + 10.) / 10, "lb.connections.end": 1, "user.connections.opening.mean": 1, "lb.connections.opening.mean": 1,
	})
}

func TestLookUpsCountOnBothSides(t *testing.T) {
	look := func(at sim.Time) trace.Record {
		return trace.Record{At: at, Kind: trace.LookedUp, Node: user, Peer: api0, Payload: uint32(lb)}
	}
	f := tell(town(10*s, 4*s), look(3*s), look(4*s), look(9*s))
	want(t, f, map[string]float64{"lb.lookups": 2, "user.lookups": 2, "api.lookups": 0})
}

func TestDowntimeAddsUpOverReplicas(t *testing.T) {
	state := func(at sim.Time, kind trace.Kind, p trace.Place) trace.Record {
		return trace.Record{At: at, Kind: kind, Node: p}
	}
	// Window 4 to 10 s: api/0 is down 4 to 5 s, api/1 from 7 s to the end.
	f := tell(town(10*s, 4*s),
		state(2*s, trace.Down, api0), state(5*s, trace.Up, api0), state(6*s, trace.Up, api0),
		state(7*s, trace.Down, api1), state(8*s, trace.Down, api1))
	want(t, f, map[string]float64{
		"api.downtime": 4, "api/0.downtime": 1, "api/1.availability": 0.5, "api.availability": 1 - 4./12, "lb.availability": 1,
	})
}

func TestBacklogAndHeldAreLevels(t *testing.T) {
	at := func(at sim.Time, kind trace.Kind, p trace.Place) trace.Record {
		return trace.Record{At: at, Kind: kind, Flow: 3, Node: p}
	}
	f := tell(town(10*s, 0),
		at(0, trace.Store, broker), at(2*s, trace.Store, broker), at(4*s, trace.Unstore, broker),
		at(1*s, trace.Hold, api1), at(5*s, trace.Free, api1))
	want(t, f, map[string]float64{
		"jobs.backlog.mean": 1.2, "jobs.backlog.max": 2, "jobs.backlog.end": 1, "api/1.held.mean": 0.4, "api.held.max": 1,
	})
}

func TestSubscriptionsAreHeldUntilTheyEndOrTheirPlaceCrashes(t *testing.T) {
	at := func(at sim.Time, kind trace.Kind) trace.Record {
		return trace.Record{At: at, Kind: kind, Flow: 1, Node: api1}
	}
	f := tell(town(10*s, 0),
		at(1*s, trace.Subscribed), at(1*s, trace.Subscribed), at(3*s, trace.Unsubscribed), at(4*s, trace.Subscribed),
		at(5*s, trace.Down), at(5*s, trace.Unsubscribed), at(6*s, trace.Up), at(8*s, trace.Subscribed))
	want(t, f, map[string]float64{"api/1.held.mean": (2*2 + 1 + 2 + 2) / 10., "api.held.max": 2, "api/1.held.end": 1})
}

func TestPushesCountForImbalance(t *testing.T) {
	push := func(from trace.Place) trace.Record {
		return trace.Record{At: 1 * s, Until: 2 * s, Kind: trace.Send, Flow: 1, Node: from, Peer: lb, Shape: trace.Push}
	}
	f := tell(town(10*s, 0), push(api1), push(api1), push(api1), push(api0))
	want(t, f, map[string]float64{"api/1.share": 0.75, "api.imbalance": 0.75 * 2})
}

func TestReplicasOfLargeNodesAreNotToldApart(t *testing.T) {
	f := New(town(10*s, 0), Options{Replicas: 1})
	f.Fold([]trace.Record{served(0, 1, 0, api1)})
	f.Close(10 * s)
	if m, ok := f.Lookup("api/1.busy.mean"); ok {
		t.Errorf("api/1 has a figure of its own: %v", m)
	}
	want(t, f, map[string]float64{"api.busy.mean": 1, "api.utilization": 0.25})
}

func TestSidecarsHaveFiguresOfTheirOwn(t *testing.T) {
	f := tell(town(10*s, 0), served(0, 1, 0, aside1), finished(5*s, 1, 5*s, aside1, trace.OK))
	want(t, f, map[string]float64{
		"api+sidecar.cpu": 5, "api/1+sidecar.cpu": 5, "api/0+sidecar.cpu": 0, "api.cpu": 0, "api+sidecar.utilization": math.NaN(),
	})
}

func TestImbalanceIsOfTheReplicasThatWereThere(t *testing.T) {
	got := func(p trace.Place, at sim.Time) trace.Record {
		return trace.Record{At: at, Kind: trace.Arrive, Flow: 1, Node: p, Peer: lb, Shape: trace.Request}
	}
	gone := trace.Record{Kind: trace.Turn, Node: api1, Aux: int64(trace.Gone), Status: trace.OK}
	alone := []trace.Record{gone, got(api0, 1*s), got(api0, 2*s)}
	want(t, tell(town(10*s, 0), alone...), map[string]float64{"api.imbalance": 1})
	back := trace.Record{At: 5 * s, Kind: trace.Turn, Node: api1, Aux: int64(trace.Ready)}
	want(t, tell(town(10*s, 0), append(alone, back)...), map[string]float64{"api.imbalance": 2})
}
