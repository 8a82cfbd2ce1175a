package transport

import (
	"testing"

	"backchat/sim"
)

func TestAPacerLetsABurstThroughAndThenAtItsRate(t *testing.T) {
	const burst, full = 12_000, 1200
	p := pacer{rate: 1_000_000, most: burst}
	now, sent := sim.Second, int64(0)
	for sent < 120_000 {
		for p.fill(now) >= full {
			p.spend(now, full)
			sent += full
		}
		if sent == burst && now != sim.Second {
			t.Fatalf("the burst took until %v", now)
		}
		next := p.next(full)
		if next <= now {
			t.Fatalf("at %v the next packet may leave at %v", now, next)
		}
		now = next
	}
	if want := sim.Second + (120_000-burst)*sim.Microsecond; now < want || now > want+2*ms {
		t.Errorf("120 kB are out at %v, not %v", now, want)
	}
}

func TestASlowPacerFillsInTheEnd(t *testing.T) {
	p := pacer{rate: 1, most: 1200}
	p.spend(sim.Second, 1200)
	if at := p.next(1200); p.fill(at) < 1200 || at != 1201*sim.Second {
		t.Errorf("at a byte a second 1,200 have come in at %v", at)
	}
}
