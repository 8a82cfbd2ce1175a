package structure

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatASearchFindsIsKeptInNoFile(t *testing.T) {
	searching := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".fail") {
			t.Errorf("%s: every run would try this first", path)
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		dir := filepath.Dir(path)
		searching[dir] = searching[dir] || strings.Contains(string(text), "\t\"pgregory.net/rapid\"\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir, does := range searching {
		if text, _ := os.ReadFile(filepath.Join(dir, "main_test.go")); does && !strings.Contains(string(text), "search.Main(m)") && !strings.Contains(string(text), "search.Cases(m, ") {
			t.Errorf("%s searches with rapid: its main_test.go must run search.Main or search.Cases", dir)
		}
	}
}
