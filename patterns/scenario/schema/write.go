package schema

import (
	"bytes"
	"maps"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"backchat/patterns/scenario/source"
)

// A pair is a key and its value: a string, a bool, a float64, an int, a patch,
// an object or a list.
type pair struct {
	key   string
	value any
}

// An object keeps the order of its keys.
type object []pair

// A list is a JSON array.
type list []any

// text is v as JSON, indented by two blanks. It panics where v holds what is
// no JSON.
func text(v any) []byte {
	var out bytes.Buffer
	e := jsontext.NewEncoder(&out, jsontext.WithIndent("  "))
	if err := write(e, v); err != nil {
		panic("scenario.text: " + err.Error())
	}
	return out.Bytes()
}

func write(e *jsontext.Encoder, v any) error {
	switch v := v.(type) {
	case object:
		return writeObject(e, v)
	case list:
		return writeList(e, v)
	case source.Patch:
		return e.WriteValue(jsontext.Value(v))
	case string:
		return e.WriteToken(jsontext.String(v))
	case bool:
		return e.WriteToken(jsontext.Bool(v))
	case int:
		return e.WriteToken(jsontext.Int(int64(v)))
	default:
		return e.WriteToken(jsontext.Float(v.(float64)))
	}
}

func writeObject(e *jsontext.Encoder, o object) error {
	if err := e.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, p := range o {
		if err := e.WriteToken(jsontext.String(p.key)); err != nil {
			return err
		}
		if err := write(e, p.value); err != nil {
			return err
		}
	}
	return e.WriteToken(jsontext.EndObject)
}

func writeList(e *jsontext.Encoder, l list) error {
	if err := e.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for _, v := range l {
		if err := write(e, v); err != nil {
			return err
		}
	}
	return e.WriteToken(jsontext.EndArray)
}

// tree is v as though it had been read, at no place in a file.
func tree(v any) *source.Value {
	switch v := v.(type) {
	case object:
		o := &source.Value{Kind: '{'}
		for _, p := range v {
			o.Members = append(o.Members, source.Member{Name: p.key, Value: tree(p.value)})
		}
		return o
	case list:
		l := &source.Value{Kind: '['}
		for _, item := range v {
			l.Items = append(l.Items, tree(item))
		}
		return l
	case source.Patch:
		return source.Read([]byte(v), &source.Findings{})
	case string:
		return &source.Value{Kind: '"', Text: v}
	case bool:
		if v {
			return &source.Value{Kind: 't'}
		}
		return &source.Value{Kind: 'f'}
	case int:
		return &source.Value{Kind: '0', Text: strconv.Itoa(v)}
	default:
		return &source.Value{Kind: '0', Text: strconv.FormatFloat(v.(float64), 'f', -1, 64)}
	}
}

// sortedKeys are the keys of m in order.
func sortedKeys(m map[string]float64) []string { return slices.Sorted(maps.Keys(m)) }
