package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A lane is one direction of a wire.
type lane struct {
	way        *way
	*laneState // nil as long as nothing is particular to the wire
}

// A laneState is what is particular to one direction of a wire.
type laneState struct {
	out     sim.Time    // when the last bit of what was sent before is out, unless the link is shared
	draws   *sim.Stream // made when first drawn from
	trouble *trouble    // nil where nothing has befallen it
	stalled list        // what waits for the wire to mend
	waiting list        // exchanges that wait for a connection to come free
	apart   pool        // connections opened from its beginning that take no further exchanges
}

// A trouble is what faults do to a lane now, and that a burst of losses goes on.
type trouble struct {
	bad      bool
	cuts     int      // those that cut it
	delay    sim.Time // latency that they add
	losses   []float64
	paces    []float64  // factors of the bandwidth
	refused  []float64  // shares of the connections asked for that they refuse
	refusing sim.Stream // which of them
}

// free is when the last bit of what was sent before is out.
func (l *lane) free() *sim.Time {
	if l.way.shared != nil {
		return &l.way.shared.out
	}
	return &l.out
}

// troubled tells whether a fault, or a burst of losses, has befallen the lane.
func (l *lane) troubled() bool { return l.laneState != nil && l.trouble != nil }

// chancy tells whether what happens to a message on the lane is drawn.
func (l *lane) chancy() bool { return l.way.chancy || l.troubled() }

// cut tells whether faults let nothing through.
func (l *lane) cut() bool { return l.troubled() && l.trouble.cuts > 0 }

// delay is the latency that faults add.
func (l *lane) delay() sim.Time {
	if !l.troubled() {
		return 0
	}
	return l.trouble.delay
}

// losses are the shares that faults lose, each of what the others let through.
func (l *lane) losses() []float64 {
	if !l.troubled() {
		return nil
	}
	return l.trouble.losses
}

// pace is the factor of its bandwidth at which faults let the lane carry.
func (l *lane) pace() float64 {
	if !l.troubled() {
		return 1
	}
	pace := 1.0
	for _, x := range l.trouble.paces {
		pace *= x
	}
	return pace
}

// refused is the share of the connections asked for over the lane that faults refuse.
func (l *lane) refused() float64 {
	if !l.troubled() {
		return 0
	}
	passing := 1.0
	for _, share := range l.trouble.refused {
		passing *= 1 - share
	}
	return 1 - passing
}

// A way is what a link does to messages in one direction.
type way struct {
	latency    sim.Sampler
	fixed      bool     // the latency is always
	always     sim.Time // this
	bandwidth  sim.Bandwidth
	buffer     sim.Bytes // 0: no bound
	loss       float64
	bursts     *Bursts  // nil: losses are independent
	retransmit sim.Time // 0: never
	duplicate  float64
	unordered  bool
	header     uint32
	chancy     bool    // what happens to a message is drawn
	plain      bool    // nothing but the same time for all happens to it
	own        bool    // its lanes have a state each from the first message on
	shared     *medium // what all of the link's wires are; nil: each is one of its own
}

// A passage is what becomes of one message on a lane.
type passage struct {
	first   sim.Time // its first bit is on the wire
	out     sim.Time // its last bit is on the wire
	natural sim.Time // it would arrive
	arrival sim.Time // it does
	lost    trace.Status
}

// pass sends size bytes at now; none of them arrives before last.
func (l *lane) pass(now sim.Time, size sim.Bytes, last sim.Time) passage {
	w := l.way
	p := passage{first: now, out: now}
	if w.bandwidth > 0 {
		p.first, p.out = l.occupy(now, size)
		if p.out == sim.Never {
			return passage{first: now, out: now, natural: now, arrival: now, lost: trace.Dropped}
		}
	}
	if w.fixed {
		p.natural = p.out + w.always + l.delay()
	} else {
		p.natural = p.out + w.latency.Time(l.draws) + l.delay()
	}
	p.arrival = p.natural
	if w.loss > 0 || w.bursts != nil || l.troubled() {
		p.lost = l.fate(&p)
	}
	if p.arrival < last && !w.unordered {
		p.arrival = last
	}
	return p
}

// fromHalfWay has what is sent go half of the way alone.
func (p *passage) fromHalfWay() {
	half := (p.natural - p.out) / 2
	p.natural, p.arrival = p.natural-half, p.arrival-half
}

// occupy takes the wire for size bytes and returns when the first and the last of
// them is out, or Never where the buffer has no room for them.
func (l *lane) occupy(now sim.Time, size sim.Bytes) (first, last sim.Time) {
	free, bandwidth, buffer := l.free(), l.bandwidth(), l.way.buffer
	start := max(now, *free)
	if buffer > 0 && bandwidth.Transmit(buffer) < start-now+bandwidth.Transmit(size) && start > now {
		return now, sim.Never
	}
	*free = start + bandwidth.Transmit(size)
	return start, *free
}

// fate draws whether the message is lost. A wire that retransmits loses
// nothing: each loss costs its time instead.
func (l *lane) fate(p *passage) trace.Status {
	if l.cut() {
		return trace.Partitioned
	}
	for l.lose() {
		if l.way.retransmit == 0 {
			return trace.Noise
		}
		p.arrival += l.way.retransmit
		if p.arrival >= sim.MaxHorizon {
			return trace.Noise
		}
	}
	return trace.NoStatus
}

// dead tells whether nothing gets through, however often it is sent.
func (l *lane) dead() bool {
	b := l.way.bursts
	dead := l.cut() || l.way.loss >= 1 && (b == nil || b.Loss >= 1 || b.ToBad == 0)
	for _, share := range l.losses() {
		dead = dead || share >= 1
	}
	return dead
}

func (l *lane) lose() bool {
	lost := l.draws.Chance(l.noise())
	for _, share := range l.losses() {
		lost = l.draws.Chance(share) || lost
	}
	return lost
}

// noise is the share that the wire itself loses of what it carries next.
func (l *lane) noise() float64 {
	b := l.way.bursts
	if b == nil {
		return l.way.loss
	}
	if l.trouble == nil {
		l.trouble = new(trouble)
	}
	turns := b.ToBad
	if l.trouble.bad {
		turns = b.ToGood
	}
	if l.draws.Chance(turns) {
		l.trouble.bad = !l.trouble.bad
	}
	if l.trouble.bad {
		return b.Loss
	}
	return l.way.loss
}

// A list is a queue of messages, linked through them.
type list struct {
	first, last uint32
}

func (l *list) push(msgs *sim.Slab[Message], m *Message) {
	if l.first == 0 {
		l.first = m.slot
	} else {
		msgs.At(l.last).next = m.slot
	}
	l.last = m.slot
}

// pop takes the first message; nil where there is none.
func (l *list) pop(msgs *sim.Slab[Message]) *Message {
	if l.first == 0 {
		return nil
	}
	m := msgs.At(l.first)
	l.first, m.next = m.next, 0
	return m
}
