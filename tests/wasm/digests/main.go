// Command digests prints the runs of the gallery on their own seed, each with its
// digest, as they are on record.
package main

import (
	"fmt"
	"os"

	"backchat/tests/golden"
)

func main() {
	runs, err := golden.Gallery(1)
	for i := 0; err == nil && i < len(runs); i++ {
		var digest string
		if digest, err = runs[i].Digest(); err == nil {
			fmt.Println(runs[i].String(), digest)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
