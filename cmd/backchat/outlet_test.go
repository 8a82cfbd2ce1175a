package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// uses are arguments that make each command print something; where a command
// has several forms of output, one for each.
var uses = map[string][]string{
	"backchat":                       {"", "--help", "help", "run --help"},
	"backchat help":                  {"help run"},
	"backchat completion":            {"completion --help"},
	"backchat completion bash":       {"completion bash"},
	"backchat completion zsh":        {"completion zsh"},
	"backchat completion fish":       {"completion fish"},
	"backchat completion powershell": {"completion powershell"},
	"backchat list":                  {"list", "list --json"},
	"backchat show":                  {"show ask-and-wait"},
	"backchat check":                 {"check malformed.json"},
	"backchat run":                   {"run ./valid.json", "run valid.json --json", "run valid.json --all", "run valid.json --metric run.window", "run failing.json"},
	"backchat compare":               {"compare valid.json --replications 2", "compare valid.json --replications 2 --json"},
	"backchat table":                 {"table tabled.json --seeds 2", "table tabled.json --seeds 2 --format markdown", "table tabled.json --seeds 2 --format csv", "table tabled.json --seeds 2 --format json"},
	"backchat digest":                {"digest valid.json"},
	"backchat trace":                 {"trace valid.json -o -", "trace valid.json -o - --format text", "trace valid.json -o - --format csv", "trace valid.json -o - --format perfetto"},
	"backchat diff":                  {"diff valid.json", "diff valid.json --variant base,slow", "diff valid.json --seed 1,2 --json"},
	"backchat waterfall":             {"waterfall valid.json", "waterfall valid.json --json"},
	"backchat claims":                {"claims valid.json --seeds 2", "claims valid.json --seeds 2 --json"},
	"backchat schema":                {"schema"},
	"backchat serve":                 {"serve --addr 127.0.0.1:0 --dir page"},
}

// usesOf are the uses of all commands there are, hidden ones too.
func usesOf(t *testing.T) []string {
	t.Helper()
	root := (&program{in: strings.NewReader(""), out: io.Discard, errs: io.Discard}).root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	var all []string
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if len(uses[c.CommandPath()]) == 0 {
			t.Errorf("no use of %q is known to this test", c.CommandPath())
		}
		all = append(all, uses[c.CommandPath()]...)
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
	return all
}

