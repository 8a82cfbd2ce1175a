package metrics

import (
	"math"

	"backchat/sim"
	"backchat/sim/trace"
)

// A flow holds the figures of one flow.
type flow struct {
	// Of the operations that were intended within the window, whenever what
	// is told of them happens.

	begun     uint64
	outcomes  [trace.Statuses]uint64
	tries     uint64
	latency   distribution // of those that ended OK
	otherwise distribution // of those that ended, but neither OK nor unfinished
	accepted  distribution
	completed distribution
	firstByte distribution
	finished  *distribution     // latency and otherwise, from Close on
	causes    [trace.Causes]sum // of those that ended OK, nanoseconds
	promise

	traffic         // within the window; after it, in vain
	counted traffic // within the window, once that is over
	backlog level   // kept messages
	dead    level   // those that are set aside
	outbox  level   // bytes of content in outboxes
	ranks   []rank  // by node
	hears   bool
	window  *flowWindow       // where a series is kept
	homes   trace.Table[home] // by key
	log     *logbook
	ranked  *[2]distribution   // latency: of the highest priority, and of the others; nil: they have none
	orders  trace.Table[order] // by key and group
}

// traffic counts what is recorded of a flow within the window.
type traffic struct {
	attempts, retries, polls, batches uint64
	answers, empty                    uint64
	handed, again, extended           uint64 // Deliver, and those beyond the first of a message; Extend
	redriven, redrivenOK              uint64 // put back from the dead letters, and done with since
	disconnected                      uint64 // subscriptions that the other side has ended
	deliveries                        uint64
	applied, repeated                 uint64
	duplicates, late                  uint64
	sent, lost, copies                uint64
	bytes                             [2]volume // up, down
	uploads                           uploads
	keys                              keys
	disordered                        uint64
}

// A volume is an amount of data.
type volume struct {
	payload, header uint64
}

func (v *volume) add(r *trace.Record) {
	v.payload += uint64(r.Payload)
	v.header += uint64(r.Header)
}

func (v volume) plus(w volume) volume { return volume{v.payload + w.payload, v.header + w.header} }

func (v *volume) all() uint64 { return v.payload + v.header }

func (f *flow) mark(t sim.Time) {
	f.traffic = traffic{}
	f.backlog.mark(t)
	f.dead.mark(t)
	f.outbox.mark(t)
	if f.log != nil {
		f.log.lag.mark(t)
	}
}

func (f *flow) seal(t sim.Time) {
	f.counted = f.traffic
	f.backlog.seal(t)
	f.dead.seal(t)
	f.outbox.seal(t)
	if f.log != nil {
		f.log.lag.seal(t)
	}
}

// A promise is what is kept of a flow's objective.
type promise struct {
	objective sim.Time // 0 for none
	met       uint64   // by those that ended OK within it
	open      uint64   // were unfinished while its time was not over
}

// leave counts an operation that was unfinished when the run ended, after
// span.
func (p *promise) leave(span sim.Time) {
	if span < p.objective {
		p.open++
	}
}

// share is that of the operations begun of which it is known whether the
// promise was met.
func (p *promise) share(begun uint64) float64 {
	if p.objective == 0 {
		return math.NaN()
	}
	return over(float64(p.met), float64(begun-p.open))
}

// close settles what is known at the end: operations that are still under way
// are unfinished.
func (f *flow) close() {
	f.traffic = f.counted
	open := f.begun
	for _, n := range f.outcomes {
		open -= n
	}
	f.outcomes[trace.Unfinished] += open
	f.finished = merged(&f.latency, &f.otherwise)
}

// answered counts the operations that somebody answered, well or not.
func (f *flow) answered() uint64 {
	return f.outcomes[trace.OK] + f.outcomes[trace.Empty] + f.outcomes[trace.Rejected] + f.outcomes[trace.Failed] + f.outcomes[trace.NotFound] + f.outcomes[trace.Limited] + f.outcomes[trace.Conflict] + f.outcomes[trace.NotEnough]
}

