package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// hunt tries the faults that are asked for, and tells whether enough are
// killed.
func hunt(ctx context.Context, o options) (bool, error) {
	jobs, err := jobs(o)
	if err != nil {
		return false, err
	}
	if o.list {
		for i := range jobs {
			fmt.Printf("%s  %s\n%s", jobs[i].mutant.id, &jobs[i].mutant, jobs[i].mutant.diff())
		}
		return true, nil
	}
	kept, err := readVerdicts()
	if err != nil {
		return false, err
	}
	err = kept.fill(ctx, jobs, &o)
	ok := report(jobs, kept, o.least)
	return ok, err
}

// A job is a fault to try: a drawn one, or one with a name.
type job struct {
	mutant mutant
	named  *named
	reason string // why it cannot be noticed; "" where it can
}

// jobs are the faults that are asked for. An entry of either list that is void
// is an error.
func jobs(o options) ([]job, error) {
	var all []job
	list, err := readNamed()
	if err != nil {
		return nil, err
	}
	var wrong []error
	for i := range list {
		m, err := list[i].mutant("")
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		all = append(all, job{mutant: m, named: &list[i]})
	}
	if !o.named {
		drawn, err := drawn(o.sample)
		if err != nil {
			return nil, err
		}
		all = append(all, drawn...)
	}
	if o.only != "" {
		var some []job
		for _, j := range all {
			if strings.Contains(j.mutant.id+" "+j.mutant.String(), o.only) {
				some = append(some, j)
			}
		}
		all = some
	}
	return all, errors.Join(wrong...)
}

func drawn(n int) ([]job, error) {
	points, err := mutants()
	if err != nil {
		return nil, err
	}
	excused, err := readEquivalent()
	if err != nil {
		return nil, err
	}
	var all []job
	for _, m := range sample(points, n) {
		all = append(all, job{mutant: m, reason: excused[m.id].Reason})
	}
	var wrong []error
	known := map[string]bool{}
	for i := range points {
		known[points[i].id] = true
	}
	for id, e := range excused {
		if !known[id] {
			wrong = append(wrong, fmt.Errorf("equivalent.json: %s in %s is void: the code has changed", id, e.Where))
		}
	}
	return all, errors.Join(wrong...)
}

// fill tries the faults whose fate is not known.
func (v *verdicts) fill(ctx context.Context, jobs []job, o *options) error {
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	needs, err := dependencies(ctx)
	if err != nil {
		return err
	}
	lab := &laboratory{dir, needs}
	if !o.sound && len(v.open(jobs)) > 0 {
		if err := lab.sound(ctx, jobs); err != nil {
			return err
		}
	}
	next := make(chan *job)
	var group sync.WaitGroup
	wrong := make([]error, o.workers)
	for w := range o.workers {
		group.Go(func() {
			for j := range next {
				if wrong[w] == nil {
					wrong[w] = v.decide(ctx, lab, j)
				}
			}
		})
	}
	for _, j := range v.open(jobs) {
		next <- j
	}
	close(next)
	group.Wait()
	return errors.Join(wrong...)
}

// open are the faults whose fate is not known: first those that never were
// tried, then those that have survived what the tests were.
func (v *verdicts) open(jobs []job) []*job {
	var fresh, again []*job
	for i := range jobs {
		j := &jobs[i]
		_, tried := v.all[j.mutant.id]
		switch {
		case j.reason != "" || v.known(j.mutant.id):
		case tried:
			again = append(again, j)
		default:
			fresh = append(fresh, j)
		}
	}
	return append(fresh, again...)
}

// decide tries one fault and keeps its fate.
func (v *verdicts) decide(ctx context.Context, lab *laboratory, j *job) error {
	began := time.Now()
	var f fate
	var by string
	var err error
	if j.named != nil {
		f, by, err = lab.tryNamed(ctx, j.named, &j.mutant)
	} else {
		f, by, err = lab.try(ctx, &j.mutant)
	}
	if err != nil {
		return err
	}
	d := verdict{ID: j.mutant.id, What: j.mutant.String(), Fate: f, By: by, Takes: time.Since(began).Round(time.Second).Seconds()}
	fmt.Printf("%-8s %4.0f s  %s  %s\n", d.Fate, d.Takes, d.What, d.By)
	return v.keep(d)
}
