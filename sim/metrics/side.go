package metrics

import "backchat/sim/trace"

// sides are the accounts of attempts that are made beside others, by operation.
type sides struct {
	all   trace.Table[trace.Sides[account]]
	spare []trace.Sides[account] // of operations that have ended
}

// of is the accounts of an operation's.
func (s *sides) of(o *operation) *trace.Sides[account] {
	if x := s.all.Get(o.number); x != nil {
		return x
	}
	o.forked = true
	x := s.all.Put(o.number)
	if n := len(s.spare); n > 0 {
		*x, s.spare = s.spare[n-1][:0], s.spare[:n-1]
	}
	return x
}

// end forgets those of an operation.
func (s *sides) end(o *operation) {
	s.spare = append(s.spare, *s.all.Get(o.number))
	s.all.Delete(o.number)
}

// fork takes that another attempt is made beside one, or that one of two counts.
func (f *Figures) fork(r *trace.Record) {
	for i := range uint32(r.N) {
		if o := f.ops.get(r.Op + i); o != nil {
			f.sides.of(o).Take(r, &o.account, func(a account) account { return a })
		}
	}
}

// beside puts operations, by an attempt beside, on a message that is under way.
func (f *Figures) beside(r *trace.Record) {
	d := f.blocked.Get(r.Msg)
	if d == nil || r.Cause != trace.Transfer {
		return
	}
	for i := range uint32(r.N) {
		if o := f.ops.get(r.Op + i); o != nil {
			f.sides.of(o).At(&o.account, r.Header).block(*d)
		}
	}
}
