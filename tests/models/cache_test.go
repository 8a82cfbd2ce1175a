package models_test

import (
	"cmp"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A pantry is the model of a cache before a table: what each of its replicas keeps, which
// of that goes next, and what it has asked for.
type pantry struct {
	capacity  int
	eviction  string
	life      sim.Time // 0: for ever
	stale     sim.Time
	negative  sim.Time
	coalesces bool
	durable   bool

	at     map[trace.Place]*pantryAt
	writes map[uint32]int // by key, so far

	hits, dropped, joined int
}

type pantryAt struct {
	kept   map[uint32]*jar
	loads  map[uint32][]int // by key: how often it had been written when each of those under way began
	loaded map[uint32]int   // the same, of the earliest that may just be over
	turn   int
}

// A jar is what is kept of a key: a version that is one of these.
type jar struct {
	until             sim.Time
	oldest, newest    int
	came, used, times int
}

func (p *pantry) read(t *rapid.T, records []trace.Record) {
	for i := range records {
		r := &records[i]
		if r.Kind == trace.Wrote {
			p.writes[r.Payload]++
		}
		x := p.at[r.Node]
		if x == nil {
			continue
		}
		before := func(j int) *trace.Record { return &records[max(0, i-j)] }
		switch r.Kind {
		case trace.Hit:
			p.finds(t, x, r)
		case trace.Missed:
			if x.kept[r.Payload] != nil {
				t.Fatalf("at %v place %d does not have key %d, which it keeps", r.At, r.Node, r.Payload)
			}
			next := records[i+1]
			loads := next.Kind == trace.Load && next.Node == r.Node && next.Msg == r.Msg
			if waits := p.coalesces && len(x.loads[r.Payload]) > 0; waits == loads {
				t.Fatalf("at %v place %d asks for key %d: %v, with %d loads of it under way", r.At, r.Node, r.Payload, loads, len(x.loads[r.Payload]))
			} else if waits {
				p.joined++
			}
		case trace.Load:
			if before(1).Kind == trace.Hit && len(x.loads[r.Payload]) > 0 {
				t.Fatalf("at %v place %d asks for key %d once more, to have it anew", r.At, r.Node, r.Payload)
			}
			x.loads[r.Payload] = append(x.loads[r.Payload], p.writes[r.Payload])
		case trace.Loaded:
			all := x.loads[r.Payload]
			x.loads[r.Payload], x.loaded[r.Payload] = all[:len(all)-1], all[0]
		case trace.Keep:
			p.keeps(t, x, r, before(1).Kind == trace.Loaded || before(2).Kind == trace.Loaded)
		case trace.Forget:
			p.forgets(t, x, r)
		case trace.Flushed:
			p.flushes(x, r)
		case trace.Down:
			clear(x.loads)
			if !p.durable {
				clear(x.kept)
			}
		}
	}
}

// finds holds that what is found is kept, is good, or may be stale, and is no older than
// when it was asked for.
func (p *pantry) finds(t *rapid.T, x *pantryAt, r *trace.Record) {
	p.hits++
	e := x.kept[r.Payload]
	if e == nil {
		t.Fatalf("at %v place %d has key %d, which it does not keep", r.At, r.Node, r.Payload)
	}
	if good := r.At < e.until; good != (r.Status == trace.OK) || !good && r.At-e.until >= p.stale {
		t.Fatalf("at %v key %d of place %d is %v, and is good until %v", r.At, r.Payload, r.Node, r.Status, e.until)
	}
	if version := p.writes[r.Payload] - int(r.Aux); version < e.oldest || version > e.newest {
		t.Fatalf("at %v place %d has version %d of key %d, and was given one from %d to %d", r.At, r.Node, version, r.Payload, e.oldest, e.newest)
	}
	x.use(e)
}

func (x *pantryAt) use(e *jar) {
	x.turn++
	e.used = x.turn
	e.times++
}

func (p *pantry) keeps(t *rapid.T, x *pantryAt, r *trace.Record, loaded bool) {
	e, life := x.kept[r.Payload], p.life
	if r.Status == trace.Miss {
		life = p.negative
	}
	if e == nil {
		x.turn++
		e = &jar{came: x.turn, used: x.turn, times: 1}
		x.kept[r.Payload] = e
	} else {
		x.use(e)
	}
	e.until = sim.Never
	if life > 0 {
		e.until = r.At + life
	}
	e.oldest, e.newest = 0, p.writes[r.Payload]
	if loaded {
		e.oldest = x.loaded[r.Payload]
	}
	if said := r.Until; said != e.until%sim.Never || len(x.kept) > p.capacity {
		t.Fatalf("at %v place %d keeps key %d until %v, as one of %d; want %v, of %d", r.At, r.Node, r.Payload, said, len(x.kept), e.until, p.capacity)
	}
}

// forgets holds that what has to go is what its policy says, and only where there is no
// room, and that what expires has had its time.
func (p *pantry) forgets(t *rapid.T, x *pantryAt, r *trace.Record) {
	e := x.kept[r.Payload]
	if e == nil {
		t.Fatalf("at %v place %d forgets key %d, which it does not keep", r.At, r.Node, r.Payload)
	}
	switch {
	case r.Status == trace.Expired && r.At < e.until:
		t.Fatalf("at %v place %d lets key %d expire, which is good until %v", r.At, r.Node, r.Payload, e.until)
	case r.Status == trace.Dropped && len(x.kept) < p.capacity:
		t.Fatalf("at %v place %d drops key %d, with room for %d of %d", r.At, r.Node, r.Payload, p.capacity, len(x.kept))
	case r.Status == trace.Dropped:
		p.dropped++
		for key, other := range x.kept {
			if p.before(other, e) {
				t.Fatalf("%s: at %v place %d drops key %d, not %d", p.eviction, r.At, r.Node, r.Payload, key)
			}
		}
	}
	delete(x.kept, r.Payload)
}

// before tells whether one is to go before another.
func (p *pantry) before(a, b *jar) bool {
	switch p.eviction {
	case "lru":
		return a.used < b.used
	case "fifo":
		return a.came < b.came
	case "lfu":
		return cmp.Or(cmp.Compare(a.times, b.times), cmp.Compare(a.used, b.used)) < 0
	}
	return false
}

func (p *pantry) flushes(x *pantryAt, r *trace.Record) {
	if r.Status != trace.Expired {
		clear(x.kept)
	}
	for _, e := range x.kept {
		e.until = min(e.until, r.At)
	}
}

// drawPantry draws a cache before a table, whoever reads by it, and writes, by it or not,
// and what happens to it.
func drawPantry(t *rapid.T) ([]byte, *pantry) {
	span := func(label string, of ...int) sim.Time { return sim.Time(rapid.SampledFrom(of).Draw(t, label)) * ms }
	p := &pantry{
		capacity: rapid.IntRange(1, 4).Draw(t, "capacity"), eviction: rapid.SampledFrom([]string{"lru", "fifo", "lfu", "random"}).Draw(t, "eviction"),
		life: span("life", 0, 40, 300), stale: span("stale", 0, 30, 500), negative: span("negative", 0, 100), coalesces: rapid.Bool().Draw(t, "coalesces"), durable: rapid.Bool().Draw(t, "durable"),
		at: map[trace.Place]*pantryAt{}, writes: map[uint32]int{},
	}
	cache := trial.Object{"capacity": p.capacity, "eviction": p.eviction, "coalesce": p.coalesces, "durable": p.durable, "origin": trial.Object{"to": "db"}, "writes": rapid.SampledFrom([]string{"keep", "forget"}).Draw(t, "writes")}
	if p.life > 0 {
		cache["timeToLive"], cache["stale"] = p.life.String(), p.stale.String()
	}
	if p.negative > 0 {
		cache["negative"] = p.negative.String()
	}
	timeline := trial.Object{}
	for i, target := range []string{"cache", "cache/0", "db"} {
		if rapid.Bool().Draw(t, target+" crashes") {
			from, length := rapid.IntRange(10, 180).Draw(t, "from")*10, rapid.IntRange(1, 40).Draw(t, "length")*10
			timeline[fmt.Sprint("c", i)] = crash(target, "process", spell{sim.Time(from) * ms, sim.Time(from+length) * ms})
		}
	}
	for _, fault := range []string{"flush", "expire"} {
		if rapid.Bool().Draw(t, fault) {
			timeline[fault] = trial.Object{"at": fmt.Sprint(rapid.IntRange(100, 1900).Draw(t, "when"), "ms"), "fault": fault, "target": "cache"}
		}
	}
	if _, expires := timeline["expire"]; p.life == 0 && p.negative == 0 && expires {
		cache["stale"] = p.stale.String()
	} else if p.life == 0 {
		p.stale = 0
	}
	flow := func(to string, writes float64, rate string) trial.Object {
		return trial.Object{"from": "phone", "to": to, "pattern": "requestResponse", "about": "row", "writes": writes, "timeout": "80ms", "send": trial.Object{"rate": rate, "stop": "2s"}}
	}
	work := trial.Object{"dist": "exponential", "mean": "8ms"}
	return trial.Text(trial.Object{
		"version": 1, "title": "a cache", "duration": "3s", "seed": rapid.IntRange(0, 1000).Draw(t, "seed"), "keys": trial.Object{"row": trial.Object{"count": 6, "law": "zipf"}},
		"hop": trial.Object{"latency": trial.Object{"dist": "uniform", "min": "1ms", "max": "5ms"}, "connection": trial.Object{"open": "ready"}},
		"nodes": trial.Object{
			"phone": trial.Object{"kind": "client", "count": 3}, "cache": trial.Object{"kind": "store", "count": rapid.IntRange(1, 2).Draw(t, "replicas"), "workers": 4, "cache": cache},
			"db": trial.Object{"kind": "store", "workers": 4, "service": work, "table": trial.Object{"missing": 0.3}},
		},
		"flows":    trial.Object{"look": flow("cache", 0.1, "40/s"), "save": flow("db", 1, "4/s")},
		"timeline": timeline,
	}), p
}

// TestCachesKeepWhatAModelOfThemSays: never beyond its time, nor above their capacity;
// what goes is what is to; where loads are coalesced, one is under way of each key.
func TestCachesKeepWhatAModelOfThemSays(t *testing.T) {
	hits, dropped, joined := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text, p := drawPantry(t)
		run := recorded(t, text)
		defer func() {
			if t.Failed() {
				t.Log(string(text))
			}
		}()
		for _, n := range run.Topology.Nodes {
			for i := range n.Count {
				if n.ID == "cache" {
					p.at[n.First+trace.Place(i)] = &pantryAt{kept: map[uint32]*jar{}, loads: map[uint32][]int{}, loaded: map[uint32]int{}}
				}
			}
		}
		p.read(t, run.Records)
		hits, dropped, joined = hits+p.hits, dropped+p.dropped, joined+p.joined
	})
	if t.Log(hits, "hits,", dropped, "dropped,", joined, "waited for another's load"); hits == 0 || dropped == 0 || joined == 0 {
		t.Error("that says little")
	}
}
