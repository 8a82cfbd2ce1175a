package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"backchat/language"
	"backchat/patterns/gallery"
	"backchat/sim/trace"
)

const valid = `{
  "version": 1, "title": "Ping", "question": "How long?", "seed": 4, "duration": "10s", "warmup": "1s",
  "nodes": {"phone": {"kind": "client", "count": 3}, "api": {"kind": "server", "count": 2, "service": "20ms"},
            "lb": {"kind": "balancer", "to": ["api"]}},
  "links": {"wire": {"from": "phone", "to": "lb", "latency": "10ms"}},
  "flows": {"ping": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"rate": "10/s"}}},
  "variants": {"slow": {"nodes": {"api": {"service": "40ms"}}}},
  "expect": [
    {"claim": "RR-1", "that": "ping.latency.mean@slow > ping.latency.mean"},
    {"that": "ping.ok >= 200", "brokenBy": {"duration": "5s"}}
  ]
}`

// The other files are valid but for one thing.
var files = map[string]string{
	"tabled.json": strings.Replace(valid, `"expect": [`, `"table": {"title": "Two servers", "columns": [
    {"title": "takes", "figure": "ping.latency.p50", "best": "least"}, {"title": "slower by", "figure": "ping.latency.p50@slow - ping.latency.p50"}]},
  "expect": [`, 1),
	"lossy.json": strings.NewReplacer(`"latency": "10ms"`, `"latency": "10ms", "loss": 0.002`, `"expect": [`, `"table": {"title": "Lossy", "columns": [
    {"title": "all take", "figure": "ping.latencyAll.p99"}]},
  "expect": [`).Replace(valid),
	"valid.json":     valid,
	"failing.json":   strings.Replace(valid, "ping.ok >= 200", "ping.ok < 200", 1),
	"sturdy.json":    strings.Replace(valid, `{"duration": "5s"}`, `{"duration": "12s"}`, 1),
	"malformed.json": strings.Replace(valid, `"warmup"`, `"warmpu"`, 1),
	"large.json":     strings.Replace(valid, `"rate": "10/s"`, `"rate": "1000000000/s"`, 1),
	"budget.json":    strings.Replace(valid, `"duration": "10s"`, `"duration": "1000s", "limits": {"events": 5000}`, 1),
	"long.json":      strings.Replace(valid, `"duration": "10s"`, `"duration": "100h"`, 1),
	"broken.json":    `{"version": 1, "title": `,
	"empty.json":     "",
}

