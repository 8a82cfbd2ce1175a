package metrics

import (
	"math"
	"strconv"
	"strings"

	"backchat/sim"
	"backchat/sim/trace"
)

// A station holds what is counted of a replica, and of all replicas of a node
// together.
type station struct {
	replicas int
	workers  int64 // of all its replicas
	of       *node
	holding  int64 // bytes that an open connection takes; 0: that is not counted

	work              // within the window; after it, in vain
	counted     work  // within the window, once that is over
	busy        level // in service
	beyond      level // of these, how many more than there are workers, which they share
	queue       level // waiting
	held        level // parked
	connections level // open, at either end
	opening     level // of connections; those that are open, where a transport tells,
	active      level // have a message under way
	idle        level // or none
	lingering   level // ports of connections that were closed, which stay taken
	taken       level // units of its pools
	wanting     level // who waits for one
	limit       level // requests that may be in hand, where that is bounded
	ejected     level // targets that it has ejected, and balancers that have ejected it
	panicking   level // balancers that count on all their targets
	tripped     level // circuit breakers that are open
	delayed     level // who waits for a limiter's token
	out         level // down or paused
	kept        level // by key
	running     level // replicas that are there
	serving     level // of these, those that do not start
	up          level // of these, those that do not drain either
	varies      bool  // replicas come and go
}

// newStation is that of so many replicas of n, with so many workers each.
func newStation(n *node, replicas, workers int, holding int64) station {
	there := level{value: int64(replicas), max: int64(replicas)}
	return station{
		replicas: replicas, workers: int64(workers * replicas), of: n, holding: holding,
		running: there, serving: there, up: there,
	}
}

// work counts what is recorded at a station within the window.
type work struct {
	requests, deliveries uint64
	pushes               uint64 // sent by whoever made them
	served, failed, cut  uint64
	rejected, dropped    uint64
	limited              uint64
	serves, waited       uint64
	opens, resets        uint64
	opened, closes       uint64
	openTime             sum // nanoseconds
	received, sent       volume
	across               uint64 // bytes of sent that go to another zone
	cpu                  sum    // nanoseconds
	takes, forgone       uint64 // of units of pools
	wantTime             sum    // nanoseconds
	entries              entries
	started, killed      uint64 // replicas
	ailed, restarted     uint64 // liveness checks that failed, and restarts for that
	takeovers            uint64 // of its address by another machine
	lookups              uint64 // of names, from here or of this one
	ejections            uint64 // by a balancer, or of one of its targets
	panicked             uint64 // requests that came while it counted on all its targets
	perished             uint64 // requests in the hands of those that were killed
	barred               uint64 // attempts that a circuit breaker did not let through
}

// add adds what another station has counted.
func (w *work) add(x *work) {
	w.requests, w.deliveries, w.pushes = w.requests+x.requests, w.deliveries+x.deliveries, w.pushes+x.pushes
	w.served, w.failed, w.cut = w.served+x.served, w.failed+x.failed, w.cut+x.cut
	w.rejected, w.dropped, w.limited = w.rejected+x.rejected, w.dropped+x.dropped, w.limited+x.limited
	w.serves, w.waited = w.serves+x.serves, w.waited+x.waited
	w.opens, w.resets = w.opens+x.opens, w.resets+x.resets
	w.opened, w.closes, w.openTime = w.opened+x.opened, w.closes+x.closes, w.openTime.plus(x.openTime)
	w.received, w.sent = w.received.plus(x.received), w.sent.plus(x.sent)
	w.across += x.across
	w.cpu = w.cpu.plus(x.cpu)
	w.takes, w.forgone, w.wantTime = w.takes+x.takes, w.forgone+x.forgone, w.wantTime.plus(x.wantTime)
	w.entries.add(&x.entries)
	w.ailed, w.restarted, w.lookups, w.takeovers = w.ailed+x.ailed, w.restarted+x.restarted, w.lookups+x.lookups, w.takeovers+x.takeovers
	w.ejections, w.panicked, w.barred = w.ejections+x.ejections, w.panicked+x.panicked, w.barred+x.barred
	w.started, w.killed, w.perished = w.started+x.started, w.killed+x.killed, w.perished+x.perished
}

func (s *station) levels() [21]*level {
	return [...]*level{&s.busy, &s.beyond, &s.queue, &s.held, &s.connections, &s.opening, &s.active, &s.idle, &s.lingering, &s.taken, &s.wanting, &s.limit, &s.ejected, &s.panicking, &s.tripped, &s.delayed, &s.out, &s.kept, &s.running, &s.serving, &s.up}
}

