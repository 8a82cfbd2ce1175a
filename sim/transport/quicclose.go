package transport

import "backchat/sim/trace"

// closeQUIC says that the connection is over (RFC 9000, section 10.2).
func (t *Transport) closeQUIC(h *qend, abort bool) {
	l := h.link
	l.held++
	t.part(h.conn, h.side, abort)
	if abort {
		t.forgetQUIC(h)
		h.rest.phase = severed
	} else {
		t.closedQUIC(h, trace.OK)
	}
	l.held--
	t.rest(l)
}

// remind tells whoever goes on sending to an end of a connection that is over that it
// is: an end that has closed says so again (section 10.2.1), one that knows of nothing
// does where its stack has stateless resets (section 10.3).
func (t *Transport) remind(c *Conn, e int) {
	if !t.mute(c, e) {
		t.part(c, e, c.ends[e].phase != parted)
	}
}

// mute tells whether an end that is over says nothing of that.
func (t *Transport) mute(c *Conn, e int) bool {
	return c.ends[e].phase == closed && !t.stacks[c.stack].quic.StatelessReset
}

// Ignores tells whether a packet that arrives is for an end that does not know the
// connection, and does not say so.
func (t *Transport) Ignores(id uint32) bool {
	if id&ofQUIC == 0 {
		return false
	}
	d := t.datagrams.At(id &^ ofQUIC)
	c, e := d.conn, 1-int(d.from)
	return d.life == c.life && c.over(e) && (e == 0 || c.ends[0].phase != opening) && t.mute(c, e)
}

// part sends what closes the connection.
func (t *Transport) part(c *Conn, e int, abort bool) {
	q := t.stacks[c.stack].quic
	id, d := t.datagram(c, e)
	if d.close = inOrder; abort {
		d.close = aborted
	}
	d.bytes = q.header(e, application, false) + 4
	_, due := t.host.Transmit(c, e, id|ofQUIC, int(d.bytes)+int(q.Overhead))
	if c.active != 0 {
		t.follow(&t.links.all[c.active].ends[e], id, due)
	}
}

func (t *Transport) finishQUIC(c *Conn, e int) {
	l := t.link(c)
	l.ends[e].done = true
	t.pushQUIC(c, e)
}

func (t *Transport) pushQUIC(c *Conn, e int) {
	if c.over(e) {
		return
	}
	l := t.link(c)
	h := &l.ends[e]
	if !h.spaces[application].open {
		return
	}
	h.dry = false
	if h.busy {
		h.asked = true
		return
	}
	t.serveQUIC(h)
	t.rest(l)
}
