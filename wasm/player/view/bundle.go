package view

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A bundle is the connections of a wire, and the streams on them: requests that were sent
// and whose answers are not there yet, and subscriptions. The first connections that are
// open at a time have a row each; those beside them share the last.
type bundle struct {
	rows [mostConns + 1]row
	most int32 // connections at once; 0: it has none that are shown
}

// A row is when there are more or fewer connections in it, and streams on them.
type row struct{ conns, streams []turn }

// mostConns is how many connections of a wire are told apart.
const mostConns = 6

// newBundles finds the bundle of each wire that has several connections at some time, or
// several streams on one. Of others the wire itself tells, and of crowds nobody could see.
// A part of a run has none: nobody says what was asked before it.
func newBundles(p *Tape) []bundle {
	n := len(p.wiring.edges)
	b := binder{tape: p, bundles: make([]bundle, n), conns: make([]int32, n), several: make([]bool, n)}
	for i := range p.records {
		b.take(uint32(i))
	}
	for e, several := range b.several {
		if !several || b.part {
			b.bundles[e] = bundle{}
		}
	}
	return b.bundles
}

// A binder follows connections, and what is asked on them.
type binder struct {
	tape    *Tape
	bundles []bundle
	conns   []int32 // by wire
	several []bool  // by wire
	part    bool    // something was before these records
	plugs   trace.Table[plug]
	asked   trace.Table[asking] // by request
	latest  trace.Table[uint32] // by operation: the latest request that its speaker has made
	answers trace.Table[uint32] // by answer: its request
}

// A plug is where a connection belongs.
type plug struct {
	edge, row int32
	streams   int32
}

// An asking is a stream, or is going to be one.
type asking struct {
	conn   uint32 // 0: it is not sent, or over
	asker  trace.Place
	parent uint32 // the request that it forwards
	op     bool   // its speaker has made it for an operation, and remembers it until that is over
	before uint32 // the request that was made before it for the same operation
	lasts  bool   // more than one answer comes
}

func (b *binder) take(i uint32) {
	r := &b.tape.records[i]
	switch r.Kind {
	case trace.Open, trace.Opened:
		b.part = b.part || r.Conn == 0 // two that have met
		b.plugIn(r, i)
	case trace.Close, trace.Reset:
		b.unplug(r.Conn, i)
	case trace.Ask:
		if r.N == 1 && b.asked.Get(r.Msg) == nil {
			latest := b.latest.Have(r.Op)
			*b.asked.Put(r.Msg) = asking{op: true, before: *latest}
			*latest = r.Msg
		}
	case trace.End:
		for k := range uint32(r.N) {
			b.settle(r.Op+k, i)
		}
	case trace.Drop, trace.Finish:
		if r.Status == trace.TimedOut || r.Status == trace.Cancelled {
			b.end(r.Msg, i) // nobody waits for an answer
		}
	case trace.Send:
		b.send(r, i)
	case trace.Arrive:
		if request := b.answers.Get(r.Msg); request != nil {
			b.answered(*request, r, i)
			b.answers.Delete(r.Msg)
		}
	case trace.Lost:
		b.end(r.Msg, i)
		if request := b.answers.Get(r.Msg); request != nil {
			b.end(*request, i)
			b.answers.Delete(r.Msg)
		}
	}
}

// plugIn gives a connection a row, unless it has one.
func (b *binder) plugIn(r *trace.Record, i uint32) {
	from, to := b.tape.cast.spot(r.Node), b.tape.cast.spot(r.Peer)
	e := b.tape.wiring.find(from, to)
	if e < 0 || r.Conn == 0 || b.plugs.Get(r.Conn) != nil || b.tape.cast.spots[from].Crowd || b.tape.cast.spots[to].Crowd {
		return
	}
	u := &b.bundles[e]
	k := slices.IndexFunc(u.rows[:mostConns], func(r row) bool { return last(r.conns) == 0 })
	if k < 0 {
		k = mostConns
	}
	*b.plugs.Put(r.Conn) = plug{edge: e, row: int32(k)}
	b.turn(&u.rows[k].conns, i, 1)
	b.conns[e]++
	u.most = max(u.most, b.conns[e])
	b.several[e] = b.several[e] || k > 0
}

// last is how many there are behind the last of turns.
func last(turns []turn) int32 {
	if len(turns) == 0 {
		return 0
	}
	return turns[len(turns)-1].busy
}

func (b *binder) turn(turns *[]turn, i uint32, by int32) {
	if by != 0 {
		*turns = append(*turns, b.tape.turn(*turns, i, by))
	}
}

// unplug ends a connection, and all streams on it.
func (b *binder) unplug(conn, i uint32) {
	if p := b.plugs.Get(conn); p != nil {
		u := &b.bundles[p.edge].rows[p.row]
		b.turn(&u.conns, i, -1)
		b.turn(&u.streams, i, -p.streams)
		b.conns[p.edge]--
		b.plugs.Delete(conn)
	}
}

func (b *binder) send(r *trace.Record, i uint32) {
	switch {
	case r.Shape == trace.Cancelling:
		if a := b.asked.Get(r.Parent); a != nil && a.asker == r.Node {
			b.end(r.Parent, i)
		}
	case r.Shape.Info().Manner == trace.Asks:
		if p := b.plugs.Get(r.Conn); p != nil {
			a := b.asked.Have(r.Msg)
			a.conn, a.asker, a.parent, a.lasts = r.Conn, r.Node, r.Parent, r.Shape == trace.Subscribe
			p.streams++
			b.turn(&b.bundles[p.edge].rows[p.row].streams, i, 1)
			b.several[p.edge] = b.several[p.edge] || p.streams > 1
		}
	case r.Shape.Info().Manner == trace.Answers && r.Status != trace.NoStatus && b.asked.Get(r.Parent) != nil:
		*b.answers.Put(r.Msg) = r.Parent
	}
}

// answered takes that an answer to a request is there, or to those that it forwards, where
// whoever has answered tells their asker directly.
func (b *binder) answered(request uint32, r *trace.Record, i uint32) {
	for a := b.asked.Get(request); a != nil; a = b.asked.Get(request) {
		next, asker := a.parent, a.asker
		if !a.lasts || !r.Status.Info().Well {
			b.end(request, i)
		}
		if asker == r.Node || next >= request {
			return
		}
		request = next
	}
}

// settle takes that an operation is over: its speaker waits for no answer any more.
func (b *binder) settle(op, i uint32) {
	latest := b.latest.Get(op)
	if latest == nil {
		return
	}
	for request := *latest; request != 0; {
		b.end(request, i)
		next := b.asked.Get(request).before
		b.asked.Delete(request)
		request = next
	}
	b.latest.Delete(op)
}

// end ends a stream, if it is one.
func (b *binder) end(request, i uint32) {
	a := b.asked.Get(request)
	if a == nil {
		return
	}
	if p := b.plugs.Get(a.conn); p != nil {
		p.streams--
		b.turn(&b.bundles[p.edge].rows[p.row].streams, i, -1)
	}
	if a.conn = 0; !a.op {
		b.asked.Delete(request)
	}
}

// countAt is how many there are at t, by turns.
func (p *Tape) countAt(turns []turn, t sim.Time) int32 {
	if k := p.turnsBy(turns, t); k > 0 {
		return turns[k-1].busy
	}
	return 0
}
