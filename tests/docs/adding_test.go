package docs

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"backchat/patterns"
	"backchat/patterns/node"
)

const root = "../.."

// A part is one of those that the chapter on adding shows: a whole file, or a
// change of one.
type part struct {
	file, text string
	change     bool
}

// partsOf are the parts that a text shows: blocks that name a file behind their
// language.
func partsOf(t *testing.T) []part {
	t.Helper()
	_, chapter, ok := strings.Cut(read(t, architecture), "\n## Adding a pattern, a policy, a node or a fault\n")
	chapter, _, closed := strings.Cut(chapter, "\n## ")
	if !ok || !closed {
		t.Fatalf("%s has no chapter on adding", architecture)
	}
	var parts []part
	for _, block := range regexp.MustCompile("(?s)```([a-z]+) ([a-z/.-]+)\n(.*?)```").FindAllStringSubmatch(chapter, -1) {
		parts = append(parts, part{file: block[2], text: block[3], change: block[1] == "diff"})
	}
	if len(parts) < 10 {
		t.Fatalf("the chapter shows only %d parts", len(parts))
	}
	return parts
}

// added are the names of what the chapter adds.
var added = [...]string{"readBack", "failover", "tarpit", "checkpoint", "congestion"}

// TestWhatTheArchitectureAddsIsWholeAndWorks follows the chapter on adding, in
// a copy of the house.
func TestWhatTheArchitectureAddsIsWholeAndWorks(t *testing.T) {
	house, parts := copied(t), partsOf(t)
	build(t, house, parts...)

	if said, ok := house.tests("./tests/docs", "-run", "TestManualHasEveryField"); ok || !namesAll(said, added[:]) {
		t.Errorf("nothing, or not all, is said to be missing in the manual: %s", said)
	}
	if said, ok := house.tests("./tests/docs", "-run", "TestManualHasEveryField", "-update"); !ok {
		t.Error(said)
	}
	if said, ok := house.tests("./patterns/scenario", "-run", "TestExampleIsReadWithDefaults"); !ok {
		t.Errorf("what is new changes how what was there is read: %s", said)
	}
	if said, ok := house.tests("./tests/properties", "-run", "TestSearchDrawsEveryFieldAndWord"); !ok {
		t.Errorf("what is new is not drawn by itself: %s", said)
	}
	said, _ := house.tests("./tests/tables")
	missing := regexp.MustCompile(`(?m)^ +\w+_test\.go:\d+: .*$`).FindAllString(said, -1)
	for _, line := range missing {
		if !strings.Contains(line, "golden scenario") {
			t.Errorf("all that is left to do is to keep scenarios with what is new; said is %s", line)
		}
	}
	if !strings.Contains(said, "golden scenario has the pattern readBack") {
		t.Errorf("nothing says that no golden scenario has the new pattern:\n%s", said)
	}
	backchat := house.program(t)
	for _, p := range parts {
		if name, ok := strings.CutPrefix(p.file, "patterns/gallery/"); ok && !p.change {
			if said, err := exec.Command(backchat, "run", strings.TrimSuffix(name, ".json")).CombinedOutput(); err != nil {
				t.Errorf("%s", said)
			}
		}
	}
	speakToNodes(t, backchat)
}

// speakToNodes speaks to the chapter's nodes by every pattern that may speak to
// them, by themselves and behind a balancer with health checks, until they crash
// and after that. Every run is held against all invariants.
func speakToNodes(t *testing.T, backchat string) {
	t.Helper()
	for _, p := range patterns.All {
		if p.To&node.Answers == 0 {
			continue
		}
		load := `"updates": {"arrivals": "poisson", "rate": "1/s"}`
		if p.Asks {
			load = `"send": {"arrivals": "poisson", "rate": "1/s"}`
		}
		file := filepath.Join(t.TempDir(), p.Name+".json")
		if err := os.WriteFile(file, fmt.Appendf(nil, pits, p.Name, load), 0o666); err != nil {
			t.Fatal(err)
		}
		if said, err := exec.Command(backchat, "run", file).CombinedOutput(); err != nil {
			t.Errorf("who speaks to a tarpit and a checkpoint by %s: %s", p.Name, said)
		}
	}
}

