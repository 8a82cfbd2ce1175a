package docs

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/sim/trace"
)

const architecture = "../../docs/architecture.md"

// TestTheLifeOfARequestIsAsTheArchitectureTellsIt runs the scenario of the
// chapter; its records are those that the chapter shows, each once and in
// their order.
func TestTheLifeOfARequestIsAsTheArchitectureTellsIt(t *testing.T) {
	_, chapter, ok := strings.Cut(read(t, architecture), "\n## The life of a request\n")
	chapter, _, closed := strings.Cut(chapter, "\n## ")
	if !ok || !closed {
		t.Fatalf("%s has no chapter of a request's life", architecture)
	}
	var told []string
	for _, block := range regexp.MustCompile("(?s)```records\n(.*?)```").FindAllStringSubmatch(chapter, -1) {
		told = append(told, strings.Split(strings.TrimRight(block[1], "\n"), "\n")...)
	}
	example := regexp.MustCompile("(?s)```json\n(.*?)```").FindStringSubmatch(chapter)
	if example == nil {
		t.Fatal("the chapter has no scenario")
	}
	if diff := cmp.Diff(told, lived(t, example[1])); diff != "" {
		t.Errorf("the records of the chapter are not those of its scenario (-chapter +run):\n%s", diff)
	}
}

// lived are the records of a run, a line each.
func lived(t *testing.T, text string) []string {
	t.Helper()
	f, err := scenario.Parse("life.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Scenario(scenario.Base)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	export := trace.NewCSV(&out, s.Topology())
	if _, err := experiment.Run(t.Context(), f, scenario.Base, s.Seed, experiment.Options{Folds: []trace.Fold{export}}); err != nil {
		t.Fatal(err)
	}
	if err := export.Close(); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, row := range rows[1:] {
		lines = append(lines, line(t, rows[0], row))
	}
	return lines
}

// line tells the fields of a record that the chapter shows.
func line(t *testing.T, head, row []string) string {
	t.Helper()
	field := make(map[string]string)
	for i, name := range head {
		field[name] = row[i]
	}
	at, err := strconv.ParseInt(field["at_ns"], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%7.1f ms  %-7s %-5s", float64(at)/1e6, field["kind"], field["node"])
	peer := "to "
	if field["kind"] == "arrive" || field["kind"] == "discard" {
		peer = "from "
	}
	for _, f := range [...][2]string{{"peer", peer}, {"msg", "msg "}, {"parent", "of "}, {"conn", "conn "}, {"shape", ""}, {"op", "op "}, {"cause", "now "}, {"status", ""}} {
		if v := field[f[0]]; v != "" {
			text += " " + f[1] + v
		}
	}
	if k := field["kind"]; k == "ask" || k == "applied" || k == "speed" {
		text += " aux " + field["aux"]
	}
	return text
}
