package main

import "syscall"

const errPipeClosed = syscall.EPIPE

// takePipes does nothing: there are no signals, and such a write fails anyway.
func takePipes() {}