// pits is a scenario by a pattern, and with a load.
const pits = `{
  "version": 1, "title": "Pits", "question": "Who waits?", "seed": 1, "duration": "60s",
  "nodes": {
    "phone": {"kind": "client", "count": 3},
    "lb":    {"kind": "balancer", "to": "pit", "health": {"interval": "5s"}},
    "pit":   {"kind": "tarpit", "count": 2, "patience": "700ms"},
    "lb2":   {"kind": "balancer", "to": "gate", "health": {"interval": "5s"}},
    "gate":  {"kind": "checkpoint", "to": "api", "count": 2, "look": {"dist": "exponential", "mean": "200ms"}},
    "api":   {"kind": "server", "count": 3, "service": "5ms"}
  },
  "flows": {
    "direct": {"from": "phone", "to": "pit", "pattern": "%[1]s", %[2]s},
    "spread": {"from": "phone", "to": "lb", "pattern": "%[1]s", %[2]s},
    "passed": {"from": "phone", "to": "gate", "pattern": "%[1]s", %[2]s},
    "behind": {"from": "phone", "to": "lb2", "pattern": "%[1]s", %[2]s}
  },
  "timeline": {
    "crash": {"at": "30s", "for": "5s", "fault": "crash", "target": "pit"},
    "fall":  {"at": "20s", "for": "5s", "fault": "crash", "target": "gate"}
  }
}`

// A gap is a part of the chapter that is forgotten, the one of its file that has
// something, and what is said of it.
type gap struct{ file, has, said string }

// A slip is a step of the chapter that was taken wrongly, and what is said of it.
type slip struct{ file, was, is, said string }

// A round is what is forgotten and taken wrongly in one building of the house:
// none hides another.
type round struct {
	gaps  []gap
	slips []slip
}

const (
	sections   = "patterns/gallery/sections.go"
	kinds      = "patterns/node/kind.go"
	faults     = "patterns/node/fault.go"
	tarpit     = "patterns/node/tarpit.go"
	checkpoint = "patterns/node/checkpoint.go"
	congestion = "patterns/node/congestion.go"
)

var rounds = [...]round{
	{gaps: []gap{{faults, "CongestionOptions", "a.Drop undefined (type *Act has no field or method Drop)"}}},
	{gaps: []gap{
		{"patterns/pattern.go", "", "the pattern readBack (readback.go) is not in patterns.All"},
		{"patterns/node/balancing.go", "failover", "/nodes/lb/policy: \"failover\" is none of these"},
		{kinds, "tarpit", "/nodes/pit/kind: \"tarpit\" is none of these"},
		{kinds, "checkpoint", "/nodes/gate/kind: \"checkpoint\" is none of these"},
		{faults, `Name: "congestion"`, "/timeline/full/fault: \"congestion\" is none of these"},
	}},
	{slips: []slip{
		{tarpit, "\tw.Place(n.First, t)\n", "", "the kind tarpit at it: nothing stands there: have the New of its Config call World.Place"},
		{kinds, "Answers | Relays, (*CheckpointConfig)", "Answers, (*CheckpointConfig)", "the kind checkpoint at it: *node.Checkpoint passes on what it is asked, since it is a Proxy: give its row the trait Relays"},
		{congestion, "a.Drop}, end)", "a.Drop}, end && false)", "the fault congestion is over, and what a record of the kind degrade has opened"},
	}},
	{slips: []slip{
		{tarpit, "Idle() bool { return true }", "Idle() bool { return false }", "the kind of node tarpit is not Idle, and a pause finds no station"},
		{checkpoint, ") Passed(", ") passed(", "the kind checkpoint at it: its row has the trait Relays, but *node.Checkpoint is no Proxy: give it the method Passed"},
		{congestion, "	t.trouble(a", "	if end {\n\t\treturn\n\t}\n\tt.trouble(a", "the fault congestion ends without a record that closes"},
	}},
	{
		gaps: []gap{
			{"patterns/gallery/written-and-read-back.json", "", "no scenario of the gallery is about the pattern readBack"},
			{sections, "where-requests-go-to-wait", "the scenario where-requests-go-to-wait is in no section"},
		},
		slips: []slip{
			{tarpit, "\tt.w.Kernel.At(t.w.Now()+t.config.Patience, t.id, 0, r.Index, r.Generation)\n", "", "at the kind of node tarpit"},
			{checkpoint, "Passes: true", "", "its Leads name nobody whom it passes on to"},
		},
	},
	{
		gaps: []gap{
			{sections, "written-and-read-back", "the scenario written-and-read-back is in no section"},
			{"patterns/gallery/where-requests-go-to-wait.json", "", "no scenario of the gallery and no example of the manual has the fault congestion"},
		},
		slips: []slip{
			{checkpoint, "\tr.Nodes(\"/to\", []string{c.To}, \"whom a checkpoint passes on to\", Answers)\n", "", "have Check report it (Report.Nodes)"},
			{checkpoint, "\tp.w.passBack(a, m, why, 0)\n", "", "the kind of node checkpoint: "},
		},
	},
}

