package node

import "backchat/sim"

// A pin is to which target a connection to a balancer leads, where that spreads
// connections and not requests.
type pin struct {
	generation uint32 // of the connection's name
	target     uint32 // from 1; 0: none
}

// pinBytes are kept of each connection that there is at a time.
const pinBytes = 8

func (b *Balancer) pinned() bool { return b.config.Spreads == "connections" }

// target is where attempt a goes: to a new one, or where what came before over its
// connection went, as long as that is fit.
func (b *Balancer) target(s *balancerState, a *Attempt) int {
	if !b.pinned() || a.Conn == (sim.Ref{}) {
		return b.pick(s, a)
	}
	for len(s.pins) <= int(a.Conn.Index) {
		s.pins = append(s.pins, pin{})
		b.pinning.Add(1)
	}
	p := &s.pins[a.Conn.Index]
	if p.generation != a.Conn.Generation || p.target == 0 || s.barred(int(p.target-1)) {
		*p = pin{a.Conn.Generation, uint32(b.pick(s, a)) + 1}
	}
	return int(p.target - 1)
}

// unpin lets the connection lead elsewhere by which attempt a, which got no answer,
// was asked for.
func (b *Balancer) unpin(a *Attempt) {
	s := &b.states[a.From-b.first]
	if up := b.w.Attempt(a.Parent); up != nil && int(up.Conn.Index) < len(s.pins) {
		s.pins[up.Conn.Index].target = 0
	}
}
