//go:build js && wasm

// The lab is the simulator in a web worker. It takes requests one at a time,
//
//	{id, do, text, variant, seed, ...}
//
// and answers each with {id, answer}, after any number of {id, progress}: the
// share that is done, from 0 to 1. What goes wrong is answered too: {id,
// faults} where the scenario is at fault, {id, error} otherwise. A request
// {do: "cancel", target} takes another back, waiting or under way; that one is
// answered {id, cancelled: true}.
package main

import "syscall/js"

func main() {
	d := newDesk(js.Global())
	js.Global().Set("onmessage", js.FuncOf(d.receive))
	d.post(map[string]any{"ready": true}, nil)
	for r := range d.waiting {
		d.serve(r)
	}
}