// directory holds the files.
func directory(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A use is what came of one command.
type use struct {
	exit      int
	out, errs string
}

func do(t *testing.T, in string, args ...string) use {
	t.Helper()
	return doIn(t.Context(), in, args...)
}

func doIn(ctx context.Context, in string, args ...string) use {
	var out, errs bytes.Buffer
	p := &program{in: strings.NewReader(in), out: &out, errs: &errs}
	exit := p.execute(ctx, args)
	return use{exit, out.String(), errs.String()}
}

func TestTheExitCodeSaysWhatHasHappened(t *testing.T) {
	t.Chdir(directory(t))
	for _, c := range []struct {
		reason string
		args   string
		exit   int
		says   string // on either stream
	}{
		{"no command asks for help", "", exitFine, "Exit codes:"},
		{"help is no error", "run --help", exitFine, "--variant"},
		{"a whole run", "run ./valid.json", exitFine, "2 of 2 hold"},
		{"a whole run of a variant", "run ./valid.json --variant slow", exitFine, "Variant slow"},
		{"who had names looked up", "run the-address-that-was-kept", exitFine, "names looked up 354"},
		{"a valid file", "check valid.json", exitFine, ""},
		{"what is claimed of a valid file", "claims valid.json --seeds 3", exitFine, "2 of 2 hold, on 3 seeds each"},
		{"what breaks an expectation", "claims valid.json --seeds 3 --break", exitFine, "1 of 1 break, on 3 seeds each"},
		{"what breaks none", "claims sturdy.json --seeds 3 --break", exitFailed, "STILL HOLDS"},
		{"what fails already", "claims failing.json --seeds 3 --break", exitFailed, "FAILS ALREADY"},
		{"what does not say what breaks it", "claims valid.json --seeds 3 --break", exitFine, "valid.json: RR-1 ping.latency.mean@slow > ping.latency.mean does not say what\nbreaks it"},
		{"on how many seeds it holds", "claims failing.json --seeds 3", exitFailed, "on no seed"},
		{"no such command", "rnu", exitUsage, "unknown command"},
		{"no such flag", "run --sed 3 valid.json", exitUsage, "unknown flag: --sed"},
		{"nothing to run", "run", exitUsage, "arg"},
		{"too much to run", "run valid.json valid.json", exitUsage, "arg"},
		{"a seed below 0", "run valid.json --seed -1", exitUsage, "a seed is a whole number"},
		{"a seed above 2^53 - 1", "digest valid.json --seed 9007199254740992", exitUsage, "a seed is a whole number"},
		{"no such variant", "run valid.json --variant slwo", exitUsage, `did you mean "slow"?`},
		{"no such metric", "run valid.json --metric ping.latency.maen", exitUsage, `did you mean "ping.latency.mean"`},
		{"two forms at once", "run valid.json --json --all", exitUsage, "json"},
		{"a variant against itself", "compare valid.json --variant base,base", exitUsage, "twice"},
		{"no replication", "compare valid.json --replications 0", exitUsage, "--replications 0 is not from 1"},
		{"no seed", "claims --seeds 0", exitUsage, "--seeds 0 is not from 1"},
		{"what is looked for", "list --grep 502", exitFine, "the-502-once-in-a-thousand"},
		{"what is looked for and not there", "list --grep zebra", exitUsage, "try fewer or shorter words"},
		{"nothing but signs", "list --grep (.)", exitUsage, "no scenario has"},
		{"what is looked for with a sign", "list --grep (502", exitFine, "the-502-once-in-a-thousand"},
		{"the nearest to what is looked for", "list --grep 502-zebra", exitFine, "Nothing has all of these words; the nearest:"},
		{"a table", "table tabled.json --seeds 3", exitFine, "Means of 3 runs of each"},
		{"what is best in a table", "table tabled.json --seeds 3", exitFine, "41 ms*"},
		{"a table of one run", "table tabled.json --seeds 1 --format csv", exitFine, "slow,Slow,takes,s,0.061014015,,,1,false"},
		{"a table in Markdown", "table tabled.json --seeds 3 --format markdown", exitFine, "| As it stands | 41 ms (best) | 20.9 ms ±8.67 ms |"},
		{"a table of a time that is never on some seeds", "table lossy.json --format markdown", exitFine, "| 3 of 10 never |"},
		{"no table", "table valid.json", exitUsage, `valid.json has no "table"`},
		{"no such format of a table", "table tabled.json --format xml", exitUsage, "text, markdown, csv or json"},
		{"a table of no runs", "table tabled.json --seeds 0", exitUsage, "--seeds 0 is not from 1"},
		{"no such format", "trace valid.json --format xml -o -", exitUsage, "binary, text, csv or perfetto"},
		{"nowhere to write to", "trace valid.json", exitUsage, "name a file with -o FILE"},
		{"where the help of a command is", "trace valid.json --formt csv", exitUsage, `see "backchat trace --help"`},
		{"no operation has that number", "waterfall valid.json --operation 0", exitUsage, "--operation counts from 1"},
		{"a run set against itself", "diff valid.json", exitFine, "A and B are one run, valid.json, variant base, seed"},
		{"a directory that there is not", "trace valid.json -o ./no/such/file", exitUsage, "no such"},
		{"what is looked for in German", "list --grep Warteschlange --language de", exitFine, "Warteschlange oder Load Balancer?"},
		{"no such language", "list --language fr", exitUsage, `the gallery is there in "en" and "de"`},
		{"one's own file in German", "run ./valid.json --language de", exitUsage, "leave it out to run the file ./valid.json"},
		{"no such file", "run ./nothing.json", exitUsage, "./nothing.json cannot be read"},
		{"no such scenario", "run ask-and-wiat", exitUsage, `did you mean "ask-and-wait"?`},
		{"no such scenario to show", "show ask", exitUsage, `did you mean "ask-and-wait" or "six-ways-to-ask"?`},
		{"an unknown key", "run malformed.json", exitInvalid, "malformed.json:2:89: "},
		{"half a file", "digest broken.json", exitInvalid, "broken.json:1:"},
		{"an empty file", "check empty.json", exitInvalid, "empty.json:1:1: "},
		{"the gravest of several files", "check valid.json large.json malformed.json nothing.json", exitInvalid, "large.json:"},
		{"too many operations", "run large.json", exitOverLimit, "large.json:"},
		{"too many operations, found by check", "check large.json nothing.json", exitOverLimit, "large.json:"},
		{"an unreadable file among valid ones", "check nothing.json valid.json", exitUsage, "nothing.json cannot be read"},
		{"a run beyond its budget", "run budget.json", exitBudget, "more than 5000 events"},
		{"a digest beyond its budget", "digest budget.json", exitBudget, "more than 5000 events"},
		{"a comparison beyond its budget", "compare budget.json --replications 2", exitBudget, "variant base, seed 4"},
		{"claims beyond their budget", "claims budget.json", exitBudget, "more than 5000 events"},
		{"out of time", "run long.json --timeout 20ms", exitStopped, "out of time: --timeout 20ms"},
		{"replications out of time", "compare long.json --timeout 20ms", exitStopped, "out of time"},
		{"a trace out of time", "trace long.json --timeout 20ms -o long.trace", exitStopped, "out of time"},
		{"an expectation does not hold", "run failing.json", exitFailed, "FAILS"},
		{"an expectation does not hold, as JSON", "run failing.json --json", exitFailed, `"verdict": "fails"`},
	} {
		args := strings.Fields(c.args)
		if u := do(t, "", args...); u.exit != c.exit || !strings.Contains(u.out+u.errs, c.says) {
			t.Errorf("%s: backchat %s ends with %d, want %d and %q:\n%s%s", c.reason, c.args, u.exit, c.exit, c.says, u.out, u.errs)
		}
	}
}

func TestCancellingEndsWithItsOwnCode(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop("cancelled by the signal interrupt"))
	for _, command := range []string{"run", "digest", "compare", "claims"} {
		if u := doIn(ctx, strings.Replace(valid, `"10s"`, `"1000s"`, 1), command, "-"); u.exit != exitStopped {
			t.Errorf("%s: exit %d, want %d: %s", command, u.exit, exitStopped, u.errs)
		}
	}
}

