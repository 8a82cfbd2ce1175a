package golden

import (
	"flag"
	"slices"
	"strings"
	"testing"
)

const (
	mostNamed = 10 // runs that a failure names
	together  = 64 // runs, until it is seen whether one has failed
)

func TestRunsAreThoseOnRecord(t *testing.T) {
	runs, err := Runs()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := Kept()
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(runs) // the generated ones first: they are short, and have most
	var changed []string
	for some := range slices.Chunk(runs, together) {
		changed = append(changed, differing(t, some, kept)...)
		if len(changed) > 0 && flag.Lookup("test.failfast").Value.String() == "true" {
			break
		}
	}
	if len(changed) > 0 {
		named := changed[:min(mostNamed, len(changed))]
		t.Errorf("%d of %d runs have another digest than is on record, among them\n\t%s\n"+
			"`make digests` says from which record on, and keeps the new digests: use it where the change was meant",
			len(changed), len(runs), strings.Join(named, "\n\t"))
	}
}

// differing are those of some runs that are not as they are on record.
func differing(t *testing.T, runs []Run, kept map[string]string) []string {
	digests, err := Digests(runs)
	if err != nil {
		t.Fatal(err)
	}
	var changed []string
	for i := range runs {
		if name := runs[i].String(); kept[name] != digests[i] {
			changed = append(changed, name)
		}
	}
	return changed
}

func TestNothingIsOnRecordThatIsNoRun(t *testing.T) {
	runs, err := Runs()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := Kept()
	if err != nil {
		t.Fatal(err)
	}
	for i := range runs {
		name := runs[i].String()
		if _, ok := kept[name]; !ok {
			t.Errorf("%s is not on record, or two runs are called so: a kept scenario has a title of its own", name)
		}
		delete(kept, name)
	}
	for name := range kept {
		t.Errorf("%s is on record, and is no run: `make digests`", name)
	}
}
