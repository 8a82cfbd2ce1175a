package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// timeWait is how long Linux keeps the port of a connection that it has closed
// (TCP_TIMEWAIT_LEN).
const timeWait = 60 * sim.Second

// hasPort tells whether a port is free at an end, for a connection to the other.
func (n *Network) hasPort(e end, l *Link) bool {
	if l.ports == 0 {
		return true
	}
	taken := n.ports.Get(uint32(e))
	return taken == nil || *taken < int32(l.ports)
}

// takePort takes a port for c, which is about to be opened.
func (n *Network) takePort(c *Conn, l *Link) {
	if l.ports > 0 {
		*n.ports.Have(uint32(c.from))++
	}
}

// beginTimeWait notes when the opener of c, on TCP, has the other's word that it closes
// as well: from then on its port lingers, whenever the other hears of that.
func (n *Network) beginTimeWait(c *Conn, p *pipe, side int) {
	if l := n.linkUnder(c); side == c.opener() && !p.acceptorFirst && !p.stack.QUIC() && l.ports > 0 && l.linger > 0 {
		*n.timeWaits.Put(c.Number) = n.kernel.Now()
	}
}

// leavePort leaves the port of c, which has ended: at once, or where that lingers
// at the instant that it returns, else 0.
func (n *Network) leavePort(c *Conn, l *Link, lingers bool) (until sim.Time) {
	since := n.kernel.Now()
	if t := n.timeWaits.Get(c.Number); t != nil {
		since = *t
		n.timeWaits.Delete(c.Number)
	}
	switch {
	case l.ports == 0, c.portless:
	case lingers && since+l.linger > n.kernel.Now():
		n.lingering.Add(1)
		until = since + l.linger
		n.kernel.At(until, n.id, eventPort, uint32(c.from), c.Number)
	default:
		*n.ports.Get(uint32(c.from))--
	}
	return until
}

// losePort leaves the port of c, which its opener knows no more, though the other end does.
func (n *Network) losePort(c *Conn, l *Link) {
	if l.ports > 0 && !c.portless {
		c.portless = true
		*n.ports.Get(uint32(c.from))--
	}
}

// releasePort says that the port of a connection is free again, which has ended.
func (n *Network) releasePort(e end, conn uint32) {
	n.lingering.Add(-1)
	*n.ports.Get(uint32(e))--
	w := n.wires.at(e.wire())
	r := n.trace.Add()
	r.At, r.Kind, r.Node, r.Peer, r.Conn = n.kernel.Now(), trace.Released, w.ends[e.side()], w.ends[1-e.side()], conn
}
