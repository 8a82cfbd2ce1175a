package trace

import (
	"slices"

	"backchat/sim"
)

// A Waterfall is a fold that finds out what one operation spends its time on,
// from its intended start to its end: spans without gaps, that add up to the
// nanosecond. Where attempts are made side by side, it is what the operation spends
// its time on by the one that counts.
type Waterfall struct {
	Op     uint32
	Node   Place // its speaker
	Flow   uint16
	Begun  bool
	From   sim.Time // its intended start
	To     sim.Time // its end; of one that has not ended, what End was given
	Status Status   // NoStatus while it goes on
	Spans  []Span   // neighbours differ in their cause or in where it was
	Where  []Where  // of each span
	main   fall     // at side 0, which has these spans
	sides  Sides[fall]
	blocks Table[Record] // of messages under way
}

// Where an operation spends time: at a node, or on the way from there to a peer.
type Where struct{ Node, Peer Place }

// next is where it is from a record on that names a cause. Whatever befalls it on the
// way to a peer does there, though only its sending names the peer; what is lost has
// been so on its way.
func (w Where) next(r *Record) Where {
	switch {
	case r.Kind.Travels(), r.Kind == Lost:
		return Where{r.Node, r.Peer}
	case w.Node == r.Node && w.Peer != 0 && r.Cause.under():
		return w
	}
	return Where{Node: r.Node}
}

// under tells whether who is on the cause is under way.
func (c Cause) under() bool {
	return c.Info().Spent == OnWires || c == Blocked || c == ReceiverLimited || c == Recovering
}

// A fall is what an operation spends its time on by one of its attempts, and where.
type fall struct {
	Course
	here  Where
	spans []Span
	where []Where
}

// NewWaterfall makes a fold that follows the operation of that number.
func NewWaterfall(op uint32) *Waterfall { return &Waterfall{Op: op} }

// Fold takes the next records.
func (w *Waterfall) Fold(batch []Record) {
	for i := range batch {
		if w.Status != NoStatus {
			return
		}
		w.take(&batch[i])
	}
	w.Spans, w.Where = w.main.spans, w.main.where
}

func (w *Waterfall) take(r *Record) {
	switch r.Kind {
	case Block:
		*w.blocks.Put(r.Msg) = *r
		w.main.Block(r.Msg, sim.Time(r.Aux), r.Until)
		return
	case Arrive, Lost:
		w.blocks.Delete(r.Msg)
	}
	if w.Op < r.Op || w.Op-r.Op >= uint32(r.N) {
		return
	}
	switch {
	case r.Kind == Begin:
		w.Begun, w.From, w.Node, w.Flow = true, sim.Time(r.Aux), r.Node, r.Flow
		w.main.Start(r)
		w.main.here = Where{Node: r.Node}
	case r.Kind == End:
		w.End(r.At)
		w.Status = r.Status
	case w.sides.Take(r, &w.main, fall.clone):
	case r.Cause != NoCause:
		w.sides.At(&w.main, r.Side()).turn(r, w.blocks.Get(r.Msg))
	}
}

// End says that nothing more is known after an instant.
func (w *Waterfall) End(at sim.Time) {
	w.main.spend(at)
	w.Spans, w.Where, w.To = w.main.spans, w.main.where, at
}

func (f fall) clone() fall {
	f.spans, f.where = slices.Clone(f.spans), slices.Clone(f.where)
	return f
}

// turn takes a record that names a cause; block is that of its message, nil: none.
func (f *fall) turn(r, block *Record) {
	f.spend(r.At)
	f.Take(r)
	f.here = f.here.next(r)
	if r.Kind != Send && block != nil {
		f.Block(r.Msg, sim.Time(block.Aux), block.Until)
	}
}

// spend adds what the time up to an instant was spent on.
func (f *fall) spend(at sim.Time) {
	spans, n := f.Spans(at)
	for _, s := range spans[:n] {
		if last := len(f.spans) - 1; last >= 0 && f.spans[last].Cause == s.Cause && f.where[last] == f.here && f.spans[last].To == s.From {
			f.spans[last].To = s.To
		} else {
			f.spans, f.where = append(f.spans, s), append(f.where, f.here)
		}
	}
}
