package steady

import (
	"fmt"
	"runtime"
	"testing"

	"backchat/patterns/scenario/build"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A listener that waits keeps its place, a wire and a connection, its call and
// attempt, and what it and its server know of it; what its subscribing has
// taken is given back.
func TestIdleListenerTakesLittle(t *testing.T) {
	const most = 358 // bytes of the heap
	few, _ := listeners(t, 20_000, whole, "0s")
	many, _ := listeners(t, 40_000, whole, "0s")
	if each := (many - few) / 20_000; each > most {
		t.Errorf("each of 20,000 listeners more takes %d bytes, more than %d", each, most)
	}
}

// All listeners subscribe at the same instant, so that for a moment the messages,
// jobs and timers of all are under way at once.
func TestListenersThatSubscribeAtOnceTakeLittle(t *testing.T) {
	const most = 488 // bytes of the heap
	_, few := listeners(t, 20_000, whole, "0s")
	_, many := listeners(t, 40_000, whole, "0s")
	if each := (many - few) / 20_000; each > most {
		t.Errorf("each of 20,000 listeners more takes %d bytes at a time, more than %d", each, most)
	}
}

// A listener over a WebSocket keeps the inside of its connection as well: both ends
// of TCP, and of what runs on it. What is needed while there are packets is given
// back.
func TestIdleWebSocketTakesLittle(t *testing.T) {
	const most = 550 // bytes of the heap
	few, _ := listeners(t, 10_000, webSocket, "10s")
	many, _ := listeners(t, 20_000, webSocket, "10s")
	if each := (many - few) / 10_000; each > most {
		t.Errorf("each of 10,000 listeners more takes %d bytes, more than %d", each, most)
	}
}

// A crowd that comes at one instant is connected three round trips later, all of it, and
// gives the room of its openings back where that is much: slabs of less than 64 pages,
// for 16,384, keep theirs.
func TestCrowdThatConnectsAtOneInstantGivesItsRoomBack(t *testing.T) {
	const most = 720 // bytes of the heap
	idle, peak := listeners(t, 20_000, webSocket, "0s")
	if each := idle / 20_000; each > most || peak < 4*idle {
		t.Errorf("each of 20,000 takes %d bytes, more than %d, or at its opening no more than %d", each, most, peak/20_000)
	}
	run, err := trial.Of([]byte(`{"version": 1, "title": "at once", "duration": "1s",
		"nodes": {"phone": {"kind": "client", "count": 20000}, "api": {"kind": "server"}}, "links": `+webSocket+`,
		"flows": {"news": {"from": "phone", "to": "api", "pattern": "push", "updates": {"arrivals": "times", "times": ["900ms"]}}}}`), "base", trial.Figures)
	if err != nil {
		t.Fatal(err)
	}
	open, _ := run.Figures.Lookup("api.connections.end")
	opening, _ := run.Figures.Lookup("api.connections.opening.mean")
	if open.Value != 20_000 || opening.Value < 20_000*.2399 || opening.Value > 20_000*.2401 {
		t.Errorf("%v are connected, and %v are connecting on average; want 20,000, and 240 ms of each second", open.Value, opening.Value)
	}
}

// What listeners are told over.
const (
	whole     = `{}`
	webSocket = `{"air": {"from": "phone", "to": "api", "latency": "40ms", "transport": "websocket"}}`
)

// listeners runs so many push listeners who hear next to nothing over such links,
// and subscribe within a time. It returns the heap that they take in the end, and the most that they did.
func listeners(t *testing.T, count int, links, join string) (idle, peak int64) {
	t.Helper()
	s, err := trial.Parse(fmt.Appendf(nil, `{"version": 1, "title": "idle", "duration": "20s",
		"nodes": {"phone": {"kind": "client", "count": %d}, "api": {"kind": "server", "workers": 1000}}, "links": %s,
		"flows": {"news": {"from": "phone", "to": "api", "pattern": "push", "updates": {"totalRate": "1/s"}, "push": {"join": %q}}}}`, count, links, join), "base")
	if err != nil {
		t.Fatal(err)
	}
	g := &gauge{every: count / 4}
	before := heap()
	run, err := build.New(s, s.Topology(), 1, g)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Go(t.Context()); err != nil {
		t.Fatal(err)
	}
	taken := heap() - before
	runtime.KeepAlive(run)
	return taken, g.most - before
}

// A gauge is a reader of a run that measures the heap every so many records.
type gauge struct {
	every, next, seen int
	most              int64
}

func (g *gauge) Fold(batch []trace.Record) {
	if g.seen += len(batch); g.seen >= g.next {
		g.next = g.seen + g.every
		g.most = max(g.most, heap())
	}
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