// TestWhatIsForgottenOrTakenWronglyIsNamed leaves out what the chapter adds, each
// row, each gallery file and the options of the fault, makes each slip, and looks
// whether each is named.
func TestWhatIsForgottenOrTakenWronglyIsNamed(t *testing.T) {
	house, parts := copied(t), partsOf(t)
	left := map[string]bool{}
	for _, r := range rounds {
		house.as(t, parts)
		build(t, house, r.without(t, parts, left)...)
		for _, s := range r.slips {
			p := part{file: s.file}
			text := read(t, house.path(p))
			if strings.Count(text, s.was) != 1 {
				t.Fatalf("%s does not have, once: %s", s.file, s.was)
			}
			house.write(t, p, strings.Replace(text, s.was, s.is, 1))
		}
		said, _ := house.tests("./tests/tables")
		for _, g := range r.gaps {
			if !strings.Contains(said, g.said) {
				t.Errorf("%s is forgotten, with %q, and %q is not said:\n%s", g.file, g.has, g.said, said)
			}
		}
		for _, s := range r.slips {
			if !strings.Contains(said, s.said) {
				t.Errorf("%s lacks %q, and %q is not said:\n%s", s.file, s.was, s.said, said)
			}
		}
	}
	for _, p := range parts {
		if (p.change || strings.HasPrefix(p.file, "patterns/gallery/")) && !left[p.text] {
			t.Errorf("this part is never forgotten, of %s:\n%s", p.file, p.text)
		}
	}
}

// without are the parts that are not forgotten; those that are are noted.
func (r *round) without(t *testing.T, parts []part, left map[string]bool) []part {
	t.Helper()
	kept := slices.Clone(parts)
	for _, g := range r.gaps {
		i := slices.IndexFunc(kept, func(p part) bool { return p.file == g.file && strings.Contains(p.text, g.has) })
		if i < 0 {
			t.Fatalf("no part of %s has %q", g.file, g.has)
		}
		left[kept[i].text] = true
		kept = slices.Delete(kept, i, i+1)
	}
	return kept
}

// A house is a copy of the Go code, to be changed.
type house string

func copied(t *testing.T) house {
	t.Helper()
	to := t.TempDir()
	for _, dir := range [...]string{"cmd", "docs", "language", "patterns", "sim", "tests", "wasm"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return copyFile(path, filepath.Join(to, path[len(root):]))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range [...]string{"go.mod", "go.sum", "README.md"} {
		if err := copyFile(filepath.Join(root, file), filepath.Join(to, file)); err != nil {
			t.Fatal(err)
		}
	}
	return house(to)
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o666)
}

// build puts the parts into the house.
func build(t *testing.T, h house, parts ...part) {
	t.Helper()
	for _, p := range parts {
		text := p.text
		if p.change {
			was, is := sides(p.text)
			text = read(t, h.path(p))
			if strings.Count(text, was) != 1 {
				t.Fatalf("%s does not have, once:\n%s", p.file, was)
			}
			text = strings.Replace(text, was, is, 1)
		}
		h.write(t, p, text)
	}
}

// as has the files of the parts be as they are without them.
func (h house) as(t *testing.T, parts []part) {
	t.Helper()
	for _, p := range parts {
		if !p.change {
			if err := os.Remove(h.path(p)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
		} else if err := copyFile(filepath.Join(root, p.file), h.path(p)); err != nil {
			t.Fatal(err)
		}
	}
}

func (h house) path(p part) string { return filepath.Join(string(h), p.file) }

func (h house) write(t *testing.T, p part, text string) {
	t.Helper()
	if err := os.WriteFile(h.path(p), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// sides are what a diff says that there was, and that there is.
func sides(diff string) (was, is string) {
	for line := range strings.Lines(diff) {
		if line[0] != '+' {
			was += line[1:]
		}
		if line[0] != '-' {
			is += line[1:]
		}
	}
	return was, is
}

// tests runs tests of the house, and returns what they say.
func (h house) tests(pkg string, args ...string) (said string, ok bool) {
	return h.run(append([]string{"test", "-vet=off", pkg}, args...)...)
}

// program is the command line, of the house.
func (h house) program(t *testing.T) string {
	t.Helper()
	file := filepath.Join(string(h), "backchat")
	if said, ok := h.run("build", "-o", file, "./cmd/backchat"); !ok {
		t.Fatal(said)
	}
	return file
}

// run runs the Go command in the house. Copies share what was compiled, since
// paths are trimmed and profiles heeded alike. What is changed is compiled quickly
// rather than well: most of it is tried once.
func (h house) run(args ...string) (said string, ok bool) {
	c := exec.Command("go", args...)
	c.Dir = string(h)
	c.Env = append(os.Environ(), "GOFLAGS=-trimpath -pgo=off "+os.Getenv("GOFLAGS")+" '-gcflags=backchat/patterns/...=-N -l'")
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	return out.String(), err == nil
}

func namesAll(text string, names []string) bool {
	for _, name := range names {
		if !strings.Contains(text, name) {
			return false
		}
	}
	return true
}
