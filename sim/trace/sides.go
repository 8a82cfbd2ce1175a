package trace

// Sides are the accounts of attempts that are made at one operation side by side,
// which a fold keeps beside the account of side 0. An account is what the operation
// spends its time on by one of the attempts, in the fold's own form:
//
//	side 0 ──┬─ first attempt ────────┬──► that of whichever counts
//	    Fork └─ side 1: its hedge ────┘ Prevail
//
// An attempt's account has all that had been until it was made, so whichever counts
// in the end, its causes add up to the operation's time. Where it ends before one
// counts, at its deadline or with the run, that is the first's.
type Sides[T any] []T

// At is the account of a side; main is that of side 0.
func (s *Sides[T]) At(main *T, side uint32) *T {
	if side == 0 {
		return main
	}
	side = min(side, mostSides)
	for uint32(len(*s)) < side {
		*s = append(*s, *new(T))
	}
	return &(*s)[side-1]
}

// Take does what r says of the accounts where it is a Fork or a Prevail, and tells
// whether it is. Copy makes an account of its own of another.
func (s *Sides[T]) Take(r *Record, main *T, copy func(T) T) bool {
	switch {
	case r.Kind == Fork:
		whole := copy(*s.At(main, r.Payload))
		*s.At(main, r.Header) = whole
	case r.Kind == Prevail && r.Aux == Second:
		whole := *s.At(main, r.Header)
		*s.At(main, r.Payload) = whole
	}
	return r.Kind == Fork || r.Kind == Prevail
}

// Side is at which side the operations of the record are on something else.
func (r *Record) Side() uint32 {
	if r.Kind == Beside {
		return r.Header
	}
	return 0
}

// mostSides bounds the number of a side, which a trace that is read may exceed.
const mostSides = 1 << 8

// Which of two attempts prevails.
const (
	First  = 1
	Second = 2
)
