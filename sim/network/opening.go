package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// forsake lets connection c, which r names, be opened for nobody any more: the one
// exchange that has waited for it waits no longer. Nobody gets it from now, and its port
// is free; its opener closes it behind all that happens at this instant, since whoever
// has given up has not finished doing so.
func (n *Network) forsake(r sim.Ref, c *Conn) {
	w, side := c.wire(), c.opener()
	c.active--
	n.spend(r.Index, c)
	n.losePort(c, n.linkUnder(c))
	n.kernel.At(n.kernel.Now(), n.id, eventForsaken, r.Index, r.Generation)
	n.serveQueue(w, side)
}

// forsaken closes the connection that r names, which is opened for nobody, unless it
// has ended since.
func (n *Network) forsaken(r sim.Ref) {
	c := n.conns.Get(r)
	if c == nil || c.gone[c.opener()] {
		return
	}
	if p := n.pipeOf(c); p != nil && !c.Open() {
		p.why = trace.Cancelled
	}
	n.close(r.Index, trace.Close, trace.Cancelled)
}

// closeUnopened makes the opener of connection i forget it before it is open, without a
// word as long as it has had none from the other end. That end forgets it by its own
// rules where it has been asked for it: what it answers is answered by a reset.
func (n *Network) closeUnopened(i uint32, c *Conn) {
	n.abandon(n.list(&n.openings.At(c.opening).askers), trace.Cancelled)
	p := n.pipeOf(c)
	if p == nil {
		n.endConn(i, c, trace.Reset, trace.Cancelled, false)
		return
	}
	n.abort(i, c, p, 0, trace.Cancelled)
	n.forgetUnknown(p.Host, 1)
}
