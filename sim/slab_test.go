package sim

import (
	"maps"
	"testing"

	"pgregory.net/rapid"
)

// slabModel keeps by hand what a slab should hold.
type slabModel struct {
	slab Slab[int]
	live map[uint32]int
	refs []Ref          // in the order they were taken
	good map[Ref]uint32 // those that still name something
}

func TestSlabHoldsWhatAMapHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &slabModel{live: map[uint32]int{}, good: map[Ref]uint32{}}
		t.Repeat(map[string]func(*rapid.T){
			"new": m.add, "many": func(t *rapid.T) {
				for range 300 {
					m.add(t)
				}
			},
			"free": m.free, "write": m.write, "": m.check,
		})
	})
}

func (m *slabModel) add(t *rapid.T) {
	ref, p := m.slab.New()
	i := ref.Index
	if _, taken := m.live[i]; taken || i == 0 {
		t.Fatalf("New gave index %d, which is 0 or taken", i)
	}
	if *p != 0 || p != m.slab.At(i) || ref != m.slab.Ref(i) {
		t.Fatalf("New gave %d as %v, want the zero at that index as %v", *p, ref, m.slab.Ref(i))
	}
	m.live[i] = 0
	if _, again := m.good[ref]; again {
		t.Fatalf("%v names two values", ref)
	}
	m.refs = append(m.refs, ref)
	m.good[ref] = i
}

func (m *slabModel) draw(t *rapid.T) (Ref, bool) {
	if len(m.refs) == 0 {
		t.Skip("nothing yet")
	}
	ref := rapid.SampledFrom(m.refs).Draw(t, "ref")
	_, good := m.good[ref]
	return ref, good
}

func (m *slabModel) free(t *rapid.T) {
	ref, good := m.draw(t)
	if !good {
		t.Skip("freed before")
	}
	m.slab.Free(ref.Index)
	delete(m.live, ref.Index)
	delete(m.good, ref)
}

func (m *slabModel) write(t *rapid.T) {
	ref, good := m.draw(t)
	if p := m.slab.Get(ref); good {
		*p = rapid.Int().Draw(t, "value")
		m.live[ref.Index] = *p
	}
}

func (m *slabModel) check(t *rapid.T) {
	if m.slab.Live() != len(m.live) {
		t.Fatalf("Live() = %d, want %d", m.slab.Live(), len(m.live))
	}
	for _, ref := range m.refs {
		p := m.slab.Get(ref)
		i, good := m.good[ref]
		if good != (p != nil) {
			t.Fatalf("Get(%v) finds something: %v, want %v", ref, p != nil, good)
		}
		if good && (*p != m.live[i] || p != m.slab.At(i)) {
			t.Fatalf("Get(%v) = %d, want %d", ref, *p, m.live[i])
		}
	}
	all := map[uint32]int{}
	for i, p := range m.slab.All() {
		all[i] = *p
	}
	if !maps.Equal(all, m.live) {
		t.Fatalf("All() = %v, want %v", all, m.live)
	}
}

func TestZeroRefNamesNothing(t *testing.T) {
	var s Slab[int]
	if s.Get(Ref{}) != nil {
		t.Error("the zero Ref named something in an empty slab")
	}
	s.New()
	if s.Get(Ref{}) != nil {
		t.Error("the zero Ref named something")
	}
}

func TestFreeingTwicePanics(t *testing.T) {
	var s Slab[int]
	r, _ := s.New()
	s.Free(r.Index)
	defer func() {
		if got := recover(); got != "sim.Slab.Free: index 1 does not live" {
			t.Errorf("the second Free gave %v", got)
		}
	}()
	s.Free(r.Index)
}

func TestSlabGivesBackWhatACrowdLeaves(t *testing.T) {
	const crowd, stay = 100_000, 1000
	var s Slab[int]
	var refs []Ref
	gather := func(n int) {
		for range n {
			r, v := s.New()
			*v = int(r.Index)
			refs = append(refs, r)
		}
	}
	gather(crowd)
	for round := range 3 {
		for _, r := range refs[stay:] {
			if s.Get(r) != nil {
				s.Free(r.Index)
			}
		}
		if taken := len(s.pages) - len(s.gone); taken > crowd>>pageBits/3 {
			t.Fatalf("round %d: %d pages are taken by %d", round, taken, s.Live())
		}
		for k, r := range refs {
			if v := s.Get(r); (v != nil) != (k < stay) || v != nil && *v != int(r.Index) {
				t.Fatalf("round %d: %v names %v", round, r, v)
			}
		}
		gather(crowd)
		seen := map[Ref]bool{}
		for _, r := range refs {
			if seen[r] || r.Index == 0 {
				t.Fatalf("round %d: %v was handed out before", round, r)
			}
			seen[r] = true
		}
	}
	if most := 2 * crowd >> pageBits; len(s.pages) > most {
		t.Errorf("%d pages for %d at a time", len(s.pages), crowd+stay)
	}
}

func TestSlabHandsOutNoIndexTwiceAfterItsPagesHaveGone(t *testing.T) {
	const crowd = 100_000 // so that the last page is not full
	var s Slab[int]
	room := NewKernel(Second, Limits{}).Keeps("things", 1)
	s.Keep(room)
	for round := range 3 {
		live := map[uint32]bool{}
		for range crowd + round*pageSize {
			r, _ := s.New()
			if live[r.Index] || r.Index == 0 {
				t.Fatalf("round %d: New gave index %d, which is 0 or taken", round, r.Index)
			}
			live[r.Index] = true
		}
		for i := range live {
			s.Free(i)
		}
		taken := len(s.pages) - len(s.gone)
		if len(s.gone) == 0 || room.now != int64(taken*pageSize) {
			t.Fatalf("round %d: %d pages are gone, and room for %d is accounted for by the other %d", round, len(s.gone), room.now, taken)
		}
	}
}

func TestSlabWithFewPagesKeepsThem(t *testing.T) {
	var s Slab[int]
	churn := func() {
		var all []uint32
		for range 10_000 {
			r, _ := s.New()
			all = append(all, r.Index)
		}
		for _, i := range all {
			s.Free(i)
		}
	}
	churn()
	pages := len(s.pages)
	churn()
	if len(s.gone) > 0 || len(s.pages) != pages {
		t.Errorf("%d of %d pages are gone", len(s.gone), len(s.pages))
	}
}
