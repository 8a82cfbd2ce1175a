package patterns_test

import (
	"fmt"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// astray is where a request is thrown away, where it is worked on, and how long nobody
// who waits for it knows that it is no more.
type astray struct {
	work   [5]sim.Time // by place
	thrown []string
	since  sim.Time // of what it spends its time on now, where that is in vain
	vain   sim.Time
	ends   sim.Time
}

func (f *astray) Fold(batch []trace.Record) {
	for i := range batch {
		switch r := &batch[i]; r.Kind {
		case trace.Finish:
			f.work[r.Node] += sim.Time(r.Aux)
		case trace.Discard:
			f.thrown = append(f.thrown, fmt.Sprint(r.Node, " ", r.At))
		case trace.Enter:
			if f.since = 0; r.Cause == trace.Unanswered {
				f.since = r.At
			}
		case trace.End:
			f.ends = r.At
			if f.since > 0 {
				f.vain = r.At - f.since
			}
		}
	}
}

// One request begins at 100 ms and is wanted until 150 ms, by the clock of whoever asks.
// It is at the balancer at 101, at the server at 102, which works for 20 ms, and at the
// database from 123 to 143: so all is well at 146.
func TestClocksThatDifferMisjudgeAnInstant(t *testing.T) {
	const instant = `"deadline": "50ms", "deadlineAs": "instant"`
	for _, c := range []struct {
		reason string
		policy string
		skews  string // entries of the timeline
		ok     float64
		ends   sim.Time // in milliseconds
		vain   sim.Time // milliseconds of these in which nobody works on it, and who waits does not know
		work   string   // at the api, at the database
		thrown string   // where and when
	}{
		{"clocks that agree make no difference", instant, ``, 1, 146, 0, "20ms 20ms", "[]"},
		{"what is left of a timeout means the same to every clock", `"deadline": "50ms"`, skewed("api", "3s"), 1, 146, 0, "20ms 20ms", "[]"},
		{"a server that is far ahead begins nothing", instant, skewed("api", "3s"), 0, 150, 48, "0ns 0ns", "[1 102ms]"},
		{"so does a balancer", instant, skewed("lb", "3s"), 0, 150, 49, "0ns 0ns", "[3 101ms]"},
		{"one that is a little ahead begins it, and lets go too early", instant, skewed("api", "40ms"), 0, 150, 40, "8ms 0ns", "[]"},
		{"whom it has asked by then goes by what the first has said, and works for nobody", instant, skewed("api", "20ms"), 0, 150, 20, "20ms 20ms", "[1 144ms]"},
		{"the last of those who are asked may be the one that is ahead", instant, skewed("db", "20ms"), 0, 150, 20, "20ms 7ms", "[]"},
		{"who is behind works for who has gone", instant, skewed("db", "-1s", "api", "-1s", "lb", "-1s") + `, "slow": {"at": "0s", "fault": "slow", "target": "db", "factor": 0.1}`, 0, 150, 0, "20ms 20ms", "[4 326ms]"},
		{"who asks and is behind wants it too early of all others", instant, skewed("phone", "-40ms"), 0, 150, 40, "8ms 0ns", "[]"},
		{"clocks that are off alike agree", instant, skewed("phone", "9s", "lb", "9s", "api", "9s", "db", "9s"), 1, 146, 0, "20ms 20ms", "[]"},
		{"faults that overlap add up", instant, skewed("api", "3s") + `, "back": {"at": "1ms", "fault": "skew", "target": "api", "by": "-3s"}`, 1, 146, 0, "20ms 20ms", "[]"},
		{"a clock that is right again is", instant, `"a": {"at": "0s", "for": "90ms", "fault": "skew", "target": "api", "by": "3s"}`, 1, 146, 0, "20ms 20ms", "[]"},
		{"what is in hand is waited for by a timer", instant, `"a": {"at": "110ms", "fault": "skew", "target": "api", "by": "3s"}, "b": {"at": "110ms", "fault": "skew", "target": "db", "by": "3s"}`, 1, 146, 0, "20ms 20ms", "[]"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			f := &astray{}
			figures := run(t, fmt.Sprintf(`{"version": 1, "title": "clocks", "seed": 3, "duration": "1s",
			  "nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api"}, "api": {"kind": "server", "service": "20ms", "calls": [{"to": "db"}]}, "db": {"kind": "server", "service": "20ms"}},
			  "hop": {"latency": "1ms", "connection": {"open": "ready"}},
			  "variants": {"byClock": {"flows": {"ask": {"deadlineAs": "instant"}}}},
			  "flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", %s, "send": {"arrivals": "times", "times": ["100ms"]}}},
			  "timeline": {%s}
			}`, c.policy, c.skews), f)
			if work, thrown := fmt.Sprint(f.work[1], " ", f.work[2]), fmt.Sprint(f.thrown); work != c.work || thrown != c.thrown || f.vain != c.vain*sim.Millisecond || f.ends != c.ends*sim.Millisecond {
				t.Errorf("api and database worked for %v, thrown away was %v, in vain %v, until %v; want %v, %v, %d ms, %d ms", work, thrown, f.vain, f.ends, c.work, c.thrown, c.vain, c.ends)
			}
			hold(t, c.reason, figures, map[string]float64{"ask.ok": c.ok, "api.queue.end": 0, "db.queue.end": 0, "ask.unfinished": 0})
		})
	}
}

// skewed are entries that set clocks wrong from the beginning: whose, and by how much.
func skewed(pairs ...string) string {
	text := ""
	for i := 0; i < len(pairs); i += 2 {
		text += fmt.Sprintf(`, %q: {"at": "0s", "fault": "skew", "target": %q, "by": %q}`, "off"+pairs[i], pairs[i], pairs[i+1])
	}
	return text[2:]
}
