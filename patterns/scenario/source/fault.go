package source

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"backchat/patterns/scenario/wording"
	"backchat/sim"
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

// String is one line, [wording.Printable] whatever the file's name and keys are.
func (f Fault) String() string {
	where := fmt.Sprintf("%s:%d:%d: ", wording.Printable(f.File), f.Line, f.Column)
	if f.Pointer == "" {
		return where + f.Message
	}
	return where + wording.Printable(f.Pointer) + ": " + f.Message
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

// A Finding is a fault at a byte offset.
type Finding struct {
	At               int
	Pointer, Message string
	Limit            bool
}

// Findings collects what is found wrong. The zero value is empty.
type Findings struct {
	List []Finding
	All  int // that there were, those beyond the bound among them
}

// MostFindings bounds what is kept of a file that is wrong throughout.
const MostFindings = 200

// Full tells whether nothing more is kept, so that it need not be worked out
// in words.
func (f *Findings) Full() bool { return len(f.List) == MostFindings }

// Add finds fault with what stands at a byte offset and pointer.
func (f *Findings) Add(at int, pointer, format string, args ...any) {
	if f.Full() {
		f.All++
		return
	}
	f.Put(Finding{At: at, Pointer: pointer, Message: fmt.Sprintf(format, args...)})
}

// Put adds a finding.
func (f *Findings) Put(found Finding) {
	f.All++
	if !f.Full() {
		f.List = append(f.List, found)
	}
}

// OverLimit tells whether there is too much of something, so that not all of
// it has been looked at.
func (f *Findings) OverLimit() bool {
	return slices.ContainsFunc(f.List, func(found Finding) bool { return found.Limit })
}

// Touch tells whether something is wrong with the value at the pointer, above
// it, or below it.
func (f *Findings) Touch(pointer string) bool {
	return slices.ContainsFunc(f.List, func(found Finding) bool {
		return within(found.Pointer, pointer) || within(pointer, found.Pointer)
	})
}

// within tells whether the inner pointer is the outer one or below it.
func within(inner, outer string) bool {
	rest, found := strings.CutPrefix(inner, outer)
	return found && (rest == "" || rest[0] == '/')
}

// Faults turns the findings about text into an error, nil where there are none.
func (f *Findings) Faults(file string, text []byte) error {
	if len(f.List) == 0 {
		return nil
	}
	sim.Sort(f.List, func(a, b Finding) int { return a.At - b.At })
	all := make(Faults, 0, len(f.List))
	position := position{line: 1, column: 1}
	for i, found := range f.List {
		if i > 0 && found == f.List[i-1] {
			continue
		}
		position.advance(text, found.At)
		all = append(all, Fault{file, position.line, position.column, found.Pointer, wording.Printable(found.Message), found.Limit})
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
