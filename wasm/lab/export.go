package main

import (
	"fmt"
	"io"

	"backchat/patterns/scenario"
	"backchat/patterns/scenario/build"
	"backchat/sim/trace"
)

// A closer is a fold that writes something and has an end.
type closer interface {
	trace.Fold
	Close() error
}

// export runs one variant and writes its trace in a form of its own.
func (r *request) export(f *scenario.File, bytes io.Writer) (any, error) {
	s, err := r.scenario(f, r.variant)
	if err != nil {
		return nil, err
	}
	t := s.Topology()
	out, err := r.writer(bytes, t)
	if err != nil {
		return nil, err
	}
	run, err := build.New(s, t, s.Seed, r.wanted(out), &pace{horizon: s.Duration, tell: r.progress})
	if err != nil {
		return nil, err
	}
	if _, err := limitOf(run.Go(r.ctx)); err != nil {
		return nil, err
	}
	return nil, out.Close()
}

func (r *request) writer(w io.Writer, t *trace.Topology) (closer, error) {
	switch r.form {
	case "csv":
		return trace.NewCSV(w, t), nil
	case "perfetto":
		return trace.NewPerfetto(w, t), nil
	case "binary":
		return r.recorder(w, t), nil
	}
	return nil, fmt.Errorf("%q is no form of a trace", r.form)
}
