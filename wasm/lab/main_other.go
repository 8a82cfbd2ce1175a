//go:build !(js && wasm)

// Outside a browser the lab takes its requests from standard input, as JSON,
//
//	{"id": 1, "do": "run", "file": "a.json", "text": "…", "variant": "base"}
//
// and answers each on a line of standard output as it would in a worker, but
// several at once, in the order in which they are done. The bytes of an answer
// go to the file that the request names as "into". So the build of the page
// asks it, since it is several times as fast as in Wasm.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := serveLines(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		os.Exit(1)
	}
}
