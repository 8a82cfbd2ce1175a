package node

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// StandbyConfig describes a second machine for each replica, which takes its address
// over when the first is no longer heard.
type StandbyConfig struct {
	Interval sim.Time `json:"interval" default:"1s" min:"1ms" doc:"from heartbeat to heartbeat of the machine that has the address, the first when it gets it, or is back with it after a crash, or after a pause in which one was due (VRRP: Advertisement_Interval, 1s)"`
	Misses   int      `json:"misses" default:"3" min:"1" max:"1000" doc:"the other takes over where it has heard nothing for so many intervals since the last heartbeat (VRRP: 3)"`
	TakeOver sim.Time `json:"takeOver" default:"1s" min:"0s" doc:"how long the address then takes to move: until callers reach the other by it"`
}

// A standby is the pairs of machines behind the addresses of a node's replicas: of each
// the active one has the address, and the passive one listens to its heartbeats.
//
// Model card. What happens to a replica happens to the machine that has its address, or
// had it last. The active one sends a heartbeat when it gets the address, or is back with
// it after a crash, and one each interval from then on; one that was due in a pause it
// sends at the end of that, and then one each interval from there. At an instant a fault
// comes first. Where it is down or paused
// the passive one counts from the last heartbeat, or from its own return where that is
// later; after the misses it has decided: what is paused is switched off (fenced), and
// after the take-over the other has the address, cold: its memory is empty, connections
// to the address are gone, and it neither pauses nor is down. So a crash costs from
// misses - 1 to misses intervals and the take-over, the half between on average. One that
// is back before the other has decided keeps the address. Otherwise it is the passive one
// from its return (nothing moves back). While nobody has the address, callers meet what
// they met of the machine that had it. A fault that makes a replica slow, or answer with
// errors, is its software's: both machines have it. Source: RFC 9568 (VRRP), 6.4; its
// timer adds a skew of less than an interval, which has a place in takeOver. Left out:
// heartbeats that are lost, two machines that both believe to be the active one, and a
// standby of a broker, a store or a sidecar.
type standby struct {
	w      *World
	id     sim.HandlerID
	config *StandbyConfig
	first  trace.Place
	shop   *Workshop // nil: nothing there can be paused
	pairs  []pair    // by replica
}

// A pair is two machines.
type pair struct {
	at     uint8             // which of them has the address, or had it last
	ills   [2][]trace.Status // what is wrong with each: how it is down, or NoStatus: it is paused
	since  sim.Time          // from when the heartbeats are counted
	last   sim.Time          // when the one that has the address, and is not well, sent its last
	fell   bool              // that has crashed since, and not only paused
	epoch  uint32            // counts decisions: an event of an earlier one is stale
	counts bool              // the passive one has missed a heartbeat, or will
	moves  bool              // the address is on its way
	hold   trace.Status      // moves: how callers find it down
}

// pairBytes is what is kept of a pair.
const pairBytes = 96

const (
	eventMissed uint8 = iota
	eventMoved
)

// standBy gives the replicas of n a second machine each, where c is not nil.
func (w *World) standBy(n *trace.Node, c *StandbyConfig, shop *Workshop) {
	if c == nil {
		return
	}
	s := &standby{w: w, config: c, first: n.First, shop: shop, pairs: make([]pair, n.Count)}
	s.id = w.Kernel.Register(s)
	w.Kernel.Keeps("pairs of machines", pairBytes).Add(n.Count)
	w.group(n.First).standby = s
}

// strike takes a machine down, or pauses it, and tells which of a pair that is.
func (s *standby) strike(p trace.Place, how trace.Status, open int) (machine uint8) {
	x := &s.pairs[p-s.first]
	if len(x.ills[x.at]) == 0 {
		x.last, x.fell = x.heard(s.w.Now(), s.config.Interval), false
	}
	x.ills[x.at] = append(x.ills[x.at], how)
	x.fell = x.fell || how != trace.NoStatus
	if how == trace.NoStatus {
		s.w.speed(s.shop, p, 0, false)
	} else {
		s.w.fell(p, how, open)
	}
	s.listen(p, x.last)
	return x.at
}

// heal ends what a strike has begun.
func (s *standby) heal(p trace.Place, how trace.Status, machine uint8) {
	x := &s.pairs[p-s.first]
	k := slices.Index(x.ills[machine], how)
	x.ills[machine] = slices.Delete(x.ills[machine], k, k+1)
	switch {
	case machine != x.at:
		if len(x.ills[machine]) == 0 {
			s.listen(p, s.w.Now())
		}
		return
	case how == trace.NoStatus:
		s.w.speed(s.shop, p, 0, true)
	default:
		s.w.rise(p, how)
	}
	if len(x.ills[machine]) == 0 && !x.moves {
		x.counts = false
		x.epoch++
		if x.fell || s.w.Now() > x.last+s.config.Interval {
			x.since = s.w.Now()
		}
	}
}

// heard is when the last heartbeat was before now, which a fault has come to first.
func (x *pair) heard(now, interval sim.Time) sim.Time {
	if now == x.since {
		return now
	}
	return x.since + (now-x.since-1)/interval*interval
}

// listen has the passive machine, if that is well, count from the last that it has heard
// of an active one which is not.
func (s *standby) listen(p trace.Place, heard sim.Time) {
	x := &s.pairs[p-s.first]
	if x.counts || x.moves || len(x.ills[x.at]) == 0 || len(x.ills[1-x.at]) > 0 {
		return
	}
	x.counts = true
	s.w.Kernel.At(heard+sim.Time(s.config.Misses)*s.config.Interval, s.id, eventMissed, uint32(p-s.first), x.epoch)
}

// Handle has the passive machine decide, or have the address.
func (s *standby) Handle(e sim.Event) {
	switch x := &s.pairs[e.A]; {
	case x.epoch != e.B:
	case e.Kind() == eventMissed:
		s.decide(s.first+trace.Place(e.A), x)
	default:
		s.move(s.first+trace.Place(e.A), x)
	}
}

// decide takes the address from the active machine: what is only paused is switched off.
func (s *standby) decide(p trace.Place, x *pair) {
	if x.hold = s.w.Net.Fate(p); x.hold == trace.NoStatus {
		x.hold = trace.Silent
	}
	x.counts, x.moves = false, true
	s.w.fell(p, x.hold, 0)
	s.w.Kernel.At(s.w.Now()+s.config.TakeOver, s.id, eventMoved, uint32(p-s.first), x.epoch)
}

// move gives the address to the passive machine, with which nothing is wrong.
func (s *standby) move(p trace.Place, x *pair) {
	for _, how := range append(x.ills[x.at], x.hold) {
		if how == trace.NoStatus {
			s.w.speed(s.shop, p, 0, true)
		} else {
			s.w.Net.Revive(p, how)
		}
	}
	x.at, x.since, x.moves = 1-x.at, s.w.Now(), false
	s.w.note(trace.Up, p).Aux = 1
	s.w.begin(p)
}

// check finds what cannot have a second machine.
func (c *StandbyConfig) check(sidecar, varies bool, r Report) {
	switch {
	case c == nil:
	case sidecar:
		r.Fault("/standby", "a sidecar stands beside one machine, and would stay there when the address moves to the other; leave out sidecar, or this")
	case varies:
		r.Fault("/standby", "replicas that come and go have no address of their own that could move; leave out lifecycle.most and autoscaler, or this")
	}
}
