package main

import (
	"bytes"
	"context"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"backchat/patterns/experiment"
	"backchat/sim"
	"backchat/sim/check"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

func TestBarsAreInEighths(t *testing.T) {
	for _, c := range []struct {
		share float64
		want  string
	}{{0, ""}, {1, "████"}, {0.5, "██"}, {0.625, "██▌"}, {1.0 / 32, "▏"}} {
		if got := bar(c.share, 4); got != c.want {
			t.Errorf("%v of 4 is %q, want %q", c.share, got, c.want)
		}
	}
}

func TestReportHasAllItIsReadFor(t *testing.T) {
	u := do(t, valid, "run", "-")
	for _, part := range []string{
		"Ping\nHow long?\n", "Variant base, seed 4: 10 s of virtual time, measured from 1 s on", "digest ",
		"\nping  requestResponse, phone × 3 → lb\n", "\n  operations  ", "\n  rate        offered ", "\n  latency  ", "\n  time of ok  ", "inService", "█",
		"\n  traffic     requests ", "\n  bytes       ", "\nNodes\n", "\n  api  ", "\nLinks\n", "\n  wire  ", "\nExpectations  2 of 2 hold\n", "\n  holds      RR-1   ",
	} {
		if !strings.Contains(u.out, part) {
			t.Errorf("there is no %q in\n%s", part, u.out)
		}
	}
}

func TestReportTellsOfWhatOnlySomeScenariosHave(t *testing.T) {
	for args, part := range map[string]string{
		"the-black-hole ejection": "  ejected for ", "the-stampede one": "  misses ",
		"too-many-requests base":  "  limited 907 (90.7 %)",
		"the-zone-next-door base": "  sent to other zones ", "the-old-work-comes-back never": "  dead letters at the end ",
	} {
		name, variant, _ := strings.Cut(args, " ")
		if u := do(t, "", "run", name, "--variant", variant); !strings.Contains(u.out, part) {
			t.Errorf("%s: there is no %q in\n%s", args, part, u.out)
		}
	}
}

// A breaker that two failures open is so for 6 s of 12, and keeps back four requests; of
// three at once two wait for tokens, for 1 and 2 s.
func TestReportTellsWhoWaitsAndWhoIsKeptBack(t *testing.T) {
	u := do(t, `{
		"version": 1, "title": "Kept back", "duration": "12s", "hop": {"latency": "0s", "connection": {"open": "ready"}},
		"nodes": {"app": {"kind": "client"}, "api": {"kind": "server"}, "slow": {"kind": "server", "limiter": {"rate": "1/s", "excess": "delay"}}},
		"flows": {
			"ask": {"from": "app", "to": "api", "pattern": "requestResponse", "breaker": {"failures": 2, "open": "3s"}, "send": {"arrivals": "times", "times": ["1s", "2s", "3s", "4s", "5s", "6s", "7s", "8s", "9s", "10s"]}},
			"wait": {"from": "app", "to": "slow", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["1s", "1s", "1s"]}}},
		"timeline": {"errors": {"at": "500ms", "for": "6s", "fault": "errors", "target": "api"}}
	}`, "run", "-")
	said := strings.Join(strings.Fields(u.out), " ")
	for _, part := range []string{" app kept back by breakers 4 breakers open 0.5 ", " slow waiting for tokens 0.25"} {
		if !strings.Contains(said, part) {
			t.Errorf("there is no %q in\n%s%s", part, u.out, u.errs)
		}
	}
}

func TestReportTellsOfReadersWithoutAPartition(t *testing.T) {
	u := do(t, `{
		"version": 1, "title": "Too many readers", "duration": "5s",
		"nodes": {"app": {"kind": "client"}, "bus": {"kind": "broker"}, "bill": {"kind": "server", "count": 3}, "mail": {"kind": "server"}},
		"flows": {"news": {"from": ["bill", "mail"], "to": "bus", "pattern": "log", "updates": {"source": "app", "rate": "1/s"}}}
	}`, "run", "-")
	if !strings.Contains(u.out, "readers of bill without a partition 2") || strings.Contains(u.out, "readers of mail") {
		t.Errorf("it does not say that of three readers of one partition two have nothing to read, or says it of mail:\n%s%s", u.out, u.errs)
	}
}

func TestWhatALimitRefusesIsAmongWhatItsNodeRefuses(t *testing.T) {
	u := do(t, "", "run", "too-many-requests", "--variant", "base")
	node := strings.Fields(regexp.MustCompile(`(?m)^  api .*$`).FindString(u.out)) // its name, busy in percent, asked, served, refused
	if len(node) < 6 || !strings.HasPrefix(node[5], "7,4") {
		t.Errorf("of some 7,450 requests over a limit there is nothing in %v of\n%s", node, u.out)
	}
	if u := do(t, "", "compare", "too-many-requests", "--replications", "2"); !strings.Contains(u.out, "\nlimited  ") {
		t.Errorf("limited is no row of\n%s", u.out)
	}
}

func TestReportTellsOfPacketsWhereThereAreSome(t *testing.T) {
	top := &trace.Topology{
		Nodes: []trace.Node{{ID: "a", First: 1, Count: 1}, {ID: "b", First: 2, Count: 1}}, Places: trace.SpotsOf(trace.Spot{Node: 0}, trace.Spot{Node: 1}),
		Links: []trace.Link{{ID: "silent"}, {ID: "wire", From: 0, To: 1}}, Horizon: 10 * sim.Second,
	}
	tell := func(records ...trace.Record) string {
		f := metrics.New(top, metrics.Options{})
		f.Fold(records)
		f.Close(top.Horizon)
		var out bytes.Buffer
		r := &report{program: &program{out: &out}, top: top, t: &experiment.Trial{Result: &experiment.Result{Figures: f}}}
		r.packets()
		return strings.Join(strings.Fields(out.String()), " ")
	}
	packet := trace.Record{Kind: trace.Packet, At: sim.Second, Until: 2 * sim.Second, Node: 1, Peer: 2, Conn: 1, Payload: 1000, Header: 40, Op: 1400}
	again := packet
	again.Kind, again.At, again.Until, again.Op = trace.Again, 3*sim.Second, 0, 2800
	again.Aux, again.Status = int64(3*sim.Second), trace.Noise
	if got := tell(packet, again); !strings.HasSuffix(got, "packets lost repeated goodput cwnd under way wire 2 1 1 100 B/s 2.1 kB 104 B") {
		t.Errorf("it says %q", got)
	}
	if got := tell(); got != "" {
		t.Errorf("without packets it says %q", got)
	}
}

func TestComparisonSaysWhatDiffers(t *testing.T) {
	u := do(t, valid, "compare", "-", "--replications", "5")
	for _, part := range []string{"Means of 5 runs of each variant, on seeds 4 to 8", "latency.mean", " ±", "\napi "} {
		if !strings.Contains(u.out, part) {
			t.Errorf("there is no %q in\n%s", part, u.out)
		}
	}
	one := do(t, valid, "compare", "-", "--replications", "1")
	if strings.Contains(one.out, "±") || strings.Count(strings.Join(strings.Fields(one.out), " "), "whether a difference is more than chance cannot be said") != 1 {
		t.Errorf("one pair has an interval:\n%s", one.out)
	}
}

func TestComparisonSaysHowOperationsEnded(t *testing.T) {
	u := do(t, "", "compare", "health-checks", "--replications", "2", "--variant", "base,never")
	for _, row := range []string{"timedOut", "failed"} {
		if !regexp.MustCompile(`(?m)^` + row + ` +[0-9]`).MatchString(u.out) {
			t.Errorf("%s is no row of\n%s", row, u.out)
		}
	}
	if strings.Contains(u.out, "\nrejected") {
		t.Errorf("nobody was rejected, and there is a row of it:\n%s", u.out)
	}
}

func TestAMeanIsSaidToBeOfAsManyRunsAsItIsOf(t *testing.T) {
	nan, never := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		cell     experiment.Cell
		text, of string
	}{
		{experiment.Cell{Values: []float64{1, 2, 3}, Mean: 2}, "2 s", ""},
		{experiment.Cell{Values: []float64{1, nan, 3}, Mean: 2, Missing: 1}, "2 s", "of 2 runs"},
		{experiment.Cell{Values: []float64{nan, nan, 3}, Mean: 3, Missing: 2}, "3 s", "of 1 run"},
		{experiment.Cell{Values: []float64{nan, nan}, Mean: nan, Missing: 2}, "–", ""},
		{experiment.Cell{Values: []float64{1, 2, never}, Mean: never}, "1 of 3 never", ""},
		{experiment.Cell{Values: []float64{1, nan, never}, Mean: never, Missing: 1}, "1 of 2 never", "of 2 runs"},
		{experiment.Cell{Values: []float64{never, never}, Mean: never}, "never", ""},
	} {
		p := &program{}
		if text, of := p.meanOf(&experiment.Row{Metric: "ask.latencyAll.p99", Unit: "s"}, &c.cell); text != c.text || of != c.of {
			t.Errorf("of %v it says %q %q, want %q %q", c.cell.Values, text, of, c.text, c.of)
		}
	}
}

