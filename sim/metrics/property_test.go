package metrics

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
)

func near(a, b float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b))
}

// A life is an operation as a test makes it up, with the time it should be
// found to have spent on each cause.
type life struct {
	intended, begun sim.Time
	end             sim.Time
	outcome         trace.Status
	spent           [trace.Causes]sim.Time
	records         []trace.Record
}

// drawLife makes up an operation: waits of every kind, and journeys with or
// without a queue at their end, some of them cut short.
func drawLife(t *rapid.T, op uint32) *life {
	span := rapid.Map(rapid.Int64Range(0, int64(s)), func(n int64) sim.Time { return sim.Time(n) })
	l := &life{intended: rapid.Map(rapid.Int64Range(0, int64(20*s)), func(n int64) sim.Time { return sim.Time(n) }).Draw(t, "intended")}
	l.begun = l.intended + span.Draw(t, "late")
	cause := trace.Cause(rapid.IntRange(1, int(trace.Causes)-1).Draw(t, "first cause"))
	since, at := l.intended, l.begun
	l.add(trace.Record{At: at, Kind: trace.Begin, Op: op, N: 1, Flow: 1, Aux: int64(l.intended), Cause: cause})
	for n := rapid.IntRange(0, 6).Draw(t, "changes"); n > 0; n-- {
		at += span.Draw(t, "until change")
		l.spent[cause] += at - since
		since = at
		cause = trace.Cause(rapid.IntRange(1, int(trace.Causes)-1).Draw(t, "cause"))
		switch rapid.IntRange(0, 2).Draw(t, "travels") {
		case 1:
			at = l.travel(t, op, at, span)
			since = at
		case 2:
			at = l.unplanned(t, op, at, span)
			since = at
		}
		l.add(trace.Record{At: at, Kind: trace.Enter, Op: op, N: 1, Flow: 1, Cause: cause})
	}
	l.end = at + span.Draw(t, "until end")
	l.spent[cause] += l.end - since
	l.outcome = rapid.SampledFrom([]trace.Status{trace.OK, trace.OK, trace.OK, trace.Failed, trace.TimedOut}).Draw(t, "outcome")
	l.add(trace.Record{At: l.end, Kind: trace.End, Op: op, N: 1, Flow: 1, Status: l.outcome})
	return l
}

// travel adds a journey that starts at start, and returns when it ended.
func (l *life) travel(t *rapid.T, op uint32, start sim.Time, span *rapid.Generator[sim.Time]) sim.Time {
	out := start + span.Draw(t, "transfer")
	natural := out + span.Draw(t, "flight")
	arrival := natural + span.Draw(t, "blocked")
	l.add(trace.Record{At: start, Kind: trace.Send, Op: op, N: 1, Flow: 1, Msg: uint32(len(l.records)), Cause: trace.Transfer, Aux: int64(out), Until: arrival})
	if arrival > natural {
		l.add(trace.Record{At: start, Kind: trace.Block, Flow: 1, Msg: uint32(len(l.records) - 1), Aux: int64(natural), Until: arrival})
	}
	cut := min(arrival, start+span.Draw(t, "until cut"))
	for at := start; at < cut; { // by the definition, piece by piece
		cause, to := trace.Blocked, arrival
		switch {
		case at < out:
			cause, to = trace.Transfer, out
		case at < natural:
			cause, to = trace.InFlight, natural
		}
		l.spent[cause] += min(to, cut) - at
		at = min(to, cut)
	}
	return cut
}

// unplanned adds a journey on a transport, which nobody plans: what holds the
// message up is said as it changes.
func (l *life) unplanned(t *rapid.T, op uint32, at sim.Time, span *rapid.Generator[sim.Time]) sim.Time {
	msg := uint32(len(l.records))
	kind := trace.Send
	for n := rapid.IntRange(1, 4).Draw(t, "hold-ups"); n > 0; n-- {
		cause := rapid.SampledFrom([]trace.Cause{trace.Transfer, trace.Congestion, trace.ReceiverLimited, trace.InFlight, trace.Recovering, trace.Blocked}).Draw(t, "hold-up")
		l.add(trace.Record{At: at, Kind: kind, Op: op, N: 1, Flow: 1, Msg: msg, Cause: cause})
		next := at + span.Draw(t, "until next")
		l.spent[cause] += next - at
		at, kind = next, trace.Enter
	}
	return at
}

