package properties

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// polled is a scenario of one server that answers polls in the order of their
// coming, with or without time to spare.
func (w *world) polled() []byte {
	return trial.Text(trial.Object{
		"version": 1, "title": "polled", "duration": "10s", "seed": w.number("seed", 0, 1000),
		"hop": trial.Object{
			"latency": w.one("latency", "5ms", "0s", "200ms"), "bandwidth": w.one("bandwidth", "10Mbit/s", "100kbit/s"),
			"connection": trial.Object{"open": "ready", "max": 1000},
		},
		"nodes": trial.Object{
			"phone": trial.Object{"kind": "client", "count": w.number("phones", 1, 4)},
			"api":   trial.Object{"kind": "server", "service": w.law(w.one("service", "10ms", "300ms", "0s"))},
		},
		"flows": trial.Object{"news": trial.Object{
			"from": "phone", "to": "api", "pattern": w.one("pattern", "shortPolling", "longPolling"),
			"shortPolling": trial.Object{"interval": w.one("interval", "500ms", "100ms", "2s")},
			"updates":      trial.Object{"rate": w.one("rate", "2/s", "10/s")},
		}},
	})
}

// A carriage is the times of a poll and of the answer to it.
type carriage struct {
	sent, arrived, served, done, answered sim.Time
}

// course is what an update that comes up at start spends its time on until it
// is heard of, by the definition. All ways count as inFlight.
func (c *carriage) course(start, heard sim.Time) map[trace.Cause]sim.Time {
	spent := map[trace.Cause]sim.Time{}
	at := start
	for _, s := range [...]struct {
		cause trace.Cause
		to    sim.Time
	}{
		{trace.NextPoll, c.sent}, {trace.InFlight, c.arrived}, {trace.Queued, c.served},
		{trace.InService, c.done}, {trace.Held, c.answered}, {trace.InFlight, heard},
	} {
		if s.to > at {
			spent[s.cause] += s.to - at
			at = s.to
		}
	}
	return spent
}

// A carriages follows polls and what their answers carry.
type carriages struct {
	polls    map[uint32]*carriage // by the message
	answers  map[uint32]*carriage // by the answer's
	carried  map[uint32]*carriage // by operation: by the first answer that bears it
	start    map[uint32]sim.Time
	heard    map[uint32]sim.Time
	overload bool // some poll waited
}

func (c *carriages) see(r *trace.Record) {
	switch r.Kind {
	case trace.Begin:
		c.start[r.Op] = sim.Time(r.Aux)
	case trace.Send:
		if r.Shape == trace.Poll {
			c.polls[r.Msg] = &carriage{sent: r.At, arrived: r.Until}
		} else if p := c.polls[r.Parent]; p != nil {
			p.answered = r.At
			c.answers[r.Msg] = p
		}
	case trace.Serve:
		c.polls[r.Msg].served = r.At
		c.overload = c.overload || r.Aux > 0
	case trace.Finish:
		c.polls[r.Msg].done = r.At
	case trace.Carry:
		if p := c.answers[r.Msg]; p != nil && c.carried[r.Op] == nil {
			c.carried[r.Op] = p
		}
	case trace.End:
		if r.Status == trace.OK {
			c.heard[r.Op] = r.At
		}
	}
}

func TestNewsWaitsWithThePollThatPicksItUp(t *testing.T) {
	overloaded := 0
	rapid.Check(t, func(t *rapid.T) {
		text := (&world{t: t}).polled()
		run := play(t, text, "base", trial.Records)
		c := &carriages{map[uint32]*carriage{}, map[uint32]*carriage{}, map[uint32]*carriage{}, map[uint32]sim.Time{}, map[uint32]sim.Time{}, false}
		for i := range run.Records {
			c.see(&run.Records[i])
		}
		if c.overload {
			overloaded++
		}
		for op, heard := range c.heard {
			got := map[trace.Cause]sim.Time{}
			for _, s := range spansOf(run.Records, op) {
				if s.Cause == trace.Transfer {
					s.Cause = trace.InFlight
				}
				if s.To > s.From {
					got[s.Cause] += s.To - s.From
				}
			}
			if diff := cmp.Diff(c.carried[op].course(c.start[op], heard), got); diff != "" {
				t.Fatalf("update %d, from %v to %v (-want +got):\n%s%s", op, c.start[op], heard, diff, text)
			}
		}
	})
	if overloaded == 0 {
		t.Error("polls never wait: nothing is tried")
	}
}
