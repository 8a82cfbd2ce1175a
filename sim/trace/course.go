package trace

import "backchat/sim"

// A Course is what one operation spends its time on, from the last record that
// changed it. A send plans ahead:
//
//	Since        out          arrives      freed
//	  |─Transfer──|─InFlight───|─Blocked────|  then something must be said
//
// The plan holds until another record names a cause. A send on a transport has
// none: its cause lasts until another is named.
type Course struct {
	Since  sim.Time
	Cause  Cause
	Msg    uint32 // the message it travels on; 0 where nothing is planned
	out    sim.Time
	arrive sim.Time
	freed  sim.Time
}

// A Span is time that an operation spent on one cause.
type Span struct {
	Cause    Cause
	From, To sim.Time
}

// Start puts the operation of a Begin on its first cause.
func (c *Course) Start(r *Record) { *c = Course{Since: sim.Time(r.Aux), Cause: r.Cause} }

// Take changes the course as r says, which must name a cause. It is for all
// kinds but Begin, Block and End; a Beside changes that of its side.
func (c *Course) Take(r *Record) {
	*c = Course{Since: r.At, Cause: r.Cause}
	if r.Kind.Travels() && r.Cause == Transfer && r.Planned() {
		c.Msg, c.out, c.arrive, c.freed = r.Msg, sim.Time(r.Aux), r.Until, r.Until
	}
}

// Block lets the operation wait behind earlier messages from one time to
// another, as a Block says, if it still travels on msg.
func (c *Course) Block(msg uint32, from, to sim.Time) {
	if c.Msg == msg && msg != 0 {
		c.arrive, c.freed = from, to
	}
}

// Spans is how the time from Since to at was spent, in order. Spans of no
// length are left out. What lies behind a plan's end is in none.
func (c *Course) Spans(at sim.Time) (spans [3]Span, n int) {
	if c.Msg == 0 {
		if at > c.Since {
			spans[0], n = Span{c.Cause, c.Since, at}, 1
		}
		return spans, n
	}
	from := c.Since
	for _, s := range [...]Span{{Cause: c.Cause, To: c.out}, {Cause: InFlight, To: c.arrive}, {Cause: Blocked, To: c.freed}} {
		s.From, s.To = from, min(s.To, at)
		if s.To > s.From {
			spans[n] = s
			n++
			from = s.To
		}
	}
	return spans, n
}
