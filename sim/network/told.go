package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// crowd is how many messages there are before more requests are packed: as long
// as they are, their attempts tell all that is to be said of them.
const crowd = 1024

func (n *Network) crowded() bool { return n.msgs.Live() > crowd }

// packs tells whether message m is better kept by its attempt.
func (n *Network) packs(m *Message) bool { return n.crowded() && n.receiver.Told(m) }

// freePacked frees m, which is sent, where it has become something smaller.
func (n *Network) freePacked(m *Message) {
	if m.packed {
		n.Free(m)
	}
}

// tell notes that a request is kept by its attempt from now on.
func (n *Network) tell() {
	n.told++
	n.telling.Add(1)
}

// recall makes a message again of the request that an attempt has kept.
func (n *Network) recall(attempt sim.Ref) *Message {
	n.told--
	n.telling.Add(-1)
	r, m := n.msgs.New()
	m.slot, m.Attempt = r.Index, attempt
	n.receiver.Recall(m)
	return m
}

// expect schedules that m, which travels on connection c, arrives: in fewer
// bytes, where that can be.
func (n *Network) expect(m *Message, c *Conn) {
	switch {
	case m.Shape == trace.Handshaking && c != nil:
		n.kernel.At(m.Until, n.arrival, eventShaken, n.pack(m, c), 0)
	case n.packs(m):
		m.packed = true
		n.tell()
		n.kernel.At(m.Until, n.arrival, eventAsked, m.Attempt.Index, m.Attempt.Generation)
	default:
		n.kernel.At(m.Until, n.arrival, eventArrive, m.slot, 0)
	}
}

// arrived is the request of an attempt, which has arrived.
func (n *Network) arrived(attempt sim.Ref) *Message {
	m := n.recall(attempt)
	w := n.wires.at(n.wireOf(m, n.conns.Get(m.Conn)))
	m.Sent, m.Around = true, w.lane(w.side(m.From)).way.header
	return m
}

// askers are the exchanges that wait for a connection to open, mostly one.
type askers struct {
	queue list
	told  bool // there is one, whose attempt tells it: the queue is that's name
}

// await makes an exchange wait, whose first message is m.
func (n *Network) await(q *askers, m *Message) {
	if *q == (askers{}) && n.packs(m) {
		*q = askers{list{m.Attempt.Index, m.Attempt.Generation}, true}
		n.tell()
		n.Free(m)
		return
	}
	n.list(q).push(&n.msgs, m)
}

// list is the queue of those who wait, all of them as messages.
func (n *Network) list(q *askers) *list {
	if q.told {
		attempt := sim.Ref{Index: q.queue.first, Generation: q.queue.last}
		*q = askers{}
		q.queue.push(&n.msgs, n.recall(attempt))
	}
	return &q.queue
}