func TestPanicsAreInternalErrors(t *testing.T) {
	var errs bytes.Buffer
	p := &program{in: strings.NewReader(valid), out: panicky{}, errs: &errs}
	if exit := p.execute(t.Context(), []string{"run", "-"}); exit != exitInternal || !strings.Contains(errs.String(), "internal error: out of paper") {
		t.Errorf("exit %d: %s", exit, errs.String())
	}
}

type panicky struct{}

func (panicky) Write([]byte) (int, error) { panic("out of paper") }

func TestStandardInputIsAFile(t *testing.T) {
	fromFile, dir := use{}, directory(t)
	fromFile = do(t, "", "digest", filepath.Join(dir, "valid.json"))
	if u := do(t, valid, "digest", "-"); u.exit != exitFine || u.out != fromFile.out {
		t.Errorf("the digest of - is %q (exit %d), that of the file %q", u.out, u.exit, fromFile.out)
	}
	if u := do(t, files["malformed.json"], "check", "-"); u.exit != exitInvalid || !strings.HasPrefix(u.out, "-:2:89: ") {
		t.Errorf("check - ends with %d: %s%s", u.exit, u.out, u.errs)
	}
}

func TestCheckPrintsAFaultALine(t *testing.T) {
	text := strings.NewReplacer(`"kind": "client"`, `"kind": "cleint"`, `"10/s"`, `"10"`).Replace(valid)
	u := do(t, text, "check", "-")
	lines := strings.Split(strings.TrimSuffix(u.out, "\n"), "\n")
	form := regexp.MustCompile(`^-:\d+:\d+: \S`)
	if u.exit != exitInvalid || len(lines) < 2 || slices.ContainsFunc(lines, func(l string) bool { return !form.MatchString(l) }) {
		t.Errorf("exit %d:\n%s", u.exit, u.out)
	}
}

