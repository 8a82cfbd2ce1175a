package view

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A bundle is the connections of a wire that are open, and the streams on them. The first
// connections that are open at a time have a row each; those beside them share the last.
type bundle struct {
	conns, streams []turn // of all of them
	rows           [mostConns + 2][]turn
	open           [mostConns + 2]int32 // while it is being made: connections, by row
}

// mostConns is how many connections of a wire are told apart.
const mostConns = 6

// newBundles finds the bundle of each wire; those of crowds nobody could see.
func newBundles(p *Tape) []bundle {
	b := binder{tape: p, bundles: make([]bundle, len(p.wiring.edges))}
	for i := range p.records {
		b.take(uint32(i))
	}
	return b.bundles
}

// A binder follows connections, and what is asked on them.
type binder struct {
	tape    *Tape
	bundles []bundle
	plugs   trace.Table[plug] // by connection
	streams trace.Streams
}

// A plug is where a connection belongs.
type plug struct {
	edge, row int32 // row: from 1; 0: it is not open
	streams   int32
}

func (b *binder) take(i uint32) {
	r := &b.tape.records[i]
	switch r.Kind {
	case trace.Opened:
		b.plugIn(r, i)
	case trace.Close, trace.Reset:
		b.unplug(r.Conn, i)
	}
	begins, ended := b.streams.Take(r)
	if begins {
		b.count(b.plug(r), i, 1)
	}
	for _, s := range ended {
		b.count(b.plugs.Get(s.Conn), i, -1)
	}
}

// plug is that of the connection of a record; nil where that is not shown.
func (b *binder) plug(r *trace.Record) *plug {
	if p := b.plugs.Get(r.Conn); p != nil {
		return p
	}
	from, to := b.tape.cast.spot(r.Node), b.tape.cast.spot(r.Peer)
	e := b.tape.wiring.find(from, to)
	if e < 0 || r.Conn == 0 || b.tape.cast.spots[from].Crowd || b.tape.cast.spots[to].Crowd {
		return nil
	}
	p := b.plugs.Put(r.Conn)
	p.edge = e
	return p
}

// count takes that more or fewer streams are on a connection.
func (b *binder) count(p *plug, i uint32, by int32) {
	if p == nil {
		return
	}
	p.streams += by
	if p.row > 0 {
		u := &b.bundles[p.edge]
		b.turn(&u.streams, i, by)
		b.turn(&u.rows[p.row-1], i, by)
	}
}

// plugIn gives a connection that is open a row, and those streams that are on it already.
func (b *binder) plugIn(r *trace.Record, i uint32) {
	p := b.plug(r)
	if p == nil || p.row > 0 {
		return
	}
	u, before := &b.bundles[p.edge], p.streams
	k := len(u.rows) - 1
	if free := slices.Index(u.open[:k], 0); free >= 0 {
		k = free
	}
	p.row, p.streams = int32(k)+1, 0
	u.open[k]++
	b.turn(&u.conns, i, 1)
	b.count(p, i, before)
}

// unplug ends a connection, and all streams on it.
func (b *binder) unplug(conn, i uint32) {
	p := b.plugs.Get(conn)
	if p == nil {
		return
	}
	if p.row > 0 {
		u := &b.bundles[p.edge]
		u.open[p.row-1]--
		b.turn(&u.conns, i, -1)
		b.count(p, i, -p.streams)
	}
	b.plugs.Delete(conn)
}

func (b *binder) turn(turns *[]turn, i uint32, by int32) {
	if by != 0 {
		*turns = append(*turns, b.tape.turn(*turns, i, by))
	}
}

// carried is how many connections are open on a wire at t, and how many streams on them.
func (p *Tape) carried(wire int, at sim.Time) (conns, streams int32) {
	u := &p.bundles[wire]
	if conns = p.countAt(u.conns, at); conns == 0 {
		return 0, 0
	}
	return conns, p.countAt(u.streams, at)
}

// countAt is how many there are at t, by turns.
func (p *Tape) countAt(turns []turn, t sim.Time) int32 {
	if k := p.turnsBy(turns, t); k > 0 {
		return turns[k-1].busy
	}
	return 0
}
