//go:build !js

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// takePipes has a write to a pipe that nobody reads any more fail like any
// other, instead of ending the program without a word: it may have a file to
// close, and what it exits with is to say that something was lost.
func takePipes() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
