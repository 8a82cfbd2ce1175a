package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const wasmTitle = "Wasm"

// wasmColumn builds this program for WebAssembly into dir as the page's programs
// are built, to be run by Node one row at a time.
func wasmColumn(dir string) column {
	c := column{title: wasmTitle}
	program := filepath.Join(dir, "bench.wasm")
	node, launcher, err := buildWasm(program)
	if err != nil {
		c.absent = err.Error()
	}
	c.run = func(r row) (measurement, error) {
		var m measurement
		out, err := exec.Command(node, "--stack-size=8192", launcher, program, "-row", r.name).Output()
		if err != nil {
			return m, err
		}
		return m, json.Unmarshal(out, &m)
	}
	return c
}

func buildWasm(program string) (node, launcher string, err error) {
	if node, err = exec.LookPath("node"); err != nil {
		return "", "", fmt.Errorf("there is no Node here (node is not on the path)")
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", "", err
	}
	build := exec.Command("go", "build", "-pgo="+*known, "-o", program, "backchat/tests/bench")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		return "", "", fmt.Errorf("the build for js/wasm fails: %w\n%s", err, out)
	}
	if out, err := exec.Command(node, "site/build/code.mjs", program).CombinedOutput(); err != nil {
		return "", "", fmt.Errorf("the program is not as the page's are: %w\n%s", err, out)
	}
	return node, filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js"), nil
}
