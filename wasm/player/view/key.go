package view

import "backchat/sim/trace"

// keyHues is how many colours keys have; those beyond have the same ones again, and
// are told apart by their numbers.
const keyHues = 6

// mostNumbered is how many messages there may be under way for each to have the
// number of its key, and numberAbove how far above it that stands.
const (
	mostNumbered = 60
	numberAbove  = 11
)

// key notes what the operations are about that begin.
func (p *Tape) key(r *trace.Record) {
	if r.Payload == 0 {
		return
	}
	for k := range uint32(r.N) {
		*p.about.Put(r.Op + k) = r.Payload
	}
}

// key is what the message is about that r sends; 0 where that is several things, or
// nothing, or where its flow's messages have the flow's colour.
func (s *Stage) key(r *trace.Record) uint32 {
	if r.Flow == 0 || int(r.Flow) > len(s.ByKey) || !s.ByKey[r.Flow-1] || r.N != 1 {
		return 0
	}
	if key := s.tape.about.Get(r.Op); key != nil {
		return *key
	}
	return 0
}

// keyColour is that of a key, from 1.
func keyColour(key uint32) Colour { return Hue + Colour((key-1)%keyHues) }
