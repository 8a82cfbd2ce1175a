// Package source holds a scenario's text as values that know their places in it,
// merge patches on them, and what is found wrong with them: reading, and what
// is told of it, for all that a file says.
package source

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

	"backchat/patterns/scenario/wording"
)

// A Value is a JSON value and its place in the file.
type Value struct {
	Kind       jsontext.Kind // '{', '[', '"', '0', 't', 'f', 'n'
	Start, End int           // byte offsets
	Text       string        // of a string its content, of a number its digits
	Members    []Member
	Items      []*Value

	Removed bool // a variant's null stands here
	Had     bool // and there was something to remove

	Instead string // the key by which a patch has replaced the whole, "" for none

	places map[string]int // of the members by name, where there are many; made by get
}

// A Member is one of an object's.
type Member struct {
	Name  string
	At    int // byte offset of its key
	Value *Value
}

// Get is the member of that name, nil where there is none.
func (v *Value) Get(name string) *Value {
	i := v.find(name)
	if i < 0 || v.Members[i].Value.Removed {
		return nil
	}
	return v.Members[i].Value
}

// manyMembers is from how many on an object is worth an index.
const manyMembers = 32

// find is the place of the member of that name, -1 where there is none.
func (v *Value) find(name string) int {
	if v == nil {
		return -1
	}
	if len(v.Members) < manyMembers {
		return slices.IndexFunc(v.Members, func(m Member) bool { return m.Name == name })
	}
	if v.places == nil {
		v.places = make(map[string]int, len(v.Members))
		for i, m := range v.Members {
			v.places[m.Name] = i
		}
	}
	if i, ok := v.places[name]; ok {
		return i
	}
	return -1
}

// At is what stands at a JSON pointer below v, nil where nothing does.
func (v *Value) At(pointer string) *Value {
	for part := range Parts(pointer) {
		if v = v.Step(part); v == nil {
			return nil
		}
	}
	return v
}

// Step is the member or item that one part of a JSON pointer leads to.
func (v *Value) Step(part string) *Value {
	if v.Kind != '[' {
		return v.Get(part)
	}
	i, err := strconv.Atoi(part)
	if err != nil || i < 0 || i >= len(v.Items) || strconv.Itoa(i) != part {
		return nil
	}
	return v.Items[i]
}

// Size is how many values v has in it, itself among them.
func (v *Value) Size() int {
	n := 1
	for _, m := range v.Members {
		n += m.Value.Size()
	}
	for _, item := range v.Items {
		n += item.Size()
	}
	return n
}

// Under is the JSON pointer of a member of what stands at the pointer.
func Under(pointer, name string) string {
	if strings.ContainsAny(name, "~/") {
		name = strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
	}
	return pointer + "/" + name
}

// Nth is the JSON pointer of an item of the list at the pointer.
func Nth(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }

// Parts takes a JSON pointer apart.
func Parts(pointer string) iter.Seq[string] {
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
	MostBytes  = 4 << 20
	mostDepth  = 64
	MostValues = 250_000
	longestKey = 256 // bytes; the longest that means something is a place with its replica
)

// A reader makes values of JSON text.
type reader struct {
	text   []byte
	next   *jsontext.Decoder
	found  *Findings
	path   []string // of the value that is read
	values int      // that have been read
}

// pointer is that of the value that is read.
func (r *reader) pointer() string {
	pointer := ""
	for _, name := range r.path {
		pointer = Under(pointer, name)
	}
	return pointer
}

// over says that there is more than a file may have, and stops the reading.
func (r *reader) over(at int, format string, args ...any) error {
	r.found.Put(Finding{At: at, Pointer: r.pointer(), Limit: true, Message: fmt.Sprintf(format, args...)})
	return errStopped
}

// errStopped says that the reason has been found already.
var errStopped = errors.New("stopped")

