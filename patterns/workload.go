package patterns

import (
	"math"

	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/trace"
)

// A Workload is when the speakers of a flow intend their operations. What it
// draws depends on the seed, the flow, the speaker and the ordinal alone, so
// that every variant meets the same.
type Workload struct {
	w      *node.World
	id     sim.HandlerID
	c      *Send
	key    sim.Key                      // of the flow
	count  int                          // of the speakers
	name   func(i int) sim.Key          // what a speaker is called by
	state  sim.Pages[int, speakerState] // of those who speak within the run
	spins  []node.Spin                  // by speaker, where one operation follows another; nil before the first does
	intend func(speaker int, key sim.Key)
	mean   float64 // poisson, constant: nanoseconds from arrival to arrival of one speaker
	gap    sim.Sampler
	think  sim.Sampler
	pace   profile
	stop   sim.Time
	closed bool   // an operation follows the end of the one before
	extra  uint64 // operations that the timeline has added
}

type speakerState struct {
	key      sim.Key  // of the speaker's draws
	gaps     sim.Key  // of its gaps
	next     sim.Time // constant: the first arrival's time; gaps: the last one's
	arrivals uint32
	ops      uint32
}

// gapHash is what gaps are drawn for.
var gapHash = sim.HashOf("gap")

const (
	eventArrival uint8 = iota
	eventBurst
	eventThought
)

// Bytes that are kept of a speaker, and of how often one follows another at one
// instant.
const (
	speakerBytes = 40
	spinBytes    = 16
)

// NewWorkload compiles s for so many speakers, who are called by keys: name tells
// them. intend is called at each operation's intended start with the key of its
// work.
func NewWorkload(w *node.World, s *Send, flow sim.Key, speakers int, name func(i int) sim.Key, intend func(int, sim.Key)) (*Workload, error) {
	w.Kernel.Keeps("speakers", speakerBytes).Add(speakers)
	l := &Workload{
		w: w, c: s, key: flow, count: speakers, name: name, state: sim.NewPages[int, speakerState](speakers),
		intend: intend, stop: w.Topology.Horizon + 1, pace: newProfile(s.Changes), closed: s.Arrivals == "closed",
	}
	if s.Stop != nil {
		l.stop = min(l.stop, *s.Stop)
	}
	switch {
	case s.Rate != nil:
		l.mean = 1e9 / float64(*s.Rate)
	case s.TotalRate != nil:
		l.mean = 1e9 / float64(*s.TotalRate) * float64(speakers)
	}
	for _, d := range []struct {
		dist    *sim.Dist
		sampler *sim.Sampler
	}{{s.Gap, &l.gap}, {s.Think, &l.think}} {
		if d.dist == nil {
			continue
		}
		sampler, err := d.dist.Sampler()
		if err != nil {
			return nil, err
		}
		*d.sampler = sampler
	}
	l.id = w.Kernel.Register(l)
	return l, nil
}

// speaker is what is kept of one, from now on at the latest.
func (l *Workload) speaker(i int) *speakerState {
	s := l.state.At(i)
	if s.key == 0 {
		*s = l.fresh(i)
	}
	return s
}

// fresh is a speaker that has not spoken.
func (l *Workload) fresh(i int) speakerState {
	key := l.key.With(uint64(l.name(i)))
	return speakerState{key: key, gaps: key.With(gapHash), next: l.c.Start}
}

// Start schedules each speaker's first operation. Of those who have none nothing
// is kept.
func (l *Workload) Start() {
	for i := range l.count {
		if l.closed {
			l.Ended(i)
			continue
		}
		s := l.fresh(i)
		if l.begin(i, &s) {
			*l.state.At(i) = s
		}
	}
}

// begin schedules a speaker's first arrival, and tells whether there is one.
func (l *Workload) begin(i int, s *speakerState) bool {
	if l.c.Arrivals == "constant" {
		return l.first(i, s)
	}
	return l.schedule(i, s)
}

// first schedules the first beat of a speaker with constant arrivals.
func (l *Workload) first(i int, s *speakerState) bool {
	phase := 0.0
	switch l.c.Stagger {
	case "even":
		phase = l.mean * float64(i) / float64(l.count)
	case "random":
		draws := sim.NewStream(s.key.Named("phase"))
		phase = l.mean * draws.Float64()
	}
	if l.mean > float64(sim.MaxHorizon) {
		return false // a rate of 0
	}
	s.next = l.pace.after(l.c.Start, phase)
	return l.at(s.next, i)
}

// schedule schedules the next arrival of a speaker, and tells whether there is
// one.
func (l *Workload) schedule(i int, s *speakerState) bool {
	switch l.c.Arrivals {
	case "poisson":
		seconds := l.gapOf(s).Exponential()
		s.next = l.pace.after(s.next, l.mean*float64(seconds*1e9)/1e9)
	case "constant":
		if len(l.pace) == 0 {
			return l.at(s.next+sim.FromNanos(l.mean*float64(s.arrivals)), i)
		}
		s.next = l.pace.after(s.next, l.mean)
	case "gaps":
		s.next += l.gap.Once(l.gapOf(s))
	case "times":
		if int(s.arrivals) >= len(l.c.Times) {
			return false
		}
		s.next = max(l.c.Start+l.c.Times[s.arrivals], l.w.Now())
	default:
		return false // they follow another flow's
	}
	return l.at(s.next, i)
}

