package transport

import "backchat/sim"

// A pacer is a bucket of bytes that fills at a rate and lets a burst through
// (quic-go, internal/congestion/pacer.go).
type pacer struct {
	rate   int64 // bytes a second; 0: there is no bound
	most   int64 // that the bucket holds
	tempo  tempo // which both follow from
	budget int64
	at     sim.Time // it was so
	begun  bool
}

// A tempo is what an end sends by: so many bytes a round trip, so many times as fast,
// and so many at once.
type tempo struct {
	window int64
	rtt    sim.Time
	pacing float64
	burst  int64
}

// pacerDelay is the shortest wait of a pacer, and what a bucket holds at least
// is what comes in twice that (quic-go, MinPacingDelay and TimerGranularity).
const pacerDelay = sim.Millisecond

// pacerFastest is beyond all wires, in bytes a second.
const pacerFastest = 8e9

// follow sets the pace by that tempo.
func (p *pacer) follow(x tempo) {
	p.tempo, p.rate = x, 0
	if x.rtt != 0 && x.pacing != 0 {
		p.rate = max(int64(min(float64(x.window)/x.rtt.Seconds()*x.pacing, pacerFastest)), 1)
	}
	p.most = max(x.burst, p.rate*int64(2*pacerDelay)/int64(sim.Second))
}

// fill is what may be sent now.
func (p *pacer) fill(now sim.Time) int64 {
	if !p.begun {
		return p.most
	}
	elapsed := now - p.at
	if elapsed >= sim.Second && elapsed >= p.comesIn(p.most-p.budget) {
		return p.most
	}
	return min(p.budget+int64(elapsed)*p.rate/int64(sim.Second), p.most)
}

// spend notes that n bytes are sent.
func (p *pacer) spend(now sim.Time, n int64) {
	p.budget = max(p.fill(now)-n, 0)
	p.at, p.begun = now, true
}

// next is when need bytes may be sent.
func (p *pacer) next(need int64) sim.Time {
	if p.budget >= need {
		return p.at
	}
	return p.at + max(p.comesIn(need-p.budget), pacerDelay)
}

// comesIn is how long n bytes take to come in.
func (p *pacer) comesIn(n int64) sim.Time {
	return sim.Time((n*int64(sim.Second) + p.rate - 1) / p.rate)
}
