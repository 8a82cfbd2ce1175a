package models_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A sorter is the model of a balancer that goes by keys: it knows what went where, and
// which targets each of its replicas counts on.
type sorter struct {
	policy string
	byKey  bool
	table  bool     // sticky: each replica of the balancer remembers for itself
	life   sim.Time // sticky: for so long; 0: for ever

	first trace.Place // of the targets
	gone  []bool      // by target: it is not there
	ill   map[trace.Place][]int
	went  map[uint64][]sorted
	stuck map[sticker]*kept

	speakers, keys map[uint32]uint32 // by operation
	asks           map[uint32]uint32 // operations, by the message that asks for them
	again, moved   int               // picks of the same target, and of another, that say something
}

// A sorted is where a key went, of which targets.
type sorted struct {
	fit    []int
	target int
}

// A sticker is a key, and the replica that remembers it; 0: all do.
type sticker struct {
	by  trace.Place
	key uint64
}

// A kept is where it goes, and until when.
type kept struct {
	target int
	until  sim.Time
}

func (s *sorter) fit(by trace.Place) (fit []int) {
	for k, ill := range s.ill[by] {
		if ill == 0 && !s.gone[k] {
			fit = append(fit, k)
		}
	}
	return fit
}

// key is what a request goes by.
func (s *sorter) key(msg uint32) uint64 {
	op := s.asks[msg]
	if key := s.keys[op]; s.byKey && key != 0 {
		return 1<<32 | uint64(key)
	}
	return uint64(s.speakers[op])
}

func (s *sorter) read(t *rapid.T, records []trace.Record) {
	for i := range records {
		r := &records[i]
		_, balances := s.ill[r.Node]
		switch target := int(r.Peer) - int(s.first); {
		case r.Kind == trace.Begin:
			s.speakers[r.Op], s.keys[r.Op] = uint32(r.Node), r.Payload
		case r.Kind == trace.Ask:
			s.asks[r.Msg] = r.Op
		case r.Kind == trace.Turn && r.Node >= s.first && int(r.Node-s.first) < len(s.gone):
			s.gone[r.Node-s.first] = trace.Life(r.Aux) != trace.Ready
		case !balances:
		case r.Kind == trace.Down && s.table:
			for at := range s.stuck {
				if at.by == r.Node {
					delete(s.stuck, at)
				}
			}
		case r.Kind == trace.Unfit, r.Kind == trace.Eject:
			s.ill[r.Node][target]++
		case r.Kind == trace.Fit, r.Kind == trace.Readmit:
			s.ill[r.Node][target]--
		case r.Kind == trace.Arrive && r.Shape == trace.Request && !thrownAway(records[i+1:], r):
			s.picks(t, r, records[i+1:])
		}
	}
}

// picks holds the target of a request that has come against what went before. It is
// seen by the connection that is opened to it in the same instant.
func (s *sorter) picks(t *rapid.T, r *trace.Record, after []trace.Record) {
	fit := s.fit(r.Node)
	i := slices.IndexFunc(after, func(o trace.Record) bool { return o.Kind == trace.Open || o.Kind == trace.Arrive || o.At > r.At })
	if i < 0 || after[i].Kind != trace.Open || after[i].At > r.At {
		if len(fit) > 0 {
			t.Errorf("at %v nobody is picked of %v", r.At, fit)
		}
		return
	}
	k := int(after[i].Peer - s.first)
	if !slices.Contains(fit, k) {
		t.Errorf("at %v target %d is picked, of %v", r.At, k, fit)
	}
	if s.policy == "sticky" {
		s.sticks(t, r, k, fit)
	} else {
		s.hashes(t, r, k, fit)
	}
}

// hashes holds that of the same targets a key always goes to the same one; by a ring of
// any targets, too, among which both are: each key likes some better than others.
func (s *sorter) hashes(t *rapid.T, r *trace.Record, k int, fit []int) {
	key := s.key(r.Msg)
	for _, x := range s.went[key] {
		same := slices.Equal(x.fit, fit)
		if s.policy == "consistentHashing" {
			same = slices.Contains(x.fit, k) && slices.Contains(fit, x.target)
		}
		switch {
		case x.target == k:
			s.again++
		case !same:
			s.moved++
		default:
			t.Fatalf("%s: at %v key %d goes to %d of %v, and went to %d of %v", s.policy, r.At, key, k, fit, x.target, x.fit)
		}
	}
	s.went[key] = append(s.went[key], sorted{fit, k})
}

// sticks holds that a key goes where it went, as long as it is remembered, and that
// target is fit.
func (s *sorter) sticks(t *rapid.T, r *trace.Record, k int, fit []int) {
	at := sticker{key: s.key(r.Msg)}
	if s.table {
		at.by = r.Node
	}
	h := s.stuck[at]
	if h == nil {
		h = &kept{}
		s.stuck[at] = h
	}
	switch {
	case r.At < h.until && slices.Contains(fit, h.target):
		if s.again++; k != h.target {
			t.Fatalf("at %v key %d goes to %d of %v, and is to go to %d until %v", r.At, at.key, k, fit, h.target, h.until)
		}
	case k != h.target:
		s.moved++
	}
	if h.target, h.until = k, sim.Never; s.life > 0 {
		h.until = r.At + s.life
	}
}

