// Command bench measures the workloads of package workload, natively and in
// WebAssembly, beside the same by hand in C, all in one run on one machine.
//
//	go run ./tests/bench
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
)

const rounds = 3

func main() {
	only := flag.String("row", "", "measure this row alone, once, and print it as JSON")
	flag.Parse()
	if err := bench(*only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(only string) error {
	rows := append(kernelRows(), modelRows()...)
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
