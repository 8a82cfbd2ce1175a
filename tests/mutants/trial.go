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

// Tests that a fault may take: what is longer hangs.
const (
	longestTest = 3 * time.Minute
	mostMemory  = 4 << 20 // KiB of address space
)

// A stage is tests that are run together.
type stage []string

// later are the tests that a fault takes after those of its own package: what is
// quick and likely to notice it comes first.
var later = []stage{
	{"./tests/golden"},
	{"./patterns", "./patterns/node", "./sim/network"},
	{"./tests/models", "./tests/found", "./tests/delivery"},
	{"./sim/trace", "./sim/metrics", "./sim/check"},
	{"./patterns/scenario", "./patterns/experiment"},
	{"./tests/properties", "./cmd/backchat", "./wasm/player/view", "./wasm/lab"},
	{"./tests/docs", "./patterns/gallery"},
}

// readers are packages that no record depends on, so that digests say nothing
// of them.
var readers = []string{"sim/metrics", "sim/check", "patterns/experiment"}

// stages are the tests of a fault in a package.
func stages(pkg string) []stage {
	all := []stage{{"./" + pkg}}
	for _, s := range later {
		s = slices.DeleteFunc(slices.Clone(s), func(p string) bool {
			return p == "./"+pkg || !exists(p) || p == "./tests/golden" && slices.Contains(readers, pkg)
		})
		if len(s) > 0 {
			all = append(all, s)
		}
	}
	return all
}

func exists(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.IsDir()
}

// A laboratory tries faults.
type laboratory struct {
	dir string // for overlays
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
	for _, s := range stages(pkg) {
		out, err := l.test(ctx, overlay, s...)
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
	out, err := l.test(ctx, overlay, "-run", "^"+n.Test+"$", "./"+n.Package)
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
	for _, s := range baseline(jobs) {
		if out, err := l.test(ctx, overlay, s...); err != nil {
			return fmt.Errorf("tests fail as the code is, without any fault: %w\n%s", err, out)
		}
	}
	return ctx.Err()
}

// baseline are all tests that faults take: of faults with names only theirs.
func baseline(jobs []job) []stage {
	var names, packages stage
	drawn := false
	for _, j := range jobs {
		if j.named == nil {
			drawn = true
			continue
		}
		names, packages = append(names, j.named.Test), append(packages, "./"+j.named.Package)
	}
	var all []stage
	if len(names) > 0 {
		slices.Sort(packages)
		all = append(all, append(stage{"-run", "^(" + strings.Join(names, "|") + ")$"}, slices.Compact(packages)...))
	}
	if drawn {
		all = append(all, stages("sim")...)
	}
	return all
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

// test runs tests until the first fails. Those that hang are stopped, and so
// are those that take all memory: both are failures.
func (l *laboratory) test(ctx context.Context, overlay string, args ...string) (string, error) {
	all := []string{
		"test", "-overlay", overlay, "-vet=off", "-failfast", "-timeout", longestTest.String(),
		"-exec", fmt.Sprintf(`sh -c 'ulimit -v %d; exec "$0" "$@"'`, mostMemory),
	}
	return run(ctx, "go", append(all, args...)...)
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
