package node

import "iter"

// A row is one of a table that says what there are several kinds of.
type row interface {
	// word is the name by which scenarios pick the row, and what it means.
	word() (name, says string)
}

// wordsOf are the names and meanings of all rows, in their order.
func wordsOf[R row](table []R) iter.Seq2[string, string] {
	return func(yield func(name, says string) bool) {
		for i := range table {
			if !yield(table[i].word()) {
				return
			}
		}
	}
}

// rowOf is the row of that name. A name that no row has is a mistake of the
// program's: a file's are checked when it is read.
func rowOf[R row](table []R, what, name string) *R {
	for i := range table {
		if n, _ := table[i].word(); n == name {
			return &table[i]
		}
	}
	panic("node: no " + what + " is called " + name)
}
