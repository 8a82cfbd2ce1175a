package network

import (
	"testing"

	"backchat/sim"
)

// What is told to be in transfer until some instant may be on the wire at first and
// owed from before after that. Of a message that something else holds up meanwhile the
// first part counts as that, and the second is owed still.
func TestWhatIsOwedOutlivesWhatHoldsAMessageUp(t *testing.T) {
	const now = 100 * ms
	for _, row := range []struct {
		reason           string
		out, until, owed sim.Time
	}{
		{"all of it is on the wire", 130 * ms, 130 * ms, 0},
		{"some of it is, and some is owed beyond that", 130 * ms, 150 * ms, 20 * ms},
		{"all of it is owed", 80 * ms, 120 * ms, 20 * ms},
		{"the last of it is out and told now", 80 * ms, 100 * ms, 0},
		{"it has been held up before, and what was on the wire then is not out yet", 130 * ms, 110 * ms, 0},
	} {
		l := leaving{telling: true, out: row.out, until: row.until}
		if l.hold(now); l.telling || l.owed != row.owed {
			t.Errorf("%s: owed %v, told %t", row.reason, l.owed, l.telling)
		}
	}
	l := leaving{owed: 7 * ms, out: 130 * ms}
	if l.hold(now); l.owed != 7*ms {
		t.Errorf("what was not told is owed as it was, not %v", l.owed)
	}
}
