package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A PingConfig says how the ends of a connection find out whether the other is still
// there.
//
// Model card. An end that has heard nothing for so long asks; where so many questions
// in a row find no answer in time, the connection is dead for it: it resets it, and
// what is under way on it fails. Whatever is heard is an answer: over TCP, where pings
// are frames, whatever has content, since acknowledgements are the kernel's. The other
// end answers at once, as long as its host and its process are up, busy or not, or
// paused: a pause holds up work, and nothing that a connection says by itself. What lies
// between takes a ping for use of the connection; acceptorIdle does not. Defaults are those of
// Go (net.KeepAliveConfig: both ends, 15 s, 9 probes), which go over TCP without content;
// of HTTP/2 (RFC 9113, section 6.7) and WebSocket (RFC 6455, section 5.5.2) a ping is a
// frame, and so it is of QUIC (RFC 9000, section 19.2), whose answer is an
// acknowledgement. Left out: that a kernel does not probe while it sends again what is
// lost, and on a transport probes of TCP and heartbeats of AMQP and MQTT: there ping is
// refused.
type PingConfig struct {
	Every   sim.Time  `json:"every" default:"15s" min:"1ms" doc:"how long nothing is heard on an open connection before a ping is sent"`
	Timeout sim.Time  `json:"timeout" default:"15s" min:"1ms" doc:"how long its answer may take: then there is another ping, or that was the last"`
	Misses  int       `json:"misses" default:"9" min:"1" max:"100" doc:"pings in a row without an answer after which the connection is reset (TCP in Go: 9; HTTP/2 in Go and gRPC: 1)"`
	By      string    `json:"by" enum:"both,opener,acceptor" default:"both" doc:"which end pings"`
	Size    sim.Bytes `json:"size" default:"0B" min:"0B" max:"1KiB" doc:"content of a ping, and of its answer, on a link without a transport (HTTP/2: 17 B; WebSocket: 2 B); what goes around it is the link's header"`
}

// pings tells whether the one who has opened a connection pings, or else the other.
func (c *PingConfig) pings(opener bool) bool {
	return c.By == "both" || (c.By == "opener") == opener
}

// A silence is what the ends of a connection have not heard.
type silence struct {
	heard  [2]sim.Time // when something was last
	missed [2]uint8    // pings since
}

// What a message of the network's own asks.
const (
	ping uint8 = 1 + iota
	pong
)

// beginSilence lets the ends of connection i, which is open, listen for silence.
func (n *Network) beginSilence(i uint32, c *Conn, l *Link) {
	n.pinging.Add(1)
	now, r := n.kernel.Now(), n.conns.Ref(i)
	n.silences.Put(c.Number).heard = [2]sim.Time{now, now}
	for side := range 2 {
		if l.ping != nil && l.ping.pings(side == c.opener()) {
			n.watchSilence(r, side, now+l.ping.Every)
		}
		if l.patience > 0 {
			n.watchPatience(r, side, now+l.patience)
		}
	}
}

// endSilence forgets what was heard on c, which has ended.
func (n *Network) endSilence(c *Conn) {
	if n.silences.Get(c.Number) != nil {
		n.pinging.Add(-1)
		n.silences.Delete(c.Number)
	}
}

func (n *Network) watchSilence(r sim.Ref, side int, due sim.Time) {
	n.kernel.At(due, n.id, eventSilence+uint8(side), r.Index, r.Generation)
}

// hears notes that the one at p has heard something on c, nil for none.
func (n *Network) hears(c *Conn, p trace.Place) {
	if n.silences.Len() == 0 || c == nil {
		return
	}
	if x := n.silences.Get(c.Number); x != nil {
		side := n.wires.at(c.wire()).side(p)
		x.heard[side], x.missed[side] = n.kernel.Now(), 0
	}
}

// silent lets one side of a connection ping, where it has heard nothing for long
// enough, or give the connection up.
func (n *Network) silent(r sim.Ref, side int) {
	c := n.conns.Get(r)
	if c == nil || c.gone[side] || !n.Up(n.wires.at(c.wire()).ends[side]) {
		return
	}
	x, link, now := n.silences.Get(c.Number), n.linkUnder(c), n.kernel.Now()
	l := link.ping
	p := n.pipeOf(c)
	if p != nil && p.closed[p.side(side)] {
		return // it listens no more
	}
	switch due := x.heard[side] + l.Every; {
	case p != nil && !p.stack.Usable(&p.Conn, p.side(side)):
		n.watchSilence(r, side, now+l.Every) // keys are still agreed on
	case link.keeps && c.active == 0:
		n.watchSilence(r, side, now+l.Every) // nothing is waited for
	case x.missed[side] == 0 && due > now:
		n.watchSilence(r, side, due)
	case int(x.missed[side]) >= l.Misses:
		n.buryConn(r.Index, c, side)
	default:
		x.missed[side]++
		n.watchSilence(r, side, now+l.Timeout)
		n.sayPing(r.Index, c, side, ping)
	}
}

// sayPing sends a ping, or the answer to one, from that side of connection i.
func (n *Network) sayPing(i uint32, c *Conn, side int, what uint8) {
	if p := n.pipeOf(c); p != nil {
		p.pings = true
		n.enterPipe(p.Host)
		p.stack.Ping(&p.Conn, p.side(side))
		n.leavePipe()
		return
	}
	w := n.wires.at(c.wire())
	m := n.New()
	m.From, m.To, m.Shape, m.Conn, m.Payload = w.ends[side], w.ends[1-side], trace.Health, n.conns.Ref(i), uint32(n.linkAt(w).ping.Size)
	m.ping, m.Last = what, true
	n.transmit(m)
}

// pinged handles m, a ping on connection c, or the answer to one, which has arrived.
func (n *Network) pinged(m *Message, c *Conn) {
	if m.ping == ping && c != nil {
		n.sayPing(m.Conn.Index, c, n.wires.at(c.wire()).side(m.To), pong)
	}
	n.Free(m)
}

// buryConn resets connection i for one side of it, which hears nothing on it.
func (n *Network) buryConn(i uint32, c *Conn, side int) {
	p := n.pipeOf(c)
	if p == nil {
		n.sayReset(i, side)
		n.lapse(i, side, trace.TimedOut)
		return
	}
	n.enterPipe(p.Host)
	n.transport.Abort(&p.Conn, p.side(side))
	p.stack.Closed(&p.Conn, p.side(side), trace.TimedOut)
	n.leavePipe()
}
