//go:build js && wasm

package main

import (
	"context"
	"errors"
	"strings"
	"syscall/js"
	"time"

	"backchat/language"
	"backchat/sim"
)

// mostWaiting is how many requests may wait; the page has a handful.
const mostWaiting = 256

// A desk takes requests and answers them in their order.
type desk struct {
	worker  js.Value
	waiting chan *request
	open    map[int]context.CancelFunc // by request, until it is answered
}

func newDesk(worker js.Value) *desk {
	return &desk{worker: worker, waiting: make(chan *request, mostWaiting), open: map[int]context.CancelFunc{}}
}

// receive is called by the browser with each message.
func (d *desk) receive(_ js.Value, args []js.Value) any {
	m := args[0].Get("data")
	if m.Get("do").String() == "cancel" {
		if cancel := d.open[m.Get("target").Int()]; cancel != nil {
			cancel()
		}
		return nil
	}
	r := readRequest(m)
	r.ctx, d.open[r.id] = context.WithCancel(context.Background())
	select {
	case d.waiting <- r:
	default:
		d.answer(r, nil, nil, errors.New("too many requests are waiting"))
	}
	return nil
}

func readRequest(m js.Value) *request {
	r := &request{id: m.Get("id").Int(), do: m.Get("do").String()}
	r.file, r.text, r.variant = word(m, "file"), word(m, "text"), word(m, "variant")
	r.other, r.form = word(m, "other"), word(m, "form")
	r.pointer, r.value, r.prefix = word(m, "pointer"), word(m, "value"), word(m, "prefix")
	r.in = tableOf(word(m, "language"))
	r.replications, r.windows, r.keep = whole(m, "replications"), whole(m, "windows"), whole(m, "keep")
	r.packets = m.Get("packets").Truthy()
	if from := m.Get("from"); from.Type() == js.TypeNumber {
		r.from = sim.FromNanos(from.Float())
	}
	if seed := m.Get("seed"); seed.Type() == js.TypeNumber {
		n := uint64(seed.Float())
		r.seed = &n
	}
	return r
}

func word(m js.Value, name string) string {
	if v := m.Get(name); v.Type() == js.TypeString {
		return v.String()
	}
	return ""
}

// tableOf reads a table: of each text a line with its English, and one with what
// it is in another language.
func tableOf(lines string) language.Table {
	t := language.Table{}
	all := strings.Split(lines, "\n")
	for i := 1; i < len(all); i += 2 {
		t[language.Text(all[i-1])] = all[i]
	}
	return t
}

func whole(m js.Value, name string) int {
	if v := m.Get(name); v.Type() == js.TypeNumber {
		return v.Int()
	}
	return 0
}

// serve does one request.
func (d *desk) serve(r *request) {
	beat := time.Now()
	r.progress = func(share float64) {
		if time.Since(beat) < beatEvery {
			return
		}
		d.post(map[string]any{"id": r.id, "progress": share}, nil)
		time.Sleep(time.Nanosecond) // lets the browser hand over a cancellation
		beat = time.Now()
	}
	bytes := &parcel{}
	answer, err := r.handle(bytes)
	d.answer(r, answer, bytes, err)
}

// beatEvery is how often progress is told, and a cancellation heard.
const beatEvery = 80 * time.Millisecond

func (d *desk) answer(r *request, answer any, bytes *parcel, err error) {
	if cancel := d.open[r.id]; cancel != nil {
		cancel()
		delete(d.open, r.id)
	}
	d.post(replyTo(r.id, answer, err), bytes)
}

// post sends a message; the bytes are handed over, not copied.
func (d *desk) post(m map[string]any, bytes *parcel) {
	if bytes == nil || len(bytes.chunks) == 0 {
		d.worker.Call("postMessage", js.ValueOf(m))
		return
	}
	whole := bytes.join()
	m["bytes"] = whole
	d.worker.Call("postMessage", js.ValueOf(m), []any{whole})
}
