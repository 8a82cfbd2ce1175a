package network

import "backchat/sim"

// A dormant is a pipe at rest in a crowd: what both of its ends remember, packed. All
// else of it is as it is of any such pipe, or what its connection or link tell.
type dormant [dormantRoom]byte

// dormantRoom is enough for what most remember; a pipe that remembers more stays as it is.
const dormantRoom = 56

// dormants are those of a run.
type dormants struct {
	sim.Slab[dormant]
	from int // how many pipes there are before those that come to rest are packed, since that costs them time
}

const dormantBytes = 112 // with what checks keep of each

func (d *dormants) begin(k *sim.Kernel) {
	d.Keep(k.Keeps("connections at rest on a transport", dormantBytes))
	d.from = crowd
}

// dormantPipe marks the number of a dormant, in the place of that of a pipe.
const dormantPipe = piped | 1<<30

// lull packs pipe i where it is one of a crowd and at rest.
func (n *Network) lull(i uint32) {
	if n.pipes.Live() <= n.dormants.from {
		return
	}
	p := n.pipes.At(i)
	c := n.conns.Get(p.conn)
	if c == nil {
		return
	}
	is := pipe{ // any that is at rest
		Conn: p.Conn, stack: p.stack, conn: p.conn, number: c.Number, from: c.from, exchanging: p.exchanging,
		pings: p.pings, packets: p.packets, usage: p.usage,
	}
	if *p != is {
		return
	}
	var d dormant
	x := sim.Packing{Room: d[:]}
	x.Put(uint64(p.conn.Index))
	x.PutTruths(p.pings, p.watch)
	x.Put(uint64(p.used))
	x.Put(uint64(p.packets[0]))
	x.Put(uint64(p.packets[1]))
	if !n.transport.Lull(&p.Conn, &x) || !p.stack.Lull(&p.Conn, &x) || !x.Fits() {
		return
	}
	r, v := n.dormants.New()
	*v = d
	c.course = dormantPipe | r.Index
	p.stack.Leave(&p.Conn)
	n.pipes.Free(i)
}

// pipeIn is the pipe of c, which has one, awake from now on. It is apart from
// [Network.pipeOf] so that connections without one pay for no call.
func (n *Network) pipeIn(c *Conn) *pipe {
	if c.course >= dormantPipe {
		n.rouse(c)
	}
	return n.pipes.At(c.course &^ piped)
}

// rouse makes a pipe again of what c has, a dormant.
func (n *Network) rouse(c *Conn) {
	i := c.course &^ dormantPipe
	d := *n.dormants.At(i)
	n.dormants.Free(i)
	r, p := n.pipes.New()
	c.course = piped | r.Index
	k := n.linkUnder(c).carriage
	p.Host, p.stack, p.exchanging, p.number, p.from = r.Index, k.stack, k.exchanging, c.Number, c.from
	x := sim.Packing{Room: d[:]}
	p.conn = n.conns.Ref(uint32(x.Take()))
	x.TakeTruths(&p.pings, &p.watch)
	p.used = sim.Time(x.Take())
	p.packets = [2]uint32{uint32(x.Take()), uint32(x.Take())}
	n.transport.Rouse(&p.Conn, k.id, &x)
	p.stack.Rouse(&p.Conn, &x)
}
