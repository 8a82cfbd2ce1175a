package main

import (
	"context"
	"errors"
	"fmt"

	"backchat/patterns/scenario/source"
	"backchat/sim"
)

// The exit codes. A scenario or file that there is not is a wrong usage, since
// it is the argument that is at fault.
const (
	exitFine      = iota
	exitInternal  // something went wrong that is not the user's doing
	exitUsage     // wrong arguments
	exitInvalid   // a scenario is not valid
	exitOverLimit // a scenario asks for more than may be asked for
	exitBudget    // a run used up what it may use
	exitStopped   // cancelled, or timed out
	exitFailed    // an expectation or an invariant does not hold, or two runs differ
)

// A failure is an error and the exit code that it stands for.
type failure struct {
	code  int
	error // nil where all has been said
}

func (f *failure) Unwrap() error { return f.error }

func (f *failure) Error() string {
	if f.error == nil {
		return ""
	}
	return f.error.Error()
}

func wrong(format string, args ...any) error {
	return &failure{exitUsage, fmt.Errorf(format, args...)}
}

// code is the exit code of what a command returned.
func code(err error) int {
	var as *failure
	var faults source.Faults
	var limit *sim.LimitError
	var end stop
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &as):
		return as.code
	case errors.As(err, &faults):
		return codeOfFaults(faults)
	case errors.As(err, &limit):
		return exitBudget
	case errors.As(err, &end), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return exitStopped
	}
	return exitInternal
}

func codeOfFaults(f source.Faults) int {
	if f.OverLimit() {
		return exitOverLimit
	}
	return exitInvalid
}
