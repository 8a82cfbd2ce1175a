package properties

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"backchat/tests/trial"
)

var keep = flag.String("keep", "", "add drawn scenarios to this `FILE`, a line each, until they have all that the search can draw")

const (
	kept       = 300    // scenarios there are to be, at least
	candidates = 6000   // to choose from
	mostLength = 50_000 // records of one, so that all of them take seconds
)

// TestKeepScenarios is how tests/golden gets its scenarios: with -keep FILE it
// adds those that bring most of what the file does not have yet. Without, it
// holds that the choice is a wide one.
func TestKeepScenarios(t *testing.T) {
	have := &collection{seen: map[string]bool{}}
	if *keep == "" {
		have.choose(t, 400, 70)
		for _, trait := range []string{"pattern=queue fault=crash", "pattern=push fault=partition", "policy=twoChoices", "discipline=preemptive"} {
			if !have.seen[trait] {
				t.Errorf("of 70 scenarios chosen from 400, none has %s", trait)
			}
		}
		return
	}
	text, err := os.ReadFile(*keep)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for line := range bytes.Lines(text) {
		have.add(candidate{line, traits(line)})
	}
	have.choose(t, candidates, max(kept-len(have.lines), 0))
	if err := os.WriteFile(*keep, bytes.Join(have.lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A collection is scenarios and what they have.
type collection struct {
	lines [][]byte
	seen  map[string]bool
}

// A candidate is a scenario and what it has.
type candidate struct {
	line   []byte
	traits []string
}

func (c *collection) add(d candidate) {
	c.lines = append(c.lines, d.line)
	for _, trait := range d.traits {
		c.seen[trait] = true
	}
}

// choose draws scenarios and adds the one that brings most, until there are n
// more and none brings anything.
func (c *collection) choose(t *testing.T, of, n int) {
	drawn := draw(t, of)
	for added := 0; len(drawn) > 0; added++ {
		best, most := 0, -1
		for i, d := range drawn {
			if news := c.news(d); news > most {
				best, most = i, news
			}
		}
		if added >= n && (most == 0 || of < candidates) {
			return
		}
		drawn[best].line = titled(t, drawn[best].line, len(c.lines)+1)
		c.add(drawn[best])
		drawn = slices.Delete(drawn, best, best+1)
	}
}

// news counts what a scenario has that the collection has not.
func (c *collection) news(d candidate) int {
	n := 0
	for _, trait := range d.traits {
		if !c.seen[trait] {
			n++
		}
	}
	return n
}

// draw draws n scenarios, and leaves out those that say too little or too much.
func draw(t *testing.T, n int) []candidate {
	worlds := rapid.Custom(func(t *rapid.T) []byte { return newWorld(t).text() })
	var all []candidate
	for i := range n {
		line := worlds.Example(i)
		run, err := trial.Of(line, "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(run.Records); n > 100 && n < mostLength {
			all = append(all, candidate{line, traits(line)})
		}
	}
	return all
}

// titled gives a scenario its name.
func titled(t *testing.T, line []byte, n int) []byte {
	name := fmt.Sprintf("generated-%03d", n)
	if !bytes.Contains(line, []byte(`"title":"generated"`)) {
		t.Fatalf("no title to replace in %s", line)
	}
	return bytes.Replace(line, []byte(`"title":"generated"`), []byte(`"title":"`+name+`"`), 1)
}

// traits are what a scenario has: each field that is there, each word that one
// has, and each pattern with each of them.
func traits(line []byte) []string {
	var o trial.Object
	if err := json.Unmarshal(line, &o); err != nil {
		panic(err)
	}
	all := map[string]bool{}
	gather(o, all)
	var patterns, list []string
	for trait := range all {
		list = append(list, trait)
		if strings.HasPrefix(trait, "pattern=") {
			patterns = append(patterns, trait)
		}
	}
	slices.Sort(list)
	for _, p := range patterns {
		for _, trait := range list[:len(all)] {
			list = append(list, p+" "+trait)
		}
	}
	return list
}

// gather adds the fields below v: names of what has a free name, and places,
// say nothing.
func gather(v any, all map[string]bool) {
	switch v := v.(type) {
	case trial.Object:
		for name, field := range v {
			if word, ok := field.(string); ok && spoken(name) {
				all[name+"="+word] = true
			} else if !strings.ContainsAny(name, "0123456789") {
				all[name] = true
			}
			gather(field, all)
		}
	case trial.List:
		for _, item := range v {
			gather(item, all)
		}
	}
}

// spoken tells whether a field's text is a word of the schema.
func spoken(name string) bool {
	return slices.Contains([]string{
		"pattern", "fault", "how", "direction", "policy", "discipline", "arrivals", "audience", "ack", "full", "delivery",
		"group", "jitter", "cancel", "pick", "open", "order", "reply", "stagger", "dist", "kind",
	}, name)
}
