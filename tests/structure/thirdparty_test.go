package structure

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// shipped are the programs of which something is given away.
var shipped = []struct {
	packages []string
	env      []string
}{
	{[]string{"./cmd/backchat"}, []string{"GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0"}},
	{[]string{"./cmd/backchat"}, []string{"GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0"}},
	{[]string{"./wasm/lab", "./wasm/player"}, []string{"GOOS=js", "GOARCH=wasm"}},
}

// TestWorksOfOthersAreListed holds THIRD-PARTY.md against what the programs
// import and what the page's packages are locked to. The build of the page
// makes the file, and knows which of those packages are in its bundles.
func TestWorksOfOthersAreListed(t *testing.T) {
	text, err := os.ReadFile("../../THIRD-PARTY.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, row := range regexp.MustCompile(`(?m)^\| (\S+) \| (\S+) \|`).FindAllStringSubmatch(string(text), -1) {
		rows[row[1]] = row[2]
	}
	taken := map[string]bool{"work": true}
	for _, p := range shipped {
		for path, version := range modules(t, p.packages, p.env) {
			if rows[path] != version {
				t.Errorf("THIRD-PARTY.md has version %q of %s, and %s is built: make licences", rows[path], path, version)
			}
			taken[path] = true
		}
	}
	for name, version := range locked(t) {
		if listed, ok := rows[name]; ok && listed != version {
			t.Errorf("THIRD-PARTY.md has version %s of %s, and %s is locked: make licences", listed, name, version)
		}
		taken[name] = true
	}
	for name := range rows {
		if !taken[name] && strings.Trim(name, "-") != "" {
			t.Errorf("THIRD-PARTY.md lists %s, which nothing takes", name)
		}
	}
	for _, licence := range []string{"Apache License", "Permission is hereby granted", "Redistribution and use in source and binary forms"} {
		if !strings.Contains(string(text), licence) {
			t.Errorf("THIRD-PARTY.md lacks a licence with %q", licence)
		}
	}
}

// modules are those whose packages programs import, with their versions.
func modules(t *testing.T, packages, env []string) map[string]string {
	t.Helper()
	c := exec.Command("go", append([]string{"list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}"}, packages...)...)
	c.Dir, c.Env = "../..", append(os.Environ(), env...)
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if path, version, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			all[path] = strings.TrimPrefix(version, "v")
		}
	}
	if len(all) == 0 {
		t.Fatalf("%q import nothing", packages)
	}
	return all
}

// locked are the versions of the page's packages.
func locked(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../site/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct{ Version string }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for path, p := range lock.Packages {
		if name, ok := strings.CutPrefix(path, "node_modules/"); ok {
			all[name] = p.Version
		}
	}
	return all
}
