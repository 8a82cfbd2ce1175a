package sim

import "fmt"

// Limits bound what a run may use. A field of 0 stands for its default.
type Limits struct {
	Pending      int64 // events and timers at a time; 20 million
	AtOneInstant int64 // events without time passing; 3 million
	Events       int64 // events of the whole run; 10 billion
	Messages     int64 // messages that live at a time; 10 million
	Operations   int64 // operations and messages of the whole run, each; 4 billion
	Memory       int64 // bytes, as [Memory] counts them; 750 million
	OfHost       bool  // Memory is all that the host has: raising the bound would not help
}

func (l Limits) withDefaults() Limits {
	for _, f := range [...]struct {
		field   *int64
		initial int64
	}{
		{&l.Pending, 20e6}, {&l.AtOneInstant, 3e6}, {&l.Events, 10e9}, {&l.Messages, 10e6}, {&l.Operations, 4e9},
		{&l.Memory, 750e6},
	} {
		if *f.field == 0 {
			*f.field = f.initial
		}
	}
	return l
}

// Limits are the bounds of the kernel's run, defaults filled in.
func (k *Kernel) Limits() Limits { return k.limits }

// A LimitError says which limit ended a run, and when.
type LimitError struct {
	Limit string
	Bound int64
	At    Time
	Why   string // what reached it, and what would help; "" where the limit's name says all
}

func (e *LimitError) Error() string {
	bound := fmt.Sprint(e.Bound)
	if e.Limit == memoryLimit {
		bound = megabytes(e.Bound)
	}
	if e.Why == "" {
		return fmt.Sprintf("at %v of virtual time the run had more than %s %s", e.At, bound, e.Limit)
	}
	return fmt.Sprintf("at %v of virtual time the run had more than %s %s: %s", e.At, bound, e.Limit, e.Why)
}