// inDirectory goes to the directory, with a page to serve beside the files.
func inDirectory(t *testing.T) {
	t.Helper()
	dir := directory(t)
	if err := os.Mkdir(filepath.Join(dir, "page"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "page", "index.html"), []byte("<!doctype html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
}

// A full stream takes so many bytes, and no more.
type full struct {
	room int
}

var errFull = errors.New("no room is left")

func (f *full) Write(b []byte) (int, error) {
	n := min(len(b), f.room)
	f.room -= n
	if n < len(b) {
		return n, errFull
	}
	return n, nil
}

func TestOutputThatIsLostIsAnErrorOfEveryCommand(t *testing.T) {
	inDirectory(t)
	for _, args := range usesOf(t) {
		for _, room := range []int{0, 10} {
			var errs bytes.Buffer
			p := &program{in: strings.NewReader(""), out: &full{room}, errs: &errs}
			exit := p.execute(t.Context(), strings.Fields(args))
			if exit != exitInternal || !strings.Contains(errs.String(), "backchat: standard output cannot be written: no room is left\n") {
				t.Errorf("%q with room for %d bytes ends with %d: %s", args, room, exit, errs.String())
			}
		}
	}
}

func TestErrorsThatAreLostAreAnErrorTheMore(t *testing.T) {
	inDirectory(t)
	p := &program{in: strings.NewReader(""), out: io.Discard, errs: &full{}}
	out, errs := &outlet{to: io.Discard}, &outlet{err: errFull}
	if exit := p.delivered(exitFine, out, errs); exit != exitInternal {
		t.Errorf("progress that cannot be shown ends with %d", exit)
	}
	if exit := p.execute(t.Context(), []string{"run", "nothing.json"}); exit != exitUsage {
		t.Errorf("an error that cannot be told ends with %d, want that of the error, %d", exit, exitUsage)
	}
}

func TestAFileThatIsFullIsAnError(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	inDirectory(t)
	for _, format := range []string{"binary", "text", "csv", "perfetto"} {
		u := do(t, "", "trace", "valid.json", "-o", "/dev/full", "--format", format)
		if u.exit != exitInternal || !strings.HasPrefix(u.errs, "backchat: /dev/full cannot be written: ") {
			t.Errorf("%s: exit %d: %s", format, u.exit, u.errs)
		}
	}
}

func TestWhatNobodyReadsIsNotComputedToTheEnd(t *testing.T) {
	inDirectory(t)
	var errs bytes.Buffer
	p := &program{in: strings.NewReader(""), out: &full{1000}, errs: &errs}
	if exit := p.execute(t.Context(), []string{"trace", "long.json", "-o", "-"}); exit != exitInternal {
		t.Errorf("exit %d: %s", exit, errs.String())
	}
}

// asProgram is set where the tests are run as the program.
const asProgram = "BACKCHAT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// started is the program as a process of its own.
func started(t *testing.T, args string, out *os.File) (exit int, errs string) {
	t.Helper()
	var said bytes.Buffer
	c := exec.CommandContext(t.Context(), os.Args[0], strings.Fields(args)...)
	c.Env = append(os.Environ(), asProgram+"=1")
	c.Stdout, c.Stderr = out, &said
	var ended *exec.ExitError
	if err := c.Run(); err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), said.String()
}

func TestAProcessSaysThatItsOutputIsLost(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("pipes and devices are others there")
	}
	inDirectory(t)
	unread := brokenPipe(t)
	outputs := map[string]*os.File{"a pipe that nobody reads": unread}
	if f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0); err == nil {
		defer f.Close()
		outputs["a full device"] = f
	}
	if f, err := os.Open("valid.json"); err == nil {
		defer f.Close()
		outputs["a descriptor that is not for writing"] = f
	}
	for what, out := range outputs {
		for _, args := range []string{"", "--help", "schema", "digest valid.json", "trace valid.json -o -", "check malformed.json", "completion bash"} {
			exit, errs := started(t, args, out)
			told := strings.Contains(errs, "backchat: standard output cannot be written: ")
			if exit != exitInternal || told != (out != unread) { // who has closed a pipe knows
				t.Errorf("%s, %q: exit %d: %s", what, args, exit, errs)
			}
		}
	}
}

func brokenPipe(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	t.Cleanup(func() { w.Close() })
	return w
}

func TestNothingToReadDoesNotHoldUpTheEnd(t *testing.T) {
	silent, w := io.Pipe()
	defer w.Close()
	for _, args := range []string{"run -", "check -", "compare -", "digest -", "trace - -o -", "waterfall -", "claims -"} {
		var out, errs bytes.Buffer
		p := &program{in: silent, out: &out, errs: &errs}
		if exit := p.execute(t.Context(), append(strings.Fields(args), "--timeout", "10ms")); exit != exitStopped || !strings.Contains(errs.String(), "out of time: --timeout 10ms") {
			t.Errorf("%s: exit %d: %s", args, exit, errs.String())
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(stop("cancelled by the signal interrupt"))
		if exit := (&program{in: silent, out: &out, errs: &errs}).execute(ctx, strings.Fields(args)); exit != exitStopped {
			t.Errorf("%s, cancelled: exit %d: %s", args, exit, errs.String())
		}
	}
}

// A mad reader is one that panics.
type madReader struct{}

func (madReader) Read([]byte) (int, error) { panic("out of ink") }

func TestAPanicWhileReadingIsAnInternalError(t *testing.T) {
	var out, errs bytes.Buffer
	p := &program{in: madReader{}, out: &out, errs: &errs}
	if exit := p.execute(t.Context(), []string{"run", "-"}); exit != exitInternal || !strings.Contains(errs.String(), "internal error: out of ink") {
		t.Errorf("exit %d: %s", exit, errs.String())
	}
}

func TestATimeToWaitIsAboveZero(t *testing.T) {
	if u := do(t, valid, "run", "-", "--timeout", "-1s"); u.exit != exitUsage || !strings.Contains(u.errs, "--timeout -1s is no time to wait") {
		t.Errorf("exit %d: %s", u.exit, u.errs)
	}
}
