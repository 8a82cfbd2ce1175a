// Backchat shows how backends talk, and measures what each way of talking
// costs. This is its command line.
package main

import "os"

func main() {
	p := &program{in: os.Stdin, out: os.Stdout, errs: os.Stderr}
	p.paint = colours(isTerminal(os.Stdout), os.Getenv("NO_COLOR"), os.Getenv("TERM"))
	p.live = isTerminal(os.Stderr)
	takePipes()
	keepHeapSmall()
	os.Exit(p.execute(interruptible(), os.Args[1:]))
}

// isTerminal tells whether f is a device that characters are typed or shown
// on.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