func (s *station) mark(t sim.Time) {
	s.work = work{}
	for _, l := range s.levels() {
		l.mark(t)
	}
}

func (s *station) seal(t sim.Time) {
	s.counted = s.work
	for _, l := range s.levels() {
		l.seal(t)
	}
}

func (s *station) close() { s.work = s.counted }

// utilization is the share of its workers that are busy, averaged over w.
func (s *station) utilization(w window) float64 {
	working := s.busy.integral.minus(s.beyond.integral)
	workers := float64(s.workers)
	if s.varies {
		workers *= s.serving.mean(w) / float64(s.replicas)
	}
	return over(over(working.float(), float64(w.to-w.from)), workers)
}

// asked counts what the station has to do: the messages that ask for something,
// and the updates that it pushes, which nobody asks for one by one.
func (s *station) asked() uint64 { return s.requests + s.deliveries + s.pushes }

// A node holds the figures of one node, or of the sidecars of one.
type node struct {
	station
	sidecars  bool      // of a node, not a node
	told      []station // each replica, where they are told apart
	lastAsked sim.Time
	wanted    level     // replicas that an autoscaler wants
	sized     bool      // there is one
	ends      [2]uint64 // of connections, in good order and not, in the series' window at hand
	detail              // within the window; after it, in vain
	observed  detail    // within the window, once that is over
}

// A detail is what is counted of a node as a whole.
type detail struct {
	wait       distribution
	service    moments
	gaps       moments           // between messages that ask
	resized    uint64            // changes by an autoscaler
	purposes   [trace.Shapes]sum // of cpu
	population population
}

func (n *node) mark(t sim.Time) {
	n.station.mark(t)
	for i := range n.told {
		n.told[i].mark(t)
	}
	n.wait.reset()
	n.service, n.gaps, n.resized = moments{}, moments{}, 0
	n.wanted.mark(t)
	n.purposes = [trace.Shapes]sum{}
	n.population.mark(t)
}

func (n *node) seal(t sim.Time) {
	for i := range n.told {
		n.told[i].seal(t)
		n.work.add(&n.told[i].work)
	}
	n.station.seal(t)
	n.population.pass(t)
	n.wanted.seal(t)
	n.observed = n.detail
	n.detail = detail{wait: distribution{horizon: n.wait.horizon}, population: population{value: n.population.value, since: t}}
}

func (n *node) close() {
	n.station.close()
	for i := range n.told {
		n.told[i].close()
	}
	n.detail = n.observed
}

// imbalance is of the replicas that were there at some time of the window.
func (n *node) imbalance(w window) float64 {
	var most, all uint64
	there := 0
	for i := range n.told {
		if s := &n.told[i]; s.asked() > 0 || s.running.mean(w) > 0 {
			there++
		}
		most = max(most, n.told[i].asked())
		all += n.told[i].asked()
	}
	return over(float64(most)*float64(there), float64(all))
}

// A population is how long there were how many: a histogram over time.
type population struct {
	value int64
	since sim.Time
	spans []int64 // spans[n]: nanoseconds with n; the last place is for all above too
}

// crowd is the number from which on populations are not told apart.
const crowd = 1 << 16

// to sets the population at t.
func (p *population) to(t sim.Time, value int64) {
	if value != p.value {
		p.pass(t)
		p.value = value
	}
}

func (p *population) pass(t sim.Time) {
	i := int(min(max(p.value, 0), crowd))
	for i >= len(p.spans) {
		p.spans = append(p.spans, 0)
	}
	p.spans[i] += int64(t - p.since)
	p.since = t
}

func (p *population) mark(t sim.Time) {
	p.pass(t)
	clear(p.spans)
}

// atLeast is the share of time with n or more; not a number where n is beyond
// what is told apart.
func (p *population) atLeast(n int) float64 {
	if n > crowd {
		return math.NaN()
	}
	var part, all int64
	for i, span := range p.spans {
		all += span
		if i >= n {
			part += span
		}
	}
	return over(float64(part), float64(all))
}

// quantile is the least number that was not exceeded for a share q of time.
func (p *population) quantile(q float64) float64 {
	var part, all int64
	for _, span := range p.spans {
		all += span
	}
	for i, span := range p.spans {
		part += span
		if part > 0 && float64(part) >= q*float64(all) {
			return float64(i)
		}
	}
	return math.NaN()
}