// gapOf is the key for the time to a speaker's next arrival.
func (l *Workload) gapOf(s *speakerState) sim.Key {
	return s.gaps.With(uint64(s.arrivals))
}

// at schedules an arrival, and tells whether the run comes to it.
func (l *Workload) at(t sim.Time, i int) bool {
	if t >= l.stop {
		return false
	}
	l.w.Kernel.At(t, l.id, eventArrival, uint32(i), 0)
	return true
}

// Handle fires an arrival.
func (l *Workload) Handle(e sim.Event) {
	i := int(e.A)
	s := l.state.At(i)
	switch e.Kind() {
	case eventArrival:
		s.arrivals++
		if l.c.Burst == nil {
			l.one(i, s)
		} else {
			l.burst(i, s, 0)
		}
		l.schedule(i, s)
	case eventBurst:
		l.burst(i, s, e.B)
	case eventThought:
		l.one(i, s)
	}
}

// burst intends the k'th operation of an arrival, and those that come at the
// same instant.
func (l *Workload) burst(i int, s *speakerState, k uint32) {
	for ; k < uint32(l.c.Burst.Size); k++ {
		l.one(i, s)
		if l.c.Burst.Gap > 0 && k+1 < uint32(l.c.Burst.Size) {
			if t := l.w.Now() + l.c.Burst.Gap; t < l.stop {
				l.w.Kernel.At(t, l.id, eventBurst, uint32(i), k+1)
			}
			return
		}
	}
}

func (l *Workload) one(i int, s *speakerState) {
	s.ops++
	l.intend(i, s.key.With(uint64(s.ops)))
}

// Extra intends one operation that the timeline adds. It leaves all other
// draws as they are.
func (l *Workload) Extra(i int) {
	l.extra++
	l.intend(i, l.key.Named("timeline").With(l.extra))
}

// Ended says that an operation of the speaker has ended: a closed one thinks,
// and has its next. It tells whether there will be one.
func (l *Workload) Ended(i int) bool {
	if !l.closed {
		return false
	}
	s := l.speaker(i)
	think := l.think.Once(s.key.Named("think").With(uint64(s.arrivals)))
	s.arrivals++
	t := max(l.w.Now(), l.c.Start) + think
	if t >= l.stop {
		return false
	}
	l.w.Kernel.At(t, l.id, eventThought, uint32(i), 0)
	return true
}

// spin is how often an operation of the speaker has followed another now.
func (l *Workload) spin(i int) *node.Spin {
	if l.spins == nil {
		l.w.Kernel.Keeps("speakers that go on", spinBytes).Add(l.count)
		l.spins = make([]node.Spin, l.count)
	}
	return &l.spins[i]
}

// A profile is how a rate changes with time: stretches over which its factor
// goes from one value to another in a straight line. An empty one is 1.
type profile []stretch

type stretch struct {
	from, to sim.Time
	f0, f1   float64
}

func newProfile(changes []Change) profile {
	var p profile
	at, factor := sim.Time(0), 1.0
	for _, c := range changes {
		if c.At > at {
			p = append(p, stretch{at, c.At, factor, factor})
		}
		if c.Over > 0 {
			p = append(p, stretch{c.At, c.At + c.Over, factor, c.Factor})
		}
		at, factor = c.At+c.Over, c.Factor
	}
	if len(changes) > 0 {
		p = append(p, stretch{at, sim.MaxHorizon, factor, factor})
	}
	return p
}

// after is the instant at which the factor's integral from t on reaches
// amount, in nanoseconds.
func (p profile) after(t sim.Time, amount float64) sim.Time {
	if len(p) == 0 {
		return t + sim.FromNanos(amount)
	}
	return p.change(t, amount)
}

func (p profile) change(t sim.Time, amount float64) sim.Time {
	for _, s := range p {
		if s.to <= t {
			continue
		}
		from := max(t, s.from)
		span := float64(s.to - from)
		f := s.at(from)
		area := span * (f + s.f1) / 2
		if amount <= area {
			return from + sim.FromNanos(s.solve(f, span, amount))
		}
		amount -= area
	}
	return sim.MaxHorizon
}

// at is the factor at t.
func (s stretch) at(t sim.Time) float64 {
	if s.f0 == s.f1 {
		return s.f0
	}
	done := float64(t-s.from) / float64(s.to-s.from)
	return s.f0 + float64(done*(s.f1-s.f0))
}

// solve is the x at which f x + (f1 - f) x^2 / (2 span) reaches amount.
func (s stretch) solve(f, span, amount float64) float64 {
	slope := (s.f1 - f) / span
	if slope == 0 {
		return amount / f
	}
	root := math.Sqrt(max(0, float64(f*f)+float64(2*slope*amount)))
	return 2 * amount / (f + root)
}

// nameOf tells the key by which one of places is called in draws: by node and
// replica, so that other nodes do not move it.
func (t *Talk) nameOf(places []trace.Place) func(i int) sim.Key {
	top := t.W.Topology
	return func(i int) sim.Key {
		s := top.Places.At(places[i])
		return sim.NewKey(0).Named(top.Nodes[s.Node].ID).With(uint64(s.Replica))
	}
}
