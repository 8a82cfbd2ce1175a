package transport

import "backchat/sim"

// hope notes that the end asks for an acknowledgement.
func (h *qend) hope(now sim.Time) {
	h.silent = 0
	if !h.hoping {
		h.hoping, h.hopes = true, now
	}
}

// lapses is when the end gives the connection up if it hears nothing until then (RFC
// 9000, section 10.1; quic-go, Conn.nextIdleTimeoutTime).
func (h *qend) lapses() sim.Time {
	from, c := h.heard, h.c
	if h.hoping {
		from = max(from, h.hopes)
	}
	switch {
	case h.complete() && c.Idle > 0:
		return from + max(c.Idle, 3*h.pto(application))
	case !h.complete() && c.HandshakeIdle > 0:
		return min(from+c.HandshakeIdle, h.began+2*c.HandshakeIdle)
	}
	return sim.Never
}

// Lapses is when the end of a connection of QUIC that is open lets go of it unless it
// hears something before, where it last did at that instant; [sim.Never]: it does not.
func (t *Transport) Lapses(c *Conn, end int, heard sim.Time) sim.Time {
	l := t.link(c)
	h := &l.ends[end]
	h.heard = max(h.heard, heard)
	due := h.lapses()
	t.rest(l)
	return due
}
