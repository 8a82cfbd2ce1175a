package view

import "backchat/sim/trace"

// A speech is a sentence that is being put together of parts.
type speech struct {
	text  []byte
	parts int
}

// part begins a part of the sentence.
func (s *speech) part() {
	if s.parts++; s.parts > 1 {
		s.text = append(s.text, "; "...)
	}
}

func (s *speech) say(words string) { s.text = append(s.text, words...) }

func (s *speech) count(n int, words [2]string) {
	s.text = appendGrouped(s.text, int64(n))
	s.say(" ")
	if n == 1 {
		s.say(words[0])
	} else {
		s.say(words[1])
	}
}

// mostNamed is how many places a part names.
const mostNamed = 3

// Sentence appends to b, in words, what the picture shows: for those who do
// not see it.
func (s *Stage) Sentence(b []byte) []byte {
	p := speech{text: b}
	s.sayFlights(&p)
	s.sayLosses(&p)
	s.sayPlaces(&p, func(now *spotState) int32 { return now.down }, " is down", " are down")
	s.sayPlaces(&p, func(now *spotState) int32 { return now.phases[trace.Starting] }, " is starting", " are starting")
	s.sayPlaces(&p, func(now *spotState) int32 { return now.phases[trace.Draining] }, " drains", " drain")
	s.sayPlaces(&p, func(now *spotState) int32 { return min(now.rebuilds, 1) }, " rebuilds its state", " rebuild their state")
	s.sayPlaces(&p, func(now *spotState) int32 { return now.slow * int32(one(now.paused)) }, " is paused", " are paused")
	s.sayPlaces(&p, func(now *spotState) int32 { return now.slow * int32(one(!now.paused)) }, " is slow", " are slow")
	s.sayPlaces(&p, func(now *spotState) int32 { return now.errs }, " answers with errors", " answer with errors")
	s.sayPlaces(&p, func(now *spotState) int32 { return now.stalls }, " writes nothing to its disk", " write nothing to their disks")
	s.sayPlaces(&p, func(now *spotState) int32 { return now.skews }, " has a clock that is off", " have clocks that are off")
	s.sayCuts(&p)
	s.sayOpening(&p)
	s.sayRest(&p)
	return append(p.text, '.')
}

func (s *Stage) sayFlights(p *speech) {
	var of [trace.Shapes]int
	kinds := 0
	for i := range s.state.flights {
		m := &s.state.flights[i]
		shape := s.tape.records[m.send].Shape
		if s.gone(m) || shape >= trace.Shapes {
			continue
		}
		if of[shape]++; of[shape] == 1 {
			kinds++
		}
	}
	p.part()
	if kinds == 0 {
		p.say("Nothing is in flight")
		return
	}
	said := 0
	for shape, n := range of {
		if n == 0 {
			continue
		}
		if said++; said > 1 && said == kinds {
			p.say(" and ")
		} else if said > 1 {
			p.say(", ")
		}
		words := trace.Shape(shape).Info()
		p.count(n, [2]string{words.One, words.Many})
	}
	p.say(" in flight")
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

var mishapWords = [mishaps][2]string{
	lost:       {"message was just lost", "messages were just lost"},
	late:       {"answer just came too late", "answers just came too late"},
	turnedAway: {"message was just turned away", "messages were just turned away"},
	gaveUp:     {"message just waited in vain", "messages just waited in vain"},
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
			p.count(n, mishapWords[kind])
		}
	}
}

// sayPlaces names the first of the places of which something is so.
func (s *Stage) sayPlaces(p *speech, so func(*spotState) int32, is, are string) {
	n, all := 0, 0
	for i := range s.state.spots {
		many := int(so(&s.state.spots[i]))
		if many == 0 {
			continue
		}
		all += many
		if n++; n == 1 {
			p.part()
		} else if n <= mostNamed {
			p.say(", ")
		}
		if n <= mostNamed {
			s.sayPlace(p, i, many)
		}
	}
	s.sayMore(p, n)
	switch {
	case all == 1:
		p.say(is)
	case all > 1:
		p.say(are)
	}
}

// sayPlace names a place; of a crowd, how many of it.
func (s *Stage) sayPlace(p *speech, i, many int) {
	if s.tape.cast.spots[i].Crowd {
		p.count(many, [2]string{"of ", "of "})
	}
	p.say(s.word[s.name[i]])
}

func (s *Stage) sayMore(p *speech, n int) {
	if n > mostNamed {
		p.say(" and ")
		p.count(n-mostNamed, [2]string{"other", "others"})
	}
}

func (s *Stage) sayCuts(p *speech) {
	n := 0
	for i, e := range s.tape.wiring.edges {
		if s.state.edges[i].cuts == 0 {
			continue
		}
		if n++; n == 1 {
			p.part()
			p.say("the wire between ")
			p.say(s.word[s.name[e.a]])
			p.say(" and ")
			p.say(s.word[s.name[e.b]])
			p.say(" is cut")
		}
	}
	if n > 1 {
		p.say(", and ")
		p.count(n-1, [2]string{"other", "others"})
	}
}

// sayOpening tells how many connections are on their way to be open.
func (s *Stage) sayOpening(p *speech) {
	n := 0
	for i := range s.state.edges {
		n += int(s.state.edges[i].opening)
	}
	if n > 0 {
		p.part()
		p.count(n, [2]string{"connection is being opened", "connections are being opened"})
	}
}

// sayRest tells what waits, is held and is kept, where that is most.
func (s *Stage) sayRest(p *speech) {
	s.sayMost(p, func(i int) int32 { return s.state.spots[i].waiting }, " waiting at ")
	s.sayMost(p, func(i int) int32 { return s.wanting(i) }, " waiting for a unit of a pool at ")
	s.sayMost(p, func(i int) int32 { return s.state.spots[i].heldAll() }, " held at ")
	s.sayMost(p, func(i int) int32 { return s.state.spots[i].kept + s.state.spots[i].entries }, " kept at ")
	s.sayMost(p, func(i int) int32 { return s.state.spots[i].dead }, " set aside at ")
	s.sayMost(p, s.worst, " behind in a partition at ")
}

// wanting is how many wait for units of a place's pools.
func (s *Stage) wanting(spot int) (n int32) {
	for _, u := range s.state.poolsOf(s.tape, spot) {
		n += u.waiting
	}
	return n
}

func (s *Stage) sayMost(p *speech, of func(spot int) int32, words string) {
	most, at := int32(0), 0
	for i := range s.state.spots {
		if n := of(i); n > most {
			most, at = n, i
		}
	}
	if most > 0 {
		p.part()
		p.text = appendGrouped(p.text, int64(most))
		p.say(words)
		p.say(s.word[s.name[at]])
	}
}
