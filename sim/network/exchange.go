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

// find is the first of the exchanges on p of which is holds; nil: there is none.
func (n *Network) find(p *pipe, is func(x *exchange) bool) *exchange {
	for i := p.exchanges; i != 0; i = n.exchanges.At(i).next {
		if x := n.exchanges.At(i); is(x) {
			return x
		}
	}
	return nil
}

// exchange is what the protocol of p knows as attempt; nil: it is over, or was
// never asked.
func (n *Network) exchange(p *pipe, attempt sim.Ref) *exchange {
	return n.find(p, func(x *exchange) bool { return x.attempt == attempt })
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
func (n *Network) attemptOf(p *pipe, ref sim.Ref) (attempt sim.Ref, ok bool) {
	if x := n.find(p, func(x *exchange) bool { return x.ref == ref }); x != nil {
		return x.attempt, true
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
func (n *Network) ownExchange(m *Message, c *Conn, l *Link) bool {
	if l.carriage == nil || m.Answer || m.Shape == trace.Cancelling {
		return false
	}
	return c == nil || l.carriage.exchanging
}

// answerEmpty answers an exchange to which nobody has anything to say, so that its
// connection is free for another. It tells whether it is answered.
func (n *Network) answerEmpty(p *pipe, ref sim.Ref) bool {
	k, s := n.load(p, 0, 1)
	s.exchange, s.oneWay = ref, true
	n.enterPipe(p.Host)
	s.ref = p.stack.Send(&p.Conn, 1, ref, protocol.Message{ID: k, Head: protocol.Answer, Last: true})
	ok := s.ref != (sim.Ref{})
	if !ok {
		n.unload(p, k)
	}
	n.leavePipe()
	return ok
}

// endOneWay handles that an exchange that nobody waited for is over, for its end 0.
func (n *Network) endOneWay(p *pipe, ref sim.Ref) {
	if attempt, ok := n.attemptOf(p, ref); ok {
		n.endExchange(p, attempt)
	}
	if c := n.conns.Get(p.conn); c != nil {
		n.done(p.conn, c)
	}
}
