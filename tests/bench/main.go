// Command bench measures the workloads of package workload, and the whole model,
// natively and in WebAssembly, beside the same by hand in C, all in one run on
// one machine: in events for each second of processor time, and nanoseconds for
// each request or packet, the best of several rounds in which all take turns. It says whether goals are met, and succeeds
// either way, since a busy machine moves the figures.
//
//	go run ./tests/bench
//	go run ./tests/bench -row "W3, whole model" -profile cpu.out
//	go run ./tests/bench -gallery -profile cmd/backchat/default.pgo
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"slices"
)

const rounds = 5

// known is what the compiler is to know of where time goes in the program for
// WebAssembly: a profile's file, or "off".
var known = flag.String("pgo", "off", "compile for WebAssembly with this profile, as go build -pgo does")

func main() {
	only := flag.String("row", "", "measure this row alone, natively, and print it as JSON")
	all := flag.Bool("gallery", false, "run the scenarios of the gallery and the whole model, and measure nothing: what the compiler is to know of")
	profile := flag.String("profile", "", "write a profile of the processor's time to this file")
	flag.Parse()
	what := func() error { return bench(*only) }
	if *all {
		what = runGallery
	}
	if err := profiled(*profile, what); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// profiled does f, and writes a profile of it where a file is named.
func profiled(file string, f func() error) error {
	if file == "" {
		return f()
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	if err := pprof.StartCPUProfile(out); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return f()
}

func bench(only string) error {
	rows := slices.Concat(kernelRows(), packetRows(), modelRows())
	if only != "" {
		i := slices.IndexFunc(rows, func(r row) bool { return r.name == only })
		if i < 0 {
			return fmt.Errorf("there is no row %q", only)
		}
		return rows[i].print(os.Stdout)
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	t := table{rows: rows, columns: []column{limitColumn(dir), nativeColumn(), wasmColumn(dir)}}
	if err := t.measure(); err != nil {
		return err
	}
	return t.print(os.Stdout)
}
