package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"backchat/language"
	"backchat/patterns/scenario/source"
)

// A program is one use of the command line.
type program struct {
	in        io.Reader
	out, errs io.Writer      // for text, which execute makes screens of
	plain     io.Writer      // out, for what is to arrive byte by byte
	terminal  io.Writer      // errs, for what moves its cursor
	paint     palette        // of what goes to out
	told      language.Table // what out is told in
	live      bool           // errs is a terminal, on which progress may be shown
	parsed    bool           // the arguments are right
	timeout   time.Duration
}

const about = `Backchat simulates how backends talk, and measures what each way of talking
costs. A scenario is a JSON file: nodes, the links between them, the flows that
are spoken over them, faults on a timeline, variants to compare, and what is
expected of it all. A run is a pure function of scenario and seed.

Where a command takes FILE|NAME, NAME is a scenario of the gallery, - is
standard input, and whatever has a dot or a slash in it is a file.

Exit codes:
  0  fine
  1  internal error
  2  wrong usage: flags or arguments, a NAME, FILE or variant that there is not
  3  a scenario is not valid
  4  a scenario asks for more than the static limits allow
  5  a run used up its budget (see "limits" in the scenario)
  6  cancelled, or out of time (--timeout)
  7  an expectation or an invariant does not hold, or two runs differ (diff)`

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: "backchat", Short: "Backchat simulates how backends talk", Long: about,
		Args:          cobra.NoArgs,
		SilenceErrors: true, SilenceUsage: true,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.errs)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SuggestionsMinimumDistance = 2
	root.AddCommand(p.list(), p.show(), p.check(), p.run(), p.compare(), p.tabulate(), p.digest(), p.trace(), p.diff(), p.waterfall(), p.claims(), p.schema(), p.serve())
	for _, c := range root.Commands() {
		run := c.RunE
		c.RunE = func(c *cobra.Command, args []string) error {
			p.parsed = true
			ctx, cancel, err := p.deadline(c)
			if err != nil {
				return err
			}
			defer cancel()
			c.SetContext(ctx)
			return run(c, args)
		}
	}
	return root
}

// execute does what args say, and returns the exit code.
func (p *program) execute(ctx context.Context, args []string) (exit int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(p.errs, "backchat: internal error: %v\n%s", r, debug.Stack())
			exit = exitInternal
		}
	}()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out, errs := &outlet{name: standardOutput, to: p.out, cancel: cancel}, &outlet{name: standardError, to: p.errs, cancel: cancel}
	p.plain, p.out = out, screen{out}
	p.terminal, p.errs = errs, screen{errs}
	exit = p.obey(ctx, args)
	return p.delivered(exit, out, errs)
}

// delivered is the exit code where what was printed may not have arrived: then
// something went wrong, whatever became of the command. Nothing is said of a pipe that
// its reader has closed: who reads but the head of a list knows.
func (p *program) delivered(exit int, out, errs *outlet) int {
	if out.err != nil {
		if !errors.Is(out.err, syscall.EPIPE) {
			fmt.Fprintln(p.errs, "backchat: "+out.err.Error())
		}
		return exitInternal
	}
	if errs.err != nil && exit == exitFine {
		return exitInternal
	}
	return exit
}

// obey does what args say, complains about what went wrong, and returns the
// exit code.
func (p *program) obey(ctx context.Context, args []string) int {
	root := p.root()
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	var unwritten *unwritable
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &unwritten):
		if !unwritten.standard() { // of those it is said at the end
			p.complain(unwritten, unwritten.Error())
		}
		return exitInternal
	}
	exit := code(err)
	says := err.Error()
	if exit == exitInternal && !p.parsed {
		exit = exitUsage
		says += "\n" + `see "` + command.CommandPath() + ` --help"`
	}
	p.complain(err, says)
	return exit
}

// complain says what went wrong. Faults in files begin with their place, as
// editors want it.
func (p *program) complain(err error, says string) {
	var faults source.Faults
	switch {
	case says == "":
	case errors.As(err, &faults):
		fmt.Fprintln(p.errs, says)
	default:
		fmt.Fprintln(p.errs, "backchat: "+lines(says))
	}
}