// atLeast is the prefix of the metrics of which there is one for each number.
const atLeast = "population.atLeast."

// crowded is the row of a metric with a number in its name.
func crowded(name string) (row[node], bool) {
	digits, ok := strings.CutPrefix(name, atLeast)
	number, err := strconv.Atoi(digits)
	if !ok || err != nil || number < 0 || number > crowd {
		return row[node]{}, false
	}
	return row[node]{
		Definition{OfNode, name, one, Level, "share of the window's time with " + digits + " or more waiting and in service"},
		func(n *node, _ window) float64 { return n.population.atLeast(number) },
	}, true
}

func stationRows() []row[station] {
	return about(OfReplica, workRows(), levelRows(), nodeByteRows(), stateRows(), fleetRows(), entryRows())
}

func workRows() []row[station] {
	return []row[station]{
		count("requests", "requests, polls, subscribes and publishes that arrived within the window, also where they were then refused", func(s *station) uint64 { return s.requests }),
		rate("requestRate", "requests a second of the window", func(s *station) uint64 { return s.requests }),
		count("deliveries", "deliveries and pushes that arrived within the window", func(s *station) uint64 { return s.deliveries }),
		ratio("share", Share, "requests and deliveries that this replica gets and pushes that it sends / those of its node", func(s *station) (uint64, uint64) { return s.asked(), s.of.asked() }),
		count("served", "pieces of work finished well within the window, health checks left out", func(s *station) uint64 { return s.served }),
		rate("throughput", "served a second of the window", func(s *station) uint64 { return s.served }),
		count("failed", "pieces of work finished with an error within the window", func(s *station) uint64 { return s.failed }),
		count("cutShort", "pieces of work cut short within the window", func(s *station) uint64 { return s.cut }),
		count("rejected", "messages refused for lack of room within the window", func(s *station) uint64 { return s.rejected }),
		count("limited", "requests refused by a limit, of their rate or of how many are in hand, within the window", func(s *station) uint64 { return s.limited }),
		count("dropped", "messages that left the queue unserved for any other reason within the window", func(s *station) uint64 { return s.dropped }),
		ratio("waited", Share, "pieces of work taken up within the window after a wait above 0 / those taken up", func(s *station) (uint64, uint64) { return s.waited, s.serves }),
		count("breaker.refused", "attempts of calls from here that circuit breakers did not let through within the window", func(s *station) uint64 { return s.barred }),
		count("pool.refused", "requests that got no unit of a pool of the server's within the window: turned away, or given up after a wait", func(s *station) uint64 { return s.forgone }),
		{Definition{Name: "pool.wait.mean", Unit: seconds, Kind: Mean, Says: "time waited for each unit of its pools that was had within the window, those that waited 0 included: the mean"},
			func(s *station, _ window) float64 { return over(s.wantTime.seconds(), float64(s.takes)) }},
		{Definition{Name: "cpu", Unit: seconds, Kind: Count, Says: "work done by what finished within the window"},
			func(s *station, _ window) float64 { return s.cpu.seconds() }},
	}
}

func levelRows() []row[station] {
	rows := []row[station]{
		{Definition{Name: "utilization", Unit: one, Kind: Level, Says: "busy workers (in service, up to as many as there are workers), average over the time of the window, / workers, where replicas come and go those of the replicas that are there and do not start"},
			(*station).utilization},
		{Definition{Name: "population.mean", Unit: one, Kind: Level, Says: "waiting and in service: average over the time of the window"},
			func(s *station, w window) float64 { return s.queue.mean(w) + s.busy.mean(w) }},
	}
	rows = append(rows, levels("busy", "pieces of work in service", func(s *station) *level { return &s.busy })...)
	rows = append(rows, levels("queue", "waiting for a worker", func(s *station) *level { return &s.queue })...)
	rows = append(rows, levels("held", "polls held until there is news, and subscriptions held open", func(s *station) *level { return &s.held })...)
	rows = append(rows, levels("connections", "open connections that end here, whoever opened them and whatever for, those that carry nothing but health checks among them; not those that wait to be accepted", func(s *station) *level { return &s.connections })...)
	rows = append(rows, levels("connections.opening", "connections that are being opened, from here or to here; at a server those in its backlog, too, until it accepts them", func(s *station) *level { return &s.opening })...)
	rows = append(rows, levels("connections.active", "open connections on a transport on which a message is under way, either way", func(s *station) *level { return &s.active })...)
	rows = append(rows, levels("connections.idle", "open connections on a transport on which no message is under way", func(s *station) *level { return &s.idle })...)
	rows = append(rows, memoryRows()...)
	rows = append(rows, levels("pool.taken", "units of the server's pools that are taken", func(s *station) *level { return &s.taken })...)
	rows = append(rows, levels("concurrency.limit", "requests that may be in hand, where a server bounds that: of all its replicas together", func(s *station) *level { return &s.limit })...)
	rows = append(rows, levels("pool.waiting", "requests that wait for a unit of a pool", func(s *station) *level { return &s.wanting })...)
	rows = append(rows, levels("limiter.waiting", "requests that wait for a token of a limiter, those that were given up meanwhile among them", func(s *station) *level { return &s.delayed })...)
	rows = append(rows, levels("breaker.open", "circuit breakers of calls from here that are open, or let trials through", func(s *station) *level { return &s.tripped })...)
	return append(rows, levels("connections.lingering", "local ports that are still taken by connections that were opened from here and closed, where links have a number of them", func(s *station) *level { return &s.lingering })...)
}

