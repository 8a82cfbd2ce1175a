package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// A value is a JSON value and its place in the file.
type value struct {
	kind       jsontext.Kind // '{', '[', '"', '0', 't', 'f', 'n'
	start, end int           // byte offsets
	text       string        // of a string its content, of a number its digits
	members    []member
	items      []*value

	removed bool // a variant's null stands here
	had     bool // and there was something to remove

	instead string // the key by which a patch has replaced the whole, "" for none

	places map[string]int // of the members by name, where there are many; made by get
}

// A member is one of an object's.
type member struct {
	name  string
	at    int // byte offset of its key
	value *value
}

// get is the member of that name, nil where there is none.
func (v *value) get(name string) *value {
	i := v.find(name)
	if i < 0 || v.members[i].value.removed {
		return nil
	}
	return v.members[i].value
}

// manyMembers is from how many on an object is worth an index.
const manyMembers = 32

// find is the place of the member of that name, -1 where there is none.
func (v *value) find(name string) int {
	if v == nil {
		return -1
	}
	if len(v.members) < manyMembers {
		return slices.IndexFunc(v.members, func(m member) bool { return m.name == name })
	}
	if v.places == nil {
		v.places = make(map[string]int, len(v.members))
		for i, m := range v.members {
			v.places[m.name] = i
		}
	}
	if i, ok := v.places[name]; ok {
		return i
	}
	return -1
}

// step is the member or item that one part of a JSON pointer leads to.
func (v *value) step(part string) *value {
	if v.kind != '[' {
		return v.get(part)
	}
	i, err := strconv.Atoi(part)
	if err != nil || i < 0 || i >= len(v.items) || strconv.Itoa(i) != part {
		return nil
	}
	return v.items[i]
}

// size is how many values v has in it, itself among them.
func (v *value) size() int {
	n := 1
	for _, m := range v.members {
		n += m.value.size()
	}
	for _, item := range v.items {
		n += item.size()
	}
	return n
}

// under is the JSON pointer of a member of what stands at the pointer.
func under(pointer, name string) string {
	if strings.ContainsAny(name, "~/") {
		name = strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
	}
	return pointer + "/" + name
}

// nth is the JSON pointer of an item of the list at the pointer.
func nth(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }

// parts takes a JSON pointer apart.
func parts(pointer string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if pointer == "" {
			return
		}
		for part := range strings.SplitSeq(pointer[1:], "/") {
			if strings.Contains(part, "~") {
				part = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
			}
			if !yield(part) {
				return
			}
		}
	}
}

// Bounds of a file, whatever is in it. They keep reading within a second or
// two, and messages readable.
const (
	mostBytes  = 4 << 20
	mostDepth  = 64
	mostValues = 250_000
	longestKey = 256 // bytes; the longest that means something is a place with its replica
)

// A reader makes values of JSON text.
type reader struct {
	text   []byte
	next   *jsontext.Decoder
	found  *findings
	path   []string // of the value that is read
	values int      // that have been read
}

// pointer is that of the value that is read.
func (r *reader) pointer() string {
	pointer := ""
	for _, name := range r.path {
		pointer = under(pointer, name)
	}
	return pointer
}

// over says that there is more than a file may have, and stops the reading.
func (r *reader) over(at int, format string, args ...any) error {
	r.found.put(finding{at: at, pointer: r.pointer(), limit: true, message: fmt.Sprintf(format, args...)})
	return errStopped
}

// errStopped says that the reason has been found already.
var errStopped = errors.New("stopped")

// read makes the tree of a whole file, or nil where the text is no JSON. A key
// that is repeated is a finding, and does not stop it.
func read(text []byte, found *findings) *value {
	if len(text) > mostBytes {
		found.put(finding{limit: true, message: fmt.Sprintf("the file has %d bytes; the most is %d", len(text), mostBytes)})
		return nil
	}
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		found.add(0, "", "the file begins with a byte order mark; save it as UTF-8 without one")
		return nil
	}
	if at := invalidUTF8(text); at >= 0 {
		found.add(at, "", "byte 0x%02x is not UTF-8; save the file as UTF-8", text[at])
		return nil
	}
	r := &reader{text: text, next: jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true)), found: found}
	return r.file()
}

