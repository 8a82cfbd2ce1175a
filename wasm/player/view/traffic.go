package view

import (
	"math"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A pass is a message on its way along a wire in one direction. It has the sums of
// those before it, so that the passes at its ends tell all of a stretch.
type pass struct {
	send uint32   // its record
	bad  uint32   // so many before it came to nothing, or say no
	took sim.Time // so long were those before it under way, all together
}

// A traffic is all that passes a wire: from its first end, and from its second. Behind
// the last pass there is one that never is.
type traffic [2][]pass

// newTraffic finds what passes each wire.
func newTraffic(p *Tape) []traffic {
	list := make([]traffic, len(p.wiring.edges))
	sums := make([][2]pass, len(list))
	for i := range p.records {
		r := &p.records[i]
		if r.Kind != trace.Send {
			continue
		}
		from := p.cast.spot(r.Node)
		e := p.wiring.find(from, p.cast.spot(r.Peer))
		if e < 0 {
			continue
		}
		back := one(from != p.wiring.edges[e].a)
		sum := &sums[e][back]
		sum.send = uint32(i)
		list[e][back] = append(list[e][back], *sum)
		sum.bad += one(p.vain(uint32(i)))
		sum.took += p.under(uint32(i))
	}
	for e := range list {
		for back := range list[e] {
			sums[e][back].send = never
			list[e][back] = append(list[e][back], sums[e][back])
		}
	}
	return list
}

// vain tells whether the message that record i sends comes to nothing, or says no.
func (p *Tape) vain(i uint32) bool {
	r, fate := &p.records[i], p.fate[i]
	if r.Shape == trace.Resetting || r.Status.Info().Refuses {
		return true
	}
	if fate == never {
		return false
	}
	end := &p.records[fate]
	if end.Kind == trace.Lost {
		return true
	}
	for k := int(fate) + 1; k < len(p.records) && k <= int(fate)+fewRecords; k++ { // on arrival
		if d := &p.records[k]; d.Kind == trace.Discard && d.Msg == r.Msg {
			return mishapOf(d) != none
		}
	}
	return false
}

// fewRecords is within how many records a message is thrown away that has arrived and
// is of no use.
const fewRecords = 4

// under is for how long the message that record i sends is under way.
func (p *Tape) under(i uint32) sim.Time {
	r := &p.records[i]
	if end := p.fate[i]; end != never {
		return p.records[end].At - r.At
	}
	return max(r.Until-r.At, 0)
}

// A load is what has passed a wire in one direction in some stretch.
type load struct {
	n, bad int
	took   sim.Time
}

// between is what is sent by records from lo on and before hi.
func between(passes []pass, lo, hi uint32) load {
	i, j := passAt(passes, lo), passAt(passes, hi)
	return load{j - i, int(passes[j].bad - passes[i].bad), passes[j].took - passes[i].took}
}

// passAt is the first pass by record i or a later one.
func passAt(passes []pass, i uint32) int {
	k, _ := slices.BinarySearchFunc(passes, i, func(p pass, i uint32) int {
		if p.send < i {
			return -1
		}
		return 1
	})
	return min(k, len(passes)-1)
}

// A current is what passes a wire in either direction while the run plays for a second,
// and how much of it is drawn as a flow: nothing while an eye can follow each message,
// all of it where none can, and a part in between, while the messages grow paler.
type current struct {
	load [2]load
	flow float32
}

// An eye can follow mostFollowed messages a second on one wire, where each of them is
// there for so long as followed; of those that are gone sooner as many fewer, down to
// leastFollowed. Of more than mostAtOnce at once none can be told from the others. Where the
// machine is to be spared, one in so many as spared of all these is enough.
const (
	mostFollowed  = 20
	leastFollowed = 4
	followed      = .25 // seconds
	mostAtOnce    = 30
	spared        = 4
)

// listen finds out what passes the wires at the speed at which the run plays, by what is
// on record of the last second of playing. A run that stands still has no flow.
func (s *Stage) listen() {
	s.currents = s.currents[:0]
	if !(s.Speed > 0) {
		return
	}
	lo, hi, long := s.stretch()
	for i := range s.tape.traffic {
		both := &s.tape.traffic[i]
		t := current{load: [2]load{between(both[0], lo, hi), between(both[1], lo, hi)}}
		t.flow = s.flowing(&t, long, s.strands(int32(i)))
		s.currents = append(s.currents, t)
	}
}

// stretch is the last second of playing: its records, and how long it is. Where the tape
// is a part of a run and has not all of it, what comes next stands in for what is not
// there.
func (s *Stage) stretch() (lo, hi uint32, long sim.Time) {
	long = sim.FromNanos(max(s.Speed*float64(sim.Second), 1))
	begin, end := s.now-long, s.now
	if s.Since > 0 && begin < s.Since {
		begin = min(s.Since, s.now)
		end = max(min(begin+long, s.tape.end()), s.now)
		long = max(end-begin, 1)
	}
	return uint32(s.tape.before(begin)), uint32(s.tape.before(end)), long
}

// end is the instant of the last record.
func (p *Tape) end() sim.Time {
	if len(p.records) == 0 {
		return 0
	}
	return p.records[len(p.records)-1].At
}

// flowing is how much of a current is drawn as a flow, which took so long and is spread
// over so many wires.
func (s *Stage) flowing(t *current, long sim.Time, wires int) float32 {
	n := float64(t.load[0].n + t.load[1].n)
	if n == 0 {
		return 0
	}
	took := float64(t.load[0].took + t.load[1].took)
	seen := took / n / float64(sim.Second) / s.Speed
	most := min(max(mostFollowed*seen/followed, leastFollowed), mostFollowed)
	few := 1.0
	if s.Spare {
		few = spared
	}
	each := n * s.Speed * float64(sim.Second) / float64(long) / float64(wires)
	atOnce := took / float64(long) / float64(wires)
	x := float32(min(max(2*few*max(each/most, atOnce/mostAtOnce)-1.5, 0), 1))
	return x * x * (3 - 2*x)
}

// flow is how much of what passes a wire is drawn as a flow.
func (s *Stage) flow(wire int32) float32 {
	if int(wire) >= len(s.currents) || wire < 0 {
		return 0
	}
	return s.currents[wire].flow
}

// flows draws what passes the wires where no eye can follow it: beside each other what
// goes there and what comes back, each as wide as it is much, red as much of that as
// comes to nothing, and with a pulse that goes its way.
func (s *Stage) flows(f *Frame) {
	_, _, long := s.stretch()
	for i := range s.currents {
		t, e := &s.currents[i], &s.tape.wiring.edges[i]
		if t.flow == 0 {
			continue
		}
		ways := s.ways(e, s.layout.way[i])
		for back, l := range t.load {
			if l.n == 0 {
				continue
			}
			w := breadth(float64(l.n) * float64(sim.Second) / float64(long) / float64(len(ways)))
			flow := Flow{Wire: Wire{Width: w, Colour: s.hue(e.flow), Alpha: uint8(255 * t.flow)}, Aside: w/2 + .6, Phase: s.phase()}
			if l.bad > 0 {
				flow.Bad = max(w*float32(l.bad)/float32(l.n), leastBad)
			}
			for _, c := range ways {
				if back == 1 {
					c = c.turned()
				}
				flow.Wire = flow.Wire.along(c)
				f.Flows = append(f.Flows, flow)
			}
		}
	}
}

// breadth is how wide a flow is of so many messages a second of the run: so that a fast
// and a slow playing show the same, ten times as many are some two pixels wider.
func breadth(rate float64) float32 {
	return float32(min(1+.75*math.Log2(1+rate/8), 9))
}

// leastBad is how wide the red part of a flow is at least.
const leastBad = .9

// phase is how far the pulse of all flows has come, in its own lengths; below 0: there is
// none. It goes as the time of playing does, in steps of twice the speed, so that a change
// of speed seldom moves it.
func (s *Stage) phase() float32 {
	if s.Reduced {
		return -1
	}
	speed := math.Exp2(math.Round(math.Log2(s.Speed)))
	_, part := math.Modf(s.now.Seconds() / speed * pulse)
	return float32(part)
}

// pulse is how often in a second of playing a pulse passes.
const pulse = .8
