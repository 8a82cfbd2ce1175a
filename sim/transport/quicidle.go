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