func invalidUTF8(text []byte) int {
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func (r *reader) file() *value {
	root, err := r.value()
	if err != nil {
		r.explain(err)
		return nil
	}
	rest := bytes.TrimLeft(r.text[root.end:], " \t\r\n")
	if len(rest) > 0 {
		r.found.add(len(r.text)-len(rest), "", "there is more after the end of the scenario; a file holds one")
		return nil
	}
	return root
}

// explain makes a finding of what the decoder says.
func (r *reader) explain(err error) {
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, errStopped):
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		r.found.add(len(r.text), "", "the file ends before the scenario does")
	case errors.As(err, &syntax):
		r.found.add(int(syntax.ByteOffset), string(syntax.JSONPointer), "this is no JSON: %v%s", syntax.Err, r.remedy(int(syntax.ByteOffset)))
	default:
		r.found.add(int(r.next.InputOffset()), "", "this is no JSON: %v", err)
	}
}

// remedy says what to do about what is no JSON at an offset, where that is
// plain.
func (r *reader) remedy(at int) string {
	if at >= len(r.text) {
		return ""
	}
	switch r.text[at] {
	case ',':
		return "; leave out the comma before a closing bracket"
	case '/', '#':
		return "; JSON has no comments"
	case '\'':
		return "; put strings in double quotes"
	}
	return ""
}

// nextStart is where the next token begins.
func (r *reader) nextStart() int {
	at := int(r.next.InputOffset())
	for at < len(r.text) && strings.IndexByte(" \t\r\n,:", r.text[at]) >= 0 {
		at++
	}
	return at
}

func (r *reader) value() (*value, error) {
	v := &value{start: r.nextStart()}
	if r.values++; r.values > mostValues {
		return nil, r.over(v.start, "there are more than %d values; leave some out", mostValues)
	}
	token, err := r.next.ReadToken()
	if err != nil {
		return nil, err
	}
	v.kind = token.Kind()
	switch v.kind {
	case '{', '[':
		if len(r.path) == mostDepth {
			return nil, r.over(v.start, "values are nested deeper than %d", mostDepth)
		}
		r.path = append(r.path, "")
		if v.kind == '{' {
			err = r.members(v)
		} else {
			err = r.items(v)
		}
		r.path = r.path[:len(r.path)-1]
	case '"', '0':
		v.text = token.String()
	}
	v.end = int(r.next.InputOffset())
	return v, err
}

func (r *reader) items(v *value) error {
	for r.next.PeekKind() != ']' {
		r.path[len(r.path)-1] = strconv.Itoa(len(v.items))
		item, err := r.value()
		if err != nil {
			return err
		}
		v.items = append(v.items, item)
	}
	_, err := r.next.ReadToken()
	return err
}

func (r *reader) members(v *value) error {
	seen := map[string]bool{}
	for r.next.PeekKind() != '}' {
		m := member{at: r.nextStart()}
		token, err := r.next.ReadToken()
		if err != nil {
			return err
		}
		m.name = token.String()
		if len(m.name) > longestKey {
			return r.over(m.at, "the key %q has %d bytes; the most is %d", clip(m.name), len(m.name), longestKey)
		}
		r.path[len(r.path)-1] = m.name
		if m.value, err = r.value(); err != nil {
			return err
		}
		if seen[m.name] {
			r.found.add(m.at, r.pointer(), "%q is here twice; keep one", m.name)
			continue
		}
		seen[m.name] = true
		v.members = append(v.members, m)
	}
	_, err := r.next.ReadToken()
	return err
}
