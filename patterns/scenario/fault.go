package scenario

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Fault is one thing that is wrong in a file. Lines count from 1, columns
// too, in Unicode code points.
type Fault struct {
	File         string
	Line, Column int
	Pointer      string // JSON pointer of the value; "" for the file itself
	Message      string // printable
	Limit        bool   // what is asked for is well-formed, but too much
}

// String is one line, [Printable] whatever the file's name and keys are.
func (f Fault) String() string {
	where := fmt.Sprintf("%s:%d:%d: ", Printable(f.File), f.Line, f.Column)
	if f.Pointer == "" {
		return where + f.Message
	}
	return where + Printable(f.Pointer) + ": " + f.Message
}

// Faults are all the faults of a file, in the order of their places.
type Faults []Fault

// shownFaults is how many faults an error message lists.
const shownFaults = 20

// Error has a line for each of the first twenty faults, and says how many more
// there are.
func (f Faults) Error() string {
	var lines []string
	for _, fault := range f[:min(len(f), shownFaults)] {
		lines = append(lines, fault.String())
	}
	if more := len(f) - shownFaults; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// OverLimit tells whether nothing is wrong but that too much is asked for.
func (f Faults) OverLimit() bool {
	return !slices.ContainsFunc(f, func(fault Fault) bool { return !fault.Limit })
}

// A finding is a fault at a byte offset.
type finding struct {
	at               int
	pointer, message string
	limit            bool
}

// findings collects what is found wrong. The zero value is empty.
type findings struct {
	list []finding
	all  int // that there were, those beyond the bound among them
}

// mostFindings bounds what is kept of a file that is wrong throughout.
const mostFindings = 200

// full tells whether nothing more is kept, so that it need not be worked out
// in words.
func (f *findings) full() bool { return len(f.list) == mostFindings }

func (f *findings) add(at int, pointer, format string, args ...any) {
	if f.full() {
		f.all++
		return
	}
	f.put(finding{at: at, pointer: pointer, message: fmt.Sprintf(format, args...)})
}

func (f *findings) put(found finding) {
	f.all++
	if !f.full() {
		f.list = append(f.list, found)
	}
}

// overLimit tells whether there is too much of something, so that not all of
// it has been looked at.
func (f *findings) overLimit() bool {
	return slices.ContainsFunc(f.list, func(found finding) bool { return found.limit })
}

// touch tells whether something is wrong with the value at the pointer, above
// it, or below it.
func (f *findings) touch(pointer string) bool {
	return slices.ContainsFunc(f.list, func(found finding) bool {
		return within(found.pointer, pointer) || within(pointer, found.pointer)
	})
}

// within tells whether the inner pointer is the outer one or below it.
func within(inner, outer string) bool {
	rest, found := strings.CutPrefix(inner, outer)
	return found && (rest == "" || rest[0] == '/')
}

// faults turns the findings about text into an error, nil where there are none.
func (f *findings) faults(file string, text []byte) error {
	if len(f.list) == 0 {
		return nil
	}
	slices.SortStableFunc(f.list, func(a, b finding) int { return a.at - b.at })
	all := make(Faults, 0, len(f.list))
	position := position{line: 1, column: 1}
	for i, found := range f.list {
		if i > 0 && found == f.list[i-1] {
			continue
		}
		position.advance(text, found.at)
		all = append(all, Fault{file, position.line, position.column, found.pointer, Printable(found.message), found.limit})
	}
	return all
}

// A position is a place in a text.
type position struct {
	offset, line, column int
}

// advance moves p on to a later offset.
func (p *position) advance(text []byte, offset int) {
	for p.offset < min(offset, len(text)) {
		c, size := utf8.DecodeRune(text[p.offset:])
		p.offset += size
		p.column++
		if c == '\n' {
			p.line, p.column = p.line+1, 1
		}
	}
}
