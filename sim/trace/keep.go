package trace

import (
	"fmt"

	"backchat/sim"
)

// DefaultKept is how many bytes of records are kept where nothing else is
// said.
const DefaultKept = 64 << 20

// Kept is a fold that keeps records in memory, the first of a run, until they
// would take more than a number of bytes.
type Kept struct {
	records []Record
	most    int // records
	from    sim.Time
	cut     bool
}

// NewKept makes a fold that keeps up to most bytes of records; 0 stands for
// [DefaultKept].
func NewKept(most int) *Kept {
	if most < 0 {
		panic(fmt.Sprintf("trace.NewKept: %d bytes", most))
	}
	if most == 0 {
		most = DefaultKept
	}
	return &Kept{most: most / RecordSize}
}

// Fold takes the next records.
func (k *Kept) Fold(batch []Record) {
	if k.cut {
		return
	}
	if room := k.most - len(k.records); len(batch) > room {
		k.cut, k.from = true, batch[room].At
		batch = batch[:room]
	}
	k.grow(len(batch))
	k.records = append(k.records, batch...)
}

// grow makes room for n more, and never for more than are to be kept.
func (k *Kept) grow(n int) {
	need := len(k.records) + n
	if need <= cap(k.records) {
		return
	}
	room := make([]Record, len(k.records), min(k.most, max(need, 2*cap(k.records))))
	copy(room, k.records)
	k.records = room
}

// Records are the records that were kept. They are not to be changed.
func (k *Kept) Records() []Record { return k.records }

// Truncated tells whether records were left out, and the time of the first
// such: what was before it is complete.
func (k *Kept) Truncated() (from sim.Time, truncated bool) { return k.from, k.cut }
