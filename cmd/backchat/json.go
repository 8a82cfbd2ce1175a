package main

import (
	"bytes"
	"encoding/json"
	"math"

	"backchat/sim/metrics"
)

// print writes a value as JSON.
func (p *program) print(v any) error {
	e := json.NewEncoder(p.out) // a screen writes JSON as JSON
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// A number is null where it is none, and "never" where it is +Inf.
type number float64

// MarshalJSON writes the shortest notation that is read as the same number.
func (n number) MarshalJSON() ([]byte, error) {
	if x := float64(n); !math.IsNaN(x) && !math.IsInf(x, 0) {
		return json.Marshal(x)
	} else if math.IsInf(x, 1) {
		return json.Marshal(metrics.Never)
	}
	return []byte("null"), nil
}

// figures are metrics as an object, in their order.
type figures []metrics.Metric

// MarshalJSON writes an object with a key for each metric.
func (f figures) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range f {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.Name)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		value, err := json.Marshal(struct {
			Value number `json:"value"`
			Unit  string `json:"unit"`
		}{number(m.Value), m.Unit})
		if err != nil {
			return nil, err
		}
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
