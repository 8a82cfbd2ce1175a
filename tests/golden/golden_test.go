package golden

import (
	"strings"
	"testing"
)

// mostNamed is how many runs a failure names.
const mostNamed = 10

func TestRunsAreThoseOnRecord(t *testing.T) {
	runs, err := Runs()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := Kept()
	if err != nil {
		t.Fatal(err)
	}
	digests, err := Digests(runs)
	if err != nil {
		t.Fatal(err)
	}
	var changed []string
	for i := range runs {
		if kept[runs[i].String()] != digests[i] {
			changed = append(changed, runs[i].String())
		}
		delete(kept, runs[i].String())
	}
	if len(changed) > 0 {
		named := changed[:min(mostNamed, len(changed))]
		t.Errorf("%d of %d runs have another digest than is on record, among them\n\t%s\n"+
			"`make digests` says from which record on, and keeps the new digests: use it where the change was meant",
			len(changed), len(runs), strings.Join(named, "\n\t"))
	}
	for name := range kept {
		t.Errorf("%s is on record, and is no run: `make digests`", name)
	}
}