func (f *flow) losses() uint64 {
	return f.outcomes[trace.LostOutcome] + f.outcomes[trace.Truncated] + f.outcomes[trace.Dropped] + f.outcomes[trace.Expired]
}

// byRank counts the latency of an operation by its rank among the priorities of its
// queue.
func (f *flow) byRank(rank uint8, ns int64) {
	if f.ranked == nil {
		f.ranked = &[2]distribution{{horizon: f.latency.horizon}, {horizon: f.latency.horizon}}
	}
	f.ranked[min(rank-1, 1)].record(ns)
}

// rank is the latency of the highest priority (0), or of the others.
func (f *flow) rank(i int) *distribution {
	if f.ranked == nil {
		return &distribution{}
	}
	return &f.ranked[i]
}

func (f *flow) volume() uint64 { return f.bytes[up].all() + f.bytes[down].all() }

// staleness is the latency of a flow that hears of news, and nothing of
// another.
func (f *flow) staleness() *distribution {
	if f.hears {
		return &f.latency
	}
	return &distribution{}
}

// completion is how long it took until effects took place. What is news to hear of and
// nobody works on takes effect where it is heard.
func (f *flow) completion() *distribution {
	if f.hears && f.completed.count == 0 {
		return &f.latency
	}
	return &f.completed
}

// Outcomes are the statuses with which operations end, each of which is a
// metric of its own; all others are counted together.
func Outcomes() []trace.Status {
	return []trace.Status{
		trace.OK, trace.Empty, trace.Rejected, trace.TimedOut, trace.Failed, trace.LostOutcome,
		trace.Cancelled, trace.Expired, trace.DeadLettered, trace.Dropped, trace.Coalesced, trace.NoConnection, trace.NoPort, trace.NotFound, trace.Limited, trace.Throttled, trace.Conflict, trace.NotEnough, trace.Truncated, trace.Unfinished,
	}
}

func (f *flow) elsewise() uint64 {
	n := f.begun
	for _, s := range Outcomes() {
		n -= f.outcomes[s]
	}
	return n
}

func flowRows() []row[flow] {
	return about(OfFlow, operationRows(), timeRows(), causeRows(), exchangeRows(), deliveryRows(), deadLetterRows(), uploadRows(), keyRows(), logRows(), flowByteRows())
}

// staleAll is a quantile of staleness over all operations.
func (f *flow) staleAll(q float64) float64 { return f.staleness().among(f.heard(), q) }

// heard counts the operations that are news to hear of.
func (f *flow) heard() uint64 {
	if f.hears {
		return f.begun
	}
	return 0
}

func operationRows() []row[flow] {
	rows := []row[flow]{
		count("operations", "operations intended within the window; all other figures of operations are about these, whatever happens to them later",
			func(f *flow) uint64 { return f.begun }),
	}
	for _, s := range Outcomes() {
		rows = append(rows, count(s.String(), "operations whose outcome is '"+s.String()+"'",
			func(f *flow) uint64 { return f.outcomes[s] }))
	}
	return append(rows,
		count("otherwise", "operations with any outcome that has no metric of its own", (*flow).elsewise),
		count("losses", "operations that are lost, truncated, dropped or expired: nobody will ever do them", (*flow).losses),
		ratio("okShare", Share, "ok / operations", func(f *flow) (uint64, uint64) { return f.outcomes[trace.OK], f.begun }),
		row[flow]{Definition{Name: "withinObjective", Unit: one, Kind: Share, Says: "operations that ended ok within the flow's objective / operations, without those that were unfinished at the end of the run and had begun less than the objective before"},
			func(f *flow, _ window) float64 { return f.promise.share(f.begun) }},
		rate("offered", "operations a second of the window", func(f *flow) uint64 { return f.begun }),
		rate("throughput", "operations that were answered (ok, empty, rejected, limited, failed, notFound, conflict) a second of the window", (*flow).answered),
		rate("goodput", "ok a second of the window", func(f *flow) uint64 { return f.outcomes[trace.OK] }),
	)
}

