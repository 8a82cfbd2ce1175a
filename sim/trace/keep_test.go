package trace

import (
	"slices"
	"testing"
)

func TestKeptHoldsTheFirstRecordsAndSaysWhereItStopped(t *testing.T) {
	_, records := run(100)
	for _, row := range []struct {
		reason string
		most   int
		want   int
		cut    bool
	}{
		{"all of it fits", 0, 100, false},
		{"all of it fits just so", 100 * RecordSize, 100, false},
		{"one too many", 100*RecordSize - 1, 99, true},
		{"it stops inside a batch", 33 * RecordSize, 33, true},
		{"it stops between batches", 30 * RecordSize, 30, true},
		{"nothing fits", 1, 0, true},
	} {
		k := NewKept(row.most)
		for b := range slices.Chunk(records, 10) {
			k.Fold(b)
		}
		from, cut := k.Truncated()
		if cut != row.cut || cut && from != records[row.want].At {
			t.Errorf("%s: truncated %v from %v", row.reason, cut, from)
		}
		if !slices.Equal(k.Records(), records[:row.want]) {
			t.Errorf("%s: %d records, want %d", row.reason, len(k.Records()), row.want)
		}
		if row.most > 0 && cap(k.Records())*RecordSize > row.most {
			t.Errorf("%s: room for %d records in %d bytes", row.reason, cap(k.Records()), row.most)
		}
	}
}
