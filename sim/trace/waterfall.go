package trace

import "backchat/sim"

// A Waterfall is a fold that finds out what one operation spends its time on,
// from its intended start to its end: spans without gaps, that add up to the
// nanosecond.
type Waterfall struct {
	Op     uint32
	Node   Place // its speaker
	Flow   uint16
	Begun  bool
	From   sim.Time // its intended start
	To     sim.Time // its end; of one that has not ended, what End was given
	Status Status   // NoStatus while it goes on
	Spans  []Span   // neighbours differ in their cause
	course Course
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
}

func (w *Waterfall) take(r *Record) {
	if r.Kind == Block {
		w.course.Block(r.Msg, sim.Time(r.Aux), r.Until)
		return
	}
	if w.Op < r.Op || w.Op-r.Op >= uint32(r.N) {
		return
	}
	switch {
	case r.Kind == Begin:
		w.Begun, w.From, w.Node, w.Flow = true, sim.Time(r.Aux), r.Node, r.Flow
		w.course.Start(r)
	case r.Kind == End:
		w.End(r.At)
		w.Status = r.Status
	case r.Cause != NoCause:
		w.spend(r.At)
		w.course.Take(r)
	}
}

// End says that nothing more is known after an instant.
func (w *Waterfall) End(at sim.Time) {
	w.spend(at)
	w.To = at
}

// spend adds what the time up to an instant was spent on.
func (w *Waterfall) spend(at sim.Time) {
	spans, n := w.course.Spans(at)
	for _, s := range spans[:n] {
		if last := len(w.Spans) - 1; last >= 0 && w.Spans[last].Cause == s.Cause && w.Spans[last].To == s.From {
			w.Spans[last].To = s.To
		} else {
			w.Spans = append(w.Spans, s)
		}
	}
}
