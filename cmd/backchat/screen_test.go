package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode"
)

// evil is what a terminal would take for orders: escapes, a bell, ends of
// lines, an 8-bit control sequence, marks that turn the direction of writing,
// and what has no width.
const evil = "\x1b[2J\x1b]0;pwned\a\r\nX\u009b31m\u202eabc\u2066\u200b\u2028\x7f\x00"

// hostile has it wherever a file has words of its own.
func hostile(t *testing.T) string {
	t.Helper()
	quoted, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	word := string(quoted)
	return strings.NewReplacer(`"Ping"`, word, `"How long?"`, word, `"seed": 4,`, `"seed": 4, "lesson": `+word+`,
  "timeline": {"note": {"at": "1s", "say": `+word+`}},
  "goals": [{"text": `+word+`, "that": "ping.ok > 1"}], "predict": {"options": [`+word+`, "b"], "right": 0},
  "sliders": [{"path": "/flows/ping/send/rate", "label": `+word+`, "min": "1/s", "max": "20/s"}],`).Replace(valid)
}

// hostileInPlaces are files in which it stands where it makes a fault.
func hostileInPlaces(t *testing.T) []string {
	t.Helper()
	quoted, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	word := string(quoted)
	inside := strings.Trim(word, `"`)
	var all []string
	for _, p := range [][2]string{
		{`"title"`, word}, {`"api":`, word + ":"}, {`"slow":`, word + ":"}, {`"to": "lb", "latency"`, `"to": ` + word + `, "latency"`},
		{`"20ms"`, word}, {`"kind": "client"`, `"kind": ` + word}, {`"RR-1"`, word}, {"ping.ok >= 200", inside}, {"ping.ok >= 200", "ping." + inside + " > 1"},
		{"@slow", "@" + inside}, {`"seed": 4,`, `"seed": 4, "sliders": [{"path": ` + word + `, "label": "x", "min": ` + word + `, "max": "1"}],`},
		{`"seed": 4,`, `"seed": 4, "sliders": [{"path": "/nodes/` + inside + `/service", "label": "x", "min": "1ms", "max": "1s"}],`},
		{`"seed": 4,`, `"seed": 4, "timeline": {"x": {"at": "1s", "fault": "crash", "target": ` + word + `}},`},
		{`"10s"`, "\x1b"}, {`"version": 1`, `"version": 1` + "\u009b"},
	} {
		if !strings.Contains(valid, p[0]) {
			t.Fatalf("the valid file has no %s", p[0])
		}
		all = append(all, strings.Replace(valid, p[0], p[1], 1))
	}
	return all
}

// orders are the letters of text that a terminal would take for orders, but for
// ends of lines.
func orders(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && !unicode.IsGraphic(r) {
			return r
		}
		return -1
	}, text)
}

func TestNoFileGivesOrdersToATerminal(t *testing.T) {
	inDirectory(t)
	name := "ev\x1b[31mil\u202e.json"
	for i, text := range append(hostileInPlaces(t), hostile(t)) {
		for _, file := range []string{"valid.json", "malformed.json", "failing.json", name} {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil && file != name {
				t.Fatal(err)
			} else if err != nil {
				t.Skipf("no file may have such a name here: %v", err)
			}
		}
		for _, args := range usesOf(t) {
			if !strings.Contains(args, ".json") || strings.HasPrefix(args, "trace") { // a trace has ids only, and is no text
				continue
			}
			for _, args := range []string{args, strings.NewReplacer("malformed.json", name, "valid.json", name, "failing.json", name).Replace(args)} {
				u := do(t, "", strings.Fields(args)...)
				if got := orders(u.out + u.errs); got != "" {
					t.Errorf("%d, %q prints %q:\n%q", i, args, got, u.out+u.errs)
				}
				if strings.Contains(args, "--json") && u.out != "" && !json.Valid([]byte(u.out)) {
					t.Errorf("%d, %q prints no JSON: %s", i, args, u.out)
				}
			}
		}
	}
}

func TestAHostileTitleIsShownInOneLine(t *testing.T) {
	u := do(t, hostile(t), "run", "-")
	first, _, _ := strings.Cut(u.out, "\n")
	if want := `\u001b[2J\u001b]0;pwned\u0007\u000d\u000aX\u009b31m\u202eabc\u2066\u200b\u2028\u007f\u0000`; u.exit != exitFine || first != want {
		t.Errorf("exit %d: %q, want %q\n%s", u.exit, first, want, u.errs)
	}
}

func TestWhatIsSaidOfArgumentsGivesNoOrders(t *testing.T) {
	for _, args := range [][]string{
		{evil}, {"run", evil}, {"run", "./" + evil}, {"run", "--" + evil}, {"run", "-", "--variant", evil}, {"run", "-", "--metric", evil},
		{"trace", "-", "-o", "./no/such/" + evil}, {"trace", "-", "-o", "x", "--format", evil}, {"show", evil}, {"run", "-", "--seed", evil}, {"run", "\xff31mred"}, {"run", "./\xff31mred"},
	} {
		u := do(t, valid, args...)
		if u.exit == exitFine || orders(u.out+u.errs) != "" {
			t.Errorf("%q ends with %d: %q", args, u.exit, u.out+u.errs)
		}
	}
}

func TestAScreenShowsColoursOfThePaletteOnly(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{palette(true).bad("no"), "\x1b[1;31mno\x1b[0m"},
		{palette(false).bad("no"), "no"},
		{"Zürich → 5 µs\tx\n", "Zürich → 5 µs\tx\n"},
		{"\x1b[31m", `\u001b[31m`},
		{"\xfe", `\xfe`},
		{"\U000e0001", `\udb40\udc01`},
		{"�", "�"},
	} {
		if got := seen(c.text); got != c.want {
			t.Errorf("%q is shown as %q, want %q", c.text, got, c.want)
		}
	}
}

func TestEscapesThatWereFoundAreShown(t *testing.T) {
	for _, c := range []struct {
		args  []string
		exit  int
		shows string
	}{
		{[]string{"run", "testdata/title-escape.json"}, exitFine, `\u001b[2J\u001b]0;pwned\u0007\u001b[31mRED\u000d\u000aX\u202eabc\u0000` + "\n"},
		{[]string{"compare", "testdata/title-escape.json", "--replications", "2"}, exitFine, `\u001b[2J\u001b]0;pwned`},
		{[]string{"check", "testdata/id-escape.json"}, exitInvalid, `/nodes/\u001b[2J: "\x1b[2J" is no id`},
		{[]string{"run", "testdata/id-escape.json"}, exitInvalid, `/nodes/\u001b[2J: "\x1b[2J" is no id`},
	} {
		u := do(t, "", c.args...)
		if u.exit != c.exit || !strings.Contains(u.out+u.errs, c.shows) || orders(u.out+u.errs) != "" {
			t.Errorf("%q ends with %d: %q", c.args, u.exit, u.out+u.errs)
		}
	}
}
