package main

import "fmt"

// report prints what came of the faults, and tells whether it is enough.
func report(jobs []job, v *verdicts, least float64) bool {
	var t tally
	for i := range jobs {
		t.count(&jobs[i], v)
	}
	fmt.Println()
	for _, j := range t.alive {
		fmt.Printf("%s  %s\n%s", j.mutant.id, &j.mutant, j.mutant.diff())
	}
	if t.named > 0 {
		fmt.Printf("%d of %d faults with names are killed by the tests that speak of them\n", t.named-t.namedAlive, t.named)
	}
	share := 100.0
	if tried := t.killed + t.survived; tried > 0 {
		share = 100 * float64(t.killed) / float64(tried)
		fmt.Printf("%d of %d drawn faults are killed: %.1f %%; %d survive\n", t.killed, tried, share, t.survived)
	}
	fmt.Printf("%d more change nothing, as equivalent.json says, and %d do not compile; %d have not been tried\n", t.excused, t.unbuilt, t.untried)
	return share >= least && t.namedAlive == 0 && t.untried == 0
}

// A tally counts fates.
type tally struct {
	killed, survived, excused, unbuilt, untried int
	named, namedAlive                           int
	alive                                       []*job
}

func (t *tally) count(j *job, v *verdicts) {
	d, ok := v.all[j.mutant.id]
	switch {
	case j.reason != "":
		t.excused++
	case !ok || !v.known(j.mutant.id):
		t.untried++
	case j.named != nil:
		t.named++
		if d.Fate != killed {
			t.namedAlive++
			t.alive = append(t.alive, j)
		}
	case d.Fate == unbuilt:
		t.unbuilt++
	case d.Fate == killed:
		t.killed++
	default:
		t.survived++
		t.alive = append(t.alive, j)
	}
}