func TestManyVariantsShareNoLine(t *testing.T) {
	text := strings.Replace(valid, `"variants": {`, `"variants": {"b": {}, "c": {}, "d": {}, "e": {}, `, 1)
	u := do(t, text, "compare", "-", "--replications", "2")
	for line := range strings.Lines(u.out) {
		if len([]rune(line)) > columns+1 {
			t.Errorf("too wide: %s", line)
		}
	}
	if n := strings.Count(u.out, "\nping "); n != 2 {
		t.Errorf("five variants beside the base are in %d tables, want 2:\n%s", n, u.out)
	}
}

func TestLongNamesAreClippedAndLongExpectationsWrapped(t *testing.T) {
	long := "a" + strings.Repeat("pi", 30)
	text := strings.NewReplacer(`"api":`, `"`+long+`":`, `"to": ["api"]`, `"to": ["`+long+`"]`, `"api": {"service": "40ms"}`, `"`+long+`": {"workers": 2}`,
		"ping.ok >= 200", "ping.ok + ping.ok + ping.ok + ping.ok + ping.ok + ping.ok + ping.ok + ping.ok + ping.ok + ping.ok >= 200").Replace(valid)
	u := do(t, text, "run", "-", "--variant", "slow")
	if !strings.Contains(u.out, "…") {
		t.Errorf("nothing is clipped:\n%s%s", u.out, u.errs)
	}
	for line := range strings.Lines(u.out) {
		if n := len([]rune(line)); n > columns+1 && !strings.Contains(line, long) {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestMetricsCanBeAskedForByName(t *testing.T) {
	u := do(t, valid, "run", "-", "--metric", "run.window", "--metric", "api.utilization")
	lines := strings.Split(u.out, "\n")
	if u.exit != exitFine || len(lines) != 3 || strings.Join(strings.Fields(lines[0]), " ") != "run.window 9 s" || len(strings.Fields(lines[1])) != 2 {
		t.Errorf("exit %d: %q", u.exit, u.out)
	}
	if all := do(t, valid, "run", "-", "--all"); !strings.Contains(all.out, "ping.latency.p999") || strings.Contains(all.out, "Expectations") {
		t.Errorf("--all prints %.300s", all.out)
	}
}

func TestColoursNeedATerminalThatHasThem(t *testing.T) {
	for _, c := range []struct {
		reason        string
		terminal      bool
		noColor, term string
		want          palette
	}{
		{"a terminal", true, "", "xterm", true},
		{"a pipe", false, "", "xterm", false},
		{"the user wants none", true, "1", "xterm", false},
		{"a terminal without colours", true, "", "dumb", false},
	} {
		if got := colours(c.terminal, c.noColor, c.term); got != c.want {
			t.Errorf("%s: colours %v, want %v", c.reason, got, c.want)
		}
	}
	var out bytes.Buffer
	p := &program{in: strings.NewReader(valid), out: &out, errs: &out, paint: true}
	if p.execute(t.Context(), []string{"run", "-"}); !strings.Contains(out.String(), "\x1b[32mholds    \x1b[0m") {
		t.Error("there are no colours on a terminal")
	}
}

func TestProgressShowsHowFarALongRunIs(t *testing.T) {
	var errs bytes.Buffer
	p := &program{terminal: &errs, live: true}
	g := p.follow(100 * sim.Second)
	batch := make([]trace.Record, 10)
	batch[9].At = 25 * sim.Second
	if g.Fold(batch); errs.Len() > 0 {
		t.Errorf("a short run shows %q", errs.String())
	}
	g.began, g.next = time.Now().Add(-3*time.Second), time.Now().Add(-time.Second)
	g.Fold(batch)
	if !strings.Contains(errs.String(), " 25 %  25 s of 100 s") || !strings.Contains(errs.String(), "9s left") {
		t.Errorf("it shows %q", errs.String())
	}
	if g.end(); !strings.HasSuffix(errs.String(), "\r\x1b[K") {
		t.Error("the line is not taken away")
	}
}

func TestNoProgressWithoutATerminal(t *testing.T) {
	p := &program{}
	g := p.follow(sim.Second)
	g.ran()
	g.end()
	if g != nil || len(g.with(nil)) != 0 {
		t.Error("there is progress without a terminal")
	}
}

func TestProgressCountsRuns(t *testing.T) {
	var errs bytes.Buffer
	p := &program{terminal: &errs, live: true}
	g := p.followRuns(4)
	g.next = time.Now().Add(-time.Second)
	g.ran()
	if !strings.Contains(errs.String(), "25 %  1 of 4 runs") {
		t.Errorf("it shows %q", errs.String())
	}
}

func TestDifferencesFitTheirColumn(t *testing.T) {
	seconds, number, share := &experiment.Row{Unit: "s"}, &experiment.Row{Unit: "1"}, &experiment.Row{Unit: "1", Kind: metrics.Share}
	for _, c := range []struct {
		row  *experiment.Row
		mean float64
		half float64
		want string
	}{
		{seconds, -2.456, 0.114, "−2.46 ±0.11 s"}, {seconds, 0.0123, 0, "+12.3 ms"}, {seconds, -2.4561, 1e-9, "−2.46 ±1e-9 s"},
		{share, -0.00215, 0.00019, "−0.21 ±0.02 pp"}, {number, 0.00333, 0.00066, "+0.003 ±0.001"}, {number, 1234567, 123456, "+1.2e6 ±1e5"}, {number, 4.2e-7, 5.1e-8, "+4.2e-7 ±6e-8"}, {share, 9.4e-5, 9e-5, "+9.4e-3 pp"},
	} {
		d := experiment.Interval{N: 5, Mean: c.mean, Low: c.mean - c.half, High: c.mean + c.half}
		if got := spread(c.row, d); got != c.want || width(got) > besideWidth {
			t.Errorf("%v ± %v is written %q, want %q", c.mean, c.half, got, c.want)
		}
	}
}

func TestBrokenInvariantsAreShown(t *testing.T) {
	var out bytes.Buffer
	p := &program{out: &out}
	p.faults(&experiment.Result{Broken: 1234, Faults: []check.Fault{{Name: "queues", At: sim.Second, Op: 3, Msg: 4, Says: "it waits twice"}}})
	for _, part := range []string{"Broken invariants  1,234 records", "queues at 1s (operation 3, message 4): it waits twice"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("there is no %q in\n%s", part, out.String())
		}
	}
}

func TestTheNearestNameIsFound(t *testing.T) {
	names := []string{"ask-and-wait", "push-to-a-crowd", "long-polling-or-push"}
	for _, c := range []struct{ word, want string }{
		{"ask-and-wiat", `"ask-and-wait"`}, {"crowd", `"push-to-a-crowd"`}, {"push", `"push-to-a-crowd" "long-polling-or-push"`}, {"zzzzzzzzzzzzzzzzz", ""},
		{strings.Repeat("x", 10_000), ""},
	} {
		if got := strings.Join(nearest(c.word, names), " "); got != c.want {
			t.Errorf("near %.20q is %s, want %s", c.word, got, c.want)
		}
	}
}

func TestInterruptionsAreWaitedForWithoutHarm(t *testing.T) {
	if err := context.Cause(interruptible()); err != nil {
		t.Error(err)
	}
}

// doubtful claims that the mean of the offered rate lies on one side of what it
// truly is, 30/s, where a few seeds can show neither.
var doubtful = strings.Replace(valid, "ping.latency.mean@slow > ping.latency.mean", "ping.offered > 30/s", 1)

func TestWhatFewSeedsCannotShowIsNoFailure(t *testing.T) {
	u := do(t, doubtful, "claims", "-", "--seeds", "3")
	if u.exit != exitFine || !strings.Contains(u.out, "\n  not shown  RR-1   ping.offered > 30/s") || !strings.Contains(u.out, " seeds would show it") || !strings.Contains(u.out, "1 of 2 hold, 1 not shown") {
		t.Errorf("exit %d:\n%s", u.exit, u.out)
	}
	surely := strings.Replace(doubtful, "ping.offered > 30/s", "ping.offered > 60/s", 1)
	if u := do(t, surely, "claims", "-", "--seeds", "3"); u.exit != exitFailed || !strings.Contains(u.out, "\n  FAILS      RR-1   ") || !strings.Contains(u.out, "1 of 2 hold, 1 fails") {
		t.Errorf("exit %d:\n%s", u.exit, u.out)
	}
}

func TestTextsHaveTheFiguresOfTheRun(t *testing.T) {
	text := strings.Replace(valid, `"seed"`, `"lesson": "{ping.ok} of {ping.operations} pings.", "timeline": {"note": {"at": "1s", "say": "{ping.ok@slow} when slow."}}, "seed"`, 1)
	u := do(t, text, "run", "-")
	if !regexp.MustCompile(`(?m)^  [0-9]+ of [0-9]+ pings\.$`).MatchString(u.out) {
		t.Errorf("the lesson has no figures:\n%s", u.out)
	}
	var r runJSON
	decode(t, do(t, text, "run", "-", "--json", "--variant", "slow"), &r)
	figure := regexp.MustCompile(`^[0-9]+ (of|when) `)
	if !figure.MatchString(r.Lesson) || len(r.Captions) != 1 || !figure.MatchString(r.Captions[0].Say) || r.Captions[0].AtSeconds != 1 {
		t.Errorf("the texts are %q and %+v", r.Lesson, r.Captions)
	}
}
