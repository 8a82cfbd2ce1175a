package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"backchat/sim/trace"
)

// lossy is valid, but for one message in three lost.
var lossy = strings.Replace(valid, `"latency": "10ms"`, `"latency": "10ms", "loss": 0.3`, 1)

func TestRunsThatAreTheSameDoNotDiffer(t *testing.T) {
	t.Chdir(directory(t))
	if u := do(t, "", "trace", "valid.json", "-o", "kept.trace"); u.exit != exitFine {
		t.Fatal(u.errs)
	}
	for _, args := range []string{"valid.json", "valid.json valid.json", "kept.trace valid.json", "valid.json kept.trace", "valid.json kept.trace --seed 4", "kept.trace"} {
		if u := do(t, "", append([]string{"diff"}, strings.Fields(args)...)...); u.exit != exitFine || !strings.Contains(u.out, "The same, record by record.") {
			t.Errorf("diff %s: exit %d: %s%s", args, u.exit, u.out, u.errs)
		}
	}
}

func TestDiffNamesTheFirstRecordThatDiffers(t *testing.T) {
	dir := directory(t)
	t.Chdir(dir)
	if err := os.WriteFile(filepath.Join(dir, "lossy.json"), []byte(lossy), 0o600); err != nil {
		t.Fatal(err)
	}
	u := do(t, "", "diff", "valid.json", "lossy.json", "--context", "2")
	if u.exit != exitFailed {
		t.Fatalf("exit %d: %s%s", u.exit, u.out, u.errs)
	}
	// Up to the first loss both send the very same.
	for _, says := range []string{"A  valid.json, variant base, seed 4", "B  lossy.json", "They differ from record", " s, in ", "lost  ", "B - A"} {
		if !strings.Contains(u.out, says) {
			t.Errorf("%q is not in\n%s", says, u.out)
		}
	}
	count := map[byte]int{}
	for line := range strings.Lines(u.out) {
		if len(line) > 20 && line[1] == ' ' {
			count[line[0]]++
		}
	}
	if count['-'] != 3 || count['+'] != 3 {
		t.Errorf("with a context of 2, %d lines of A and %d of B follow, not 3 each:\n%s", count['-'], count['+'], u.out)
	}
}

func TestRunKeptWithoutPacketsDoesNotDifferFromTheWholeOne(t *testing.T) {
	top := &trace.Topology{}
	whole := []trace.Record{{Kind: trace.Packet, Parent: 1}, {Kind: trace.Open, Conn: 1}, {Kind: trace.Again, Parent: 2}, {Kind: trace.Close, Conn: 1}, {Kind: trace.Packet, Parent: 3}}
	play := func(records []trace.Record, brief bool) *playback {
		p := newPlayback("", top, func(f trace.Fold) error { f.Fold(records); return nil })
		p.brief = brief
		return p
	}
	few := []trace.Record{whole[1], whole[3]}
	a, b := play(few, true), play(whole, false)
	alikeBrief(a, b)
	if d := part(a, b, 3); d.first != 0 || b.count != 2 {
		t.Errorf("they differ in record %d; %d records are compared", d.first, b.count)
	}
	if d := part(play(few, false), play(whole, false), 3); d.first != 1 {
		t.Errorf("a run without packets differs from one with in record %d", d.first)
	}
}

func TestDiffCountsAllRecordsOfBoth(t *testing.T) {
	var o diffOutput
	u := do(t, valid, "diff", "-", "--variant", "base,slow", "--json")
	if u.exit == exitFine {
		t.Fatal("standard input cannot be read twice")
	}
	t.Chdir(directory(t))
	u = do(t, "", "diff", "valid.json", "--variant", "base,slow", "--json")
	if err := json.Unmarshal([]byte(u.out), &o); err != nil || u.exit != exitFailed {
		t.Fatalf("exit %d: %v", u.exit, err)
	}
	for _, side := range []sideOutput{o.A, o.B} {
		sum := uint64(0)
		for _, n := range side.Kinds {
			sum += n
		}
		csv := do(t, "", "trace", "valid.json", "--variant", strings.Split(strings.Split(side.Run, "variant ")[1], ",")[0], "--format", "csv", "-o", "-").out
		if lines := uint64(strings.Count(csv, "\n") - 1); sum != side.Records || lines != side.Records {
			t.Errorf("%s: %d records, by kind %d, in the trace %d", side.Run, side.Records, sum, lines)
		}
	}
	if o.Same || o.First == nil || o.First.A == o.First.B {
		t.Errorf("no difference: %+v", o)
	}
}

func TestDiffOfRunsThatEndEarlier(t *testing.T) {
	t.Chdir(directory(t))
	if u := do(t, "", "diff", "budget.json", "--context", "0"); u.exit != exitBudget || !strings.Contains(u.out, "was cut short") || !strings.Contains(u.out, "The same") {
		t.Errorf("exit %d: %s%s", u.exit, u.out, u.errs)
	}
	if err := os.WriteFile("longer.json", []byte(strings.Replace(files["budget.json"], "5000", "6000", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if u := do(t, "", "diff", "budget.json", "longer.json"); u.exit != exitFailed || !strings.Contains(u.out, "where A is over") {
		t.Errorf("exit %d: %s%s", u.exit, u.out, u.errs)
	}
}

func TestWrongUsesOfDiff(t *testing.T) {
	t.Chdir(directory(t))
	if u := do(t, "", "trace", "valid.json", "-o", "cut.trace"); u.exit != exitFine {
		t.Fatal(u.errs)
	}
	if u := do(t, "", "trace", "valid.json", "-o", "whole.trace"); u.exit != exitFine {
		t.Fatal(u.errs)
	}
	if u := do(t, "", "trace", "valid.json", "--format", "csv", "-o", "records.csv"); u.exit != exitFine {
		t.Fatal(u.errs)
	}
	if u := do(t, "", "diff", "whole.trace", "valid.json", "--variant", "slow"); u.exit != exitFailed {
		t.Errorf("a flag for the scenario beside a trace: exit %d: %s", u.exit, u.errs)
	}
	whole, err := os.ReadFile("cut.trace")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("cut.trace", whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ args, says string }{
		{"valid.json --seed 1,2,3", "--seed has 3 values"},
		{"valid.json --seed 1,x", "--seed x: a seed is a whole number"},
		{"valid.json --variant base,slwo", `did you mean "slow"?`},
		{"valid.json --context -1", "--context -1 is not from 0"},
		{"valid.json nothing.json", "nothing.json cannot be read"},
		{"valid.json cut.trace", "cut off"},
		{"valid.json records.csv", "records.csv is neither a scenario nor a trace in the binary form"},
		{"whole.trace valid.json --variant base,slow", "base,slow: the variant and the seed of a trace cannot be chosen"},
		{"whole.trace whole.trace --seed 2", "2: the variant and the seed of a trace cannot be chosen"},
	} {
		if u := do(t, "", append([]string{"diff"}, strings.Fields(row.args)...)...); u.exit != exitUsage || !strings.Contains(u.errs, row.says) {
			t.Errorf("diff %s: exit %d, want %q: %s", row.args, u.exit, row.says, u.errs)
		}
	}
}
