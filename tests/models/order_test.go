package models_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A ledger is the model of what the groups of a log do with it: of each operation, which
// is a message for one group, it knows where that is, and what has come of it.
type ledger struct {
	order    string // "partition", "key" or "none"
	topology *trace.Topology
	ops      map[uint32]*entryOf
	lines    map[lineOf][]*entryOf // in the order in which they were handed over first

	effects, early int // first effects; of these, those before one that is to be earlier
}

// An entryOf is a message for a group.
type entryOf struct {
	key    uint32
	offset uint32
	line   lineOf
	over   bool // it has taken effect, or will not any more
}

// A lineOf is what is worked on in order: a group's partition, or a key there.
type lineOf struct{ group, partition, key uint32 }

func (l *ledger) read(t *rapid.T, records []trace.Record) {
	for i := range records {
		r := &records[i]
		e := l.ops[r.Op]
		switch {
		case r.Kind == trace.Begin:
			for op := r.Op; op-r.Op < uint32(r.N); op++ {
				l.ops[op] = &entryOf{key: r.Payload}
			}
		case e == nil || r.N == 0:
		case r.Kind == trace.Deliver:
			l.handOver(r, e)
		case r.Kind == trace.Applied && !e.over:
			l.effect(t, r, e)
		case r.Kind == trace.End:
			for op := r.Op; op-r.Op < uint32(r.N); op++ {
				l.ops[op].over = true
			}
		}
	}
}

func (l *ledger) handOver(r *trace.Record, e *entryOf) {
	if e.line != (lineOf{}) {
		return
	}
	e.offset = r.Header
	e.line = lineOf{uint32(l.topology.Places.At(r.Peer).Node) + 1, r.Payload, 0}
	if l.order == "key" {
		e.line.key = e.key
	}
	l.lines[e.line] = append(l.lines[e.line], e)
}

// effect holds that nothing before it is still to take effect.
func (l *ledger) effect(t *rapid.T, r *trace.Record, e *entryOf) {
	e.over = true
	l.effects++
	waiting := slices.DeleteFunc(l.lines[e.line], func(x *entryOf) bool { return x.over })
	l.lines[e.line] = waiting
	if len(waiting) == 0 {
		return
	}
	if first := slices.MinFunc(waiting, func(x, y *entryOf) int { return cmp.Compare(x.offset, y.offset) }); first.offset < e.offset {
		if l.early++; l.order != "none" {
			t.Fatalf("by %s: at %v offset %d of %+v takes effect before %d", l.order, r.At, e.offset, e.line, first.offset)
		}
	}
}

// drawLog draws a log with two groups, of which one has several readers, that are
// disturbed. What fails is set aside.
func drawLog(t *rapid.T) ([]byte, string) {
	timeline := trial.Object{}
	for i := range rapid.IntRange(0, 4).Draw(t, "faults") {
		timeline[fmt.Sprint("f", i)] = trial.Object{
			"at":    rapid.SampledFrom([]string{"500ms", "1s", "1003ms", "1100ms", "2s", "3s"}).Draw(t, "at"),
			"for":   rapid.SampledFrom([]string{"20ms", "300ms", "1500ms", "4s"}).Draw(t, "for"),
			"fault": rapid.SampledFrom([]string{"crash", "pause", "partition"}).Draw(t, "fault"), "target": rapid.SampledFrom([]string{"bus", "mail", "bill", "bill/0", "bill/1"}).Draw(t, "target"),
		}
	}
	order := rapid.SampledFrom([]string{"partition", "key", "none"}).Draw(t, "order")
	return trial.Text(trial.Object{
		"version": 1, "title": "a log", "duration": "20s", "seed": rapid.IntRange(0, 1000).Draw(t, "seed"),
		"keys": trial.Object{"user": trial.Object{"count": 7}},
		"hop":  trial.Object{"latency": "10ms", "loss": 0.02, "retransmit": "50ms"},
		"nodes": trial.Object{
			"shop": trial.Object{"kind": "client"}, "bus": trial.Object{"kind": "broker", "durable": true, "sync": "3ms", "service": "100us"},
			"bill": trial.Object{"kind": "server", "count": rapid.IntRange(2, 3).Draw(t, "readers"), "workers": 4, "errors": 0.1, "service": trial.Object{"dist": "exponential", "mean": "20ms"}},
			"mail": trial.Object{"kind": "server", "workers": 4, "service": trial.Object{"dist": "exponential", "mean": "5ms"}},
		},
		"flows": trial.Object{"news": trial.Object{
			"from": trial.List{"bill", "mail"}, "to": "bus", "pattern": "log", "about": "user", "timeout": "200ms",
			"retry": trial.Object{"attempts": 200, "backoff": "100ms"},
			"log": trial.Object{
				"partitions": rapid.IntRange(1, 4).Draw(t, "partitions"), "batch": rapid.IntRange(1, 20).Draw(t, "batch"), "order": order,
				"commit": rapid.SampledFrom([]string{"before", "after"}).Draw(t, "commit"), "leave": rapid.SampledFrom([]string{"session", "reset"}).Draw(t, "leave"),
				"session": rapid.SampledFrom([]string{"300ms", "1s", "5s"}).Draw(t, "session"), "rebalance": rapid.SampledFrom([]string{"cooperative", "eager"}).Draw(t, "rebalance"),
				"tries": rapid.IntRange(1, 3).Draw(t, "tries"), "timeout": "1s", "reconnect": trial.Object{"backoff": "100ms", "cap": "1s"},
			},
			"updates": trial.Object{"source": "shop", "audience": "all", "totalRate": "60/s", "stop": "4s"},
		}},
		"timeline": timeline,
	}), order
}

// TestEffectsAreInTheOrderOfStoring: within a partition, or of a key there, as the log
// says, and for each group, nothing takes effect before what is stored before it has,
// or never will. Where the log says nothing of the sort, it does.
func TestEffectsAreInTheOrderOfStoring(t *testing.T) {
	effects, early := map[string]int{}, map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		text, order := drawLog(t)
		run := recorded(t, text)
		l := &ledger{order: order, topology: run.Topology, ops: map[uint32]*entryOf{}, lines: map[lineOf][]*entryOf{}}
		defer func() {
			if t.Failed() {
				t.Log(string(text))
			}
		}()
		l.read(t, run.Records)
		effects[order] += l.effects
		early[order] += l.early
	})
	if t.Log(effects, early); early["none"] == 0 || effects["partition"] == 0 || effects["key"] == 0 {
		t.Errorf("%v effects, of which %v were early", effects, early)
	}
}
