package network

import (
	"slices"

	"backchat/sim"
)

// A medium is what all wires of a shared link are, in one direction: one wire.
// What befalls the bandwidth of some of them befalls it.
type medium struct {
	out  sim.Time // when the last bit of what was sent before is out
	slow []pace   // of those of its lanes that faults slow
}

// A pace is at which factor of its bandwidth so many lanes carry.
type pace struct {
	factor float64
	lanes  int
}

// pace is that of the slowest of its lanes.
func (m *medium) pace() float64 {
	least := 1.0
	for _, p := range m.slow {
		least = min(least, p.factor)
	}
	return least
}

// turn notes that one of its lanes has another pace.
func (m *medium) turn(from, to float64) {
	m.count(from, -1)
	m.count(to, 1)
}

// count notes that more lanes, or fewer, have a pace. How many carry all that they
// can need not be known.
func (m *medium) count(factor float64, more int) {
	if factor == 1 {
		return
	}
	i := slices.IndexFunc(m.slow, func(p pace) bool { return p.factor == factor })
	if i < 0 {
		m.slow = append(m.slow, pace{factor, more})
	} else if m.slow[i].lanes += more; m.slow[i].lanes == 0 {
		m.slow = slices.Delete(m.slow, i, i+1)
	}
}

// bandwidth is what the lane carries now.
func (l *lane) bandwidth() sim.Bandwidth {
	pace := 1.0
	if l.way.shared != nil {
		pace = l.way.shared.pace()
	} else if l.troubled() {
		pace = l.pace()
	}
	if pace == 1 {
		return l.way.bandwidth
	}
	return max(1, sim.Bandwidth(float64(float64(l.way.bandwidth)*pace)+0.5))
}

// carry lets the lane carry at a factor of its bandwidth on top of what holds, or
// ends that. What waits for the lane is so many bytes: what comes after it waits
// until they are out at the new pace.
func (l *lane) carry(factor float64, end bool, now sim.Time) {
	before, was := l.bandwidth(), l.pace()
	if end {
		l.trouble.paces = without(l.trouble.paces, factor)
	} else {
		l.trouble.paces = append(l.trouble.paces, factor)
	}
	if l.way.shared != nil {
		l.way.shared.turn(was, l.pace())
	}
	if free, after := l.free(), l.bandwidth(); *free > now && after != before {
		*free = now + sim.Time(min(float64(*free-now)*float64(float64(before)/float64(after)), float64(sim.MaxHorizon)))
	}
}
