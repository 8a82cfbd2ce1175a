package main

import (
	"io"
	"iter"

	"backchat/sim/trace"
)

// A playback is a run whose records are taken one by one.
type playback struct {
	name  string
	top   *trace.Topology
	batch []trace.Record // what is left of the batch at hand
	pull  func() ([]trace.Record, bool)
	stop  func()
	err   error     // how the run ended; known after the last record
	file  io.Closer // nil where it needs none
	count uint64    // records so far
	kinds map[trace.Kind]uint64
	brief bool // packets are left out
}

// newPlayback makes a playback of what run hands to its fold.
func newPlayback(name string, top *trace.Topology, run func(trace.Fold) error) *playback {
	p := &playback{name: name, top: top, kinds: map[trace.Kind]uint64{}}
	p.pull, p.stop = iter.Pull(func(yield func([]trace.Record) bool) {
		y := &yielder{yield: yield}
		p.err = run(y)
	})
	return p
}

// A yielder is a fold that hands its batches on while somebody takes them.
type yielder struct {
	yield func([]trace.Record) bool
	done  bool
}

// Fold hands the next records on.
func (y *yielder) Fold(batch []trace.Record) {
	if !y.done && len(batch) > 0 {
		y.done = !y.yield(batch)
	}
}

// next is the next record, good until the call after; nil at the end.
func (p *playback) next() *trace.Record {
	for {
		r := p.take()
		if r == nil || !p.brief || !r.Kind.Packets() {
			p.tally(r)
			return r
		}
	}
}

func (p *playback) tally(r *trace.Record) {
	if r != nil {
		p.count++
		p.kinds[r.Kind]++
	}
}

// take is the next record, whatever it is of.
func (p *playback) take() *trace.Record {
	if len(p.batch) == 0 {
		batch, ok := p.pull()
		if !ok {
			return nil
		}
		p.batch = batch
	}
	r := &p.batch[0]
	p.batch = p.batch[1:]
	return r
}

func (p *playback) close() {
	p.stop()
	if p.file != nil {
		_ = p.file.Close() // it was only read
	}
}
