//go:build !(js && wasm)

package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"runtime"
	"sync"

	"backchat/language"
	"backchat/patterns/scenario"
	"backchat/sim"
)

// A line is a request as JSON. It has what the build of the page needs.
type line struct {
	ID           int               `json:"id"`
	Do           string            `json:"do"`
	File         string            `json:"file"`
	Text         string            `json:"text"`
	Words        string            `json:"words"` // reword: its texts in other words, in its shape
	Variant      string            `json:"variant"`
	Other        string            `json:"other"`
	Replications int               `json:"replications"`
	Windows      int               `json:"windows"`
	Keep         int               `json:"keep"`
	From         float64           `json:"from"` // nanoseconds
	Packets      bool              `json:"packets"`
	Language     language.Table    `json:"language"` // of what is told
	Fields       map[string]string `json:"fields"`   // schema: what describes a field, by its English
	Told         *retelling        `json:"told"`     // run, compare, judge: what is told, once more; the answer is then a [both]
	Into         string            `json:"into"`     // the file that the bytes of the answer go to; "" for none
}

// serveLines answers all requests that come in, as many at once as there are
// processors. It ends with the first that is no request.
func serveLines(in io.Reader, out io.Writer) error {
	var busy sync.WaitGroup
	defer busy.Wait()
	var alone sync.Mutex
	answers := json.NewEncoder(out)
	places := make(chan struct{}, runtime.GOMAXPROCS(0))
	for requests := json.NewDecoder(in); ; {
		var l line
		if err := requests.Decode(&l); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		places <- struct{}{}
		busy.Go(func() {
			answer := l.serve()
			alone.Lock()
			defer alone.Unlock()
			_ = answers.Encode(numbered(answer)) // who has gone hears nothing
			<-places
		})
	}
}

// serve answers. What words mean, the schema, and scenarios in other words the page
// has from its build: they would only make the lab of the browser larger.
func (l *line) serve() map[string]any {
	switch l.Do {
	case "words":
		return replyTo(l.ID, words(), nil)
	case "reword":
		return replyTo(l.ID, edited{Text: string(scenario.Reworded([]byte(l.Text), []byte(l.Words)))}, nil)
	case "schema":
		return replyTo(l.ID, string(scenario.SchemaTold(l.field)), nil)
	}
	var answer any
	bytes, err := l.sink()
	if err == nil {
		answer, err = l.request().handle(bytes)
		err = errors.Join(err, bytes.Close())
	}
	if err == nil && l.Told != nil {
		answer, err = l.Told.of(l.File, answer)
	}
	return replyTo(l.ID, answer, err)
}

// field is what describes one, in the language that is asked for.
func (l *line) field(text string) string {
	if said, ok := l.Fields[text]; ok {
		return said
	}
	return text
}

func (l *line) request() *request {
	return &request{
		do: l.Do, file: l.File, text: l.Text, variant: l.Variant, other: l.Other,
		replications: l.Replications, windows: l.Windows, keep: l.Keep, from: sim.FromNanos(l.From), packets: l.Packets, in: l.Language,
		ctx: context.Background(), progress: func(float64) {},
	}
}

// sink is where the bytes of the answer go.
func (l *line) sink() (io.WriteCloser, error) {
	if l.Into == "" {
		return unread{}, nil
	}
	return os.Create(l.Into)
}

// An unread sink takes bytes that nobody wants.
type unread struct{}

func (unread) Write(b []byte) (int, error) { return len(b), nil }
func (unread) Close() error                { return nil }

// numbered is a plain value in which never is a number beyond all others,
// which JavaScript reads as Infinity.
func numbered(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			v[name] = numbered(value)
		}
	case []any:
		for i, value := range v {
			v[i] = numbered(value)
		}
	case float64:
		if math.IsInf(v, 1) {
			return json.Number("1e999")
		}
	}
	return v
}
