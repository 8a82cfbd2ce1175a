package node

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// operations is a world with nothing in it, and n operations under way, to
// which somebody refers after their end, too.
func operations(n int) (*World, []sim.Ref) {
	w := NewWorld(sim.NewKernel(sim.Second, sim.Limits{}), trace.NewWriter(), &trace.Topology{}, 1)
	ops := make([]sim.Ref, n)
	for i := range ops {
		ops[i] = w.Begin(1, 1, 0, 0, trace.Transfer, 1, nil)
		w.Join(ops[i])
	}
	return w, ops
}

// delegate is a new holder, to whom b has given the operation where it spoke for
// it.
func (w *World) delegate(b network.Behalf) network.Behalf {
	return network.Behalf{Op: b.Op, Holder: w.ops.Get(b.Op).delegate(b.Holder)}
}

// speaks tells whether b speaks for its operation.
func (w *World) speaks(b network.Behalf) bool { return w.spoken(b) != nil }

func TestWhoDelegatesAnOperationSpeaksAgainOnceThatIsRevoked(t *testing.T) {
	w, ops := operations(1)
	job := w.Assign(ops[0])
	call := w.delegate(job)
	if w.speaks(job) || !w.speaks(call) {
		t.Error("the job speaks, and not the call that it has made")
	}
	below := w.delegate(call)
	w.revoke(call)
	if !w.speaks(job) || w.speaks(call) || w.speaks(below) {
		t.Error("the job does not speak alone once its call is over")
	}
}

func TestLateWorkDoesNotSpeak(t *testing.T) {
	w, ops := operations(1)
	first := w.delegate(w.Assign(ops[0]))
	work := w.delegate(first)
	second := w.replace(first)
	if w.speaks(first) || w.speaks(work) || !w.speaks(second) {
		t.Error("an attempt that was replaced speaks, or what it has led to")
	}
	if late := w.delegate(work); w.speaks(late) || !w.speaks(second) {
		t.Error("late work has delegated what it does not have")
	}
	if w.revoke(work); !w.speaks(second) {
		t.Error("the end of late work takes the operation away")
	}
}

func TestNobodySpeaksForWhatWaitsOrIsOver(t *testing.T) {
	w, ops := operations(2)
	for i, leave := range []func(sim.Ref){
		func(op sim.Ref) { w.Wait(op, trace.Held, 1) },
		func(op sim.Ref) { w.End(op, trace.OK) },
	} {
		call := w.delegate(w.Assign(ops[i]))
		leave(ops[i])
		w.revoke(call)
		if b := w.replace(call); w.speaks(call) || w.speaks(b) {
			t.Error("somebody has it still")
		}
	}
	if w.speaks(w.Assign(ops[1])) {
		t.Error("what has ended was assigned")
	}
}

func TestNobodySpeaksForNoOperation(t *testing.T) {
	w, _ := operations(1)
	var none network.Behalf
	if w.speaks(none) || w.delegate(none) != none || w.replace(none) != none {
		t.Error("somebody does")
	}
	w.revoke(none)
}

// count is how many holders there are.
func (h *holders) count() int {
	if h.speaker == 0 {
		return 0
	}
	return len(h.above) + 1
}

// A chain is who has had an operation in hand, plainly: the last speaks.
type chain []network.Behalf

func (c *chain) delegate(from, to network.Behalf) {
	if n := len(*c); n > 0 && (*c)[n-1] == from {
		*c = append(*c, to)
	}
}

// back cuts off b and all below, and tells whether b was there.
func (c *chain) back(b network.Behalf) bool {
	i := slices.Index(*c, b)
	if i >= 0 {
		*c = (*c)[:i]
	}
	return i >= 0
}

func TestHoldersAreAsTheirChainsHaveThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, ops := operations(3)
		chains := make([]chain, len(ops))
		all := []network.Behalf{{}} // that there were
		of := func(b network.Behalf) *chain {
			if i := slices.Index(ops, b.Op); i >= 0 {
				return &chains[i]
			}
			return new(chain)
		}
		one := func(t *rapid.T) network.Behalf { return rapid.SampledFrom(all).Draw(t, "one") }
		t.Repeat(map[string]func(*rapid.T){
			"assign": func(t *rapid.T) {
				i := rapid.IntRange(0, len(ops)-1).Draw(t, "operation")
				b := w.Assign(ops[i])
				if all = append(all, b); w.Open(ops[i]) {
					chains[i] = chain{b}
				}
			},
			"delegate": func(t *rapid.T) {
				from := one(t)
				to := w.delegate(from)
				of(from).delegate(from, to)
				all = append(all, to)
			},
			"revoke": func(t *rapid.T) {
				b := one(t)
				w.revoke(b)
				of(b).back(b)
			},
			"replace": func(t *rapid.T) {
				b := one(t)
				by := w.replace(b)
				if c := of(b); c.back(b) {
					*c = append(*c, by)
				}
				all = append(all, by)
			},
			"wait": func(t *rapid.T) {
				i := rapid.IntRange(0, len(ops)-1).Draw(t, "operation")
				w.Wait(ops[i], trace.Held, 1)
				chains[i] = nil
			},
			"end": func(t *rapid.T) {
				i := rapid.IntRange(0, len(ops)-1).Draw(t, "operation")
				w.End(ops[i], trace.OK)
				chains[i] = nil
			},
			"": func(t *rapid.T) {
				for _, b := range all {
					c := *of(b)
					if last := len(c) > 0 && c[len(c)-1] == b; w.speaks(b) != last {
						t.Fatalf("%v speaks: %v", b, !last)
					}
				}
				for i, op := range ops {
					if n := w.Op(op).holders.count(); n != len(chains[i]) {
						t.Fatalf("operation %d has %d holders where its chain has %d", i, n, len(chains[i]))
					}
				}
			},
		})
	})
}
