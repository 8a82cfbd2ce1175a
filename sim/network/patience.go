package network

import (
	"math"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// keepAlive is how a connection of QUIC is kept where a link says nothing of pings: its
// opener sends one when it has heard nothing for a while and something is under way. That
// there is no answer either is for the end of patience to find.
func keepAlive(q *transport.QUIC) *PingConfig {
	if q.KeepAlive == 0 {
		return nil
	}
	return &PingConfig{Every: q.KeepAlive, Timeout: q.KeepAlive, Misses: noMisses, By: "opener"}
}

// noMisses is more than are ever counted: pings go on, and end nothing.
const noMisses = math.MaxInt

func (n *Network) watchPatience(r sim.Ref, side int, due sim.Time) {
	n.kernel.At(due, n.id, eventPatience+uint8(side), r.Index, r.Generation)
}

// impatient ends a connection of QUIC for one side of it, without a word, where
// nothing has been heard there for long enough (RFC 9000, section 10.1).
func (n *Network) impatient(r sim.Ref, side int) {
	c := n.conns.Get(r)
	if c == nil || c.gone[side] {
		return
	}
	heard, now := n.silences.Get(c.Number).heard[side], n.kernel.Now()
	due := heard + n.linkUnder(c).patience
	if due <= now {
		p := n.pipeOf(c)
		due = n.transport.Lapses(&p.Conn, p.side(side), heard)
	}
	if due > now {
		n.watchPatience(r, side, due)
		return
	}
	p := n.pipeOf(c)
	p.lapsed = c.active == 0
	n.enterPipe(p.Host)
	n.transport.Forget(&p.Conn, p.side(side))
	p.stack.Closed(&p.Conn, p.side(side), trace.TimedOut)
	n.leavePipe()
}
