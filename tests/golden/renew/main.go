// Command renew writes the golden digests anew, and says which runs differ from
// those on record and from which record on. For that it builds the program of
// the commit that has changed the digests last, plays the runs with it, and
// sets both traces against each other (backchat diff).
package main

import (
	"fmt"
	"os"

	"backchat/tests/golden"
)

// mostShown is how many differences are shown with the records around them.
const mostShown = 3

func main() {
	if err := renew(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func renew() error {
	runs, err := golden.Runs()
	if err != nil {
		return err
	}
	kept, err := golden.Kept()
	if err != nil {
		return err
	}
	digests, err := golden.Digests(runs)
	if err != nil {
		return err
	}
	fresh, changed := 0, []golden.Run{}
	for i := range runs {
		name := runs[i].String()
		switch was, is := kept[name]; {
		case !is:
			fresh++
		case was != digests[i]:
			changed = append(changed, runs[i])
		}
		delete(kept, name)
	}
	fmt.Printf("%d runs: %d differ from the record, %d are new, %d are no more\n", len(runs), len(changed), fresh, len(kept))
	if len(changed) > 0 {
		if err := tell(changed); err != nil {
			fmt.Printf("from which record on they differ cannot be said: %v\n", err)
		}
	}
	return os.WriteFile(golden.DigestsFile, []byte(golden.Lines(runs, digests)), 0o644)
}

// tell says of each run where it parts from what it was.
func tell(changed []golden.Run) error {
	j, err := newJudge()
	if err != nil {
		return err
	}
	defer j.close()
	for i := range changed {
		says, err := j.judge(&changed[i], i < mostShown)
		if err != nil {
			return err
		}
		fmt.Printf("\n%s\n%s", &changed[i], says)
	}
	return nil
}
