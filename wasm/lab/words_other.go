//go:build !(js && wasm)

package main

import (
	"backchat/patterns"
	"backchat/patterns/gallery"
	"backchat/patterns/node"
	"backchat/sim/metrics"
)

// A vocabulary is what the names of figures, and other words, mean.
type vocabulary struct {
	Sections []section    `json:"sections"`
	RestsOn  []restsOn    `json:"restsOn"`
	Sought   []soughtBy   `json:"sought"`
	Path     []pathStep   `json:"path"`
	Patterns []pattern    `json:"patterns"`
	Faults   []faultKind  `json:"faults"`
	Metrics  []definition `json:"metrics"`
	Terms    []term       `json:"terms"`
}

// A section is a part of the gallery.
type section struct {
	Title string   `json:"title"`
	Lead  string   `json:"lead"`
	Names []string `json:"names"` // its scenarios, in an order of learning
}

// A restsOn is, of a scenario, those to have understood before.
type restsOn struct {
	Name string   `json:"name"`
	On   []string `json:"on"`
}

// A soughtBy is, of a scenario, the words by which people look for it besides its own.
type soughtBy struct {
	Name  string `json:"name"`
	Words string `json:"words"`
}

// A pathStep is, of the path through the subject, a scenario, with what to break in it and
// what is understood then.
type pathStep struct {
	Name       string `json:"name"`
	Break      string `json:"break"`
	Understood string `json:"understood"`
}

// A pattern is what the page calls one.
type pattern struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// A faultKind is a kind of fault as the page offers it and tells of it.
type faultKind struct {
	Name      string `json:"name"`
	On        string `json:"on"`        // workers, processes or wires
	Bounded   bool   `json:"bounded"`   // those wires alone that have a bandwidth
	Scales    bool   `json:"scales"`    // it says how many replicas there are
	Momentary bool   `json:"momentary"` // there is nothing to end
	Do        string `json:"do"`
	Undo      string `json:"undo"`
	With      string `json:"with"`
	While     string `json:"while"`
	Over      string `json:"over"`
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
	for _, s := range gallery.Sections {
		v.Sections = append(v.Sections, section(s))
	}
	for _, name := range gallery.Names() {
		if on := gallery.RestsOn[name]; on != nil {
			v.RestsOn = append(v.RestsOn, restsOn{name, on})
		}
		if by := gallery.Sought[name]; by != "" {
			v.Sought = append(v.Sought, soughtBy{name, by})
		}
	}
	for _, s := range gallery.Path {
		v.Path = append(v.Path, pathStep(s))
	}
	for _, p := range patterns.All {
		v.Patterns = append(v.Patterns, pattern{p.Name, p.Title})
	}
	for _, f := range node.Faults {
		v.Faults = append(v.Faults, faultKind{f.Name, f.On.String(), f.Bounded, f.Scales, f.Momentary, f.Do, f.Undo, f.With, f.While, f.Over})
	}
	for _, d := range metrics.Catalogue() {
		v.Metrics = append(v.Metrics, definition{d.Of.String(), d.Name, d.Unit, d.Kind.String(), d.Says})
	}
	return v
}
