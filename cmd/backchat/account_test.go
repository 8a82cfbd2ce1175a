package main

import (
	"math"
	"strings"
	"testing"

	"backchat/patterns/experiment"
)

func TestAComparisonBeginsWithItsVerdictAndTheRuns(t *testing.T) {
	text := strings.Replace(valid, `"expect"`, `"goals": [{"text": "Answer within 50 ms on average", "that": "ping.latency.mean < 50ms"}], "expect"`, 1)
	u := do(t, text, "compare", "-", "--replications", "6")
	at := 0
	for _, part := range []string{
		"\nVerdict\n  “Slow” serves 99 of 100 within ", "\nRuns  one mark each", "\n  base  ", "\n  slow  ", "\nGoals  ", "  Answer within 50 ms on average\n    base  ", " 6 of 6  61 % to 100 %\n", "\nping  ",
	} {
		i := strings.Index(u.out[at:], part)
		if i < 0 {
			t.Fatalf("there is no %q after the parts before it in\n%s", part, u.out)
		}
		at += i
	}
	for line := range strings.Lines(u.out) {
		if width(line) > columns+1 {
			t.Errorf("too wide: %s", line)
		}
	}
	if one := do(t, text, "compare", "-", "--replications", "6", "--variant", "base"); strings.Contains(one.out, "\nVerdict\n") || !strings.Contains(one.out, "\nRuns  ") {
		t.Errorf("one variant has a verdict, or no runs:\n%s", one.out)
	}
}

func TestARunBeginsWithWhatWasServed(t *testing.T) {
	u := do(t, valid, "run", "-")
	if i, j := strings.Index(u.out, "\nAll 258 operations were served. Half were served within 41 ms and 99 of 100\n"), strings.Index(u.out, "\nping  requestResponse"); i < 0 || i > j {
		t.Errorf("the run does not begin with what was served:\n%s", u.out)
	}
}

func TestStripsHaveAMarkForEachPlaceWithRuns(t *testing.T) {
	marks, nevers := spark([]float64{0, 1, 1, 1, 1, 1, 1, 1, math.Inf(1), math.NaN()}, 0, 1)
	if want := "▂" + strings.Repeat("·", stripWidth-2) + "▆"; marks != want || nevers != 1 {
		t.Errorf("%s and %d, want %s and 1", marks, nevers, want)
	}
	if marks, _ := spark([]float64{3, 3}, 3, 3); marks != "▆"+strings.Repeat("·", stripWidth-1) {
		t.Errorf("two equal runs are %s", marks)
	}
}

func TestFindingsWithoutASizeHaveWords(t *testing.T) {
	nan := experiment.Interval{Mean: math.NaN(), Low: math.NaN(), High: math.NaN()}
	for _, c := range []struct {
		unit    string
		finding experiment.Finding
		want    string
	}{
		{"s", experiment.Less, "sooner on\nevery seed"},
		{"s", experiment.More, "later on\nevery seed"},
		{"1", experiment.Less, "less on\nevery seed"},
		{"s", experiment.NoDifference, "not shown"},
		{"s", experiment.Same, "the same"},
		{"s", experiment.Single, ""},
	} {
		if got, _ := (&program{}).finding(&experiment.Row{Unit: c.unit}, &experiment.Cell{Difference: nan, Finding: c.finding}); got != c.want {
			t.Errorf("%v of a figure in %s is %q, want %q", c.finding, c.unit, got, c.want)
		}
	}
}

func TestWhatIsLostAtOnceTakesNoTime(t *testing.T) {
	u := do(t, "", "run", "the-burst-levelled", "--variant", "frontDown")
	if !strings.Contains(u.out, "100 % were lost") || strings.Contains(u.out, "finished") {
		t.Errorf("all is lost at once, and has times, or is not:\n%s%s", u.out, u.errs)
	}
}

func TestAFlowWithoutOperationsHasASentence(t *testing.T) {
	quiet := strings.Replace(valid, `"pattern": "requestResponse", "send": {"rate": "10/s"}`, `"pattern": "longPolling", "longPolling": {"hold": "1s"}, "updates": {"rate": "0/s"}`, 1)
	if u := do(t, quiet, "run", "-"); !strings.Contains(u.out, "Nothing was to be told; 27 polls, all in vain.") {
		t.Errorf("nothing is said of polls in vain:\n%s%s", u.out, u.errs)
	}
	idle := strings.Replace(valid, `"rate": "10/s"`, `"rate": "10/s", "stop": "500ms"`, 1)
	if u := do(t, idle, "run", "-"); !strings.Contains(u.out, "No operation began.") {
		t.Errorf("nothing is said of a flow that does nothing:\n%s%s", u.out, u.errs)
	}
}
