package network

import (
	"backchat/sim"
	"backchat/sim/protocol"
	"backchat/sim/trace"
)

// An exchange is one under way on a transport: what the one who asks calls it,
// and what its protocol does.
type exchange struct {
	attempt sim.Ref
	ref     sim.Ref
	next    uint32 // the one asked before it on its connection
	begun   bool   // an answer has begun
	ended   bool   // its last answer has been sent
}

// exchange finds what the protocol of p knows as attempt; nil: it is over, or was
// never asked.
func (n *Network) exchange(p *pipe, attempt sim.Ref) *exchange {
	for i := p.exchanges; i != 0; {
		x := n.exchanges.At(i)
		if x.attempt == attempt {
			return x
		}
		i = x.next
	}
	return nil
}

// refOf is what the protocol of p knows attempt as; none: it is over.
func (n *Network) refOf(p *pipe, attempt sim.Ref) sim.Ref {
	if x := n.exchange(p, attempt); x != nil {
		return x.ref
	}
	return sim.Ref{}
}

// beginExchange notes that the protocol of p knows attempt as ref.
func (n *Network) beginExchange(p *pipe, attempt, ref sim.Ref) {
	r, x := n.exchanges.New()
	*x = exchange{attempt: attempt, ref: ref, next: p.exchanges}
	p.exchanges = r.Index
}

// endExchange forgets an exchange on p.
func (n *Network) endExchange(p *pipe, attempt sim.Ref) {
	for from := &p.exchanges; *from != 0; from = &n.exchanges.At(*from).next {
		if x := n.exchanges.At(*from); x.attempt == attempt {
			i := *from
			*from = x.next
			n.exchanges.Free(i)
			return
		}
	}
}

// asked is the attempt that the protocol of p knows as ref.
func (n *Network) asked(p *pipe, ref sim.Ref) (attempt sim.Ref, ok bool) {
	for i := p.exchanges; i != 0; {
		x := n.exchanges.At(i)
		if x.ref == ref {
			return x.attempt, true
		}
		i = x.next
	}
	return sim.Ref{}, false
}

// endExchanges forgets all exchanges on p.
func (n *Network) endExchanges(p *pipe) {
	for p.exchanges != 0 {
		i := p.exchanges
		p.exchanges = n.exchanges.At(i).next
		n.exchanges.Free(i)
	}
}

// asker is what an exchange that m begins is known by: where that is no attempt,
// by the message.
func (n *Network) asker(m *Message) sim.Ref {
	if m.Attempt == (sim.Ref{}) {
		return sim.Ref{Index: m.ID}
	}
	return m.Attempt
}

// alone tells whether m, told on connection c, nil for none, goes by an exchange
// of its own: an exchange carries a request and what answers it, and nothing
// else.
func (n *Network) alone(m *Message, c *Conn, l *Link) bool {
	if l.carriage == nil || m.Answer || m.Shape == trace.Cancelling {
		return false
	}
	return c == nil || l.carriage.exchanging
}

// acquit answers an exchange to which nobody has anything to say, so that its
// connection is free for another. It tells whether it is answered.
func (n *Network) acquit(p *pipe, ref sim.Ref) bool {
	k, s := n.load(p, 0, 1)
	s.exchange, s.alone = ref, true
	n.enterPipe(p.Host)
	s.ref = p.stack.Send(&p.Conn, 1, ref, protocol.Message{ID: k, Head: protocol.Answer, Last: true})
	ok := s.ref != (sim.Ref{})
	if !ok {
		n.unload(p, k)
	}
	n.leavePipe()
	return ok
}

// concluded handles that an exchange that nobody waited for is over, for its end 0.
func (n *Network) concluded(p *pipe, ref sim.Ref) {
	if attempt, ok := n.asked(p, ref); ok {
		n.endExchange(p, attempt)
	}
	if c := n.conns.Get(p.conn); c != nil {
		n.done(p.conn, c)
	}
}
