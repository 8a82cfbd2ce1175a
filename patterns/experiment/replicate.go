package experiment

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"

	"backchat/language"
	"backchat/patterns/scenario"
)

// A Plan says which runs there are: each variant on each seed.
type Plan struct {
	Variants []string
	Seeds    []uint64
	Workers  int            // how many runs at a time; 0 for as many as there are processors
	Done     func()         // told of each run that has ended, one at a time; may be nil
	In       language.Table // the language of what is told of them
}

// Seeds are n seeds from base on: replication i has base + i.
func Seeds(base uint64, n int) []uint64 {
	seeds := make([]uint64, n)
	for i := range seeds {
		seeds[i] = base + uint64(i)
	}
	return seeds
}

// Replicate runs each variant on each seed, and keeps of every run what keep
// makes of it, by variant and seed. Keep is called by several goroutines, and
// is to let go of the rest of the result.
//
// A run that a limit cuts short is for keep to see. The error is that of the
// first run, in the plan's order, that could not be made, or the context's.
func Replicate[T any](ctx context.Context, f *scenario.File, p Plan, o Options, keep func(*Result) T) ([][]T, error) {
	if len(o.Folds) > 0 {
		panic(fmt.Sprintf("experiment.Replicate: %d folds, which several runs cannot share", len(o.Folds)))
	}
	kept := make([][]T, len(p.Variants))
	for v := range kept {
		kept[v] = make([]T, len(p.Seeds))
	}
	failed := make([]error, len(p.Variants)*len(p.Seeds))
	share(ctx, len(failed), p.Workers, p.Done, func(i int) {
		seed, v := i/len(p.Variants), i%len(p.Variants)
		var r *Result
		if r, failed[i] = Run(ctx, f, p.Variants[v], p.Seeds[seed], o); failed[i] == nil {
			kept[v][seed] = keep(r)
		}
	})
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("not all of %d runs were made: %w", len(failed), context.Cause(ctx))
	}
	return kept, nil
}

// share does jobs 0 to n-1 on several goroutines. It begins no more once the
// context is done. A panic of a job goes on in the caller.
func share(ctx context.Context, n, workers int, done func(), do func(int)) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	d := &deal{count: n, done: done}
	var all sync.WaitGroup
	for range min(workers, n) {
		all.Go(func() { d.work(ctx, do) })
	}
	all.Wait()
	if d.panicked != nil {
		panic(d.panicked)
	}
}

// A deal hands out jobs to goroutines.
type deal struct {
	sync.Mutex
	next, count int
	done        func()
	panicked    any
}

func (d *deal) work(ctx context.Context, do func(int)) {
	defer func() {
		if p := recover(); p != nil {
			d.fail(fmt.Sprintf("%v\n%s", p, debug.Stack()))
		}
	}()
	for ctx.Err() == nil {
		i, more := d.take()
		if !more {
			return
		}
		do(i)
		d.report()
	}
}

func (d *deal) take() (int, bool) {
	d.Lock()
	defer d.Unlock()
	i := d.next
	d.next++
	return i, i < d.count && d.panicked == nil
}

func (d *deal) fail(p any) {
	d.Lock()
	defer d.Unlock()
	if d.panicked == nil {
		d.panicked = p
	}
}

func (d *deal) report() {
	if d.done == nil {
		return
	}
	d.Lock()
	defer d.Unlock()
	d.done()
}
