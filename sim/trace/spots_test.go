package trace

import (
	"slices"
	"testing"
)

// moved makes something else stand at p.
func (t *Topology) moved(p Place, s Spot) {
	var moved Spots
	for at, spot := range t.Places.All() {
		if at == p {
			spot = s
		}
		moved = moved.And(spot, 1)
	}
	t.Places = moved
}

func TestSpotsAreWhatWasAdded(t *testing.T) {
	replicas := func(node, count int, sidecar bool) (spots []Spot) {
		for i := range count {
			spots = append(spots, Spot{node, i, sidecar})
		}
		return spots
	}
	want := slices.Concat(replicas(0, 3, false), replicas(1, 1, false), replicas(2, 5, false), replicas(0, 3, true), []Spot{{1, 7, false}, {1, 9, false}, {1, 8, false}})
	one := SpotsOf(want...)
	several := Spots(nil).And(Spot{}, 3).And(Spot{Node: 1}, 1).And(Spot{Node: 2}, 2).And(Spot{2, 2, false}, 3).And(Spot{}, 0).And(Spot{Sidecar: true}, 3).And(Spot{1, 7, false}, 1).And(Spot{1, 9, false}, 1).And(Spot{1, 8, false}, 1)
	if !slices.Equal(one, several) || len(one) != 7 {
		t.Errorf("one by one they are %v, by stretches %v", one, several)
	}
	if one.Len() != len(want) {
		t.Errorf("there are %d places, not %d", one.Len(), len(want))
	}
	last := Place(0)
	for p, s := range one.All() {
		if last++; p != last || s != want[p-1] || one.At(p) != s {
			t.Errorf("at place %d stand %v and %v, and should %v", p, s, one.At(p), want[last-1])
		}
	}
	if int(last) != len(want) {
		t.Errorf("%d places are listed, not %d", last, len(want))
	}
}

func TestSpotsEndWithTheLastPlace(t *testing.T) {
	s := SpotsOf(Spot{}, Spot{Node: 1})
	for _, p := range []Place{0, 3} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("at place %d stands %v", p, s.At(p))
				}
			}()
			s.At(p)
		}()
	}
}
