package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// verdictsFile is where verdicts are kept from run to run.
const verdictsFile = "build/mutants.json"

// verdicts are what came of faults, now and in earlier runs.
type verdicts struct {
	lock sync.Mutex
	tree string // what all code and tests are
	all  map[string]verdict
}

func readVerdicts() (*verdicts, error) {
	tree, err := fingerprint("language", "sim", "patterns", "tests", "cmd", "wasm")
	if err != nil {
		return nil, err
	}
	v := &verdicts{tree: tree, all: map[string]verdict{}}
	text, err := os.ReadFile(verdictsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return v, nil
	}
	if err != nil {
		return nil, err
	}
	var list []verdict
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("%s: %w", verdictsFile, err)
	}
	for _, d := range list {
		v.all[d.ID] = d
	}
	return v, nil
}

// known tells whether the fate of a fault is known: a survivor's only as long
// as no code and no test has changed.
func (v *verdicts) known(id string) bool {
	d, ok := v.all[id]
	return ok && (d.Fate != survived || d.Tree == v.tree)
}

// keep keeps a verdict, at once.
func (v *verdicts) keep(d verdict) error {
	v.lock.Lock()
	defer v.lock.Unlock()
	if d.Fate == survived {
		d.Tree = v.tree
	}
	v.all[d.ID] = d
	var list []verdict
	for _, d := range v.all {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b verdict) int {
		if a.What != b.What {
			if a.What < b.What {
				return -1
			}
			return 1
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	text, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(verdictsFile), 0o755); err != nil {
		return err
	}
	fresh := verdictsFile + ".new"
	if err := os.WriteFile(fresh, text, 0o644); err != nil {
		return err
	}
	return os.Rename(fresh, verdictsFile)
}

// fingerprint is a hash of all files in folders.
func fingerprint(dirs ...string) (string, error) {
	h := sha256.New()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			fmt.Fprintf(h, "%s\x00%d\x00%s", path, len(text), text)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))[:16], nil
}
