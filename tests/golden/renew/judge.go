package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"backchat/tests/golden"
)

// A judge sets runs of the program as it was against those of the program as
// it is.
type judge struct {
	dir      string // for all it needs
	was, now string // the programs
}

func newJudge() (*judge, error) {
	dir, err := os.MkdirTemp("", "digests")
	if err != nil {
		return nil, err
	}
	j := &judge{dir: dir, was: filepath.Join(dir, "was"), now: filepath.Join(dir, "now")}
	if err := j.build(); err != nil {
		j.close()
		return nil, err
	}
	return j, nil
}

func (j *judge) close() { _ = os.RemoveAll(j.dir) } // it is temporary anyway

// build builds the program of the commit that has changed the digests last, and
// that of the working tree.
func (j *judge) build() error {
	commit, err := output(exec.Command("git", "log", "-1", "--format=%H", "--", golden.DigestsFile))
	if err != nil {
		return err
	}
	if commit = strings.TrimSpace(commit); commit == "" {
		return errors.New("no commit has the digests")
	}
	archive, source := filepath.Join(j.dir, "source.tar"), filepath.Join(j.dir, "source")
	if err := os.Mkdir(source, 0o755); err != nil {
		return err
	}
	old := exec.Command("go", "build", "-trimpath", "-o", j.was, "./cmd/backchat")
	old.Dir = source
	for _, c := range []*exec.Cmd{
		exec.Command("git", "archive", "-o", archive, commit, "--", ".", ":!docs", ":!site", ":!tests"), // whatever rooms it had
		exec.Command("tar", "-xf", archive, "-C", source),
		old,
		exec.Command("go", "build", "-trimpath", "-o", j.now, "./cmd/backchat"),
	} {
		if _, err := output(c); err != nil {
			return err
		}
	}
	return nil
}

// judge says from which record on a run is another than it was, with the
// records around it or without.
func (j *judge) judge(r *golden.Run, whole bool) (string, error) {
	kept, err := j.play(r)
	if err != nil {
		return fmt.Sprintf("  the program as it was cannot play it: %v\n", err), nil
	}
	name, err := j.scenario(r)
	if err != nil {
		return "", err
	}
	args := []string{"diff", kept, name, "--variant", r.Variant, "--seed", strconv.FormatUint(r.Seed, 10)}
	if whole {
		text, err := outputBut(exec.Command(j.now, args...), differ)
		return text, err
	}
	text, err := outputBut(exec.Command(j.now, append(args, "--json")...), differ)
	if err != nil {
		return "", err
	}
	var found struct {
		First struct {
			Record uint64
			At     int64
			In     []string
		}
	}
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		return "", err
	}
	f := &found.First
	return fmt.Sprintf("  from record %d on, at %.9f s, in %s\n", f.Record, float64(f.At)/1e9, strings.Join(f.In, ", ")), nil
}

// play writes the trace of a run by the program as it was.
func (j *judge) play(r *golden.Run) (file string, err error) {
	name, err := j.scenario(r)
	if err != nil {
		return "", err
	}
	file = filepath.Join(j.dir, "was.trace")
	_, err = outputBut(exec.Command(j.was, "trace", name, "--variant", r.Variant, "--seed", strconv.FormatUint(r.Seed, 10), "-o", file), budget)
	return file, err
}

// scenario is how the command line names the run's scenario.
func (j *judge) scenario(r *golden.Run) (string, error) {
	if r.Text == nil {
		return r.Name, nil
	}
	file := filepath.Join(j.dir, r.Name+".json")
	return file, os.WriteFile(file, r.Text, 0o600)
}

// Exit codes of the program that are no failures here: a run that is cut short
// by its limits, and runs that differ.
const (
	budget = 5
	differ = 7
)

func output(c *exec.Cmd) (string, error) { return outputBut(c, 0) }

// outputBut is what a command prints, which may end with 0 or that code.
func outputBut(c *exec.Cmd, code int) (string, error) {
	out, err := c.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() != code {
		return "", fmt.Errorf("%s: %w\n%s", c, err, exit.Stderr)
	}
	if err != nil && exit == nil {
		return "", err
	}
	return string(out), nil
}
