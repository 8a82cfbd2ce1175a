package trace

import (
	"testing"

	"backchat/sim"
)

// Tokens come one after the other until the bucket is full.
func TestABucketFillsATokenAtATime(t *testing.T) {
	b, full := Bucket{Tokens: 3, Gap: 10}, sim.Time(100)
	for at := sim.Time(0); at < 150; at++ {
		want := 0
		for come := full - 20; come <= full; come += 10 {
			if come <= at {
				want++
			}
		}
		if got := b.Left(full, at); got != want {
			t.Errorf("at %d there are %d tokens, want %d", at, got, want)
		}
	}
}
