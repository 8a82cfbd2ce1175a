package main

// takePipes does nothing: there are no signals, and such a write fails anyway.
func takePipes() {}
