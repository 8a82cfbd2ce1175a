package scenario

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

// WithEntry is the file's text with one more entry of the timeline, which is
// given as a JSON value. Everything else stays as it is, byte by byte. The new
// text is checked: what is wrong with it is a [Faults].
func (f *File) WithEntry(id string, entry []byte) ([]byte, error) {
	key, err := jsontext.AppendQuote(nil, id)
	if err != nil {
		return nil, fmt.Errorf("%q is no id: %w", id, err)
	}
	if !jsontext.Value(entry).IsValid() {
		return nil, fmt.Errorf("the new entry %q is no JSON value", wording.Clip(string(entry)))
	}
	added := slices.Concat(key, []byte(": "), bytes.TrimSpace(entry))
	into := f.root.Get("timeline")
	if into == nil {
		into, added = f.root, slices.Concat([]byte(`"timeline": {`), added, []byte("}"))
	}
	text := f.insert(into, added)
	if _, err := Parse(f.Name, text); err != nil {
		return nil, err
	}
	return text, nil
}

// insert puts a member behind the last one of an object, parted from it as
// that is from what stands before.
func (f *File) insert(object *source.Value, added []byte) []byte {
	at := object.Start + 1
	if n := len(object.Members); n > 0 {
		last := object.Members[n-1]
		at = last.Value.End
		added = slices.Concat([]byte(","), f.blanksBefore(last.At), added)
	}
	return slices.Concat(f.text[:at], added, f.text[at:])
}

// blanksBefore is the white space in front of an offset.
func (f *File) blanksBefore(at int) []byte {
	return f.text[len(bytes.TrimRight(f.text[:at], " \t\r\n")):at]
}

// Reworded is a scenario's text with its strings replaced by those that stand at
// the same places in words, which is JSON of the same shape. Everything else stays
// as it is, byte by byte; so does a text that is no JSON.
func Reworded(text, words []byte) []byte {
	ignored := &source.Findings{}
	was, is := source.Read(text, ignored), source.Read(words, ignored)
	if was == nil || is == nil {
		return text
	}
	var out []byte
	copied := 0
	var reword func(was, is *source.Value)
	reword = func(was, is *source.Value) {
		if was.Kind == '"' && is.Kind == '"' {
			out = append(out, text[copied:was.Start]...)
			out, _ = jsontext.AppendQuote(out, is.Text)
			copied = was.End
		}
		for _, m := range was.Members {
			if member := is.Get(m.Name); member != nil {
				reword(m.Value, member)
			}
		}
		for i := range min(len(was.Items), len(is.Items)) {
			reword(was.Items[i], is.Items[i])
		}
	}
	reword(was, is)
	return append(out, text[copied:]...)
}

// FreeID is the first of prefix, prefix2, prefix3, ... that no node, link, flow
// or entry of the base or of a variant has.
func (f *File) FreeID(prefix string) string {
	for i := 2; ; i++ {
		id := prefix
		if i > 2 {
			id = fmt.Sprint(prefix, i-1)
		}
		if !slices.ContainsFunc(f.variants, func(v named) bool { return v.scenario.has(id) }) {
			return id
		}
	}
}

// has tells whether the id is taken.
func (s *Scenario) has(id string) bool {
	return s.NodeNamed(id) != nil || s.LinkNamed(id) != nil || s.FlowNamed(id) != nil ||
		slices.ContainsFunc(s.Timeline, func(e NamedEntry) bool { return e.ID == id })
}
