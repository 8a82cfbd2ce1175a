package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A Load is the operations that a message carries: the first one's number and how
// many, 0 for none, and at which side, where attempts at them are made side by side.
type Load struct {
	Op   uint32
	N    uint16
	Side uint8
}

// Name names the operations in a record, and what they are on from now. At a side
// beside, that is for a record of its own to say.
func (l Load) Name(r *trace.Record, cause trace.Cause) {
	if l.Op == 0 {
		return
	}
	if r.Op, r.N = l.Op, l.N; l.Side == 0 {
		r.Cause = cause
	}
}

// Beside fills in the record of what they are on from now, at a side beside.
func (l Load) Beside(r *trace.Record, cause trace.Cause) {
	r.Kind, r.Op, r.N, r.Header, r.Cause = trace.Beside, l.Op, l.N, uint32(l.Side), cause
}

// beside records what those are on from now that m carries at a side beside, if it
// carries any. It returns the record, or nil.
func (n *Network) beside(load Load, m *Message, cause trace.Cause) *trace.Record {
	if load.Side == 0 {
		return nil
	}
	r := n.trace.Add()
	load.Beside(r, cause)
	r.At, r.Node, r.Flow = n.kernel.Now(), m.From, m.Flow
	return r
}

// travels records that those at a side beside travel on m from now.
func (n *Network) travels(load Load, m *Message) {
	r := n.beside(load, m, trace.Transfer)
	r.Msg, r.Peer = m.ID, m.To
	if !m.Shipped {
		r.Aux, r.Until = int64(m.Out), m.Until
	}
}

// noteBlock records that m, which would arrive at natural, has to wait for others.
func (n *Network) noteBlock(load Load, m *Message, natural sim.Time) {
	r := n.trace.Add()
	r.At, r.Kind, r.Aux, r.Until = n.kernel.Now(), trace.Block, int64(natural), m.Until
	r.Msg, r.Op, r.N, r.Node, r.Peer, r.Flow = m.ID, load.Op, load.N, m.From, m.To, m.Flow
}
