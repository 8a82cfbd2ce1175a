package main

import (
	"bufio"
	"fmt"
	"io"

	"backchat/sim/trace"
)

// textTrace is a fold that writes records for people to read: each on a line, its
// number among them first, then its time and what it says by the names of its fields.
type textTrace struct {
	out    *bufio.Writer
	top    *trace.Topology
	number uint64
}

func newTextTrace(to io.Writer, t *trace.Topology) *textTrace {
	return &textTrace{out: bufio.NewWriterSize(to, 1<<16), top: t}
}

// Fold takes the next records. An error of the writer is kept for Close.
func (w *textTrace) Fold(batch []trace.Record) {
	for i := range batch {
		w.number++
		fmt.Fprintf(w.out, "%9d  %s\n", w.number, told(&batch[i], w.top))
	}
}

// Close writes what is left, and returns the first error that the writer had.
func (w *textTrace) Close() error { return w.out.Flush() }
