package golden

import (
	"slices"
	"testing"

	"backchat/sim/trace"
)

// unwritten is what no record says, and why it is there all the same.
var unwritten = map[string]string{
	"status noTarget": "a balancer without a target answers that it has failed; the number keeps those after it where they are",
}

// written is a fold that finds out which of what there is to say is said.
type written struct {
	kinds    [trace.Kinds]bool
	causes   [trace.Causes]bool
	shapes   [trace.Shapes]bool
	statuses [trace.Statuses]bool
}

func (w *written) Fold(batch []trace.Record) {
	for i := range batch {
		r := &batch[i]
		w.kinds[r.Kind], w.causes[r.Cause], w.shapes[r.Shape], w.statuses[r.Status] = true, true, true, true
	}
}

// missing are the names of what is not said.
func (w *written) missing() []string {
	var names []string
	for k := trace.NoKind + 1; k < trace.Kinds; k++ {
		if !w.kinds[k] {
			names = append(names, "kind "+k.String())
		}
	}
	for c := trace.NoCause + 1; c < trace.Causes; c++ {
		if !w.causes[c] {
			names = append(names, "cause "+c.String())
		}
	}
	for s := trace.NoShape + 1; s < trace.Shapes; s++ {
		if !w.shapes[s] {
			names = append(names, "shape "+s.String())
		}
	}
	for s := trace.NoStatus + 1; s < trace.Statuses; s++ {
		if !w.statuses[s] {
			names = append(names, "status "+s.String())
		}
	}
	return names
}

func TestEveryKindOfRecordIsWrittenBySomeRun(t *testing.T) {
	runs, err := drawn()
	if err != nil {
		t.Fatal(err)
	}
	var w written
	for i := range runs {
		if _, err := runs[i].play(0, &w); err != nil {
			t.Fatal(err)
		}
	}
	missing := w.missing()
	for _, name := range missing {
		if unwritten[name] == "" {
			t.Errorf("no generated scenario writes a record of %s", name)
		}
	}
	for name := range unwritten {
		if !slices.Contains(missing, name) {
			t.Errorf("%s is written: take it off the list of what is not", name)
		}
	}
}
