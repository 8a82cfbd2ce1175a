package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// A stop is why a command was ended from outside.
type stop string

func (s stop) Error() string { return string(s) }

// interruptible is a context that ends with the first signal to stop. A second
// one ends the process at once.
func interruptible() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		s := <-signals
		signal.Stop(signals)
		cancel(stop("cancelled by the signal " + s.String()))
	}()
	return ctx
}

// limited adds the flag of how long a command may take.
func (p *program) limited(c *cobra.Command) *cobra.Command {
	c.Flags().DurationVar(&p.timeout, "timeout", 0, "give up after a `TIME` like 30s (default: never)")
	return c
}

// deadline is the command's context, with an end where one is asked for.
func (p *program) deadline(c *cobra.Command) (context.Context, context.CancelFunc, error) {
	switch flag := c.Flags().Lookup("timeout"); {
	case flag == nil || !flag.Changed:
		ctx, cancel := context.WithCancel(c.Context())
		return ctx, cancel, nil
	case p.timeout <= 0:
		return nil, nil, wrong("--timeout %v is no time to wait; give one like 30s, or leave it out", p.timeout)
	}
	end := stop("out of time: --timeout " + p.timeout.String())
	ctx, cancel := context.WithDeadlineCause(c.Context(), time.Now().Add(p.timeout), end)
	return ctx, cancel, nil
}
