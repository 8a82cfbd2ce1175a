//go:build !(js && wasm)

package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"backchat/language"
	"backchat/patterns/scenario"
)

// asked serves lines, and returns the answers by the ids of their requests.
func asked(t *testing.T, lines ...line) map[int]map[string]any {
	t.Helper()
	var in, out bytes.Buffer
	for _, l := range lines {
		if err := json.NewEncoder(&in).Encode(l); err != nil {
			t.Fatal(err)
		}
	}
	if err := serveLines(&in, &out); err != nil {
		t.Fatal(err)
	}
	answers := map[int]map[string]any{}
	for text := range strings.Lines(out.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			t.Fatalf("%v: %.200s", err, text)
		}
		answers[int(m["id"].(float64))] = m
	}
	return answers
}

func TestOutsideABrowserEachLineIsAnsweredAsAWorkerWould(t *testing.T) {
	r := about(t, "window")
	r.keep = 64 * 1000
	into := filepath.Join(t.TempDir(), "part")
	answers := asked(t,
		line{ID: 7, Do: "window", File: r.file, Text: r.text, Keep: r.keep, Into: into},
		line{ID: 8, Do: "show", File: "no.json", Text: `{"version": 1}`},
		line{ID: 9, Do: "dance", File: r.file, Text: r.text},
	)
	var part bytes.Buffer
	want, err := r.handle(&part)
	if err != nil {
		t.Fatal(err)
	}
	if got := answers[7]["answer"].(map[string]any)["until"]; got != want.(window).Until {
		t.Errorf("the window ends at %v, want %v", got, want.(window).Until)
	}
	if got, err := os.ReadFile(into); err != nil || !bytes.Equal(got, part.Bytes()) {
		t.Errorf("the file has %d bytes (%v), want the %d of the window", len(got), err, part.Len())
	}
	if faults, _ := answers[8]["faults"].([]any); len(faults) == 0 {
		t.Errorf("a scenario without nodes is answered %v", answers[8])
	}
	if answers[9]["error"] != `"dance" is nothing the lab can do` {
		t.Errorf("what cannot be done is answered %v", answers[9])
	}
}

func TestNeverIsANumberThatJavaScriptReadsAsInfinity(t *testing.T) {
	text, err := json.Marshal(numbered(map[string]any{"list": []any{math.Inf(1), 2.5, nil}}))
	if err != nil || string(text) != `{"list":[1e999,2.5,null]}` {
		t.Errorf("%s, %v", text, err)
	}
}

func TestWhatIsNoRequestEndsTheLab(t *testing.T) {
	if err := serveLines(strings.NewReader("{]"), &bytes.Buffer{}); err == nil {
		t.Error("it went on")
	}
}

func TestAScenarioIsSaidInOtherWords(t *testing.T) {
	r := about(t, "show")
	answers := asked(t, line{ID: 1, Do: "reword", Text: r.text, Words: `{"title": "Anders gesagt"}`})
	text := answers[1]["answer"].(map[string]any)["text"].(string)
	shown := asked(t, line{ID: 2, Do: "show", File: r.file, Text: text})
	if got := shown[2]["answer"].(map[string]any)["title"]; got != "Anders gesagt" {
		t.Errorf("its title is %v", got)
	}
}

func TestWhatDescribesAFieldIsSaidInOtherWords(t *testing.T) {
	fields := map[string]string{
		"virtual time from the start of the run to its end": "virtuelle Zeit",
		"at most":                              "höchstens",
		"it goes down, and its memory is lost": "es fällt aus",
	}
	answer := asked(t, line{ID: 1, Do: "schema", Fields: fields})[1]["answer"].(string)
	for _, want := range []string{`"virtuelle Zeit; at least 1ns; höchstens 10000d"`, `"crash: es fällt aus; pause: it stops`} {
		if !strings.Contains(answer, want) {
			t.Errorf("the schema has no %s", want)
		}
	}
	if got := asked(t, line{ID: 2, Do: "schema"})[2]["answer"]; got != string(scenario.Schema()) {
		t.Error("with no other words it is another schema")
	}
}

func TestWhatIsToldIsToldOnceMoreInAnotherLanguage(t *testing.T) {
	r := about(t, "run")
	f, err := scenario.Parse(r.file, []byte(r.text))
	if err != nil {
		t.Fatal(err)
	}
	other := f.Variants()[1]
	told := &retelling{strings.Replace(r.text, `"lesson": "`, `"lesson": "Auf Deutsch: `, 1), language.German()}
	answers := asked(t,
		line{ID: 1, Do: "run", File: r.file, Text: r.text},
		line{ID: 2, Do: "run", File: r.file, Text: r.text, Told: told},
		line{ID: 3, Do: "run", File: r.file, Text: told.Text, Language: told.Language},
		line{ID: 4, Do: "compare", File: r.file, Text: r.text, Variant: scenario.Base, Other: other, Replications: 3},
		line{ID: 5, Do: "compare", File: r.file, Text: r.text, Variant: scenario.Base, Other: other, Replications: 3, Told: told},
		line{ID: 6, Do: "compare", File: r.file, Text: told.Text, Variant: scenario.Base, Other: other, Replications: 3, Language: told.Language},
		line{ID: 7, Do: "judge", File: r.file, Text: r.text},
		line{ID: 8, Do: "judge", File: r.file, Text: r.text, Told: told},
		line{ID: 9, Do: "judge", File: r.file, Text: told.Text, Language: told.Language},
	)
	of := func(id int, keys ...string) any {
		v := answers[id]["answer"]
		for _, key := range keys {
			v = v.(map[string]any)[key]
		}
		return v
	}
	for _, c := range []struct{ got, want any }{
		{of(2, "answer"), of(1)},
		{of(2, "told"), of(3, "words")},
		{of(5, "answer"), of(4)},
		{of(5, "told", "sentences"), of(6, "sentences")},
		{of(8, "answer"), of(7)},
		{of(8, "told"), of(9)},
	} {
		if c.got == nil || !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("it is %v, not %v", c.got, c.want)
		}
	}
	if reflect.DeepEqual(of(1, "words"), of(3, "words")) || reflect.DeepEqual(of(4, "sentences"), of(6, "sentences")) || of(7, "lesson") == of(9, "lesson") {
		t.Errorf("in either language it says %v, %v and %v", of(1, "words"), of(4, "sentences"), of(7, "lesson"))
	}
}
