package main

import (
	"backchat/patterns"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// A vocabulary is what the numbers of records and the names of figures mean.
type vocabulary struct {
	Patterns []pattern    `json:"patterns"`
	Kinds    []string     `json:"kinds"`
	Causes   []string     `json:"causes"`
	Shapes   []string     `json:"shapes"`
	Statuses []string     `json:"statuses"`
	Metrics  []definition `json:"metrics"`
	Terms    []term       `json:"terms"`
}

// A pattern is what the page calls one.
type pattern struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Heading string `json:"heading"`
	Lead    string `json:"lead"`
}

type definition struct {
	Of   string `json:"of"`
	Name string `json:"name"`
	Unit string `json:"unit"`
	Kind string `json:"kind"`
	Says string `json:"says"`
}

func words() vocabulary {
	v := vocabulary{Terms: terms()}
	for _, p := range patterns.All {
		v.Patterns = append(v.Patterns, pattern{p.Name, p.Title, p.Heading, p.Lead})
	}
	for k := range trace.Kinds {
		v.Kinds = append(v.Kinds, k.String())
	}
	for c := range trace.Causes {
		v.Causes = append(v.Causes, c.String())
	}
	for s := range trace.Shapes {
		v.Shapes = append(v.Shapes, s.String())
	}
	for s := range trace.Statuses {
		v.Statuses = append(v.Statuses, s.String())
	}
	for _, d := range metrics.Catalogue() {
		v.Metrics = append(v.Metrics, definition{d.Of.String(), d.Name, d.Unit, d.Kind.String(), d.Says})
	}
	return v
}
