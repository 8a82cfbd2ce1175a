package network

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A LifeConfig says what ends connections beside the one that opened them.
//
// Model card. Of a connection that carries one exchange at a time (HTTP/1.1, a pool
// of a database's) the one that is older than it may be is closed when its exchange is
// over, and has its place among max until then: a pool never stands above its max
// (HikariCP, maxLifetime: what is in use is not retired; Go's database/sql,
// SetConnMaxLifetime: closed when it is returned). One that carries several drains
// beside the new: it takes no further exchange and no place among max, so that there
// may be one more (gRPC, MAX_CONNECTION_AGE and its grace, proposal A9; Envoy,
// max_connection_duration: GOAWAY, then another connection). After the grace the one that
// accepted it cuts it off: what is on its way by then comes before the reset, by which its
// opener learns that nothing more will, and whose place it gives to who waits for it. One
// that still waits to be accepted its opener cuts off. Left out: a connection that is closed
// a little before its age, since it would grow old in use.
type LifeConfig struct {
	AcceptorIdle  *sim.Time `json:"acceptorIdle" min:"1ns" absent:"kept for ever" doc:"the one that accepted a connection closes it when for so long nothing was said on it either way, and nothing that it was asked over it is in its hands. The other end hears of that one way later: what it has sent meanwhile is refused, unless the protocol says goodbye first (HTTP/2 and 3, GOAWAY, RFC 9113, section 6.8)"`
	MiddleboxIdle *sim.Time `json:"middleboxIdle" min:"1ns" absent:"there is none that forgets" doc:"what lies between (a translator of addresses, a firewall) forgets an open connection on which nothing has passed for so long, and lets nothing more of it through"`
	Middlebox     string    `json:"middlebox" enum:"drops,resets" default:"drops" doc:"what it does with what is sent on a connection that it has forgotten: drops: nobody is told, and either end believes the connection open until it misses something; resets: it answers the one who has sent it by a reset of TCP, from half-way, as if it came from the other end, which goes on believing"`
	MaxAge        *sim.Time `json:"maxAge" min:"1ns" absent:"no bound" doc:"a connection that has been open for so long takes no further exchange, and closes when those on it are over (the lifetime of pools; MAX_CONNECTION_AGE of gRPC). Until then it counts among max where it carries one exchange at a time, and else drains beside a new one. Where the protocol has a word for that, the one that accepted it says so (HTTP/2 and 3, GOAWAY); else the one that opened it knows"`
	AgeJitter     float64   `json:"ageJitter" unit:"share" default:"0" min:"0" max:"1" doc:"by so much more or less than maxAge, at random, each connection grows old, so that those opened together do not end together (gRPC: 0.1)"`
	Grace         *sim.Time `json:"grace" min:"0s" absent:"no bound" doc:"this long after maxAge the one that accepted the connection resets it, whatever is under way on it: subscriptions never end by themselves"`
}

// A life is what may end a connection beside its opener and faults, from its
// opening on.
type life struct {
	used   sim.Time // its acceptor last said something on it, or heard
	passed sim.Time // something last got past what lies between
}

// beginLife begins the life of connection i, which is open.
func (n *Network) beginLife(i uint32, c *Conn) {
	l, now := n.linkUnder(c), n.kernel.Now()
	if len(n.doors) > 1 {
		n.enters(c)
	}
	if l.ping != nil || l.patience > 0 {
		n.beginSilence(i, c, l)
	}
	if l.maxAge > 0 {
		n.kernel.At(now+n.ageOf(i, c, l), n.id, eventAged, i, n.conns.Ref(i).Generation)
	}
	if l.acceptorIdle == 0 && l.middleboxIdle == 0 {
		return
	}
	n.living.Add(1)
	x := n.lives.Put(c.Number)
	x.used, x.passed = now, now
	if l.acceptorIdle > 0 {
		n.watchUnused(i, now+l.acceptorIdle)
	}
}

// ageOf is how old c, which is open now, may become. It is drawn by when that is,
// and by its place among those of its opener, so that no other wire moves it.
func (n *Network) ageOf(i uint32, c *Conn, l *Link) sim.Time {
	if l.ageJitter == 0 {
		return l.maxAge
	}
	w, side := n.wires.at(c.wire()), c.opener()
	key := n.keyOf(l, w.ends[side], w.ends[1-side]).Named("age").With(uint64(n.kernel.Now()))
	draws := sim.NewStream(key.With(uint64(slices.Index(w.pools[side].all(&n.conns), i))))
	share := float64(2*l.ageJitter) * draws.Float64()
	return sim.Time(float64(l.maxAge) * (1 - l.ageJitter + share))
}

// endLife forgets what may end c, which has ended.
func (n *Network) endLife(c *Conn) {
	if n.lives.Get(c.Number) != nil {
		n.living.Add(-1)
		n.lives.Delete(c.Number)
	}
}

