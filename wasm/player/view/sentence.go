package view

import (
	"backchat/language"
	"backchat/sim/trace"
)

// A speech is a sentence that is being put together of parts.
type speech struct {
	voice *Voice
	text  []byte
	parts int
}

// part begins a part of the sentence.
func (s *speech) part() {
	if s.parts++; s.parts > 1 {
		s.say("; ")
	}
}

func (s *speech) say(words string) { s.text = append(s.text, words...) }

// tell says a phrase of n things; what is in its other places name says, of each by
// its number.
func (s *speech) tell(p *phrase, n int, name func(place int)) {
	pieces := p.other
	if n == 1 {
		pieces = p.one
	}
	for i := range pieces {
		s.say(pieces[i].text)
		switch place := pieces[i].place; {
		case place == number:
			s.text = s.voice.appendCount(s.text, int64(n))
		case place >= 0:
			name(place)
		}
	}
}

// mostNamed is how many places a part names.
const mostNamed = 3

// conditionTexts are what may be amiss with places, in the order in which it is told.
var conditionTexts = [...]language.Text{
	"{places} is down | {places} are down",
	"{places} is starting | {places} are starting",
	"{places} drains | {places} drain",
	"{places} rebuilds its state | {places} rebuild their state",
	"{places} is paused | {places} are paused",
	"{places} is slow | {places} are slow",
	"{places} answers with errors | {places} answer with errors",
	"{places} writes nothing to its disk | {places} write nothing to their disks",
	"{places} has a clock that is off | {places} have clocks that are off",
}

// conditions tell with how many of a place that is so.
var conditions = [len(conditionTexts)]func(now *spotState) int32{
	func(now *spotState) int32 { return now.down },
	func(now *spotState) int32 { return now.phases[trace.Starting] },
	func(now *spotState) int32 { return now.phases[trace.Draining] },
	func(now *spotState) int32 { return min(now.rebuilds, 1) },
	func(now *spotState) int32 { return now.slow * int32(one(now.paused)) },
	func(now *spotState) int32 { return now.slow * int32(one(!now.paused)) },
	func(now *spotState) int32 { return now.errs },
	func(now *spotState) int32 { return now.stalls },
	func(now *spotState) int32 { return now.skews },
}

// restTexts are what rests at places, of which the place that has most of it is named.
var restTexts = [...]language.Text{
	"{n} waiting at {place}",
	"{n} waiting for a unit of a pool at {place}",
	"{n} held at {place}",
	"{n} kept at {place}",
	"{n} set aside at {place}",
	"{n} behind in a partition at {place}",
}

// rests are how much of it there is at a place.
var rests = [len(restTexts)]func(s *Stage, spot int) int32{
	func(s *Stage, spot int) int32 { return s.state.spots[spot].waiting },
	(*Stage).wanting,
	func(s *Stage, spot int) int32 { return s.state.spots[spot].heldAll() },
	func(s *Stage, spot int) int32 { return s.state.spots[spot].kept + s.state.spots[spot].entries },
	func(s *Stage, spot int) int32 { return s.state.spots[spot].dead },
	(*Stage).worst,
}

// Sentence appends to b, in words, what the picture shows: for those who do
// not see it.
func (s *Stage) Sentence(b []byte) []byte {
	p := speech{voice: s.voice, text: b}
	s.sayFlights(&p)
	s.sayLosses(&p)
	for i, so := range conditions {
		s.sayPlaces(&p, &s.voice.conditions[i], so)
	}
	s.sayCuts(&p)
	s.sayOpening(&p)
	s.sayBundle(&p)
	for i, of := range rests {
		s.sayMost(&p, &s.voice.rests[i], of)
	}
	return append(p.text, '.')
}

func (s *Stage) sayFlights(p *speech) {
	var of [trace.Shapes]int
	kinds, last := 0, 0
	for i := range s.state.flights {
		m := &s.state.flights[i]
		shape := s.tape.records[m.send].Shape
		if s.gone(m) || shape >= trace.Shapes {
			continue
		}
		if of[shape]++; of[shape] == 1 {
			kinds++
			last = max(last, int(shape))
		}
	}
	p.part()
	if kinds == 0 {
		p.tell(&s.voice.nothing, 0, nil)
		return
	}
	p.tell(&s.voice.flights, 0, func(int) {
		if kinds == 1 {
			p.tell(&s.voice.shapes[last], of[last], nil)
			return
		}
		p.tell(&s.voice.list, 0, func(place int) {
			if place == 0 {
				p.sayShapes(of[:last])
			} else {
				p.tell(&s.voice.shapes[last], of[last], nil)
			}
		})
	})
}

// sayShapes lists the messages of each shape that there are some of.
func (s *speech) sayShapes(of []int) {
	said := 0
	for shape, n := range of {
		if n == 0 {
			continue
		}
		if said++; said > 1 {
			s.say(", ")
		}
		s.tell(&s.voice.shapes[shape], n, nil)
	}
}

// A mishap is a way in which a message comes to nothing.
type mishap uint8