// memoryRows are of what open connections take.
func memoryRows() []row[station] {
	rows := levels("memory", "memory that open connections take, where a node says how much each does", func(s *station) *level { return &s.connections })
	for i := range rows {
		open := rows[i].value
		rows[i].Unit = bytes
		rows[i].value = func(s *station, w window) float64 {
			if s.holding == 0 {
				return math.NaN()
			}
			return float64(s.holding) * open(s, w)
		}
	}
	return rows
}

func nodeByteRows() []row[station] {
	return []row[station]{
		volumes("bytes.in", "bytes that arrived within the window", func(s *station) uint64 { return s.received.all() }),
		volumes("bytes.in.payload", "bytes of content that arrived within the window", func(s *station) uint64 { return s.received.payload }),
		volumes("bytes.in.header", "bytes around the content that arrived within the window", func(s *station) uint64 { return s.received.header }),
		volumes("bytes.out", "bytes sent within the window", func(s *station) uint64 { return s.sent.all() }),
		volumes("bytes.out.across", "bytes sent within the window to replicas in another zone, which clouds charge for; where a link has a transport, what is around messages in packets among them", func(s *station) uint64 { return s.across }),
		volumes("bytes.out.payload", "bytes of content sent within the window", func(s *station) uint64 { return s.sent.payload }),
		volumes("bytes.out.header", "bytes around the content sent within the window", func(s *station) uint64 { return s.sent.header }),
	}
}

func stateRows() []row[station] {
	return []row[station]{
		count("opens", "connections that began to be opened within the window, from here or to here", func(s *station) uint64 { return s.opens }),
		count("opened", "connections that came to be open within the window, from here or to here", func(s *station) uint64 { return s.opened }),
		{Definition{Name: "openTime.mean", Unit: seconds, Kind: Mean, Says: "from the beginning of the opening of those connections, handshakes of transport and keys included, until they were open: the mean"},
			func(s *station, _ window) float64 { return over(s.openTime.seconds(), float64(s.opened)) }},
		count("closes", "connections that were closed in good order within the window, at either end", func(s *station) uint64 { return s.closes }),
		count("resets", "connections that had been open and broke within the window, at either end; an opening that is refused is none. One that breaks for one end alone counts there as its reset comes, and over a transport once the other end knows, too", func(s *station) uint64 { return s.resets }),
		count("lookups", "look-ups of a name within the window, from here or of the name of this", func(s *station) uint64 { return s.lookups }),
		count("liveness.failed", "liveness checks that failed within the window", func(s *station) uint64 { return s.ailed }),
		count("liveness.restarts", "restarts within the window, since liveness checks had failed", func(s *station) uint64 { return s.restarted }),
		count("takeOvers", "times within the window that a standby has taken the address of a replica over", func(s *station) uint64 { return s.takeovers }),
		count("ejections", "times within the window that a balancer has ejected one of its targets: of the balancer those that it has, of a target those of it", func(s *station) uint64 { return s.ejections }),
		{Definition{Name: "ejections.time", Unit: seconds, Kind: Count, Says: "time of the window for which targets were ejected, added up over targets, and over the balancers that have ejected them"},
			func(s *station, _ window) float64 { return s.ejected.integral.seconds() }},
		{Definition{Name: "panic.time", Unit: seconds, Kind: Count, Says: "time of the window in which a balancer counted on all its targets, since too few were well (panic), added up over its replicas"},
			func(s *station, _ window) float64 { return s.panicking.integral.seconds() }},
		ratio("panic.share", Share, "requests that came to a balancer within the window while it counted on all its targets, since too few were well (panic) / all that came", func(s *station) (uint64, uint64) { return s.panicked, s.requests }),
		{Definition{Name: "downtime", Unit: seconds, Kind: Count, Says: "time of the window spent crashed or paused, or, with a standby, in which whoever had the address was, or nobody had it, added up over replicas"},
			func(s *station, _ window) float64 { return s.out.integral.seconds() }},
		{Definition{Name: "availability", Unit: one, Kind: Level, Says: "how much of the window, added up over replicas, there or not, is no downtime"},
			func(s *station, w window) float64 { return 1 - over(s.out.mean(w), float64(s.replicas)) }},
	}
}

