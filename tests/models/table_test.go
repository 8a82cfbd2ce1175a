package models_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A book is the model of a table: all writes of each key, in their order, and where and
// when each was done.
type book struct {
	lag      sim.Time
	compares bool
	writes   map[uint32][]written // by key
	requests map[uint32]*request  // by message, also by those that a server sends for one
	intents  map[uint32]*intent   // by operation
	ended    map[uint32][]ending  // by key: operations that were told that they have written

	found, late, conflicts int
}

// A written is one write.
type written struct {
	at trace.Place
	by sim.Time
}

// An intent is what is known of an operation: the version that it has written last.
type intent struct {
	key, wrote uint32
	begun      sim.Time
}

// A request is one attempt of it, and the version that has read last.
type request struct {
	*intent
	read uint32
}

// An ending is when an operation ended that has written a version.
type ending struct {
	at      sim.Time
	version uint32
}

// known is the version that a replica knows of.
func (b *book) known(key uint32, at trace.Place, now sim.Time) (version uint32) {
	for i, w := range b.writes[key] {
		if w.at == at || now-w.by >= b.lag {
			version = uint32(i) + 1
		}
	}
	return version
}

func (b *book) read(t *rapid.T, records []trace.Record) {
	for i := range records {
		r := &records[i]
		x := b.requests[r.Msg]
		all := uint32(len(b.writes[r.Payload]))
		switch {
		case r.Kind == trace.Begin:
			b.intents[r.Op] = &intent{key: r.Payload, begun: r.At}
		case r.Kind == trace.Ask:
			b.requests[r.Msg] = &request{intent: b.intents[r.Op]}
		case r.Kind == trace.Send && x == nil: // a server's own
			b.requests[r.Msg] = b.requests[r.Parent]
		case r.Kind == trace.End && r.Status == trace.OK:
			if o := b.intents[r.Op]; o.wrote > 0 {
				b.ended[o.key] = append(b.ended[o.key], ending{r.At, o.wrote})
			}
		case r.Kind == trace.Hit:
			b.finds(t, r, x, all-uint32(r.Aux))
		case r.Kind == trace.Wrote:
			b.writes[r.Payload] = append(b.writes[r.Payload], written{r.Node, r.At})
			if x.wrote = all + 1; r.Aux != int64(all+1) || b.compares && x.read != all {
				t.Fatalf("at %v key %d has version %d, want %d, of which %d were read", r.At, r.Payload, r.Aux, all+1, x.read)
			}
		case r.Kind == trace.Missed:
			if b.conflicts++; r.Status != trace.Conflict || x.read >= all || r.Aux != int64(all-x.read) {
				t.Fatalf("at %v key %d is %v by %d writes, of %d, of which %d were read", r.At, r.Payload, r.Status, r.Aux, all, x.read)
			}
		}
	}
}

// finds holds that a read finds what its replica knows of; where that is all, nothing
// older than what anybody had been told before it began.
func (b *book) finds(t *rapid.T, r *trace.Record, x *request, version uint32) {
	b.found++
	if want := b.known(r.Payload, r.Node, r.At); version != want {
		t.Fatalf("at %v place %d finds version %d of key %d, want %d", r.At, r.Node, version, r.Payload, want)
	}
	if x.read = version; int(version) < len(b.writes[r.Payload]) {
		b.late++
	}
	for _, e := range b.ended[r.Payload] {
		if b.lag == 0 && e.at <= x.begun && e.version > version {
			t.Fatalf("at %v version %d of key %d is found, and %d was done at %v, before it was asked for", r.At, version, r.Payload, e.version, e.at)
		}
	}
}

// drawTable draws a table, whoever reads and writes it, and crashes on all sides.
func drawTable(t *rapid.T) (text []byte, lag sim.Time, compares bool) {
	lag = rapid.SampledFrom([]sim.Time{0, 0, 20 * ms, 300 * ms}).Draw(t, "lag")
	compares = rapid.Bool().Draw(t, "compares")
	access := "write"
	if compares {
		access = "compare"
	}
	timeline := trial.Object{}
	for i, target := range []string{"db", "db/0", "app"} {
		if rapid.Bool().Draw(t, target+" crashes") {
			from, length := rapid.IntRange(10, 180).Draw(t, "from")*10, rapid.IntRange(1, 40).Draw(t, "length")*10
			timeline[fmt.Sprint("c", i)] = crash(target, "process", spell{sim.Time(from) * ms, sim.Time(from+length) * ms})
		}
	}
	work := trial.Object{"dist": "exponential", "mean": "5ms"}
	table := trial.Object{"lag": lag.String()}
	if rapid.Bool().Draw(t, "syncs") {
		table["sync"], table["disk"] = work, rapid.SampledFrom([]string{"parallel", "serial", "group"}).Draw(t, "disk")
	}
	return trial.Text(trial.Object{
		"version": 1, "title": "a table", "duration": "3s", "seed": rapid.IntRange(0, 1000).Draw(t, "seed"), "keys": trial.Object{"row": trial.Object{"count": rapid.IntRange(1, 4).Draw(t, "rows")}},
		"hop": trial.Object{"latency": trial.Object{"dist": "uniform", "min": "1ms", "max": "9ms"}, "connection": trial.Object{"open": "ready"}},
		"nodes": trial.Object{
			"phone": trial.Object{"kind": "client", "count": 3},
			"db":    trial.Object{"kind": "store", "count": rapid.IntRange(1, 3).Draw(t, "replicas"), "workers": 4, "service": work, "table": table},
			"app":   trial.Object{"kind": "server", "workers": 9, "steps": trial.List{trial.Object{"call": "db", "access": "read"}, trial.Object{"work": work}, trial.Object{"call": "db", "access": access}}},
		},
		"flows": trial.Object{
			"look": trial.Object{"from": "phone", "to": "db", "pattern": "requestResponse", "about": "row", "send": trial.Object{"rate": "15/s", "stop": "2s"}},
			"save": trial.Object{"from": "phone", "to": "app", "pattern": "requestResponse", "about": "row", "timeout": "60ms", "retry": trial.Object{"attempts": 3, "backoff": "10ms"}, "send": trial.Object{"rate": "8/s", "stop": "2s"}},
		},
		"timeline": timeline,
	}), lag, compares
}

// TestTablesKeepTheLatestOfEveryKey: without a lag, reads and writes of a key are
// linearizable; with one, each replica knows of what others have written when the lag is
// over, and whoever compares writes over nothing that it has not seen.
func TestTablesKeepTheLatestOfEveryKey(t *testing.T) {
	found, late, conflicts := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text, lag, compares := drawTable(t)
		run := recorded(t, text)
		defer func() {
			if t.Failed() {
				t.Log(string(text))
			}
		}()
		b := &book{lag: lag, compares: compares, writes: map[uint32][]written{}, requests: map[uint32]*request{}, intents: map[uint32]*intent{}, ended: map[uint32][]ending{}}
		b.read(t, run.Records)
		found, late, conflicts = found+b.found, late+b.late, conflicts+b.conflicts
	})
	if t.Log(found, "reads, of which", late, "are late;", conflicts, "conflicts"); found == 0 || late == 0 || conflicts == 0 {
		t.Error("that says little")
	}
}
