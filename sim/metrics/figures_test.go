package metrics

import (
	"math"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

const (
	ms = sim.Millisecond
	s  = sim.Second

	// Places of the topology that tests measure.
	user   trace.Place = 1
	lb     trace.Place = 2
	api0   trace.Place = 3
	api1   trace.Place = 4
	aside0 trace.Place = 5
	aside1 trace.Place = 6
	broker trace.Place = 7
	worker trace.Place = 8
)

// town is a client, a balancer before two servers with sidecars and two
// workers each, a broker and its consumer. Flow 1 asks, flow 2 hears, flow 3
// queues.
func town(horizon, warmup sim.Time) *trace.Topology {
	return &trace.Topology{
		Horizon: horizon, Warmup: warmup,
		Nodes: []trace.Node{
			{ID: "user", Kind: "client", First: user, Count: 1, Traits: trace.Traits{Edge: true}},
			{ID: "lb", Kind: "balancer", First: lb, Count: 1, Traits: trace.Traits{Relays: true}},
			{ID: "api", Kind: "server", First: api0, Count: 2, Workers: 2, Sidecar: aside0},
			{ID: "mq", Kind: "broker", First: broker, Count: 1, Workers: 1, Traits: trace.Traits{Keeps: true}},
			{ID: "worker", Kind: "server", First: worker, Count: 1, Workers: 1},
		},
		Places: trace.SpotsOf(
			trace.Spot{Node: 0}, trace.Spot{Node: 1}, trace.Spot{Node: 2}, trace.Spot{Node: 2, Replica: 1},
			trace.Spot{Node: 2, Sidecar: true}, trace.Spot{Node: 2, Replica: 1, Sidecar: true}, trace.Spot{Node: 3}, trace.Spot{Node: 4},
		),
		Links: []trace.Link{{ID: "access", From: 0, To: 1}, {ID: "rack", From: 1, To: 2}},
		Flows: []trace.Flow{
			{ID: "page", From: []int{0}, To: 1, Work: []int{2}},
			{ID: "inbox", From: []int{0}, To: 1, Hears: true},
			{ID: "jobs", From: []int{0}, To: 3, Work: []int{4}},
		},
	}
}

// tell folds records into new figures and closes them at the horizon.
func tell(t *trace.Topology, records ...trace.Record) *Figures {
	f := New(t, Options{Windows: 4})
	f.Fold(records)
	f.Close(t.Horizon)
	return f
}

// begun is the record of an operation of flow 1 intended at at.
func begun(op uint32, at sim.Time, cause trace.Cause) trace.Record {
	return trace.Record{At: at, Kind: trace.Begin, Op: op, N: 1, Flow: 1, Node: user, Aux: int64(at), Cause: cause}
}

func ended(op uint32, at sim.Time, outcome trace.Status) trace.Record {
	return trace.Record{At: at, Kind: trace.End, Op: op, N: 1, Flow: 1, Node: user, Status: outcome}
}

func entered(op uint32, at sim.Time, cause trace.Cause) trace.Record {
	return trace.Record{At: at, Kind: trace.Enter, Op: op, N: 1, Flow: 1, Cause: cause}
}

// want compares figures with what they were worked out to be, by name.
func want(t *testing.T, f *Figures, values map[string]float64) {
	t.Helper()
	for name, value := range values {
		m, ok := f.Lookup(name)
		if !ok {
			t.Errorf("there is no %s", name)
			continue
		}
		same := m.Value == value || math.Abs(m.Value-value) <= 1e-12*math.Abs(value) || math.IsNaN(value) && math.IsNaN(m.Value)
		if !same {
			t.Errorf("%s is %v, want %v", name, m.Value, value)
		}
	}
}

func TestTimeIsSplitAlongTheWayOfAMessage(t *testing.T) {
	// 0 intended, 1 s written down, 2 s connected and sent: 1 s onto the wire
	// (until 3 s), there at 7 s by nature, but behind another until 9 s.
	// Queued 9 to 10, served 10 to 14, answered without ado.
	f := tell(town(20*s, 0),
		trace.Record{At: 1 * s, Kind: trace.Begin, Op: 1, N: 1, Flow: 1, Aux: 0, Cause: trace.Connecting},
		trace.Record{At: 2 * s, Kind: trace.Send, Op: 1, N: 1, Flow: 1, Msg: 1, Node: user, Peer: lb, Cause: trace.Transfer, Aux: int64(3 * s), Until: 9 * s},
		trace.Record{At: 2 * s, Kind: trace.Block, Msg: 1, Flow: 1, Aux: int64(7 * s), Until: 9 * s},
		trace.Record{At: 9 * s, Kind: trace.Arrive, Msg: 1, Flow: 1, Node: lb, Peer: user},
		trace.Record{At: 9 * s, Kind: trace.Queue, Op: 1, N: 1, Flow: 1, Msg: 1, Node: lb, Aux: 1, Cause: trace.Queued},
		trace.Record{At: 10 * s, Kind: trace.Serve, Op: 1, N: 1, Flow: 1, Msg: 1, Node: lb, Aux: int64(1 * s), Cause: trace.InService},
		trace.Record{At: 14 * s, Kind: trace.Finish, Msg: 1, Flow: 1, Node: lb, Aux: int64(4 * s), Status: trace.OK},
		ended(1, 14*s, trace.OK),
	)
	want(t, f, map[string]float64{
		"page.latency.mean": 14, "page.cause.connecting.total": 2, "page.cause.transfer.total": 1,
		"page.cause.inFlight.total": 4, "page.cause.headOfLine.total": 2, "page.cause.queued.total": 1,
		"page.cause.inService.mean": 4, "page.cause.inService.share": 4. / 14, "page.cause.held.mean": 0,
		"lb.wait.mean": 1, "lb.waited": 1, "lb.cpu": 4,
	})
}

func TestALossCutsThePlanOfAMessage(t *testing.T) {
	for _, row := range []struct {
		reason                     string
		lost                       sim.Time
		transfer, flight, blocked_ float64
	}{
		{"while it gets onto the wire", 1 * s, 1, 0, 0},
		{"in flight", 4 * s, 2, 2, 0},
		{"while it is blocked", 7 * s, 2, 4, 1},
	} {
		// Sent at 0: out at 2 s, natural arrival at 6 s, release at 9 s.
		f := tell(town(20*s, 0),
			begun(1, 0, trace.WaitingConn),
			trace.Record{Kind: trace.Send, Op: 1, N: 1, Flow: 1, Msg: 1, Cause: trace.Transfer, Aux: int64(2 * s), Until: 9 * s},
			trace.Record{Kind: trace.Block, Msg: 1, Flow: 1, Aux: int64(6 * s), Until: 9 * s},
			trace.Record{At: row.lost, Kind: trace.Lost, Op: 1, N: 1, Flow: 1, Msg: 1, Cause: trace.Unanswered},
			ended(1, 10*s, trace.OK))
		t.Log(row.reason)
		want(t, f, map[string]float64{
			"page.cause.transfer.total": row.transfer, "page.cause.inFlight.total": row.flight,
			"page.cause.headOfLine.total": row.blocked_, "page.cause.unanswered.total": (10*s - row.lost).Seconds(),
		})
	}
}

func TestOperationsCarriedAlongShareTheWayOfTheirMessage(t *testing.T) {
	// News of operations 1 to 3, of which 3 is put on by a record of its own;
	// blocked from 2 s to 5 s.
	send := trace.Record{Kind: trace.Send, Op: 1, N: 2, Flow: 2, Msg: 1, Node: lb, Peer: user, Shape: trace.News, Cause: trace.Transfer, Aux: int64(1 * s), Until: 5 * s}
	carry := trace.Record{Kind: trace.Carry, Op: 3, N: 1, Flow: 2, Msg: 1, Cause: trace.Transfer, Aux: int64(1 * s), Until: 5 * s}
	f := tell(town(10*s, 0),
		trace.Record{Kind: trace.Begin, Op: 1, N: 3, Flow: 2, Cause: trace.Held},
		send, trace.Record{Kind: trace.Block, Msg: 1, Aux: int64(2 * s), Until: 5 * s}, carry,
		trace.Record{At: 5 * s, Kind: trace.Arrive, Msg: 1, Flow: 2, Node: user, Peer: lb, Shape: trace.News},
		trace.Record{At: 5 * s, Kind: trace.End, Op: 1, N: 3, Flow: 2, Status: trace.OK})
	want(t, f, map[string]float64{
		"inbox.ok": 3, "inbox.staleness.mean": 5, "inbox.staleness.p99": 5, "page.staleness.mean": math.NaN(),
		"inbox.cause.transfer.total": 3, "inbox.cause.inFlight.total": 3, "inbox.cause.headOfLine.total": 9,
		"inbox.deliveries": 1, "inbox.answers": 0, // the balancer passes it on
	})
}

func TestOperationsCountByTheirIntendedStart(t *testing.T) {
	late := begun(3, 12*s, trace.Queued)
	late.Aux = int64(9 * s)
	f := tell(town(30*s, 10*s),
		begun(1, 5*s, trace.Queued),  // before the window, although it ends within
		begun(2, 10*s, trace.Queued), // its first instant
		ended(1, 11*s, trace.OK),
		late, // written down within, but meant before
		begun(4, 13*s, trace.Queued),
		begun(5, 13*s, trace.Queued),
		ended(3, 14*s, trace.OK),
		ended(2, 14*s, trace.OK),
		ended(2, 15*s, trace.Failed), // it has ended already
		entered(2, 15*s, trace.Held),
		ended(4, 16*s, trace.TimedOut),
		begun(6, 30*s, trace.Queued), // at the horizon
		begun(7, 20*s, trace.Queued),
	)
	want(t, f, map[string]float64{
		"page.operations": 4, "page.ok": 1, "page.timedOut": 1, "page.failed": 0, "page.unfinished": 2,
		"page.okShare": 0.25, "page.latency.max": 4, "page.finished.count": 2, "page.finished.mean": 3.5,
		"page.latency.sd": math.NaN(), "page.finished.sd": math.Sqrt(0.5), // of 4 and 3
		"page.offered": 0.2, "page.goodput": 0.05, "page.throughput": 0.05,
		"run.operations": 7, "run.records": 13, "run.window": 20,
	})
}

func TestWhatDidNotEndWellTakesForEver(t *testing.T) {
	// Ten operations from 0 on: those that end ok take 100, 200, ..., 900 ns.
	outcome := func(op uint32) trace.Status {
		if op == 3 {
			return trace.Rejected // at once: the quickest of all
		}
		return trace.OK
	}
	var records []trace.Record
	for op := range uint32(10) {
		records = append(records, begun(op+1, 0, trace.Queued))
	}
	for op := uint32(1); op < 10; op++ {
		records = append(records, ended(op, sim.Time(op)*100, outcome(op)))
	}
	// Of those that end ok the median is the fourth, of all ten the fifth.
	f := tell(town(20*s, 0), records...)
	never := math.Inf(1)
	want(t, f, map[string]float64{
		"page.latency.p50": 500e-9, "page.latencyAll.p50": 600e-9, "page.latency.p90": 900e-9, "page.latencyAll.p90": never,
		"page.latencyAll.p95": never, "page.latencyAll.p99": never, "page.latencyAll.p999": never,
		"page.stalenessAll.p50": math.NaN(), "inbox.latencyAll.p50": math.NaN(), "inbox.stalenessAll.p50": math.NaN(),
		"page.withinObjective": math.NaN(),
	})
	hears := begun(1, 0, trace.Held)
	hears.Flow = 2
	want(t, tell(town(20*s, 0), hears), map[string]float64{"inbox.stalenessAll.p50": never, "inbox.staleness.p50": math.NaN()})
}

func TestNewsThatNobodyWorksOnTakesEffectWhereItIsHeard(t *testing.T) {
	ofNews := func(records ...trace.Record) []trace.Record {
		for i := range records {
			records[i].Flow = 2
		}
		return records
	}
	heard := ofNews(begun(1, 1*s, trace.Held), ended(1, 3*s, trace.OK), begun(2, 1*s, trace.Held), ended(2, 9*s, trace.Expired))
	want(t, tell(town(20*s, 0), heard...), map[string]float64{"inbox.completion.count": 1, "inbox.completion.mean": 2})
	applied := trace.Record{At: 2 * s, Kind: trace.Applied, Op: 1, N: 1, Node: api0}
	worked := ofNews(begun(1, 1*s, trace.Held), applied, ended(1, 3*s, trace.OK))
	want(t, tell(town(20*s, 0), worked...), map[string]float64{"inbox.completion.mean": 1, "inbox.latency.mean": 2})
	asked := []trace.Record{begun(1, 1*s, trace.Queued), ended(1, 3*s, trace.OK)}
	want(t, tell(town(20*s, 0), asked...), map[string]float64{"page.completion.mean": math.NaN()})
}

func TestAnObjectiveIsMetByWhatEndsOkWithinIt(t *testing.T) {
	const objective = 2 * s
	told := func(end sim.Time, records ...trace.Record) *Figures {
		f := New(town(10*s, 1*s), Options{Objectives: []sim.Time{objective}})
		f.Fold(records)
		f.Close(end)
		return f
	}
	records := []trace.Record{
		begun(1, 0, trace.Queued), ended(1, 1*s, trace.OK), // before the window
		begun(2, 1*s, trace.Queued), begun(3, 1*s, trace.Queued), begun(4, 1*s, trace.Queued),
		ended(4, 2*s, trace.Failed),
		ended(2, 3*s, trace.OK),
		ended(3, 3*s+1, trace.OK),
		begun(5, 8*s, trace.Queued),   // its time is over with the run
		begun(6, 8*s+1, trace.Queued), // its time is not
		begun(7, 9*s, trace.Queued), ended(7, 9*s+ms, trace.OK),
		begun(8, 9*s, trace.Queued), ended(8, 9*s+ms, trace.TimedOut),
	}
	// Of 2 to 5, 7 and 8 it is known; 2 and 7 are ok within 2 s.
	want(t, told(10*s, records...), map[string]float64{"page.withinObjective": 2. / 6, "inbox.withinObjective": math.NaN(), "page.operations": 7})
	all := append(records, ended(5, 10*s, trace.Unfinished), ended(6, 10*s, trace.Unfinished))
	want(t, told(10*s, all...), map[string]float64{"page.withinObjective": 2. / 6})
	want(t, told(10*s), map[string]float64{"page.withinObjective": math.NaN()})
}

func TestRecordsCountByTheirInstant(t *testing.T) {
	message := func(at sim.Time, kind trace.Kind, shape trace.Shape, from, to trace.Place) trace.Record {
		return trace.Record{At: at, Until: at + ms, Kind: kind, Shape: shape, Node: from, Peer: to, Flow: 1, Payload: 100, Header: 40}
	}
	f := tell(town(30*s, 10*s),
		message(9*s, trace.Send, trace.Request, user, lb),
		message(10*s, trace.Arrive, trace.Request, lb, user),
		message(10*s, trace.Send, trace.Request, lb, api1),
		message(11*s, trace.Arrive, trace.Request, api1, lb),
		message(12*s, trace.Send, trace.Response, api1, lb),
		message(13*s, trace.Send, trace.Response, lb, user),
		message(29*s, trace.Arrive, trace.Response, user, lb),
		message(30*s, trace.Send, trace.Request, user, lb), // at the end of the window
		message(30*s, trace.Arrive, trace.Request, lb, user))
	want(t, f, map[string]float64{
		"page.messages.sent": 3, "page.bytes": 420, "page.bytes.up": 140, "page.bytes.down.payload": 200,
		"page.bytes.header": 120, "page.answers": 1, "page.emptyShare": 0, "page.bytesPerOk": math.NaN(),
		"lb.requests": 1, "lb.bytes.in": 140, "lb.bytes.out.header": 80, "user.bytes.out": 0, "user.bytes.in": 140,
		"api.requests": 1, "api/1.share": 1, "api/0.share": 0, "api.imbalance": 2, "api.requestRate": 0.05,
		"access.bytes.up": 0, "access.bytes.down": 140, "rack.messages": 2, "rack.bytes.up": 140,
	})
}

func TestTheWindowIsHalfOpen(t *testing.T) {
	// The same happens at 10, 20 and 30 s; measured is from 10 to 20 s.
	var records []trace.Record
	for i, at := range []sim.Time{10 * s, 20 * s, 30 * s} {
		op, msg := uint32(i+1), uint32(10*i+1)
		records = append(records,
			begun(op, at, trace.Queued),
			trace.Record{At: at, Kind: trace.Ask, Flow: 1, Node: user, Op: op, N: 1, Aux: 1},
			trace.Record{At: at, Kind: trace.Ask, Flow: 1, Node: user, Aux: 1},
			trace.Record{At: at, Until: at + ms, Kind: trace.Send, Flow: 1, Node: user, Peer: lb, Msg: msg, Shape: trace.Request, Payload: 100},
			trace.Record{At: at, Kind: trace.Arrive, Flow: 1, Node: lb, Peer: user, Msg: msg, Shape: trace.Request, Payload: 100},
			queued(at, msg, 1, lb),
			served(at, msg, 0, lb),
			trace.Record{At: at, Kind: trace.Applied, Flow: 1, Node: lb, Op: op, N: 1},
			finished(at, msg, 0, lb, trace.OK),
			trace.Record{At: at, Kind: trace.Drop, Msg: msg + 1, Node: lb, Status: trace.Rejected},
			trace.Record{At: at, Kind: trace.Lost, Flow: 1, Node: user, Peer: lb, Msg: msg + 1},
			trace.Record{At: at, Kind: trace.Discard, Flow: 1, Node: lb, Status: trace.Late},
			trace.Record{At: at, Kind: trace.Store, Flow: 1, Node: broker, Msg: msg},
			trace.Record{At: at, Kind: trace.Deliver, Flow: 1, Node: broker, Peer: worker, Msg: msg, Aux: 1},
			trace.Record{At: at, Kind: trace.Hold, Flow: 1, Node: lb, Msg: msg},
			trace.Record{At: at, Kind: trace.Open, Node: user, Peer: lb, Conn: op},
			trace.Record{At: at, Kind: trace.Opened, Node: user, Peer: lb, Conn: op},
			ended(op, at, trace.OK))
	}
	f := New(town(30*s, 10*s), Options{Until: 20 * s})
	f.Fold(records)
	f.Close(30 * s)
	want(t, f, map[string]float64{
		"page.operations": 1, "page.ok": 1, "page.attempts": 1, "page.polls": 1, "page.requests": 2, "page.messages.sent": 1, "page.bytes": 100,
		"page.messages.lost": 1, "page.lateAnswers": 1, "page.applied": 1, "page.handouts": 1, "page.backlog.max": 1, "page.backlog.end": 1,
		"page.backlog.mean": 1, "page.offered": 0.1, "page.goodput": 0.1,
		"lb.requests": 1, "lb.requestRate": 0.1, "lb.served": 1, "lb.rejected": 1, "lb.wait.count": 1, "lb.queue.max": 1, "lb.held.max": 1, "lb.held.end": 1,
		"lb.busy.max": 1, "lb.population.atLeast.1": 0, "lb.opens": 1, "lb.connections.max": 1, "lb.connections.mean": 1, "lb.bytes.in": 100,
		"access.messages": 1, "access.lost": 1, "run.window": 10, "run.operations": 3,
	})
}

func TestAnOperationOfTheWindowMayEndAfterIt(t *testing.T) {
	f := New(town(30*s, 10*s), Options{Until: 20 * s, Objectives: []sim.Time{5 * s}})
	f.Fold([]trace.Record{begun(1, 19*s, trace.Queued), begun(2, 19*s, trace.Queued), begun(3, 20*s, trace.Queued), ended(1, 23*s, trace.OK), ended(3, 30*s, trace.OK)})
	f.Close(30 * s)
	want(t, f, map[string]float64{"page.operations": 2, "page.ok": 1, "page.unfinished": 1, "page.latency.mean": 4, "page.withinObjective": 0.5, "page.latencyAll.p99": math.Inf(1)})
}

func TestMessagesWithoutAWayOfTheirOwnGoByWhereTheyStand(t *testing.T) {
	ack := func(from, to trace.Place, flow uint16) trace.Record {
		return trace.Record{Kind: trace.Send, Shape: trace.Ack, Node: from, Peer: to, Flow: flow, Payload: 1}
	}
	for _, row := range []struct {
		reason string
		ack    trace.Record
		name   string
	}{
		{"a consumer acknowledges to the broker", ack(worker, broker, 3), "jobs.bytes.up"},
		{"the broker acknowledges to the producer", ack(broker, user, 3), "jobs.bytes.down"},
		{"a server acknowledges through the balancer", ack(api0, lb, 1), "page.bytes.down"},
		{"a server's sidecar stands before it", ack(aside0, api0, 1), "page.bytes.up"},
		{"and passes on what it says", ack(api0, aside0, 1), "page.bytes.down"},
	} {
		t.Log(row.reason)
		want(t, tell(town(s, 0), row.ack), map[string]float64{row.name: 1})
	}
}

func TestAttemptsAndPollsAreToldApart(t *testing.T) {
	ask := func(at sim.Time, op uint32, attempt int64) trace.Record {
		r := trace.Record{At: at, Kind: trace.Ask, Op: op, Flow: 1, Node: user, Aux: attempt}
		if op > 0 {
			r.N = 1
		}
		return r
	}
	f := tell(town(10*s, 0),
		begun(1, 0, trace.Connecting), begun(2, 0, trace.Connecting),
		ask(0, 1, 1), ask(0, 2, 1), ask(1*s, 1, 2), ask(1*s, 0, 1), ask(2*s, 0, 2),
		trace.Record{At: 3 * s, Kind: trace.Accepted, Op: 1, N: 1, Flow: 1},
		trace.Record{At: 3 * s, Kind: trace.Applied, Op: 1, N: 1, Flow: 1, Node: api0},
		trace.Record{At: 4 * s, Kind: trace.Applied, Op: 1, N: 1, Flow: 1, Node: api0, Aux: 1},
		trace.Record{At: 4 * s, Kind: trace.Discard, Flow: 1, Node: user, Status: trace.Duplicate})
	want(t, f, map[string]float64{
		"page.attempts": 3, "page.retries": 1, "page.polls": 2, "page.requests": 5,
		"page.attemptsPerOperation": 1.5, "page.accepted.mean": 3, "page.accepted.count": 1,
		"page.applied": 2, "page.appliedTwice": 1, "page.duplicates": 1,
	})
}

func TestCompletionIsTheFirstEffectOfWhatIsUnderWay(t *testing.T) {
	applied := func(at sim.Time, op uint32, before int64) trace.Record {
		return trace.Record{At: at, Kind: trace.Applied, Op: op, N: 1, Flow: 1, Node: api0, Aux: before}
	}
	f := tell(town(20*s, 1*s),
		begun(1, 0, trace.Queued), // before the window
		begun(2, 2*s, trace.Queued), begun(3, 3*s, trace.Queued),
		applied(4*s, 1, 0), applied(5*s, 2, 0), applied(9*s, 2, 1),
		ended(3, 6*s, trace.TimedOut), applied(7*s, 3, 0))
	want(t, f, map[string]float64{"page.completion.count": 1, "page.completion.mean": 3, "page.applied": 4, "page.appliedTwice": 1})
}

func TestWireCopiesAreNotRetries(t *testing.T) {
	send := func(at sim.Time, msg, parent uint32) trace.Record {
		return trace.Record{At: at, Until: at + ms, Kind: trace.Send, Msg: msg, Parent: parent, Flow: 1, Node: user, Peer: lb, Shape: trace.Request}
	}
	f := tell(town(s, 0),
		send(0, 1, 0), send(0, 2, 1), // the wire's copy
		send(ms, 3, 2), send(2*ms, 4, 3)) // sent again later
	want(t, f, map[string]float64{"page.messages.sent": 4, "page.messages.duplicated": 1})
}

func TestAClosedRunKeepsWhatItMeasured(t *testing.T) {
	f := New(town(30*s, 10*s), Options{})
	f.Fold([]trace.Record{begun(1, 2*s, trace.Queued), begun(2, 12*s, trace.Queued)})
	f.Close(16 * s) // a limit was hit
	want(t, f, map[string]float64{"page.operations": 1, "page.unfinished": 1, "run.window": 6, "page.offered": 1. / 6})

	f = New(town(30*s, 10*s), Options{})
	f.Fold([]trace.Record{begun(1, 2*s, trace.Queued)})
	f.Close(5 * s) // not even the warm-up was over
	want(t, f, map[string]float64{"page.operations": 0, "run.window": 0, "page.latency.mean": math.NaN()})
}

func TestFiguresPanicWhereTheyAreMisused(t *testing.T) {
	for reason, misuse := range map[string]func(*Figures){
		"figures before the end":   func(f *Figures) { f.All() },
		"a look-up before the end": func(f *Figures) { f.Lookup("page.ok") },
		"closing twice":            func(f *Figures) { f.Close(0); f.Close(0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", reason)
				}
			}()
			misuse(New(town(s, 0), Options{}))
		}()
	}
}
