package main

import (
	"os"
	"runtime/debug"
)

// growth is by how many percent the heap may grow over what lives on it before
// garbage is collected, where the environment does not say (GOGC). What a run
// keeps lies in slabs, which hold little garbage and few pointers: to look
// through them often costs little, and leaves a crowd of listeners with a quarter
// less memory than Go's 100 percent do.
const growth = 5

// keepHeapSmall makes the program keep its heap small.
func keepHeapSmall() { letHeapGrow(growth) }

// letHeapGrow lets the heap grow by so many percent, unless the environment says
// otherwise.
func letHeapGrow(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
