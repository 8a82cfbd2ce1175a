//go:build js && wasm

package main

import "syscall/js"

// A parcel gathers bytes outside Go's memory, in an ArrayBuffer that can be
// handed over to the page.
type parcel struct {
	chunks []js.Value
	size   int
}

// Write takes bytes. It never fails.
func (p *parcel) Write(b []byte) (int, error) {
	chunk := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(chunk, b)
	p.chunks = append(p.chunks, chunk)
	p.size += len(b)
	return len(b), nil
}

// join is one ArrayBuffer with all the bytes.
func (p *parcel) join() js.Value {
	all := js.Global().Get("Uint8Array").New(p.size)
	at := 0
	for _, c := range p.chunks {
		all.Call("set", c, at)
		at += c.Length()
	}
	p.chunks = nil
	return all.Get("buffer")
}
