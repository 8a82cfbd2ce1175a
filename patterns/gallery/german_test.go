package gallery_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

func TestEveryScenarioSaysInGermanAllThatItSays(t *testing.T) {
	for _, name := range gallery.Names() {
		text, _ := gallery.Text(name)
		words, ok := gallery.German(name)
		if !ok {
			t.Errorf("%s is not there in German: put its texts into patterns/gallery/german/%s.json", name, name)
			continue
		}
		for _, fault := range compared(t, text, words) {
			t.Errorf("german/%s.json: %s", name, fault)
		}
	}
}

func TestThereIsNoGermanOfWhatThereIsNot(t *testing.T) {
	files, err := os.ReadDir("german")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(file.Name(), ".json"); !slices.Contains(gallery.Names(), name) {
			t.Errorf("german/%s is of no scenario", file.Name())
		}
	}
	for _, name := range []string{"", "nope", "../paid-twice", "../german/paid-twice"} {
		if _, ok := gallery.German(name); ok {
			t.Errorf("%q is there in German", name)
		}
		if f, err := gallery.FileIn(gallery.InGerman, name); f != nil || err != nil {
			t.Errorf("FileIn(%q) = %v, %v, want nothing", name, f, err)
		}
	}
}

func TestEveryScenarioIsReadInGerman(t *testing.T) {
	for _, name := range gallery.Names() {
		f, err := gallery.FileIn(gallery.InGerman, name)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		var german struct{ Title, Question, Lesson string }
		words, _ := gallery.German(name)
		if err := json.Unmarshal(words, &german); err != nil {
			t.Fatal(err)
		}
		s, _ := f.Scenario(scenario.Base)
		if s.Title != german.Title || s.Question != german.Question || s.Lesson != german.Lesson {
			t.Errorf("%s says %q, %q, %q in German", name, s.Title, s.Question, s.Lesson)
		}
	}
}

func TestWhatIsNotSaidInGermanIsNamed(t *testing.T) {
	const text = `{"title": "Two ways", "source": {"title": "A paper"}, "lesson": "It takes {a.b} of all {a.b}.",
		"goals": [{"text": "Be soon", "reachedBy": {"title": "x"}}, {"text": "Be there"}], "predict": {"options": ["Yes", "No"], "right": 0}}`
	const words = `{"title": "Zwei Wege", "lesson": "Von allen {a.b} braucht es {a.b}.", "goals": [{"text": "Bald sein"}, {"text": "Da sein"}], "predict": {"options": ["Ja", "Nein"]}}`
	for _, c := range []struct{ was, is, fault string }{
		{"", "", ""},
		{`"title": "Zwei Wege", `, ``, "/title is missing"},
		{`"Zwei Wege"`, `""`, "/title is missing"},
		{`"Zwei Wege"`, `2`, "/title is no text"},
		{`"title"`, `"seed": 1, "title"`, "/seed is no text of the scenario"},
		{`"title"`, `"source": {"title": "Ein Aufsatz"}, "title"`, "/source is no text of the scenario"},
		{`{"text": "Da sein"}`, `{}`, "/goals/1/text is missing"},
		{`, {"text": "Da sein"}`, ``, "/goals has 1 elements, not 2"},
		{`"Ja"`, `"Ja", "Nein"`, "/predict/options has 3 elements, not 2"},
		{`"Ja", "Nein"`, `{}, "Nein"`, "/predict/options/0 is no text"},
		{`es {a.b}`, `es {a.c}`, "/lesson has the figures {a.b} {a.c}, not {a.b} {a.b}"},
		{`es {a.b}`, `es`, "/lesson has the figures {a.b}, not {a.b} {a.b}"},
		{`Von allen {a.b} braucht es {a.b}.`, `It takes {a.b} of all {a.b}.`, "/lesson is in English"},
	} {
		got := strings.Join(compared(t, []byte(text), []byte(strings.Replace(words, c.was, c.is, 1))), "; ")
		if (c.fault == "") != (got == "") || !strings.Contains(got, c.fault) {
			t.Errorf("%s in place of %s: %q is said, not %q", c.is, c.was, got, c.fault)
		}
	}
}

// spoken are the keys of what a scenario says to its reader.
var spoken = []string{
	"title", "note", "question", "lesson", "symptom", "cause", "say", "text", "label", "options",
	"says", "conditions", "formula", "differs",
}

// unspoken are the keys of what says nothing to him, whatever is in it, or is the
// title of somebody else's work.
var unspoken = []string{"source", "brokenBy", "reachedBy"}

// A comparison is of a scenario's texts with those in another language: it has what
// is wrong with them.
type comparison struct{ faults []string }

func compared(t *testing.T, text, words []byte) []string {
	t.Helper()
	var was, is any
	if err := json.Unmarshal(text, &was); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(words, &is); err != nil {
		return []string{err.Error()}
	}
	var c comparison
	c.compare("", was, is, false)
	return c.faults
}

func (c *comparison) fault(at, format string, args ...any) {
	c.faults = append(c.faults, at+" "+fmt.Sprintf(format, args...))
}

// compare holds what stands at a place against each other; says is whether a string
// there is a text.
func (c *comparison) compare(at string, was, is any, says bool) {
	switch was := was.(type) {
	case map[string]any:
		c.members(at, was, is)
	case []any:
		c.items(at, was, is, says)
	case string:
		if says {
			c.text(at, was, is)
			return
		}
		c.silent(at, is)
	default:
		c.silent(at, is)
	}
}

// silent finds fault with anything that is said where the scenario says nothing.
func (c *comparison) silent(at string, is any) {
	if is != nil {
		c.fault(at, "is no text of the scenario")
	}
}

func (c *comparison) members(at string, was map[string]any, is any) {
	members, ok := is.(map[string]any)
	if is != nil && !ok {
		c.fault(at, "is no object")
	}
	for _, key := range slices.Sorted(maps.Keys(members)) {
		if _, there := was[key]; !there || slices.Contains(unspoken, key) {
			c.silent(at+"/"+key, members[key])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(was)) {
		if !slices.Contains(unspoken, key) {
			c.compare(at+"/"+key, was[key], members[key], slices.Contains(spoken, key))
		}
	}
}

func (c *comparison) items(at string, was []any, is any, says bool) {
	items, ok := is.([]any)
	if is != nil && (!ok || len(items) != len(was)) {
		c.fault(at, "has %d elements, not %d", len(items), len(was))
	}
	for i, item := range was {
		var other any
		if i < len(items) {
			other = items[i]
		}
		c.compare(fmt.Sprint(at, "/", i), item, other, says)
	}
}

var (
	figure = regexp.MustCompile(`\{\{|\}\}|\{[^{}]*\}`)
	word   = regexp.MustCompile(`\p{L}{2,}`)
)

// text finds fault with a text in another language: it has the same figures, in
// whatever order, and only what is hardly a sentence is the same in both.
func (c *comparison) text(at, was string, is any) {
	if is == nil || is == "" {
		c.fault(at, "is missing")
		return
	}
	said, ok := is.(string)
	if !ok {
		c.fault(at, "is no text")
		return
	}
	if want, got := figures(was), figures(said); want != got {
		c.fault(at, "has the figures %s, not %s", got, want)
	}
	if said == was && len(word.FindAllString(was, -1)) > 2 {
		c.fault(at, "is in English")
	}
}

// figures are those of a text, in their own order.
func figures(text string) string {
	return strings.Join(slices.Sorted(slices.Values(figure.FindAllString(text, -1))), " ")
}
