package node

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim/network"
	"backchat/sim/trace"
)

// owners are the targets that so many phones are sent to, of n of which those
// are out.
func owners(seed uint64, n, phones int, out ...int) []int {
	p, c := pickerOf("consistentHashing", seed, n, phones)
	for _, k := range out {
		c.out[k] = unfit
	}
	c.refit()
	var all []int
	for phone := range phones {
		all = append(all, p.pick(c, asks(n, phone)))
	}
	return all
}

func TestKeyKeepsItsTargetUnlessThatIsOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "targets")
		seed := rapid.Uint64().Draw(t, "seed")
		out := rapid.IntRange(0, n-1).Draw(t, "out")
		before, after := owners(seed, n, 200), owners(seed, n, 200, out)
		for phone := range before {
			if before[phone] != out && after[phone] != before[phone] {
				t.Fatalf("with target %d out, phone %d moves from %d to %d", out, phone, before[phone], after[phone])
			}
			if after[phone] == out {
				t.Fatalf("phone %d is sent to %d, which is out", phone, out)
			}
		}
	})
}

func TestKeysOfATargetThatIsOutAreSpreadOverTheOthers(t *testing.T) {
	const n, phones, rings = 5, 1000, 30
	moved, all := [n]float64{}, 0.0
	for seed := range uint64(rings) {
		before, after := owners(seed, n, phones), owners(seed, n, phones, 0)
		for phone := range before {
			if before[phone] == 0 {
				moved[after[phone]]++
				all++
			}
		}
	}
	for k := 1; k < n; k++ {
		// Of a target's 160 arcs a quarter comes to each other one: some 40, of
		// exponential length, vary by sqrt(2/40) of their sum, which the rings
		// average out to 4 %.
		if share := moved[k] / all; share < 0.21 || share > 0.29 {
			t.Errorf("target %d takes over %.3f of the keys of the one that is out: %v", k, share, moved)
		}
	}
}

func TestOneMoreTargetTakesItsShareOfTheKeysFromAllOthers(t *testing.T) {
	const phones = 500
	for _, n := range []int{2, 5, 10} {
		moved, rings := 0, 40
		for seed := range uint64(rings) {
			before, after := owners(seed, n, phones), owners(seed, n+1, phones)
			for phone := range before {
				switch after[phone] {
				case before[phone]:
				case n:
					moved++
				default:
					t.Fatalf("with one more than %d targets, phone %d moves from %d to %d, which is not the new one", n, phone, before[phone], after[phone])
				}
			}
		}
		// The share that the new one takes is as variable as any target's, which
		// the 40 rings average out, and the 20,000 keys hardly add to.
		want := 1 / float64(n+1)
		bound := 4 * want * spread(n+1, 160) / math.Sqrt(float64(rings))
		if got := float64(moved) / float64(phones*rings); math.Abs(got-want) > bound+0.01 {
			t.Errorf("one more than %d targets takes %.4f of the keys, not %.4f", n, got, want)
		}
	}
}

// spread is the relative standard deviation of a target's share of the ring: of
// n times k points that fall at random, the arcs before k of them are as Beta(k,
// (n-1)k).
func spread(n, k int) float64 {
	return math.Sqrt(float64(n-1) / float64(n*k+1))
}

func TestSharesOfTheRingVaryAsTheoryHasIt(t *testing.T) {
	const n, rings = 10, 400
	for _, k := range []int{1, 16, 160} {
		squares := 0.0
		for seed := range uint64(rings) {
			for _, share := range shares(seed, n, k) {
				squares += (share*n - 1) * (share*n - 1)
			}
		}
		got, want := math.Sqrt(squares/(n*rings)), spread(n, k)
		if math.Abs(got/want-1) > 0.1 { // of 3,600 shares that are free: four standard errors are 5 %, of few points more
			t.Errorf("with %d points each, the shares of %d targets vary by %.4f of their mean, not %.4f", k, n, got, want)
		}
	}
}

// shares are the targets' parts of the ring.
func shares(seed uint64, n, points int) []float64 {
	b := balancerOver("consistentHashing", seed, n, 0)
	b.config.VirtualNodes = points
	p := newConsistentHashing(b)(0).(*consistentHashing)
	all := make([]float64, n)
	last := p.ring[len(p.ring)-1].at
	for _, x := range p.ring {
		all[x.target] += float64(x.at-last) / math.MaxUint64
		last = x.at
	}
	return all
}

