package golden

import (
	"slices"
	"strings"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// What the generated scenarios of a table's disk say: a sync takes so long, and makes no
// progress in the stall.
const (
	syncTime   = 4 * sim.Millisecond
	stallFrom  = 1000 * sim.Millisecond
	stallUntil = 1150 * sim.Millisecond
)

// begun is when a sync begins that could at an instant: not in the stall.
func begun(at sim.Time) sim.Time {
	if stallFrom <= at && at < stallUntil {
		return stallUntil
	}
	return at
}

// over is when a sync is over that begins at an instant.
func over(begins sim.Time) sim.Time {
	ends := begins + syncTime
	if begins < stallFrom && stallFrom < ends {
		ends += stallUntil - stallFrom
	}
	return ends
}

// onDisk are when what comes at those instants, in rising order, has reached the disk: one
// after the other, or all together that wait.
func onDisk(came []sim.Time, together bool) (done []sim.Time) {
	free := sim.Time(0)
	for i := 0; i < len(came); {
		begins, n := begun(max(came[i], free)), 1
		for together && i+n < len(came) && came[i+n] < begins {
			n++
		}
		free = over(begins)
		for range n {
			done = append(done, free)
		}
		i += n
	}
	return done
}

// writes is a fold that keeps when writes have come, and have taken effect, each in their
// order.
type writes struct {
	arrived    map[uint32]sim.Time // by message
	came, done []sim.Time
}

func (w *writes) Fold(batch []trace.Record) {
	for i := range batch {
		switch r := &batch[i]; r.Kind {
		case trace.Arrive:
			w.arrived[r.Msg] = r.At
		case trace.Wrote:
			w.came, w.done = append(w.came, w.arrived[r.Msg]), append(w.done, r.At)
		}
	}
}

// TestTheDiskOfATableIsWorkedOutByHand: a write's work takes no time, so that it comes to
// the disk as its request comes to the table.
func TestTheDiskOfATableIsWorkedOutByHand(t *testing.T) {
	runs, err := drawn()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i := range runs {
		disk, ok := strings.CutPrefix(runs[i].Name, "table-")
		if !ok {
			continue
		}
		found++
		w := writes{arrived: map[uint32]sim.Time{}}
		if _, err := runs[i].play(0, &w); err != nil {
			t.Fatal(err)
		}
		if want := onDisk(w.came, disk == "group"); len(want) < 300 || !slices.IsSorted(w.came) || !slices.Equal(w.done, want) {
			t.Errorf("%s: writes that came at %v took effect at %v, want %v", disk, w.came, w.done, want)
		}
	}
	if found != 2 {
		t.Errorf("there are %d scenarios of a table's disk, want 2", found)
	}
}
