package models_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// oneWay is how long a message of a caller takes.
const oneWay = sim.Millisecond

// rules are a caller's policy. 0 stands for none.
type rules struct {
	Attempts, Timeout, Hedge, Backoff, Factor, Cap int // milliseconds, but Attempts and Factor
	Budget                                         float64
	Cancel                                         bool
	Failures, Open, Trials                         int
	Share                                          float64 // of failures that opens the breaker, in place of failures in a row
	Calls, Size, Window                            int     // of which share; Window in milliseconds, unless there is a size
}

func drawRules(t *rapid.T) rules {
	of := func(label string, values ...int) int { return rapid.SampledFrom(values).Draw(t, label) }
	return rules{
		Attempts: of("attempts", 1, 2, 3, 5), Timeout: of("timeout", 0, 31, 101), Hedge: of("hedge", 0, 0, 13, 57),
		Backoff: of("backoff", 0, 11, 23), Factor: of("factor", 1, 2, 3), Cap: of("cap", 1000, 40),
		Budget: rapid.SampledFrom([]float64{0, 0.25, 0.5}).Draw(t, "budget"), Cancel: rapid.Bool().Draw(t, "cancel"),
		Failures: of("failures", 0, 0, 1, 2), Open: of("open", 303, 709), Trials: of("trials", 1, 2),
		Share: rapid.SampledFrom([]float64{0, 0.3, 0.6}).Draw(t, "share"), Calls: of("calls", 1, 3), Size: of("size", 0, 2, 4), Window: of("window", 610, 3370),
	}
}

// scenario is one caller that asks every 250 ms a server with any number of
// workers, which is slow at times and errs at times.
func (r rules) scenario(seed int) []byte {
	flow := trial.Object{"from": "user", "to": "api", "pattern": "requestResponse",
		"retry": trial.Object{"attempts": r.Attempts, "backoff": fmt.Sprint(r.Backoff, "ms"), "factor": r.Factor, "cap": fmt.Sprint(r.Cap, "ms"), "jitter": "none"},
		"send":  trial.Object{"arrivals": "constant", "rate": "4/s", "stop": "20s"}}
	if r.Budget > 0 {
		flow["retry"].(trial.Object)["budget"] = r.Budget
	}
	if r.Timeout > 0 {
		flow["timeout"] = fmt.Sprint(r.Timeout, "ms")
	}
	if r.Hedge > 0 {
		flow["hedge"] = fmt.Sprint(r.Hedge, "ms")
	}
	if r.Cancel {
		flow["cancel"] = "always"
	}
	if r.Failures > 0 {
		flow["breaker"] = trial.Object{"failures": r.Failures, "open": fmt.Sprint(r.Open, "ms"), "trials": r.Trials}
	}
	if r.Failures > 0 && r.Share > 0 {
		rate := trial.Object{"share": r.Share, "calls": r.Calls}
		if r.Size > 0 {
			rate["size"] = r.Size
		} else {
			rate["window"] = fmt.Sprint(r.Window, "ms")
		}
		flow["breaker"] = trial.Object{"open": fmt.Sprint(r.Open, "ms"), "trials": r.Trials, "rate": rate}
	}
	return trial.Text(trial.Object{
		"version": 1, "title": "calls", "seed": seed, "duration": "30s",
		"hop": trial.Object{"latency": "1ms", "connection": trial.Object{"open": "ready"}},
		"nodes": trial.Object{"user": trial.Object{"kind": "client"}, "api": trial.Object{"kind": "server", "workers": 1000, "errors": 0.3,
			"service": trial.Object{"dist": "empirical", "values": trial.List{"5ms", "43ms", "407ms"}, "shares": trial.List{.6, .2, .2}}}},
		"flows": trial.Object{"ask": flow},
	})
}

// A deed is something that a caller does, or that ends its operation.
type deed struct {
	At   sim.Time
	Op   uint32
	What string
}

