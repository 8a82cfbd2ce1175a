package node

// A Path names an attempt among all that are made at one piece of an
// operation's work, wherever on the way it was tried again: 0 where it is the
// first of its call, and that call was made for a first attempt, and so on up
// to the user. What a server needs for an attempt is drawn by it, so a first
// attempt meets the same chance in every variant, and every other one a new
// one.
//
// It is a number whose digits are the ordinals of the attempts on the way, so
// that the second attempt of a first one is not the first of a second.
type Path uint64

// pathBase is the base of a path's digits. It is odd, so that none is lost
// where the number outgrows its 64 bits.
const pathBase = 0x9e3779b97f4a7c15

// duplicate is the ordinal of a copy that the wire has made.
const duplicate = 1<<32 - 1

// Then is the path of the number'th attempt (from 1) of a call made on behalf
// of p.
func (p Path) Then(number uint32) Path { return p*pathBase + Path(number-1) }