func timeRows() []row[flow] {
	rows := spread("latency", "from the intended start to the end of operations that ended ok", func(f *flow) *distribution { return &f.latency })
	for i, of := range [...]string{"the highest priority that its queue tells apart", "the other priorities that its queue tells apart"} {
		rows = append(rows, spread("latency"+[...]string{"First", "Rest"}[i], "latency, of operations of "+of, func(f *flow) *distribution { return f.rank(i) })...)
	}
	rows = append(rows, quantiles("latencyAll", "from the intended start to the end of all operations, where what did not end ok, unfinished ones among them, takes for ever (never)",
		func(f *flow, q float64) float64 { return f.latency.among(f.begun, q) })...)
	rows = append(rows, spread("staleness", "latency, of a flow whose operations are news to hear of", (*flow).staleness)...)
	rows = append(rows, quantiles("stalenessAll", "latencyAll, of a flow whose operations are news to hear of", (*flow).staleAll)...)
	rows = append(rows, spread("finished", "from the intended start to the end of operations with any outcome but unfinished", func(f *flow) *distribution { return f.finished })...)
	rows = append(rows, spread("accepted", "from the intended start until the speaker knew that the operation was taken in charge", func(f *flow) *distribution { return &f.accepted })...)
	rows = append(rows, spread("firstByte", "from the intended start until the first bytes of an answer were with who had asked, where the link has a transport", func(f *flow) *distribution { return &f.firstByte })...)
	return append(rows, spread("completion", "from the intended start until the effect first took place, whether or not its speaker knows; without operations that had ended before; news that nobody works on takes effect where it is heard", (*flow).completion)...)
}

func causeRows() []row[flow] {
	var rows []row[flow]
	for c := trace.NoCause + 1; c < trace.Causes; c++ {
		name, says := "cause."+c.String(), "time that operations which ended ok spent on '"+c.String()+"'"
		rows = append(rows,
			row[flow]{Definition{Name: name + ".mean", Unit: seconds, Kind: Mean, Says: says + ", by their number; over all causes these add up to latency.mean"},
				func(f *flow, _ window) float64 { return over(f.causes[c].seconds(), float64(f.latency.count)) }},
			row[flow]{Definition{Name: name + ".total", Unit: seconds, Kind: Count, Says: says + ", in all"},
				func(f *flow, _ window) float64 { return f.causes[c].seconds() }},
			row[flow]{Definition{Name: name + ".share", Unit: one, Kind: Share, Says: says + ", by their time in all"},
				func(f *flow, _ window) float64 { return over(f.causes[c].float(), f.latency.total.float()) }})
	}
	return rows
}

func exchangeRows() []row[flow] {
	return []row[flow]{
		count("requests", "attempts, polls and batches made within the window", func(f *flow) uint64 { return f.attempts + f.polls + f.batches }),
		count("attempts", "attempts at an operation made within the window, the first ones among them", func(f *flow) uint64 { return f.attempts }),
		count("retries", "attempts beyond the first of their operation made within the window", func(f *flow) uint64 { return f.retries }),
		count("polls", "requests for news made within the window: polls, and subscriptions where news comes by itself", func(f *flow) uint64 { return f.polls }),
		count("batches", "requests made within the window that give several messages to a broker at once, further attempts among them", func(f *flow) uint64 { return f.batches }),
		ratio("attemptsPerOperation", Mean, "attempts that those who begin the operations make at them (before their end) / operations; what servers ask in turn, and ask again, is not in it", func(f *flow) (uint64, uint64) { return f.tries, f.begun }),
		count("answers", "responses and news sent within the window by whoever made them; passing them on (balancer, sidecar) does not count", func(f *flow) uint64 { return f.answers }),
		count("emptyAnswers", "answers with nothing to tell", func(f *flow) uint64 { return f.empty }),
		ratio("emptyShare", Share, "emptyAnswers / answers", func(f *flow) (uint64, uint64) { return f.empty, f.answers }),
		count("messages.sent", "messages sent within the window, on every hop, copies that the wire made among them", func(f *flow) uint64 { return f.sent }),
		count("messages.duplicated", "messages that the wire delivers once more, sent within the window, on every hop", func(f *flow) uint64 { return f.copies }),
		count("messages.lost", "messages known within the window not to arrive, on every hop", func(f *flow) uint64 { return f.lost }),
	}
}