// seen reads from the records what callers did, and, by the numbers of the
// requests, what chance gave each attempt: for how long the server worked, and
// how that ended.
func seen(records []trace.Record) (did []deed, fates map[[2]uint32]fate) {
	fates = map[[2]uint32]fate{}
	attempt := map[uint32][2]uint32{} // by the request's number
	latest := map[uint32][2]uint32{}  // by operation
	both := map[uint32]bool{}         // of which operations two attempts speak, side by side
	var asked [2]uint32
	for i := range records {
		switch r := &records[i]; {
		case r.Kind == trace.Ask:
			asked = [2]uint32{r.Op, uint32(r.Aux)}
			latest[r.Op] = asked
			did = append(did, deed{r.At, r.Op, fmt.Sprint("asks ", r.Aux)})
		case r.Kind == trace.Send && r.Shape == trace.Request:
			attempt[r.Msg] = asked
			if r.Op != asked[0] { // the latest attempt speaks for its operation
				did = append(did, deed{r.At, asked[0], fmt.Sprint("lets another speak than ", asked[1])})
			}
		case r.Kind == trace.Send && r.Shape == trace.Cancelling:
			a := attempt[r.Parent]
			did = append(did, deed{r.At, a[0], fmt.Sprint("takes back ", a[1])})
		case r.Kind == trace.Fork:
			both[r.Op] = true
		case r.Kind == trace.Prevail:
			if both[r.Op] = false; r.Aux == trace.First {
				latest[r.Op] = [2]uint32{r.Op, 1}
			}
		case r.Kind == trace.Finish && r.Op != 0 && attempt[r.Msg] != latest[r.Op] && !both[r.Op]:
			did = append(did, deed{r.At, r.Op, fmt.Sprint("still lets speak ", attempt[r.Msg][1])})
		case r.Kind == trace.Finish && r.Status != trace.Cancelled:
			fates[attempt[r.Msg]] = fate{sim.Time(r.Aux), r.Status == trace.OK}
		case r.Kind == trace.Trip, r.Kind == trace.Probe, r.Kind == trace.Restore:
			did = append(did, deed{r.At, 0, r.Kind.String()})
		case r.Kind == trace.End:
			did = append(did, deed{r.At, r.Op, "ends " + r.Status.String()})
		}
	}
	return did, fates
}

type fate struct {
	work sim.Time
	good bool
}

// A model is the reference: one caller, its operations one list of what is to
// come. Times are odd enough that no two things happen at one instant, but for
// what follows from another.
type model struct {
	rules
	fates    map[[2]uint32]fate
	now      sim.Time
	agenda   []entry
	did      []deed
	tokens   float64
	failures int
	open     bool
	until    sim.Time
	trying   int // trials that are let through and have not ended
	good     int // trials
	bad      int
	ends     []end // of calls since the breaker was closed
	calls    map[uint32]*call
}

type end struct {
	at   sim.Time
	good bool
}

type entry struct {
	at sim.Time
	do func()
}

type call struct {
	op    uint32
	tries uint32
	live  []*attempt
	over  bool
}

type attempt struct {
	n     uint32
	trial bool
	over  bool
}

func (m *model) in(after sim.Time, do func()) { m.agenda = append(m.agenda, entry{m.now + after, do}) }

func (m *model) say(op uint32, format string, args ...any) {
	m.did = append(m.did, deed{m.now, op, fmt.Sprintf(format, args...)})
}

func (m *model) run(starts map[uint32]sim.Time) {
	for op, at := range starts {
		m.agenda = append(m.agenda, entry{at, func() { m.begin(op) }})
	}
	for len(m.agenda) > 0 {
		next := 0
		for i := range m.agenda {
			if m.agenda[i].at < m.agenda[next].at {
				next = i
			}
		}
		e := m.agenda[next]
		m.agenda = slices.Delete(m.agenda, next, next+1)
		m.now = e.at
		e.do()
	}
}

func (m *model) begin(op uint32) {
	m.tokens = min(m.tokens+m.Budget, 10)
	c := &call{op: op}
	m.try(c)
	if m.Hedge > 0 {
		m.in(sim.Time(m.Hedge)*sim.Millisecond, func() {
			if !c.over && c.tries == 1 && len(c.live) == 1 {
				m.try(c)
			}
		})
	}
}

func (m *model) try(c *call) {
	c.tries++
	a := &attempt{n: c.tries}
	if m.Failures > 0 && m.open {
		if m.now < m.until || m.trying+m.heardOf() >= m.sideBySide() {
			m.ended(c, false, "breakerOpen")
			return
		}
		m.trying++
		a.trial = true
		m.say(0, "probe")
	}
	m.say(c.op, "asks %d", a.n)
	c.live = append(c.live, a)
	f, ok := m.fates[[2]uint32{c.op, a.n}]
	if ok {
		m.in(2*oneWay+f.work, func() { m.answered(c, a, f.good, "failed") })
	}
	if m.Timeout > 0 {
		m.in(sim.Time(m.Timeout)*sim.Millisecond, func() {
			if !a.over {
				if m.Cancel {
					m.say(c.op, "takes back %d", a.n)
				}
				m.answered(c, a, false, "timedOut")
			}
		})
	}
}

