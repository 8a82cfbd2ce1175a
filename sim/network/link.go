package network

import "backchat/sim"

// A Link is a compiled [LinkConfig]: what its wires have in common.
type Link struct {
	id              string
	ways            [2]way // up, down
	ready           bool
	each            bool
	streams         int         // 0: any number
	shares          bool        // one connection will do for any number of exchanges
	max             int         // 0: any number
	waiting         *int        // nil: any number
	wait            sim.Time    // 0: for ever
	lookup          *Lookup     // nil: addresses are known
	ping            *PingConfig // nil: there is none
	keeps           bool        // they are for what is waited for: where that is nothing, there is none
	patience        sim.Time    // an end that hears nothing for so long lets go of a connection; 0: it does not
	ports           int         // 0: any number
	linger          sim.Time
	follows         bool // what goes over a connection depends on what went before
	giveUp          string
	idle            sim.Time  // 0: for ever
	acceptorIdle    sim.Time  // 0: for ever
	maxAge          sim.Time  // 0: none
	grace           *sim.Time // nil: no bound
	middleboxIdle   sim.Time  // 0: nothing is forgotten
	ageJitter       float64   // share of maxAge
	middleboxResets bool      // what has forgotten a connection says so
	reuse           string    // which of several with room
	retry           sim.Time
	dropping        *dropping // how its connections drop by chance; nil: they do not
	carriage        *carriage // what carries messages by packets; nil: each travels as one unit
	plain           bool      // it takes time, the same for all messages, and does nothing else to them or for them
}

// NewLink compiles c. The error names the field that is wrong.
func NewLink(id string, c *LinkConfig) (*Link, error) {
	l := &Link{
		id: id, ready: c.Connection.Open == "ready", each: c.Connection.Open == "each",
		streams: value(c.Connection.Streams), max: value(c.Connection.Max),
		giveUp: c.Connection.givesUp(), reuse: c.Connection.Reuse, idle: value(c.Connection.Idle), acceptorIdle: value(c.Connection.AcceptorIdle), maxAge: value(c.Connection.MaxAge), grace: c.Connection.Grace, middleboxIdle: value(c.Connection.MiddleboxIdle),
		waiting: c.Connection.Waiting, wait: value(c.Connection.Wait), ports: value(c.Connection.Ports), lookup: c.Connection.Lookup, ping: c.Connection.Ping, linger: timeWait,
		ageJitter: c.Connection.AgeJitter, middleboxResets: c.Connection.Middlebox == "resets",
		retry: c.Connection.Retry,
	}
	override(&l.linger, c.Connection.Linger)
	l.shares = l.streams == 0 && !l.each
	var err error
	if l.dropping, err = newDropping(c.Drops); err != nil {
		return nil, err
	}
	for i, patch := range [2]*DirectionPatch{c.Up, c.Down} {
		w, err := newWay(patch.apply(c.Direction))
		if err != nil {
			return nil, err
		}
		if c.Shared {
			w.shared = new(medium)
		}
		w.plain = w.plain && l.acceptorIdle == 0 && l.middleboxIdle == 0
		w.own = w.chancy || w.bandwidth > 0 && w.shared == nil
		l.ways[i] = w
	}
	if c.Transport != nil {
		l.carriage = newCarriage(c.Transport)
		l.board()
	}
	l.follows = l.carriage != nil || l.ways[0].chancy || l.ways[1].chancy || l.idle > 0 || l.streams > 0
	l.plain = l.shares && !l.follows && l.ways[0].plain && l.ways[1].plain
	return l, nil
}

func newWay(d Direction) (way, error) {
	latency, err := d.Latency.Sampler()
	fixed, always := err == nil && latency.IsConstant(), sim.Time(0)
	if fixed {
		always = latency.Time(nil)
	}
	w := way{
		latency: latency, fixed: fixed, always: always, bandwidth: value(d.Bandwidth), buffer: value(d.Buffer), loss: d.Loss, bursts: d.Bursts,
		retransmit: value(d.Retransmit), duplicate: d.Duplicate, unordered: d.Order == "none",
		header: uint32(d.Header), chancy: !fixed || d.Loss > 0 || d.Bursts != nil || d.Duplicate > 0,
	}
	w.plain = !w.chancy && w.bandwidth == 0 && !w.unordered
	return w, err
}

// apply is d with what p overrides.
func (p *DirectionPatch) apply(d Direction) Direction {
	if p == nil {
		return d
	}
	override(&d.Latency, p.Latency)
	override(&d.Loss, p.Loss)
	override(&d.Duplicate, p.Duplicate)
	override(&d.Order, p.Order)
	override(&d.Header, p.Header)
	if p.Bursts != nil {
		d.Bursts = p.Bursts
	}
	if p.Bandwidth != nil {
		d.Bandwidth = p.Bandwidth
	}
	if p.Buffer != nil {
		d.Buffer = p.Buffer
	}
	if p.Retransmit != nil {
		d.Retransmit = p.Retransmit
	}
	return d
}

func override[T any](field *T, by *T) {
	if by != nil {
		*field = *by
	}
}

func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}
