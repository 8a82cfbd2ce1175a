package network

import (
	"cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// Drops describe wires that lose their connections now and then: a radio link in
// a train, a phone that changes from one network to another, a proxy that is
// restarted on the way. Each wire does so by itself. Where the time between drops
// is exponential, they come at random at a constant rate.
//
// Model card. A drop ends every connection of the wire, those that are being
// opened among them, and both ends know at once; what is under way on the wire is
// lost, and what is not out yet takes it no longer, unless the link is shared, and
// counts in no figure: of a message on a link with bandwidth that is what had not left
// its sender, and without bandwidth nothing, since sending takes no time; on a
// transport it is what was in no packet.
// Left out: an end that learns late, or never, that its connection is gone.
type Drops struct {
	Every sim.Dist `json:"every" unit:"duration" required:"true" doc:"time from the first use of a wire, or from the end of one drop, to the next; at least 1ms"`
	For   sim.Dist `json:"for" unit:"duration" default:"0s" doc:"how long nothing gets through from then on: a tunnel"`
}

// LeastBetweenDrops is the least time from drop to drop.
const LeastBetweenDrops = sim.Millisecond

// dropping is how often the connections of a link's wires drop, and for how long.
type dropping struct {
	every, lasts sim.Sampler
}

func newDropping(d *Drops) (*dropping, error) {
	if d == nil {
		return nil, nil
	}
	every, err := d.Every.Sampler()
	if err != nil {
		return nil, err
	}
	lasts, err := d.For.Sampler()
	return &dropping{every, lasts}, err
}

// A dropper is a wire whose connections drop by chance.
type dropper struct {
	wire  uint32
	draws sim.Stream
}

// beginDrops lets the connections of wire i drop from now on.
func (n *Network) beginDrops(i uint32, w *wire) {
	n.dropping.Add(1)
	up := int(w.way % 2)
	d := dropper{i, sim.NewStream(n.keyOf(n.linkAt(w), w.ends[up], w.ends[1-up]).Named("drops"))}
	n.droppers = append(n.droppers, d)
	n.nextDrop(uint32(len(n.droppers) - 1))
}

// nextDrop schedules when the connections of a wire drop next.
func (n *Network) nextDrop(k uint32) {
	d := &n.droppers[k]
	every := n.linkAt(n.wires.at(d.wire)).dropping.every.Time(&d.draws)
	n.kernel.At(n.kernel.Now()+max(LeastBetweenDrops, every), n.id, eventDrop, k, 0)
}

// dropAll drops the connections of a wire, and lets nothing through for a while.
func (n *Network) dropAll(k uint32) {
	d := &n.droppers[k]
	w := n.wires.at(d.wire)
	ends, lasts := w.ends, n.linkAt(w).dropping.lasts.Time(&d.draws)
	if lasts > 0 {
		n.afflictBoth(ends, false)
		n.kernel.At(n.kernel.Now()+lasts, n.id, eventMend, k, 0)
	}
	n.Sever(ends[0], ends[1])
	if lasts == 0 {
		n.nextDrop(k)
	}
}

// mend lets a wire carry again after a drop.
func (n *Network) mend(k uint32) {
	n.afflictBoth(n.wires.at(n.droppers[k].wire).ends, true)
	n.nextDrop(k)
}

func (n *Network) afflictBoth(ends [2]trace.Place, end bool) {
	n.Afflict(ends[0], ends[1], Trouble{Cut: true}, end)
	n.Afflict(ends[1], ends[0], Trouble{Cut: true}, end)
}

// Sever ends all connections between two places, as both learn at once. What is
// under way between them is lost.
func (n *Network) Sever(a, b trace.Place) {
	i := n.wire(a, b)
	w := n.wires.at(i)
	n.loseFlying(w.ends)
	var found []sim.Ref
	for side := range w.pools {
		all := w.pools[side].all(&n.conns)
		if w.owns != 0 {
			all = append(all, n.owned[w.owns][side].apart.all(&n.conns)...)
		}
		for _, c := range all {
			found = append(found, n.conns.Ref(c))
			n.leavePool(c, n.conns.At(c)) // or an exchange that fails would take the next of them
		}
		if w.owns != 0 {
			n.abandon(&n.owned[w.owns][side].stalled, trace.Refused) // which may end some of them
			n.owned[w.owns][side].out = min(n.owned[w.owns][side].out, n.kernel.Now())
		}
	}
	for _, r := range found {
		n.severConn(r)
	}
}

// loseFlying loses the messages that travel between two places, each as one unit.
func (n *Network) loseFlying(ends [2]trace.Place) {
	var flying []uint32
	for i, m := range n.msgs.All() {
		if m.Sent && !m.Shipped && !m.packed && !m.stray && (m.From == ends[0] && m.To == ends[1] || m.From == ends[1] && m.To == ends[0]) {
			flying = append(flying, i)
		}
	}
	sim.Sort(flying, func(i, j uint32) int { return cmp.Compare(n.msgs.At(i).ID, n.msgs.At(j).ID) })
	for _, i := range flying {
		m, now := n.msgs.At(i), n.kernel.Now()
		m.stray = true // its cell is free when it would have arrived
		unsent, came := m.unsent(now), uint32(0)
		if c := n.conns.Get(m.Conn); c != nil && !n.unknown(c, m.To) {
			came = m.came(now)
		}
		n.receiver.CutOff(m, came, m.Payload-uint32(min(unsent, sim.Bytes(m.Payload))))
		n.lose(m, trace.Partitioned, unsent)
	}
}

// unsent is how much of m, which is on its wire, has not left its sender at now.
func (m *Message) unsent(now sim.Time) sim.Bytes {
	return m.size().Share(m.Out-max(now, m.First), m.Out-m.First)
}

// came is how much of the content of m, which is on its wire, has come to its place at
// now: what was out of its sender by as much earlier as the way takes, behind what is
// around it.
func (m *Message) came(now sim.Time) uint32 {
	way := m.Until - m.Out
	there := m.size() - m.size().Share(m.Out-min(max(now-way, m.First), m.Out), m.Out-m.First)
	if m.Out == m.First {
		there = 0 // it takes its way at once
	}
	return uint32(max(there-sim.Bytes(m.Header)-sim.Bytes(m.Around), 0))
}

// severConn ends a connection for both ends, its opener first.
func (n *Network) severConn(r sim.Ref) {
	for k := range 2 {
		c := n.conns.Get(r)
		if c == nil {
			return
		}
		side := c.opener() ^ k
		switch p := n.pipeOf(c); {
		case c.gone[side]:
		case p != nil:
			p.severed = true
			n.enterPipe(p.Host)
			n.measure(p)
			n.transport.Forget(&p.Conn, p.side(side))
			p.stack.Closed(&p.Conn, p.side(side), trace.Refused)
			n.leavePipe()
		default:
			n.lapse(r.Index, side, trace.Refused)
		}
	}
}
