//go:build !(js && wasm)

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "the lab runs in a web worker: build it with GOOS=js GOARCH=wasm")
	os.Exit(2)
}
