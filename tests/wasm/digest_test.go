// Package wasm compares runs in WebAssembly with native ones, whose digests are on
// record.
package wasm

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/patterns/gallery"
	"backchat/tests/golden"
)

func TestDigestsInWasmEqualNativeOnes(t *testing.T) {
	kept, err := golden.Kept()
	if err != nil {
		t.Fatal(err)
	}
	node, launcher, program := build(t, "backchat/tests/wasm/digests")
	wasm := lines(t, exec.Command(node, "--stack-size=8192", launcher, program))
	for _, line := range wasm {
		end := strings.LastIndex(line, " ")
		if run, digest := line[:end], line[end+1:]; digest != kept[run] {
			t.Errorf("%s: %s in Wasm, %s natively", run, digest, kept[run])
		}
	}
	if len(wasm) < len(gallery.Names()) {
		t.Errorf("%d digests of %d scenarios", len(wasm), len(gallery.Names()))
	}
}

func TestCommandLineRunsInWasm(t *testing.T) {
	name := gallery.Names()[0]
	native := lines(t, exec.Command("go", "run", "backchat/cmd/backchat", "digest", name))
	node, launcher, program := build(t, "backchat/cmd/backchat")
	wasm := lines(t, exec.Command(node, "--stack-size=8192", launcher, program, "digest", name))
	if diff := cmp.Diff(native, wasm); diff != "" {
		t.Errorf("(-native +Wasm):\n%s", diff)
	}
}

// lines are what a command prints.
func lines(t *testing.T, c *exec.Cmd) []string {
	t.Helper()
	var problems strings.Builder
	c.Stderr = &problems
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", c, err, problems.String())
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// build builds a program for WebAssembly, to be run by Node, as those of the page are.
func build(t *testing.T, path string) (node, launcher, program string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("Node is needed to run WebAssembly, and is not on the path: install Node 20")
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	program = filepath.Join(t.TempDir(), "program.wasm")
	c := exec.Command("go", "build", "-pgo=off", "-o", program, path)
	c.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("the build for js/wasm fails: %v\n%s", err, out)
	}
	if out, err := exec.Command(node, "../../site/build/code.mjs", program).CombinedOutput(); err != nil {
		t.Fatalf("the program is not as the page's are: %v\n%s", err, out)
	}
	return node, filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec_node.js"), program
}