func TestADigestIsThatOfTheRunOnEveryWay(t *testing.T) {
	var run struct{ Digest string }
	if err := json.Unmarshal([]byte(do(t, valid, "run", "-", "--json").out), &run); err != nil {
		t.Fatal(err)
	}
	digest := do(t, valid, "digest", "-").out
	if !regexp.MustCompile(`^[0-9a-f]{32}\n$`).MatchString(digest) || strings.TrimSpace(digest) != run.Digest {
		t.Errorf("digest prints %q, run %q", digest, run.Digest)
	}
	for _, args := range [][]string{{"digest", "-", "--seed", "5"}, {"digest", "-", "--variant", "slow"}} {
		if other := do(t, valid, args...).out; other == digest {
			t.Errorf("%q prints the same digest", args)
		}
	}
	if same := do(t, valid, "digest", "-", "--seed", "4", "--variant", "base").out; same != digest {
		t.Errorf("the scenario's own seed and the base print %q, not %q", same, digest)
	}
}

func TestTheGalleryIsShownAsItIs(t *testing.T) {
	for _, name := range gallery.Names() {
		text, _ := gallery.Text(name)
		if u := do(t, "", "show", name); u.exit != exitFine || u.out != string(text) {
			t.Errorf("show %s ends with %d and prints something else", name, u.exit)
		}
	}
}

func TestTheGalleryIsShownInGermanAndRunsTheSame(t *testing.T) {
	const title, question = "Fragen und warten", "Der Server ist nie ausgelastet."
	var runs [2]struct{ Digest, Question, Note string }
	for i, in := range gallery.Languages {
		if err := json.Unmarshal([]byte(do(t, "", "run", "ask-and-wait", "--json", "--language", in).out), &runs[i]); err != nil {
			t.Fatal(err)
		}
		for _, args := range []string{"list --grep ask-and-wait", "show ask-and-wait", "run ask-and-wait"} {
			u := do(t, "", append(strings.Fields(args), "--language", in)...)
			said := strings.Join(strings.Fields(u.out), " ")
			if german := in == "de"; u.exit != exitFine || strings.Contains(said, title) != german || strings.Contains(said, question) != german {
				t.Errorf("%s in the language %s ends with %d: %s%s", args, in, u.exit, u.out, u.errs)
			}
		}
	}
	if u := do(t, "", "compare", "the-knee", "--replications", "2", "--variant", "base,load95", "--language", "de"); u.exit != exitFine || !strings.Contains(u.out, "Bei „95 % ausgelastet“") {
		t.Errorf("a comparison in German ends with %d: %s%s", u.exit, u.out, u.errs)
	}
	if runs[0].Digest == "" || runs[0].Digest != runs[1].Digest {
		t.Errorf("in English the digest is %q, in German %q", runs[0].Digest, runs[1].Digest)
	}
	if runs[0].Question == runs[1].Question || runs[0].Note == runs[1].Note {
		t.Errorf("in either language it says %q, %q", runs[0].Question, runs[0].Note)
	}
}

func TestWhatIsPrintedInGermanHasNoEnglishHeadings(t *testing.T) {
	for _, args := range []string{
		"list --grep ask-and-wait", "run the-balancer-crashes", "compare the-knee --variant base,load95 --replications 2",
		"compare the-knee --variant base,load95 --replications 1", "table five-ways-to-hear-of-an-update --seeds 2",
	} {
		out := do(t, "", append(strings.Fields(args), "--language", "de")...).out
		said := strings.Join(strings.Fields(out), " ")
		for english, german := range language.German() {
			words, _, _ := strings.Cut(string(english), "{")
			if words = strings.Join(strings.Fields(words), " "); strings.Contains(words, " ") && string(english) != german && strings.Contains(said, words) {
				t.Errorf("%s says %q", args, words)
			}
		}
		for text := range strings.Lines(out) {
			if width(text) > columns+1 && !strings.HasPrefix(args, "table") {
				t.Errorf("%s has a line of %d columns: %s", args, width(text)-1, text)
			}
		}
	}
}

