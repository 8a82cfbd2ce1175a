package main

import (
	"math"
	"strings"
	"testing"
)

func TestAComparisonBeginsWithItsVerdictAndTheRuns(t *testing.T) {
	text := strings.Replace(valid, `"expect"`, `"goals": [{"text": "Answer within 50 ms on average", "that": "ping.latency.mean < 50ms"}], "expect"`, 1)
	u := do(t, text, "compare", "-", "--replications", "6")
	at := 0
	for _, part := range []string{
		"\nVerdict\n  Slow serves 99 of 100 within ", "\nRuns  one mark each", "\n  base  ", "\n  slow  ", "\nGoals  ", "  Answer within 50 ms on average\n    base  ", " 6 of 6  61 % to 100 %\n    slow  ", " 0 of 6  0 % to 39 %\n", "\nping  ",
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