// drawSorting draws a balancer that goes by keys, and what may happen to it and to its
// targets.
func drawSorting(t *rapid.T, policy string) ([]byte, *sorter) {
	s := &sorter{
		policy: policy, byKey: rapid.Bool().Draw(t, "by key"),
		ill: map[trace.Place][]int{}, went: map[uint64][]sorted{}, stuck: map[sticker]*kept{},
		speakers: map[uint32]uint32{}, keys: map[uint32]uint32{}, asks: map[uint32]uint32{},
	}
	balancer := trial.Object{"kind": "balancer", "count": rapid.IntRange(1, 2).Draw(t, "balancers"), "to": "api", "policy": policy, "by": "speaker"}
	if s.byKey {
		balancer["by"] = "key"
	}
	switch policy {
	case "consistentHashing":
		balancer["virtualNodes"] = rapid.SampledFrom([]int{1, 3, 160}).Draw(t, "points")
	case "sticky":
		if s.table = rapid.Bool().Draw(t, "table"); s.table {
			balancer["stick"] = "table"
		}
		if life := rapid.SampledFrom([]int{0, 100, 1000}).Draw(t, "life"); life > 0 {
			s.life = sim.Time(life) * ms
			balancer["stickFor"] = fmt.Sprint(life, "ms")
		}
	}
	if rapid.Bool().Draw(t, "checked") {
		balancer["health"] = trial.Object{"interval": "100ms", "timeout": "30ms", "unhealthy": 2, "healthy": 1}
	}
	if rapid.Bool().Draw(t, "ejects") {
		balancer["ejection"] = trial.Object{"errors": 1, "base": "200ms", "most": 0.5}
	}
	api := trial.Object{
		"kind": "server", "count": rapid.IntRange(2, 4).Draw(t, "targets"), "workers": 2, "errors": 0.1,
		"service": trial.Object{"dist": "exponential", "mean": "5ms"},
	}
	timeline := trial.Object{}
	for i, target := range []string{"api/0", "api/1", "lb/0", "lb"} {
		if rapid.Bool().Draw(t, target+" crashes") {
			from := rapid.IntRange(10, 180).Draw(t, "from") * 10
			length := rapid.IntRange(1, 40).Draw(t, "length") * 10
			timeline[fmt.Sprint("c", i)] = crash(target, "process", spell{sim.Time(from) * ms, sim.Time(from+length) * ms})
		}
	}
	if rapid.Bool().Draw(t, "scaled") {
		timeline["s"] = trial.Object{"at": "700ms", "for": "600ms", "fault": "scale", "target": "api", "replicas": rapid.IntRange(1, 4).Draw(t, "to")}
		api["lifecycle"] = trial.Object{"most": 4, "discovery": "0s"}
	}
	return trial.Text(trial.Object{
		"version": 1, "title": "keys", "duration": "2s", "seed": rapid.IntRange(0, 1000).Draw(t, "seed"), "keys": trial.Object{"user": trial.Object{"count": 5}},
		"hop": trial.Object{"latency": trial.Object{"dist": "uniform", "min": "1ms", "max": "2ms"}, "connection": trial.Object{"open": "each"}},
		"nodes": trial.Object{
			"phone": trial.Object{"kind": "client", "count": 4}, "lb": balancer, "api": api,
		},
		"flows": trial.Object{
			"ask":  trial.Object{"from": "phone", "to": "lb", "pattern": "requestResponse", "about": "user", "timeout": "50ms", "retry": trial.Object{"attempts": 2, "backoff": "10ms"}, "send": trial.Object{"rate": "20/s"}},
			"look": trial.Object{"from": "phone", "to": "lb", "pattern": "requestResponse", "timeout": "50ms", "send": trial.Object{"rate": "5/s"}},
		},
		"timeline": timeline,
	}), s
}

// TestTheSameKeyGoesToTheSameTarget, of the same that are fit, whichever replica of the
// balancer it comes to, and whatever has happened meanwhile.
func TestTheSameKeyGoesToTheSameTarget(t *testing.T) {
	for _, policy := range []string{"modulo", "consistentHashing", "sticky"} {
		again, moved := 0, 0
		rapid.Check(t, func(t *rapid.T) {
			text, s := drawSorting(t, policy)
			run := recorded(t, text)
			for _, n := range run.Topology.Nodes {
				switch n.ID {
				case "api":
					s.first, s.gone = n.First, make([]bool, n.Count)
				case "lb":
					for i := range n.Count {
						s.ill[n.First+trace.Place(i)] = nil
					}
				}
			}
			for by := range s.ill {
				s.ill[by] = make([]int, len(s.gone))
			}
			s.read(t, run.Records)
			if t.Failed() {
				t.Log(string(text))
			}
			again, moved = again+s.again, moved+s.moved
		})
		if t.Logf("%s: %d to the same target, %d to another", policy, again, moved); again == 0 || moved == 0 {
			t.Errorf("%s: %d go to the same target, and %d to another", policy, again, moved)
		}
	}
}
