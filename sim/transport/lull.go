package transport

import "backchat/sim"

// Lull packs what both ends of a connection remember, where that is TCP, open and at
// rest, and no packet of it is on a lane: for a host that keeps a crowd of them. It
// tells whether it has; the connection stays as it is.
func (t *Transport) Lull(c *Conn, p *sim.Packing) bool {
	if c.active != 0 || t.stacks[c.stack].quic != nil || !c.Ready(0) || !c.Ready(1) {
		return false
	}
	p.PutTruths(c.ends[0].chatty, c.ends[1].chatty)
	used := int64(0)
	for i := range c.ends {
		r := &c.ends[i]
		p.PutDifference(int64(r.used), used)
		used = int64(r.used)
		p.Put(uint64(r.sent))
		p.Put(uint64(r.smooth))
		p.Put(uint64(r.variance))
		p.PutDifference(int64(r.least), int64(r.smooth))
		p.Put(uint64(r.size))
		p.Put(uint64(r.threshold))
		p.Put(uint64(r.room))
	}
	return true
}

// Rouse makes c the connection that was packed, which is one of that stack.
func (t *Transport) Rouse(c *Conn, s StackID, p *sim.Packing) {
	t.opened++
	c.life, c.stack = t.opened, s
	p.TakeTruths(&c.ends[0].chatty, &c.ends[1].chatty)
	used := int64(0)
	for i := range c.ends {
		used = p.TakeDifference(used)
		r := rest{phase: ready, chatty: c.ends[i].chatty, used: sim.Time(used)}
		r.sent = int64(p.Take())
		r.smooth, r.variance = uint32(p.Take()), uint32(p.Take())
		r.least = uint32(p.TakeDifference(int64(r.smooth)))
		r.size, r.threshold = uint32(p.Take()), uint32(p.Take())
		r.room = uint16(p.Take())
		c.ends[i] = r
	}
}

// Sent is how many bytes end has sent on its one stream, where the connection is at rest.
func (c *Conn) Sent(end int) int64 { return c.ends[end].sent }
