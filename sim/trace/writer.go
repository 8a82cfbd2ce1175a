package trace

// A Fold takes the records of a run, in order, a batch at a time. The batch
// is the writer's: a fold that keeps records copies them.
type Fold interface {
	Fold(batch []Record)
}

// A Writer gathers records and hands them to its folds in batches.
type Writer struct {
	batch [batchSize]Record // those from n on are zero
	n     int
	folds []Fold
	total uint64
}

const batchSize = 256 // 16 KiB: half of a small first-level cache

// NewWriter makes a writer for folds, which see each batch in that order.
func NewWriter(folds ...Fold) *Writer { return &Writer{folds: folds} }

// Add makes room for a record, which the caller fills in before anything else
// is added.
func (w *Writer) Add() *Record {
	if w.n == batchSize {
		w.Flush()
	}
	w.n++
	return &w.batch[(w.n-1)&(batchSize-1)]
}

// Flush hands what has been gathered to the folds.
func (w *Writer) Flush() {
	batch := w.batch[:w.n]
	for _, f := range w.folds {
		f.Fold(batch)
	}
	w.total += uint64(w.n)
	w.n = 0
	clear(batch)
}

// Total counts the records so far.
func (w *Writer) Total() uint64 { return w.total + uint64(w.n) }