func TestSchemaIsJSON(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal([]byte(do(t, "", "schema").out), &schema); err != nil || schema["$schema"] == nil {
		t.Errorf("%v, %v", err, schema["$schema"])
	}
}

func TestTracesAreWritten(t *testing.T) {
	dir := t.TempDir()
	digest := strings.TrimSpace(do(t, valid, "digest", "-", "--variant", "slow").out)
	for _, format := range []string{"binary", "text", "csv", "perfetto"} {
		file := filepath.Join(dir, format)
		if u := do(t, valid, "trace", "-", "--format", format, "-o", file, "--variant", "slow"); u.exit != exitFine || u.out != "" {
			t.Fatalf("trace --format %s ends with %d: %s%s", format, u.exit, u.out, u.errs)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if piped := do(t, valid, "trace", "-", "--format", format, "-o", "-", "--variant", "slow"); piped.out != string(text) {
			t.Errorf("%s: standard output gets something else", format)
		}
		switch format {
		case "binary":
			if r := digestOf(t, text); r != digest {
				t.Errorf("the trace has digest %s, its run %s", r, digest)
			}
		case "text":
			if !strings.HasPrefix(string(text), "        1  0.010407752  begin      node ") {
				t.Errorf("text begins with %.40q", text)
			}
		case "csv":
			if !strings.HasPrefix(string(text), "at_ns,kind,") {
				t.Errorf("CSV begins with %.40q", text)
			}
		case "perfetto":
			if !json.Valid(text) {
				t.Error("the trace events are no JSON")
			}
		}
	}
}

func TestPacketsAreWrittenWhereTheyAreAskedFor(t *testing.T) {
	top := &trace.Topology{Nodes: []trace.Node{{ID: "a", First: 1, Count: 2}}, Places: trace.SpotsOf(trace.Spot{}, trace.Spot{Replica: 1})}
	records := []trace.Record{{Kind: trace.Open, Node: 1, Peer: 2, Conn: 1}, {Kind: trace.Packet, Node: 1, Peer: 2, Conn: 1}, {Kind: trace.Again, Node: 1, Peer: 2, Conn: 1}}
	for _, format := range []string{"binary", "text", "csv", "perfetto"} {
		var size [2]int
		for i, packets := range []bool{false, true} {
			for n := range 2 {
				var out bytes.Buffer
				w, err := newRecorder(format, packets, &out, top)
				if err != nil {
					t.Fatal(err)
				}
				w.Fold(records[:1+2*n])
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				size[i] = out.Len() - size[i]
			}
		}
		if size[0] != 0 || size[1] == 0 {
			t.Errorf("%s: packets take %d bytes, and %d where they are asked for", format, size[0], size[1])
		}
	}
}

// digestOf reads a trace and takes the digest of what it holds.
func digestOf(t *testing.T, text []byte) string {
	t.Helper()
	r, err := trace.NewReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	d := trace.NewDigest(r.Topology())
	if err := r.FoldInto(d); err != nil {
		t.Fatal(err)
	}
	return d.String()
}

func TestTextIsEightyColumnsWide(t *testing.T) {
	for _, args := range []string{"list", "run -", "run - --variant slow", "compare - --replications 3", "compare - --replications 1", "claims - --seeds 3", "claims - --seeds 3 --break", "waterfall -", "waterfall --help", "--help", "run --help", "compare --help", "trace --help", "claims --help"} {
		u := do(t, valid, strings.Fields(args)...)
		if u.exit != exitFine || u.out == "" {
			t.Errorf("%s ends with %d: %s", args, u.exit, u.errs)
		}
		for line := range strings.Lines(u.out) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > columns {
				t.Errorf("%s: %d columns: %s", args, n, line)
			}
			if strings.Contains(line, "\x1b") {
				t.Errorf("%s: colours where there is no terminal: %q", args, line)
			}
		}
	}
}
