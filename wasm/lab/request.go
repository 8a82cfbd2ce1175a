package main

import (
	"context"
	"fmt"
	"io"

	"backchat/language"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/source"
	"backchat/sim"
)

// A request is what the page wants.
type request struct {
	id           int
	do           string
	file, text   string // the scenario
	variant      string // "" for the base
	other        string // compare: the variant beside it
	seed         *uint64
	replications int
	windows      int            // of the series; 0 for none
	keep         int            // bytes of records to hand over; 0 for as many as is usual
	from         sim.Time       // window: where it begins
	packets      bool           // hand over packets, too
	form         string         // export: csv, perfetto, binary
	pointer      string         // set, take: which value
	value        string         // set, patch, entry: JSON
	prefix       string         // entry: what its id begins with
	in           language.Table // the reader's language

	ctx      context.Context
	progress func(share float64) // called often; tells the page now and then
}

// memory is what a run may take in a browser, less than on the command line:
// a tab has to do with 2 to 4 GB, and may have several workers.
const memory = 512e6

// handle does what is wanted. Bytes that belong to the answer go to bytes.
func (r *request) handle(bytes io.Writer) (any, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	switch r.do {
	case "set":
		text, err := setValue(r.text, r.pointer, r.value)
		return edited{Text: text}, err
	case "take":
		text, err := takenOut(r.file, r.text, r.pointer)
		return edited{Text: text}, err
	case "patch":
		text, err := patched(r.file, r.text, r.value)
		return edited{Text: text}, err
	}
	if r.variant == "" {
		r.variant = scenario.Base
	}
	f, err := scenario.Parse(r.file, []byte(r.text))
	if err != nil {
		return nil, err
	}
	f.Confine(memory)
	switch r.do {
	case "show":
		return describe(f, r.in), nil
	case "run":
		return r.run(f, bytes)
	case "window":
		return r.window(f, bytes)
	case "compare":
		return r.compare(f)
	case "table":
		return r.table(f)
	case "judge":
		return r.judge(f)
	case "entry":
		return r.entry(f)
	case "export":
		return r.export(f, bytes)
	}
	return nil, fmt.Errorf("%q is nothing the lab can do", r.do)
}

// scenario is the variant that is asked for, with the seed to run it with.
func (r *request) scenario(f *scenario.File, variant string) (*scenario.Scenario, error) {
	s, err := f.Scenario(variant)
	if err == nil && r.seed != nil {
		s.Seed = *r.seed
	}
	return s, err
}

type edited struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// entry adds an entry to the timeline.
func (r *request) entry(f *scenario.File) (any, error) {
	id := f.FreeID(r.prefix)
	text, err := f.WithEntry(id, []byte(r.value))
	return edited{id, string(text)}, err
}

type fault struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Pointer string `json:"pointer"`
	Message string `json:"message"`
	Limit   bool   `json:"limit"`
}

func faultsOf(all source.Faults) []fault {
	var list []fault
	for _, f := range all {
		list = append(list, fault{f.Line, f.Column, f.Pointer, f.Message, f.Limit})
	}
	return list
}
