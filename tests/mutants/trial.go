package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A fate is what came of a fault.
type fate string

// The fates.
const (
	killed   fate = "killed"
	survived fate = "survived"
	unbuilt  fate = "unbuilt" // the compiler refuses it: no fault at all
)

// A verdict is a fate and what has decided it.
type verdict struct {
	ID    string  `json:"id"`
	What  string  `json:"what"`
	Fate  fate    `json:"fate"`
	By    string  `json:"by,omitempty"`   // the tests that failed
	Tree  string  `json:"tree,omitempty"` // of a survivor: what all code and tests were
	Takes float64 `json:"takes"`          // seconds
}

// What the tests of one package may take: those that take more hang, or never
// have enough.
const (
	longestTest = 20 * time.Minute
	mostTime    = 120     // seconds of processor
	mostMemory  = 4 << 20 // KiB of address space
)

// later are the packages whose tests a fault takes after those of its own: what
// is quick and likely to notice it comes first.
var later = []string{
	"tests/golden", "tests/faults", "patterns", "patterns/node", "sim/network", "sim/trace", "sim/metrics", "sim/check",
	"patterns/experiment", "tests/models", "tests/delivery", "cmd/backchat", "patterns/scenario", "wasm/player/view", "wasm/lab",
	"tests/docs", "tests/found", "patterns/gallery", "tests/properties",
}

// readers are packages that no record depends on, so that digests say nothing
// of them.
var readers = []string{"sim/metrics", "sim/check", "patterns/experiment"}

// stages are the packages whose tests a fault in pkg takes, one after the
// other: those that depend on it.
func (l *laboratory) stages(pkg string) []string {
	all := []string{pkg}
	for _, p := range later {
		blind := p == "tests/golden" && slices.Contains(readers, pkg)
		if p != pkg && !blind && slices.Contains(l.needs[p], pkg) {
			all = append(all, p)
		}
	}
	return all
}

// dependencies are, for the packages of later that there are, those of the
// module that they and their tests depend on.
func dependencies(ctx context.Context) (map[string][]string, error) {
	needs := map[string][]string{}
	for _, p := range later {
		if !exists(p) {
			continue
		}
		out, err := run(ctx, "go", "list", "-deps", "-test", "-f", "{{.ImportPath}}", "./"+p)
		if err != nil {
			return nil, fmt.Errorf("%w: %s", err, out)
		}
		for line := range strings.Lines(out) {
			name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			if name, ok := strings.CutPrefix(name, "backchat/"); ok {
				needs[p] = append(needs[p], name)
			}
		}
	}
	return needs, nil
}

func exists(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.IsDir()
}

// A laboratory tries faults.
type laboratory struct {
	dir   string              // for overlays
	needs map[string][]string // what test packages depend on
}

// try runs the tests of a drawn fault until one fails.
func (l *laboratory) try(ctx context.Context, m *mutant) (fate, string, error) {
	overlay, err := l.overlay(m)
	if err != nil {
		return "", "", err
	}
	pkg := path.Dir(m.file)
	if out, err := run(ctx, "go", "build", "-overlay", overlay, "./"+pkg); err != nil {
		return unbuilt, firstLine(out), ctx.Err()
	}
	for _, tests := range l.stages(pkg) {
		out, err := l.test(ctx, overlay, tests, ".")
		if ctx.Err() != nil {
			return "", "", ctx.Err()
		}
		if err != nil {
			return killed, failed(out), nil
		}
	}
	return survived, "", nil
}

// tryNamed runs the one test that must notice a fault.
func (l *laboratory) tryNamed(ctx context.Context, n *named, m *mutant) (fate, string, error) {
	overlay, err := l.overlay(m)
	if err != nil {
		return "", "", err
	}
	if out, err := run(ctx, "go", "build", "-overlay", overlay, "./"+path.Dir(m.file)); err != nil {
		return unbuilt, firstLine(out), ctx.Err()
	}
	out, err := l.test(ctx, overlay, n.Package, "^"+n.Test+"$")
	switch {
	case ctx.Err() != nil:
		return "", "", ctx.Err()
	case err == nil:
		return survived, "", nil
	}
	return killed, failed(out), nil
}

// sound tells whether all tests that faults take pass as the code is: otherwise
// they would kill every fault.
func (l *laboratory) sound(ctx context.Context, jobs []job) error {
	overlay := filepath.Join(l.dir, "none.json")
	if err := os.WriteFile(overlay, []byte("{}"), 0o600); err != nil {
		return err
	}
	drawn := slices.ContainsFunc(jobs, func(j job) bool { return j.named == nil })
	sound := func(tests, which string) error {
		if out, err := l.test(ctx, overlay, tests, which); err != nil {
			return fmt.Errorf("tests fail as the code is, without any fault: %w\n%s", err, out)
		}
		return ctx.Err()
	}
	if drawn {
		for _, tests := range l.stages("sim") {
			if err := sound(tests, "."); err != nil {
				return err
			}
		}
	}
	for _, j := range jobs {
		if j.named != nil && !drawn {
			if err := sound(j.named.Package, "^"+j.named.Test+"$"); err != nil {
				return err
			}
		}
	}
	return nil
}

// overlay writes the file with the fault, and says where the go command finds
// it.
func (l *laboratory) overlay(m *mutant) (string, error) {
	dir, err := os.MkdirTemp(l.dir, "mutant")
	if err != nil {
		return "", err
	}
	source := filepath.Join(dir, path.Base(m.file))
	original, err := filepath.Abs(m.file)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]map[string]string{"Replace": {original: source}})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(dir, "overlay.json")
	return overlay, errors.Join(os.WriteFile(source, []byte(m.source), 0o600), os.WriteFile(overlay, text, 0o600))
}

// test runs those tests of a package that which matches, until the first fails.
// Tests that hang are stopped, and so are those that take all memory: both are
// failures.
func (l *laboratory) test(ctx context.Context, overlay, pkg, which string) (string, error) {
	return run(ctx, "go", "test", "-overlay", overlay, "-vet=off", "-ldflags=-s -w", "-failfast", "-timeout", longestTest.String(),
		"-exec", fmt.Sprintf(`sh -c 'ulimit -v %d; ulimit -t %d; exec "$0" "$@"'`, mostMemory, mostTime), "-run", which, "./"+pkg)
}

func run(ctx context.Context, name string, args ...string) (string, error) {
	var out bytes.Buffer
	c := exec.CommandContext(ctx, name, args...)
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	return out.String(), err
}

// failed is what the output of go test says has failed.
func failed(out string) string {
	for line := range strings.Lines(out) {
		line = strings.TrimSpace(line)
		for _, mark := range []string{"--- FAIL: ", "panic: ", "fatal error: "} {
			if strings.HasPrefix(line, mark) {
				return strings.TrimPrefix(line, "--- FAIL: ")
			}
		}
	}
	return firstLine(out)
}

func firstLine(out string) string {
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "#") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}