func (l *life) add(r trace.Record) { l.records = append(l.records, r) }

func TestCausesOfRandomOperationsSumToTheirTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const warmup = 5 * s
		var lives []*life
		var records []trace.Record
		for op := range uint32(rapid.IntRange(1, 20).Draw(t, "operations")) {
			l := drawLife(t, op+1)
			lives, records = append(lives, l), append(records, l.records...)
		}
		slices.SortStableFunc(records, func(a, b trace.Record) int { return cmp.Compare(a.At, b.At) })
		f := New(town(60*s, warmup), Options{})
		fold(f, records)
		f.Close(60 * s)
		compare(t, f, slices.DeleteFunc(lives, func(l *life) bool { return l.intended < warmup }))
	})
}

// fold hands over records so that a Block stays behind its Send, since the
// operations were made up one by one.
func fold(f *Figures, records []trace.Record) {
	for i := range records {
		f.Fold(records[i : i+1])
	}
}

// compare recomputes the figures of lives in the plainest way.
func compare(t *rapid.T, f *Figures, lives []*life) {
	var spans, finished []float64
	var causes [trace.Causes]sim.Time
	for _, l := range lives {
		finished = append(finished, (l.end - l.intended).Seconds())
		if l.outcome == trace.OK {
			spans = append(spans, (l.end - l.intended).Seconds())
			for c, span := range l.spent {
				causes[c] += span
			}
		}
	}
	check := func(name string, want float64) {
		if m, ok := f.Lookup("page." + name); !ok || !near(m.Value, want) {
			t.Fatalf("%s is %v, want %v", name, m.Value, want)
		}
	}
	check("operations", float64(len(lives)))
	check("ok", float64(len(spans)))
	check("latency.mean", mean(spans))
	check("latency.sd", deviation(spans))
	check("finished.mean", mean(finished))
	check("finished.count", float64(len(finished)))
	var all float64
	for c := trace.NoCause + 1; c < trace.Causes; c++ {
		check("cause."+c.String()+".total", causes[c].Seconds())
		all += causes[c].Seconds()
	}
	if len(spans) > 0 && !near(all, mean(spans)*float64(len(spans))) {
		t.Fatalf("the causes sum to %v, the operations to %v", all, mean(spans)*float64(len(spans)))
	}
}

func mean(values []float64) float64 {
	var all float64
	for _, v := range values {
		all += v
	}
	return all / float64(len(values))
}

func deviation(values []float64) float64 {
	if len(values) < 2 {
		return math.NaN()
	}
	var all float64
	for _, v := range values {
		all += (v - mean(values)) * (v - mean(values))
	}
	return math.Sqrt(all / float64(len(values)-1))
}

func TestQuantilesAreTheTrueOnesWithinAThousandth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, int64(sim.Hour)), 1, 300).Draw(t, "values")
		split := rapid.IntRange(0, len(values)).Draw(t, "split")
		a, b := distribution{horizon: sim.Hour}, distribution{horizon: sim.Hour}
		for i, v := range values {
			if i < split {
				a.record(v)
			} else {
				b.record(v)
			}
		}
		d := merged(&a, &b)
		slices.Sort(values)
		for _, q := range []float64{0.5, 0.9, 0.95, 0.99, 0.999} {
			exact := sim.Time(values[int(math.Ceil(q*float64(len(values))))-1]).Seconds()
			if got := d.quantile(q); got < exact*(1-0.001) || got > exact*(1+0.001) {
				t.Fatalf("quantile %v is %v, want %v", q, got, exact)
			}
		}
		if d.min != values[0] || d.max != values[len(values)-1] || d.count != uint64(len(values)) {
			t.Fatalf("%d values from %d to %d, want %d from %d to %d", d.count, d.min, d.max, len(values), values[0], values[len(values)-1])
		}
	})
}

// grown is a number of several words, the lowest first.
func grown(words ...uint64) *big.Int {
	n := new(big.Int)
	for _, word := range slices.Backward(words) {
		n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(word))
	}
	return n
}

func TestSumsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var up sum
		var sq squares
		total, square := new(big.Int), new(big.Int)
		for _, n := range rapid.SliceOf(rapid.Uint64()).Draw(t, "numbers") {
			up.add(n)
			sq.add(n)
			b := new(big.Int).SetUint64(n)
			total.Add(total, b)
			square.Add(square, b.Mul(b, b))
		}
		if grown(up.lo, up.hi).Cmp(total) != 0 || grown(sq.lo, sq.hi, sq.top).Cmp(square) != 0 {
			t.Fatalf("sums %v and %v, want %v and %v", up, sq, total, square)
		}
		if want, _ := new(big.Float).SetInt(total).Float64(); up.float() != want {
			t.Fatalf("%v is %v as a float", total, up.float())
		}
	})
}

func TestLevelsIntegrateExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l level
		var now, from sim.Time
		var area, value int64
		for n := rapid.IntRange(0, 50).Draw(t, "changes"); n > 0; n-- {
			dt := sim.Time(rapid.Int64Range(0, int64(sim.Minute)).Draw(t, "gap"))
			d := rapid.Int64Range(-5, 5).Draw(t, "change")
			now += dt
			area += value * int64(dt)
			value += d
			switch {
			case d == 1:
				l.up(now)
			case d == -1:
				l.down(now)
			case d == 0:
				l.mark(now)
				from, area = now, 0
			default:
				l.by(now, d)
			}
		}
		area += value * int64(sim.Second)
		l.seal(now + sim.Second)
		l.up(now + 2*sim.Second)
		if got := l.mean(window{from, now + sim.Second}) * float64(now+sim.Second-from); area >= 0 && !near(got, float64(area)) {
			t.Fatalf("the mean is that of an integral of %v, want %d", got, area)
		}
		if area < 0 {
			if got := (sum{}).minus(l.integral).float(); got != float64(-area) {
				t.Fatalf("the integral is -%v, want %d", got, area)
			}
		} else if got := l.integral.float(); got != float64(area) {
			t.Fatalf("the integral is %v, want %d", got, area)
		}
	})
}

// TestLittlesLawHolds: over a run that begins and ends empty, the number
// waiting is the rate of arrival times the wait, to the last digit.
func TestLittlesLawHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var records []trace.Record
		var at, free sim.Time
		n := rapid.IntRange(1, 40).Draw(t, "messages")
		for msg := range uint32(n) {
			at += sim.Time(rapid.Int64Range(0, int64(s)).Draw(t, "gap"))
			work := sim.Time(rapid.Int64Range(0, int64(s)).Draw(t, "work"))
			start := max(at, free)
			free = start + work
			if start > at {
				records = append(records, queued(at, msg+1, 0, worker)) // how many wait is filled in below
			}
			records = append(records, served(start, msg+1, start-at, worker), finished(free, msg+1, work, worker, trace.OK))
		}
		records = inOrder(records)
		f := tell(town(100*s, 0), records...)
		value := func(name string) float64 { m, _ := f.Lookup(name); return m.Value }
		rate := float64(n) / 100
		if l, w := value("worker.queue.mean"), value("worker.wait.mean"); !near(l, rate*w) {
			t.Fatalf("%v wait, want %v a second times %v s", l, rate, w)
		}
		if l, w := value("worker.population.mean"), value("worker.wait.mean")+value("worker.service.mean"); !near(l, rate*w) {
			t.Fatalf("%v are there, want %v a second times %v s", l, rate, w)
		}
		if !near(value("worker.population.mean"), weighted(f)) {
			t.Fatalf("%v are there, by the histogram %v", value("worker.population.mean"), weighted(f))
		}
	})
}

// weighted is the mean population as the histogram over time has it.
func weighted(f *Figures) float64 {
	var all float64
	for n := 1; n <= 50; n++ {
		all += f.nodes[4].population.atLeast(n)
	}
	return all
}

// inOrder sorts records by time, a finish first, and fills in how many wait.
func inOrder(records []trace.Record) []trace.Record {
	slices.SortStableFunc(records, func(a, b trace.Record) int { return cmp.Compare(a.At, b.At) })
	var waiting int64
	in := map[uint32]bool{}
	for i := range records {
		r := &records[i]
		switch {
		case r.Kind == trace.Queue:
			waiting++
			in[r.Msg] = true
			r.Aux = waiting
		case r.Kind == trace.Serve && in[r.Msg]:
			waiting--
		}
	}
	return records
}
