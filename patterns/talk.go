// Package patterns holds the ways that backends talk, one file each: who says
// what to whom, and when.
package patterns

import (
	"backchat/patterns/node"
	"backchat/sim"
	"backchat/sim/trace"
)

// Talk is what every conversation has: its place in the world, its speakers,
// and how they ask.
type Talk struct {
	W        *node.World
	C        *FlowConfig
	Number   uint16
	Key      sim.Key
	Speakers []trace.Place
	To       []trace.Place
	Agent    *node.Agent

	request   sim.Sampler
	response  sim.Sampler
	demand    *sim.Sampler
	sizes     sim.Key
	poison    sim.Key
	followers []*follower
}

// NewTalk compiles what all patterns share. number is the flow's, from 1.
func NewTalk(w *node.World, c *FlowConfig, number uint16, speakers, to []trace.Place) (*Talk, error) {
	id := w.Topology.Flows[number-1].ID
	t := &Talk{
		W: w, C: c, Number: number, Key: w.Key.Named("flow").Named(id), Speakers: speakers, To: to,
		sizes: sim.NewKey(0).Named("size"), poison: sim.NewKey(0).Named("poison"),
	}
	var err error
	if t.Agent, err = node.NewAgent(w, c.Policy, to, "flow "+id); err != nil {
		return nil, err
	}
	if t.request, err = c.Request.Sampler(); err != nil {
		return nil, err
	}
	if t.response, err = c.Response.Sampler(); err != nil {
		return nil, err
	}
	if c.Demand != nil {
		d, err := c.Demand.Sampler()
		if err != nil {
			return nil, err
		}
		t.demand = &d
	}
	return t, nil
}

// size draws the size of something an operation says.
func (t *Talk) size(s sim.Sampler, op sim.Ref, salt uint64) uint32 {
	if s.IsConstant() {
		return uint32(min(s.Int(nil), 1<<32-1))
	}
	draws := sim.NewStream(t.Key)
	if o := t.W.Op(op); o != nil {
		draws = o.Draw(t.sizes, salt)
	}
	return uint32(min(s.Int(&draws), 1<<32-1))
}

// doomed draws whether the operation's processing always fails.
func (t *Talk) doomed(op sim.Ref) bool {
	if t.C.Poison == 0 {
		return false
	}
	draws := t.W.Op(op).Draw(t.poison, 0)
	return draws.Chance(t.C.Poison)
}

// A follower is a flow that begins an operation whenever one of this flow has
// been processed at one of its speakers.
type follower struct {
	speakers []trace.Place
	key      sim.Key
	intend   func(speaker int, key sim.Key)
}

// Follow makes l begin an operation at each of its speakers whenever one of t
// has been processed there.
func (t *Talk) Follow(l *Workload, speakers []trace.Place) {
	t.followers = append(t.followers, &follower{speakers, l.key, l.intend})
}

// processed tells the followers that an operation has been processed at p.
func (t *Talk) processed(op sim.Ref, p trace.Place) {
	if len(t.followers) == 0 {
		return
	}
	key := t.W.Op(op).Key
	for _, f := range t.followers {
		for i, s := range f.speakers {
			if s == p {
				f.intend(i, f.key.With(uint64(key)))
			}
		}
	}
}

// speaker is which of the speakers stands at p; 0 where none does.
func (t *Talk) speaker(p trace.Place) int {
	for i, s := range t.Speakers {
		if s == p {
			return i
		}
	}
	return 0
}

// Lapsed lets go of an attempt whose asker has gone.
func (t *Talk) Lapsed(a sim.Ref) { t.W.Discard(a) }

// Crashed does nothing: the conversation keeps nothing at p.
func (t *Talk) Crashed(trace.Place) {}

// Revived does nothing.
func (t *Talk) Revived(trace.Place) {}

// outcome is what an operation ends as when its call has ended so.
func outcome(s trace.Status) trace.Status {
	switch s {
	case trace.OK, trace.Empty:
		return trace.OK
	case trace.Rejected, trace.TimedOut:
		return s
	case trace.Crashed:
		return trace.LostOutcome
	}
	return trace.Failed
}
