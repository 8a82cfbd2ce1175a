package metrics

import (
	"math/bits"

	"backchat/sim"
)

// bins are a histogram of spans of time in nanoseconds, by the layout of
// HdrHistogram for three digits (Tene, hdrhistogram.org): below 2048 each span
// has a bin of its own, and from there on each doubling has 1024 bins of equal
// width, so that a bin is narrower than a thousandth of what it holds. They
// hold spans up to a horizon; a longer one panics.
type bins []uint64

const (
	fineBits = 10              // 1024 bins a doubling
	fine     = 1 << fineBits   // and as many below the first
	single   = 2<<fineBits - 1 // the longest span with a bin of its own
)

func newBins(horizon sim.Time) bins { return make(bins, binOf(uint64(horizon))|(fine-1)+1) }

// binOf is the bin that holds a span.
func binOf(ns uint64) int {
	width := bits.Len64(ns|single) - bits.Len64(single) // its binary logarithm
	return width<<fineBits + int(ns>>width)
}

// highest is the longest span that bin i holds.
func highest(i int) int64 {
	width := max(i>>fineBits, 1) - 1
	return int64(i-width<<fineBits+1)<<width - 1
}

// at is the longest span of the bin that has the rank'th span, from 1.
func (b bins) at(rank uint64) int64 {
	for i, n := range b {
		if rank <= n {
			return highest(i)
		}
		rank -= n
	}
	panic("metrics.bins.at: a rank above the number of spans")
}

// add adds what is counted in c.
func (b bins) add(c bins) {
	for i, n := range c {
		b[i] += n
	}
}