// noteUse notes that the one at p says something on c, nil for none, or hears it.
func (n *Network) noteUse(c *Conn, p trace.Place) {
	if n.lives.Len() == 0 || c == nil {
		return
	}
	if l := n.lives.Get(c.Number); l != nil && n.wires.at(c.wire()).side(p) != c.opener() {
		l.used = n.kernel.Now()
	}
}

// passes tells whether what is sent on c now, nil for none, gets past what lies
// between its ends.
func (n *Network) passes(c *Conn) bool {
	if n.lives.Len() == 0 || c == nil || n.forging {
		return true
	}
	l, idle := n.lives.Get(c.Number), n.linkUnder(c).middleboxIdle
	if l == nil || idle == 0 {
		return true
	}
	now := n.kernel.Now()
	if now-l.passed > idle {
		return false // for good: nothing will pass that puts it off
	}
	l.passed = now
	return true
}

// answerForgotten lets what lies between reset the connection of m, which it has
// forgotten, for who has sent that: half-way, in the name of the other end.
func (n *Network) answerForgotten(m *Message) {
	c := n.conns.Get(m.Conn)
	if c == nil || m.Shape == trace.Resetting {
		return
	}
	w := n.wires.at(c.wire())
	side := w.side(m.From)
	if !n.linkAt(w).middleboxResets || c.gone[side] || n.states.Value(m.To).down > 0 {
		return
	}
	n.forging = true
	n.sayReset(m.Conn.Index, 1-side)
	n.forging = false
}

// watchUnused looks at that time whether connection i is unused.
func (n *Network) watchUnused(i uint32, due sim.Time) {
	n.kernel.At(due, n.id, eventUnused, i, n.conns.Ref(i).Generation)
}

// unused lets the acceptor of a connection close it that was unused for long
// enough, unless it still has to answer, has not accepted it, or is down.
func (n *Network) unused(r sim.Ref) {
	c := n.conns.Get(r)
	if c == nil {
		return
	}
	w, side := n.wires.at(c.wire()), 1-c.opener()
	if c.gone[side] {
		return
	}
	now, idle := n.kernel.Now(), n.linkAt(w).acceptorIdle
	switch due := n.lives.Get(c.Number).used + idle; {
	case due > now:
		n.watchUnused(r.Index, due)
	case n.states.Value(w.ends[side]).down > 0, n.waitsAtDoor(c), n.receiver.Holds(r, w.ends[side]):
		n.watchUnused(r.Index, now+idle)
	default:
		n.closeUnused(r.Index, c, side)
	}
}

// closeUnused ends connection i for its acceptor, in good order: its opener hears of
// that, too, once word has reached it.
func (n *Network) closeUnused(i uint32, c *Conn, side int) {
	if p := n.pipeOf(c); p != nil {
		n.drain(i, c, p, trace.Idle)
		return
	}
	w := n.wires.at(c.wire())
	if c.gone[c.opener()] {
		n.forget(i, side) // nobody is to hear of it
		return
	}
	n.part(c, side)
	m := n.New()
	m.From, m.To, m.Shape, m.Status, m.Conn = w.ends[side], w.ends[1-side], trace.Resetting, trace.Idle, n.conns.Ref(i)
	n.transmit(m)
}

// closedByAcceptor handles the word that the acceptor has closed connection c, which has
// no exchange.
func (n *Network) closedByAcceptor(i uint32, c *Conn) {
	w, opener := c.wire(), c.opener()
	n.endConn(i, c, trace.Close, trace.Idle, false)
	n.serveQueue(w, opener)
}

// aged lets a connection that is old enough take no further exchanges, and close
// once those on it are over, or cut off.
func (n *Network) aged(r sim.Ref) {
	c := n.conns.Get(r)
	if c == nil || c.gone[1-c.opener()] {
		return
	}
	l := n.linkUnder(c)
	if l.grace != nil {
		n.kernel.At(n.kernel.Now()+*l.grace, n.id, eventOverdue, r.Index, r.Generation)
	}
	if p := n.pipeOf(c); p != nil && p.stack.Drains() && !n.waitsAtDoor(c) {
		n.drain(r.Index, c, p, trace.Expired)
		return
	}
	w, opener := c.wire(), c.opener()
	switch {
	case c.gone[opener]: // who was to end it
		if l.grace == nil {
			n.closeUnused(r.Index, c, 1-opener)
		}
		return
	case l.streams == 1 && c.active > 0:
		c.spent = true // it stays among those of max
		return
	}
	n.spend(r.Index, c)
	if c.active == 0 {
		n.close(r.Index, trace.Close, trace.Expired)
	}
	n.serveQueue(w, opener)
}

// overdue cuts off what is still under way on a connection.
func (n *Network) overdue(r sim.Ref) {
	c := n.conns.Get(r)
	if c == nil || c.gone[1-c.opener()] {
		return
	}
	side := 1 - c.opener()
	if n.waitsAtDoor(c) && !c.gone[c.opener()] {
		side = c.opener()
	}
	if p := n.pipeOf(c); p != nil {
		n.cutOff(p, p.side(side))
		return
	}
	n.sayReset(r.Index, side)
	n.lapse(r.Index, side, trace.Refused)
}
