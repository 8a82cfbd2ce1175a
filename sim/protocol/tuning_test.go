package protocol

import (
	"slices"
	"testing"

	"backchat/sim"
)

const kib = 1 << 10

// An end reads 128 KiB each time. A window of 512 KiB is opened again after each of
// these, since a quarter was read. The third time more than half of it has been read,
// 20 ms after the first: with a round trip of 100 ms it is doubled. One of 1 MiB is opened
// again with every second read, and with the third of these more than half of it has been
// read; with a round trip of a millisecond it stays as it is.
func TestAWindowIsWidenedForWhoFillsItWithinFourRoundTrips(t *testing.T) {
	for _, row := range []struct {
		rtt    sim.Time
		widest int64
		want   []int64
	}{
		{100 * sim.Millisecond, 6144 * kib, []int64{512, 512, 1024, 1024, 1024, 1024, 1024, 1024, 2048}},
		{100 * sim.Millisecond, 1536 * kib, []int64{512, 512, 1024, 1024, 1024, 1024, 1024, 1024, 1536}},
		{sim.Millisecond, 6144 * kib, []int64{512, 512, 512, 512, 512, 512, 512, 512, 512}},
		{0, 6144 * kib, []int64{512, 512, 512, 512, 512, 512, 512, 512, 512}},
	} {
		f := inflow{left: 512 * kib, tuning: tuning{size: 512 * kib}}
		sent, read := int64(512*kib), int64(0)
		var sizes []int64
		for i := range sim.Time(9) {
			more, _ := f.readTuned(128*kib, 10*(i+1)*sim.Millisecond, row.rtt, row.widest)
			sent, read = sent+more, read+128*kib
			if sent-read != f.left {
				t.Errorf("round trip %v: %d B may come, and the end believes %d", row.rtt, sent-read, f.left)
			}
			sizes = append(sizes, f.size/kib)
		}
		if !slices.Equal(sizes, row.want) {
			t.Errorf("round trip %v, %d KiB at most: the window is of %v KiB, want %v", row.rtt, row.widest/kib, sizes, row.want)
		}
	}
}

func TestTheWindowOfAConnectionFollowsThatOfAnExchange(t *testing.T) {
	u := tuning{size: 768 * kib, since: 1, seen: 5}
	u.ensure(700*kib, 10, 15360*kib)
	if u != (tuning{size: 768 * kib, since: 1, seen: 5}) {
		t.Errorf("it is wide enough, and becomes %+v", u)
	}
	u.ensure(1536*kib, 10, 15360*kib)
	if u != (tuning{size: 1536 * kib, since: 10}) {
		t.Errorf("it becomes %+v, want 1,536 KiB", u)
	}
	u.ensure(1800*kib, 20, 1600*kib)
	if u.size != 1600*kib {
		t.Errorf("it becomes %d KiB, want the 1,600 that it may be", u.size/kib)
	}
}
