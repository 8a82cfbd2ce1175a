package metrics

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// crowdOf is a topology of one place, and many of another node, too many to be
// told apart.
func crowdOf(count int) *trace.Topology {
	t := &trace.Topology{Horizon: 10 * s, Nodes: []trace.Node{
		{ID: "api", Kind: "server", First: 1, Count: 1, Workers: 2},
		{ID: "phone", Kind: "client", First: 2, Count: count, Workers: 1, Traits: trace.Traits{Edge: true}},
	}}
	t.Places = t.Places.And(trace.Spot{}, 1).And(trace.Spot{Node: 1}, count)
	return t
}

func TestWhatOnePlaceOfACrowdDoesIsNotItsNeighbours(t *testing.T) {
	held := func(at sim.Time, p trace.Place) trace.Record {
		return trace.Record{At: at, Kind: trace.Hold, Node: p}
	}
	// Two are busy: none has more than its one worker. Three hold one each, until
	// the place of one crashes, and comes back with none to let go of.
	f := tell(crowdOf(1000),
		served(0, 1, 0, 300), served(0, 2, 0, 300+spotsPage),
		held(0, 300), held(0, 300+spotsPage), held(0, 300+9*spotsPage),
		trace.Record{At: 5 * s, Kind: trace.Down, Node: 300 + spotsPage}, trace.Record{At: 6 * s, Kind: trace.Free, Node: 300 + spotsPage},
		finished(8*s, 3, s, 300+2*spotsPage, trace.OK))
	want(t, f, map[string]float64{
		"phone.busy.mean": 2, "phone.utilization": 2. / 1000, "phone.held.max": 3, "phone.held.end": 2,
		"phone.downtime": 5, "phone.served": 0, "api.held.max": 0, "api.downtime": 0,
	})
}

func TestPlacesOfWhichNothingIsToldShareTheirPage(t *testing.T) {
	f := tell(crowdOf(100_000), served(0, 1, 0, 50_000))
	pages := map[*[spotsPage]spot]bool{}
	for _, page := range f.spots {
		pages[page] = true
	}
	if len(pages) > 4 {
		t.Errorf("%d pages, where the first, the last, one in between and one of all others do", len(pages))
	}
}