func deliveryRows() []row[flow] {
	rows := []row[flow]{
		count("deliveries", "messages with news (push, delivery, and news that is not empty) that arrived within the window where they end: at neither a balancer nor a sidecar", func(f *flow) uint64 { return f.deliveries }),
		count("handouts", "times that a broker handed a kept message to a consumer within the window", func(f *flow) uint64 { return f.handed }),
		count("redeliveries", "handouts beyond the first of their message, or the first after a redrive", func(f *flow) uint64 { return f.again }),
		count("extensions", "times within the window that a broker heard that a consumer is at work on a message still, so that its visibility timeout began anew", func(f *flow) uint64 { return f.extended }),
		count("disconnected", "subscriptions that a server ended within the window because more waited for the listener than its outbox may hold", func(f *flow) uint64 { return f.disconnected }),
		count("duplicates", "messages thrown away within the window because there had been one like it", func(f *flow) uint64 { return f.duplicates }),
		count("lateAnswers", "messages thrown away within the window because nobody waited for them any more", func(f *flow) uint64 { return f.late }),
		count("applied", "effects that took place within the window", func(f *flow) uint64 { return f.applied }),
		count("appliedTwice", "effects beyond the first of their operation that took place within the window", func(f *flow) uint64 { return f.repeated }),
	}
	rows = append(rows, levels("backlog", "messages that brokers keep, or that wait in outboxes for connections to take them", func(f *flow) *level { return &f.backlog })...)
	waiting := levels("outbox", "content that waits in outboxes for connections to take it", func(f *flow) *level { return &f.outbox })
	for i := range waiting {
		waiting[i].Unit = bytes
	}
	return append(rows, waiting...)
}

func flowByteRows() []row[flow] {
	rows := []row[flow]{
		volumes("bytes", "bytes of the flow's messages sent within the window, on every hop, of one that is cut off those that had left its sender; what is around one on a transport counts when it arrives; the opening of connections and health checks belong to no flow", (*flow).volume),
		volumes("bytes.payload", "bytes of content sent within the window", func(f *flow) uint64 { return f.bytes[up].payload + f.bytes[down].payload }),
		volumes("bytes.header", "bytes around the content sent within the window", func(f *flow) uint64 { return f.bytes[up].header + f.bytes[down].header }),
		{Definition{Name: "bytesPerOk", Unit: bytes, Kind: Mean, Says: "bytes / ok"},
			func(f *flow, _ window) float64 { return over(float64(f.volume()), float64(f.outcomes[trace.OK])) }},
	}
	for d, says := range [...]string{
		"away from those who begin the conversation (request, poll, subscribe, publish, cancel; acks and the like sent from the rim inwards)",
		"towards those who begin the conversation or consume (response, news, push, delivery; acks and the like sent outwards)",
	} {
		name := "bytes." + [...]string{"up", "down"}[d]
		rows = append(rows,
			volumes(name, "bytes sent within the window "+says, func(f *flow) uint64 { return f.bytes[d].all() }),
			volumes(name+".payload", "bytes of content sent "+says, func(f *flow) uint64 { return f.bytes[d].payload }),
			volumes(name+".header", "bytes around the content sent "+says, func(f *flow) uint64 { return f.bytes[d].header }))
	}
	return rows
}
