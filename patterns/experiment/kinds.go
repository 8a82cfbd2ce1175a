package experiment

import (
	"cmp"
	"math"
	"slices"

	"backchat/sim"
)

// What tells two kinds of runs apart (see [kindsOf]).
const (
	fewestForKinds = 8   // runs; fewer are easily far apart by chance
	kindsApart     = 5   // times as far from each other as the runs of either kind are among themselves
	kindsMatter    = 0.1 // of a share: what lies nearer is of no interest
)

// A Kind is runs whose figures lie close together.
type Kind struct {
	Runs     int
	From, To float64
}

// kindsOf tells whether runs fall into two kinds by a share of theirs, hence
// are described by no mean: where the widest gap between neighbours is at least
// a tenth, and five times as wide as either kind is from end to end.
//
// It is meant to be silent where in doubt: of exponential samples of ten, fewer
// than four in a thousand are taken for two kinds, of uniform and normal ones
// next to none. A kind of which there is no run cannot be seen.
func kindsOf(shares []float64) (low, high Kind, two bool) {
	sorted := slices.DeleteFunc(slices.Clone(shares), math.IsNaN)
	if len(sorted) < fewestForKinds {
		return low, high, false
	}
	sim.Sort(sorted, cmp.Compare[float64])
	cut := 1
	for i := range sorted[1:] {
		if sorted[i+1]-sorted[i] > sorted[cut]-sorted[cut-1] {
			cut = i + 1
		}
	}
	low, high = kind(sorted[:cut]), kind(sorted[cut:])
	gap := high.From - low.To
	return low, high, gap >= kindsMatter && gap >= kindsApart*max(low.To-low.From, high.To-high.From)
}

func kind(sorted []float64) Kind {
	return Kind{Runs: len(sorted), From: sorted[0], To: sorted[len(sorted)-1]}
}