func TestRingOfABalancerIsMadeOnce(t *testing.T) {
	b := balancerOver("consistentHashing", 1, 3, 0)
	picker := b.config.Policy.Row().New(b)
	if picker(0) != picker(1) {
		t.Error("two replicas of a balancer have rings of their own")
	}
}

func TestSpeakerIsWhoAskedFirst(t *testing.T) {
	w := &World{}
	first, a := w.attempts.New()
	a.From = 7
	second, b := w.attempts.New()
	*b = Attempt{Call: Call{Ask: Ask{From: 3, Parent: first}}}
	if got := w.speaker(&Attempt{Call: Call{Ask: Ask{From: 2, Parent: second}}}); got != 7 {
		t.Errorf("asked first by %d, not 7", got)
	}
	op, o := w.ops.New()
	o.Speaker = 9
	if got := w.speaker(&Attempt{Call: Call{Ask: Ask{From: 2, Behalf: network.Behalf{Op: op}}}}); got != 9 {
		t.Errorf("the operation was begun by %d, not 9", got)
	}
}

func TestModuloMovesNearlyAllKeysWhereATargetGoes(t *testing.T) {
	const n, phones = 10, 4000
	before, moved := modulo10(phones), 0
	for phone, k := range modulo10(phones, 3) {
		if k == 3 {
			t.Fatalf("phone %d is sent to target 3, which is out", phone)
		}
		if k != before[phone] {
			moved++
		}
	}
	// A key stays where its hash has the same target modulo 9 and modulo 10: one
	// in ten. Four standard errors are 2 %.
	if got := float64(moved) / phones; math.Abs(got-0.9) > 0.02 {
		t.Errorf("%.3f of the keys move, not 0.9", got)
	}
}

// modulo10 is which of ten targets each phone is sent to, where those are out.
func modulo10(phones int, out ...int) []int {
	p, c := pickerOf("modulo", 1, 10, phones)
	for _, k := range out {
		c.out[k] = unfit
	}
	c.refit()
	var all []int
	for phone := range phones {
		all = append(all, p.pick(c, asks(10, phone)))
	}
	return all
}

func TestWhatIsAboutTheSameGoesToTheSameTargetWhoeverAsks(t *testing.T) {
	for _, policy := range []string{"modulo", "consistentHashing"} {
		b := balancerOver(policy, 1, 5, 40)
		b.config.By = "key"
		b.w.About(1, NewKeys("user", &KeysConfig{Count: 7}))
		p, c := b.config.Policy.Row().New(b)(0), &choice{out: make([]reason, 5), load: make([]int, 5)}
		c.refit()
		of, distinct := map[uint32]int{}, map[int]bool{}
		for phone := range 40 {
			op, o := b.w.ops.New()
			o.Flow, o.About, o.Speaker = 1, uint32(phone%7)+1, trace.Place(5+phone+1)
			k := p.pick(c, &Attempt{Call: Call{Ask: Ask{From: o.Speaker, Behalf: network.Behalf{Op: op}}}})
			if was, seen := of[o.About]; seen && was != k {
				t.Errorf("%s: what is about key %d goes to %d, and went to %d", policy, o.About, k, was)
			}
			of[o.About], distinct[k] = k, true
		}
		if len(distinct) < 2 {
			t.Errorf("%s: all keys go to one target", policy)
		}
	}
}

func TestBoundKeepsEachTargetToItsPartOfWhatIsUnderWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, bound := rapid.IntRange(1, 8).Draw(t, "targets"), rapid.SampledFrom([]float64{1, 1.25, 2}).Draw(t, "bound")
		b := balancerOver("consistentHashing", rapid.Uint64().Draw(t, "seed"), n, 60)
		b.config.Bound = &bound
		p, c := newConsistentHashing(b)(0), &choice{out: make([]reason, n), load: make([]int, n)}
		c.refit()
		for i := range 200 {
			k := p.pick(c, asks(n, rapid.IntRange(0, 59).Draw(t, "phone")))
			c.load[k]++
			if most := int(math.Ceil(bound * float64(i+1) / float64(n))); c.load[k] > most {
				t.Fatalf("target %d has %d of %d requests, of which %d are its part", k, c.load[k], i+1, most)
			}
		}
	})
}
