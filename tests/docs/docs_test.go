// Package docs keeps the manual true: its tables are those of the code, and
// its examples run.
package docs

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/schema"
	"backchat/patterns/scenario/wording"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

const (
	manual  = "../../docs/scenario.md"
	systems = "../../docs/systems.md"
)

var update = flag.Bool("update", false, "write the tables into the manual")

// generated are the parts of the manual that come from the code, by the name
// that its marks have.
var generated = [...]struct {
	name string
	text func() string
}{
	{"kinds", schema.KindTable},
	{"policies", schema.PolicyTable},
	{"patterns", schema.PatternTable},
	{"faults", schema.FaultTable},
	{"fields", scenario.FieldTables},
}

func TestManualHasEveryFieldAsTheCodeHasIt(t *testing.T) {
	text := read(t, manual)
	want := text
	for _, part := range generated {
		begin, end := "<!-- begin "+part.name+": go test ./tests/docs -update -->\n", "<!-- end "+part.name+" -->\n"
		before, rest, ok := strings.Cut(want, begin)
		_, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("%s lacks the marks of its part %q", manual, part.name)
		}
		want = before + begin + "\n" + strings.TrimRight(part.text(), "\n") + "\n\n" + end + after
	}
	if *update {
		if err := os.WriteFile(manual, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != text {
		t.Errorf("the manual's tables are not those of the code; go test ./tests/docs -update\nlacking:\n%s\nsuperfluous:\n%s", without(want, text), without(text, want))
	}
}

// without are the lines of a text that another does not have.
func without(text, other string) string {
	there := make(map[string]bool)
	for line := range strings.Lines(other) {
		there[line] = true
	}
	var lacking strings.Builder
	for line := range strings.Lines(text) {
		if !there[line] {
			lacking.WriteString(line)
		}
	}
	return lacking.String()
}

// TestManualNamesEveryCauseAndOutcome holds the two lists of an operation's ends and
// of what its time is spent on against the code.
func TestManualNamesEveryCauseAndOutcome(t *testing.T) {
	var causes, outcomes []string
	for c := trace.NoCause + 1; c < trace.Causes; c++ {
		causes = append(causes, c.String())
	}
	for s := trace.NoStatus + 1; s < trace.Statuses; s++ {
		if s == trace.Empty {
			continue // which polls are answered with; no operation ends with it
		}
		if slices.ContainsFunc(metrics.Catalogue(), func(d metrics.Definition) bool { return s.Info().Outcome && d.Name == s.String() }) {
			outcomes = append(outcomes, s.String())
		}
	}
	text := read(t, manual)
	for _, list := range []struct {
		before, after string
		want          []string
	}{
		{"ends with one outcome: ", ". Its duration", outcomes},
		{"is split, to the nanosecond, into causes: ", ". News", causes},
	} {
		_, rest, ok := strings.Cut(text, list.before)
		said, _, closed := strings.Cut(rest, list.after)
		if !ok || !closed {
			t.Fatalf("%s does not say what is between %q and %q", manual, list.before, list.after)
		}
		var got []string
		for _, word := range regexp.MustCompile("`([a-zA-Z]+)`").FindAllStringSubmatch(said, -1) {
			got = append(got, word[1])
		}
		slices.Sort(got)
		slices.Sort(list.want)
		if diff := cmp.Diff(list.want, got); diff != "" {
			t.Errorf("after %q the manual does not say what the code has (-code +manual):\n%s", list.before, diff)
		}
	}
}

func TestEveryExampleOfTheManualHolds(t *testing.T) {
	examples := regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(read(t, manual)+read(t, systems)+read(t, "../../README.md"), -1)
	if len(examples) < 5 {
		t.Fatalf("only %d examples found", len(examples))
	}
	for _, e := range examples {
		holds(t, e[1])
	}
}

// TestSystemsSayWhatTheirNamesAreHere finds each name by which a field is known elsewhere
// in a row of the page about systems that has the field beside it.
func TestSystemsSayWhatTheirNamesAreHere(t *testing.T) {
	var rows [][]string
	for line := range strings.Lines(read(t, systems)) {
		if cells := strings.Split(line, "|"); len(cells) > 2 && cells[0] == "" {
			rows = append(rows, cells[1:])
		}
	}
	for _, term := range wording.Terms {
		way := strings.Split(term.Here, ".")
		field := regexp.MustCompile("[`\".]" + way[len(way)-1] + "[`\"]")
		for _, name := range strings.Fields(term.There) {
			word := regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`)
			if way[0] != "distribution" && !slices.ContainsFunc(rows, func(row []string) bool {
				return word.MatchString(row[0]) && field.MatchString(strings.Join(row[1:], "|"))
			}) {
				t.Errorf("%s has no row that says that %s is %s here", systems, name, term.Here)
			}
		}
	}
}

// holds runs an example: its invariants and its expectations hold.
func holds(t *testing.T, text string) {
	t.Helper()
	f, err := scenario.Parse("example.json", []byte(text))
	if err != nil {
		t.Errorf("an example is refused: %v\n%s", err, text)
		return
	}
	s, err := f.Scenario(scenario.Base)
	if err != nil {
		t.Fatal(err)
	}
	t.Run(s.Title, func(t *testing.T) {
		trial, err := experiment.Try(t.Context(), f, scenario.Base, s.Seed, experiment.Options{Figures: &metrics.Options{}, Checks: true}, 1)
		if err != nil || trial.Cut() != nil {
			t.Fatal(err, trial.Cut())
		}
		for _, v := range trial.Verdicts {
			if !v.Holds() {
				t.Errorf("%s: measured %g, bound %g %s", v.That, v.Measured, v.Bound, v.Why)
			}
		}
		for _, fault := range trial.Faults {
			t.Error(fault)
		}
	})
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
