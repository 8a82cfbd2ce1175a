// Command mutants holds the tests against faults: it puts one at a time into
// the code of sim and patterns and sees whether a test fails.
//
// Most faults are drawn: a condition the other way round, a constant off by
// one, a statement left out, from a sample that stays the same as long as the
// code does. Some have names: faults that a person would make, each with the
// test that must notice it, whatever the golden digests say. A fault is an
// overlay (go test -overlay): no source is touched.
//
// What came of each is kept in build/mutants.json, so that a run which is
// broken off goes on where it was. A fault that was killed is not tried again
// until its function changes, one that survived until any test or code does.
// What cannot be noticed, since it changes nothing, stands in equivalent.json
// with the reason.
//
// It ends with 1 where fewer than the share that is asked for are killed, where
// a fault with a name survives, or where an entry of the lists is void because
// its code has changed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	var o options
	flag.IntVar(&o.sample, "n", 200, "how many faults to draw")
	flag.IntVar(&o.workers, "workers", 1, "how many to try at a time")
	flag.Float64Var(&o.least, "least", 90, "the percentage that must be killed")
	flag.BoolVar(&o.named, "named", false, "only the faults with names")
	flag.StringVar(&o.only, "only", "", "only the faults whose description holds this `TEXT`")
	flag.BoolVar(&o.sound, "sound", false, "take it that all tests pass as the code is")
	flag.BoolVar(&o.list, "list", false, "list the faults, and try none")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ok, err := hunt(ctx, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
	}
	if err != nil || !ok {
		stop()
		os.Exit(1)
	}
}

// options say which faults to try, and how.
type options struct {
	sample, workers int
	least           float64 // percent
	named, list     bool
	sound           bool
	only            string
}
