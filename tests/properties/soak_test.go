package properties

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"backchat/tests/trial"
)

// A soak tries ever new scenarios for so many minutes (make soak MINUTES=60).
// It goes on where the last one stopped, makes what it finds small, and keeps
// it as a scenario under build/soak.
const (
	soakFolder = "../../build/soak"
	soakNext   = soakFolder + "/next" // the number of the scenario to draw next
)

func TestSoak(t *testing.T) {
	minutes, err := strconv.ParseFloat(os.Getenv("BACKCHAT_SOAK_MINUTES"), 64)
	if err != nil {
		t.Skip("BACKCHAT_SOAK_MINUTES says how long to search")
	}
	if err := os.MkdirAll(soakFolder, 0o777); err != nil {
		t.Fatal(err)
	}
	from := begun(t)
	n := from
	for end := time.Now().Add(time.Duration(minutes * float64(time.Minute))); time.Now().Before(end); n++ {
		if n%100 == 0 {
			keepNumber(t, n)
		}
		soak(t, n)
	}
	keepNumber(t, n)
	t.Logf("%d scenarios tried, numbers %d to %d", n-from, from, n-1)
}

// begun is the number of the first scenario that no soak has tried.
func begun(t *testing.T) int {
	text, err := os.ReadFile(soakNext)
	if os.IsNotExist(err) {
		return 0
	}
	n, bad := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || bad != nil {
		t.Fatal(err, bad)
	}
	return n
}

func keepNumber(t *testing.T, n int) {
	if err := os.WriteFile(soakNext, fmt.Appendln(nil, n), 0o666); err != nil {
		t.Fatal(err)
	}
}

// soak tries scenario n.
func soak(t *testing.T, n int) {
	text := rapid.Custom(func(t *rapid.T) []byte { return newWorld(t).text() }).Example(n)
	wrong := broken(text)
	if wrong == "" {
		return
	}
	small := smaller(text, func(text []byte) bool { return broken(text) == wrong })
	name := filepath.Join(soakFolder, fmt.Sprintf("found-%d.json", n))
	if err := os.WriteFile(name, small, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Errorf("scenario %d breaks %q, and so does this\n%s\nbackchat run %s", n, wrong, small, strings.TrimPrefix(name, "../../"))
}

// broken names what is wrong with the run of a scenario: the first invariant
// that it breaks, what makes no scenario of it, or with what it panics; "" for
// nothing. The names are without numbers, so that like is known by like.
func broken(text []byte) (wrong string) {
	defer func() {
		if p := recover(); p != nil {
			wrong = "panic: " + nameless(fmt.Sprint(p))
		}
	}()
	run, err := trial.Of(text, "base", trial.Checks|trial.Figures|trial.Digest|trial.Records)
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return "invalid: " + nameless(first)
	}
	if run.Checks.Err() != nil {
		return run.Checks.Faults()[0].Name
	}
	if again, err := trial.Of(text, "base", trial.Digest); err != nil || again.Digest != run.Digest {
		return "another run with the same seed differs"
	}
	return unlike(run)
}

// mostPictured bounds the records of runs whose pictures are compared.
const mostPictured = 3000

// unlike tells whether the windows of a run show something else than the whole.
func unlike(run *trial.Trial) (wrong string) {
	if n := len(run.Records); n == 0 || n > mostPictured {
		return ""
	}
	defer func() {
		if p := recover(); p == errUnlike {
			wrong = errUnlike.Error()
		} else if p != nil {
			panic(p)
		}
	}()
	samePictures(differing{}, "base", run.Topology, run.Records)
	return ""
}

var errUnlike = errors.New("a window shows something else than the whole")

// differing is a test that ends where two pictures differ.
type differing struct{}

func (differing) Helper() {}

func (differing) Fatalf(string, ...any) { panic(errUnlike) }

func nameless(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, text)
}

// smaller takes away from a scenario, member by member, what is not needed to
// still be such a one.
func smaller(text []byte, such func([]byte) bool) []byte {
	var o trial.Object
	if err := json.Unmarshal(text, &o); err != nil {
		panic(err)
	}
	for again := true; again; {
		again = false
		for _, at := range pointers(o, nil) {
			if undo := without(o, at); undo != nil {
				if such(trial.Text(o)) {
					again = true
				} else {
					undo()
				}
			}
		}
	}
	return trial.Text(o)
}

// pointers lists the ways to all members below v, the outer ones first.
func pointers(v any, at []string) [][]string {
	o, ok := v.(trial.Object)
	if !ok {
		return nil
	}
	var all [][]string
	for name, member := range o {
		here := append(slices.Clone(at), name)
		all = append(all, here)
		all = append(all, pointers(member, here)...)
	}
	slices.SortFunc(all, func(a, b []string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return slices.Compare(a, b)
	})
	return all
}

// without takes a member away, and returns what puts it back; nil where it is
// gone already.
func without(o trial.Object, at []string) (undo func()) {
	for _, name := range at[:len(at)-1] {
		inner, ok := o[name].(trial.Object)
		if !ok {
			return nil
		}
		o = inner
	}
	last := at[len(at)-1]
	v, ok := o[last]
	if !ok {
		return nil
	}
	delete(o, last)
	return func() { o[last] = v }
}

func TestScenarioIsMadeSmallWithoutLosingWhatIsWrong(t *testing.T) {
	text := []byte(`{"a": {"b": {"c": 1, "d": 2}, "e": 3}, "f": [1, 2], "g": 4}`)
	small := smaller(text, func(text []byte) bool {
		var o struct{ A struct{ B struct{ D int } } }
		return json.Unmarshal(text, &o) == nil && o.A.B.D == 2
	})
	if got := strings.TrimSpace(string(small)); got != `{"a":{"b":{"d":2}}}` {
		t.Errorf("what remains is %s", got)
	}
}
