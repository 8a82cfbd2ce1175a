package node

import (
	"maps"
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
func (w *World) speaks(b network.Behalf) bool { return w.Speaks(b) }

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
	n := 0
	if h.speaker != 0 {
		n = len(h.above) + 1
	}
	if h.sides != nil {
		n += len(h.sides.held)
	}
	return n
}

// A tree is who has had an operation in hand, plainly: each knows who is above, and who
// has nobody below at the same side speaks for that. Beside another, one has a side of
// its own, as all below have.
type tree map[uint32]leaf

type leaf struct {
	above uint32
	side  uint8
}

// below tells whether one is another, or has it from that one.
func (t tree) below(holder, other uint32) bool {
	for ; holder != 0; holder = t[holder].above {
		if holder == other {
			return true
		}
	}
	return false
}

// cut takes one and all below off.
func (t tree) cut(holder uint32) bool {
	if _, there := t[holder]; !there {
		return false
	}
	for _, h := range slices.Collect(maps.Keys(t)) {
		if t.below(h, holder) {
			defer delete(t, h)
		}
	}
	return true
}

func (t tree) speaks(holder uint32) bool {
	if _, there := t[holder]; !there {
		return false
	}
	for h := range t {
		if t[h].above == holder && t[h].side == t[holder].side {
			return false
		}
	}
	return true
}

func TestHoldersAreAsTheirTreesHaveThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, ops := operations(2)
		trees := []tree{{}, {}}
		all := [][]uint32{{0}, {0}} // that there were, of each operation
		pairs := [][][2]uint32{nil, nil}
		operation := func(t *rapid.T) int { return rapid.IntRange(0, len(ops)-1).Draw(t, "operation") }
		one := func(t *rapid.T, i int, fit func(uint32) bool) network.Behalf { // mostly one that fits
			from := all[i]
			there := slices.DeleteFunc(slices.Sorted(maps.Keys(trees[i])), func(h uint32) bool { return !fit(h) })
			if len(there) > 0 && rapid.IntRange(0, 4).Draw(t, "of those that were") > 0 {
				from = there
			}
			return network.Behalf{Op: ops[i], Holder: rapid.SampledFrom(from).Draw(t, "one")}
		}
		made := func(i int, h uint32) { all[i] = append(all[i], h) }
		t.Repeat(map[string]func(*rapid.T){
			"assign": func(t *rapid.T) {
				i := operation(t)
				h := w.Assign(ops[i]).Holder
				if made(i, h); w.Open(ops[i]) {
					trees[i], pairs[i] = tree{h: {}}, nil
				}
			},
			"delegate": func(t *rapid.T) {
				i := operation(t)
				from := one(t, i, trees[i].speaks)
				speaks := trees[i].speaks(from.Holder)
				to := w.delegate(from).Holder
				if speaks != (to != 0) {
					t.Fatalf("%v has delegated: %v", from, to != 0)
				}
				if made(i, to); speaks {
					trees[i][to] = leaf{from.Holder, trees[i][from.Holder].side}
				}
			},
			"revoke": func(t *rapid.T) {
				i := operation(t)
				b := one(t, i, trees[i].speaks)
				w.revoke(b)
				trees[i].cut(b.Holder)
			},
			"replace": func(t *rapid.T) {
				i := operation(t)
				b := one(t, i, trees[i].speaks)
				was := trees[i][b.Holder]
				by := w.replace(b).Holder
				if made(i, by); trees[i].cut(b.Holder) {
					trees[i][by] = was
				}
			},
			"fork": func(t *rapid.T) {
				i := operation(t)
				b := one(t, i, func(h uint32) bool { return trees[i][h].above != 0 })
				was, there := trees[i][b.Holder]
				by := w.fork(b, 1).Holder
				if forked := by != b.Holder; forked != (there && was.above != 0) {
					t.Fatalf("%v has forked: %v", b, forked)
				} else if forked {
					number := uint8(1)
					for slices.ContainsFunc(slices.Collect(maps.Values(trees[i])), func(l leaf) bool { return l.side == number }) {
						number++
					}
					trees[i][by] = leaf{was.above, number}
					pairs[i] = append(pairs[i], [2]uint32{b.Holder, by})
				}
				made(i, by)
			},
			"prevail": func(t *rapid.T) {
				i := operation(t)
				if len(pairs[i]) == 0 {
					t.Skip("nothing is made side by side")
				}
				n := rapid.IntRange(0, len(pairs[i])-1).Draw(t, "pair")
				first, second := pairs[i][n][0], pairs[i][n][1]
				pairs[i] = slices.Delete(pairs[i], n, n+1)
				x, there := trees[i][second]
				if _, too := trees[i][first]; !there || !too {
					t.Skip("one of them is over")
				}
				which := rapid.SampledFrom([]int64{trace.First, trace.Second}).Draw(t, "which")
				b := network.Behalf{Op: ops[i]}
				b1, b2 := b, b
				b1.Holder, b2.Holder = first, second
				w.prevail(b1, b2, which, 1)
				if which == trace.First {
					trees[i].cut(second)
					return
				}
				side := trees[i][first].side
				trees[i].cut(first)
				for h, l := range trees[i] {
					if l.side == x.side {
						trees[i][h] = leaf{l.above, side}
					}
				}
			},
			"wait": func(t *rapid.T) {
				i := operation(t)
				w.Wait(ops[i], trace.Held, 1)
				trees[i], pairs[i] = tree{}, nil
			},
			"end": func(t *rapid.T) {
				i := operation(t)
				w.End(ops[i], trace.OK)
				trees[i], pairs[i] = tree{}, nil
			},
			"": func(t *rapid.T) {
				for i, op := range ops {
					for _, h := range all[i] {
						side, speaks := w.Op(op).holders.speaks(h)
						if want := trees[i].speaks(h); speaks != want || speaks && side != trees[i][h].side {
							t.Fatalf("%d speaks: %v, for side %d; want %v, %d", h, speaks, side, want, trees[i][h].side)
						}
					}
					if n := w.Op(op).holders.count(); n != len(trees[i]) {
						t.Fatalf("operation %d has %d holders where its tree has %d", i, n, len(trees[i]))
					}
				}
			},
		})
	})
}
