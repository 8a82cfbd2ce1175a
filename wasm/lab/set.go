package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"backchat/patterns/scenario"
)

// setValue is the text with the value at a JSON pointer replaced, everything
// else as it is. What is missing on the way is made.
func setValue(text, pointer, value string) (string, error) {
	if !jsontext.Value(value).IsValid() {
		return "", fmt.Errorf("%q is no JSON value", value)
	}
	steps := stepsOf(pointer)
	at, found, err := find([]byte(text), steps)
	if err != nil {
		return "", err
	}
	if found == len(steps) {
		return text[:at.start] + value + text[at.end:], nil
	}
	return insert(text, at, steps[found:], value)
}

// insert makes members for the missing steps, at the end of an object.
func insert(text string, object span, missing []string, value string) (string, error) {
	if text[object.start] != '{' {
		return "", fmt.Errorf("there is no place for %q in %s", missing[0], text[object.start:object.end])
	}
	for _, step := range slices.Backward(missing[1:]) {
		value = "{" + quoted(step) + ": " + value + "}"
	}
	body := strings.TrimRight(text[object.start+1:object.end-1], " \t\r\n")
	head, blank := text[:object.start+1]+body, ""
	if body != "" {
		head += ","
		inner := text[object.start+1 : object.end-1]
		blank = inner[:len(inner)-len(strings.TrimLeft(inner, " \t\r\n"))]
		if blank == "" {
			blank = " "
		}
	}
	rest := text[object.start+1+len(body):]
	return head + blank + quoted(missing[0]) + ": " + value + rest, nil
}

func quoted(s string) string {
	q, err := jsontext.AppendQuote(nil, s)
	if err != nil {
		panic("lab.quoted: " + err.Error())
	}
	return string(q)
}

// stepsOf are the reference tokens of a JSON pointer (RFC 6901).
func stepsOf(pointer string) []string {
	var steps []string
	for step := range jsontext.Pointer(pointer).Tokens() {
		steps = append(steps, step)
	}
	return steps
}

// A span is where in a text a value stands.
type span struct{ start, end int }

// find follows the steps as far as they lead: to the value of the last one
// that is there, and how many those are.
func find(text []byte, steps []string) (span, int, error) {
	d := jsontext.NewDecoder(bytes.NewReader(text))
	at, err := next(d)
	for i, step := range steps {
		if err != nil {
			return span{}, 0, err
		}
		var inner span
		var there bool
		inner, there, err = child(text[at.start:at.end], step)
		if err != nil {
			return span{}, 0, err
		}
		if !there {
			return at, i, nil
		}
		at = span{at.start + inner.start, at.start + inner.end}
	}
	return at, len(steps), err
}

// next reads a value and says where it stands.
func next(d *jsontext.Decoder) (span, error) {
	v, err := d.ReadValue()
	end := int(d.InputOffset())
	return span{end - len(v), end}, err
}

// child is where in the text of an object or array a member of it stands.
func child(text []byte, step string) (span, bool, error) {
	d := jsontext.NewDecoder(bytes.NewReader(text))
	open, err := d.ReadToken()
	if err != nil || open.Kind() != '{' && open.Kind() != '[' {
		return span{}, false, err
	}
	for i := 0; d.PeekKind() != '}' && d.PeekKind() != ']'; i++ {
		name := fmt.Sprint(i)
		if open.Kind() == '{' {
			token, err := d.ReadToken()
			if err != nil {
				return span{}, false, err
			}
			name = token.String()
		}
		at, err := next(d)
		if err != nil || name == step {
			return at, err == nil, err
		}
	}
	return span{}, false, nil
}

// currentValue is what the text has at a pointer, without quotes, or the
// default of the field it leads to. Bare tells whether it is a number.
func currentValue(text, pointer string) (value string, bare bool) {
	steps := stepsOf(pointer)
	if at, found, err := find([]byte(text), steps); err == nil && found == len(steps) {
		raw := text[at.start:at.end]
		if v, err := jsontext.AppendUnquote(nil, raw); err == nil {
			return string(v), false
		}
		return raw, true
	}
	return scenario.Default(pointer)
}