// The mishaps, in the order in which they are told.
const (
	lost       mishap    = iota // on its way, or with the process that had it
	late                        // an answer that nobody waited for any more
	turnedAway                  // there was no room
	gaveUp                      // it waited too long
	mishaps                     // how many there are
	none       = mishaps        // a second copy came to nothing, and nothing was lost by that
)

var mishapTexts = [mishaps]language.Text{
	lost:       "{n} message was just lost | {n} messages were just lost",
	late:       "{n} answer just came too late | {n} answers just came too late",
	turnedAway: "{n} message was just turned away | {n} messages were just turned away",
	gaveUp:     "{n} message just waited in vain | {n} messages just waited in vain",
}

// mishapOf is what the record of a loss tells of.
func mishapOf(r *trace.Record) mishap {
	switch {
	case r.Kind == trace.Discard && r.Status == trace.Duplicate:
		return none
	case r.Kind == trace.Discard && r.Status == trace.Late:
		return late
	case r.Kind == trace.Drop && (r.Status == trace.Rejected || r.Status == trace.Limited):
		return turnedAway
	case r.Kind == trace.Drop && r.Status == trace.TimedOut:
		return gaveUp
	}
	return lost
}

func (s *Stage) sayLosses(p *speech) {
	var of [mishaps + 1]int
	for _, l := range s.state.losses {
		r := &s.tape.records[l.record]
		if _, linger, ok := s.scene(&l, r); ok && s.now-r.At < linger {
			of[mishapOf(r)]++
		}
	}
	for kind, n := range of[:mishaps] {
		if n > 0 {
			p.part()
			p.tell(&s.voice.mishaps[kind], n, nil)
		}
	}
}

// sayPlaces names the first of the places of which something is so.
func (s *Stage) sayPlaces(p *speech, are *phrase, so func(*spotState) int32) {
	n, all := 0, 0
	for i := range s.state.spots {
		if many := int(so(&s.state.spots[i])); many != 0 {
			n++
			all += many
		}
	}
	if n == 0 {
		return
	}
	p.part()
	p.tell(are, all, func(int) {
		if n <= mostNamed {
			s.sayFirst(p, so)
			return
		}
		p.tell(&s.voice.others, n-mostNamed, func(int) { s.sayFirst(p, so) })
	})
}

// sayFirst lists the first of those places.
func (s *Stage) sayFirst(p *speech, so func(*spotState) int32) {
	n := 0
	for i := range s.state.spots {
		many := int(so(&s.state.spots[i]))
		if many == 0 {
			continue
		}
		if n++; n > mostNamed {
			return
		}
		if n > 1 {
			p.say(", ")
		}
		s.sayPlace(p, i, many)
	}
}

// sayPlace names a place; of a crowd, how many of it.
func (s *Stage) sayPlace(p *speech, i, many int) {
	name := s.word[s.name[i]]
	if !s.tape.cast.spots[i].Crowd {
		p.say(name)
		return
	}
	p.tell(&s.voice.some, many, func(int) { p.say(name) })
}

func (s *Stage) sayCuts(p *speech) {
	var first edge
	n := 0
	for i, e := range s.tape.wiring.edges {
		if s.state.edges[i].cuts == 0 {
			continue
		}
		if n++; n == 1 {
			first = e
		}
	}
	if n == 0 {
		return
	}
	p.part()
	cut := &s.voice.cut
	if n > 1 {
		cut = &s.voice.cuts
	}
	p.tell(cut, n-1, func(place int) {
		p.say(s.word[s.name[[...]int32{first.a, first.b}[place]]])
	})
}

// sayOpening tells how many connections are on their way to be open.
func (s *Stage) sayOpening(p *speech) {
	n := 0
	for i := range s.state.edges {
		n += int(s.state.edges[i].opening)
	}
	if n > 0 {
		p.part()
		p.tell(&s.voice.opening, n, nil)
	}
}

// sayBundle tells of the wire on which most streams are open.
func (s *Stage) sayBundle(p *speech) {
	var conns, most int32
	at := -1
	for i := range s.tape.bundles {
		if c, n := s.tape.carried(i, s.now); n > most || n == most && c > conns {
			at, conns, most = i, c, n
		}
	}
	if most == 0 || conns == 1 && most == 1 {
		return
	}
	e := &s.tape.wiring.edges[at]
	p.part()
	p.tell(&s.voice.bundle, int(conns), func(place int) {
		if place == 2 {
			p.tell(&s.voice.streams, int(most), nil)
			return
		}
		p.say(s.word[s.name[[...]int32{e.a, e.b}[place]]])
	})
}

// sayMost tells of something that rests where there is most of it.
func (s *Stage) sayMost(p *speech, rest *phrase, of func(s *Stage, spot int) int32) {
	most, at := int32(0), 0
	for i := range s.state.spots {
		if n := of(s, i); n > most {
			most, at = n, i
		}
	}
	if most > 0 {
		p.part()
		p.tell(rest, int(most), func(int) { p.say(s.word[s.name[at]]) })
	}
}

// wanting is how many wait for units of a place's pools.
func (s *Stage) wanting(spot int) (n int32) {
	for _, u := range s.state.poolsOf(s.tape, spot) {
		n += u.waiting
	}
	return n
}
