package node

import (
	"backchat/sim/network"
	"backchat/sim/trace"
)

// guard lets a node's replicas take connections as c says.
func (w *World) guard(n *trace.Node, c *network.DoorConfig) {
	w.Net.Guard(n.First, n.Count, c)
	if c.Memory != nil {
		w.group(n.First).restart = c.Memory.Restart
	}
}

// Full crashes p: its open connections, so many, take more memory than it has.
func (w *World) Full(p trace.Place, open int) {
	machine := w.crash(p, trace.Crashed, open)
	w.Kernel.At(w.Now()+w.group(p).restart, w.id, eventRevive, uint32(p), uint32(machine))
}

// checkDoor finds what is said of a node's connections and means nothing.
func checkDoor(c *network.DoorConfig, sidecar bool, r Report) {
	m := c.Memory
	switch {
	case sidecar && (c.MaxConnections != nil || c.Backlog != nil || m != nil):
		r.Fault("/sidecar", "connections end at the sidecar, and maxConnections, backlog and memory would be of those to that alone: leave them out, or it")
	case c.Overflow == "refuses" && c.Backlog == nil:
		r.Fault("/overflow", "any number may wait, so that none is too many: say backlog, too, or leave overflow out")
	case m != nil && m.Limit != nil && int64(*m.Limit) < c.Each():
		r.Fault("/memory/limit", "not one connection fits into it: write at least %dB, which is what one takes, or let that be less", c.Each())
	}
}
