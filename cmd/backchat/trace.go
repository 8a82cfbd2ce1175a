package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"backchat/patterns/experiment"
	"backchat/sim/trace"
)

// A recorder is a fold that writes a trace.
type recorder interface {
	trace.Fold
	Close() error
}

func newRecorder(format string, packets bool, w io.Writer, t *trace.Topology) (recorder, error) {
	var all recorder
	switch {
	case format == "binary" && packets:
		return trace.NewStreamWriter(w, t), nil
	case format == "binary":
		return trace.NewBriefWriter(w, t), nil
	case format == "text":
		all = newTextTrace(w, t)
	case format == "csv":
		all = trace.NewCSV(w, t)
	case format == "perfetto":
		all = trace.NewPerfetto(w, t)
	default:
		return nil, wrong("--format is binary, text, csv or perfetto, not %q", format)
	}
	if packets {
		return all, nil
	}
	return brief{all, trace.WithoutPackets(all)}, nil
}

// brief is a recorder that leaves packets out.
type brief struct {
	recorder
	some trace.Fold
}

func (b brief) Fold(batch []trace.Record) { b.some.Fold(batch) }

// A traceRequest is what the flags of trace ask for.
type traceRequest struct {
	which        choice
	format, file string
	packets      bool
}

func (p *program) trace() *cobra.Command {
	var r traceRequest
	c := &cobra.Command{
		Use: "trace FILE|NAME --format binary|text|csv|perfetto -o FILE", Short: "Write the records of a run to a file",
		Long: `Trace writes every record of a run: in the binary form that the player reads, as
text for people, a line each, as comma-separated values, or as JSON trace events
that ui.perfetto.dev opens. What
connections carry packet by packet it leaves out, unless --packets asks for it:
the digest of the run tells of them all the same. Of a run that is cut short it
writes what happened until then.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return p.record(c, args[0], &r) },
	}
	r.which.flags(c)
	c.Flags().StringVar(&r.format, "format", "binary", "binary, text, csv or perfetto")
	c.Flags().BoolVar(&r.packets, "packets", false, "packets, too")
	c.Flags().StringVarP(&r.file, "output", "o", "", "the `FILE` to write, - for standard output")
	return p.limited(c)
}

func (p *program) record(c *cobra.Command, arg string, r *traceRequest) error {
	ctx, cancel := context.WithCancelCause(c.Context())
	defer cancel(nil)
	if r.file == "" {
		return wrong("it is not said where to write the records: name a file with -o FILE, or standard output with -o -")
	}
	if _, err := newRecorder(r.format, r.packets, io.Discard, &trace.Topology{}); err != nil {
		return err
	}
	f, err := p.load(ctx, arg)
	if err != nil {
		return err
	}
	s, seed, err := choose(f, r.which.variant, r.which.seed)
	if err != nil {
		return err
	}
	out, err := p.create(r.file, cancel)
	if err != nil {
		return err
	}
	w, err := newRecorder(r.format, r.packets, out, s.Topology())
	if err != nil {
		return err
	}
	shown := p.follow(s.Duration)
	result, err := experiment.Run(ctx, f, r.which.variant, seed, experiment.Options{Folds: shown.with([]trace.Fold{w})})
	shown.end()
	if err = errors.Join(err, w.Close(), out.Close()); err != nil {
		return err
	}
	return result.Err
}

// An output is a file to write, or standard output, which stays open.
type output struct {
	*bufio.Writer
	file io.Closer // nil for standard output
}

// create opens a file to write. Once it cannot be written, the rest is
// cancelled.
func (p *program) create(file string, cancel context.CancelCauseFunc) (*output, error) {
	if file == "-" {
		return &output{bufio.NewWriterSize(p.plain, 1<<16), nil}, nil
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, wrong("%w", err)
	}
	return &output{bufio.NewWriterSize(&outlet{name: file, to: f, cancel: cancel}, 1<<16), f}, nil
}

// Close writes what is left.
func (o *output) Close() error {
	err := o.Flush()
	if o.file != nil {
		err = errors.Join(err, o.file.Close())
	}
	if err != nil {
		return fmt.Errorf("writing the trace: %w", err)
	}
	return nil
}
