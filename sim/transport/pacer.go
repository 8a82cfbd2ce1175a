package transport

import "backchat/sim"

// A pacer is a bucket of bytes that fills at a rate and lets a burst through
// (quic-go, internal/congestion/pacer.go).
type pacer struct {
	budget int64
	at     sim.Time // it was so
	begun  bool
}

// pacerDelay is the shortest wait of a pacer, and what a bucket holds at least
// is what comes in twice that (quic-go, MinPacingDelay and TimerGranularity).
const pacerDelay = sim.Millisecond

// pacerFastest is beyond all wires, in bytes a second.
const pacerFastest = 8e9

// fill is what may be sent now, at rate bytes a second.
func (p *pacer) fill(now sim.Time, rate, burst int64) int64 {
	most := max(burst, rate*int64(2*pacerDelay)/int64(sim.Second))
	if !p.begun {
		return most
	}
	elapsed := now - p.at
	if elapsed >= sim.Second && elapsed >= comesIn(most-p.budget, rate) {
		return most
	}
	return min(p.budget+int64(elapsed)*rate/int64(sim.Second), most)
}

// spend notes that n bytes are sent.
func (p *pacer) spend(now sim.Time, n, rate, burst int64) {
	p.budget = max(p.fill(now, rate, burst)-n, 0)
	p.at, p.begun = now, true
}

// next is when need bytes may be sent.
func (p *pacer) next(need, rate int64) sim.Time {
	if p.budget >= need {
		return p.at
	}
	return p.at + max(comesIn(need-p.budget, rate), pacerDelay)
}

// comesIn is how long n bytes take to come in.
func comesIn(n, rate int64) sim.Time {
	return sim.Time((n*int64(sim.Second) + rate - 1) / rate)
}