// answered takes it that an attempt has ended.
func (m *model) answered(c *call, a *attempt, good bool, why string) {
	if a.over {
		return
	}
	a.over = true
	c.live = slices.DeleteFunc(c.live, func(x *attempt) bool { return x == a })
	m.watch(a.trial, good)
	m.ended(c, good, why)
}

// sideBySide is how many trials there are at a time.
func (m *model) sideBySide() int {
	if m.Share > 0 {
		return m.Trials
	}
	return 1
}

// heardOf is how many trials have ended that no others follow.
func (m *model) heardOf() int {
	if m.Share > 0 {
		return m.good + m.bad
	}
	return 0
}

func (m *model) watch(trial, good bool) {
	switch {
	case m.Failures == 0 || m.open && !trial:
	case m.open:
		m.tried(good)
	case m.Share > 0:
		m.ends = append(m.ends, end{m.now, good})
		if all, failed := m.counted(); all >= m.least() && float64(failed) >= m.Share*float64(all) {
			m.trip()
		}
	case good:
		m.failures = 0
	default:
		if m.failures++; m.failures >= m.Failures {
			m.trip()
		}
	}
}

func (m *model) least() int {
	if m.Size > 0 {
		return min(m.Size, m.Calls)
	}
	return m.Calls
}

// counted are the calls that count, and those of them that have failed.
func (m *model) counted() (all, failed int) {
	tenth := sim.Time(m.Window) * sim.Millisecond / 10
	for i, e := range m.ends {
		if m.Size > 0 && i < len(m.ends)-m.Size || m.Size == 0 && m.now/tenth-e.at/tenth >= 10 {
			continue
		}
		if all++; !e.good {
			failed++
		}
	}
	return all, failed
}

func (m *model) tried(good bool) {
	m.trying--
	if good {
		m.good++
	} else {
		m.bad++
	}
	switch {
	case m.Share == 0 && !good:
		m.trip()
	case m.good+m.bad < m.Trials:
	case m.Share > 0 && float64(m.bad) >= m.Share*float64(m.Trials):
		m.trip()
	default:
		m.close()
		m.say(0, "restore")
	}
}

func (m *model) close() {
	m.open, m.good, m.bad, m.failures, m.ends = false, 0, 0, 0, nil
}

func (m *model) trip() {
	m.close()
	m.open, m.until = true, m.now+sim.Time(m.Open)*sim.Millisecond
	m.say(0, "trip")
}

func (m *model) ended(c *call, good bool, why string) {
	again := why != "breakerOpen" && int(c.tries) < m.Attempts && (m.Budget == 0 || m.tokens >= 1)
	switch {
	case good:
		m.end(c, "ok")
	case len(c.live) > 0:
	case again:
		if m.Budget > 0 {
			m.tokens--
		}
		wait := m.Backoff
		for range c.tries - 1 {
			wait *= m.Factor
		}
		m.in(sim.Time(min(wait, m.Cap))*sim.Millisecond, func() { m.try(c) })
	case why == "breakerOpen":
		m.end(c, "failed")
	default:
		m.end(c, why)
	}
}

func (m *model) end(c *call, how string) {
	c.over = true
	for _, a := range c.live {
		a.over = true
		if m.Cancel {
			m.say(c.op, "takes back %d", a.n)
		}
		if a.trial {
			m.trying--
		}
	}
	m.say(c.op, "ends %s", how)
}

