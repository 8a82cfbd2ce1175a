package main

import (
	"slices"
	"testing"

	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

// stepsIn are what the page is told that a node of a gallery's scenario does.
func stepsIn(t *testing.T, name, node string) []step {
	t.Helper()
	f, err := gallery.File(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range describe(f, nil).Variants[0].Nodes {
		if p.ID == node {
			return p.Steps
		}
	}
	t.Fatalf("there is no node %s in %s", node, name)
	return nil
}

func TestTheStepsOfAServerAreToldAsTheScenarioWritesThem(t *testing.T) {
	for _, c := range []struct {
		name, node string
		want       []step
	}{
		{"the-starved-pool", "api", []step{
			{"first", "", "work 1 ms"}, {"hold", "1", "hold db"}, {"call", "rows", "call rows"},
			{"first", "", "work 1 ms"}, {"hold", "1", "hold db"}, {"call", "archive", "call archive"},
		}},
		{"the-starved-pool", "rows", []step{{"first", "", "service 5 ms"}}},
		{"the-starved-pool", "archive", []step{{"wait", "", "wait 1 s on average"}}},
		{"the-starved-pool", "user", nil},
		{"a-social-network", "text", []step{
			{"first", "", "work 200 µs"}, {"gather", "", "all: call url-shorten, call user-mention"},
			{"call", "url-shorten", "call url-shorten"}, {"call", "user-mention", "call user-mention"},
		}},
	} {
		if got := stepsIn(t, c.name, c.node); !slices.Equal(got, c.want) {
			t.Errorf("%s of %s: got %v, want %v", c.node, c.name, got, c.want)
		}
	}
}

func TestAFirstWorkThatRequestsBringThemselvesHasNoTime(t *testing.T) {
	f, err := scenario.Parse("x.json", []byte(`{"version": 1, "title": "t", "duration": "1s", "nodes": {"c": {"kind": "client"}, "s": {"kind": "server", "steps": [{"work": "1ms"}, {"work": "2ms"}]}},
		"flows": {"f": {"from": "c", "to": "s", "pattern": "requestResponse", "demand": "9ms", "send": {"rate": "1/s"}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []step{{"first", "", "work"}, {"work", "", "work 2 ms"}}
	if got := describe(f, nil).Variants[0].Nodes[1].Steps; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
