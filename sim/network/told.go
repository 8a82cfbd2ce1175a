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

// FreePacked frees m, which is sent, where it has become something smaller.
func (n *Network) FreePacked(m *Message) {
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
		if !n.inTime(c, m.Until) {
			n.doubt(m.Conn)
		}
		n.kernel.At(m.Until, n.arrival, eventShaken, n.pack(m, c), 0)
	case m.Answer:
		n.expectAnswer(m, c)
	case m.ping == 0 && n.packs(m):
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
	m.Sent, m.Around = true, n.lane(w, w.side(m.From)).way.header
	return m
}

// An answer is one that travels on a connection and is followed by others, on
// nobody's behalf: all that there is to say of it.
type answer struct {
	id      uint32
	payload uint32
	header  uint32
	from    end
	flow    uint16
	shape   trace.Shape
	status  trace.Status
	conn    sim.Ref
	attempt sim.Ref
}

// expectAnswer schedules that m, an answer on connection c, arrives.
func (n *Network) expectAnswer(m *Message, c *Conn) {
	if c == nil || m.Last || m.Copy || m.Behalf != (Behalf{}) || m.Tag != (Tag{}) || m.Path != 0 || !n.crowded() {
		n.kernel.At(m.Until, n.arrival, eventArrive, m.slot, 0)
		return
	}
	m.packed = true
	r, x := n.answers.New()
	from := end(2*c.wire() + uint32(n.wires.at(c.wire()).side(m.From)))
	*x = answer{m.ID, m.Payload, m.Header, from, m.Flow, m.Shape, m.Status, m.Conn, m.Attempt}
	n.kernel.At(m.Until, n.arrival, eventTold, r.Index, 0)
}

// heard makes a message again of answer i, which has arrived.
func (n *Network) heard(i uint32) *Message {
	x := *n.answers.At(i)
	n.answers.Free(i)
	w, side := n.wires.at(x.from.wire()), x.from.side()
	r, m := n.msgs.New()
	m.ID, m.slot, m.From, m.To = x.id, r.Index, w.ends[side], w.ends[1-side]
	m.Flow, m.Shape, m.Status, m.Payload, m.Header, m.Around = x.flow, x.shape, x.status, x.payload, x.header, n.lane(w, side).way.header
	m.Conn, m.Attempt, m.Answer, m.Sent = x.conn, x.attempt, true, true
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