func TestCallersDoWhatTheirPolicySays(t *testing.T) {
	kinds := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		r := drawRules(t)
		run, err := trial.Of(r.scenario(rapid.IntRange(0, 1000).Draw(t, "seed")), "base", trial.Records|trial.Checks)
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Checks.Err(); err != nil {
			t.Error(err)
		}
		did, fates := seen(run.Records)
		m := &model{rules: r, fates: fates}
		starts := map[uint32]sim.Time{}
		for _, rec := range run.Records {
			if rec.Kind == trace.Begin {
				starts[rec.Op] = rec.At
			}
		}
		m.run(starts)
		slices.SortFunc(did, inOrder)
		slices.SortFunc(m.did, inOrder)
		if d := diff.Diff(m.did, did); d != "" {
			t.Fatalf("%+v: what the model does (-) and what callers do (+):\n%s", r, d)
		}
		for _, d := range did {
			kinds[d.What]++
		}
	})
	for _, what := range []string{"asks 3", "takes back 1", "takes back 2", "trip", "probe", "restore", "ends timedOut", "ends failed"} {
		if kinds[what] == 0 {
			t.Errorf("no caller %s", what)
		}
	}
}

func inOrder(a, b deed) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Op, b.Op), cmp.Compare(a.What, b.What))
}

func TestQuorumIsReachedWhileEnoughAnswer(t *testing.T) {
	for n := 1; n <= 5; n++ {
		for need := 1; need <= n; need++ {
			for dead := 0; dead <= n; dead++ {
				timeline := trial.Object{}
				for i := range dead {
					timeline[fmt.Sprint("dead", i)] = trial.Object{"at": "1s", "fault": "crash", "target": fmt.Sprint("leaf/", i)}
				}
				run, err := trial.Of(trial.Text(trial.Object{
					"version": 1, "title": "quorum", "duration": "10s", "timeline": timeline,
					"nodes": trial.Object{"user": trial.Object{"kind": "client"}, "leaf": trial.Object{"kind": "server", "count": n},
						"root": trial.Object{"kind": "server", "calls": trial.List{trial.Object{"to": "leaf", "fanout": true, "need": need}}}},
					"flows": trial.Object{"ask": trial.Object{"from": "user", "to": "root", "pattern": "requestResponse",
						"send": trial.Object{"arrivals": "times", "times": trial.List{"2s"}}}},
				}), "base", trial.Records)
				if err != nil {
					t.Fatal(err)
				}
				did, _ := seen(run.Records)
				want := map[bool]string{true: "ends ok", false: "ends failed"}[n-dead >= need]
				if last := did[len(did)-1].What; last != want {
					t.Errorf("%d of %d are needed and %d dead: it %s, not %s", need, n, dead, last, want)
				}
			}
		}
	}
}

// What has been done is not done again by a repeat that comes afterwards.
func TestServersRememberWhatTheyHaveDone(t *testing.T) {
	link := trial.Object{"from": "api", "to": "db", "latency": "100ms", "connection": trial.Object{"open": "ready"}}
	for _, c := range []struct {
		flow, api, call trial.Object
		node            string
	}{
		{trial.Object{"timeout": "150ms", "retry": trial.Object{"attempts": 9, "backoff": "0s"}}, trial.Object{"service": "7ms"}, nil, "api"},
		{trial.Object{}, trial.Object{}, trial.Object{"to": "db", "timeout": "150ms", "retry": trial.Object{"attempts": 9, "backoff": "0s"}}, "db"},
	} {
		api := trial.Object{"kind": "server"}
		for key, value := range c.api {
			api[key] = value
		}
		if c.call != nil {
			api["calls"] = trial.List{c.call}
		}
		flow := trial.Object{"from": "user", "to": "api", "pattern": "requestResponse", "idempotent": true,
			"send": trial.Object{"arrivals": "times", "times": trial.List{"1s"}}}
		for key, value := range c.flow {
			flow[key] = value
		}
		run, err := trial.Of(trial.Text(trial.Object{
			"version": 1, "title": "memory", "duration": "10s", "hop": trial.Object{"latency": "100ms", "connection": trial.Object{"open": "ready"}},
			"nodes": trial.Object{"user": trial.Object{"kind": "client"}, "api": api, "db": trial.Object{"kind": "server", "service": "7ms"}},
			"links": trial.Object{"wire": link}, "flows": trial.Object{"ask": flow},
		}), "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		served, work := 0, sim.Time(0)
		for _, r := range run.Records {
			if r.Kind == trace.Finish && run.Topology.Name(r.Node) == c.node {
				served++
				work += sim.Time(r.Aux)
			}
		}
		if served < 2 || work != 7*sim.Millisecond {
			t.Errorf("%s works %v for %d attempts, want 7 ms for several", c.node, work, served)
		}
	}
}