// Read makes the tree of a whole file, or nil where the text is no JSON. A key
// that is repeated is a finding, and does not stop it.
func Read(text []byte, found *Findings) *Value {
	if len(text) > MostBytes {
		found.Put(Finding{Limit: true, Message: fmt.Sprintf("the file has %d bytes; the most is %d", len(text), MostBytes)})
		return nil
	}
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		found.Add(0, "", "the file begins with a byte order mark; save it as UTF-8 without one")
		return nil
	}
	if at := invalidUTF8(text); at >= 0 {
		found.Add(at, "", "byte 0x%02x is not UTF-8; save the file as UTF-8", text[at])
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

func (r *reader) file() *Value {
	root, err := r.value()
	if err != nil {
		r.explain(err)
		return nil
	}
	rest := bytes.TrimLeft(r.text[root.End:], " \t\r\n")
	if len(rest) > 0 {
		r.found.Add(len(r.text)-len(rest), "", "there is more after the end of the scenario; a file holds one")
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
		r.found.Add(len(r.text), "", "the file ends before the scenario does")
	case errors.As(err, &syntax):
		r.found.Add(int(syntax.ByteOffset), string(syntax.JSONPointer), "this is no JSON: %v%s", syntax.Err, r.remedy(int(syntax.ByteOffset)))
	default:
		r.found.Add(int(r.next.InputOffset()), "", "this is no JSON: %v", err)
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

func (r *reader) value() (*Value, error) {
	v := &Value{Start: r.nextStart()}
	if r.values++; r.values > MostValues {
		return nil, r.over(v.Start, "there are more than %d values; leave some out", MostValues)
	}
	token, err := r.next.ReadToken()
	if err != nil {
		return nil, err
	}
	v.Kind = token.Kind()
	switch v.Kind {
	case '{', '[':
		if len(r.path) == mostDepth {
			return nil, r.over(v.Start, "values are nested deeper than %d", mostDepth)
		}
		r.path = append(r.path, "")
		if v.Kind == '{' {
			err = r.members(v)
		} else {
			err = r.items(v)
		}
		r.path = r.path[:len(r.path)-1]
	case '"', '0':
		v.Text = token.String()
	}
	v.End = int(r.next.InputOffset())
	return v, err
}

func (r *reader) items(v *Value) error {
	for r.next.PeekKind() != ']' {
		r.path[len(r.path)-1] = strconv.Itoa(len(v.Items))
		item, err := r.value()
		if err != nil {
			return err
		}
		v.Items = append(v.Items, item)
	}
	_, err := r.next.ReadToken()
	return err
}

func (r *reader) members(v *Value) error {
	seen := map[string]bool{}
	for r.next.PeekKind() != '}' {
		m := Member{At: r.nextStart()}
		token, err := r.next.ReadToken()
		if err != nil {
			return err
		}
		m.Name = token.String()
		if len(m.Name) > longestKey {
			return r.over(m.At, "the key %q has %d bytes; the most is %d", wording.Clip(m.Name), len(m.Name), longestKey)
		}
		r.path[len(r.path)-1] = m.Name
		if m.Value, err = r.value(); err != nil {
			return err
		}
		if seen[m.Name] {
			r.found.Add(m.At, r.pointer(), "%q is here twice; keep one", m.Name)
			continue
		}
		seen[m.Name] = true
		v.Members = append(v.Members, m)
	}
	_, err := r.next.ReadToken()
	return err
}

// Describe is what v is, for messages.
func Describe(v *Value) string {
	switch v.Kind {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return strconv.Quote(wording.Clip(v.Text))
	case '0':
		return wording.Clip(v.Text)
	case 't':
		return "true"
	case 'f':
		return "false"
	}
	return "null"
}

// List is v's members, none where there is no v.
func (v *Value) List() []Member {
	if v == nil {
		return nil
	}
	return v.Members
}

// Names are the keys of v, none where there is no v.
func (v *Value) Names() []string {
	var names []string
	for _, m := range v.List() {
		names = append(names, m.Name)
	}
	return names
}