// fleetRows are of replicas that come and go.
func fleetRows() []row[station] {
	rows := []row[station]{
		count("replicas.started", "replicas that came to be ready within the window, after their start-up", func(s *station) uint64 { return s.started }),
		count("replicas.killed", "replicas that were killed within the window, at the end of their grace", func(s *station) uint64 { return s.killed }),
		count("replicas.killed.requests", "requests that were in the hands of replicas when these were killed within the window, polls and subscriptions among them", func(s *station) uint64 { return s.perished }),
	}
	rows = append(rows, levels("replicas.up", "replicas that are ready and do not drain, those that a fault keeps down among them", func(s *station) *level { return &s.up })...)
	return append(rows, levels("replicas.running", "replicas that are there, those that start or drain among them", func(s *station) *level { return &s.running })...)
}

// autoscalerRows are of what an autoscaler does.
func autoscalerRows() []row[node] {
	rows := append(levels("replicas.wanted", "replicas that the autoscaler wants there to be, where there is one", func(n *node) *level { return &n.wanted }),
		count("replicas.resized", "times that the autoscaler changed that within the window", func(n *node) uint64 { return n.resized }))
	for i := range rows {
		value := rows[i].value
		rows[i].value = func(n *node, w window) float64 {
			if !n.sized {
				return math.NaN()
			}
			return value(n, w)
		}
	}
	return rows
}

func nodeRows() []row[node] {
	rows := spread("wait", "time waited by each piece of work but health checks taken up within the window, those that waited 0 included", func(n *node) *distribution { return &n.wait })
	rows = append(rows,
		row[node]{Definition{Name: "service.mean", Unit: seconds, Kind: Mean, Says: "work by piece since it was last taken up, of those finished within the window, well or with an error"},
			func(n *node, _ window) float64 { return n.service.mean() }},
		row[node]{Definition{Name: "service.cv", Unit: one, Kind: Mean, Says: "standard deviation / mean of the work by piece"},
			func(n *node, _ window) float64 { return n.service.cv() }},
		row[node]{Definition{Name: "arrivals.cv", Unit: one, Kind: Mean, Says: "standard deviation / mean of the times between requests or deliveries that arrive at the node; 1 for a Poisson process"},
			func(n *node, _ window) float64 { return n.gaps.cv() }},
		row[node]{Definition{Name: "imbalance", Unit: one, Kind: Share, Says: "requests and deliveries got and pushes sent by the replica with most / their mean over replicas that were there at some time of the window; 1 is even"},
			func(n *node, w window) float64 { return n.imbalance(w) }},
		row[node]{Definition{Name: "population.p50", Unit: one, Kind: Quantile, Says: "waiting and in service: the number not exceeded for half of the window's time"},
			func(n *node, _ window) float64 { return n.population.quantile(0.5) }},
		row[node]{Definition{Name: "population.p99", Unit: one, Kind: Quantile, Says: "waiting and in service: the number not exceeded for 99 % of the window's time"},
			func(n *node, _ window) float64 { return n.population.quantile(0.99) }},
	)
	rows = append(rows, autoscalerRows()...)
	for p := trace.NoShape + 1; p < trace.Shapes; p++ {
		rows = append(rows, row[node]{Definition{Name: "cpu." + p.String(), Unit: seconds, Kind: Count, Says: "work of the purpose '" + p.String() + "' done by what finished within the window"},
			func(n *node, _ window) float64 { return n.purposes[p].seconds() }})
	}
	return about(OfNode, rows)
}
