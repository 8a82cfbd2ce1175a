package view

import (
	"cmp"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A state is what a picture needs to know of the records up to some record.
type state struct {
	at      int // records taken
	spots   []spotState
	edges   []edgeState
	flights []flight // messages sent; those that have arrived since may still be among them
	losses  []loss   // the last mostLosses, the oldest first
	pools   []poolState
	parts   []partState
	tracks  []trackState
}

type spotState struct {
	busy     [hues + 1]int32 // workers, by the hue of their flow; 0 for the node's own work
	held     [hues + 1]int32 // messages parked, by hue
	waiting  int32
	kept     int32
	entries  int32             // kept by key
	looks    [mostLooks]uint32 // the last look-ups, the latest first: one more than their record; 0: none. Of a broker, what was set aside or put back last
	dead     int32             // messages set aside
	conns    int32
	down     int32
	slow     int32              // not at normal speed
	paused   bool               // that is, at none
	phases   [trace.Lives]int32 // replicas that turned to each phase, less those that left it
	errs     int32              // answers with errors
	stalls   int32              // its disk makes no progress
	skews    int32              // its clock is off
	refilled sim.Time           // when the bucket that a token was taken from last is full again
	rebuilds int32              // partitions of logs of which its state is being made again
}

type edgeState struct {
	conns   int32
	opening int32
	ended   uint32 // the record that ended a connection last: one more than that; 0: none
	cuts    int32
	unfit   int32
	tripped int32
	worse   int32 // directions with more latency or loss than usual
}

// A flight is a message under way.
type flight struct {
	send uint32 // its record
	edge int32
	held uint32  // the record that said last what holds it up: that, too, where none has
	rest float32 // how far it was when that was said
}

// A loss is a message that was lost, or thrown away on arrival.
type loss struct {
	record uint32
	edge   int32
	share  float32 // of the way of what was lost under way
}

// mostLosses bounds how many losses are remembered, and lossMemory for how
// long, at most.
const (
	mostLosses = 512
	lossMemory = 2 * sim.Second
)

func newState(p *Tape) state {
	return state{
		spots: make([]spotState, len(p.cast.spots)), edges: make([]edgeState, len(p.wiring.edges)),
		pools: make([]poolState, p.cast.pools[len(p.cast.spots)]), parts: make([]partState, len(p.parts)), tracks: make([]trackState, len(p.tracks)),
	}
}

// copyFrom makes s what o is, in its own memory.
func (s *state) copyFrom(o *state) {
	s.at = o.at
	s.spots = append(s.spots[:0], o.spots...)
	s.edges = append(s.edges[:0], o.edges...)
	s.flights = append(s.flights[:0], o.flights...)
	s.losses = append(s.losses[:0], o.losses...)
	s.pools = append(s.pools[:0], o.pools...)
	s.parts = append(s.parts[:0], o.parts...)
	s.tracks = append(s.tracks[:0], o.tracks...)
}

// keyframes makes the states that a seek starts from.
func (p *Tape) keyframes() {
	s := newState(p)
	for at := 0; ; at += keySpacing {
		s.advance(p, min(at, len(p.records)))
		p.keys = append(p.keys, state{})
		p.keys[len(p.keys)-1].copyFrom(&s)
		if at >= len(p.records) {
			return
		}
	}
}

// seek makes s the state after at records, whatever it was.
func (s *state) seek(p *Tape, at int) {
	if key := &p.keys[at/keySpacing]; at < s.at || s.at < key.at {
		s.copyFrom(key)
	}
	s.advance(p, at)
}

// advance takes up the records from s.at to at.
func (s *state) advance(p *Tape, at int) {
	for ; s.at < at; s.at++ {
		s.take(p, uint32(s.at))
	}
	s.flights = slices.DeleteFunc(s.flights, func(f flight) bool { return p.fate[f.send] < uint32(at) })
}

func (s *state) take(p *Tape, i uint32) {
	r := &p.records[i]
	switch r.Kind {
	case trace.Send:
		a, b := p.cast.spot(r.Node), p.cast.spot(r.Peer)
		if e := p.wiring.find(a, b); e >= 0 {
			s.flights = append(s.flights, flight{send: i, edge: e, held: i})
		}
	case trace.Enter:
		s.hold(p, r, i)
	case trace.Lost, trace.Discard, trace.Drop:
		s.lose(p, r, i)
	case trace.Open, trace.Opened, trace.Close, trace.Reset, trace.Cut, trace.Mend, trace.Degrade,
		trace.Unfit, trace.Fit, trace.Eject, trace.Readmit, trace.Trip, trace.Restore:
		s.wire(p, r, i)
	case trace.Want, trace.Take, trace.Yield, trace.Forgo:
		s.pool(p, r)
	case trace.Store, trace.Unstore, trace.Assign, trace.Revoke, trace.Commit, trace.Replay, trace.Rebuilt:
		if r.Payload > 0 {
			s.log(p, r, p.fate[i])
		}
	case trace.Down:
		for i := range s.tracks {
			if s.tracks[i].rebuilt == r.Node {
				s.rebuild(p, &s.tracks[i], 0)
			}
		}
	}
	spot := p.cast.spot(r.Node)
	if r.Kind == trace.Store || r.Kind == trace.Unstore {
		spot = p.cast.spot(p.cast.topology.Home(r.Node))
	}
	if spot < 0 {
		return
	}
	s.spots[spot].take(r, int32(p.fate[i]))
	if !p.cast.spots[spot].Crowd {
		s.spots[spot].shelf(r, i)
	}
}

// hold takes what holds a message up from now on.
func (s *state) hold(p *Tape, r *trace.Record, i uint32) {
	send := p.fate[i]
	if send == never {
		return
	}
	if m := s.flight(send); m != nil {
		m.rest, m.held = p.front(m, r.At), i
	}
}

// flight is that of the message which a record sends, or nil.
func (s *state) flight(send uint32) *flight {
	i, found := slices.BinarySearchFunc(s.flights, send, func(m flight, send uint32) int { return cmp.Compare(m.send, send) })
	if !found {
		return nil
	}
	return &s.flights[i]
}

// turned is by how much the number of oddities changes, by the fate of the
// record that switches one on or off.
var turned = [3]int32{0, 1, -1}

// take changes the state of a place by a record of it.
func (s *spotState) take(r *trace.Record, fate int32) {
	switch r.Kind {
	case trace.Queue:
		s.waiting++
	case trace.Serve:
		s.waiting -= fate
		s.busy[hueOf(r.Flow)]++
	case trace.Drop:
		s.waiting -= fate
	case trace.Finish:
		s.busy[hueOf(r.Flow)]--
	case trace.Spend:
		s.refilled = sim.Time(r.Aux)
	case trace.Hold:
		s.held[hueOf(r.Flow)]++
	case trace.Free:
		s.held[hueOf(r.Flow)]--
	case trace.Store:
		s.kept++
	case trace.Unstore:
		s.kept--
	case trace.Aside:
		s.dead += 2*int32(one(r.Opens())) - 1
	case trace.Down:
		s.down++
	case trace.Up:
		s.down--
	case trace.Turn:
		s.phases[fate]--
		s.phases[trace.Life(r.Aux)%trace.Lives]++
	case trace.Speed:
		s.slow += turned[fate]
		s.paused = r.Aux == 0 && s.slow > 0
	case trace.Errs:
		s.errs += turned[fate]
	case trace.Stall:
		s.stalls += turned[fate]
	case trace.Skewed:
		s.skews += turned[fate]
	}
}

// wire changes the state of a wire, and of the connections of its ends.
func (s *state) wire(p *Tape, r *trace.Record, i uint32) {
	a, b, fate := p.cast.spot(r.Node), p.cast.spot(r.Peer), int32(p.fate[i])
	at := p.wiring.find(a, b)
	if at < 0 {
		return
	}
	e := &s.edges[at]
	switch r.Kind {
	case trace.Open:
		e.opening += fate
	case trace.Opened:
		e.opening -= fate >> 1
		s.connect(e, a, b, fate&1)
	case trace.Close, trace.Reset:
		e.opening -= fate >> 1
		s.connect(e, a, b, -(fate & 1))
		if fate != 0 {
			e.ended = i + 1
		}
	case trace.Cut:
		e.cuts++
	case trace.Mend:
		e.cuts--
	case trace.Degrade:
		e.worse += turned[fate]
	case trace.Unfit, trace.Eject:
		e.unfit++
	case trace.Fit, trace.Readmit:
		e.unfit--
	case trace.Trip, trace.Restore:
		e.tripped += turned[fate]
	}
}

func (s *state) connect(e *edgeState, a, b, by int32) {
	e.conns += by
	s.spots[a].conns += by
	s.spots[b].conns += by
}

// lose remembers a loss, and forgets the oldest where there are many.
func (s *state) lose(p *Tape, r *trace.Record, i uint32) {
	if r.Kind == trace.Drop && r.Status != trace.Rejected && r.Status != trace.Limited && r.Status != trace.TimedOut && r.Status != trace.Crashed {
		return
	}
	forget := 0
	for forget < len(s.losses) && (len(s.losses)-forget >= mostLosses || p.records[s.losses[forget].record].At+lossMemory < r.At) {
		forget++
	}
	s.losses = append(s.losses[:0], s.losses[forget:]...)
	l := loss{record: i, edge: p.wiring.find(p.cast.spot(r.Node), p.cast.spot(r.Peer))}
	if r.Kind == trace.Lost {
		if m := s.flight(p.fate[i]); m != nil {
			l.share = p.progress(m, r.At)
		}
	}
	s.losses = append(s.losses, l)
}

// hues is how many flows have a colour of their own; those beyond share them.
const hues = 8

// hueOf is the hue of a flow, from 1; 0 for none.
func hueOf(flow uint16) int {
	if flow == 0 {
		return 0
	}
	return int(flow-1)%hues + 1
}
