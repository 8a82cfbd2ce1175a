package protocol

import (
	"backchat/sim"
	"backchat/sim/transport"
)

// Lull packs what is kept of a connection that is open and at rest, whose transport
// is. It tells whether it has; a connection with windows or exchanges stays as it is.
func (s *Stack) Lull(c *transport.Conn, p *sim.Packing) bool {
	l, n := s.links.At(c.Session), uint8(len(s.flights))
	is := link{at: [2]int64{c.Sent(0), c.Sent(1)}, records: l.records, steps: [2]uint8{n, n}, ready: [2]bool{true, true}, open: [2]bool{true, true}}
	if *l != is {
		return false
	}
	p.Put(uint64(l.records[0]))
	p.Put(uint64(l.records[1]))
	return true
}

// Rouse takes on the connection that was packed.
func (s *Stack) Rouse(c *transport.Conn, p *sim.Packing) {
	r, l := s.links.New()
	c.Session = r.Index
	n := uint8(len(s.flights))
	*l = link{at: [2]int64{c.Sent(0), c.Sent(1)}, steps: [2]uint8{n, n}, ready: [2]bool{true, true}, open: [2]bool{true, true}}
	l.records = [2]uint16{uint16(p.Take()), uint16(p.Take())}
}

// Leave forgets a connection that was packed.
func (s *Stack) Leave(c *transport.Conn) { s.links.Free(c.Session) }
