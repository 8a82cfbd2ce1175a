package main

import (
	"context"
	"io"
)

const (
	standardOutput = "standard output"
	standardError  = "standard error"
)

// An outlet is one of the streams that a command writes to. It keeps the
// first error and writes nothing after it, so that no command has to look at
// every line that it prints: what was lost is found at the end. The command is
// cancelled at once, since nobody would see the rest.
type outlet struct {
	name   string
	to     io.Writer
	cancel context.CancelCauseFunc
	err    error // an *unwritable, or nil
}

// Write writes all of b, or returns what prevents it.
func (o *outlet) Write(b []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.to.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	if err != nil {
		o.err = &unwritable{o.name, err}
		o.cancel(o.err)
	}
	return n, o.err
}

// An unwritable says what could not be written, and why.
type unwritable struct {
	name string
	why  error
}

// standard tells whether it is one of the streams that every command has.
func (u *unwritable) standard() bool { return u.name == standardOutput || u.name == standardError }

func (u *unwritable) Error() string { return u.name + " cannot be written: " + u.why.Error() }

func (u *unwritable) Unwrap() error { return u.why }
